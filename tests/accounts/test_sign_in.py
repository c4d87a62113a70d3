"""Signing in: who gets in, who is stopped, when a session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import audit
from portal.db import reading, unit_of_work


def actions(office):
    with reading(office.sessions) as session:
        return [entry.action for entry in audit.entries(session)]


def test_a_page_asks_a_stranger_to_sign_in_and_leads_back(app, people):
    answer = app.test_client().get("/me")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/me"


def test_the_right_password_opens_the_home_page(sign_in):
    page = sign_in("hanako").get("/")
    assert page.status_code == 200
    assert "今日すること" in page.get_data(as_text=True)


def test_a_wrong_password_is_refused_and_audited_without_saying_which_part_was_wrong(app, people, sign_in, office):
    browser = sign_in("hanako")
    browser.post("/sign-out")
    answer = browser.post("/sign-in", {"login": "hanako", "password": "wrong"}, page="/sign-in")
    unknown = browser.post("/sign-in", {"login": "nobody", "password": "wrong"}, page="/sign-in")
    assert answer.status_code == unknown.status_code == 422
    assert "利用者ID又はパスワードが違います" in answer.get_data(as_text=True)
    assert "利用者ID又はパスワードが違います" in unknown.get_data(as_text=True)
    assert actions(office)[:2] == ["sign_in.failed", "sign_in.failed"]


def test_five_failures_pause_the_account_and_fifteen_minutes_release_it(sign_in, office, clock):
    browser = sign_in("hanako")
    browser.post("/sign-out")
    for _ in range(5):
        browser.post("/sign-in", {"login": "hanako", "password": "wrong"}, page="/sign-in")
    assert "sign_in.locked" in actions(office)
    stopped = browser.post("/sign-in", {"login": "hanako", "password": "mihon-no-aikotoba"}, page="/sign-in")
    assert stopped.status_code == 429
    assert "一時的に止めています" in stopped.get_data(as_text=True)
    clock.now += timedelta(minutes=16)
    again = browser.post("/sign-in", {"login": "hanako", "password": "mihon-no-aikotoba"}, page="/sign-in")
    assert again.status_code == 302


def test_an_idle_hour_ends_the_session(sign_in, clock):
    browser = sign_in("hanako")
    clock.now += timedelta(minutes=61)
    assert browser.get("/me").status_code == 302


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive(sign_in, clock):
    browser = sign_in("hanako")
    for _ in range(7):
        clock.now += timedelta(minutes=10)
        browser.get("/me", headers={"HX-Request": "true"})
    assert browser.get("/me").status_code == 302


def test_twelve_hours_end_the_session_however_busy(sign_in, clock):
    browser = sign_in("hanako")
    for _ in range(13):
        clock.now += timedelta(minutes=58)
        last = browser.get("/me")
    assert last.status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(app, people, browse, target):
    browser = browse(app)
    answer = browser.post(
        "/sign-in?next=" + target, {"login": "hanako", "password": "mihon-no-aikotoba"}, page="/sign-in"
    )
    assert answer.location == "/"


def test_an_initial_password_must_be_changed_first(app, people, office, sign_in):
    from portal.accounts import service
    from portal.domain.actor import SYSTEM

    with unit_of_work(office.sessions) as session:
        user = service.user_with_login(session, "hanako")
        service.reset_password(session, SYSTEM, user.created_at, user=user, password="mihon-no-aikotoba")
    browser = sign_in("hanako")
    assert browser.get("/").location == "/me/password"
    weak = browser.post(
        "/me/password",
        {"current_password": "mihon-no-aikotoba", "new_password": "short", "again": "short"},
        page="/me/password",
    )
    assert "12文字以上" in weak.get_data(as_text=True)
    good = browser.post(
        "/me/password",
        {"current_password": "mihon-no-aikotoba", "new_password": "ao-ringo-to-umi", "again": "ao-ringo-to-umi"},
        page="/me/password",
    )
    assert good.location == "/"
    assert browser.get("/").status_code == 200


def test_disabling_an_account_ends_its_session_at_once(sign_in, office):
    hanako, admin = sign_in("hanako"), sign_in("admin")
    number = [
        row for row in admin.get("/admin/users").get_data(as_text=True).split("/admin/users/") if ">hanako<" in row
    ]
    user_id = number[0].split('"')[0]
    assert admin.post(f"/admin/users/{user_id}/disabled/1").status_code == 302
    assert hanako.get("/me").status_code == 302
    assert "user.disabled" in actions(office)


def test_an_officer_may_not_open_the_administrators_pages(sign_in):
    page = sign_in("hanako").get("/admin/users")
    assert page.status_code == 403
    assert "権限がありません" in page.get_data(as_text=True)


def test_every_change_of_permissions_is_audited(sign_in, office, people):
    admin = sign_in("admin")
    url = f"/admin/users/{people.hanako.user_id}"
    answer = admin.post(
        url,
        {"login": "hanako", "name": "架空 花子", "department_id": people.hanako.department_id, "roles": ["viewer"]},
        page=url,
    )
    assert answer.status_code == 302
    with reading(office.sessions) as session:
        entry = audit.entries(session, action="user.permissions")[0]
    assert "担当" in entry.sentence
    assert "閲覧" in entry.sentence


def test_a_form_without_its_token_is_refused_in_words(app, people):
    answer = app.test_client().post("/sign-in", data={"login": "hanako", "password": "x"})
    assert answer.status_code == 400
    assert "画面を開き直して" in answer.get_data(as_text=True)
