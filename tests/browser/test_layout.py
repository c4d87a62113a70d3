"""Pages keep their shape: nothing is wider than the screen, no field is squeezed until it cannot be typed into."""

from __future__ import annotations

import pytest

PAGES = {
    "hanako": (
        "/", "/cases/", "/cases/1", "/cases/new", "/cases/1/terms", "/cases/1/events/new", "/cases/import", "/referrals/1",
        "/meetings/1", "/calc/agenda", "/calc/tables", "/calc/limitation", "/calc/cases/4",
        "/calc/late-charge?principal=56400&due_date=2020-02-02&paid=2026-05-29",
    ),
    "jimukyoku": ("/meetings/new", "/meetings/2"),
    "kanri": ("/admin/users", "/admin/users/new", "/admin/audit", "/calc/tables/rule-sets/new"),
}  # fmt: skip
NARROWEST_FIELD = 80
SQUEEZED = """least => [...document.querySelectorAll("main input, main select, main textarea")]
    .filter(field => !["hidden", "checkbox", "radio"].includes(field.type))
    .map(field => [field.name, field.getBoundingClientRect().width])
    .filter(([name, width]) => width > 0 && width < least)"""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


def shown(page, server, path):
    answer = page.goto(server.url + path)
    assert answer is not None
    assert answer.ok, f"{path} answers {answer.status}"
    page.evaluate(OPEN_ALL)


@pytest.mark.parametrize("login", PAGES)
def test_no_field_is_squeezed_on_a_desktop(server, person, login):
    page = person(login)
    for path in PAGES[login]:
        shown(page, server, path)
        assert page.evaluate(SQUEEZED, NARROWEST_FIELD) == [], path


def test_no_field_of_a_meeting_is_squeezed(server, person):
    page = person("jimukyoku")
    page.goto(f"{server.url}/meetings/new")
    page.fill("[name=held_on]", "R9.2.15")
    page.get_by_role("button", name="作成する").click()
    page.wait_for_url("**/edit")
    page.evaluate(OPEN_ALL)
    assert page.locator("[name=items-0-title]").is_visible()
    assert page.evaluate(SQUEEZED, NARROWEST_FIELD) == []


@pytest.mark.parametrize("login", PAGES)
def test_no_page_is_wider_than_a_telephone(server, person, login):
    page = person(login)
    page.set_viewport_size({"width": 390, "height": 800})
    for path in PAGES[login]:
        shown(page, server, path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{path} is {width} pixels wide"
