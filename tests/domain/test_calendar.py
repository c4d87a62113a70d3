"""Open and closed days of an office."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.calendar import (
    OfficeCalendar,
    WeekendCalendar,
    add_open_days,
    next_open_day,
    previous_open_day,
)

HOLIDAYS = {date(2026, 4, 29), date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)}
OFFICE = OfficeCalendar(holidays=HOLIDAYS.__contains__)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 4), False),
        (date(2026, 4, 29), True),
        (date(2026, 5, 2), True),
        (date(2026, 5, 7), False),
    ],
)
def test_the_office_is_closed_on_weekends_holidays_and_at_the_turn_of_the_year(day, closed):
    assert OFFICE.is_closed(day) is closed


def test_golden_week_is_walked_over_in_both_directions():
    assert next_open_day(date(2026, 5, 2), OFFICE) == date(2026, 5, 7)
    assert previous_open_day(date(2026, 5, 6), OFFICE) == date(2026, 5, 1)
    assert next_open_day(date(2026, 5, 1), OFFICE) == date(2026, 5, 1)


def test_open_days_are_counted_after_the_day():
    assert add_open_days(date(2026, 5, 1), 1, calendar=OFFICE) == date(2026, 5, 7)
    assert add_open_days(date(2026, 5, 7), -1, calendar=OFFICE) == date(2026, 5, 1)
    assert add_open_days(date(2026, 5, 2), 0, calendar=OFFICE) == date(2026, 5, 7)


def test_a_closure_within_one_year_may_be_given():
    office = OfficeCalendar(holidays=set().__contains__, year_end=((8, 13), (8, 14)))
    assert office.is_closed(date(2026, 8, 13))
    assert not office.is_closed(date(2026, 12, 30))


def test_a_calendar_without_open_days_is_a_mistake_not_an_endless_loop():
    class Never:
        def is_closed(self, day: date) -> bool:
            return True

    with pytest.raises(ValueError, match="no open day"):
        next_open_day(date(2026, 1, 1), Never())


def test_the_plain_calendar_knows_weekends_only():
    assert WeekendCalendar().is_closed(date(2026, 4, 4))
    assert not WeekendCalendar().is_closed(date(2026, 1, 1))
