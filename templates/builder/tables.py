"""Tables with fixed widths in millimetres: label/value sheets, lists with a row loop, and boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from builder.page import ALIGN, CENTER, LEFT
from builder.text import write

SHADE = "EDEDED"
Text = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading, what a row shows, its width (mm), alignment, total and (if its own) style."""

    heading: str
    content: str
    width: float
    align: str = LEFT
    total: str = ""
    style: str = ""


def fixed_table(document: WordDocument, rows: int, widths: Sequence[float], *, borders: bool = True) -> Table:
    """An empty table with fixed column widths in mm, flush with the left margin."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    if borders:
        table.style = "Table Grid"
    properties = table._tbl.tblPr
    total = OxmlElement("w:tblW")
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    total.set(qn("w:w"), str(Mm(sum(widths)).twips))
    total.set(qn("w:type"), "dxa")
    properties.append(total)
    _order(properties)
    for grid, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(Mm(width).twips))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _cell_margins(table)
    return table


_TBLPR_ORDER = ["tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW",
                "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"]  # fmt: skip


def _order(properties: object) -> None:
    """Children of w:tblPr have a fixed order in the schema; Word refuses a file that breaks it."""
    children = sorted(properties, key=lambda child: _TBLPR_ORDER.index(child.tag.split("}")[1]))  # type: ignore[call-overload, attr-defined]
    for child in children:
        properties.append(child)  # type: ignore[attr-defined]


def _cell_margins(table: Table, *, side: float = 1.5, updown: float = 0.6) -> None:
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for edge, size in (("top", updown), ("left", side), ("bottom", updown), ("right", side)):
        element = OxmlElement(f"w:{edge}")
        element.set(qn("w:w"), str(Mm(size).twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "0")
    indent.set(qn("w:type"), "dxa")
    properties.append(indent)
    properties.append(margins)
    _order(properties)


def shade(cell: _Cell) -> None:
    element = OxmlElement("w:shd")
    element.set(qn("w:val"), "clear")
    element.set(qn("w:color"), "auto")
    element.set(qn("w:fill"), SHADE)
    properties = cell._tc.get_or_add_tcPr()
    anchor = properties.find(qn("w:vAlign"))
    if anchor is not None:
        anchor.addprevious(element)
    else:
        properties.append(element)


def fill(cell: _Cell, text: Text, style: str = "表中", align: str | None = None) -> None:
    """Put paragraphs into a cell."""
    lines = [text] if isinstance(text, str) else list(text)
    for index, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.style = style
        write(paragraph, line)
        if align:
            paragraph.alignment = ALIGN[align]


def label(cell: _Cell, text: Text, align: str | None = CENTER) -> None:
    fill(cell, text, "表見出し", align)
    shade(cell)


def height(row: _Row, millimetres: float, *, exact: bool = False) -> None:
    row.height = Mm(millimetres)
    row.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY if exact else WD_ROW_HEIGHT_RULE.AT_LEAST


def keep_together(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def keep_rows_together(table: Table) -> None:
    """All rows on one page, where they fit: every row but the last holds on to the next."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def repeat_header(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def sheet(document: WordDocument, rows: Sequence[Sequence[Text]], widths: Sequence[float], *,
          row_height: float = 7, aligns: Sequence[str] = ()) -> Table:  # fmt: skip
    """Label/value rows: columns alternate label, value, label, value. A short row's last cell spans the rest.

    A row that is one string beginning with ``{%tr`` controls the rows around it.
    """
    table = fixed_table(document, len(rows), widths)
    for row, cells in zip(table.rows, rows, strict=True):
        height(row, row_height)
        keep_together(row)
        if isinstance(cells, str):
            fill(row.cells[0], cells)
            continue
        if len(cells) < len(widths):
            row.cells[len(cells) - 1].merge(row.cells[len(widths) - 1])
        for index, text in enumerate(cells):
            if index % 2 == 0:
                label(row.cells[index], text)
            else:
                fill(row.cells[index], text, align=aligns[index] if index < len(aligns) else None)
    return table


def listing(document: WordDocument, name: str, columns: Sequence[Column], *, total_label: str = "", blank_rows: int = 0,
            style: str = "表中", row_height: float = 6.5) -> Table:  # fmt: skip
    """A list with one row for each element of the table field `name`; the loop variable is the name followed by 行."""
    loop = ["{%tr for " + name + "行 in " + name + " %}", "", "{%tr endfor %}"]
    count = 1 + len(loop) + blank_rows + (1 if total_label else 0)
    table = fixed_table(document, count, [column.width for column in columns])
    heading = table.rows[0]
    repeat_header(heading)
    for cell, column in zip(heading.cells, columns, strict=True):
        label(cell, column.heading.split("\n"))
    for row in table.rows:
        height(row, row_height)
        keep_together(row)
    fill(table.rows[1].cells[0], loop[0], style)
    for cell, column in zip(table.rows[2].cells, columns, strict=True):
        fill(cell, column.content.replace("行.", name + "行.").split("\n"), column.style or style, column.align)
    fill(table.rows[3].cells[0], loop[2], style)
    if total_label:
        _total_row(table, columns, total_label, style)
    return table


def _total_row(table: Table, columns: Sequence[Column], text: str, style: str) -> None:
    row = table.rows[-1]
    span = next((index for index, column in enumerate(columns) if column.total), len(columns))
    first = row.cells[0] if span <= 1 else row.cells[0].merge(row.cells[span - 1])
    label(first, text)
    for cell, column in list(zip(row.cells, columns, strict=True))[span:]:
        fill(cell, column.total, style, column.align)


def form_grid(document: WordDocument, headings: Sequence[str], widths: Sequence[float], blank_rows: int, *,
              row_height: float = 8, presets: Sequence[Sequence[Text]] = ()) -> Table:  # fmt: skip
    """A list to be filled in by hand: headings, preset rows, then empty rows."""
    table = fixed_table(document, 1 + len(presets) + blank_rows, widths)
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        label(cell, text.split("\n"))
    for row in table.rows[1:]:
        height(row, row_height)
        for cell in row.cells:
            fill(cell, "")
    for row, texts in zip(table.rows[1:], presets, strict=False):
        for cell, text in zip(row.cells, texts, strict=True):
            fill(cell, text)
    return table
