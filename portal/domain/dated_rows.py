"""Law as data: reads a table of ``tables/`` and picks the row in force on a day.

A row carries ``valid_from`` (and, when it has been replaced, ``valid_to``, the last day), ``source`` and ``verified``.
A day that no row covers is an error with a sentence, never the nearest row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from portal.domain.errors import InvalidInput
from portal.domain.wareki import format_wareki

Row = Mapping[str, Any]


@cache
def table(name: str) -> Row:
    """The whole of ``tables/<name>.toml``, read once."""
    text = resources.files("portal.domain").joinpath("tables", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def in_force(rows: Sequence[Row], day: date, *, what: str) -> Row:
    """The row valid on ``day``; ``what`` names the table in the sentence when there is none."""
    for row in rows:
        last: date | None = row.get("valid_to")
        if row["valid_from"] <= day and (last is None or day <= last):
            return row
    raise InvalidInput(
        f"{format_wareki(day)}に適用する「{what}」の定めが表にありません。日付を確かめるか、管理者が表に行を追加してください。",
        field="基準日",
    )


def caution_of(row: Row, label: str) -> tuple[str, ...]:
    """「要確認」 with its reason when the row is not verified, otherwise nothing."""
    if row.get("verified", True):
        return ()
    note = row.get("note", "出典を確かめてください。")
    return (f"要確認：{label}。{note}",)
