"""The ledger in a person's hands: who sees what, what is refused, what is never lost."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from portal import audit
from portal.accounts.audience import audience_of
from portal.db import reading, unit_of_work
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.index.port import Query
from portal.ledger import service
from tests.conftest import NOW

TODAY = date(2026, 11, 24)

NOTHING = {"means": "", "counterpart": "", "outcome": ""}  # what a browser sends for untouched selects
NEW_CASE = {
    "debtor_number": "A9",
    "kind": "individual",
    "name": "架空 九郎",
    "number": "J-9",
    "claim_type": "housing_rent",
    "claim_class": "",
    "arose_on": "令和8年4月1日",
    "due_date": "R8.4.30",
    "principal": "４５，０００円",
}


def test_a_case_is_registered_with_what_people_really_type(sign_in, office, people):
    browser = sign_in("hanako")
    answer = browser.post("/cases/new", NEW_CASE, page="/cases/new")
    assert answer.status_code == 302
    with reading(office.sessions) as session:
        case = service.case_numbered(session, people.hanako, "J-9")
        assert case.claim_class == "private"
        assert [(c.due_date, c.principal) for c in case.claims] == [(date(2026, 4, 30), 45_000)]


def test_nothing_typed_is_lost_when_one_field_is_wrong(sign_in):
    browser = sign_in("hanako")
    answer = browser.post("/cases/new", {**NEW_CASE, "due_date": "令和6年2月30日"}, page="/cases/new")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "存在しない日付" in page
    for typed in ("架空 九郎", "J-9", "令和6年2月30日", "４５，０００円"):
        assert typed in page


@pytest.mark.parametrize("amount", ["-100", "0", "たくさん", "1.5", "9" * 40])
def test_an_amount_that_cannot_be_owed_is_refused_in_words(sign_in, amount):
    answer = sign_in("hanako").post("/cases/new", {**NEW_CASE, "principal": amount}, page="/cases/new")
    assert answer.status_code == 422
    assert "元金" in answer.get_data(as_text=True)


def test_a_hostile_name_is_shown_as_it_is_written(sign_in):
    browser = sign_in("hanako")
    name = "<script>alert(1)</script>{{ 7*7 }}"
    browser.post("/cases/new", {**NEW_CASE, "name": name}, page="/cases/new")
    page = browser.get("/cases/").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    assert "<script>alert" not in page


def test_each_opening_of_a_case_is_logged_by_number_and_without_the_name(sign_in, office, case_id):
    sign_in("hanako").get(f"/cases/{case_id}")
    with reading(office.sessions) as session:
        entry = audit.entries(session, action="case.open")[0]
    assert entry.sentence == "案件 J-1 を開きました。"
    assert entry.actor_name == "架空 花子"


@pytest.mark.parametrize("path", ["", "/events/new", "/claims/new", "/payments/new", "/address", "/close"])
def test_another_department_cannot_tell_that_the_case_exists(sign_in, case_id, path):
    other = sign_in("jiro").get(f"/cases/{case_id}{path}")
    missing = sign_in("jiro").get(f"/cases/999{path}")
    assert other.status_code == missing.status_code == 404
    assert "一郎" not in other.get_data(as_text=True)


def test_the_administrator_sees_no_case(sign_in, case_id):
    assert sign_in("admin").get(f"/cases/{case_id}").status_code == 403


def test_a_case_is_found_by_its_own_department_only(office, people, case_id):
    with reading(office.sessions) as session:
        case = service.find_case(session, people.hanako, case_id)
        from portal.ledger.documents import document_of

        office.index.put([document_of(case)])
    assert office.index.search(Query("架空 一郎", audience=audience_of(people.taro))).total == 1
    assert office.index.search(Query("架空 一郎", audience=audience_of(people.jiro))).total == 0
    assert office.index.search(Query("架空 一郎", audience=audience_of(people.admin))).total == 0


def test_the_address_under_support_measures_is_masked_until_an_approver_gives_a_reason(
    sign_in, office, people, case_id
):
    with unit_of_work(office.sessions) as session:
        service.find_case(session, people.hanako, case_id).debtor.support_measure = True
    hanako, taro = sign_in("hanako"), sign_in("taro")
    assert "架空町" not in hanako.get(f"/cases/{case_id}").get_data(as_text=True)
    assert hanako.post(f"/cases/{case_id}/unmask", {"reason": "x"}).status_code == 403
    page = f"/cases/{case_id}"
    assert taro.post(f"{page}/unmask", {"reason": ""}, page=page).status_code == 422
    assert "架空町" in taro.post(f"{page}/unmask", {"reason": "督促状の送付先確認"}, page=page).get_data(as_text=True)
    with reading(office.sessions) as session:
        assert audit.entries(session, action="case.unmask")


def test_an_event_is_cancelled_with_a_reason_and_stays_visible(sign_in, case_id):
    browser = sign_in("hanako")
    url = f"/cases/{case_id}/events/new"
    event = {"kind": "phone", "happened_on": "R8.11.20", "claim_id": "0", "memo": "本人と話した", **NOTHING}
    assert browser.post(url, event, page=url).status_code == 302
    cancel = f"/cases/{case_id}/events/1/cancel"
    assert browser.post(cancel, {"reason": ""}, page=cancel).status_code == 422
    assert browser.post(cancel, {"reason": "別人の記録"}, page=cancel).status_code == 302
    page = browser.get(f"/cases/{case_id}").get_data(as_text=True)
    assert "本人と話した" in page
    assert "取消し：別人の記録" in page


def test_an_event_of_tomorrow_is_refused(sign_in, case_id):
    url = f"/cases/{case_id}/events/new"
    event = {"kind": "phone", "happened_on": "R8.11.25", "claim_id": "0", **NOTHING}
    answer = sign_in("hanako").post(url, event, page=url)
    assert answer.status_code == 422
    assert "まだ来ていない日付" in answer.get_data(as_text=True)


def test_a_payment_lowers_the_balance_and_cannot_exceed_it(office, people, case_id):
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, case_id)
        claim = case.claims[0]
        service.add_payment(
            session,
            people.hanako,
            NOW,
            case=case,
            claim=claim,
            new=service.NewPayment(TODAY, 20_000, to_late_charge=500),
            today=TODAY,
        )
        assert claim.balance == 45_000 - 19_500
        with pytest.raises(InvalidInput, match="超えています"):
            service.add_payment(
                session,
                people.hanako,
                NOW,
                case=case,
                claim=claim,
                new=service.NewPayment(TODAY, 30_000),
                today=TODAY,
            )


def test_the_same_number_cannot_be_used_twice_in_a_department(office, people, case_id):
    with unit_of_work(office.sessions) as session:
        debtor = service.debtor_numbered(session, people.hanako, "A1")
        with pytest.raises(Conflict, match="J-1"):
            service.add_case(session, people.hanako, NOW, debtor, service.case_of_type("housing_rent", number="J-1"))


def test_a_claim_type_refuses_a_class_the_law_gives_no_limitation_rule_for():
    with pytest.raises(InvalidInput, match="時効の定めが表にありません"):
        service.case_of_type("housing_rent", number="X", claim_class="compulsory_public")


def test_a_viewer_may_look_but_not_write(office, people, case_id):
    import dataclasses

    from portal.domain.errors import NotAllowed
    from portal.domain.permissions import Role, permissions_of

    viewer = dataclasses.replace(people.hanako, permissions=permissions_of(frozenset({Role.VIEWER})))
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, viewer, case_id)
        with pytest.raises(NotAllowed):
            service.add_event(session, viewer, NOW, case, service.NewEvent("phone", TODAY), today=TODAY)


def upload(browser, content: bytes, name: str, **more):
    return browser.post(
        "/cases/import",
        {"file": (BytesIO(content), name), **more},
        page="/cases/import",
        content_type="multipart/form-data",
    )


HEADER = "宛名番号,氏名,整理番号,債権の種類,発生日,納期限,元金\n"
GOOD = 'B1,架空 𠮷子,K-1,学校給食費,R8.4.1,R8.4.30,"4,500円"\nB1,架空 𠮷子,K-1,学校給食費,R8.5.1,R8.5.31,4500\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_is_read_in_the_encodings_of_the_office(sign_in, office, people, encoding):
    text = (HEADER + GOOD).replace("𠮷", "吉") if encoding == "cp932" else HEADER + GOOD
    answer = upload(sign_in("hanako"), text.encode(encoding), "一覧.csv")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with reading(office.sessions) as session:
        case = service.case_numbered(session, people.hanako, "K-1")
        assert [claim.principal for claim in case.claims] == [4500, 4500]


def test_the_example_sheet_reads_back_without_a_change(sign_in):
    browser = sign_in("hanako")
    example = browser.get("/cases/import/example.xlsx").data
    assert upload(browser, example, "見本.xlsx").status_code == 302


def test_one_wrong_row_stops_the_whole_list_and_names_its_row_in_excel(sign_in, office, people):
    bad = HEADER + GOOD + "B2,架空 二子,K-2,学校給食費,R8.4.1,令和6年2月30日,100\n"
    answer = upload(sign_in("hanako"), bad.encode(), "一覧.csv")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "4行目『納期限』：『令和6年2月30日』は存在しない日付です" in page
    assert "まだ何も登録していません" in page
    with reading(office.sessions) as session, pytest.raises(NotFound):
        service.case_numbered(session, people.hanako, "K-1")


def test_the_wrong_rows_come_back_as_a_sheet_to_correct(sign_in):
    bad = HEADER + GOOD + "B2,架空 二子,K-2,宇宙税,R8.4.1,R8.4.30,100\n"
    answer = upload(sign_in("hanako"), bad.encode(), "一覧.csv", **{"as": "sheet"})
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "空.csv"),
        (b"PK\x03\x04not really", "こわれた.xlsx"),
        ("宛名番号,氏名\nA,架空".encode(), "列が足りない.csv"),
        (b"\x00\xff\xfe\x00" * 50, "なにか.csv"),
        (b"<html>", "page.xlsx"),
    ],
)
def test_a_file_that_is_no_list_gives_a_sentence_and_never_a_500(sign_in, content, name):
    answer = upload(sign_in("hanako"), content, name)
    assert answer.status_code == 422
