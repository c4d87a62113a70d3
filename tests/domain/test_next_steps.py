"""今日すること: the right step, deadline, page and form for the state of a case (all cases are made up)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from portal.domain.calendar import WeekendCalendar
from portal.domain.claim_types import claim_types
from portal.domain.errors import InvalidInput
from portal.domain.limitation import LimitationEvent
from portal.domain.next_steps import CaseFacts, NextStep, PlannedPayment, ReliefPeriod, next_steps
from portal.domain.payment_order import PaymentOrderFacts

CALENDAR = WeekendCalendar()
E = LimitationEvent


def d(text: str) -> date:
    return date.fromisoformat(text)


TAX = CaseFacts("resident_tax", d("2026-06-30"), 50_000)
LOAN = CaseFacts("scholarship_loan", d("2024-06-28"), 300_000, arose_on=d("2024-04-01"), cause_on=d("2020-04-10"))


def steps(facts: CaseFacts, today: str) -> dict[str, NextStep]:
    return {step.id: step for step in next_steps(facts, today=d(today), calendar=CALENDAR)}


def test_a_paid_or_not_yet_due_claim_asks_for_nothing() -> None:
    assert steps(replace(TAX, balance=0), "2026-07-10") == {}
    assert steps(TAX, "2026-06-30") == {}


def test_an_overdue_tax_asks_for_its_own_demand_within_twenty_days() -> None:
    step = steps(TAX, "2026-07-10")["demand"]
    assert (step.deadline, step.days_left, step.urgency) == (d("2026-07-20"), 10, "soon")
    assert (step.form, step.page) == ("督促状-地方税", "demand-procedure")
    assert steps(LOAN, "2024-07-30")["demand"].form == "督促状-私債権"
    assert steps(LOAN, "2024-07-30")["demand"].urgency == "overdue"


def test_after_the_demand_a_compulsory_claim_is_searched_then_seized() -> None:
    demanded = replace(TAX, events=(E("demand", d("2026-07-15")),))
    step = steps(demanded, "2026-07-20")["asset_inquiry"]
    assert step.deadline == d("2026-07-26")  # 7/15 as day 1, ten days passed on 7/25, seizable from 7/26
    searched = replace(demanded, events=(*demanded.events, E("asset_inquiry", d("2026-07-21"))))
    assert steps(searched, "2026-08-03")["seizure"].form == "差押調書"
    seized = replace(searched, events=(*searched.events, E("seizure", d("2026-08-10"))))
    assert "seizure" not in steps(seized, "2026-08-11")


def test_a_private_claim_never_hears_of_seizure_by_the_ward() -> None:
    demanded = replace(LOAN, events=(E("demand", d("2024-07-10")),), has_guarantor=True)
    found = steps(demanded, "2025-08-01")
    assert set(found) == {"reminder", "legal_action", "guarantor"}
    assert found["legal_action"].form == "弁護士委任予告書"
    assert "滞納処分" not in "".join(step.reason + step.action for step in found.values())


def test_a_grace_rests_the_demand_and_the_seizure_and_warns_before_its_end() -> None:
    grace = replace(TAX, reliefs=(ReliefPeriod("collection", d("2026-07-01"), d("2027-06-30")),))
    assert "demand" not in steps(grace, "2026-07-10")
    assert steps(grace, "2027-05-10")["grace_ends"].deadline == d("2027-06-30")
    assert steps(grace, "2027-07-10")["grace_over"].urgency == "overdue"


def test_the_limitation_is_announced_half_a_year_before_with_what_can_be_done() -> None:
    old = CaseFacts("nhi_premium", d("2024-06-30"), 20_000, events=(E("demand", d("2024-07-19")),))
    step = steps(old, "2026-05-01")["limitation_near"]
    assert step.deadline == d("2026-07-17")  # completes on Sunday 7/19: the last open day before it
    assert "債務の承認" in step.reason
    assert "limitation_near" not in steps(old, "2025-06-01")


def test_a_completed_limitation_stops_everything_else() -> None:
    gone = CaseFacts("nhi_premium", d("2022-06-30"), 20_000, events=(E("demand", d("2022-07-19")),))
    assert set(steps(gone, "2026-05-01")) == {"limitation_complete_public"}
    rent = CaseFacts("housing_rent", d("2019-06-30"), 20_000, events=(E("demand", d("2019-07-19")),))
    assert steps(rent, "2026-05-01")["limitation_complete_private"].form == "債権放棄調書"
    invoked = replace(rent, events=(*rent.events, E("invocation", d("2026-04-01"))))
    assert set(steps(invoked, "2026-05-01")) == {"invoked"}


def test_a_payment_order_brings_its_thirty_days() -> None:
    served = replace(
        LOAN, events=(E("demand", d("2024-07-10")), E("payment_order", d("2026-05-20"))),
        payment_order=PaymentOrderFacts(d("2026-06-03")),
    )  # fmt: skip
    step = steps(served, "2026-06-18")["payment_order"]
    assert step.deadline == d("2026-07-17")
    assert "仮執行宣言を申し立てる" in step.action
    assert "legal_action" not in steps(served, "2026-06-18")


def test_a_title_leads_to_execution() -> None:
    titled = replace(LOAN, events=(E("demand", d("2024-07-10")), E("judgment", d("2025-05-01"))))
    assert "compulsory_execution" in steps(titled, "2025-06-01")


def test_a_kept_plan_rests_enforcement_and_a_broken_one_ends_it() -> None:
    plan = (PlannedPayment(d("2026-08-31"), 5_000, paid=True), PlannedPayment(d("2026-09-30"), 5_000))
    agreed = replace(TAX, events=(E("demand", d("2026-07-15")),), installments=plan)
    assert set(steps(agreed, "2026-09-24")) == {"installment_due"}
    broken = steps(agreed, "2026-10-02")
    assert broken["installment_default"].urgency == "overdue"
    assert "asset_inquiry" in broken


def test_a_suspension_ends_the_duty_after_three_years_or_the_limitation_before_it() -> None:
    stopped = CaseFacts("resident_tax", d("2023-06-30"), 9_000, suspended_on=d("2024-05-01"),
                        events=(E("demand", d("2023-07-15")), E("disposition_suspension", d("2024-05-01"))))  # fmt: skip
    assert steps(stopped, "2027-04-01")["suspension_review"].deadline == d("2027-05-01")
    assert set(steps(stopped, "2027-05-02")) == {"suspension_extinguished"}


def test_returned_mail_death_and_bankruptcy_have_their_own_steps() -> None:
    facts = replace(TAX, events=(E("demand", d("2026-07-15")), E("returned_mail", d("2026-07-20"))),
                    died_on=d("2026-07-18"), bankruptcy_known_on=d("2026-07-21"))  # fmt: skip
    found = steps(facts, "2026-07-22")
    assert {"returned_mail", "inheritance", "bankruptcy_public"} <= set(found)
    assert "asset_inquiry" not in found


def test_the_application_deadline_of_realization_grace_is_named_a_month_before() -> None:
    facts = replace(TAX, events=(E("demand", d("2026-07-15")),))
    assert steps(facts, "2026-12-10")["application_deadline"].deadline == d("2026-12-31")


def test_steps_are_sorted_by_deadline_and_are_json() -> None:
    demanded = replace(LOAN, events=(E("demand", d("2024-07-10")),), has_guarantor=True)
    found = next_steps(demanded, today=d("2025-08-01"), calendar=CALENDAR)
    deadlines = [step.deadline or date.max for step in found]
    assert deadlines == sorted(deadlines)
    assert json.dumps([step.to_dict() for step in found], ensure_ascii=False)


def test_an_office_may_set_its_own_warning_days() -> None:
    old = CaseFacts("nhi_premium", d("2024-06-30"), 20_000, events=(E("demand", d("2024-07-19")),))
    early = next_steps(old, today=d("2025-08-01"), calendar=CALENDAR, settings={"limitation_warn_days": 365})
    assert "limitation_near" in {step.id for step in early}


def test_impossible_facts_are_a_sentence() -> None:
    with pytest.raises(InvalidInput):
        steps(replace(TAX, balance=-1), "2026-07-10")
    with pytest.raises(InvalidInput, match="時効の定めが表にありません"):
        steps(replace(TAX, claim_class="private"), "2026-07-10")


def test_every_claim_type_gets_steps_on_the_day_after_its_due_date() -> None:
    for kind in claim_types():
        assert "demand" in steps(CaseFacts(kind, d("2026-06-30"), 1_000), "2026-07-01")
