"""The departments' figures of a meeting: cross-footing, collection rate, difference to last time. Pure.

調定額 = 収入済額 + 不納欠損額 + 収入未済額; a difference (還付未済など) needs a note. 収納率 = 収入済額 ÷ 調定額.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.domain.money import format_yen


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of a sheet, in yen."""

    assessed: int
    collected: int
    written_off: int
    outstanding: int

    @property
    def difference(self) -> int:
        """What the line does not add up by; 0 when it foots."""
        return self.assessed - self.collected - self.written_off - self.outstanding

    @property
    def collection_rate(self) -> Decimal | None:
        """Percent with two decimals; None when nothing was assessed."""
        if self.assessed <= 0:
            return None
        return (Decimal(self.collected) * 100 / Decimal(self.assessed)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(lines: Iterable[Figures]) -> Figures:
    rows = list(lines)
    return Figures(
        sum(row.assessed for row in rows),
        sum(row.collected for row in rows),
        sum(row.written_off for row in rows),
        sum(row.outstanding for row in rows),
    )


def problem(name: str, line: Figures, *, note: str) -> str:
    """Why a line cannot be right, or empty."""
    if line.collected > line.assessed and not note:
        return f"『{name}』：収入済額が調定額を超えています。入力を直すか、備考に理由を書いてください。"
    if line.difference and not note:
        return (
            f"『{name}』：収入済額・不納欠損額・収入未済額の合計が、調定額と{format_yen(line.difference)}合いません。"
            "入力を直すか、備考に理由（還付未済など）を書いてください。"
        )
    return ""


def points(now: Decimal | None, before: Decimal | None) -> str:
    """＋1.25 or △0.40 (ポイント); empty when there is nothing to compare."""
    if now is None or before is None:
        return ""
    difference = now - before
    sign = "△" if difference < 0 else "＋" if difference > 0 else "±"
    return f"{sign}{abs(difference)}"


def all_problems(lines: Sequence[tuple[str, Figures, str]]) -> list[str]:
    return [found for name, line, note in lines if (found := problem(name, line, note=note))]
