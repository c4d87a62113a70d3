"""支払方法の案内: the department's own table of ways to pay stands in its letters, one or many."""

from __future__ import annotations

import re

import pytest

from portal.accounts import service as accounts
from portal.accounts.models import Department
from portal.db import unit_of_work
from portal.documents.sheets import write_csv
from portal.notices.columns import headings
from tests.conftest import NOW
from tests.notices.test_case_letters import draft
from tests.notices.test_lists import FORMS, rows_of, upload

WAYS = FORMS["支払方法のご案内"]
TABLE = [
    {"方法": "コンビニ", "場所": "納付書の裏にある店", "手続": "レジに出す。", "注意": "1枚30万円まで"},
    {"方法": "口座振替", "場所": "区が取り扱う金融機関", "手続": "依頼書を出す。", "注意": ""},
]


def plain(answer) -> str:
    return re.sub(r"(<[^>]+>|\s)+", " ", answer.get_data(as_text=True))


@pytest.fixture
def with_table(office, people):
    with unit_of_work(office.sessions) as session:
        department = session.get_one(Department, people.hanako.department_id)
        accounts.change_department(
            session, people.admin, NOW, department=department, name=department.name, payment_methods=TABLE
        )


def listed(browser):
    names = headings(WAYS)
    return upload(browser, WAYS, write_csv(names, rows_of(WAYS, 2)).content, "一覧.csv")


def test_a_list_brings_no_column_of_what_the_department_knows():
    assert not [name for name in headings(WAYS) if "支払方法" in name]


def test_letters_of_a_list_hold_the_departments_table(sign_in, with_table):
    browser = sign_in("hanako")
    page = plain(browser.get(listed(browser).headers["Location"]))
    assert "コンビニ 納付書の裏にある店 レジに出す。 1枚30万円まで" in page
    assert page.index("コンビニ") < page.index("口座振替 区が取り扱う金融機関")


def test_a_list_without_the_departments_table_is_refused_once_and_says_where_to_put_it(sign_in, people):
    answer = listed(sign_in("hanako"))
    assert answer.status_code == 422
    page = plain(answer)
    assert page.count("『支払方法』の表がありません") == 1
    assert "「利用者と課」" in page


def test_a_case_letter_holds_the_departments_table_and_may_differ(sign_in, with_table, cases):
    page = sign_in("hanako").get(f"/notices/new?case={cases['nhi']}&form=支払方法のご案内").get_data(as_text=True)
    assert "納付書の裏にある店" in page and "支払方法 3行目" in page  # blank rows to add to


def test_what_the_department_has_not_given_yet_is_not_folded_away(sign_in, cases):
    page = sign_in("hanako").get(f"/notices/new?case={cases['nhi']}&form=支払方法のご案内").get_data(as_text=True)
    assert page.index("支払方法 1行目") < page.index("（いつも同じ項目）")


def test_a_case_letter_without_the_table_is_not_issued_and_says_where_it_is_kept(sign_in, cases):
    browser = sign_in("hanako")
    here = draft(browser, cases["nhi"], "支払方法のご案内").headers["Location"]
    page = plain(browser.post(f"{here}/issue", {}, page=here))
    assert "『支払方法』を入力してください" in page and "「利用者と課」" in page
