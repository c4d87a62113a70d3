"""Choosing the header row below titles, and giving every column one unique name."""

from __future__ import annotations

import re
from collections.abc import Collection
from math import ceil

from portal.documents.sheets.limits import Limits
from portal.documents.sheets.model import Cells, Grid, Row, Sheet
from portal.documents.sheets.prescan import column_letters
from portal.domain.errors import InvalidInput
from portal.domain.names import fold_header

_LOOK_AT = 30  # lines from the top among which the header is sought

_FIGURE = re.compile(r"[\d,.¥%年月日令和平成/:\-]*\d[\d,.¥円%年月日/:\-]*")  # a heading is never an amount or a date


def sheet_of(grid: Grid, limits: Limits, expected: Collection[str] = ()) -> Sheet:
    """Sheet of ``grid``; the header is the line that matches ``expected`` best, else the first line of full width."""
    if not grid.lines:
        raise InvalidInput("データがありません。見出しとデータのあるファイルを選んでください。")
    at = _header_index(grid.lines[:_LOOK_AT], {fold_header(name) for name in expected})
    header_row, header = grid.lines[at]
    body = grid.lines[at + 1 :]
    if len(body) > limits.rows:
        raise limits.refuse_rows(body[-1][0])
    width = _used_width(header, body)
    columns, notes = _names(header, body, width)
    places = {name: at for at, name in enumerate(columns) if name}
    rows = tuple(
        Row(number, Cells(places, cells, ""), tuple(cell for cell in cells[width:] if cell)) for number, cells in body
    )
    return Sheet(
        columns=tuple(name for name in columns if name),
        rows=rows,
        header_row=header_row,
        notes=(*grid.notes, *notes, *_notes_on_title(header_row, at), *_notes_on_gaiji(body, width)),
        encoding=grid.encoding,
        sheet_name=grid.sheet_name,
        sheet_names=grid.sheet_names,
    )


def _header_index(lines: tuple[tuple[int, tuple[str, ...]], ...], expected: set[str]) -> int:
    hits = [len(expected & {fold_header(cell) for cell in cells if cell}) for _, cells in lines]
    if max(hits):
        return hits.index(max(hits))
    filled = [sum(1 for cell in cells if cell) for _, cells in lines]
    full = [at for at, count in enumerate(filled) if count >= ceil(max(filled) * 0.6)]
    return next((at for at in full if not any(map(_is_figure, lines[at][1]))), full[0])


def _is_figure(cell: str) -> bool:
    return len(cell) <= 20 and bool(_FIGURE.fullmatch(cell))


def _used_width(header: tuple[str, ...], body: tuple[tuple[int, tuple[str, ...]], ...]) -> int:
    """Columns of the header line that have a heading or, without one, data below; what lies beyond is surplus."""
    for at in reversed(range(len(header))):
        if header[at] or any(at < len(cells) and cells[at] for _, cells in body):
            return at + 1
    return 0


def _names(
    header: tuple[str, ...], body: tuple[tuple[int, tuple[str, ...]], ...], width: int
) -> tuple[list[str], list[str]]:
    """A name for each column (``""`` for a column without heading and data), and what had to be named."""
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    for at in range(width):
        name = " ".join(header[at].split()) if at < len(header) else ""
        if not name:
            if not any(at < len(cells) and cells[at] for _, cells in body):
                names.append("")
                continue
            name = f"（見出しなし・{column_letters(at)}列）"
            notes.append(f"{column_letters(at)}列に見出しがありません。見出しを付けると読み込めます。")
        elif name in taken:
            notes.append(f"見出し『{name}』が2つ以上あります。使わない列を削除するか、見出しを変えてください。")
        names.append(_unique(name, taken))
    return names, notes


def _unique(name: str, taken: set[str]) -> str:
    unique, count = name, 1
    while unique in taken:
        count += 1
        unique = f"{name}（{count}）"
    taken.add(unique)
    return unique


def _notes_on_title(header_row: int, titles: int) -> list[str]:
    return [f"{header_row}行目を見出しとして読みました。"] if titles else []


def _notes_on_gaiji(body: tuple[tuple[int, tuple[str, ...]], ...], width: int) -> list[str]:
    """Private-use characters (端末の外字): they print as a box anywhere but on the machine that made them."""
    found = [number for number, cells in body if any(map(_has_gaiji, cells[:width]))]
    if not found:
        return []
    shown = "、".join(f"{number}行目" for number in found[:5]) + ("ほか" if len(found) > 5 else "")
    return [
        f"{shown}に外字（端末ごとに登録した文字）があります。印字できないため、正字または代替の文字に直してください。"
    ]


def _has_gaiji(cell: str) -> bool:
    return not cell.isascii() and any("\ue000" <= character <= "\uf8ff" for character in cell)
