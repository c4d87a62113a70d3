"""甲第1号証, 甲第2号証の1 …: numbers of exhibits by their order; a 枝番 belongs to the exhibit before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Ordered(Protocol):
    branch: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class ExhibitNumber:
    """``main`` 1 and ``branch`` None: 甲第1号証; 3 and 2: 甲第3号証の2."""

    main: int
    branch: int | None = None

    @property
    def long(self) -> str:
        return f"甲第{self.main}号証" + (f"の{self.branch}" if self.branch else "")

    @property
    def short(self) -> str:
        return f"甲{self.main}" + (f"の{self.branch}" if self.branch else "")


def numbers(exhibits: Sequence[Ordered]) -> list[ExhibitNumber | None]:
    """One number for each exhibit in its place; None for those left out. The first can never be a branch."""
    groups: list[list[int]] = []
    for place, one in enumerate(exhibits):
        if one.excluded:
            continue
        if one.branch and groups:
            groups[-1].append(place)
        else:
            groups.append([place])
    found: list[ExhibitNumber | None] = [None] * len(exhibits)
    for main, places in enumerate(groups, start=1):
        for branch, place in enumerate(places, start=1):
            found[place] = ExhibitNumber(main, branch if len(places) > 1 else None)
    return found
