"""Correcting the ledger: what may be changed, what stays visible, and who may lift a protection."""

from __future__ import annotations

from datetime import date

import pytest

from portal import audit
from portal.db import reading, unit_of_work
from portal.ledger import service
from portal.ledger.models import Case
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
DEBTOR = {"kind": "individual", "name": "架空 一郎", "kana": "ｶｸｳ ｲﾁﾛｳ"}


@pytest.fixture
def case(office, people, case_id):
    def read() -> Case:
        with reading(office.sessions) as session:
            return service.find_case(session, people.hanako, case_id)

    return read


def sentences(office, action: str) -> list[str]:
    with reading(office.sessions) as session:
        return [entry.sentence for entry in audit.entries(session, action=action)]


def test_a_debtor_is_corrected_and_the_trail_names_the_fields_but_no_value(sign_in, office, case, case_id):
    url = f"/cases/{case_id}/debtor"
    answer = sign_in("hanako").post(url, {**DEBTOR, "name": "架空 一朗", "died_on": "R8.10.1"}, page=url)
    assert answer.status_code == 302
    assert (case().debtor.name, case().debtor.kana, case().debtor.died_on) == (
        "架空 一朗", "カクウ　イチロウ", date(2026, 10, 1),
    )  # fmt: skip
    (sentence,) = sentences(office, "case.debtor")
    assert "氏名（名称）" in sentence
    assert "一朗" not in sentence


def test_only_an_approver_lifts_the_protection_that_hides_an_address(sign_in, case, case_id):
    url = f"/cases/{case_id}/debtor"
    hanako, taro = sign_in("hanako"), sign_in("taro")
    hanako.post(url, {**DEBTOR, "support_measure": "y", "phone": "03-0000-9999"}, page=url)
    assert "03-0000-9999" not in hanako.get(f"/cases/{case_id}").get_data(as_text=True)
    assert "03-0000-9999" not in hanako.get(url).get_data(as_text=True)
    refused = hanako.post(url, DEBTOR, page=url)
    assert refused.status_code == 422
    assert "承認の役割を持つ人" in refused.get_data(as_text=True)
    hanako.post(url, {**DEBTOR, "support_measure": "y", "phone": ""}, page=url)
    assert case().debtor.phone == "03-0000-9999"  # hidden, left empty: it stays
    assert taro.post(url, {**DEBTOR, "phone": "03-0000-9999"}, page=url).status_code == 302
    assert not case().debtor.support_measure


def test_a_claim_is_corrected_with_a_reason_and_not_below_what_was_paid(sign_in, office, case, case_id):
    browser = sign_in("hanako")
    claim = case().claims[0]
    browser.post(
        f"/cases/{case_id}/payments/new",
        {"claim_id": claim.id, "paid_on": "R8.11.1", "amount": "10,000"},
        page=f"/cases/{case_id}/payments/new",
    )
    url = f"/cases/{case_id}/claims/{claim.id}"
    typed = {"claim_name": claim.name, "arose_on": "R8.4.1", "due_date": "R8.4.30", "principal": "44,000"}
    assert "訂正する理由" in browser.post(url, typed, page=url).get_data(as_text=True)
    too_low = browser.post(url, {**typed, "principal": "9,999", "reason": "誤記"}, page=url)
    assert "納付済みの元金（10,000円）より少なくなります" in too_low.get_data(as_text=True)
    assert browser.post(url, {**typed, "reason": "調定の変更"}, page=url).status_code == 302
    assert (case().claims[0].principal, case().claims[0].due_date) == (44_000, date(2026, 4, 30))
    assert sentences(office, "case.claim_changed") == [
        "案件 J-1 の債権（納期限、元金）を訂正しました（理由：調定の変更）。"
    ]


def test_a_wrong_payment_is_struck_out_and_no_longer_counts(sign_in, case, case_id):
    browser = sign_in("hanako")
    claim = case().claims[0]
    browser.post(
        f"/cases/{case_id}/payments/new",
        {"claim_id": claim.id, "paid_on": "R8.11.1", "amount": "10,000"},
        page=f"/cases/{case_id}/payments/new",
    )
    payment = case().claims[0].payments[0]
    url = f"/cases/{case_id}/payments/{payment.id}/cancel"
    assert browser.post(url, {"reason": ""}, page=url).status_code == 422
    assert browser.post(url, {"reason": "別の人の納付"}, page=url).status_code == 302
    assert case().claims[0].balance == 45_000
    assert "取消し：別の人の納付" in browser.get(f"/cases/{case_id}").get_data(as_text=True)
    again = browser.post(url, {"reason": "もう一度"}, page=url)
    assert "既に取り消されています" in again.get_data(as_text=True)


def test_a_plan_is_made_met_by_payments_and_ended(sign_in, office, people, case, case_id):
    browser = sign_in("hanako")
    url = f"/cases/{case_id}/plans/new"
    typed = {"pledged_on": "R8.11.1", "first_on": "R8.11.30", "monthly": "３０，０００円"}
    both = browser.post(url, {**typed, "count": "3"}, page=url)
    assert "どちらか一方" in both.get_data(as_text=True)
    assert browser.post(url, typed, page=url).status_code == 302
    plan = case().plans[0]
    assert [(due.due_on, due.amount) for due in plan.dues] == [
        (date(2026, 11, 30), 30_000), (date(2027, 1, 4), 30_000), (date(2027, 2, 1), 30_000),
    ]  # fmt: skip
    with unit_of_work(office.sessions) as session:
        found = service.find_case(session, people.hanako, case_id)
        for amount in (20_000, 15_000):
            service.add_payment(
                session, people.hanako, NOW, case=found, claim=found.claims[0],
                new=service.NewPayment(TODAY, amount), today=TODAY,
            )  # fmt: skip
    assert [due.paid_on for due in case().plans[0].dues] == [TODAY, None, None]
    end = f"/cases/{case_id}/plans/end"
    assert "『終わり方』を選んでください" in browser.post(end, {"reason": "x"}, page=end).get_data(as_text=True)
    assert browser.post(end, {"state": "broken", "reason": "連絡が取れない"}, page=end).status_code == 302
    assert case().plans[0].state == "broken"


def test_a_case_goes_to_another_officer_of_the_department_only(sign_in, people, case, case_id):
    browser = sign_in("hanako")
    url = f"/cases/{case_id}/edit"
    typed = {"title": "区営住宅使用料", "basis": "使用許可", "cause": "", "note": ""}
    browser.post(url, {**typed, "officer_id": people.taro.user_id}, page=url)
    assert case().officer_id == people.taro.user_id
    stranger = browser.post(url, {**typed, "officer_id": people.jiro.user_id}, page=url)
    assert stranger.status_code == 422
    assert case().officer_id == people.taro.user_id


def test_an_ended_case_can_be_taken_up_again(sign_in, case, case_id):
    browser = sign_in("hanako")
    close, reopen = f"/cases/{case_id}/close", f"/cases/{case_id}/reopen"
    browser.post(close, {"reason": "完納"}, page=close)
    assert case().state == "closed"
    browser.post(reopen, {"reason": "入金の誤り"}, page=reopen)
    assert (case().state, case().closed_reason) == ("open", "")


def test_a_guarantor_without_an_address_gets_one(sign_in, case, case_id):
    browser = sign_in("hanako")
    new = f"/cases/{case_id}/guarantors/new"
    browser.post(new, {"name": "架空 保子"}, page=new)
    guarantor = case().guarantors[0]
    url = f"/cases/{case_id}/guarantors/{guarantor.id}"
    wrong = browser.post(url, {"name": "架空 保子", "postal_code": "15"}, page=url)
    assert "郵便番号ではありません" in wrong.get_data(as_text=True)
    browser.post(url, {"name": "架空 保子", "address": "架空町1", "postal_code": "〒１５４０００１"}, page=url)
    assert (case().guarantors[0].address, case().guarantors[0].postal_code) == ("架空町1", "154-0001")


PATHS = ("debtor", "edit", "claims/1", "guarantors/1", "payments/1/cancel", "plans/new", "plans/end", "reopen")


@pytest.mark.parametrize("path", PATHS)
def test_another_department_corrects_nothing(sign_in, case_id, path):
    browser = sign_in("jiro")
    assert browser.get(f"/cases/{case_id}/{path}").status_code == 404
    assert browser.post(f"/cases/{case_id}/{path}", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("rate", ["高め", "101", "-3"])
def test_a_rate_that_is_none_is_refused_at_the_door(sign_in, case_id, rate):
    url = f"/cases/{case_id}/claims/new"
    typed = {"claim_name": "x", "arose_on": "R8.4.1", "due_date": "R8.4.30", "principal": "1", "interest_rate": rate}
    answer = sign_in("hanako").post(url, typed, page=url)
    assert answer.status_code == 422
    assert "年の割合として読み取れません" in answer.get_data(as_text=True)
