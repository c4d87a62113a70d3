"""Tables as a reader wants them: figures to the right, short cells unbroken, header cells that say what they head.

Works on sanitized HTML and changes nothing but the opening tags of cells, so that whatever a person typed stays sound.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_CELL = re.compile(r"<(td|th)((?: [^>]*)?)>(.*?)(?=</?t[dhr]\b|</table)", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ALIGN = re.compile(r' align="(\w+)"')
_CLASS = re.compile(r' class="([^"]*)"')
_AMOUNT = r"[＋+－−\-△▲約]?[0-9０-９][0-9０-９,，.．]*(?:[千万億]?円|%|％|件|日|人|通|回|年|か月|ポイント)?"
_FIGURES = re.compile(rf"{_AMOUNT}(?:\s*(?:→|～|〜)\s*{_AMOUNT})?")
_NOTHING = frozenset({"", "-", "－", "―", "—", "なし", "…"})
ROOM = 46.0  # full-width letters beside one another in the text column, at the size of a table
PADDING = 1.5  # what the edges of a cell take of it
MANY = 7  # columns from which a table is set small: ``dense``
DENSE_ROOM, DENSE_PADDING = 54.0, 0.8
UNBROKEN = 12.0  # no cell longer than this is kept on one line
LEAST = 7.0  # what a column that wraps must be left with


@dataclass(frozen=True, slots=True)
class _Cell:
    tag: str
    attributes: str
    text: str
    start: int
    end: int

    @property
    def width(self) -> float:
        return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.55 for letter in self.text)


def polished(clean: str) -> str:
    """``clean`` with every table in a box that scrolls, and its cells marked ``number``, ``centre`` or ``nowrap``."""
    before, *tables = clean.split("<table>")
    parts = [before]
    for table in tables:
        body, closing, rest = table.partition("</table>")
        if closing:
            parts.append(f'<div class="table-scroll">{_marked(body)}</table></div>{rest}')
        else:  # a table within a table: left as it is
            parts.append(f"<table>{table}")
    return "".join(parts)


def _marked(body: str) -> str:
    rows = [
        [_Cell(m[1], m[2], html.unescape(_TAG.sub("", m[3])).strip(), *m.span(2)) for m in _CELL.finditer(body, *row)]
        for row in _rows(body)
    ]
    dense = max(map(len, rows), default=0) >= MANY
    classes = _classes([row for row in rows if row], dense=dense)
    parts, position = ['<table class="dense">' if dense else "<table>"], 0
    for row in rows:
        for number, cell in enumerate(row):
            parts += [body[position : cell.start], _attributes(cell, classes.get(number, ()))]
            position = cell.end
    return "".join([*parts, body[position:]])


def _rows(body: str) -> list[tuple[int, int]]:
    starts = [match.start() for match in re.finditer(r"<tr\b", body)]
    return list(pairwise([*starts, len(body)]))


def _attributes(cell: _Cell, classes: tuple[str, ...]) -> str:
    given = _ALIGN.search(cell.attributes)
    rest = _ALIGN.sub("", cell.attributes)
    names = [name for name in classes if name != "number" or not given]
    if given:
        names.append({"right": "number", "center": "centre"}.get(given[1], ""))
    if cell.tag == "th":  # a long head may wrap over short cells
        names = [name for name in names if name != "nowrap"] + ["nowrap"] * (cell.width <= LEAST)
    typed = _CLASS.search(rest)
    names = [*(typed[1].split() if typed else ()), *filter(None, names)]
    rest = _CLASS.sub("", rest)
    if cell.tag == "th" and " scope=" not in rest:
        rest += ' scope="col"'
    return rest + (f' class="{" ".join(names)}"' if names else "")


def _classes(rows: list[list[_Cell]], *, dense: bool) -> dict[int, tuple[str, ...]]:
    """By column. Nothing for a table with merged cells, where a column cannot be told by counting."""
    cells = [cell for row in rows for cell in row]
    if any("span=" in cell.attributes for cell in cells):
        return {}
    columns: dict[int, list[_Cell]] = {}
    for row in rows:
        for number, cell in enumerate(row):
            columns.setdefault(number, []).append(cell)
    found = {number: ("number",) for number, column in columns.items() if number and _is_figures(column)}
    return found | {number: (*found.get(number, ()), "nowrap") for number in _unbroken(columns, dense=dense)}


def _is_figures(column: list[_Cell]) -> bool:
    texts = [cell.text for cell in column if cell.tag == "td"]
    figures = sum(1 for text in texts if _FIGURES.fullmatch(text))
    return figures > 1 and all(_FIGURES.fullmatch(text) or text in _NOTHING for text in texts)


def _unbroken(columns: dict[int, list[_Cell]], *, dense: bool) -> list[int]:
    """The columns that fit on one line each while the others still have room to wrap; the narrowest first."""
    widths = {
        number: max((c.width for c in column if c.tag == "td"), default=0.0) for number, column in columns.items()
    }
    room = DENSE_ROOM - DENSE_PADDING * len(columns) if dense else ROOM - PADDING * len(columns)
    kept: list[int] = []
    for number in sorted(widths, key=lambda number: widths[number]):
        left = len(widths) - len(kept) - 1
        if widths[number] > UNBROKEN or widths[number] + LEAST * left > room:
            break
        room -= widths[number]
        kept.append(number)
    return kept
