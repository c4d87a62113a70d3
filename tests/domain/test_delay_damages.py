"""Delay damages: the rate of the first moment of delay, days, 充当, acceleration, several instalments."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.delay_damages import (
    AgreedRate,
    AgreedRateKind,
    AncillaryClaim,
    AncillaryKind,
    DamagesOrder,
    DelayDamagesInput,
    Instalment,
    Payment,
    delay_damages,
)
from portal.domain.errors import InvalidInput
from portal.domain.rates import statutory_interest
from portal.domain.rule_sets import YearDays

INTEREST = statutory_interest()


def compute(amount, due, as_of, **facts):
    claim = DelayDamagesInput(
        instalments=(Instalment(date.fromisoformat(due), amount),), as_of=date.fromisoformat(as_of), **facts
    )
    return delay_damages(claim, INTEREST)


@pytest.mark.parametrize(
    ("due", "as_of", "rate", "total", "source"),
    [
        ("2020-03-31", "2021-03-31", "5", 50_000, "公営住宅家賃: 納期限が2020-04-01より前なら5%"),
        ("2020-04-01", "2021-04-01", "3", 30_000, "同: 2020-04-01以降なら3%"),
        ("2019-12-31", "2023-12-31", "5", 200_136, "期をまたいでも率は変わらない（平29法44附則17条3項）: 1,461日"),
        ("2025-12-31", "2026-12-31", "3", 30_000, "2026-04-01からの期も3%、最初の時点で固定"),
    ],
)
def test_the_statutory_rate_is_that_of_the_first_moment_of_delay(due, as_of, rate, total, source):
    result = compute(1_000_000, due, as_of)
    assert str(result.segments[0].rate_per_year) == rate, source
    assert result.total == total, source


def test_a_due_date_on_the_last_day_of_the_old_law_is_pointed_out():
    assert "令和2年3月31日" in compute(1_000_000, "2020-03-31", "2021-03-31").cautions[0]
    assert compute(1_000_000, "2020-03-30", "2021-03-31").cautions == ()


def test_commercial_claims_bore_six_percent_under_the_old_law():
    result = compute(1_000_000, "2019-03-31", "2020-03-30", commercial=True)
    assert result.total == 60_000
    assert "商法第514条" in result.statutes[0]


def test_days_of_a_leap_year_are_divided_by_366_when_asked():
    """端数期間暦年閏年説: 2024年の日は/366."""
    fixed = compute(1_000_000, "2023-12-31", "2024-12-31")
    actual = compute(1_000_000, "2023-12-31", "2024-12-31", year_days=YearDays.ACTUAL)
    assert (fixed.total, actual.total) == (30_082, 30_000)
    mixed = compute(1_000_000, "2023-06-30", "2024-06-30", year_days=YearDays.ACTUAL)
    assert mixed.segments[0].exact == Fraction(30_000) * (Fraction(184, 365) + Fraction(182, 366))


def test_the_first_day_counted_is_the_day_after_and_the_day_of_payment_counts():
    segment = compute(1_000_000, "2026-04-30", "2026-05-10").segments[0]
    assert (segment.start, segment.end, segment.days) == (date(2026, 5, 1), date(2026, 5, 10), 10)
    assert segment.amount == 821


def test_an_agreed_rate_of_damages_is_used_as_agreed():
    """母子父子寡婦福祉資金 年3%、災害援護資金 年5%（令17条、令9条）."""
    assert compute(1_000_000, "2018-12-31", "2019-12-31", agreed=AgreedRate(Decimal(3))).total == 30_000
    assert compute(1_000_000, "2022-12-31", "2023-12-31", agreed=AgreedRate(Decimal(5))).total == 50_000


@pytest.mark.parametrize(("agreed", "total"), [("2", 30_000), ("8", 80_000)])
def test_an_agreed_rate_of_interest_counts_only_when_higher(agreed, total):
    """民法419条1項ただし書."""
    rate = AgreedRate(Decimal(agreed), AgreedRateKind.INTEREST)
    assert compute(1_000_000, "2022-12-31", "2023-12-31", agreed=rate).total == total


def test_an_agreed_rate_above_the_consumer_limit_is_pointed_out():
    assert "14.6" in compute(1_000_000, "2022-12-31", "2023-12-31", agreed=AgreedRate(Decimal(18))).cautions[0]


def test_the_table_is_needed_only_where_delay_began_past_its_end():
    assert compute(1_000_000, "2029-03-31", "2035-03-31").total > 0
    assert compute(1_000_000, "2029-04-01", "2030-04-01", agreed=AgreedRate(Decimal(3))).total > 0
    assert compute(1_000_000, "2029-04-01", "2029-04-01").total == 0
    with pytest.raises(InvalidInput, match="法務省"):
        compute(1_000_000, "2029-04-01", "2029-04-02")


def test_nothing_is_due_before_the_day_after_the_due_date():
    result = compute(1_000_000, "2026-04-30", "2026-04-30")
    assert (result.total, result.segments) == (0, ())
    assert "生じていません" in result.notes[0]


def test_a_payment_covers_costs_then_damages_then_principal():
    """民法489条: 費用、利息、元本の順."""
    result = compute(
        1_000_000, "2022-12-31", "2024-12-31",
        payments=(Payment(date(2023, 12, 31), 100_000),),
        ancillary=(
            AncillaryClaim(date(2023, 6, 1), 5_000),
            AncillaryClaim(date(2023, 6, 1), 2_000, AncillaryKind.INTEREST),
            AncillaryClaim(date(2024, 6, 1), 700),
        ),
    )  # fmt: skip
    (applied,) = result.applied
    assert (applied.to_costs, applied.to_interest, applied.to_damages, applied.to_principal) == (
        5_000, 2_000, 30_000, 63_000,
    )  # fmt: skip
    assert result.principal_outstanding == 937_000
    assert result.costs_outstanding == 700
    assert [segment.base for segment in result.segments] == [1_000_000, 937_000]
    assert result.damages_outstanding == 937_000 * 3 * 366 // 36_500
    assert result.owed == 937_000 + 700 + result.damages_outstanding
    assert "民法第488条第4項・第489条第1項" in result.statutes


def test_what_the_ledger_booked_to_the_damages_stays_there():
    booked = Payment(date(2023, 12, 31), 100_000, to_charge=20_000)
    result = compute(1_000_000, "2022-12-31", "2023-12-31", payments=(booked,))
    assert (result.applied[0].to_damages, result.applied[0].to_principal) == (20_000, 80_000)
    assert (result.damages_outstanding, result.principal_outstanding) == (10_000, 920_000)


def test_parties_may_agree_that_the_principal_comes_first():
    result = compute(
        1_000_000, "2022-12-31", "2024-12-31",
        payments=(Payment(date(2023, 12, 31), 100_000),), order=DamagesOrder.PRINCIPAL_FIRST,
    )  # fmt: skip
    assert result.applied[0].to_principal == 100_000
    assert result.principal_outstanding == 900_000
    assert "民法第490条" in result.statutes


THREE = tuple(Instalment(date(2026, month, 28), 100_000, f"{month}月分") for month in (1, 2, 3))


def test_each_instalment_bears_damages_from_its_own_due_date():
    result = delay_damages(DelayDamagesInput(instalments=THREE, as_of=date(2026, 4, 30)), INTEREST)
    assert [item.segments[0].days for item in result.instalments] == [92, 61, 33]
    assert result.total == 756 + 501 + 271


def test_losing_the_benefit_of_time_makes_the_rest_due_at_once():
    claim = DelayDamagesInput(instalments=THREE, as_of=date(2026, 4, 30), acceleration=date(2026, 2, 10))
    result = delay_damages(claim, INTEREST)
    assert [item.effective_due_date for item in result.instalments] == [
        date(2026, 1, 28),
        date(2026, 2, 10),
        date(2026, 2, 10),
    ]
    assert [item.segments[0].days for item in result.instalments] == [92, 79, 79]


def test_the_day_of_acceleration_decides_the_rate_of_the_rest():
    claim = DelayDamagesInput(
        instalments=(Instalment(date(2020, 1, 31), 100_000), Instalment(date(2021, 1, 31), 100_000)),
        as_of=date(2022, 1, 31),
        acceleration=date(2020, 3, 1),
    )
    assert [str(item.rate_per_year) for item in delay_damages(claim, INTEREST).instalments] == ["5", "5"]


def test_a_payment_goes_to_the_principal_that_fell_due_first():
    claim = DelayDamagesInput(
        instalments=THREE, as_of=date(2026, 4, 30), payments=(Payment(date(2026, 2, 28), 150_000 + 254),)
    )
    result = delay_damages(claim, INTEREST)
    assert result.applied[0].to_damages == 254  # 100,000 × 3% × 31 ÷ 365
    assert [item.principal_outstanding for item in result.instalments] == [0, 50_000, 100_000]


def test_more_than_is_owed_is_pointed_out_and_later_money_left_out():
    payments = (Payment(date(2026, 5, 1), 2_000_000), Payment(date(2026, 7, 1), 10))
    result = compute(1_000_000, "2026-04-30", "2026-06-30", payments=payments)
    assert "過誤納" in result.cautions[0]
    assert "含めていません" in result.notes[0]
    assert result.owed == 0


def test_the_json_shape_is_plain():
    shape = compute(1_000_000, "2022-12-31", "2024-12-31", payments=(Payment(date(2023, 12, 31), 100),)).to_dict()
    assert json.loads(json.dumps(shape)) == shape
    assert {"total", "segments", "instalments", "applied", "owed", "notes", "cautions"} <= shape.keys()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"instalments": ()}, "instalments"),
        ({"instalments": (Instalment(date.max, 100),)}, "instalments"),
        ({"instalments": (Instalment(date(2026, 1, 31), 0),)}, "instalments"),
        ({"payments": (Payment(date(2026, 1, 31), -1),)}, "payments"),
        ({"payments": (Payment(date(2026, 1, 31), 10, to_charge=11),)}, "payments"),
        ({"ancillary": (AncillaryClaim(date(2026, 1, 31), 0),)}, "ancillary"),
        ({"agreed": AgreedRate(Decimal(101))}, "agreed"),
        ({"acceleration": date(2026, 1, 1)}, "acceleration"),
    ],
)
def test_facts_that_cannot_be_right_are_refused_with_the_field(facts, field):
    claim = DelayDamagesInput(instalments=THREE, as_of=date(2026, 4, 30))
    with pytest.raises(InvalidInput) as refusal:
        delay_damages(replace(claim, **facts), INTEREST)
    assert refusal.value.field == field


AMOUNTS = st.integers(1, 3_000_000)


@given(AMOUNTS, st.integers(1, 2_000), st.integers(1, 2_000), st.sampled_from(list(YearDays)))
def test_damages_grow_with_days_and_a_split_of_the_days_adds_up(amount, days, more, year_days):
    due = date(2021, 6, 30)
    whole = compute(amount, "2021-06-30", (due + timedelta(days=days + more)).isoformat(), year_days=year_days)
    part = compute(amount, "2021-06-30", (due + timedelta(days=days)).isoformat(), year_days=year_days)
    rest = compute(
        amount, (due + timedelta(days=days)).isoformat(), (due + timedelta(days=days + more)).isoformat(),
        year_days=year_days,
    )  # fmt: skip
    assert part.total <= whole.total
    assert part.instalments[0].exact + rest.instalments[0].exact == whole.instalments[0].exact


@given(
    st.lists(st.tuples(AMOUNTS, st.dates(date(2015, 1, 1), date(2026, 1, 1))), min_size=1, max_size=4),
    st.lists(st.tuples(AMOUNTS, st.dates(date(2015, 1, 1), date(2026, 6, 30))), max_size=4),
    st.sampled_from(list(DamagesOrder)),
)
def test_every_yen_paid_is_found_again(instalments, payments, order):
    claim = DelayDamagesInput(
        instalments=tuple(Instalment(due, amount) for amount, due in instalments),
        payments=tuple(Payment(day, amount) for amount, day in payments),
        as_of=date(2026, 6, 30),
        order=order,
    )
    result = delay_damages(claim, INTEREST)
    for applied in result.applied:
        parts = applied.to_costs + applied.to_interest + applied.to_damages + applied.to_principal + applied.rest
        assert parts == applied.amount
        assert min(applied.to_damages, applied.to_principal, applied.rest) >= 0
    paid = sum(applied.to_principal for applied in result.applied)
    assert result.principal_outstanding == sum(amount for amount, _ in instalments) - paid
    assert result.damages_outstanding >= 0
