"""分割納付計画: sums, dates and warnings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.calendar import WeekendCalendar
from portal.domain.errors import InvalidInput
from portal.domain.installments import installment_plan

CALENDAR = WeekendCalendar()
FIRST = date(2026, 5, 29)


def test_a_monthly_amount_leaves_the_rest_for_the_last_payment() -> None:
    plan = installment_plan(105_000, first_on=FIRST, calendar=CALENDAR, monthly=20_000)
    assert [row.amount for row in plan.installments] == [20_000] * 5 + [5_000]
    assert [row.remaining for row in plan.installments] == [85_000, 65_000, 45_000, 25_000, 5_000, 0]


def test_a_number_rounds_down_to_a_thousand_and_adjusts_the_last() -> None:
    plan = installment_plan(100_000, first_on=FIRST, calendar=CALENDAR, count=3)
    assert [row.amount for row in plan.installments] == [33_000, 33_000, 34_000]
    small = installment_plan(1_000, first_on=FIRST, calendar=CALENDAR, count=3)
    assert [row.amount for row in small.installments] == [333, 333, 334]


def test_dates_keep_the_day_of_the_month_and_move_off_closed_days() -> None:
    plan = installment_plan(40_000, first_on=date(2026, 1, 31), calendar=CALENDAR, monthly=10_000)
    assert [row.planned_on for row in plan.installments] == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip
    assert [row.due_on for row in plan.installments][:2] == [date(2026, 2, 2), date(2026, 3, 2)]
    end = installment_plan(20_000, first_on=date(2026, 2, 27), calendar=CALENDAR, monthly=10_000, month_end=True)
    assert [row.planned_on for row in end.installments] == [date(2026, 2, 28), date(2026, 3, 31)]


def test_the_late_charge_is_forecast_from_the_moved_dates() -> None:
    asked: list[Sequence[tuple[date, int]]] = []

    def forecast(payments: Sequence[tuple[date, int]]) -> int:
        asked.append(payments)
        return 1_200

    plan = installment_plan(20_000, first_on=FIRST, calendar=CALENDAR, monthly=10_000, forecast=forecast)
    assert asked == [[(date(2026, 5, 29), 10_000), (date(2026, 6, 29), 10_000)]]
    assert (plan.late_charge, plan.total) == (1_200, 21_200)
    assert json.loads(json.dumps(plan.to_dict(), ensure_ascii=False))["total"] == 21_200


def test_a_plan_past_a_year_or_a_limit_or_the_limitation_is_warned_about() -> None:
    assert not installment_plan(120_000, first_on=FIRST, calendar=CALENDAR, count=12).warnings
    assert "1年" in installment_plan(140_000, first_on=FIRST, calendar=CALENDAR, count=14).warnings[0]
    limited = installment_plan(
        120_000, first_on=FIRST, calendar=CALENDAR, count=12, limit_on=date(2026, 12, 31), limit_reason="換価の猶予の期限",
        completes_on=date(2026, 9, 30),
    )  # fmt: skip
    assert "換価の猶予の期限" in limited.warnings[0]
    assert "時効" in limited.warnings[1]


@pytest.mark.parametrize(
    "call",
    [
        {"balance": 0, "monthly": 1},
        {"balance": -5, "count": 1},
        {"balance": 100},
        {"balance": 100, "monthly": 1, "count": 2},
        {"balance": 100, "monthly": 0},
        {"balance": 100, "count": 0},
        {"balance": 2, "count": 3},
        {"balance": 10**9, "monthly": 1},
        {"balance": 100, "count": 2, "unit": 0},
    ],
)
def test_impossible_plans_are_a_sentence(call: dict[str, int]) -> None:
    balance = call.pop("balance")
    with pytest.raises(InvalidInput) as refused:
        installment_plan(balance, first_on=FIRST, calendar=CALENDAR, **call)  # type: ignore[arg-type]
    assert refused.value.sentence.endswith("。")


@settings(deadline=None)
@given(st.integers(1, 3_000_000), st.integers(1, 60), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_instalments_add_up_and_stand_in_order_on_open_days(balance: int, count: int, first: date) -> None:
    if balance < count:
        return
    plan = installment_plan(balance, first_on=first, calendar=CALENDAR, count=count)
    assert sum(row.amount for row in plan.installments) == balance
    assert all(row.amount > 0 for row in plan.installments)
    assert plan.installments[-1].remaining == 0
    days = [row.due_on for row in plan.installments]
    assert days == sorted(days)
    assert not any(CALENDAR.is_closed(day) for day in days)
