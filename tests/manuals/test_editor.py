"""The helpers of the editor as they work without its script: tables, pictures, links; and the autosave of a new page."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from PIL import Image, ImageSequence

from portal.db import reading
from portal.domain.errors import InvalidInput
from portal.manuals import files
from portal.manuals.drafts import own_draft
from portal.manuals.files import code_of, examined
from portal.manuals.models import ManualFile
from portal.manuals.pages import library
from portal.manuals.render import no_links, render
from portal.manuals.snippets import appended, blank_table
from tests.manuals.test_editing import EDIT, NEW, fields_of, picture, write


def test_a_blank_table_reads_back_as_a_table():
    html = render(blank_table(2, 3), no_links()).html
    assert html.count("<tr>") == 3 and html.count("<th ") == 3 and html.count("<td") == 6


@pytest.mark.parametrize(("rows", "columns"), [(0, 3), (51, 3), (3, 0), (3, 13), (None, 3), (-1, 2)])
def test_a_table_beyond_its_bounds_is_refused_with_the_bounds(rows, columns):
    with pytest.raises(InvalidInput, match="までの整数で入力"):
        blank_table(rows, columns)


def test_what_is_appended_is_a_paragraph_of_its_own():
    assert appended("本文。\n\n\n", "表") == "本文。\n\n表\n"
    assert appended("", "表") == "表\n"


def test_a_table_is_put_at_the_end_and_the_draft_is_kept(sign_in):
    hanako = sign_in("hanako")
    assert write(hanako, do="table", body="書きかけ", table_rows="２", table_columns="2").status_code == 302
    kept = fields_of(hanako.get(EDIT).get_data(as_text=True))["body"]
    assert kept.startswith("書きかけ\n\n| 項目1 | 項目2 |\n|---|---|\n|  |  |\n|  |  |")


def test_a_table_that_cannot_be_keeps_the_text(sign_in):
    answer = write(sign_in("hanako"), do="table", body="消えてはならない", table_rows="百", table_columns="2")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "消えてはならない" in page


def attach(browser, name: str, content: bytes, **changed: str):
    values = fields_of(browser.get(EDIT).get_data(as_text=True)) | changed
    data = {**values, "files": (io.BytesIO(content), name), "do": "attach"}
    return browser.post(EDIT, data, page=EDIT, content_type="multipart/form-data")


def test_a_picture_is_put_at_the_end_of_the_text(sign_in):
    hanako = sign_in("hanako")
    assert attach(hanako, "窓口の配置.png", picture(), body="書きかけ").status_code == 302
    page = hanako.get(EDIT).get_data(as_text=True)
    assert "書きかけ\n\n![窓口の配置](file:1)" in page and '<img src="/manuals/files/1" alt="窓口の配置">' in page


def test_a_file_that_may_not_be_attached_keeps_the_text(sign_in, office):
    answer = attach(sign_in("hanako"), "a.svg", b"<svg onload=alert(1)>", body="消えてはならない")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "SVG はプログラムを含む" in page and "消えてはならない" in page
    with reading(office.sessions) as session:
        assert files.files_of(session, "demand") == []


def test_without_a_file_the_helper_asks_for_one(sign_in):
    hanako = sign_in("hanako")
    answer = write(hanako, do="attach", body="書きかけ")
    assert answer.status_code == 422 and "ファイルを選んでから" in answer.get_data(as_text=True)


def paste(browser, page_id: str, *given: tuple[str, bytes]):
    data = {"files": [(io.BytesIO(content), name) for name, content in given]}
    return browser.post(f"/manuals/{page_id}/files/insert", data, page=EDIT, content_type="multipart/form-data")


def test_a_pasted_picture_answers_with_what_to_write(sign_in):
    answer = paste(
        sign_in("hanako"), "demand", ("image.png", picture()), ("資料.pdf", b"%PDF-1.7"), ("x.svg", b"<svg/>")
    )
    assert answer.get_json()["codes"] == ["![画像の説明](file:1)", "[資料](file:2)"]
    assert "SVG" in answer.get_json()["problems"][0]


def test_a_picture_can_be_pasted_into_a_page_that_is_only_a_draft(sign_in):
    hanako = sign_in("hanako")
    assert paste(hanako, "refund", ("a.png", picture())).get_json()["codes"] == ["![a](file:1)"]
    assert paste(hanako, "x" * 300, ("a.png", picture())).get_json()["codes"] == []


def test_only_who_edits_may_paste(sign_in):
    data = {"files": (io.BytesIO(picture()), "a.png")}
    assert sign_in("admin").post("/manuals/demand/files/insert", data).status_code == 403


def photograph() -> bytes:
    """A JPEG on its side, that says where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (35.0, 38.0, 46.0)  # GPS latitude
    held = io.BytesIO()
    Image.new("RGB", (40, 20), "green").save(held, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    return held.getvalue()


def test_a_photograph_forgets_where_it_was_taken_and_stands_upright():
    content, media_type, is_picture = examined("窓口.jpg", photograph())
    assert (media_type, is_picture) == ("image/jpeg", True)
    assert b"SECRET" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (20, 40) and not kept.getexif()


def test_what_hides_behind_a_picture_is_left_behind():
    content, _, _ = examined("a.png", picture() + b"<script>alert(1)</script>")
    assert b"<script>" not in content


def test_a_bitmap_of_the_clipboard_becomes_png():
    content, media_type, _ = examined("a.bmp", picture(kind="BMP"))
    assert media_type == "image/png" and content.startswith(b"\x89PNG")


def test_a_telephone_picture_with_a_second_one_inside_is_a_jpeg():
    held = io.BytesIO()
    one, two = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (8, 6), "red")
    one.save(held, "MPO", save_all=True, append_images=[two])
    assert examined("a.jpg", held.getvalue())[1] == "image/jpeg"


def test_transparency_stays():
    held = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(held, "PNG")
    content, _, _ = examined("a.png", held.getvalue())
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


def test_an_animation_keeps_moving():
    held = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:])
    content, media_type, _ = examined("a.gif", held.getvalue())
    with Image.open(io.BytesIO(content)) as kept:
        assert media_type == "image/gif" and len(list(ImageSequence.Iterator(kept))) == 3


def test_a_very_large_picture_is_made_smaller():
    content, _, _ = examined("a.png", picture(size=(5000, 100)))
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (4000, 80)


def sized_png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", sized_png(60_000, 60_000), "大きすぎます"),
        ("a.png", sized_png(60_000, 60_000), "4,000万画素以下"),
        ("a.png", sized_png(8_000, 6_000), "8,000×6,000"),
        ("a.png", b"<svg><script>alert(1)</script></svg>", "終わりが.pngですが、中身が違います"),
        ("a.docx", b"MZ", "終わりが.docxですが、中身が違います"),
        ("a.png", sized_png(100, 100), "壊れた画像"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic", "JPEG で保存し直して"),
        ("a.doc", b"\xd0\xcf\x11\xe0", ".docx で保存し直して"),
        ("a.png", b"", "空のファイル"),
    ],
)
def test_what_may_not_be_kept_is_refused_with_what_to_do(name, content, said):
    with pytest.raises(InvalidInput, match=said):
        examined(name, content)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("image.png", "画像の説明"),
        ("スクリーンショット 2026-11-24 100000.png", "画像の説明"),
        ("IMG_0001.jpg", "画像の説明"),
        ("窓口[1].png", "窓口1"),
        ("](javascript:alert.png", "javascript:alert"),
    ],
)
def test_the_description_of_a_picture_says_something_or_asks_for_it(name, words):
    row = ManualFile(id=7, name=name, is_picture=True)
    assert code_of(row) == f"![{words}](file:7)"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("民法166", "民法166条"),
        ("自治法231条の3", "地方自治法231条の3"),
        ("督促状", "[督促状（公債権）](form:督促状-公債権)"),
        ("民訴", "民事訴訟法"),
    ],
)
def test_links_are_found_with_what_to_write(sign_in, text, code):
    page = sign_in("hanako").get("/manuals/links", query_string={"link": text}).get_data(as_text=True)
    assert f">{code}</code>" in page and "つなぐ先を探す" in page


def test_a_page_is_found_as_a_link(sign_in, office, manuals):
    from portal.manuals.documents import document_of

    office.index.put([document_of(page) for page in library(manuals)])
    fragment = sign_in("hanako").get("/manuals/links?link=催告", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "[催告の手順](page:reminder)" in fragment and "<html" not in fragment


@pytest.mark.parametrize("text", ["", "ない言葉", "<script>", "％％", "条", "5"])
def test_a_search_for_links_that_finds_nothing_says_so(sign_in, text):
    answer = sign_in("hanako").get("/manuals/links", query_string={"link": text})
    assert answer.status_code == 200 and "<script>" not in answer.get_data(as_text=True)


def test_a_new_page_is_kept_as_it_is_typed_once_its_number_is_known(sign_in, office, people):
    hanako = sign_in("hanako")
    without = hanako.post("/manuals/drafts/autosave", {**NEW, "page_id": ""}, page="/manuals/new")
    assert "『ページの番号』を入力すると" in without.get_data(as_text=True)
    assert "既にあります" in hanako.post(
        "/manuals/drafts/autosave", {**NEW, "page_id": "demand"}, page="/manuals/new"
    ).get_data(as_text=True)
    saved = hanako.post("/manuals/drafts/autosave", NEW, page="/manuals/new").get_data(as_text=True)
    assert "自動で保存しました" in saved and 'value="1"' in saved
    assert hanako.post("/manuals/new", {**NEW, "version": "1", "do": "save"}, page="/manuals/new").status_code == 302
    with reading(office.sessions) as session:
        assert own_draft(session, people.hanako, "refund").version == 2


def test_an_autosave_says_what_keeps_it_from_saving(sign_in):
    hanako = sign_in("hanako")
    form = fields_of(hanako.get(EDIT).get_data(as_text=True))
    answer = hanako.post("/manuals/demand/autosave", {**form, "title": ""}, page=EDIT).get_data(as_text=True)
    assert "まだ保存していません" in answer and "『表題』を入力" in answer


def test_an_autosave_that_withdraws_a_request_says_so(sign_in):
    hanako = sign_in("hanako")
    write(hanako, do="request", body="依頼した本文", summary="直した")
    form = fields_of(hanako.get(EDIT).get_data(as_text=True))
    answer = hanako.post("/manuals/demand/autosave", {**form, "body": "また直す"}, page=EDIT).get_data(as_text=True)
    assert "承認の依頼は取り下げました" in answer


def test_the_same_words_from_a_faster_autosave_are_no_conflict(sign_in):
    hanako = sign_in("hanako")
    form = fields_of(hanako.get(EDIT).get_data(as_text=True)) | {"body": "一行目\r\n二行目"}
    hanako.post("/manuals/demand/autosave", form | {"body": "一行目\n二行目"}, page=EDIT)
    assert hanako.post(EDIT, {**form, "do": "save"}, page=EDIT).status_code == 302


def test_the_address_of_a_new_page_may_bring_its_title_and_another_name(sign_in):
    page = sign_in("hanako").get("/manuals/new?title=還付の手順&alias=過誤納").get_data(as_text=True)
    assert 'value="還付の手順"' in page and "過誤納" in page


def test_a_new_page_is_offered_a_number_that_can_be_kept(sign_in):
    hanako = sign_in("hanako")
    page = hanako.get("/manuals/new").get_data(as_text=True)
    page_id = re.search(r'name="page_id"[^>]*value="([^"]+)"', page)[1]
    assert page_id.startswith("p-20261124-")
    answer = hanako.post("/manuals/new", {**NEW, "page_id": page_id, "do": "save"}, page="/manuals/new")
    assert answer.location.startswith(f"/manuals/{page_id}/edit")
