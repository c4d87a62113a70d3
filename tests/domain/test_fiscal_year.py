"""Fiscal years: April to March, their names, reading them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.fiscal_year import first_day_of, fiscal_year_of, format_fiscal_year, last_day_of, parse_fiscal_year


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_fiscal_year_begins_in_april(day, year):
    assert fiscal_year_of(day) == year


@pytest.mark.parametrize(
    ("year", "name"),
    [(2026, "令和8年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度"), (1988, "昭和63年度")],
)
def test_fiscal_years_are_named_by_the_era_they_begin_in(year, name):
    assert format_fiscal_year(year) == name


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和8年度", 2026),
        ("R8年度", 2026),
        ("Ｒ８", 2026),
        ("令和八年度", 2026),
        ("2026年度", 2026),
        ("2026", 2026),
        ("令和元年度", 2019),
        ("令和1年度", 2019),
        ("R1", 2019),
        ("平成31年度", 2019),
        ("平成30年度", 2018),
        ("昭和63年度", 1988),
    ],
)
def test_fiscal_years_are_read_as_people_write_them(text, year):
    assert parse_fiscal_year(text) == year


@pytest.mark.parametrize("text", ["", "8", "昭和64年度", "平成35年度", "来年度"])
def test_what_is_no_fiscal_year_is_refused(text):
    with pytest.raises(InvalidInput, match="『年度』：") as refusal:
        parse_fiscal_year(text, field="年度")
    assert refusal.value.field == "年度"


@given(st.integers(1869, 2100))
def test_names_and_days_of_a_fiscal_year_lead_back_to_it(year):
    assert fiscal_year_of(first_day_of(year)) == year == fiscal_year_of(last_day_of(year))
    assert (last_day_of(year) - first_day_of(year)).days in (364, 365)
    if year not in (1912, 1926):  # their names carry the era of April, which had ended by the new year
        assert parse_fiscal_year(format_fiscal_year(year)) == year
