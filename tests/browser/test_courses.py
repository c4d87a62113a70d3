"""花子 takes a course: with the keyboard alone, and once more without JavaScript. 太郎 tells her to."""

from __future__ import annotations

import re

import pytest


def start(page, server, button: str) -> None:
    page.goto(f"{server.url}/courses/private-claims-and-orders")
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/attempts/**")


def test_a_practice_is_done_with_the_keyboard_alone(server, person):
    page = person("hanako")
    start(page, server, "練習する")
    for _ in range(12):
        page.locator("input[name=answer]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="解説").wait_for()
        following = page.get_by_role("link", name="次の問いへ").or_(page.get_by_role("link", name="終わりへ"))
        following.focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.get_by_role("button", name="終えて採点する").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="結果").wait_for()
    assert "練習のため、記録に残りません" in page.locator("main").inner_text()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_test_is_left_gone_on_with_and_marked(server, person, javascript):
    page = person("jiro", javascript=javascript)
    page.on("dialog", lambda dialog: dialog.accept())
    start(page, server, "効果測定")
    page.get_by_role("button", name="回答して次へ").click()
    assert "答えを選んでください" in page.locator(".error-summary").inner_text()
    page.locator("input[name=answer]").first.check()
    page.get_by_role("button", name="回答して次へ").click()
    page.wait_for_url("**/2")
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="効果測定の続き").click()
    assert "未回答が11問" in page.locator("main").inner_text()
    page.get_by_role("button", name="終えて採点する").click()
    page.get_by_role("heading", name="結果").wait_for()
    assert "もう一度読む手引き" in page.locator("main").inner_text()


def test_taro_tells_somebody_to_take_a_course(server, person):
    page = person("taro", javascript=False)
    page.goto(f"{server.url}/courses/overview")
    page.select_option("#course", label="私債権回収の基礎と支払督促")
    page.select_option("#person", label="架空 太郎")
    page.fill("#due_on", "R99.2.30")
    page.get_by_role("button", name="指定する").click()
    assert page.input_value("#due_on") == "R99.2.30"
    page.fill("#due_on", "")
    page.get_by_role("button", name="指定する").click()
    page.goto(f"{server.url}/")
    assert page.get_by_role("link", name="研修「私債権回収の基礎と支払督促」").is_visible()
    page.goto(f"{server.url}/courses/overview")
    page.get_by_role("button", name=re.compile("指定を外す.*架空 太郎")).click()
    page.goto(f"{server.url}/")
    assert page.get_by_role("link", name="研修「私債権回収の基礎と支払督促」").count() == 0
