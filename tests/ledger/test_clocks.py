"""From the rows of a case to the law's answers: which events count for which claim, and what each is worth."""

from __future__ import annotations

from datetime import date

import pytest

from portal.db import unit_of_work
from portal.domain.errors import InvalidInput
from portal.ledger import clocks, service
from portal.ledger.law_tables import delivered_tables
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
TABLES = delivered_tables()


def completes(case, claim: int = 0) -> date | None:
    return clocks.limitation_of(case, case.claims[claim], as_of=TODAY).completes_on


def test_the_arrival_of_a_demand_counts_and_for_local_tax_its_sending(make):
    # 国民健康保険法110条2項: 更新は到達した日から2年 ／ 地方税法18条の2第1項2号: 督促は発した日から起算して10日
    premium = make("nhi_premium", date(2025, 6, 30))
    premium.event("demand", date(2025, 7, 18), reached_on=date(2025, 7, 20))
    assert completes(premium.case()) == date(2027, 7, 20)
    tax = make("resident_tax", date(2025, 6, 30))
    sent_only = make("light_vehicle_tax", date(2025, 6, 30))
    tax.event("demand", date(2025, 7, 18), reached_on=date(2025, 7, 25))
    sent_only.event("demand", date(2025, 7, 18))
    assert completes(tax.case()) == completes(sent_only.case())


def test_an_event_of_the_whole_case_does_not_touch_a_claim_that_was_not_due(make):
    made = make("nhi_premium", date(2025, 6, 30), date(2025, 9, 30))
    made.event("demand", date(2025, 7, 20))
    case = made.case()
    assert completes(case, 0) == date(2027, 7, 20)
    assert completes(case, 1) == date(2027, 9, 30)


def test_an_event_of_one_claim_moves_only_that_claim(make):
    made = make("nhi_premium", date(2025, 6, 30), date(2025, 7, 31))
    made.event("acknowledgment", date(2026, 5, 1), claim=0)
    case = made.case()
    assert (completes(case, 0), completes(case, 1)) == (date(2028, 5, 1), date(2027, 7, 31))


def test_a_part_payment_in_the_ledger_is_an_acknowledgment_and_the_answer_says_so(make):
    made = make("nhi_premium", date(2025, 6, 30))
    made.pay(date(2026, 3, 31), 10_000)
    case = made.case()
    result = clocks.limitation_of(case, case.claims[0], as_of=TODAY)
    assert result.completes_on == date(2028, 3, 31)
    assert any("承認" in text for text in result.cautions)


def test_money_taken_by_seizure_is_no_acknowledgment(make):
    made = make("nhi_premium", date(2025, 6, 30))
    made.pay(date(2026, 3, 31), 10_000, means="差押え取立金")
    assert completes(made.case()) == date(2027, 6, 30)


def test_a_cancelled_event_counts_for_nothing(make, office, people):
    made = make("nhi_premium", date(2025, 6, 30))
    made.event("demand", date(2025, 7, 20))
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, made.id)
        service.cancel_event(session, people.hanako, NOW, case=case, event_id=case.events[0].id, reason="入力誤り")
    assert completes(made.case()) == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("confirmed", date(2036, 3, 31)), ("withdrawn", date(2030, 10, 31))],
)
def test_the_ledgers_words_for_how_a_lawsuit_ended_are_the_laws(make, outcome, expected):
    # 民法169条1項: 確定から10年 ／ 147条1項: 取下げは終了から6か月（本来の完成の方が遅ければその日）
    made = make("housing_rent", date(2025, 10, 31))
    made.event("lawsuit", date(2025, 12, 1), ends_on=date(2026, 3, 31), outcome=outcome)
    assert completes(made.case()) == expected


def test_rows_that_contradict_one_another_are_refused_and_the_list_says_so(make):
    made = make("housing_rent", date(2025, 10, 31))
    made.event("lawsuit", date(2025, 12, 1), ends_on=date(2026, 3, 31))
    case = made.case()
    with pytest.raises(InvalidInput, match="結果がありません"):
        clocks.limitation_of(case, case.claims[0], as_of=TODAY)
    steps = clocks.next_steps_of(case, TODAY, clocks.calendar_for())
    assert [(item.step.id, "結果がありません" in item.step.reason) for item in steps] == [("record", True)]


def test_the_late_charge_of_a_claim_follows_its_payments_as_booked(make):
    # 中央市の計算例（tests/cases）: 56,400円、R8.2.2、R8.5.29 → 1,300円
    made = make("resident_tax", date(2026, 2, 2), principal=56_400)
    case = made.case()
    assert clocks.late_charge_of(case.claims[0], date(2026, 5, 29), TABLES).total == 1300
    made.pay(date(2026, 5, 29), 57_700, to_late_charge=1_300)
    paid = made.case()
    result = clocks.late_charge_of(paid.claims[0], TODAY, TABLES)
    assert (result.total, result.charge_outstanding) == (1300, 0)


def test_days_of_grace_and_suspension_are_relieved_for_claims_collected_by_force_with_a_caution(make):
    made = make("resident_tax", date(2025, 6, 30), principal=1_000_000)
    plain = clocks.late_charge_of(made.case().claims[0], TODAY, TABLES)
    made.event("realization_grace", date(2025, 10, 1), ends_on=date(2026, 9, 30))
    graced = clocks.late_charge_of(made.case().claims[0], TODAY, TABLES)
    made.event("disposition_suspension", date(2026, 10, 1))
    stopped = clocks.late_charge_of(made.case().claims[0], TODAY, TABLES)
    assert plain.total > graced.total > stopped.total
    assert any("15条の9" in text for text in graced.notes)
    assert not any("15条の9" in text for text in plain.notes)


def test_a_grace_for_a_disaster_costs_nothing_and_other_public_claims_ask_to_be_checked(make):
    """地方税法15条の9第1項: 災害等による徴収の猶予の期間に対応する延滞金は、その全額を免除する。"""
    tax = make("resident_tax", date(2025, 6, 30), principal=1_000_000)
    tax.event("disaster_grace", date(2025, 7, 1), ends_on=date(2026, 6, 30))
    result = clocks.late_charge_of(tax.case().claims[0], date(2026, 6, 30), TABLES)
    assert (result.total, {str(segment.rate_per_year) for segment in result.segments}) == (0, {"0"})
    premium = make("nhi_premium", date(2025, 6, 30), principal=1_000_000)
    premium.event("realization_grace", date(2025, 10, 1), ends_on=date(2026, 9, 30))
    graced = clocks.late_charge_of(premium.case().claims[0], TODAY, TABLES)
    assert any(text.startswith("要確認") and "条例の定め" in text for text in graced.cautions)


def test_a_private_claim_bears_delay_damages_at_the_higher_of_agreed_and_statutory_rate(make):
    statutory = make("housing_rent", date(2025, 3, 31), principal=100_000)
    case = statutory.case()
    result = clocks.charge_of(case.claims[0], date(2026, 3, 31), TABLES)
    assert result.total == 3_000
    agreed = make("scholarship_loan", date(2025, 3, 31), principal=100_000, rate="10")
    assert clocks.charge_of(agreed.case().claims[0], date(2026, 3, 31), TABLES).total == 10_000
    kept_from_before = make("emergency_loan", date(2025, 3, 31)).case().claims[0]
    kept_from_before.interest_rate = "高め"
    with pytest.raises(InvalidInput, match="約定の利率"):
        clocks.charge_of(kept_from_before, TODAY, TABLES)


def test_the_next_steps_of_a_case_are_one_line_for_claims_that_share_them(make):
    made = make("nhi_premium", date(2026, 6, 30), date(2026, 7, 31))
    steps = clocks.next_steps_of(made.case(), TODAY, clocks.calendar_for())
    assert [(item.step.id, item.claims) for item in steps] == [("demand", ("第1期", "第2期"))]
    assert steps[0].step.deadline == date(2026, 7, 17)  # 第1期: 7月20日は海の日、18・19日は土日


def test_a_closed_case_and_a_paid_claim_ask_for_nothing(make, office, people):
    made = make("nhi_premium", date(2026, 6, 30))
    made.pay(date(2026, 7, 10), 60_000)
    assert clocks.next_steps_of(made.case(), TODAY, clocks.calendar_for()) == []
    open_one = make("ltc_premium", date(2026, 6, 30))
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, open_one.id)
        service.close_case(session, people.hanako, NOW, case=case, closed_on=TODAY, reason="完納")
    assert clocks.next_steps_of(open_one.case(), TODAY, clocks.calendar_for()) == []


def test_a_payment_order_runs_from_its_service_and_a_row_of_declaration_ends_the_thirty_days(make):
    made = make("housing_rent", date(2025, 10, 31))
    made.event("demand", date(2025, 11, 20))
    made.event("payment_order", date(2026, 10, 1), reached_on=date(2026, 10, 20))
    case = made.case()
    facts = clocks.facts_of(case, case.claims[0], today=TODAY).payment_order
    assert facts is not None and facts.served_on == date(2026, 10, 20)
    steps = {item.step.id: item.step for item in clocks.next_steps_of(case, TODAY, clocks.calendar_for())}
    # 10月20日送達 → 2週間の末日11月3日は祝日のため11月4日 → 11月5日から30日の12月4日まで（民訴391条・392条・95条3項）
    assert steps["payment_order"].deadline == date(2026, 12, 4)
    made.event("payment_order", date(2026, 11, 10), result="仮執行宣言の申立て")
    declared = made.case()
    facts = clocks.facts_of(declared, declared.claims[0], today=TODAY).payment_order
    assert facts is not None and facts.declaration_requested_on == date(2026, 11, 10)
    kinds = [event.kind for event in clocks.events_of(declared.claims[0])]
    assert kinds == ["demand", "payment_order", "provisional_execution"]  # the old way of recording it is still read


def test_a_declaration_of_its_own_kind_leads_to_finality_and_ten_years(make):
    """民訴391条・393条・396条、民法169条1項: 宣言付きの送達から2週間で確定し、その後10年。"""
    made = make("housing_rent", date(2025, 10, 31))
    made.event("payment_order", date(2026, 3, 2), reached_on=date(2026, 3, 10))
    case = made.case()
    assert completes(case) == date(2030, 10, 31)  # 失効しても、本来の完成の方が遅い
    made.event("provisional_execution", date(2026, 3, 30), reached_on=date(2026, 4, 8))
    declared = made.case()
    facts = clocks.facts_of(declared, declared.claims[0], today=TODAY).payment_order
    assert facts is not None and facts.declaration_served_on == date(2026, 4, 8)
    assert completes(declared) == date(2036, 4, 22)
    steps = {item.step.id: item.step for item in clocks.next_steps_of(declared, TODAY, clocks.calendar_for())}
    assert "強制執行" in steps["payment_order"].action


def test_an_objection_or_a_lawsuit_in_its_time_keeps_the_order_pending(make):
    """民訴395条: 督促異議により、支払督促の申立ての時に訴えの提起があったものとみなされる。"""
    for kind, claim_type in (("objection", "housing_rent"), ("lawsuit", "emergency_loan")):
        made = make(claim_type, date(2021, 10, 31))
        made.event("payment_order", date(2026, 10, 1), reached_on=date(2026, 10, 10))
        made.event(kind, date(2026, 10, 20))
        case = made.case()
        assert completes(case) is None, kind
        facts = clocks.facts_of(case, case.claims[0], today=TODAY).payment_order
        assert facts is not None and facts.objection_on == date(2026, 10, 20)


def test_an_order_nobody_declared_lapses_and_holds_off_for_six_months_only(make):
    """民訴392条、民法147条1項: 送達2026-09-01 → 9/15 → 9/16から30日の10/15に失効 → 2027-04-15。"""
    made = make("housing_rent", date(2021, 10, 31))
    made.event("payment_order", date(2026, 8, 25), reached_on=date(2026, 9, 1))
    assert completes(made.case()) == date(2027, 4, 15)


def test_a_declaration_without_an_order_is_refused_when_it_is_recorded(make):
    made = make("housing_rent", date(2025, 10, 31))
    with pytest.raises(InvalidInput, match="先に「支払督促」"):
        made.event("provisional_execution", date(2026, 3, 30))


def test_a_tax_paid_in_full_leaves_the_clock_of_its_late_charge(make):
    """地方税法18条の2第6項: 納付された部分の地方税に係る延滞金の時効は、その納付の時から新たに進行する。"""
    made = make("resident_tax", date(2023, 6, 30), principal=60_000)
    made.pay(date(2025, 3, 15), 60_000)
    assert completes(made.case()) == date(2030, 3, 15)


def test_new_years_holidays_and_national_holidays_are_closed_days():
    calendar = clocks.calendar_for()
    closed = [date(2026, 12, 29), date(2027, 1, 3), date(2026, 11, 23), date(2026, 11, 22)]
    assert all(calendar.is_closed(day) for day in closed)
    assert not calendar.is_closed(date(2026, 11, 24))
