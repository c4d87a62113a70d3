"""支払督促 and 仮執行宣言 in the limitation clock, counted by hand from 民事訴訟法391条–396条 and 民法147条・169条."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import WeekendCalendar
from portal.domain.errors import InvalidInput
from portal.domain.limitation import LimitationClaim, LimitationEvent, LimitationResult, event_from, limitation_clock
from portal.domain.limitation.orders import lapses_on
from portal.domain.payment_order import PaymentOrderFacts, payment_order

E = LimitationEvent


def d(text: str) -> date:
    return date.fromisoformat(text)


def clock(*events: LimitationEvent, due: str = "2021-03-31") -> LimitationResult:
    return limitation_clock("civil_general", LimitationClaim(d(due)), events)


ORDER = E("payment_order", d("2026-01-10"), served_on=d("2026-01-20"))
# 送達1/20 → 初日不算入で2週間は2/3まで → 申立ては2/4から → 2/4を1日目として30日は3/5まで（民訴391条1項・392条）
# 宣言付きの送達2/20 → 2週間は3/6まで → 確定（393条・396条） → 3/7から10年（民法169条1項）
CASES = [
    ("申立てがなければ3/5に失効し、6か月後まで完成しない（民法147条1項括弧書）", [ORDER], "2026-09-05"),
    ("送達の記録がなければ手続中", [E("payment_order", d("2026-01-10"))], None),
    ("仮執行宣言を申し立てたが送達はまだ", [ORDER, E("provisional_execution", d("2026-02-10"))], None),
    ("宣言付きの送達から2週間で確定し10年",
     [ORDER, E("provisional_execution", d("2026-02-10"), served_on=d("2026-02-20"))], "2036-03-06"),
    ("宣言の前の督促異議は訴訟（395条）", [ORDER, E("objection", d("2026-01-30"))], None),
    ("宣言の後2週間以内の督促異議も訴訟",
     [ORDER, E("provisional_execution", d("2026-02-10"), served_on=d("2026-02-20")), E("objection", d("2026-03-06"))], None),
    ("期間の後の督促異議は確定を動かさない（394条1項）",
     [ORDER, E("provisional_execution", d("2026-02-10"), served_on=d("2026-02-20")), E("objection", d("2026-03-07"))],
     "2036-03-06"),
    ("訴訟へ移行し判決が確定すれば、その日から10年", [ORDER, E("objection", d("2026-01-30")), E("judgment", d("2026-09-30"))],
     "2036-09-30"),
    ("終わりの日と結果を入れたときは、それによる",
     [E("payment_order", d("2026-01-10"), d("2026-02-15"), "withdrawn", served_on=d("2026-01-20"))], "2026-08-15"),
    ("失効した後にもう一度申し立てたときは、後のもので数える",
     [ORDER, E("payment_order", d("2026-06-01"), served_on=d("2026-06-10"))], "2027-01-24"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "events", "expected"), CASES, ids=[case[0][:30] for case in CASES])
def test_the_order_goes_as_the_code_of_procedure_says(
    name: str, events: list[LimitationEvent], expected: str | None
) -> None:
    assert clock(*events).completes_on == (d(expected) if expected else None), name
    assert clock(*reversed(events)).completes_on == (d(expected) if expected else None), name


def test_before_the_lapse_the_result_says_until_when_the_declaration_must_be_asked_for() -> None:
    result = clock(ORDER)
    assert "令和8年3月5日" in result.steps[-1].reason
    assert any("令和8年3月5日までに仮執行宣言の申立てがないと失効" in text for text in result.cautions)


def test_every_step_of_the_order_is_shown_with_its_article() -> None:
    result = clock(ORDER, E("provisional_execution", d("2026-02-10"), served_on=d("2026-02-20")))
    shown = [(step.event, step.article) for step in result.steps]
    assert ("仮執行宣言", "民事訴訟法391条、393条、396条") in shown
    assert shown[-1] == ("支払督促の終了", "民法147条2項、169条1項")
    late = clock(ORDER, E("provisional_execution", d("2026-02-10"), served_on=d("2026-02-20")), E("objection", d("2026-04-01")))  # fmt: skip
    assert late.ignored[0].article == "民事訴訟法393条・394条1項"


CONTRADICTIONS = [
    ([E("provisional_execution", d("2026-02-10"))], "支払督促の記録がありません"),
    ([E("objection", d("2026-01-05")), ORDER], "支払督促の記録がありません"),
    ([ORDER, E("provisional_execution", d("2026-02-03"))], "令和8年2月4日から"),
    ([E("payment_order", d("2026-01-10"), served_on=d("2026-01-09"))], "送達日"),
]


@pytest.mark.parametrize(("events", "says"), CONTRADICTIONS)
def test_a_contradiction_is_a_sentence(events: list[LimitationEvent], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        clock(*events)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_clock_lapses_never_later_than_the_timers_with_closed_days(served: date) -> None:
    """The clock leaves 民事訴訟法95条3項 out; what the timers show can only be later, by a weekend or two."""
    timers = payment_order(PaymentOrderFacts(served), calendar=WeekendCalendar(), as_of=served)
    assert timedelta(0) <= timers.timer("declaration").last_day - lapses_on(served) <= timedelta(days=4)


def test_the_day_of_service_is_read_from_json() -> None:
    event = event_from({"kind": "payment_order", "on": "令和8年1月10日", "served_on": "R8.1.20"})
    assert event == ORDER
