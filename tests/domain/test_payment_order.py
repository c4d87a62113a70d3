"""支払督促 timers: 民事訴訟法391–396条, 95条3項 (closed days), worked by hand on real 2026 weekdays."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.calendar import OfficeCalendar
from portal.domain.errors import InvalidInput
from portal.domain.payment_order import PaymentOrderFacts, payment_order

HOLIDAYS = {date(2026, 4, 29), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)}
CALENDAR = OfficeCalendar(lambda day: day in HOLIDAYS)


def d(text: str) -> date:
    return date.fromisoformat(text)


def test_two_weeks_then_thirty_days_each_from_the_right_day() -> None:
    """Served Wed 2026-06-03: objection to Wed 06-17; from 06-18 (0:00, so counted) thirty days to Fri 07-17."""
    state = payment_order(PaymentOrderFacts(d("2026-06-03")), calendar=CALENDAR, as_of=d("2026-06-18"))
    assert state.timer("objection").last_day == d("2026-06-17")
    assert state.timer("declaration").first_day == d("2026-06-18")
    assert state.timer("declaration").last_day == d("2026-07-17")
    assert (state.stage, state.act_by) == ("act", d("2026-07-17"))


def test_a_closed_last_day_moves_and_the_thirty_days_start_after_the_moved_day() -> None:
    """Served Mon 2026-04-20: two weeks end on Mon 05-04 (holiday) → Thu 05-07; thirty days from 05-08 → Sat 06-06 → Mon 06-08."""
    state = payment_order(PaymentOrderFacts(d("2026-04-20")), calendar=CALENDAR, as_of=d("2026-05-07"))
    assert state.timer("objection").computed == d("2026-05-04")
    assert state.timer("objection").last_day == d("2026-05-07")
    assert state.timer("declaration").computed == d("2026-06-06")
    assert state.timer("declaration").last_day == d("2026-06-08")
    assert state.stage == "waiting"
    assert "95条3項" in state.timer("objection").working


def test_it_lapses_the_day_after_the_thirty_days() -> None:
    state = payment_order(PaymentOrderFacts(d("2026-06-03")), calendar=CALENDAR, as_of=d("2026-07-18"))
    assert (state.stage, state.lapsed_on) == ("lapsed", d("2026-07-18"))


def test_final_two_weeks_after_service_of_the_declared_order() -> None:
    facts = PaymentOrderFacts(d("2026-06-03"), None, None, d("2026-06-22"), d("2026-07-01"))
    waiting = payment_order(facts, calendar=CALENDAR, as_of=d("2026-07-15"))
    assert (waiting.stage, waiting.final_on) == ("declared", None)
    final = payment_order(facts, calendar=CALENDAR, as_of=d("2026-07-16"))
    assert (final.stage, final.final_on) == ("final", d("2026-07-16"))


def test_an_objection_turns_it_into_a_lawsuit_that_needs_the_council() -> None:
    facts = PaymentOrderFacts(d("2026-06-03"), objection_on=d("2026-06-10"))
    state = payment_order(facts, calendar=CALENDAR, as_of=d("2026-06-11"))
    assert state.stage == "lawsuit"
    assert "議会の議決" in state.notes[0]


def test_an_objection_after_the_final_period_does_not_undo_finality() -> None:
    facts = PaymentOrderFacts(d("2026-06-03"), None, d("2026-08-01"), d("2026-06-22"), d("2026-07-01"))
    state = payment_order(facts, calendar=CALENDAR, as_of=d("2026-08-02"))
    assert state.stage == "final"
    assert "不適法" in state.notes[0]


def test_an_undeliverable_order_leaves_two_months() -> None:
    facts = PaymentOrderFacts(undeliverable_notice_on=d("2026-06-03"))
    state = payment_order(facts, calendar=CALENDAR, as_of=d("2026-06-10"))
    assert (state.stage, state.act_by) == ("undeliverable", d("2026-08-03"))
    assert state.cautions


@pytest.mark.parametrize(
    "facts",
    [
        PaymentOrderFacts(objection_on=d("2026-06-10")),
        PaymentOrderFacts(d("2026-06-03"), objection_on=d("2026-06-01")),
        PaymentOrderFacts(d("2026-06-03"), declaration_requested_on=d("2026-06-17")),
        PaymentOrderFacts(d("2026-06-03"), declaration_requested_on=d("2026-07-18")),
        PaymentOrderFacts(d("2026-06-03"), None, None, d("2026-06-22"), d("2026-06-20")),
    ],
)
def test_contradictory_days_are_a_sentence(facts: PaymentOrderFacts) -> None:
    with pytest.raises(InvalidInput) as refused:
        payment_order(facts, calendar=CALENDAR, as_of=d("2026-08-01"))
    assert refused.value.sentence.endswith("。")


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_last_days_are_open_and_never_early(served: date) -> None:
    state = payment_order(PaymentOrderFacts(served), calendar=CALENDAR, as_of=served)
    for timer in state.timers:
        assert not CALENDAR.is_closed(timer.last_day)
        assert timer.last_day >= timer.computed
    assert state.timer("declaration").computed - state.timer("objection").last_day == timedelta(days=30)
    assert json.dumps(state.to_dict(), ensure_ascii=False)
