"""Periods by 民法139–143条 and what happens when the last day is closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import WeekendCalendar
from portal.domain.periods import add_months, extend_to_open_day, last_day_of_month, period_end

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("event", "period", "last_day", "source"),
    [
        (date(2017, 5, 1), {"months": 1}, date(2017, 6, 1), "東かがわ市: 納期限5/1 → 6/1 までの31日"),
        (date(2021, 12, 27), {"months": 1}, date(2022, 1, 27), "東広島市 例1: 1月を経過する日は1月27日"),
        (date(2020, 6, 30), {"months": 1}, date(2020, 7, 31), "宇都宮市: 起算7/1 は月の初め、末日まで31日"),
        (date(2026, 1, 31), {"months": 1}, date(2026, 2, 28), "起算2/1 → 2月末"),
        (date(2024, 1, 31), {"months": 1}, date(2024, 2, 29), "富里市: うるう年の2月は29日まで"),
        (
            date(2026, 5, 30),
            {"months": 1},
            date(2026, 6, 30),
            "起算5/31、6月に応当日なし → 6/30（民法143条2項ただし書）",
        ),
        (date(2026, 1, 30), {"months": 1}, date(2026, 2, 28), "起算1/31、2月に応当日なし → 2/28"),
        (date(2024, 2, 28), {"years": 1}, date(2025, 2, 28), "起算2/29、翌年に応当日なし → 2/28"),
        (date(2023, 6, 30), {"years": 2}, date(2025, 6, 30), "国保料の時効: 起算7/1 → 6/30"),
        (date(2023, 7, 20), {"years": 2}, date(2025, 7, 20), "督促状到達7/20 → 7/20"),
        (date(2026, 4, 1), {"weeks": 2}, date(2026, 4, 15), "支払督促の2週間"),
        (date(2026, 4, 1), {"days": 10}, date(2026, 4, 11), "初日不算入"),
    ],
)
def test_a_period_ends_where_the_civil_code_says(event, period, last_day, source):
    assert period_end(event, **period) == last_day, source


@pytest.mark.parametrize(
    ("first", "period", "last_day"),
    [
        (date(2026, 4, 1), {"days": 10}, date(2026, 4, 10)),
        (date(2026, 4, 1), {"years": 1}, date(2027, 3, 31)),
        (date(2026, 4, 10), {"months": 6}, date(2026, 10, 9)),
        (date(2024, 2, 29), {"years": 1}, date(2025, 2, 28)),
    ],
)
def test_the_first_day_counts_when_the_period_runs_from_it(first, period, last_day):
    assert period_end(first, **period, first_day_counts=True) == last_day


@pytest.mark.parametrize("period", [{}, {"months": 1, "days": 1}, {"months": -1}, {"years": 2, "months": -1}])
def test_a_period_of_nothing_or_of_mixed_kinds_is_a_mistake_of_the_caller(period):
    with pytest.raises(ValueError, match="give years and months"):
        period_end(date(2026, 4, 1), **period)


@given(DAYS, st.integers(1, 240))
def test_months_one_longer_never_end_earlier(event, months):
    assert period_end(event, months=months) < period_end(event, months=months + 1)


@given(DAYS, st.integers(1, 120))
def test_a_later_event_never_ends_a_period_earlier(event, months):
    assert period_end(event, months=months) <= period_end(event + timedelta(days=1), months=months)


@given(DAYS)
def test_twelve_months_are_a_year(event):
    assert period_end(event, months=12) == period_end(event, years=1)


def test_months_are_added_by_the_calendar():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert last_day_of_month(date(2024, 2, 3)) == date(2024, 2, 29)


def test_a_period_ending_on_a_saturday_is_extended_to_monday():
    assert extend_to_open_day(date(2026, 2, 28), WeekendCalendar()) == date(2026, 3, 2)
    assert extend_to_open_day(date(2026, 3, 2), WeekendCalendar()) == date(2026, 3, 2)
