"""A department's table of ways to pay: typed cell by cell, nothing lost, blank rows left out."""

from __future__ import annotations

from portal.accounts.models import Department
from portal.db import reading

ROW = {"方法": "コンビニ", "場所": "納付書の裏にある店", "手続": "レジに出す。", "注意": ""}


def address(people) -> str:
    return f"/admin/departments/{people.hanako.department_id}"


def typed(*rows: dict[str, str]) -> dict[str, str]:
    """What a browser sends for the rows."""
    cells = {f"payment_methods-{at}-{key}": text for at, row in enumerate(rows) for key, text in row.items()}
    return {"name": "見本住宅課", "section": "管理係", **cells}


def kept(office, people):
    with reading(office.sessions) as session:
        return session.get_one(Department, people.hanako.department_id).payment_methods


BLANK = dict.fromkeys(ROW, "")


def test_rows_are_saved_in_their_order_without_the_blank_ones(sign_in, office, people):
    browser = sign_in("admin")
    other = {**ROW, "方法": " 口座振替 "}
    answer = browser.post(address(people), typed(ROW, BLANK, other, BLANK), page=address(people))
    assert answer.status_code == 302
    assert kept(office, people) == [ROW, {**ROW, "方法": "口座振替"}]
    page = browser.get(address(people)).get_data(as_text=True)
    assert 'name="payment_methods-3-方法"' in page and 'name="payment_methods-4-方法"' not in page  # two to fill in


def test_a_row_is_taken_away_by_clearing_it(sign_in, office, people):
    browser = sign_in("admin")
    browser.post(address(people), typed(ROW, ROW), page=address(people))
    browser.post(address(people), typed(BLANK, BLANK), page=address(people))
    assert kept(office, people) == []


def test_a_row_without_its_name_is_refused_and_everything_is_shown_again(sign_in, office, people):
    answer = sign_in("admin").post(address(people), typed(ROW, {**ROW, "方法": ""}), page=address(people))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "『支払方法』の2行目：『方法』を入力してください。" in page
    assert page.count("納付書の裏にある店") == 2
    assert kept(office, people) == []


def test_a_cell_that_is_too_long_is_named_with_its_length(sign_in, people):
    answer = sign_in("admin").post(address(people), typed({**ROW, "注意": "長" * 201}), page=address(people))
    assert answer.status_code == 422
    assert "『支払方法』の1行目：『ご注意』は200文字以内で入力してください（今は201文字です）。" in answer.get_data(
        as_text=True
    )


def test_a_form_that_does_not_send_the_table_leaves_it_alone(sign_in, office, people):
    browser = sign_in("admin")
    browser.post(address(people), typed(ROW), page=address(people))
    browser.post(address(people), {"name": "見本住宅課", "phone": "03-0000-0009"}, page=address(people))
    assert kept(office, people) == [ROW]
