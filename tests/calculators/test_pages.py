"""The calculators in a person's hands: every page, what is wrong is said at its field, nothing typed is lost."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest

from portal.calculators.catalog import CALCULATORS
from portal.db import reading
from portal.ledger import service as ledger

LATE = {"principal": "56,400円", "due_date": "R8.2.2", "paid": "令和8年5月29日", "rule": "local_tax"}
EXAMPLES = {
    "late-charge": (LATE, "1,300円"),
    "delay-damages": ({"principal": "100000", "due_date": "2024-03-31", "as_of": "2025-03-31"}, "3,000円"),
    "days": ({"day": "2026-05-01", "months": "1"}, "令和8年6月1日"),
    "limitation": (
        {"claim_type": "nhi_premium", "due_date": "2023-06-30", "as_of": "2024-01-01", "events-0-kind": "demand",
         "events-0-on": "R5.7.20"},
        "令和7年7月20日",
    ),
    "garnishment": (
        {"pay": "282078", "income_tax": "4280", "resident_tax": "4700", "social_insurance": "47680", "dependents": "2",
         "on": "2026-06-01"},
        "27,000円",
    ),
    "court-fee": ({"procedure": "payment_order", "value": "1000000", "on": "2026-04-01"}, "5,000円"),
    "payment-order": ({"served_on": "2026-06-01", "as_of": "2026-06-02"}, "令和8年7月15日"),
    "installments": ({"balance": "100000", "first_on": "2026-12-01", "count": "10"}, "10,000円"),
    "relief": ({"kind": "suspension", "starts_on": "2024-04-01"}, "令和9年4月1日"),
}  # fmt: skip


def page_of(browser, slug, given, part=""):
    answer = browser.get(f"/calc/{slug}{part}?{urlencode(given)}")
    return answer.status_code, answer.get_data(as_text=True)


def test_there_is_an_example_for_every_calculator():
    assert set(EXAMPLES) == set(CALCULATORS)


def test_the_list_leads_to_every_calculator(sign_in):
    page = sign_in("hanako").get("/calc/").get_data(as_text=True)
    for calculator in CALCULATORS.values():
        assert f'href="/calc/{calculator.slug}"' in page


@pytest.mark.parametrize("slug", EXAMPLES)
def test_a_calculator_opens_empty_and_answers_with_its_working(sign_in, slug):
    browser, (given, expected) = sign_in("hanako"), EXAMPLES[slug]
    status, empty = page_of(browser, slug, {})
    assert status == 200 and "入力を直してください" not in empty
    status, page = page_of(browser, slug, given)
    assert status == 200, page
    assert expected in page
    assert "手引きを読む" in page and "文字でコピーする" in page
    status, fragment = page_of(browser, slug, given, "/result")
    assert status == 200 and expected in fragment and "<html" not in fragment


@pytest.mark.parametrize("slug", EXAMPLES)
def test_every_answer_can_be_kept_as_a_sheet(sign_in, slug):
    answer = sign_in("hanako").get(f"/calc/{slug}/working.xlsx?{urlencode(EXAMPLES[slug][0])}")
    assert answer.status_code == 200
    assert "xl/workbook.xml" in ZipFile(BytesIO(answer.data)).namelist()


@pytest.mark.parametrize(
    ("slug", "given", "words"),
    [
        ("late-charge", {**LATE, "principal": "-5"}, "負の数"),
        ("late-charge", {**LATE, "due_date": "令和6年2月30日"}, "存在しない日付"),
        ("late-charge", {**LATE, "paid": "2027-03-01"}, "割合表"),
        ("late-charge", {**LATE, "payments": "R8.3.1"}, "1行目"),
        ("late-charge", {**LATE, "relief_from": "R8.3.1"}, "両方"),
        ("late-charge", {**LATE, "rule": "none_such"}, "計算規則"),
        ("late-charge", {"principal": "", "due_date": "R8.2.2"}, "元金"),
        ("delay-damages", {"principal": "1000", "due_date": "R6.3.31", "rate": "たくさん"}, "割合"),
        ("delay-damages", {"principal": "1000"}, "履行期限"),
        ("days", {"day": "2026-05-01", "months": "1", "days": "3"}, "どちらか一方"),
        ("limitation", {"due_date": "R5.6.30", "events-0-kind": "demand"}, "1行目"),
        ("limitation", {"due_date": "R5.6.30", "events-1-on": "R5.2.30", "events-1-kind": "demand"}, "2行目"),
        ("limitation", {"due_date": "R5.6.30", "events-0-kind": "seizure", "events-0-on": "R5.9.1",
                        "events-0-ends_on": "R5.8.1"}, "より前"),
        ("garnishment", {"pay": "1000", "dependents": "-1"}, "整数"),
        ("court-fee", {"procedure": "lawsuit", "value": "0"}, "請求額"),
        ("payment-order", {"objection_on": "R8.6.1"}, "送達日"),
        ("installments", {"balance": "1000", "first_on": "R8.12.1"}, "どちらか"),
        ("relief", {"kind": "grace:collection", "starts_on": "R8.4.1", "ends_on": "R10.4.1"}, "1年を超え"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign_in, slug, given, words):
    browser = sign_in("hanako")
    status, page = page_of(browser, slug, given)
    assert status == 422
    assert words in page
    for name, typed in given.items():
        if not name.startswith("events") and name not in {"claim_type", "rule", "kind", "procedure"}:
            assert typed in page
    status, fragment = page_of(browser, slug, given, "/result")
    assert status == 200 and "total money" not in fragment


def test_rates_that_are_missing_say_what_to_enter_and_where_it_is_announced(sign_in):
    _, page = page_of(sign_in("hanako"), "late-charge", {**LATE, "paid": "2027-03-01"})
    assert "令和9年" in page and "財務大臣" in page and "11月30日" in page


def test_paid_before_due_answers_zero_and_says_why(sign_in):
    status, page = page_of(sign_in("hanako"), "late-charge", {**LATE, "paid": "R8.1.31"})
    assert status == 200 and "納期限" in page and ">0円<" in page


def test_a_due_date_on_the_leap_day_is_computed(sign_in):
    status, _ = page_of(
        sign_in("hanako"), "late-charge", {"principal": "100000", "due_date": "令和6年2月29日", "paid": "R6.12.27"}
    )
    assert status == 200


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "{{ 7*7 }}", '"><img src=x onerror=alert(1)>'])
def test_hostile_input_is_shown_as_text(sign_in, evil):
    browser = sign_in("hanako")
    for part in ("", "/result"):
        _, page = page_of(browser, "late-charge", {**LATE, "principal": evil, "payments": evil}, part)
        assert "<script>alert" not in page and "<img src=x" not in page and ">49<" not in page


def test_ten_megabytes_of_text_are_refused_in_a_sentence(sign_in):
    browser = sign_in("hanako")
    answer = browser.get("/calc/late-charge?" + urlencode({**LATE, "payments": "あ" * 1_200_000}))
    assert answer.status_code == 422 and "長すぎます" in answer.get_data(as_text=True)
    answer = browser.post("/calc/late-charge/save", {"query": "x" * 10_000_000, "case_number": "J-1"})
    assert answer.status_code == 422


def test_the_shared_address_holds_only_what_was_typed(sign_in):
    _, page = page_of(sign_in("hanako"), "late-charge", {**LATE, "exempt": ""})
    share = page.split('<br><a href="')[1].split('"')[0]
    assert "exempt" not in share and "principal=" in share


def test_an_unknown_calculator_is_not_found(sign_in):
    assert sign_in("hanako").get("/calc/alchemy").status_code == 404
    assert sign_in("hanako").get("/calc/alchemy/result").status_code == 404


def test_a_stranger_is_sent_to_sign_in(browse, app):
    assert browse(app).get("/calc/late-charge").status_code == 302


def test_more_rows_of_events_can_be_had_without_losing_any(sign_in):
    given = {"due_date": "R5.6.30", "events-3-kind": "demand", "events-3-on": "R5.7.20", "rows": "8"}
    status, page = page_of(sign_in("hanako"), "limitation", given)
    assert status == 200 and "8行目" in page and "R5.7.20" in page


def test_the_statement_is_a_word_document_with_the_working(sign_in):
    answer = sign_in("hanako").get("/calc/late-charge/statement.docx?" + urlencode(LATE))
    assert answer.status_code == 200
    text = ZipFile(BytesIO(answer.data)).read("word/document.xml").decode()
    for part in ("56,400円", "1,228", "56,000円×9.1％×88日÷365", "1,300円", "令和8年2月2日"):
        assert part in text


def test_a_statement_of_wrong_input_is_the_page_again(sign_in):
    answer = sign_in("hanako").get("/calc/late-charge/statement.docx?" + urlencode({**LATE, "principal": "x"}))
    assert answer.status_code == 422


class TestKeepingInACase:
    def test_the_working_becomes_an_event_of_the_case(self, sign_in, office, people, case_id):
        browser = sign_in("hanako")
        answer = browser.post("/calc/late-charge/save", {"query": urlencode(LATE), "case_number": "J-1"})
        assert answer.status_code == 302 and f"/cases/{case_id}" in answer.location
        with reading(office.sessions) as session:
            event = ledger.find_case(session, people.hanako, case_id).events[-1]
        assert event.kind == "note" and "1,300円" in event.result
        assert "1,228円" in event.memo and "附則" in event.memo

    def test_an_unknown_number_is_said_beside_it_and_the_answer_stays(self, sign_in, case_id):
        answer = sign_in("hanako").post("/calc/late-charge/save", {"query": urlencode(LATE), "case_number": "J-404"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and "J-404" in page and "見つかりません" in page and "1,300円" in page

    def test_no_number_is_asked_for(self, sign_in, case_id):
        answer = sign_in("hanako").post("/calc/late-charge/save", {"query": urlencode(LATE), "case_number": " "})
        assert answer.status_code == 422 and "整理番号を入力" in answer.get_data(as_text=True)

    def test_another_departments_case_does_not_exist(self, sign_in, case_id):
        answer = sign_in("jiro").post("/calc/late-charge/save", {"query": urlencode(LATE), "case_number": "J-1"})
        assert answer.status_code == 422 and "見つかりません" in answer.get_data(as_text=True)

    def test_who_may_not_edit_cases_may_not_keep(self, sign_in, case_id):
        answer = sign_in("admin").post("/calc/late-charge/save", {"query": urlencode(LATE), "case_number": "J-1"})
        assert answer.status_code == 403
        assert "案件に保存" not in sign_in("admin").get("/calc/late-charge?" + urlencode(LATE)).get_data(as_text=True)

    def test_a_tampered_query_is_computed_again_and_refused(self, sign_in, case_id):
        answer = sign_in("hanako").post("/calc/late-charge/save", {"query": "principal=x", "case_number": "J-1"})
        assert answer.status_code == 422


def test_several_payers_are_typed_one_a_line(sign_in):
    given = {**EXAMPLES["garnishment"][0], "other_pays": "100,900\n１５０，０００　2,000　0　18,000"}
    status, page = page_of(sign_in("hanako"), "garnishment", given)
    assert status == 200
    assert "支払者ごとの内訳" in page and "支払者3" in page
    status, page = page_of(sign_in("hanako"), "garnishment", {**given, "other_pays": "100,900 1 2 3 4"})
    assert status == 422
    assert "1行目" in page and "100,900 1 2 3 4" in page
    status, page = page_of(sign_in("hanako"), "garnishment", {**given, "law": "civil"})
    assert status == 422 and "支払者ごとに計算してください" in page


def test_the_day_of_service_of_an_order_is_typed_beside_the_event(sign_in):
    given = {"claim_type": "housing_rent", "due_date": "R3.3.31", "as_of": "R8.2.1", "arose_on": "R3.3.1",
             "events-0-kind": "payment_order", "events-0-on": "R8.1.10", "events-0-other_on": "R8.1.20"}  # fmt: skip
    browser = sign_in("hanako")
    status, page = page_of(browser, "limitation", given)
    assert status == 200
    assert "令和8年9月5日" in page and "令和8年3月5日までに仮執行宣言の申立てがないと" in page
    status, page = page_of(browser, "limitation", {**given, "events-0-kind": "demand"})
    assert status == 422 and "送達日は支払督促と仮執行宣言" in page


def test_an_evaded_tax_is_asked_for_under_the_further_conditions(sign_in):
    given = {"claim_type": "resident_tax", "due_date": "H30.6.30", "statutory_due_on": "H30.6.30", "evaded": "y",
             "as_of": "R6.1.1"}  # fmt: skip
    status, page = page_of(sign_in("hanako"), "limitation", given)
    assert status == 200 and "令和7年6月30日" in page and "地方税法18条の2第3項" in page
    status, page = page_of(sign_in("hanako"), "limitation", {**given, "claim_type": "nhi_premium"})
    assert status == 422 and "地方税だけの定め" in page


def test_a_choice_that_is_not_in_the_list_is_named(sign_in):
    status, page = page_of(sign_in("hanako"), "late-charge", {**LATE, "rule": "nope"})
    assert status == 422
    assert "『計算規則』に、一覧にない値が届きました。選び直してください。" in page
    assert "選択肢が正しくありません" not in page
