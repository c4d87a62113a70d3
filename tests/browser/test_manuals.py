"""Writing, approving, and following up manuals in a real browser: at the cursor with JavaScript, and without it."""

from __future__ import annotations

import pytest
from PIL import Image

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "窓口の配置.png"
    Image.new("RGB", (60, 40), "navy").save(path)
    return path


def cursor_at(page, position: int, end: int | None = None) -> None:
    page.evaluate(
        "([from, to]) => { const body = document.getElementById('body'); body.focus(); body.setSelectionRange(from, to) }",
        [position, end or position],
    )


def body_of(page) -> str:
    return page.locator("#body").input_value()


@pytest.fixture
def editor(server, person):
    """花子's editor on a new text; the preview and the autosave run."""

    def open_with(text: str):
        page = person("hanako")
        page.goto(f"{server.url}/manuals/phone-negotiation/edit")
        page.fill("#body", text)
        return page

    return open_with


def test_a_table_is_put_in_at_the_cursor_and_grows_there(editor):
    page = editor("前\n\n後")
    cursor_at(page, 1)
    page.get_by_text("表", exact=True).click()
    page.fill("#table_rows", "１")
    page.fill("#table_columns", "2")
    page.get_by_role("button", name="カーソルの所に表を入れる").click()
    assert body_of(page) == "前\n\n| 項目1 | 項目2 |\n|---|---|\n|  |  |\n\n後"
    page.get_by_role("button", name="列を足す").click()
    assert "| 項目1 | 項目 | 項目2 |\n|---|---|---|\n|  |  |  |" in body_of(page)
    page.get_by_role("button", name="行を足す").click()
    assert body_of(page).count("\n|  |  |  |") == 2
    page.get_by_role("button", name="この列を消す").click()
    assert "\n|---|---|\n" in body_of(page)
    for _ in range(4):
        page.keyboard.press("Control+z")
    assert body_of(page) == "前\n\n後"


def test_outside_a_table_its_buttons_say_where_to_go(editor):
    page = editor("表のない文")
    cursor_at(page, 2)
    page.get_by_text("表", exact=True).click()
    page.get_by_role("button", name="行を足す").click()
    assert "表の中にカーソル" in page.locator("#editor-status").inner_text()
    assert body_of(page) == "表のない文"


def test_a_link_takes_the_selected_words(editor):
    page = editor("先に督促する。")
    cursor_at(page, 2, 4)
    page.get_by_text("つなぐ", exact=True).click()
    page.locator("#link").press_sequentially("督促と催告")
    page.locator("[data-insert-link*='demand-and-reminder']").click()
    assert body_of(page) == "先に[督促](page:demand-and-reminder)する。"


def transfer(page, event: str, script: str, value: object = None) -> None:
    """Paste or drop what ``script`` puts into the transfer ``dt``."""
    page.evaluate(
        f"""async given => {{
          const dt = new DataTransfer(); {script};
          const kind = '{event}' === 'paste' ? ClipboardEvent : DragEvent;
          const how = '{event}' === 'paste' ? {{clipboardData: dt}} : {{dataTransfer: dt}};
          document.getElementById('body').dispatchEvent(new kind('{event}', {{...how, bubbles: true, cancelable: true}}));
        }}""",
        value,
    )


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_stands_at_the_cursor(editor, picture, event):
    page = editor("前\n\n後")
    cursor_at(page, 1)
    add = "dt.items.add(new File([new Uint8Array(given)], 'image.png', {type: 'image/png'}))"
    transfer(page, event, add, list(picture.read_bytes()))
    page.locator("#editor-status", has_text="本文に入れました").wait_for()
    assert body_of(page).startswith("前\n\n![画像の説明](file:")
    page.keyboard.type("窓口の配置図")  # the description is selected
    assert "![窓口の配置図](file:" in body_of(page)
    page.locator("#preview img").wait_for()
    assert page.locator("#preview img").evaluate("image => image.naturalWidth") == 60


def test_a_picture_is_chosen_as_a_file(editor, picture):
    page = editor("前")
    page.get_by_text("画像・資料", exact=True).click()
    page.set_input_files("#files", picture)
    page.locator("#editor-status", has_text="本文に入れました").wait_for()
    assert "![窓口の配置](file:" in body_of(page)


def test_a_file_that_may_not_be_kept_says_why(editor, tmp_path):
    page = editor("前")
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.get_by_text("画像・資料", exact=True).click()
    page.set_input_files("#files", tmp_path / "a.svg")
    page.locator("#editor-status", has_text="SVG はプログラムを含む").wait_for()
    assert body_of(page) == "前"


def test_cells_copied_from_a_sheet_become_a_table(editor):
    page = editor("")
    cells = "<style>td{color:red}</style><table><tr><td style='x'>項目</td><td>額|円</td></tr><tr><td>督促</td><td>1</td></tr></table>"
    transfer(page, "paste", "dt.setData('text/plain', 'x'); dt.setData('text/html', given)", cells)
    assert body_of(page) == "| 項目 | 額\\|円 |\n|---|---|\n| 督促 | 1 |\n"


def test_what_is_typed_is_kept_and_leaving_does_not_ask(editor, server):
    page = editor("自動で残る文")
    page.locator("#autosave", has_text="自動で保存しました").wait_for()
    page.goto(f"{server.url}/manuals/phone-negotiation/edit")
    assert body_of(page) == "自動で残る文"


def test_looking_for_a_link_makes_no_draft(server, person):
    page = person("hanako")
    page.goto(f"{server.url}/manuals/visit-negotiation/edit")
    page.get_by_text("つなぐ", exact=True).click()
    page.locator("#link").press_sequentially("督促")
    page.locator("[data-insert-link]").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_timeout(4500)
    assert page.locator("#autosave").inner_text() == ""
    assert page.url.endswith("/edit")


def test_the_helpers_work_without_javascript(server, person, picture):
    page = person("hanako", javascript=False)
    page.goto(f"{server.url}/manuals/counter-negotiation/edit")
    page.get_by_text("画像・資料", exact=True).click()
    page.set_input_files("#files", picture)
    page.get_by_role("button", name="本文の終わりに入れる").click()
    assert body_of(page).rstrip().splitlines()[-1].startswith("![窓口の配置](file:")
    page.get_by_text("表", exact=True).click()
    page.get_by_role("button", name="本文の終わりに表を足す").click()
    assert body_of(page).rstrip().endswith("|  |  |  |")
    page.get_by_text("つなぐ", exact=True).click()
    page.fill("#link", "民法166")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="探す").click()
    assert "民法166条" in opened.value.locator("main").inner_text()


@BOTH
def test_an_edit_waits_for_approval_and_is_then_read_by_everybody(server, person, javascript):
    mark = "追記（あり）" if javascript else "追記（なし）"
    hanako, taro = person("hanako", javascript=javascript), person("taro", javascript=javascript)
    address = f"{server.url}/manuals/{'handover' if javascript else 'official-writing'}"
    hanako.goto(address)
    hanako.get_by_role("link", name="編集する").click()
    hanako.fill("#body", body_of(hanako) + f"\n\n{mark}")
    hanako.get_by_role("button", name="承認を依頼する").click()
    assert "『変更の要点』を入力" in hanako.locator(".error-summary").inner_text()
    assert mark in body_of(hanako)
    hanako.fill("#summary", f"{mark}を加えた")
    hanako.get_by_role("button", name="承認を依頼する").click()
    assert "承認を依頼しました" in hanako.locator(".banner").first.inner_text()
    taro.goto(address)
    assert mark not in taro.locator("article").inner_text()
    taro.goto(f"{server.url}/manuals/drafts/")
    taro.get_by_role("row", name=mark).get_by_role("link").click()
    assert taro.locator("ins", has_text="追記").count()
    taro.get_by_role("button", name="公開する").click()
    hanako.goto(address)
    assert mark in hanako.locator("article").inner_text()
    hanako.get_by_role("link", name="変更の記録").click()
    hanako.get_by_role("button", name="比較する").click()
    assert hanako.locator("ins", has_text="追記").count()


@BOTH
def test_a_law_change_asks_the_owner_and_the_banner_goes_when_the_page_is_confirmed(server, person, javascript):
    hanako, taro = person("hanako", javascript=javascript), person("taro", javascript=javascript)
    taro.goto(f"{server.url}/manuals/law-changes/new")
    taro.fill("#citation", "民法150条" if javascript else "民法第百五十二条")
    taro.fill("#effective_on", "令和19年4月1日")
    taro.fill("#due_on", "令和19年2月1日")
    taro.get_by_role("button", name="登録して要確認にする").click()
    change = taro.url
    title = "督促と催告"
    hanako.goto(change)
    hanako.get_by_role("link", name=title, exact=True).first.click()
    assert "法改正により要確認" in hanako.locator("article").inner_text()
    hanako.get_by_role("button", name="確認済みにする").click()
    assert "法改正により要確認" not in hanako.locator("article").inner_text()
    taro.goto(change)
    assert (
        "確認済み" in taro.get_by_role("row").filter(has=taro.get_by_role("link", name=title, exact=True)).inner_text()
    )
    taro.get_by_role("button", name="登録を取り消す").click()


@BOTH
def test_what_was_not_found_becomes_a_question_that_is_then_found(server, person, javascript):
    words = "盆踊りの櫓の借り方" if javascript else "獅子舞の衣装の洗い方"
    hanako = person("hanako", javascript=javascript)
    hanako.goto(f"{server.url}/search/?q={words}")
    assert "見つかりませんでした" in hanako.locator("main").inner_text()
    hanako.goto(f"{server.url}/search/gaps")
    hanako.get_by_role("row", name=words).get_by_role("button", name="質問にする").click()
    hanako.fill("#answer", "債権管理の仕事ではありません。地域振興の課に聞いてください。")
    hanako.get_by_role("button", name="回答する").click()
    hanako.goto(f"{server.url}/search/?q={words}")
    hanako.locator(".hits a", has_text=words).click()
    assert "地域振興" in hanako.locator("article").inner_text()
    hanako.goto(f"{server.url}/search/gaps")
    assert hanako.get_by_role("row", name=words).count() == 0


def test_filters_change_the_hits_without_a_reload_and_keep_the_keyboard_where_it_was(server, person):
    page = person("hanako")
    page.goto(f"{server.url}/search/?q=督促")
    page.evaluate("window.sameDocument = true")
    page.locator("#kind-manual").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**kind=manual**")
    page.locator(".filters", has_text="手引き").wait_for()
    assert page.evaluate("window.sameDocument && document.activeElement.id") == "kind-manual"
    shared = page.url
    page.goto(f"{server.url}/")
    page.goto(shared)
    assert page.locator("#kind-manual").is_checked()


def tab_to(page, text: str) -> None:
    """Press Tab until what has the focus reads ``text``."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.innerText || document.activeElement.id).trim()") == text:
            return
    pytest.fail(f"the Tab key never reaches {text}")


def test_a_page_is_edited_with_the_keyboard_alone(server, person):
    page = person("hanako")
    page.goto(f"{server.url}/manuals/negotiation-record")
    tab_to(page, "編集する")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    tab_to(page, "表 ▾" if page.locator("summary", has_text="表 ▾").count() else "表")
    page.keyboard.press("Enter")
    tab_to(page, "カーソルの所に表を入れる")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "body"
    page.keyboard.type("費目")
    assert "| 費目 | 項目2 | 項目3 |" in body_of(page)
    page.keyboard.press("Control+s")
    page.locator(".banner", has_text="下書きを保存しました").wait_for()
    assert "| 費目 |" in body_of(page)


def test_two_people_see_both_texts_side_by_side(server, person):
    taro, jiro = person("taro"), person("jiro")
    for page in (taro, jiro):
        page.goto(f"{server.url}/manuals/livelihood-support/edit")
    taro.fill("#body", "太郎の文。")
    taro.fill("#summary", "太郎")
    taro.get_by_role("button", name="公開する").click()
    jiro.fill("#body", "次郎の文。")
    jiro.fill("#summary", "次郎")
    jiro.get_by_role("button", name="公開する").click()
    assert jiro.locator("#theirs").input_value() == "太郎の文。\n"
    assert body_of(jiro) == "次郎の文。"
    jiro.fill("#body", "太郎と次郎の文。")
    jiro.get_by_role("button", name="この内容で下書きを保存する").click()
    jiro.get_by_role("button", name="公開する").click()
    taro.goto(f"{server.url}/manuals/livelihood-support")
    assert "太郎と次郎の文。" in taro.locator("article").inner_text()
