"""Mending what loops over rows, cells and paragraphs leave behind: empty cells, empty tables, columns that do not add up."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from portal.documents.places import TBL, TC, TR, w

_GRID, _COLUMN, _SPAN = w("tblGrid"), w("gridCol"), f"{w('tcPr')}/{w('gridSpan')}"


# Before a tag or the end, each of these may be left without the paragraph or the row that has to follow it.
_ENDS = re.compile("(</w:tcPr>|<w:tcPr/>|</w:tblGrid>|</w:tbl>)(?:\x01|</w:tc>|</w:tbl>)")
_CELL, _CELL_END = re.compile("<w:tc[ >]"), "</w:tc>"
_TABLE_WITHOUT_ROWS = re.compile(r"<w:tbl(?: [^>]*)?>(?:(?!<w:tbl[ >]).)*?</w:tblGrid>\s*</w:tbl>", re.DOTALL)


def weak_ends(template: str) -> frozenset[str]:
    """Where what a form renders to may have to be repaired: found once, so that a finished letter is hardly searched."""

    def inside_a_cell(position: int) -> bool:
        return len(_CELL.findall(template, 0, position)) > template.count(_CELL_END, 0, position)

    found = ((match[1], match.start()) for match in _ENDS.finditer(template))
    return frozenset(end for end, position in found if end != "</w:tbl>" or inside_a_cell(position))


def repaired_tables(xml: str, ends: Collection[str]) -> str:
    """`xml` with a paragraph in every cell and no table without rows, as far as the form's weak `ends` ask for it."""
    for end in ("</w:tbl>", "</w:tcPr>", "<w:tcPr/>"):
        if end in ends and f"{end}</w:tc>" in xml:
            xml = xml.replace(f"{end}</w:tc>", f"{end}<w:p/></w:tc>")
    if "</w:tblGrid>" in ends and "</w:tblGrid></w:tbl>" in xml:
        xml = _TABLE_WITHOUT_ROWS.sub("<w:p/>", xml)
    return xml


def fitted_grids(xml: str) -> str:
    """Grid columns set to what the rows use, the width of each table kept; for forms that repeat or merge cells."""
    root = etree.fromstring(xml)
    for table in root.iter(TBL):
        _fit(table)
    return str(etree.tostring(root, encoding="unicode"))


def _fit(table: etree._Element) -> None:
    grid = table.find(_GRID)
    if grid is None:
        return
    columns = grid.findall(_COLUMN)
    needed = max((_width(row) for row in table.iter(TR) if row.getparent() is table), default=0)
    if not needed or needed == len(columns):
        return
    total = sum(int(float(column.get(w("w")) or 0)) for column in columns)
    for column in columns:
        grid.remove(column)
    for _ in range(needed):
        etree.SubElement(grid, _COLUMN, {w("w"): str(total // needed)})


def _width(row: etree._Element) -> int:
    cells = row.findall(TC)
    spans = (cell.find(_SPAN) for cell in cells)
    return sum(1 if span is None else int(span.get(w("val")) or 1) for span in spans)
