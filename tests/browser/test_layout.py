"""Pages keep their shape: nothing is wider than the screen, no field is squeezed until it cannot be typed into."""

from __future__ import annotations

import pytest

LETTERS = (
    "/notices/new?case=7&form=催告書",
    "/notices/new?case=14&form=交付要求書",
    "/notices/new?case=13&form=分割納付計画書",
)
PAGES = {
    "hanako": (
        "/", "/cases/", "/cases/1", "/cases/new", "/cases/1/terms", "/cases/1/events/new", "/cases/import", "/referrals/1",
        "/meetings/1", "/calc/agenda", "/calc/tables", "/calc/limitation", "/calc/cases/4",
        "/calc/late-charge?principal=56400&due_date=2020-02-02&paid=2026-05-29",
        "/notices/", "/notices/ledger/", "/notices/ledger/demanded?form=催告書", "/notices/register/", "/notices/returns/?looked=all",
        "/notices/deliveries/", "/notices/contacts/", *LETTERS,
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


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_the_lines_of_a_letter_are_never_scrolled_sideways(server, person, width):
    """A table of seven columns fits a desktop; where it does not fit, its lines are stacked."""
    page = person("hanako")
    page.set_viewport_size({"width": width, "height": 800})
    for path in LETTERS:
        shown(page, server, path)
        wide = page.eval_on_selector_all(".lines", "all => all.map(one => one.scrollWidth - one.clientWidth)")
        assert wide, path
        assert max(wide) <= 0, path
    page.goto(server.url + LETTERS[0])
    labels = page.locator(".lines thead th")
    assert (
        labels.first.bounding_box()["width"] > 60 if width == 1280 else page.locator(".lines tr td").first.is_visible()
    )


def test_a_batch_with_long_sources_in_its_findings_fits_a_telephone(server, person):
    page = person("hanako")
    page.goto(f"{server.url}/notices/ledger/demanded?form=催告書")
    page.get_by_role("button", name="通を作成する").click()
    page.wait_for_url("**/notices/batches/*")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
