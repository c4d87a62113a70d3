"""Letters that stand twice in one list: the very same row again, further down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from portal.notices.checks import Finding, Severity
from portal.notices.list_letters import Letter


def marked_repeats(letters: Sequence[Letter]) -> list[Letter]:
    """The letters, the later of two equal ones with a warning that names the row of the first.

    Letters without 整理番号 are left alone: nothing says whether two of the same name are one person.
    """
    times = Counter(one.reference for one in letters)
    first_row: dict[str, int] = {}
    made: list[Letter] = []
    for one in letters:
        row = one.row_number
        if one.reference and times[one.reference] > 1:
            row = first_row.setdefault(repr(one.values), one.row_number)
        made.append(one if row == one.row_number else _marked(one, row))
    return made


def _marked(letter: Letter, row: int) -> Letter:
    finding = Finding("repeat", Severity.WARN, f"{row}行目と同じ内容です。二重に送らないよう確かめてください。")
    return replace(letter, findings=(finding, *letter.findings))
