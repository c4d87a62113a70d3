"""Periods by the Civil Code (民法139–143条): the first day is not counted, months and years follow the calendar.

``period_end`` gives the day whose *end* completes the period. A closed last day is moved apart, by
``extend_to_open_day``, because not every period is extended (民法142条 needs the custom not to trade on that day).
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta

from portal.domain.calendar import Calendar, next_open_day


def last_day_of_month(day: date) -> date:
    """The last day of the month ``day`` lies in."""
    return day.replace(day=gregorian.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later (earlier when negative), the month's last day where there is none (1/31 → 2/28)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, gregorian.monthrange(year, month0 + 1)[1]))


def period_end(
    start_event: date,
    *,
    years: int = 0,
    months: int = 0,
    weeks: int = 0,
    days: int = 0,
    first_day_counts: bool = False,
) -> date:
    """The last day of a period that an event on ``start_event`` sets off (民法140, 141, 143条).

    The day of the event is not counted unless ``first_day_counts`` (a period running from 0 o'clock, or 「起算して」).
    Months and years end on the day before the corresponding day of the first counted day, or on the last day of
    a month that has no such day: 2026-05-01 plus one month → 2026-06-01; 2026-01-31 → 2026-02-28; 2024-01-30 →
    2024-02-29. Give either years and months, or weeks and days; a mixture or a period of nothing is a ValueError.
    """
    by_calendar, by_count = years * 12 + months, weeks * 7 + days
    if (by_calendar > 0) == (by_count > 0) or min(years, months, weeks, days) < 0:
        raise ValueError("give years and months, or weeks and days, of at least one")
    first = start_event if first_day_counts else start_event + timedelta(days=1)
    if by_count:
        return first + timedelta(days=by_count - 1)
    corresponding = add_months(first, by_calendar)
    # A shortened day means that the last month has no corresponding day: the month's end completes the period.
    return corresponding if corresponding.day < first.day else corresponding - timedelta(days=1)


def extend_to_open_day(day: date, calendar: Calendar) -> date:
    """The day a period ends on when its last day is closed (民法142条; 地方自治法4条の2第4項)."""
    return next_open_day(day, calendar)
