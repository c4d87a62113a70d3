"""The first day of 花子 (new officer), with the keyboard only, and once more without JavaScript."""

from __future__ import annotations

import pytest


def test_hanako_finds_the_page_she_needs_with_the_keyboard_alone(server, person):
    page = person("hanako")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search-box"
    page.keyboard.type("督促と催告の違い")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    first = page.locator(".hits a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/manuals/**")
    assert "督促" in page.locator("h1").inner_text()


def test_the_first_stop_of_the_tab_key_skips_to_the_text(server, person):
    page = person("hanako")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ進む"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_hanako_writes_down_a_call(server, person, javascript):
    page = person("hanako", javascript=javascript)
    page.goto(f"{server.url}/cases/")
    page.get_by_role("link", name="R8-0003").click()
    page.get_by_role("link", name="経過を登録する").click()
    page.select_option("#kind", "phone")
    page.fill("#happened_on", "令和6年2月30日")
    page.fill("#memo", "本人と通話。月末に納付するとの申出があった。")
    page.get_by_role("button", name="登録する").click()
    assert "存在しない日付" in page.locator(".error-summary").inner_text()
    assert page.input_value("#memo").startswith("本人と通話")
    page.fill("#happened_on", "R8.10.1")
    page.get_by_role("button", name="登録する").click()
    page.wait_for_url("**/cases/**")
    assert page.get_by_text("本人と通話。月末に納付する").first.is_visible()


def test_an_error_summary_takes_the_focus_and_leads_to_the_field(server, person):
    page = person("hanako")
    page.goto(f"{server.url}/cases/new")
    page.get_by_role("button", name="登録する").click()
    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.get_by_role("link", name="『宛名番号』を入力してください。").click()
    assert page.evaluate("document.activeElement.id") == "debtor_number"
