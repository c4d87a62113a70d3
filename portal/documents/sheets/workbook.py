"""xlsx, xls and ods to a grid: which sheet is read, how large it may be, and what the parser would hide."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn

import python_calamine
from lxml import etree

from portal.documents.sheets.cells import text_of
from portal.documents.sheets.limits import Limits
from portal.documents.sheets.model import Grid, SharedTexts
from portal.documents.sheets.ods_extent import check_ods_extent
from portal.documents.sheets.prescan import (
    Hidden,
    check_extent,
    hidden_cells,
    hidden_row_count,
    refuse_beyond,
)
from portal.documents.sheets.sniff import Kind
from portal.domain.errors import InvalidInput

BROKEN = "ファイルが壊れていて読めません。Excelで開けることを確かめ、保存し直してから再度読み込んでください。"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(content: bytes, kind: Kind, limits: Limits, sheet_name: str | None) -> Grid:
    """Grid of one worksheet: the named one, else the first visible sheet that holds anything."""
    if kind is Kind.ODS:
        check_ods_extent(_part(content, "content.xml"), limits)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _read(book, content, kind, limits, sheet_name)
    except python_calamine.PasswordError as error:
        raise InvalidInput(
            "パスワードが設定されています。パスワードを外して保存し直し、再度読み込んでください。"
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError, etree.LxmlError) as error:
        raise InvalidInput(BROKEN) from error
    except BaseException as error:
        _refuse_panic(error)


def _refuse_panic(error: BaseException) -> NoReturn:
    """The Rust parser's panics are BaseException: a hostile file must not end the worker."""
    if type(error).__name__ == "PanicException":
        raise InvalidInput(BROKEN) from error
    raise error


def _read(
    book: python_calamine.CalamineWorkbook, content: bytes, kind: Kind, limits: Limits, sheet_name: str | None
) -> Grid:
    names = _visible_names(book)
    if sheet_name is not None and sheet_name not in names:
        raise InvalidInput(f"シート『{sheet_name}』がありません。あるシート：{'、'.join(names)}。選び直してください。")
    chosen: python_calamine.CalamineSheet | None = None
    hidden: tuple[Hidden, ...] = ()
    notes: list[str] = []
    for name in [sheet_name] if sheet_name is not None else names:
        if kind is Kind.XLSX:
            xml = _worksheet_xml(content, name)
            check_extent(xml, limits)
            hidden = tuple(hidden_cells(xml))
            notes = _notes_on_rows(xml)
            del xml  # tens of megabytes, while the rows are made
        sheet = book.get_sheet_by_name(name)
        if sheet.start is not None or hidden:
            chosen = sheet
            break
    if chosen is None:
        raise InvalidInput("どのシートにもデータがありません。見出しとデータのあるファイルを選んでください。")
    if sheet_name is None and len(names) > 1:
        notes.append(f"シートが{len(names)}枚あります。シート『{chosen.name}』を読み込みました。")
    if chosen.merged_cell_ranges:
        notes.append("結合されたセルがあります。値は結合範囲の左上のセルだけに入っているものとして読みました。")
    lines = tuple(_lines(chosen, hidden, limits))
    return Grid(lines=lines, notes=tuple(notes), sheet_name=chosen.name, sheet_names=tuple(names))


def _visible_names(book: python_calamine.CalamineWorkbook) -> list[str]:
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    return visible or list(book.sheet_names)


def _notes_on_rows(xml: bytes) -> list[str]:
    count = hidden_row_count(xml)
    return [f"非表示の行が{count:,}行あります（絞り込みを含む）。非表示の行も読み込みました。"] if count else []


def _lines(
    sheet: python_calamine.CalamineSheet, hidden: tuple[Hidden, ...], limits: Limits
) -> Iterator[tuple[int, tuple[str, ...]]]:
    if sheet.end is not None:
        refuse_beyond(sheet.end[0] + 1, sheet.end[1] + 1, limits)
    by_row: dict[int, dict[int, str]] = {}
    for cell in hidden:
        by_row.setdefault(cell.row, {})[cell.column] = cell.text
    shared = SharedTexts()
    left = ("",) * (sheet.start[1] if sheet.start else 0)
    number = 0
    for number, values in enumerate(sheet.iter_rows() if sheet.start else (), start=1):
        cells = left + tuple(shared.one(text_of(value)) for value in values)
        extra = by_row.pop(number - 1, None)
        if extra:
            cells = _filled(cells, extra)
        if any(cells):
            yield number, cells
    for row in sorted(by_row):
        yield row + 1, _filled((), by_row[row])


def _filled(cells: tuple[str, ...], extra: dict[int, str]) -> tuple[str, ...]:
    wide = list(cells) + [""] * (max(extra) + 1 - len(cells))
    for column, text in extra.items():
        wide[column] = wide[column] or text
    return tuple(wide)


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            return archive.read(name)
        except (
            KeyError,
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            zlib.error,
        ) as error:
            raise InvalidInput(BROKEN) from error


def _worksheet_xml(content: bytes, sheet_name: str) -> bytes:
    """The XML of the worksheet, found the way Excel finds it: workbook → relationship → part."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    workbook = etree.fromstring(_part(content, "xl/workbook.xml"), parser)
    relations = etree.fromstring(_part(content, "xl/_rels/workbook.xml.rels"), parser)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in workbook.iter("{*}sheet"):
        if sheet.get("name") == sheet_name:
            target = targets.get(sheet.get(_REL) or _strict_id(sheet), "")
            return _part(content, target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    raise InvalidInput(BROKEN)


def _strict_id(sheet: etree._Element) -> str | None:
    """Relationship id in the 'strict' flavour of the format, whose namespace differs."""
    return next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)
