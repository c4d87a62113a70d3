"""遅延損害金 against a slow walk day by day: one day's share after another, each payment applied by hand (民法489条).

The rates are written down a second time (民法404条、平29法44附則17条3項), and the walk shares no code with the core.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.delay_damages import (
    AgreedRate,
    AncillaryClaim,
    DelayDamagesInput,
    Instalment,
    Payment,
    delay_damages,
)
from portal.domain.rates import statutory_interest
from portal.domain.rule_sets import YearDays

INTEREST = statutory_interest()
DAY = timedelta(days=1)


def walked(claim: DelayDamagesInput) -> tuple[int, int, int]:
    """What is owed on the last day: damages, principal, costs."""
    lines = sorted(
        (
            [min(part.due_date, claim.acceleration or date.max), part.amount, Fraction(0), 0]
            for part in claim.instalments
        ),
        key=lambda line: line[0],
    )  # due, rest of principal, accrued, paid of it
    costs = 0
    day = min(line[0] for line in lines)
    day = min([day, *(cost.day for cost in claim.ancillary), *(payment.day for payment in claim.payments)])
    while day <= claim.as_of:
        for line in lines:
            if day > line[0]:
                percent = claim.agreed.rate if claim.agreed else (5 if line[0] < date(2020, 4, 1) else 3)
                year = 366 if claim.year_days is YearDays.ACTUAL and calendar.isleap(day.year) else 365
                line[2] += Fraction(line[1]) * Fraction(str(percent)) / 100 / year
        costs += sum(cost.amount for cost in claim.ancillary if cost.day == day)
        for payment in claim.payments:
            left = payment.amount if payment.day == day else 0
            used = min(left, costs)
            costs, left = costs - used, left - used
            for line in lines:
                used = min(left, int(line[2]) - line[3])
                line[3], left = line[3] + used, left - used
            for line in lines:
                used = min(left, line[1])
                line[1], left = line[1] - used, left - used
        day += DAY
    return sum(int(line[2]) - line[3] for line in lines), sum(line[1] for line in lines), costs


@st.composite
def claims(draw: st.DrawFn) -> DelayDamagesInput:
    first = draw(st.dates(date(2018, 1, 1), date(2025, 12, 31)))
    offsets = draw(st.lists(st.integers(0, 400), min_size=1, max_size=3, unique=True))
    parts = tuple(Instalment(first + n * DAY, draw(st.integers(1, 500_000))) for n in offsets)
    as_of = first + draw(st.integers(1, 900)) * DAY
    payments = tuple(
        Payment(first + n * DAY, amount)
        for n, amount in sorted(draw(st.lists(st.tuples(st.integers(-10, 900), st.integers(1, 300_000)), max_size=3)))
    )
    costs = tuple(
        AncillaryClaim(first + n * DAY, amount)
        for n, amount in draw(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9_000)), max_size=2))
    )
    return DelayDamagesInput(
        instalments=parts, as_of=as_of, payments=payments, ancillary=costs,
        agreed=draw(st.sampled_from([None, AgreedRate(Decimal("14.6")), AgreedRate(Decimal("7.25"))])),
        year_days=draw(st.sampled_from(list(YearDays))),
        acceleration=draw(st.sampled_from([None, min(part.due_date for part in parts) + 30 * DAY])),
    )  # fmt: skip


@given(claims())
def test_what_is_owed_equals_the_walk(claim: DelayDamagesInput) -> None:
    result = delay_damages(claim, INTEREST)
    owed = (result.damages_outstanding, result.principal_outstanding, result.costs_outstanding)
    assert owed == walked(claim)


# 手計算
BY_HAND = [
    # 期限2020-03-31は旧5％、4/1は3％（平29法44附則17条3項、民法404条2項）: 1年365日
    ("2020-03-31", "2021-03-31", "365", 50_000),
    ("2020-04-01", "2021-04-01", "365", 30_000),
    # 閏年をまたぐ: 2023-06-30から2024-06-30まで366日。365日固定 1,000,000×3％×366÷365=30,082
    ("2023-06-30", "2024-06-30", "365", 30_082),
    # 実日数: 2023年184日÷365、2024年182日÷366 → 15,123.29＋14,918.03=30,041
    ("2023-06-30", "2024-06-30", "actual", 30_041),
    # 令和8年4月からの期も3％（令和7年法務省告示73号）
    ("2026-04-30", "2027-04-30", "365", 30_000),
]


@pytest.mark.parametrize(("due", "as_of", "year_days", "expected"), BY_HAND)
def test_by_hand(due: str, as_of: str, year_days: str, expected: int) -> None:
    claim = DelayDamagesInput(
        instalments=(Instalment(date.fromisoformat(due), 1_000_000),), as_of=date.fromisoformat(as_of),
        year_days=YearDays(year_days),
    )  # fmt: skip
    assert delay_damages(claim, INTEREST).total == expected
