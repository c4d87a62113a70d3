"""An answer with its working, in one plain value: what the page, the terminal, the copied text and the sheet all show.

It holds words only; how they look is left to the page and to ``text_of``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right, days are not broken over lines."""

    label: str
    number: bool = False
    day: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table; every row has as many cells as there are columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Working:
    """``headline`` is what was asked for (label, value); ``facts`` the other answers; ``page`` the manual page's id."""

    title: str
    headline: tuple[str, str]
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()
    page: str = ""


def columns(*labels: str) -> tuple[Column, ...]:
    """Columns from labels; one that ends with > holds numbers, one with ! days or spans of days."""
    return tuple(Column(label.rstrip(">!"), label.endswith(">"), label.endswith("!")) for label in labels)


def text_of(working: Working, *, aligned: bool = False) -> str:
    """The answer as plain text: to copy into a mail or a record, or (``aligned``) for a terminal."""
    lines = [working.title, f"{working.headline[0]}：{working.headline[1]}"]
    lines += [f"{label}：{value}" for label, value in working.facts]
    for table in working.tables:
        lines += ["", f"■{table.caption}", *_table_lines(table, aligned)]
    for heading, sentences in (("説明", working.notes), ("要確認・注意", working.cautions)):
        if sentences:
            lines += ["", f"■{heading}", *(f"・{sentence}" for sentence in sentences)]
    if working.statutes:
        lines += ["", f"根拠：{'、'.join(working.statutes)}"]
    return "\n".join(lines)


def summary_of(working: Working, limit: int = 4000) -> str:
    """The answer for a case's record (経過): the same text, cut at ``limit`` characters."""
    text = text_of(working)
    return text if len(text) <= limit else text[: limit - 20].rstrip() + "\n（以下省略）"


def _table_lines(table: Table, aligned: bool) -> list[str]:
    rows = [tuple(column.label for column in table.columns), *table.rows]
    if table.total:
        rows.append(table.total)
    if not aligned:
        return ["\t".join(row) for row in rows]
    widths = [max(display_width(row[at]) for row in rows) for at in range(len(table.columns))]
    return [_aligned(row, widths, table.columns) for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int], kinds: Sequence[Column]) -> str:
    cells = []
    for text, width, column in zip(row, widths, kinds, strict=True):
        blank = " " * (width - display_width(text))
        cells.append(blank + text if column.number else text + blank)
    return "  ".join(cells).rstrip()


def display_width(text: str) -> int:
    """Columns of a terminal the text takes: full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
