"""The rate tables: published figures, added rows, refusals, the warning before a table runs out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from portal.domain.dated_rows import table
from portal.domain.errors import InvalidInput
from portal.domain.rates import (
    LOCAL_TAX_SCHEME,
    LateChargeRate,
    Scheme,
    StatutoryRate,
    late_charge_rates,
    statutory_interest,
)

RATES = late_charge_rates()
INTEREST = statutory_interest()
R9 = LateChargeRate.of_year(2027, Decimal("0.9"), source="試験用の数字")


@pytest.mark.parametrize("raw", table("late_charge_rates")["rate"], ids=lambda raw: str(raw["valid_from"]))
def test_the_rates_that_follow_equal_the_published_ones(raw):
    row = RATES.row_on(raw["valid_from"])
    assert row.low(LOCAL_TAX_SCHEME) == Decimal(raw["low"]), raw["source"]
    assert row.high(LOCAL_TAX_SCHEME) == Decimal(raw["high"]), raw["source"]


@pytest.mark.parametrize(("year", "low", "high"), [(2023, "2.4", "8.65"), (2021, "2.5", "8.75"), (2013, "4.3", "14.5")])
def test_the_beneficiary_charge_adds_seven_and_a_quarter(year, low, high):
    """宮崎市・新居浜市の割合表."""
    scheme = Scheme(Decimal("7.25"), Decimal("14.5"), Decimal(1), Decimal("7.25"))
    row = RATES.row_on(date(year, 6, 1))
    assert (row.low(scheme), row.high(scheme)) == (Decimal(low), Decimal(high))


def test_a_special_rate_never_exceeds_the_laws_own():
    row = LateChargeRate.of_year(2050, Decimal("9"), source="試験用の数字")
    assert (row.low(LOCAL_TAX_SCHEME), row.high(LOCAL_TAX_SCHEME)) == (Decimal("7.3"), Decimal("14.6"))


def test_the_average_loan_rate_alone_gives_a_whole_row():
    assert R9.special_standard == Decimal("1.9")
    assert (R9.low(LOCAL_TAX_SCHEME), R9.high(LOCAL_TAX_SCHEME), R9.relief) == (
        Decimal("2.9"),
        Decimal("9.2"),
        Decimal("1.4"),
    )


def test_rows_follow_one_another_without_a_gap():
    for rows in (RATES.rows, INTEREST.rows):
        for earlier, later in pairwise(rows):
            assert (later.valid_from - earlier.valid_to).days == 1


def test_every_row_names_its_source():
    assert all(row.source for row in (*RATES.rows, *INTEREST.rows))


def test_added_rows_leave_the_delivered_table_as_it_is():
    merged = RATES.with_rows([R9])
    assert merged.row_on(date(2027, 1, 1)) is R9
    assert merged.last_day == date(2027, 12, 31)
    with pytest.raises(InvalidInput, match="令和9年"):
        RATES.row_on(date(2027, 1, 1))


def test_a_row_for_the_same_period_corrects_the_old_one():
    corrected = LateChargeRate.of_year(2026, Decimal("0.8"), source="告示の番号を補った行")
    assert RATES.with_rows([corrected]).row_on(date(2026, 7, 1)) is corrected


def test_overlapping_rows_are_refused():
    half = LateChargeRate(date(2026, 7, 1), date(2027, 6, 30), "試験用の数字", average_loan=Decimal("0.9"))
    with pytest.raises(InvalidInput, match="重なっています"):
        RATES.with_rows([half])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": date(2027, 2, 1), "valid_to": date(2027, 1, 1)}, "valid_to"),
        ({"average_loan": None}, "average_loan"),
        ({"average_loan": Decimal("-0.1")}, "average_loan"),
        ({"source": " "}, "source"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(values, field):
    good = {
        "valid_from": date(2027, 1, 1),
        "valid_to": date(2027, 12, 31),
        "source": "告示",
        "average_loan": Decimal(1),
    }
    with pytest.raises(InvalidInput) as refusal:
        LateChargeRate(**{**good, **values})
    assert refusal.value.field == field


def test_a_day_before_the_table_is_refused():
    with pytest.raises(InvalidInput, match="昭和45年4月1日から"):
        RATES.row_on(date(1960, 1, 1))


@pytest.mark.parametrize(
    ("as_of", "ends"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True), (date(2027, 5, 1), True)]
)
def test_the_table_says_sixty_days_ahead_that_it_ends(as_of, ends):
    assert RATES.ends_within(as_of, 60) is ends
    warning = RATES.warning(as_of)
    assert (warning is not None) is ends
    if warning:
        assert "令和8年12月31日" in warning
        assert "財務大臣" in warning
    assert not RATES.with_rows([R9]).ends_within(date(2026, 11, 2), 60)


@pytest.mark.parametrize(
    ("day", "civil", "commercial"),
    [
        (date(2020, 3, 31), "5", "6"),
        (date(2020, 4, 1), "3", "3"),
        (date(2026, 4, 1), "3", "3"),
        (date(2029, 3, 31), "3", "3"),
    ],
)
def test_statutory_interest_by_the_day_of_delay(day, civil, commercial):
    """法務省 https://www.moj.go.jp/MINJI/minji07_00366.html ; 旧商法514条."""
    row = INTEREST.row_on(day)
    assert (row.civil, row.commercial) == (Decimal(civil), Decimal(commercial))


def test_delay_past_the_statutory_table_is_refused_until_a_row_is_added():
    with pytest.raises(InvalidInput, match="法務省"):
        INTEREST.row_on(date(2029, 4, 1))
    row = StatutoryRate(date(2029, 4, 1), date(2032, 3, 31), Decimal(3), Decimal(3), "試験用の数字")
    assert INTEREST.with_rows([row]).row_on(date(2029, 4, 1)) is row
    assert INTEREST.ends_within(date(2029, 2, 1), 60)
    assert INTEREST.warning(date(2028, 1, 1)) is None
    assert "令和11年3月31日" in INTEREST.warning(date(2029, 2, 1))
