"""Half-typed forms: kept for the typist, shown again, gone once accepted, safe when the session ends under them."""

from __future__ import annotations

from datetime import timedelta

import pytest

URL = "/search/questions/new"


@pytest.fixture
def case_url(office, people) -> str:
    from portal.db import unit_of_work
    from portal.ledger import service
    from tests.conftest import NOW

    with unit_of_work(office.sessions) as session:
        debtor = service.add_debtor(session, people.hanako, NOW, service.NewDebtor(number="A1", name="架空 一郎"))
        new = service.case_of_type("housing_rent", number="J-1")
        return f"/cases/{service.add_case(session, people.hanako, NOW, debtor, new).id}/events/new"


def typed(url: str, **more: str) -> dict[str, str]:
    return {"draft_place": url, "kind": "phone", "memo": "本人と話した。", "happened_on": "令和8年11", **more}


def test_what_is_half_typed_is_there_again_without_a_complaint(sign_in, case_url):
    browser = sign_in("hanako")
    assert browser.post("/drafts", typed(case_url)).status_code == 204
    page = browser.get(case_url)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "前に途中まで入力した内容です" in text
    assert "本人と話した。" in text
    assert 'value="令和8年11"' in text
    assert "日付として読み取れません" not in text


def test_a_draft_is_nobody_elses(sign_in, case_url):
    sign_in("hanako").post("/drafts", typed(case_url))
    assert "本人と話した。" not in sign_in("taro").get(case_url).get_data(as_text=True)


def test_an_accepted_form_leaves_no_draft_and_a_refused_one_does(sign_in, case_url):
    browser = sign_in("hanako")
    browser.post("/drafts", typed(case_url))
    everything = typed(case_url, happened_on="令和8年11月32日", claim_id="0", means="", counterpart="", outcome="")
    assert browser.post(case_url, everything, page=case_url).status_code == 422
    assert "前に途中まで" in browser.get(case_url).get_data(as_text=True)
    assert browser.post(case_url, {**everything, "happened_on": "R8.11.20"}, page=case_url).status_code == 302
    assert "前に途中まで" not in browser.get(case_url).get_data(as_text=True)


def test_a_draft_can_be_thrown_away(sign_in, case_url):
    browser = sign_in("hanako")
    browser.post("/drafts", typed(case_url))
    assert browser.post("/drafts/discard", {"place": case_url}).location == case_url
    assert "本人と話した。" not in browser.get(case_url).get_data(as_text=True)


def test_a_form_that_comes_after_the_session_ended_is_kept(sign_in, case_url, clock):
    browser = sign_in("hanako")
    token = browser.token(case_url)
    clock.now += timedelta(minutes=61)
    late = browser.client.post(case_url, data={"csrf_token": token, **typed(case_url)})
    assert late.status_code == 302
    assert late.location == f"/sign-in?next={case_url}"
    page = browser.get("/sign-in").get_data(as_text=True)
    assert "入力した内容は残してあります" in page
    again = sign_in("hanako")
    assert "本人と話した。" in again.get(case_url).get_data(as_text=True)


def test_passwords_and_tokens_are_never_kept(sign_in, office):
    from sqlalchemy import select

    from portal.db import reading
    from portal.web.drafts import FormDraft

    sign_in("hanako").post("/drafts", {"draft_place": "/me/password", "new_password": "secret", "memo": "x"})
    with reading(office.sessions) as session:
        assert session.scalar(select(FormDraft)).fields == [["memo", "x"]]


@pytest.mark.parametrize("place", ["", "//evil.example", "https://evil.example/", "/" + "x" * 400])
def test_a_draft_has_a_place_of_this_portal(sign_in, place):
    assert sign_in("hanako").post("/drafts", {"draft_place": place, "memo": "x"}).status_code == 422


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example"])
def test_throwing_a_draft_away_leads_nowhere_else(sign_in, place):
    assert sign_in("hanako").post("/drafts/discard", {"place": place}).location == "/"


def test_a_draft_that_is_too_long_is_not_kept(sign_in, case_url):
    assert sign_in("hanako").post("/drafts", typed(case_url, memo="長" * 1_000_001)).status_code == 422
