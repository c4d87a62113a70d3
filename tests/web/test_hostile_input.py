"""Whatever is typed or sent to a form of the ledger, the packets, the meetings or the accounts: a sentence, never a 500."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from urllib.parse import urlencode

import pytest

from portal.db import unit_of_work
from portal.ledger import service as ledger
from portal.meetings import service as meetings
from portal.referrals import service as referrals
from tests.conftest import NOW
from tests.ledger.test_cases import TODAY

HOSTILE = {
    "surrogate and NUL": b"\xed\xa0\x80\x00\xed\xb0\x80",
    "template": b"{{ 7*7 }}{% for x in y %}",
    "markup": b"<script>alert(1)</script>",
    "not a day": "令和6年2月30日".encode(),
    "before the eras": b"1800-01-01",
    "negative": "－５００円".encode(),
    "huge number": b"9" * 400,
    "odd digits": "²٣४".encode(),
    "direction": "\u202e\u2066架空\ufeff".encode(),
    "broken bytes": b"\xff\xfe\x81",
    "long": "長".encode() * 200_000,
    "lines": b"a\r\nSet-Cookie: x=1\r\n\r\nb",
}
PEOPLE = {
    "hanako": (
        "/cases/new", "/cases/1/events/new", "/cases/1/claims/new", "/cases/1/claims/1", "/cases/1/payments/new",
        "/cases/1/payments/1/cancel", "/cases/1/plans/new", "/cases/1/plans/end", "/cases/1/guarantors/new",
        "/cases/1/guarantors/1", "/cases/1/address", "/cases/1/debtor", "/cases/1/edit", "/cases/1/close",
        "/cases/1/reopen", "/cases/1/events/1/cancel", "/referrals/new", "/referrals/1", "/meetings/1",
        "/meetings/1/figures/edit", "/search/questions/new", "/me/password",
    ),
    "secretariat": ("/meetings/new", "/meetings/1", "/meetings/1/edit"),
    "admin": ("/admin/users/new", "/admin/users/2", "/admin/departments/new", "/admin/departments/1"),
}  # fmt: skip
PAGES = [(login, page) for login, pages in PEOPLE.items() for page in pages]


@pytest.fixture
def busy_office(office, people):
    """A case with everything in it, a packet and a meeting, all with the number 1."""
    hanako = people.hanako
    with unit_of_work(office.sessions) as session:
        new = ledger.NewDebtor(number="A1", name="架空 一郎", address="世田谷区架空町1-2-3")
        debtor = ledger.add_debtor(session, hanako, NOW, new)
        case = ledger.add_case(session, hanako, NOW, debtor, ledger.case_of_type("housing_rent", number="J-1"))
        claim = ledger.add_claim(session, hanako, NOW, case, ledger.NewClaim("使用料", TODAY, TODAY, 45_000))
        payment = ledger.NewPayment(TODAY, 1_000)
        ledger.add_payment(session, hanako, NOW, case=case, claim=claim, new=payment, today=TODAY)
        ledger.add_event(session, hanako, NOW, case, ledger.NewEvent("phone", TODAY), today=TODAY)
        ledger.add_guarantor(session, hanako, NOW, case, name="架空 保子")
        referrals.start(session, hanako, NOW, case, today=TODAY)
        meeting = meetings.start(session, people.secretariat, NOW, series_name="連絡会", held_on=TODAY)
        item = {
            "id": None, "title": "議題", "kind": "報告", "presenter": "", "material": "", "duration": "", "explanation": "",
            "remarks": [], "opinion": "", "conclusion": "",
        }  # fmt: skip
        head = dict.fromkeys(("starts_at", "ends_at", "place", "closed_reason", "next_plan"), "")
        data = head | {
            "held_on": TODAY, "online": False, "open_to_public": False, "attendees": [], "items": [item],
            "materials": [], "decisions": [], "action_items": [],
        }  # fmt: skip
        meetings.save(session, people.secretariat, NOW, meeting, data, edition=meeting.edition)
        meetings.ask(session, people.secretariat, NOW, meeting, until=TODAY, today=TODAY)
    return office


FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
FIELD = re.compile(r'<(?:input|textarea|select)\b[^>]*\bname="([^"]+)"', re.DOTALL)


def forms_of(page: str, url: str) -> list[tuple[str, list[str]]]:
    """(address, names of the fields) of each form on the page but the one that signs out."""
    found = []
    for form in FORM.findall(page):
        action = re.search(r'^<form[^>]*\baction="([^"]*)"', form)
        address = unescape(action[1]) if action and action[1] else url
        if address != "/sign-out":
            found.append((address, list(dict.fromkeys(FIELD.findall(form)))))
    return found


@pytest.mark.parametrize(("login", "url"), PAGES, ids=[f"{login} {url}" for login, url in PAGES])
def test_no_form_answers_a_hostile_value_with_an_error(busy_office, sign_in, login, url):
    browser = sign_in(login)
    page = browser.get(url).get_data(as_text=True)
    forms = forms_of(page, url)
    assert forms, f"no form on {url}"
    token = browser.token("/me")
    for address, names in forms:
        for what, value in HOSTILE.items():
            body = urlencode({name: token if name == "csrf_token" else value for name in names})
            answer = browser.client.post(address, data=body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code < 500, (address, what, answer.get_data(as_text=True)[:2000])
            assert "Set-Cookie: x=1" not in str(answer.headers)
            if url == "/me/password" or answer.location == "/sign-in":
                browser = sign_in(login)
                token = browser.token("/me")


@pytest.mark.parametrize(
    "name", ["一覧\x00.csv", "..\\..\\x.csv", "a\r\nb.csv", "\udcff.csv", "長" * 300 + ".csv", ".csv", ""]
)
def test_no_file_name_breaks_an_upload(busy_office, sign_in, name):
    browser = sign_in("hanako")
    for url, field in (("/cases/import", "file"), ("/referrals/1/save", "files")):
        safe = name.encode("utf-8", "surrogateescape").decode("latin-1")
        data = {field: (BytesIO(b"x"), safe), "csrf_token": browser.token("/me"), "step": "upload"}
        answer = browser.client.post(url, data=data, content_type="multipart/form-data")
        assert answer.status_code < 500


QUERIES = (
    "/cases/?q=%ED%A0%80%00", "/cases/?state=%F0&class='", "/search/?q=%ED%A0%80%00&kind=x&folder=%00", "/search/suggest?q=%00%ED%A0%80",
    "/search/open/1?to=//evil.example", "/search/open/1?to=/%09/evil.example", "/referrals/?state=%00", "/cases/1/events/new?kind=%00",
    "/admin/audit?since=2%E6%9C%8830%E6%97%A5&who=%C2%B2&action=%00&page=%C2%B2&endpoint=x", "/admin/audit.xlsx?until=9999-99-99",
    "/sign-in?next=//evil.example", "/sign-in?next=%0d%0aSet-Cookie:x=1", "/referrals/1/documents/%2e%2e%2fx.docx",
    "/referrals/1/exhibits/99999999999999999999", "/meetings/0/minutes.docx", "/%ED%A0%80", "/cases/%C2%B2",
)  # fmt: skip


@pytest.mark.parametrize("login", ["hanako", "admin"])
@pytest.mark.parametrize("query", QUERIES)
def test_no_address_breaks_a_page(busy_office, sign_in, login, query):
    answer = sign_in(login).get(query)
    assert answer.status_code < 500
    assert "evil" not in (answer.location or "")
