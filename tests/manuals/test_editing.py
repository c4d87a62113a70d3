"""Writing pages in the browser: drafts, approval, conflicts, history, files; and what a kill or an outside edit does."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from PIL import Image

from portal import create_app, opening
from portal.db import reading, unit_of_work
from portal.index.port import Query
from portal.manuals import revisions
from portal.manuals.pages import Library, library
from portal.settings import HOME
from tests.conftest import PASSWORD, Browser
from tests.manuals.conftest import write_page

EDIT = "/manuals/demand/edit"


def fields_of(html: str) -> dict[str, str]:
    """What the editor's form would send."""
    import html as escaping

    form = html[html.index('name="base_hash"') - 200 :]
    values = dict(re.findall(r'<input(?=[^>]*name="(\w+)")[^>]*value="([^"]*)"', form))
    values |= {
        name: text.removeprefix("\r").removeprefix("\n")
        for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    }
    values.pop("csrf_token", None)
    return {name: escaping.unescape(text) for name, text in values.items() if name not in {"q", "link"}}


def write(browser, *, do: str = "save", page: str = EDIT, **changed: str):
    values = fields_of(browser.get(page).get_data(as_text=True))
    return browser.post(page, {**values, **changed, "do": do}, page=page)


def test_the_form_holds_what_the_file_holds(sign_in, manuals):
    values = fields_of(sign_in("hanako").get(EDIT).get_data(as_text=True))
    assert values["title"] == "督促の手順" and values["statutes"] == "地方自治法231条の3"
    assert values["body"].startswith("督促は") and values["reviewed_on"] == "令和8年11月1日"


def test_a_draft_waits_for_approval_and_readers_see_the_released_page_until_then(sign_in, manuals, office):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    assert write(hanako, body="新しい本文。", summary="直した").status_code == 302
    assert "新しい本文" not in taro.get("/manuals/demand").get_data(as_text=True)
    assert write(hanako, do="request").status_code == 302
    listed = taro.get("/manuals/drafts/").get_data(as_text=True)
    where = re.search(r"/manuals/drafts/\d+", listed)[0]
    shown = taro.get(where).get_data(as_text=True)
    assert "<ins>新" in shown and "<del>" in shown
    assert taro.post(f"{where}/publish", page=where).status_code == 302
    assert "新しい本文" in taro.get("/manuals/demand").get_data(as_text=True)
    assert "新しい本文" in (manuals / "総則" / "demand.md").read_text(encoding="utf-8")
    with reading(office.sessions) as session:
        rows = revisions.history(session, "demand")
    assert [(r.number, r.source, r.author_name, r.approver_name) for r in rows] == [
        (2, "portal", "架空 花子", "架空 太郎"),
        (1, "outside", "（ファイル）", ""),
    ]


def test_an_officer_cannot_publish(sign_in):
    hanako = sign_in("hanako")
    assert write(hanako, do="publish", body="勝手に公開", summary="x").status_code in {403, 422}
    assert "勝手に公開" not in hanako.get("/manuals/demand").get_data(as_text=True)
    assert "勝手に公開" in hanako.get(EDIT).get_data(as_text=True)  # kept as a draft


def test_the_drafts_of_others_are_not_shown(sign_in):
    write(sign_in("hanako"), body="書きかけ")
    assert sign_in("taro").get("/manuals/drafts/1").status_code == 404


def test_an_approver_publishes_at_once(sign_in):
    taro = sign_in("taro")
    assert write(taro, do="publish", body="太郎の本文", summary="直した").status_code == 302
    assert "太郎の本文" in taro.get("/manuals/demand").get_data(as_text=True)


def test_a_request_needs_a_summary(sign_in):
    answer = write(sign_in("hanako"), do="request", body="要点なし")
    assert answer.status_code == 422 and "変更の要点" in answer.get_data(as_text=True)
    assert "要点なし" in answer.get_data(as_text=True)


def test_a_returned_draft_says_why(sign_in):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    write(hanako, do="request", body="差し戻される本文", summary="x")
    taro.post("/manuals/drafts/1/return", {"comment": "根拠を足す"}, page="/manuals/drafts/1")
    assert "根拠を足す" in hanako.get(EDIT).get_data(as_text=True)
    assert taro.get("/manuals/drafts/1").status_code == 404


def test_two_people_saving_see_both_texts(sign_in):
    taro, jiro = sign_in("taro"), sign_in("jiro")
    form = fields_of(jiro.get(EDIT).get_data(as_text=True))
    write(taro, do="publish", body="太郎が先に直した。", summary="先")
    answer = jiro.post(EDIT, {**form, "body": "次郎があとから直した。", "summary": "後", "do": "publish"}, page=EDIT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "太郎が先に直した。" in page and "次郎があとから直した。" in page and "失われていません" in page
    again = fields_of(page) | {"body": "太郎が先に直し、次郎があとから直した。"}
    assert jiro.post(EDIT, {**again, "do": "publish"}, page=EDIT).status_code == 302
    assert "次郎があとから直した。" in taro.get("/manuals/demand").get_data(as_text=True)


def test_one_person_in_two_windows_sees_both_texts(sign_in):
    hanako = sign_in("hanako")
    form = fields_of(hanako.get(EDIT).get_data(as_text=True))
    hanako.post(EDIT, {**form, "body": "一つ目の窓", "do": "save"}, page=EDIT)
    answer = hanako.post(EDIT, {**form, "body": "二つ目の窓", "do": "save"}, page=EDIT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "一つ目の窓" in page and "二つ目の窓" in page


def test_autosave_keeps_what_is_typed_and_hands_on_the_version(sign_in):
    hanako = sign_in("hanako")
    form = fields_of(hanako.get(EDIT).get_data(as_text=True))
    answer = hanako.post("/manuals/demand/autosave", {**form, "body": "自動"}, page=EDIT).get_data(as_text=True)
    assert "自動で保存しました" in answer and 'value="1" data-saved hx-swap-oob="true"' in answer
    assert "自動" in hanako.get(EDIT).get_data(as_text=True)


def test_the_preview_works_with_and_without_javascript(sign_in):
    hanako = sign_in("hanako")
    text = "## 見出し\n\n民法145条<script>alert(1)</script>"
    fragment = hanako.post("/manuals/preview", {"body": text}).get_data(as_text=True)
    assert "<h2" in fragment and 'class="statute"' in fragment and "<script" not in fragment
    whole = write(hanako, do="preview", body=text).get_data(as_text=True)
    assert '<h2 id="見出し">' in whole and "alert(1)&lt;/script&gt;" in whole


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "『表題』を入力"),
        ({"folder": "../../etc"}, "分類の名前に使えません"),
        ({"folder": "a/b"}, "分類の名前に使えません"),
        ({"review_by": "令和8年2月30日"}, "令和8年2月30日"),
        ({"review_by": "令和8年10月1日"}, "より後の日"),
        ({"order": "十"}, ""),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(sign_in, changed, said):
    answer = write(sign_in("taro"), do="publish", body="消えてはならない本文", summary="x", **changed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page and "消えてはならない本文" in page


@pytest.mark.parametrize("title", ["{{ 7*7 }}", "<script>alert(1)</script>", "題: [名] #1 'と\"", "---", "@あ", "null"])
def test_any_title_reads_back_as_it_was_typed(sign_in, manuals, title):
    taro = sign_in("taro")
    assert write(taro, do="publish", title=title, summary="x").status_code == 302
    assert Library(manuals).get("demand").title == title
    assert "<script>alert" not in taro.get("/manuals/demand").get_data(as_text=True)


NEW = {
    "page_id": "refund",
    "title": "還付の手順",
    "folder": "新しい分類",
    "order": "10",
    "owner": "見本住宅課",
    "reviewed_on": "令和8年11月1日",
    "review_by": "令和9年10月31日",
    "body": "本文。[督促](page:demand)",
    "summary": "新しいページ",
    "base_hash": "",
    "version": "0",
}


def test_a_new_page_appears_in_its_folder(sign_in, manuals):
    taro = sign_in("taro")
    assert taro.post("/manuals/new", {**NEW, "do": "publish"}, page="/manuals/new").status_code == 302
    assert (manuals / "新しい分類" / "refund.md").exists()
    assert "還付の手順" in taro.get("/manuals/").get_data(as_text=True)


@pytest.mark.parametrize("page_id", ["demand", "Refund", "../x", "drafts", "還付", "con", "", "a" * 70])
def test_an_id_that_cannot_be_is_refused(sign_in, page_id):
    answer = sign_in("taro").post("/manuals/new", {**NEW, "page_id": page_id, "do": "publish"}, page="/manuals/new")
    assert answer.status_code == 422 and "還付の手順" in answer.get_data(as_text=True)


def test_moving_a_page_keeps_its_links(sign_in, manuals):
    taro = sign_in("taro")
    assert write(taro, do="publish", folder="財産調査", title="督促の新しい名前", summary="移した").status_code == 302
    assert (manuals / "財産調査" / "demand.md").exists() and not (manuals / "総則").exists()
    assert 'href="/manuals/demand"' in taro.get("/manuals/reminder").get_data(as_text=True)


def test_history_compares_and_goes_back(sign_in):
    taro = sign_in("taro")
    write(taro, do="publish", body="督促は催告とは違う。", summary="一回目")
    write(taro, do="publish", body="督促は通知とは違う。", summary="二回目")
    page = taro.get("/manuals/demand/history").get_data(as_text=True)
    assert "第3版" in page and "一回目" in page and "比較する" in page
    compared = taro.get("/manuals/demand/compare?from=3&to=2").get_data(as_text=True)
    assert "<del>催告</del>" in compared and "<ins>通知</ins>" in compared
    assert taro.get("/manuals/demand/compare?from=2&to=x").status_code == 422
    assert taro.get("/manuals/demand/compare?from=2&to=99").status_code == 404
    assert "催告とは違う" in taro.get("/manuals/demand/history/2").get_data(as_text=True)
    answer = taro.post("/manuals/demand/history/2/restore", page=EDIT)
    assert answer.status_code == 302 and "催告とは違う" in taro.get(EDIT).get_data(as_text=True)
    assert "通知とは違う" in taro.get("/manuals/demand").get_data(as_text=True)


def test_an_edit_made_outside_is_a_version_of_its_own(sign_in, manuals, office):
    taro = sign_in("taro")
    write(taro, do="publish", body="画面から。", summary="一")
    write_page(manuals, "demand", body="エディターから。")
    assert "エディターから" in taro.get("/manuals/demand").get_data(as_text=True)
    assert "直接変更" in taro.get("/manuals/demand/history").get_data(as_text=True)
    write(taro, do="publish", body="また画面から。", summary="二")
    with reading(office.sessions) as session:
        assert [r.source for r in revisions.history(session, "demand")] == ["portal", "outside", "portal", "outside"]


def test_sync_adopts_outside_edits_once(office, manuals, clock):
    with unit_of_work(office.sessions) as session:
        assert len(revisions.sync(session, clock(), library(manuals)).adopted) == 2
    write_page(manuals, "demand", body="外から。")
    (manuals / "折衝" / "reminder.md").unlink()
    with unit_of_work(office.sessions) as session:
        found = revisions.sync(session, clock(), library(manuals))
    assert [page.id for page in found.adopted] == ["demand"] and found.missing == ("reminder",)
    with unit_of_work(office.sessions) as session:
        assert revisions.sync(session, clock(), library(manuals)).adopted == ()


def picture(size=(40, 30), kind="PNG") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "white").save(held, kind)
    return held.getvalue()


FILES = "/manuals/demand/files"


def upload(browser, name: str, content: bytes):
    return browser.post(FILES, {"files": (io.BytesIO(content), name)}, page=FILES, content_type="multipart/form-data")


def test_a_picture_is_attached_and_shown(sign_in):
    hanako, jiro = sign_in("hanako"), sign_in("jiro")
    assert upload(hanako, "流れ.png", picture()).status_code == 302
    assert "![流れ](file:1)" in hanako.get(FILES).get_data(as_text=True)
    answer = jiro.get("/manuals/files/1")
    assert answer.get_data() == picture()
    assert answer.mimetype == "image/png" and "inline" in answer.headers["Content-Disposition"]
    write(sign_in("taro"), do="publish", body="![流れ](file:1)", summary="図")
    assert '<img src="/manuals/files/1"' in jiro.get("/manuals/demand").get_data(as_text=True)


def test_files_need_a_sign_in(app, browse, sign_in):
    upload(sign_in("hanako"), "a.png", picture())
    assert browse(app).get("/manuals/files/1").status_code == 302


def bomb() -> bytes:
    """A PNG of 60,000 x 60,000 white points in a few hundred bytes of header and an empty body."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", bomb(), "大きすぎます"),
        ("a.png", picture()[:60], "壊れた画像"),
        ("a.svg", b"<svg onload=alert(1)>", "付けられない種類"),
        ("a.html", b"<script>alert(1)</script>", "付けられない種類"),
        ("a.pdf", b"MZ not a pdf", "中身が違います"),
        ("a.png", b"", "空のファイル"),
        ("a.exe", b"MZ" * 100, "付けられない種類"),
    ],
)
def test_what_may_not_be_attached_is_explained(sign_in, name, content, said):
    answer = upload(sign_in("hanako"), name, content)
    assert answer.status_code == 422 and said in answer.get_data(as_text=True)


def test_a_document_is_a_download_whatever_it_is_called(sign_in):
    hanako = sign_in("hanako")
    upload(hanako, "資料.pdf", b"%PDF-1.7\n<script>alert(1)</script>")
    answer = hanako.get("/manuals/files/1")
    assert answer.get_data().startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_kill_during_a_save_loses_nothing_that_was_confirmed(tmp_path):
    """Ten kills here; ``python -m tests.manuals.kill_saves 100`` runs more of them."""
    done = subprocess.run(
        [sys.executable, "-c", KILLS, str(tmp_path / "office")], cwd=HOME, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "10 kills" in done.stdout and "none lost" in done.stdout


KILLS = (
    "import sys, pathlib; from tests.manuals.kill_saves import run; print(run(pathlib.Path(sys.argv[1]), 10, seed=7))"
)


def test_a_page_is_published_although_the_index_is_damaged(people, office, clock, manuals):
    """The folder of the index goes while the portal runs: the page is saved, found, and nobody is told to do it again."""
    kept = opening.open_search(office.settings)
    running = opening.open_office(office.settings, index=kept)
    opening.rebuild_index(running)
    app = create_app(office=running)
    app.config.update(PORTAL_CLOCK=clock)
    taro = Browser(app.test_client())
    taro.post("/sign-in", {"login": "taro", "password": PASSWORD}, page="/sign-in")
    form = fields_of(taro.get(EDIT).get_data(as_text=True))
    for file in (office.settings.instance / "index").rglob("*"):
        if file.is_file():
            file.unlink()
    answer = taro.post(EDIT, {**form, "body": "壊れても残る本文", "summary": "x", "do": "publish"}, page="/me")
    assert answer.status_code == 302 and answer.location == "/manuals/demand"
    assert "壊れても残る本文" in taro.get("/manuals/demand").get_data(as_text=True)
    assert "/manuals/demand" in taro.get("/search/?q=壊れても残る").get_data(as_text=True)
    opening.close_office(running)


def test_what_the_index_missed_is_caught_up_at_the_next_start(office, manuals):
    opening.rebuild_index(office)
    assert opening.catch_up(office) > 0  # in memory nothing says when it was written: the last day is put again
    assert office.index.search(Query("督促の手順", kinds=frozenset({"manual"}))).hits


def test_going_back_does_not_throw_away_what_is_being_written(sign_in):
    taro = sign_in("taro")
    write(taro, do="publish", body="古い本文。", summary="一")
    write(taro, do="publish", body="新しい本文。", summary="二")
    write(taro, body="書きかけの本文。")
    answer = taro.post("/manuals/demand/history/2/restore", page=EDIT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "書きかけの本文。" in page and "古い本文。" in page and "第2版の文" in page
    assert "書きかけの本文。" in taro.get(EDIT).get_data(as_text=True)
    assert taro.post(EDIT, {**fields_of(page), "do": "save"}, page=EDIT).status_code == 302
    assert fields_of(taro.get(EDIT).get_data(as_text=True))["body"] == "古い本文。\n"


def broken(manuals) -> None:
    (manuals / "総則" / "demand.md").write_text("---\nid: demand\ntitle: [\n---\n壊した人の本文", encoding="utf-8")


def test_a_page_with_a_broken_head_shows_its_last_version(sign_in, manuals):
    taro = sign_in("taro")
    write(taro, do="publish", body="読める本文。", summary="一")
    broken(manuals)
    page = sign_in("hanako").get("/manuals/demand").get_data(as_text=True)
    assert "読める本文。" in page and "第2版を表示しています" in page and "行目の書き方が正しくありません" in page
    assert "行目の書き方" not in sign_in("admin").get("/manuals/demand").get_data(as_text=True)
    assert "使えないファイル" in taro.get("/manuals/").get_data(as_text=True)


def test_a_page_with_a_broken_head_is_mended_from_its_history_and_nothing_is_lost(sign_in, manuals, office):
    taro = sign_in("taro")
    write(taro, do="publish", body="読める本文。", summary="一")
    broken(manuals)
    assert taro.get(EDIT).status_code == 409
    assert taro.post("/manuals/demand/history/2/restore", page="/me").status_code == 302
    assert write(taro, do="publish", summary="直した").status_code == 302
    assert "読める本文。" in taro.get("/manuals/demand").get_data(as_text=True)
    with reading(office.sessions) as session:
        rows = revisions.history(session, "demand")
    assert "壊した人の本文" in rows[1].content and rows[1].source == "outside"


def test_a_broken_file_without_a_history_says_what_is_wrong_with_it(sign_in, manuals):
    broken(manuals)
    answer = sign_in("hanako").get("/manuals/demand")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "3行目の書き方" in page
    assert "ファイルを読めません" in page and "ほかの人の変更" not in page  # nobody else is to blame


def test_a_draft_on_an_older_version_says_so_before_it_is_sent(sign_in):
    hanako = sign_in("hanako")
    write(hanako, body="花子の下書き")
    write(sign_in("taro"), do="publish", body="太郎が先に公開", summary="x")
    assert "公開版が先に変わりました" in hanako.get(EDIT).get_data(as_text=True)


def test_a_very_long_text_is_not_drawn_at_every_pause(sign_in):
    hanako = sign_in("hanako")
    long = "督促。" * 40_000
    assert "とても長い本文は" in hanako.post("/manuals/preview", {"body": long}).get_data(as_text=True)
    assert "督促。督促。" in write(hanako, do="preview", body=long).get_data(as_text=True).split('id="preview"')[1]
