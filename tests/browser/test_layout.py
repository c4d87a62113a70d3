"""Pages keep their shape: nothing is wider than the screen, no field is squeezed until it cannot be typed into."""

from __future__ import annotations

import io
import zipfile

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
KNOWLEDGE = (
    "/manuals/", "/manuals/demand-procedure", "/manuals/demand-procedure/history", "/manuals/phone-negotiation/edit",
    "/manuals/phone-negotiation/files", "/manuals/recent", "/manuals/reviews", "/manuals/mine", "/manuals/import",
    "/manuals/export", "/search/gaps",
)  # fmt: skip
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
    for path in (*PAGES[login], *(KNOWLEDGE if login == "hanako" else ())):
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


def test_a_long_address_in_a_finding_does_not_widen_a_telephone(server, person):
    """A rule's source may be an address without a place to break it."""
    page = person("hanako")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{server.url}/notices/")
    page.evaluate("""document.querySelector("main").insertAdjacentHTML(
        "beforeend", "<ul><li>出典：https://example.invalid/" + "a".repeat(200) + "</li></ul>")""")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_difference_is_shown_whole(server, person):
    """What an approver does not see without scrolling a box inside the page is approved unseen."""
    page = person("hanako")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{server.url}/manuals/difficult-cases/edit")
    page.fill("#body", "\n".join(f"{number}行目の文を改めた。" for number in range(60)))
    page.get_by_role("button", name="下書きを保存する").last.click()
    page.goto(f"{server.url}/manuals/drafts/")
    page.locator("tbody th a").first.click()
    cut = page.evaluate("""[...document.querySelectorAll(".source")].map(one => one.scrollHeight - one.clientHeight)""")
    assert max(cut) <= 2
    page.get_by_role("button", name="破棄する").click()


def test_a_list_is_readable_on_a_telephone(server, person):
    """A title of four letters a line is no title: rows become cards."""
    page = person("hanako")
    page.set_viewport_size({"width": 390, "height": 800})
    for query in ("山車の提灯の点し方", "神輿の担ぎ手の集め方"):
        page.goto(f"{server.url}/search/?q={query}")
    page.goto(f"{server.url}/manuals/phone-negotiation/files")
    page.set_input_files("[name=files]", {"name": "壊れた資料.docx", "mimeType": "", "buffer": b"PK\x03\x04 broken"})
    page.get_by_role("button", name="付ける", exact=True).click()
    for path in ("/manuals/phone-negotiation/files", "/search/gaps"):
        page.goto(server.url + path)
        assert page.locator("tbody th").first.bounding_box()["width"] > 200, path


def test_the_zip_opens_from_a_folder_and_fits_a_telephone(server, person, tmp_path):
    page = person("hanako")
    with zipfile.ZipFile(io.BytesIO(page.request.get(f"{server.url}/manuals/export/offline").body())) as archive:
        archive.extractall(tmp_path)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((tmp_path / "index.html").as_uri())
    page.locator("a[href='pages/demand-procedure.html']").click()
    assert page.locator("h1").inner_text() == "督促状の発送手順"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_columns_of_a_manuals_table_are_readable_on_a_telephone(server, person):
    page = person("hanako")
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/manuals/demand-procedure", "/manuals/statutes/"):
        page.goto(server.url + path)
        narrow = page.evaluate("""[...document.querySelectorAll("td:not(.number), th[scope=row]")]
            .filter(cell => cell.innerText.length > 8).map(cell => cell.getBoundingClientRect().width)""")
        assert min(narrow) > 80, path
