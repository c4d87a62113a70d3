"""The days an office is closed (地方自治法4条の2): Saturdays, Sundays, holidays and the turn of the year.

The holidays of 国民の祝日に関する法律 come in as a function, so that the core needs neither a package nor a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

MonthDay = tuple[int, int]
ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE_DAYS = 400


class Calendar(Protocol):
    """Says whether an office is closed on a day."""

    def is_closed(self, day: date) -> bool:
        """True when nothing can be paid or filed at the counter on ``day``."""
        ...


@dataclass(frozen=True)
class WeekendCalendar:
    """Closed on Saturdays and Sundays only."""

    def is_closed(self, day: date) -> bool:
        """True on a Saturday or Sunday."""
        return day.weekday() >= 5


@dataclass(frozen=True)
class OfficeCalendar:
    """Closed on weekends, on ``holidays`` and from ``year_end[0]`` to ``year_end[1]`` (12月29日–1月3日 by default)."""

    holidays: Callable[[date], bool]
    year_end: tuple[MonthDay, MonthDay] = ((12, 29), (1, 3))

    def is_closed(self, day: date) -> bool:
        """True on a day the ward's ordinance makes a holiday (市の休日)."""
        return day.weekday() >= 5 or self._at_year_end(day) or self.holidays(day)

    def _at_year_end(self, day: date) -> bool:
        first, last = self.year_end
        month_day = (day.month, day.day)
        if first <= last:
            return first <= month_day <= last
        return month_day >= first or month_day <= last


def next_open_day(day: date, calendar: Calendar) -> date:
    """``day`` itself when open, otherwise the first open day after it (民法142条, 地方税法20条の5第2項)."""
    return _walk(day, calendar, ONE_DAY)


def previous_open_day(day: date, calendar: Calendar) -> date:
    """``day`` itself when open, otherwise the last open day before it."""
    return _walk(day, calendar, -ONE_DAY)


def add_open_days(day: date, count: int, *, calendar: Calendar) -> date:
    """The ``count``-th open day after ``day`` (before it when negative); 0 gives ``next_open_day``."""
    if count == 0:
        return next_open_day(day, calendar)
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day = _walk(day + step, calendar, step)
    return day


def _walk(day: date, calendar: Calendar, step: timedelta) -> date:
    for _ in range(LONGEST_CLOSURE_DAYS):
        if not calendar.is_closed(day):
            return day
        day += step
    raise ValueError(f"the calendar has no open day within {LONGEST_CLOSURE_DAYS} days")
