"""The form workshop for people who know Word and no template language, with JavaScript and without it.

花子 uploads a letter as the office has it, chooses what belongs where, sees it as a picture; 太郎 puts it in force; 花子
writes a letter with it. Then a copy for the department, and what it changes. Every page on the way is clean for axe.
"""

from __future__ import annotations

import re

from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_three_jobs import BOTH, download, text_of
from tests.documents.letters import merge_letter, ordinary_letter


def clean(page, *, javascript: bool = True) -> None:
    """axe finds nothing; where the page may not run scripts there is nothing to ask."""
    if javascript:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert violations(page) == []


def upload(page, server, tmp_path, docx: bytes, name: str) -> None:
    page.goto(f"{server.url}/notices/forms/")
    page.get_by_role("link", name="Word から新しい様式を作る").click()
    (tmp_path / f"{name}.docx").write_bytes(docx)
    page.set_input_files("#file", tmp_path / f"{name}.docx")
    page.get_by_role("button", name="読み込む").click()


@BOTH
def test_an_ordinary_letter_becomes_a_form_in_force(server, person, tmp_path, javascript):
    name = "納付のお知らせ" + ("（甲）" if javascript else "（乙）")
    page = person("hanako", javascript=javascript)
    upload(page, server, tmp_path, ordinary_letter(), name)
    clean(page, javascript=javascript)
    page.get_by_role("link", name="候補のある場所を全部選ぶ").click()
    page.get_by_role("button", name="選んだ場所に差し込む").click()
    assert page.locator("#source-納期限").input_value() == "claim.due_date"
    assert "を過ぎても" in page.locator("tr", has=page.locator("#label-納期限")).inner_text()
    page.fill("#label-氏名", "お名前")
    page.fill("#example-指定期限", "2月30日のつもり")
    page.get_by_role("button", name="承認を依頼する").click()
    assert "2月30日のつもり" in page.locator(".error-summary").inner_text()
    assert page.input_value("#label-氏名") == "お名前"  # nothing typed is lost
    clean(page, javascript=javascript)
    page.fill("#example-指定期限", "令和8年12月14日")
    page.get_by_role("button", name="保存して見本を作り直す").first.click()
    made = text_of(download(page, page.get_by_role("link", name=re.compile("見本.*を Word で見る"))))
    assert "納期限（令和8年10月30日）を過ぎても" in made
    page.get_by_role("button", name="承認を依頼する").click()
    assert "承認待ち" in page.locator("main").inner_text()
    approver = person("taro", javascript=javascript)
    approver.goto(page.url)
    clean(approver, javascript=javascript)
    approver.get_by_role("button", name="承認する").click()
    assert "承認済み" in approver.locator("main").inner_text()
    page.goto(f"{server.url}/notices/new?case=3")
    page.get_by_role("link", name=name).click()
    assert page.get_by_label("お名前").input_value().startswith("架空")


def test_the_picture_of_the_example_stands_beside_the_fields(server, person, tmp_path):
    page = person("hanako")
    upload(page, server, tmp_path, merge_letter(), "訪問のお知らせ")
    assert "差し込み印刷の項目" in page.locator("main").inner_text()
    picture = page.locator("img.letter__picture")
    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth") > 400
    table, beside = page.locator(".field-table").bounding_box(), picture.bounding_box()
    assert beside["x"] > table["x"] + table["width"]


def test_the_whole_workshop_works_with_the_keyboard_alone(server, person, tmp_path):
    page = person("hanako")
    upload(page, server, tmp_path, ordinary_letter(), "鍵盤だけで")
    page.get_by_label(re.compile("第3段落「〒154-0000」に入れるもの")).focus()
    page.keyboard.press("ArrowDown")  # the first choice: 送付先の郵便番号
    page.get_by_role("button", name="選んだ場所に差し込む").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#label-郵便番号")
    page.focus("#label-郵便番号")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("ポスト")
    page.keyboard.press("Enter")  # saves, whatever other buttons stand above
    page.wait_for_selector("text=保存しました")
    assert page.input_value("#label-郵便番号") == "ポスト"


def test_half_typed_descriptions_are_there_again(server, person, tmp_path):
    page = person("hanako")
    upload(page, server, tmp_path, merge_letter(), "書きかけ")
    page.fill("#label-氏名", "途中の名前")
    with page.expect_response(lambda answer: answer.url.endswith("/drafts")):
        page.locator("#label-氏名").blur()
    address = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{server.url}/")
    page.goto(address)
    assert page.input_value("#label-氏名") == "途中の名前"


@BOTH
def test_a_shared_form_is_copied_for_the_department_and_compared(server, person, javascript):
    page = person("hanako", javascript=javascript)
    page.goto(f"{server.url}/notices/forms/{'最終催告書' if javascript else '不在通知'}")
    page.get_by_role("link", name="この様式を変える・複製する").click()
    clean(page, javascript=javascript)
    page.get_by_role("button", name="読み込む").click()
    page.fill("#label-氏名", "お名前")
    page.get_by_role("button", name="保存して見本を作り直す").first.click()
    clean(page, javascript=javascript)
    page.get_by_role("link", name="変わることを見る").click()
    assert "文面に違いはありません" in page.locator("main").inner_text()
    clean(page, javascript=javascript)
    page.select_option("#with", "shipped")
    page.get_by_role("button", name="比較する").click()
    assert "第1版（配布された様式）と比べています" in page.locator("main").inner_text()


def test_the_guide_copies_what_to_type_into_word(server, person):
    page = person("hanako")
    page.goto(f"{server.url}/notices/forms/fields?q=納期限")
    clean(page)
    page.get_by_role("button", name=re.compile("写す.*納期限（履行期限）")).click()
    page.get_by_text("コピーしました").wait_for()  # the clipboard answers when it can
