"""Property tests of the core: as many examples as ever, but no time limit for one of them.

The suite runs beside other work on small machines; a slow example is no failure. Speed has its benchmarks.
"""

from __future__ import annotations

import jpholiday
import pytest
from hypothesis import settings

from portal.domain.calendar import Calendar, OfficeCalendar

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def office_calendar() -> Calendar:
    """The ward's closed days: weekends, 国民の祝日, 12月29日–1月3日."""
    return OfficeCalendar(lambda day: bool(jpholiday.is_holiday(day)))
