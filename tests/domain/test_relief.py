"""猶予・停止・督促・差押え・公示送達: days worked by hand from the articles named in each test."""

from __future__ import annotations

import json
from datetime import date

import pytest

from portal.domain.calendar import WeekendCalendar
from portal.domain.errors import InvalidInput
from portal.domain.relief import (
    application_deadline,
    demand_term,
    grace,
    public_service_term,
    seizable_from,
    suspension_term,
)

OPEN_WEEKDAYS = WeekendCalendar()


def d(text: str) -> date:
    return date.fromisoformat(text)


def test_grace_is_a_year_from_its_first_day_and_two_years_in_total() -> None:
    """地方税法15条1項・4項: 令和8年4月1日から → 令和9年3月31日、通算は令和10年3月31日。"""
    first = grace("collection", d("2026-04-01"))
    assert (first.ends_on, first.total_ends) == (d("2027-03-31"), d("2028-03-31"))
    more = grace("collection", d("2027-04-01"), first_started_on=d("2026-04-01"))
    assert (more.ends_on, more.extended) == (d("2028-03-31"), True)


def test_an_extension_after_a_short_grace_still_ends_two_years_after_the_first_day() -> None:
    more = grace("realization_on_application", d("2026-10-01"), first_started_on=d("2026-04-01"))
    assert more.ends_on == d("2027-09-30")
    last = grace("realization_on_application", d("2027-10-01"), first_started_on=d("2026-04-01"))
    assert last.ends_on == d("2028-03-31")


@pytest.mark.parametrize(
    ("starts", "ends", "first"),
    [
        ("2026-04-01", "2027-04-01", None),
        ("2026-04-01", "2026-03-31", None),
        ("2027-04-01", "2028-04-01", "2026-04-01"),
        ("2028-04-01", None, "2026-04-01"),
        ("2026-04-01", None, "2026-05-01"),
    ],
)
def test_a_grace_past_its_limits_is_refused_with_the_last_day(starts: str, ends: str | None, first: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        grace("collection", d(starts), ends_on=d(ends) if ends else None, first_started_on=d(first) if first else None)
    assert "令和" in refused.value.sentence
    with pytest.raises(InvalidInput):
        grace("holiday", d("2026-04-01"))


def test_suspension_extinguishes_after_three_years() -> None:
    """地方税法15条の7第4項: 停止の翌日から3年。"""
    term = suspension_term(d("2024-02-29"))
    assert (term.last_day, term.then_from) == (d("2027-02-28"), d("2027-03-01"))


def test_application_deadline_follows_the_ordinance_and_moves_off_closed_days() -> None:
    """納期限2026-06-30 → 起算7-1、6か月は2026-12-31; 都税のように3か月なら9-30; 土日は次の開庁日。"""
    assert application_deadline(d("2026-06-30"), calendar=OPEN_WEEKDAYS).last_day == d("2026-12-31")
    assert application_deadline(d("2026-06-30"), calendar=OPEN_WEEKDAYS, months=3).last_day == d("2026-09-30")
    saturday = application_deadline(d("2026-04-30"), calendar=OPEN_WEEKDAYS, months=1)
    assert saturday.last_day == d("2026-06-01")  # 5/31 is a Sunday
    with pytest.raises(InvalidInput):
        application_deadline(d("2026-06-30"), calendar=OPEN_WEEKDAYS, months=0)


def test_demand_goes_out_within_twenty_days_on_an_open_day() -> None:
    """納期限2026-06-30 → 20日目は2026-07-20（月）; 2026-07-31 → 8/20（木）; 2026-10-05 → 10/25（日）→ 10/23（金）。"""
    assert demand_term(d("2026-07-31"), calendar=OPEN_WEEKDAYS).last_day == d("2026-08-20")
    term = demand_term(d("2026-10-05"), calendar=OPEN_WEEKDAYS)
    assert term.last_day == d("2026-10-23")
    assert term.cautions[0].startswith("要確認")
    with pytest.raises(InvalidInput):
        demand_term(d("2026-10-05"), calendar=OPEN_WEEKDAYS, days=0)


def test_seizure_is_possible_from_the_eleventh_day_after_sending() -> None:
    """国税徴収法47条1項1号: 発した日7/1を1日目→10日目7/10→経過した日7/11→7/12から。"""
    term = seizable_from(d("2026-07-01"))
    assert (term.last_day, term.then_from) == (d("2026-07-11"), d("2026-07-12"))
    assert "1日目" in term.working


def test_a_later_designated_deadline_delays_seizure() -> None:
    """地方自治法231条の3第3項: 指定された期限までに納付しないとき。"""
    assert seizable_from(d("2026-07-01"), designated_deadline=d("2026-07-31")).then_from == d("2026-08-01")
    with pytest.raises(InvalidInput):
        seizable_from(d("2026-07-01"), designated_deadline=d("2026-06-30"))


def test_a_closed_tenth_day_is_marked_to_be_checked() -> None:
    assert seizable_from(d("2026-07-01"), calendar=OPEN_WEEKDAYS).cautions[0].startswith("要確認")  # 7/11 is a Saturday


def test_public_service_takes_effect_after_seven_days() -> None:
    """地方税法20条の2第3項、国税通則法14条3項: 7/1から起算して7日を経過した7/8。"""
    term = public_service_term(d("2026-07-01"))
    assert term.then_from == d("2026-07-08")
    assert json.loads(json.dumps(term.to_dict()))["then_from"] == "2026-07-08"
    assert json.dumps(grace("collection", d("2026-04-01")).to_dict(), ensure_ascii=False)
