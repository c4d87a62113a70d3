"""The rows to mend as a table: Excel's row numbers, the cells concerned, and each message inside its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.documents.sheets import RowError, Sheet

_WHERE = re.compile(r"^\d+行目(?:『[^』]*』)?：")
_WHO = ("文書番号", "整理番号", "氏名")  # shown beside the bad cells, so that the officer knows the row


@dataclass(frozen=True, slots=True)
class BadCell:
    """What stands in the cell, and what is wrong with it (empty: nothing)."""

    text: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row; ``messages`` concern the row as a whole."""

    number: int
    cells: Sequence[BadCell]
    messages: Sequence[str]


@dataclass(frozen=True, slots=True)
class BadTable:
    """The first rows to mend under the headings of the file that matter for them."""

    headings: Sequence[str]
    rows: Sequence[BadRow]
    left: int  # rows to mend that are not shown


def bad_table(sheet: Sheet, errors: Sequence[RowError], headings: Mapping[str, str], *, most: int) -> BadTable:
    """The table of ``errors``; ``headings`` tells which heading of the file serves each column."""
    by_row: dict[int, list[RowError]] = {}
    for error in errors:
        by_row.setdefault(error.row_number, []).append(error)
    numbers = sorted(by_row)[:most]
    shown = [error for number in numbers for error in by_row[number]]
    wanted = [*(headings.get(name, name) for name in _WHO), *(headings.get(e.column, e.column) for e in shown)]
    columns = [name for name in sheet.columns if name in wanted]
    cells = {row.number: row.cells for row in sheet.rows if row.number in by_row}
    rows = [_row(number, columns, cells.get(number, {}), by_row[number], headings) for number in numbers]
    return BadTable(columns, rows, len(by_row) - len(numbers))


def _row(
    number: int,
    columns: Sequence[str],
    cells: Mapping[str, str],
    errors: Iterable[RowError],
    headings: Mapping[str, str],
) -> BadRow:
    by_heading: dict[str, list[str]] = {}
    messages: list[str] = []
    for error in errors:
        heading = headings.get(error.column, error.column)
        words = _WHERE.sub("", error.sentence)
        if heading in columns:
            by_heading.setdefault(heading, []).append(words)
        else:
            messages.append(f"『{error.column}』：{words}" if error.column else words)
    made = [BadCell(cells.get(name, ""), "".join(by_heading.get(name, ()))) for name in columns]
    return BadRow(number, made, messages)
