"""The rate and rule tables: who may enter, what is refused, that everything uses it, that nothing is forgotten."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest

from portal import audit
from portal.calculators.table_views import check_tables
from portal.db import reading
from portal.ledger import law_tables

RATE = {
    "year": "2027",
    "average_loan": "0.9",
    "source": "令和8年財務省告示第999号（架空）",
    "verified": "y",
    "note": "",
}
LATE_2027 = {"principal": "100000", "due_date": "2026-12-28", "paid": "2027-03-31", "rule": "local_tax"}
OWN = {
    "code": "sample_fee", "name": "架空使用料", "claims": "", "start": "due_date", "low_until": "months", "low_months": "3",
    "low_days": "", "scheme": "fixed", "low": "5", "high": "10", "low_addition": "", "high_addition": "", "base_unit": "100",
    "base_minimum": "", "segment_rounding": "floor", "result_unit": "10", "result_minimum": "100", "year_days": "365",
    "appropriation": "principal_first", "article": "架空使用料条例第9条", "source": "", "note": "",
}  # fmt: skip


def enter(browser, url, given):
    return browser.post(url, given, page=url)


def test_everybody_sees_what_is_in_force_with_its_source(sign_in):
    page = sign_in("hanako").get("/calc/tables").get_data(as_text=True)
    for part in ("令和8年1月1日", "2.8％", "9.1％", "法定利率", "地方税", "要確認"):
        assert part in page
    assert "登録する</a>" not in page


def test_the_other_tables_of_law_stand_there_too(sign_in):
    page = sign_in("hanako").get("/calc/tables").get_data(as_text=True)
    for words in ("給与の差押禁止額", "45,000円", "申立手数料", "被告1人増えるごとに2,000円", "消滅時効の期間", "国民健康保険法110条1項",
                  "猶予・督促・支払督促の期間", "民事訴訟法392条"):  # fmt: skip
        assert words in page, words


def test_the_page_and_the_doctor_warn_that_the_table_ends_within_sixty_days(sign_in, office):
    # 2026-11-24: the table of 延滞金 ends on 2026-12-31
    assert "令和8年12月31日で終わります" in sign_in("hanako").get("/calc/tables").get_data(as_text=True)
    problems = list(check_tables(office, date(2026, 11, 24)))
    assert [problem.mild for problem in problems] == [True]
    assert not list(check_tables(office, date(2026, 6, 1)))
    assert len(list(check_tables(office, date(2029, 3, 1)))) == 2


@pytest.mark.parametrize("login", ["hanako", "taro", "jiro", "secretariat"])
@pytest.mark.parametrize("url", ["late-charge/new", "statutory/new", "rule-sets/new", "rates/1/withdraw"])
def test_only_the_administrator_enters(sign_in, login, url):
    assert sign_in(login).get(f"/calc/tables/{url}").status_code == 403


def test_a_year_is_entered_once_and_used_everywhere(sign_in, office):
    admin, hanako = sign_in("admin"), sign_in("hanako")
    assert hanako.get("/calc/late-charge?" + urlencode(LATE_2027)).status_code == 422
    assert enter(admin, "/calc/tables/late-charge/new", RATE).status_code == 302
    answer = hanako.get("/calc/late-charge?" + urlencode(LATE_2027))
    assert answer.status_code == 200
    assert "2.9％" in answer.get_data(as_text=True)  # 0.9 + 1 + 1
    page = hanako.get("/calc/tables").get_data(as_text=True)
    assert "令和8年財務省告示第999号" in page and "架空 管理（令和8年11月24日）" in page and "初めから収録" in page
    with reading(office.sessions) as session:
        assert law_tables.rates(session).last_day == date(2027, 12, 31)
        assert audit.entries(session, action="tables.rate")
    assert not list(check_tables(office, date(2026, 11, 24)))


def test_a_correction_supersedes_and_the_history_keeps_both(sign_in, office):
    admin = sign_in("admin")
    enter(admin, "/calc/tables/late-charge/new", RATE)
    enter(admin, "/calc/tables/late-charge/new", {**RATE, "average_loan": "1.0", "note": "転記の誤り"})
    with reading(office.sessions) as session:
        rows = law_tables.rate_history(session)
        assert [row.superseded_at is None for row in rows] == [True, False]
        assert str(law_tables.rates(session).row_on(date(2027, 5, 1)).average_loan) in {"1.0", "1"}
    page = admin.get("/calc/tables").get_data(as_text=True)
    assert "転記の誤り" in page and "0.9％" in page


def test_a_row_is_withdrawn_with_a_reason(sign_in, office):
    admin = sign_in("admin")
    enter(admin, "/calc/tables/late-charge/new", RATE)
    with reading(office.sessions) as session:
        row_id = law_tables.rate_history(session)[0].id
    assert enter(admin, f"/calc/tables/rates/{row_id}/withdraw", {"reason": ""}).status_code == 422
    assert enter(admin, f"/calc/tables/rates/{row_id}/withdraw", {"reason": "告示前の見込みだった"}).status_code == 302
    assert enter(admin, f"/calc/tables/rates/{row_id}/withdraw", {"reason": "もう一度"}).status_code == 422
    with reading(office.sessions) as session:
        assert law_tables.rates(session).last_day == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"year": "1999"}, "2021年以後"), ({"year": "来年"}, "整数"), ({"average_loan": "-1"}, "割合"),
        ({"average_loan": "150"}, "割合"), ({"source": ""}, "出典"), ({"year": "2024"}, "重なって"),
    ],
)  # fmt: skip
def test_a_wrong_rate_is_refused_and_nothing_typed_is_lost(sign_in, changed, words):
    answer = enter(sign_in("admin"), "/calc/tables/late-charge/new", {**RATE, **changed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and words in page
    assert ({**RATE, **changed})["average_loan"] in page


def test_an_unverified_rate_makes_the_answer_say_so(sign_in):
    given = {name: value for name, value in RATE.items() if name != "verified"}
    assert enter(sign_in("admin"), "/calc/tables/late-charge/new", given).status_code == 302
    assert "要確認" in sign_in("hanako").get("/calc/late-charge?" + urlencode(LATE_2027)).get_data(as_text=True)


def test_the_statutory_rate_of_the_next_period_is_entered(sign_in, office):
    given = {
        "valid_from": "R11.4.1",
        "valid_to": "R14.3.31",
        "civil": "4",
        "source": "架空告示",
        "verified": "y",
        "note": "",
    }
    assert enter(sign_in("admin"), "/calc/tables/statutory/new", given).status_code == 302
    with reading(office.sessions) as session:
        assert law_tables.interest(session).row_on(date(2030, 1, 1)).civil == 4
    wrong = enter(sign_in("admin"), "/calc/tables/statutory/new", {**given, "valid_to": "R11.3.31"})
    assert wrong.status_code == 422 and "始まりより前" in wrong.get_data(as_text=True)


def test_the_offices_own_rule_set_is_used_and_kept_by_version(sign_in, office):
    admin = sign_in("admin")
    assert enter(admin, "/calc/tables/rule-sets/new", OWN).status_code == 302
    computed = {"principal": "10050", "due_date": "2025-01-31", "paid": "2025-07-31", "rule": "office_sample_fee"}
    page = sign_in("hanako").get("/calc/late-charge?" + urlencode(computed)).get_data(as_text=True)
    # 10,000×5%×89日(2.1–4.30)÷365＝121、10,000×10%×92日÷365＝252、計373→370円
    assert "370円" in page and "架空使用料" in page
    enter(admin, "/calc/tables/rule-sets/new", {**OWN, "code": "office_sample_fee", "high": "12", "note": "条例改正"})
    with reading(office.sessions) as session:
        versions = law_tables.rule_set_history(session)
        assert [(row.version, row.superseded_at is None) for row in versions] == [(2, True), (1, False)]
        assert law_tables.rule_sets(session)["office_sample_fee"].high == 12
    assert "条例改正" in admin.get("/calc/tables").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "使用料"}, "半角"), ({"name": ""}, "名称"), ({"low": "20"}, "小さく"), ({"article": ""}, "根拠"),
        ({"base_unit": "0"}, "1以上"), ({"low": "abc"}, "割合"), ({"result_unit": "-1"}, "負の数"),
    ],
)  # fmt: skip
def test_a_wrong_rule_set_is_refused(sign_in, changed, words):
    answer = enter(sign_in("admin"), "/calc/tables/rule-sets/new", {**OWN, **changed})
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)


def test_a_hostile_source_is_shown_as_text(sign_in):
    enter(sign_in("admin"), "/calc/tables/late-charge/new", {**RATE, "source": "<script>alert(1)</script>{{ 7*7 }}"})
    page = sign_in("hanako").get("/calc/tables").get_data(as_text=True)
    assert "<script>alert" not in page and "{{ 7*7 }}" in page
