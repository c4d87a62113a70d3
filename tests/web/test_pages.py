"""What is true of every page: headers, Japanese errors, no 500 from bad addresses, health."""

from __future__ import annotations

import pytest


def test_health_answers_without_signing_in(app):
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"


def test_every_answer_carries_the_headers_that_keep_a_case_private(sign_in):
    headers = sign_in("hanako").get("/").headers
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_session_cookie_is_out_of_reach_of_scripts(app, browse, people):
    answer = browse(app).get("/sign-in")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("url", ["/nothing", "/cases/x", "/manuals/nothing", "/cases/999999999999999999999999"])
def test_an_address_that_leads_nowhere_is_answered_in_japanese(sign_in, url):
    answer = sign_in("hanako").get(url)
    assert answer.status_code == 404
    assert 'lang="ja"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["page=x", "page=-1", "page=99999999999999999999", "state=%00", "class=%F0%9F"])
def test_odd_parameters_never_break_a_list(sign_in, query):
    assert sign_in("hanako").get(f"/cases/?{query}").status_code in {200, 404}


def test_a_request_that_is_too_large_is_refused_in_words(sign_in, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = sign_in("hanako").client.post("/cases/import", data={"file": (b"x" * 5000)})
    assert answer.status_code in {400, 413}


def test_an_unexpected_error_shows_a_sentence_and_no_trace(sign_in, app, office, monkeypatch):
    browser = sign_in("hanako")
    monkeypatch.setattr("portal.ledger.service.list_cases", lambda *a, **k: 1 / 0)
    page = browser.get("/cases/")
    assert page.status_code == 500
    assert "思いがけない誤り" in page.get_data(as_text=True)
    assert "ZeroDivision" not in page.get_data(as_text=True)


def test_characters_that_cannot_be_kept_are_dropped_at_the_edge(sign_in):
    """PostgreSQL refuses NUL, UTF-8 refuses a lone surrogate; the rest of what was typed stays."""
    browser = sign_in("hanako")
    asked = browser.post(
        "/search/questions/new",
        {"title": "架空\x00の質問 𠮷", "body": "一行目\r\n二行目\x00"},
        page="/search/questions/new",
    )
    page = browser.get(asked.location).get_data(as_text=True)
    assert "架空の質問 𠮷" in page
    assert "二行目" in page
