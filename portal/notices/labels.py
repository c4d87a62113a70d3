"""宛名ラベル: A4 with 12 to a page (86.4 × 42.3 mm, the margins of the usual label sheets), in the order given.

Every row is exactly as high as a label: one long address must not push the labels below it off their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.notices.models import Notice

ACROSS = 2
WIDTH, HEIGHT = Mm(86.4), Mm(42.3)
FONT = "ＭＳ 明朝"
_LINE = 18  # characters of an address that fit into a line
_NAME = 13  # of a name in its usual size


def labels(notices: Sequence[Notice]) -> bytes:
    """The Word file."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(21.5), Mm(18)
    section.left_margin, section.right_margin = Mm(18.6), Mm(18.6)
    section.header_distance = section.footer_distance = Mm(5)
    _plain(document.styles["Normal"])
    table = document.add_table(rows=-(-len(notices) // ACROSS), cols=ACROSS)
    table.autofit = False
    for row in table.rows:
        row.height, row.height_rule = HEIGHT, WD_ROW_HEIGHT_RULE.EXACTLY
    cells = (cell for row in table.rows for cell in row.cells)
    for cell, notice in zip(cells, [*notices, *[None] * (ACROSS - 1)], strict=False):
        cell.width, cell.vertical_alignment = WIDTH, WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if notice is not None:
            _write(cell, notice)
    _line(document.add_paragraph(), "", 1)  # Word wants one below a table: too low to need a page of its own
    document.core_properties.author = "債権管理ポータル"
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _plain(style: Any) -> None:
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _write(cell: Any, notice: Notice) -> None:
    """〒, the address with 方書 in lines of its own, the name larger, the number small."""
    address, _, building = notice.address.partition("　")
    lines = sum(-(-len(part) // _LINE) for part in (address, building) if part)
    small = 10.5 if lines <= 4 else 9
    _line(cell.paragraphs[0], f"〒{notice.postal_code}", small)
    for part in filter(None, (address, building)):
        _line(cell.add_paragraph(), part, small)
    name = _line(cell.add_paragraph(), f"{notice.addressee}　様", 14 if len(notice.addressee) <= _NAME else 10.5)
    name.paragraph_format.space_before = Pt(3)
    _line(cell.add_paragraph(), notice.number, 8)


def _line(paragraph: Any, text: str, points: float) -> Any:
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(3)
    paragraph.paragraph_format.line_spacing = Pt(points * 1.25)
    paragraph.add_run(text).font.size = Pt(points)
    return paragraph
