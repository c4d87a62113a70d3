"""The checklist: each fact of the ledger moves exactly the line that speaks of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.db import unit_of_work
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput
from portal.ledger import service as ledger
from portal.ledger.models import Case, Event
from portal.office import Office
from portal.referrals import evidence, service
from portal.referrals.checklist import looks_like_individual_number
from portal.referrals.files import accept, safe_name
from portal.referrals.models import ReferralPacket
from portal.referrals.numbering import numbers
from portal.referrals.values import chronology
from portal.wiring import SAMPLE_LOADERS
from tests.conftest import NOW, People
from tests.referrals.conftest import TODAY, add_case, pdf


def states(packet: ReferralPacket, case: Case) -> dict[str, str]:
    return {one.code: one.state.value for one in service.checks_of(packet, case, TODAY)}


def an_event(kind: str, **known: Any) -> Callable[[Session, Actor, Case], None]:
    def add(session: Session, actor: Actor, case: Case) -> None:
        day = known.pop("on", date(2026, 11, 1))
        ledger.add_event(session, actor, NOW, case, ledger.NewEvent(kind, day, **known), today=TODAY)

    return add


def a_plan(session: Session, actor: Actor, case: Case) -> None:
    ledger.add_plan(session, actor, NOW, case=case, pledged_on=TODAY, dues=[(date(2026, 12, 31), 5_000)])


def debtor(**known: Any) -> Callable[[Session, Actor, Case], None]:
    def change(session: Session, actor: Actor, case: Case) -> None:
        for name, value in known.items():
            setattr(case.debtor, name, value)

    return change


def unconfirmed(session: Session, actor: Actor, case: Case) -> None:
    assert case.debtor.address
    case.debtor.address.confirmed_on = date(2026, 8, 23)


def returned(session: Session, actor: Actor, case: Case) -> None:
    assert case.debtor.address
    case.debtor.address.returned_mail = True


def all_paid(session: Session, actor: Actor, case: Case) -> None:
    for claim in case.claims:
        ledger.add_payment(
            session, actor, NOW, case=case, claim=claim, new=ledger.NewPayment(date(2026, 11, 1), 60_000), today=TODAY
        )


def odd_rate(session: Session, actor: Actor, case: Case) -> None:
    case.claims[0].interest_rate = "三分"


def cancelled_demand(session: Session, actor: Actor, case: Case) -> None:
    event = next(one for one in case.events if one.kind == "demand")
    ledger.cancel_event(session, actor, NOW, case=case, event_id=event.id, reason="誤り")


def only_reminded(session: Session, actor: Actor, case: Case) -> None:
    event: Event = next(one for one in case.events if one.kind == "final_reminder")
    ledger.cancel_event(session, actor, NOW, case=case, event_id=event.id, reason="誤り")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (cancelled_demand, "demand"),  # 自治令171条
        (only_reminded, "reminder"),
        (all_paid, "balance"),
        (odd_rate, "balance"),
        (unconfirmed, "address"),  # three months and a day
        (returned, "address"),
        (an_event("returned_mail", on=date(2026, 11, 20)), "address"),
        (an_event("bankruptcy_claim"), "bankruptcy"),
        (debtor(on_welfare=True), "welfare"),
        (a_plan, "installments"),
        (debtor(died_on=date(2026, 10, 1)), "death"),
        (debtor(lawyer_notified_on=date(2026, 10, 1)), "attorney"),
        (an_event("payment_order"), "dispute"),
        (an_event("performance_deferral", ends_on=date(2027, 3, 31)), "relief"),
        (an_event("invocation"), "invocation"),
        (debtor(support_measure=True), "support"),
        (an_event("note", memo="個人番号は１２３４５６７８９０１２"), "individual_number"),
    ],
)
def test_each_fact_moves_its_own_line(
    office: Office, people: People, change: Callable[[Session, Actor, Case], None], code: str
) -> None:
    with unit_of_work(office.sessions) as session:
        case = add_case(session, people.hanako)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        assert states(packet, case).get(code, "ok") == "ok"
        change(session, people.hanako, case)
        session.flush()
        assert states(packet, case)[code] == "missing"


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (date(2021, 11, 20), "missing"),  # 民法166条1項1号: five years are over
        (date(2022, 3, 1), "missing"),  # within six months
        (date(2022, 6, 1), "ok"),
    ],
)
def test_the_limitation_is_that_of_the_oldest_claim(office: Office, people: People, due: date, state: str) -> None:
    with unit_of_work(office.sessions) as session:
        case = add_case(session, people.hanako, events=False)
        new = ledger.NewClaim("架空奨学資金", due, due, 10_000)
        ledger.add_claim(session, people.hanako, NOW, case, new)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        assert states(packet, case)["limitation"] == state


def test_what_the_tax_law_inquiry_found_is_kept_back(office: Office, people: People, case_id: int) -> None:
    """国税徴収法141条: an exhibit from such an inquiry blocks the packet and cannot be waived; its events are not printed."""
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        new = ledger.NewEvent("asset_inquiry", date(2026, 10, 1), memo="架空銀行に照会した。")
        ledger.add_event(session, people.hanako, NOW, case, new, today=TODAY)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        (one,) = evidence.add_exhibits(
            session, people.hanako, NOW, packet, [accept(pdf(), "照会回答.pdf")], office.store
        )
        assert states(packet, case)["section_141"] == "missing", "nobody has said where it comes from"
        evidence.save_exhibits(session, people.hanako, NOW, packet, {one.id: {"origin": "tax_inquiry"}})
        assert states(packet, case)["section_141"] == "missing"
        with pytest.raises(InvalidInput, match="省略できません"):
            service.waive(session, people.taro, NOW, packet, case, code="section_141", reason="急ぐ", today=TODAY)
        evidence.save_exhibits(session, people.hanako, NOW, packet, {one.id: {"excluded": True}})
        assert states(packet, case)["section_141"] == "ok"
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    assert "照会回答".encode() not in made.content


def test_a_waiver_of_what_is_not_missing_is_refused_and_one_given_goes_when_withdrawn(
    office: Office, people: People, case_id: int
) -> None:
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        with pytest.raises(Conflict, match="不足していません"):
            service.waive(session, people.taro, NOW, packet, case, code="demand", reason="理由", today=TODAY)
        service.waive(session, people.taro, NOW, packet, case, code="evidence", reason="理由", today=TODAY)
        assert states(packet, case)["evidence"] == "waived"
        service.withdraw_waiver(session, people.taro, NOW, packet, code="evidence")
        assert states(packet, case)["evidence"] == "missing"


def test_left_out_and_later_events_are_not_in_the_chronology(office: Office, people: People, case_id: int) -> None:
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        packet = service.start(session, people.hanako, NOW, case, today=date(2026, 1, 1))
        packet.left_out_events = [case.events[1].id]
        rows = chronology(service.frozen_facts(packet, case))["経過"]
    assert [row["種別"] for row in rows] == ["督促"]
    assert rows[0]["時効"] == "督促による更新"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("123456789012", True), ("１２３４ ５６７８ ９０１２", True), ("1234-5678-9012", True), ("電話 03-0000-0000", False),
        ("1234567890123", False), ("", False),
    ],
)  # fmt: skip
def test_twelve_digits_look_like_an_individual_number(text: str, found: bool) -> None:
    assert looks_like_individual_number(text) is found


class _Row:
    def __init__(self, *, branch: bool = False, excluded: bool = False) -> None:
        self.branch, self.excluded = branch, excluded


def test_numbers_follow_the_order_skip_what_is_left_out_and_branch() -> None:
    rows = [_Row(branch=True), _Row(excluded=True), _Row(), _Row(branch=True), _Row()]
    assert [one.long if one else None for one in numbers(rows)] == [
        "甲第1号証", None, "甲第2号証の1", "甲第2号証の2", "甲第3号証",
    ]  # fmt: skip
    assert [one.short for one in numbers(rows) if one] == ["甲1", "甲2の1", "甲2の2", "甲3"]


@pytest.mark.parametrize(
    ("typed", "safe"),
    [("契約書", "契約書"), ("a/b\\c:d", "a_b_c_d"), ("", "_"), ("CON", "_CON"), ("..", "_"), ("あ" * 100, "あ" * 60)],
)
def test_names_of_files_are_safe_everywhere(typed: str, safe: str) -> None:
    assert safe_name(typed) == safe


def test_the_sample_office_has_a_draft_with_two_exhibits(office: Office, people: People) -> None:
    loader = next(one for one in SAMPLE_LOADERS if one.__module__ == "portal.referrals.sample")
    with unit_of_work(office.sessions) as session:
        add_case(session, people.hanako)
        loader(office, session, {"見本住宅課": people.hanako}, NOW)
    with unit_of_work(office.sessions) as session:
        ((packet, _),) = service.packets(session, people.hanako)
        assert packet.state == "draft"
        assert [one.title for one in packet.exhibits] == ["契約書", "督促状"]
