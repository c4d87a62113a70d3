"""A table of a finished letter with several lines (債権・年度・金額 …) turned into one row that is repeated.

``plain_tables`` finds tables with a row of headings and like rows below it; ``with_repeating_rows`` keeps the first of
those as the pattern and lets the others go. What belongs into each cell is left to the caller.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from portal.documents.package import open_package
from portal.documents.places import TBL, TC, TR, TXBX, P, PlaceFinder, R, T, own_text, w
from portal.documents.retyping import packed, worded, written
from portal.documents.runs import XML_SPACE

_SPAN, _MERGED = f"{w('tcPr')}/{w('gridSpan')}", f"{w('tcPr')}/{w('vMerge')}"
_SUM = re.compile(r"^[\s　]*(?:[総小]?合?[\s　]*計|総額)[\s　]*$")
_MOST_ROWS_ABOVE = 3  # a title or a unit may stand in the table above the headings


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table of the body: ``rows`` like each other below ``header``; ``total`` is the row of sums that follows, if any.

    ``total`` holds (column of the grid, text) of each of its cells. ``first`` is the place of the first of ``rows``.
    """

    number: int
    where: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int
    total: tuple[tuple[int, str], ...] = ()


def plain_tables(docx: bytes) -> list[PlainTable]:
    """The tables whose rows could be repeated, in order. Raises InvalidInput for no Word file."""
    for package, part, root in worded(docx):
        if part == package.document:
            places = PlaceFinder(root, "本文")
            found = [_plain(at, table, places) for at, table in enumerate(root.iter(TBL))]
            return [one for one in found if one is not None]
    return []


def _plain(number: int, table: etree._Element, places: PlaceFinder) -> PlainTable | None:
    if any(next(table.iterancestors(tag), None) is not None for tag in (TBL, TXBX)):
        return None
    rows = table.findall(TR)
    texts = [_texts(row) for row in rows]
    full = (at for at in range(min(_MOST_ROWS_ABOVE, len(rows))) if len(texts[at]) > 1 and all(texts[at]))
    head = next(full, None)
    if head is None or not _simple(rows[head]):
        return None
    like: list[tuple[str, ...]] = []
    for row, cells in zip(rows[head + 1 :], texts[head + 1 :], strict=True):
        if not _simple(row) or len(cells) != len(texts[head]) or _SUM.match(cells[0]) or "{" in "".join(cells):
            break
        like.append(cells)
    if not like:
        return None
    place = places.of(next(rows[head].iter(P)))
    where = f"{place.part} {place.where}".split("行目")[0].rsplit(" ", 1)[0]
    after = head + 1 + len(like)
    total = _total(rows[after]) if after < len(rows) and any(map(_SUM.match, texts[after])) else ()
    return PlainTable(number, where, texts[head], tuple(like), head + 1, total)


def _texts(row: etree._Element) -> tuple[str, ...]:
    return tuple(" ".join("".join(own_text(p) for p in cell.iter(P)).split()) for cell in row.findall(TC))


def _simple(row: etree._Element) -> bool:
    """Neither merged cells nor a table within a cell."""
    return not any(row.find(f"{TC}/{path}") is not None for path in (_SPAN, _MERGED)) and row.find(f".//{TBL}") is None


def _total(row: etree._Element) -> tuple[tuple[int, str], ...]:
    return tuple((at, text) for (at, _), text in zip(_on_grid(row), _texts(row), strict=True))


def _on_grid(row: etree._Element) -> list[tuple[int, etree._Element]]:
    """The cells with the column of the grid each begins in."""
    made, at = [], 0
    for cell in row.findall(TC):
        made.append((at, cell))
        span = cell.find(_SPAN)
        at += int(span.get(w("val")) or 1) if span is not None else 1
    return made


def with_repeating_rows(
    docx: bytes, table: PlainTable, words: Sequence[str | None], *, loop: tuple[str, str], total: Mapping[int, str]
) -> bytes:
    """The file with ``words`` in the cells of the pattern (None: as it stands) between the tags of ``loop``.

    ``total``: column of the grid → what the row of sums says there.
    """
    parts = dict(open_package(docx).parts)
    for package, part, root in worded(docx):
        if part != package.document:
            continue
        rows = list(root.iter(TBL))[table.number].findall(TR)
        pattern = rows[table.first]
        sums = rows[table.first + len(table.rows)] if table.total else None
        for row in rows[table.first + 1 : table.first + len(table.rows)]:
            row.getparent().remove(row)
        for cell, said in zip(pattern.findall(TC), words, strict=True):
            if said is not None:
                _say(cell, said)
        for at, cell in _on_grid(sums) if sums is not None else ():
            if at in total:
                _say(cell, total[at])
        opening, closing = (_tag_row(pattern, tag) for tag in loop)
        pattern.addprevious(opening)
        pattern.addnext(closing)
        parts[part] = written(root)
    return packed(parts)


def _tag_row(pattern: etree._Element, tag: str) -> etree._Element:
    """A row that holds a tag alone; it is gone from the finished letter."""
    row = copy.deepcopy(pattern)
    for at, cell in enumerate(row.findall(TC)):
        _say(cell, "" if at else tag)
    return row


def _say(cell: etree._Element, words: str) -> None:
    """One paragraph with ``words``, in the look of what stood first in the cell."""
    first, *others = list(cell.iter(P))
    for one in others:
        one.getparent().remove(one)
    run = next((one for one in first.iter(R) if one.find(T) is not None), None)
    look = first.find(f"{w('pPr')}/{w('rPr')}") if run is None else run.find(w("rPr"))
    made = etree.Element(R)
    if look is not None:
        made.append(copy.deepcopy(look))
    text = etree.SubElement(made, T)
    text.text = words
    text.set(XML_SPACE, "preserve")
    for child in list(first):
        if child.tag != w("pPr"):
            first.remove(child)
    first.append(made)
