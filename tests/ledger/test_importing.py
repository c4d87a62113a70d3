"""Reading a list into the ledger: what is refused, what is read anew, and that nothing is entered twice."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from portal import audit
from portal.db import reading
from portal.ledger import rows, service
from portal.ledger.models import Claim

HEADER = "宛名番号,氏名,整理番号,債権の種類,発生日,納期限,元金,年度,利率,期別,郵便番号,保証人氏名,保証人住所,謎の列"
ROW = "B1,架空 吉子,K-1,奨学金・生業資金等の貸付金,R8.4.1,R8.4.30,4500,令和8年度,年14.6%,4月分,1540000,架空 保子,世田谷区架空町9,x"
LUNCH = ROW.replace("奨学金・生業資金等の貸付金", "学校給食費")


def send(browser, *lines: str, name: str = "一覧.csv"):
    content = "\n".join([HEADER, *lines]).encode()
    file = {"file": (BytesIO(content), name)}
    return browser.post("/cases/import", file, page="/cases/import", content_type="multipart/form-data")


@pytest.fixture
def upload(sign_in):
    browser = sign_in("hanako")
    return lambda *lines: send(browser, *lines)


@pytest.fixture
def claims_of(office, people):
    def read(number: str) -> list[Claim]:
        with reading(office.sessions) as session:
            return list(service.case_numbered(session, people.hanako, number).claims)

    return read


def test_a_row_becomes_a_case_with_everything_the_list_says(upload, office, people, claims_of):
    assert upload(ROW).status_code == 302
    (claim,) = claims_of("K-1")
    assert (claim.principal, claim.due_date, claim.fiscal_year, claim.period) == (
        4500,
        date(2026, 4, 30),
        2026,
        "4月分",
    )
    assert claim.interest_rate == "14.6"  # a sheet's fraction is percent in the ledger
    with reading(office.sessions) as session:
        case = service.case_numbered(session, people.hanako, "K-1")
        assert case.debtor.address is None
        assert [(one.name, one.address) for one in case.guarantors] == [("架空 保子", "世田谷区架空町9")]
        sentences = [entry.sentence for entry in audit.entries(session, action="case")]
    assert "一覧から、案件1件に債権1件を登録しました。" in sentences


def test_what_was_read_differently_and_what_was_not_read_is_said(sign_in):
    browser = sign_in("hanako")
    send(browser, LUNCH.replace("1540000", "600000"))
    page = browser.get("/cases/").get_data(as_text=True)
    assert "先頭の0が消えているため、060-0000と読みました" in page
    assert "使わなかった列があります：謎の列。" in page


def test_the_same_list_twice_enters_nothing_twice(upload, claims_of):
    row = LUNCH
    assert upload(row).status_code == 302
    again = upload(row)
    assert again.status_code == 422
    assert "2行目：整理番号『K-1』には、同じ債権名・期別・納期限・元金の債権があります" in again.get_data(as_text=True)
    assert len(claims_of("K-1")) == 1


def test_a_number_that_belongs_to_somebody_else_is_refused(upload):
    row = LUNCH
    upload(row)
    answer = upload(row.replace("架空 吉子", "架空 別子").replace("K-1", "K-2"))
    assert answer.status_code == 422
    assert "2行目：宛名番号『B1』は別の氏名で登録されています" in answer.get_data(as_text=True)


def test_another_spelling_of_the_same_name_is_the_same_person(upload, claims_of):
    row = LUNCH
    upload(row)
    assert upload(row.replace("架空 吉子", "架空　𠮷子").replace("K-1", "K-2")).status_code == 302
    assert len(claims_of("K-2")) == 1


def test_a_text_too_long_for_the_ledger_names_its_row_and_column(upload):
    answer = upload(LUNCH.replace("4月分", "長" * 41))
    assert answer.status_code == 422
    assert "2行目" in answer.get_data(as_text=True)
    assert "40文字以内" in answer.get_data(as_text=True)


def test_a_case_of_another_department_with_that_number_is_none_of_ours(upload, sign_in, claims_of):
    upload(LUNCH)
    other = send(sign_in("jiro"), LUNCH)
    assert other.status_code == 302
    assert len(claims_of("K-1")) == 1


def test_an_imported_case_is_found_by_the_search_of_its_department(upload, sign_in):
    upload(LUNCH)
    assert "K-1" in sign_in("taro").get("/search/?q=架空吉子").get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("03-0000-0000", "03-0000-0000"),
        ("０９０１２３４５６７８", "090-1234-5678"),
        ("0120-000-000", "0120-000-000"),
        ("0466-00-0000", "0466000000"),  # where an area code ends is not plain
    ],
)
def test_a_phone_number_of_a_list_is_kept_as_people_write_it(typed, kept):
    heading = ",".join([HEADER, "電話"])
    (row,) = rows.read("\n".join([heading, f"{ROW},{typed}"]).encode(), "一覧.csv", max_rows=10)[1].good
    assert rows.debtor_of(row).phone == kept
