"""xlsx out: header styled and frozen, texts as texts, numbers as numbers, the same input the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from portal.documents.sheets.csv_file import OutValue
from portal.documents.sheets.prescan import column_letters
from portal.documents.sheets.safe_text import runs_as_formula, writable
from portal.documents.sheets.xlsx_rows import MOMENT_FORMAT, WAREKI_FORMAT, Look, RowWriter

YEN_FORMAT = "#,##0"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed mark without meaning: bytes must not depend on the clock
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
_LONGEST_SHEET_NAME = 31
_WORKSHEET = "xl/worksheets/sheet1.xml"
_FILTER = re.compile(rb'(<autoFilter ref="[A-Z]+\d+:[A-Z]+)(\d+)"')  # grows from the header to the last row
_FILTER_NAME = re.compile(rb'<definedName name="_xlnm._FilterDatabase".*?</definedName>')  # Excel makes it anew
_ROWS_AT_ONCE = 500
# A text that is too wide goes on in the next line; a date shows as ######## instead.
_DAY, _DAY_WIDTH = re.compile(r"(?:日|期限|期日|日時)$"), 17.0  # 令和18年12月31日

_THIN = Side(style="thin", color="BFBFBF")
_HEADER_FILL = PatternFill("solid", fgColor="E8F1FE")
_BAD_FILL = PatternFill("solid", fgColor="FFE5E5")


def write_xlsx(
    columns: Sequence[str],
    rows: Iterable[Sequence[OutValue]],
    *,
    title: str | None = None,
    widths: Mapping[str, float] | None = None,
    number_formats: Mapping[str, str] | None = None,
    sheet_name: str = "一覧",
    marked: Collection[tuple[int, int]] = (),
) -> bytes:
    """Workbook with one sheet. ``widths`` (in characters) and ``number_formats`` go by column name.

    Dates are real dates shown in 和暦; texts never compute. ``marked`` are (row, column) from 0 to be coloured.
    """
    header_row = 2 if title else 1
    letters = [column_letters(at) for at in range(len(columns))]
    formats = [(number_formats or {}).get(name) for name in columns]
    shell, styles = _shell(columns, header_row, title, widths or {}, formats, sheet_name)
    writer = RowWriter(letters, formats, styles.__getitem__)
    marked_by_row: dict[int, set[int]] = {}
    for row_index, column_index in marked:
        marked_by_row.setdefault(row_index, set()).add(column_index)
    body = (writer.row(header_row + 1 + at, row, frozenset(marked_by_row.get(at, ()))) for at, row in enumerate(rows))
    return _filled(shell, body)


def _shell(
    columns: Sequence[str],
    header_row: int,
    title: str | None,
    widths: Mapping[str, float],
    formats: Sequence[str | None],
    sheet_name: str,
) -> tuple[io.BytesIO, dict[Look, int]]:
    """The workbook without its body, and the style number of every look the body may ask for."""
    book = Workbook(write_only=True)
    book.properties.creator = "債権管理ポータル"
    for style in _styles():
        book.add_named_style(style)
    sheet: Any = book.create_sheet(_sheet_name(sheet_name))
    _lay_out(sheet, columns, header_row, widths)
    if title:
        sheet.append([_text_cell(sheet, title, "題名")])
    sheet.append([_text_cell(sheet, name, "見出し") for name in columns])
    if columns:
        sheet.auto_filter.ref = f"A{header_row}:{column_letters(len(columns) - 1)}{header_row}"
    shown = dict.fromkeys((None, WAREKI_FORMAT, MOMENT_FORMAT, *formats))
    looks = [Look(marked, shape, quoted) for marked in (False, True) for shape in shown for quoted in (False, True)]
    styles = {look: _style_number(sheet, look) for look in looks}
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer, styles


def _style_number(sheet: Any, look: Look) -> int:
    cell = WriteOnlyCell(sheet)
    cell.style = "要修正" if look.marked else "本文"
    cell.quotePrefix = look.quoted  # stays text when somebody edits the cell
    if look.number_format:
        cell.number_format = look.number_format
    return int(cell.style_id)


def _text_cell(sheet: Any, text: str, style: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.style = style
    cell.quotePrefix = runs_as_formula(text)
    cell.value = writable(text)
    cell.data_type = "s"  # after the value: openpyxl takes "=…" for a formula
    return cell


def _styles() -> list[NamedStyle]:
    border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
    wrapped = Alignment(vertical="top", wrap_text=True)
    heading = Alignment(vertical="center", wrap_text=True)
    return [
        NamedStyle(name="題名", font=Font(bold=True, size=14)),
        NamedStyle(name="見出し", font=Font(bold=True), fill=_HEADER_FILL, border=border, alignment=heading),
        NamedStyle(name="本文", border=border, alignment=wrapped),
        NamedStyle(name="要修正", border=border, alignment=wrapped, fill=_BAD_FILL),
    ]


def _lay_out(sheet: Any, columns: Sequence[str], header_row: int, widths: Mapping[str, float]) -> None:
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"1:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for at, name in enumerate(columns):
        least = _DAY_WIDTH if _DAY.search(name) else 10.0
        default = min(40.0, max(least, 2.2 * len(name) + 2))
        sheet.column_dimensions[column_letters(at)].width = widths.get(name, default)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", "・", writable(name)).strip("'")[:_LONGEST_SHEET_NAME] or "一覧"


def _filled(shell: io.BytesIO, body: Iterable[str]) -> bytes:
    """``shell`` with the rows put in and every date in it fixed, so that equal input gives equal bytes."""
    filled = io.BytesIO()
    stamp = _STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(shell) as source, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as target:
        for part in sorted(source.infolist(), key=lambda part: part.filename != "[Content_Types].xml"):
            content = source.read(part.filename)
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if part.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            if part.filename == "xl/workbook.xml":
                content = _FILTER_NAME.sub(b"", content)
            if part.filename == _WORKSHEET:
                _write_sheet(target, entry, content, body)
            else:
                target.writestr(entry, content)
    return filled.getvalue()


def _write_sheet(target: zipfile.ZipFile, entry: zipfile.ZipInfo, content: bytes, body: Iterable[str]) -> None:
    head, end, tail = content.rpartition(b"</sheetData>")
    count = 0
    with target.open(entry, "w") as part:
        part.write(head)
        rows = iter(body)
        while chunk := list(islice(rows, _ROWS_AT_ONCE)):
            count += len(chunk)
            part.write("".join(chunk).encode())
        part.write(end + _FILTER.sub(lambda found: found[1] + str(int(found[2]) + count).encode() + b'"', tail))
