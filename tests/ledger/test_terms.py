"""計算の条件: the rule set a case or a claim is reckoned by, on its page, in letters and in packets alike."""

from __future__ import annotations

import re
from datetime import date

import pytest

from portal.db import unit_of_work
from portal.domain.errors import InvalidInput, NotAllowed
from portal.ledger import clocks, law_tables, service, terms
from portal.ledger.charges import charge_owed, facts_of_claim, rule_code
from portal.ledger.law_tables import delivered_tables
from portal.notices.amounts import amounts_of
from portal.referrals.owed import owed_on
from tests.conftest import NOW

TABLES = delivered_tables()
AS_OF = date(2026, 5, 29)


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def send(browser, address: str, **data):
    page = browser.get(address).get_data(as_text=True)
    return browser.post(address, data={"csrf_token": token(page), **data})


def totals(office, people, case_id: int) -> tuple[int, int, int]:
    """The charge of the first claim on its page, in a letter and in a packet."""
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, case_id)
        claim, tables = case.claims[0], law_tables.law_tables(session)
        page = clocks.charge_of(claim, AS_OF, tables)
        shown = page.charge_outstanding if hasattr(page, "charge_outstanding") else page.damages_outstanding
        letter = amounts_of(case, case.claims[:1], AS_OF, tables).charge
        packet = next(row for row in owed_on(case, AS_OF, tables).rows if row.claim.id == claim.id).charge
    return shown, letter, packet


def test_the_page_the_letter_and_the_packet_say_the_same_to_the_yen(make, office, people):
    made = make("nhi_premium", date(2025, 6, 30), principal=1_000_000)
    made.pay(date(2025, 9, 10), 200_000, to_late_charge=1_000)
    made.event("demand", date(2025, 7, 18), reached_on=date(2025, 7, 20))
    made.event("realization_grace", date(2025, 12, 1), ends_on=date(2026, 2, 28))
    made.event("disposition_suspension", date(2026, 4, 1))
    page, letter, packet = totals(office, people, made.id)
    assert page == letter == packet > 0
    private = make("scholarship_loan", date(2025, 3, 31), principal=100_000, rate="10")
    private.pay(date(2025, 12, 31), 20_000, to_late_charge=7_000)
    page, letter, packet = totals(office, people, private.id)
    assert page == letter == packet > 0


def test_a_case_follows_its_type_until_another_rule_set_is_chosen_in_the_form(make, sign_in, office, people):
    made = make("nhi_premium", date(2026, 1, 31), principal=100_000)
    assert totals(office, people, made.id)[0] == 1_400  # 3か月型: 89日×2.8％=682、29日×9.1％=723、計1,405→1,400
    browser = sign_in("hanako")
    answer = send(browser, f"/cases/{made.id}/terms", late_charge_rule="national_health_1m")
    assert answer.status_code == 302
    assert set(totals(office, people, made.id)) == {2_400}  # 28日×2.8％=214、90日×9.1％=2,243、計2,457
    page = browser.get(f"/cases/{made.id}").get_data(as_text=True)
    assert "国民健康保険料（1か月）" in page


def test_a_claim_may_have_a_rule_set_of_its_own_or_none(make, sign_in, office, people):
    made = make("nhi_premium", date(2026, 1, 31), date(2026, 2, 27), principal=100_000)
    browser = sign_in("hanako")
    with unit_of_work(office.sessions) as session:
        claim_id = service.find_case(session, people.hanako, made.id).claims[0].id
    address = f"/cases/{made.id}/claims/{claim_id}/terms"
    assert send(browser, address, late_charge_rule="none", rate_kind="damages").status_code == 302
    case = made.case()
    assert [rule_code(claim) for claim in case.claims] == ["none", "national_health_3m"]
    assert set(totals(office, people, made.id)) == {0}
    owed = charge_owed(facts_of_claim(case.claims[0], AS_OF), AS_OF, TABLES)
    assert owed.cautions == ()
    assert "徴収しない" in owed.notes[0]
    assert "延滞金を徴収しない" in browser.get(f"/cases/{made.id}/terms").get_data(as_text=True)
    assert browser.get(f"/calc/cases/{made.id}").status_code == 200


def test_an_offices_own_rule_set_is_offered_and_used(make, sign_in, office, people):
    made = make("nhi_premium", date(2026, 1, 31), principal=100_000)
    with unit_of_work(office.sessions) as session:
        law_tables.save_rule_set(
            session, people.admin, NOW,
            {"code": "ward", "name": "架空区の国保料", "scheme": "fixed", "low_until": "none", "low": "5", "high": "5",
             "article": "架空区国民健康保険条例第1条"},
        )  # fmt: skip
    browser = sign_in("hanako")
    assert "架空区の国保料" in browser.get("/cases/new").get_data(as_text=True)
    assert send(browser, f"/cases/{made.id}/terms", late_charge_rule="office_ward").status_code == 302
    # 100,000×5％×118日（2/1–5/29）÷365=1,616→1,600
    assert set(totals(office, people, made.id)) == {1_600}


def test_the_statutory_due_date_and_an_evasion_reach_the_clock_of_a_tax(make, sign_in, office, people):
    """地方税法18条1項・18条の2第3項."""
    made = make("resident_tax", date(2018, 6, 30))
    with unit_of_work(office.sessions) as session:
        claim_id = service.find_case(session, people.hanako, made.id).claims[0].id
    browser = sign_in("hanako")
    address = f"/cases/{made.id}/claims/{claim_id}/terms"
    assert (
        send(browser, address, rate_kind="damages", statutory_due_on="平成30年6月30日", evaded="y").status_code == 302
    )
    case = made.case()
    result = clocks.limitation_of(case, case.claims[0], as_of=date(2024, 1, 1))
    assert result.completes_on == date(2025, 6, 30)
    facts = clocks.facts_of(case, case.claims[0], today=date(2024, 1, 1))
    assert (facts.statutory_due_on, facts.evaded) == (date(2018, 6, 30), True)


@pytest.mark.parametrize(
    ("type_id", "typed", "says"),
    [
        ("nhi_premium", {"evaded": "y"}, "地方税の債権にだけ"),
        ("resident_tax", {"statutory_due_on": "2026-02-28"}, "より後です"),
        ("scholarship_loan", {"interest_rate": "高め"}, "数として読み取れません"),
        ("scholarship_loan", {"interest_rate": "-1"}, "数として読み取れません"),
    ],
)
def test_terms_that_cannot_be_right_are_refused_and_nothing_typed_is_lost(
    make, sign_in, office, people, type_id, typed, says
):
    made = make(type_id, date(2026, 1, 31))
    with unit_of_work(office.sessions) as session:
        claim_id = service.find_case(session, people.hanako, made.id).claims[0].id
    answer = send(sign_in("hanako"), f"/cases/{made.id}/claims/{claim_id}/terms", rate_kind="interest", **typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert says in page
    assert type_id != "scholarship_loan" or '<option selected value="interest">' in page
    assert "statutory_due_on" not in typed or "2026-02-28" in page
    assert made.case().claims[0].rate_kind == "damages"


def test_an_unknown_rule_set_and_a_stranger_are_refused(make, office, people):
    made = make("nhi_premium", date(2026, 1, 31))
    with unit_of_work(office.sessions) as session:
        case, sets = service.find_case(session, people.hanako, made.id), TABLES.rule_sets
        with pytest.raises(InvalidInput, match="登録されていません"):
            terms.set_case_rule(session, people.hanako, NOW, case=case, code="nonsense", sets=sets)
        with pytest.raises(NotAllowed):
            terms.set_case_rule(session, people.admin, NOW, case=case, code="local_tax", sets=sets)


def test_an_agreed_rate_of_interest_below_the_statutory_one_gives_way_and_one_of_damages_is_pointed_out(make, office):
    """民法419条1項ただし書: 約定利率が法定利率を超えるときは、約定利率による。"""
    made = make("scholarship_loan", date(2025, 3, 31), principal=100_000, rate="1")
    claim = made.case().claims[0]
    as_damages = charge_owed(facts_of_claim(claim, date(2026, 3, 31)), date(2026, 3, 31), TABLES)
    assert as_damages.amount == 1_000
    assert any(text.startswith("要確認") and "利息の定め" in text for text in as_damages.cautions)
    claim.rate_kind = "interest"
    as_interest = charge_owed(facts_of_claim(claim, date(2026, 3, 31)), date(2026, 3, 31), TABLES)
    assert (as_interest.amount, as_interest.cautions) == (3_000, ())
