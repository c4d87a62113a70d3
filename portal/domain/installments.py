"""分割納付計画: from a monthly amount or a number of payments to dated instalments, the last one adjusted.

A date on a closed day moves to the next open day; the day of the month is kept from the first one. The late charge is
forecast by a function the caller hands in, because its rules belong to the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.domain.calendar import Calendar, next_open_day
from portal.domain.errors import InvalidInput
from portal.domain.periods import add_months, last_day_of_month, period_end
from portal.domain.wareki import format_wareki

MOST_INSTALLMENTS = 600
MOST_MONTHS_BETWEEN = 12
LateChargeForecast = Callable[[Sequence[tuple[date, int]]], int]


@dataclass(frozen=True)
class Installment:
    """One payment: ``planned_on`` before and ``due_on`` after moving off a closed day; the rest that remains."""

    number: int
    planned_on: date
    due_on: date
    amount: int
    remaining: int

    @property
    def moved(self) -> bool:
        """True when the planned day was closed."""
        return self.planned_on != self.due_on


@dataclass(frozen=True)
class InstallmentPlan:
    """The whole plan, in yen; ``late_charge`` is a forecast, None when none was asked for."""

    balance: int
    installments: tuple[Installment, ...]
    late_charge: int | None
    working: tuple[str, ...]
    warnings: tuple[str, ...]
    cautions: tuple[str, ...] = ()

    @property
    def ends_on(self) -> date:
        """The day of the last payment."""
        return self.installments[-1].due_on

    @property
    def total(self) -> int:
        """Balance and forecast late charge."""
        return self.balance + (self.late_charge or 0)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, days as ISO text."""
        rows = [
            {
                **asdict(row),
                "planned_on": row.planned_on.isoformat(),
                "due_on": row.due_on.isoformat(),
                "moved": row.moved,
            }
            for row in self.installments
        ]
        return {
            "balance": self.balance, "count": len(rows), "installments": rows, "ends_on": self.ends_on.isoformat(),
            "late_charge": self.late_charge, "total": self.total, "working": list(self.working),
            "warnings": list(self.warnings), "cautions": list(self.cautions),
        }  # fmt: skip


def installment_plan(
    balance: int, *, first_on: date, calendar: Calendar, monthly: int | None = None, count: int | None = None,
    unit: int = 1000, month_end: bool = False, interval_months: int = 1, limit_on: date | None = None,
    limit_reason: str = "", completes_on: date | None = None, forecast: LateChargeForecast | None = None,
) -> InstallmentPlan:  # fmt: skip
    """A plan for ``balance`` yen by ``monthly`` amount or ``count`` of payments (give one of them).

    With ``count`` each payment is rounded down to ``unit`` yen and the last takes the rest. ``limit_on`` is the last
    day allowed (the end of a grace, for instance); without it a plan longer than a year is warned about.
    ``completes_on`` is the limitation date of the claim. Reversed or impossible values: InvalidInput.
    """
    _check(balance, monthly, count, unit, interval_months)
    amounts = _by_amount(balance, monthly) if monthly is not None else _by_count(balance, count or 0, unit)
    rows: list[Installment] = []
    left = balance
    for place, amount in enumerate(amounts):
        planned = _planned(first_on, place * interval_months, month_end=month_end)
        left -= amount
        rows.append(Installment(place + 1, planned, next_open_day(planned, calendar), amount, left))
    charge = forecast([(row.due_on, row.amount) for row in rows]) if forecast else None
    return InstallmentPlan(
        balance, tuple(rows), charge, _working(balance, rows, charge),
        _warnings(rows, first_on, limit_on, limit_reason, completes_on), _cautions(charge),
    )  # fmt: skip


def _planned(first_on: date, months: int, *, month_end: bool) -> date:
    day = add_months(first_on, months)
    return last_day_of_month(day) if month_end else day


def _by_amount(balance: int, monthly: int) -> list[int]:
    full, rest = divmod(balance, monthly)
    count = full + (1 if rest else 0)
    if count > MOST_INSTALLMENTS:
        raise InvalidInput(
            f"毎月{monthly:,}円では{count:,}回になります。{MOST_INSTALLMENTS}回以内になる額にしてください。",
            field="毎月の額",
        )
    return [monthly] * full + ([rest] if rest else [])


def _by_count(balance: int, count: int, unit: int) -> list[int]:
    each = balance // count // unit * unit or balance // count
    if each == 0:
        raise InvalidInput(
            f"{balance:,}円を{count}回に分けると1回が1円に満ちません。回数を減らしてください。", field="回数"
        )
    return [each] * (count - 1) + [balance - each * (count - 1)]


def _working(balance: int, rows: Sequence[Installment], charge: int | None) -> tuple[str, ...]:
    first, last = rows[0], rows[-1]
    text = f"残額{balance:,}円＝{first.amount:,}円×{len(rows) - 1}回＋最終回{last.amount:,}円（全{len(rows)}回）"
    lines = [text if len(rows) > 1 else f"残額{balance:,}円を1回で納付"]
    moved = [row for row in rows if row.moved]
    if moved:
        lines.append(f"納付日が休日に当たる{len(moved)}回は、次の開庁日に移しました。")
    if charge is not None:
        lines.append(f"計画どおり納付したときの延滞金等の見込み{charge:,}円、合計{balance + charge:,}円")
    return tuple(lines)


def _warnings(
    rows: Sequence[Installment], first_on: date, limit_on: date | None, reason: str, completes_on: date | None
) -> tuple[str, ...]:
    end = rows[-1].due_on
    found = []
    if limit_on is not None and end > limit_on:
        why = reason or "定めた期限"
        found.append(
            f"最終回の{format_wareki(end)}が、{why}（{format_wareki(limit_on)}）を過ぎます。毎月の額を増やすか、延長を検討してください。"
        )
    year = period_end(first_on, years=1, first_day_counts=True)
    if limit_on is None and end > year:
        found.append(
            f"計画が1年（{format_wareki(year)}）を超えます。徴収猶予・換価の猶予の期間は1年以内、延長しても通算2年です。"
        )
    if completes_on is not None and end > completes_on:
        found.append(
            f"最終回より前の{format_wareki(completes_on)}に時効が完成します。納付誓約書などで債務の承認を受けてください。"
        )
    return tuple(found)


def _cautions(charge: int | None) -> tuple[str, ...]:
    if charge is None:
        return ()
    return ("延滞金等は見込みです。納付が遅れたとき、又は割合が改められたときは変わります。",)


def _check(balance: int, monthly: int | None, count: int | None, unit: int, interval_months: int) -> None:
    if balance <= 0:
        raise InvalidInput(f"「残額」の『{balance:,}』では計画を作れません。1円以上で入力してください。", field="残額")
    if (monthly is None) == (count is None):
        raise InvalidInput("「毎月の額」と「回数」のどちらか一方を入力してください。", field="毎月の額")
    if monthly is not None and monthly <= 0:
        raise InvalidInput("「毎月の額」は1円以上で入力してください。", field="毎月の額")
    if count is not None and not 1 <= count <= MOST_INSTALLMENTS:
        raise InvalidInput(f"「回数」は1回から{MOST_INSTALLMENTS}回までで入力してください。", field="回数")
    if unit < 1:
        raise InvalidInput("「端数の単位」は1円以上で入力してください。", field="端数の単位")
    if not 1 <= interval_months <= MOST_MONTHS_BETWEEN:
        raise InvalidInput(
            f"「間隔の月数」は1か月から{MOST_MONTHS_BETWEEN}か月までで入力してください。", field="間隔の月数"
        )
