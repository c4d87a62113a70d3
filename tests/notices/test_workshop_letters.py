"""An ordinary Word letter becomes a form for people who know no template language."""

from __future__ import annotations

import re
import time
from io import BytesIO

import pytest
from docx import Document

from portal.db import reading
from portal.notices.blanks import blanks, filled
from portal.notices.field_guide import described, guess, identifier, tag_for, usable
from portal.notices.fields_seen import fields_seen, in_japanese_style
from portal.notices.workshop import find_version
from portal.settings import HOME
from tests.documents.letters import bytes_of, merge_letter, opened, ordinary_letter, typed_in_pieces

FORMS = HOME / "templates"
NEW = "/notices/forms/new"


def begin(browser, docx, file="納付のお知らせ", **more):
    data = {"file": (BytesIO(docx), f"{file}.docx"), "own": "y", "classes": ["private"], "event": "note", **more}
    return browser.post(NEW, data, page=NEW, content_type="multipart/form-data")


def letter(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        typed_in_pieces(document.add_paragraph(), line)
    return bytes_of(document)


def about_of(office, actor, here):
    with reading(office.sessions) as session:
        return find_version(session, actor, int(here.rsplit("/", 1)[1])).about


@pytest.mark.parametrize(
    ("text", "words", "field"),
    [
        ("８世納第　　号", "８世納第　　号", "文書番号"),
        ("令和　年　月　日", "令和　年　月　日", "発信日"),
        ("〒154-0000", "〒154-0000", "郵便番号"),
        ("世田谷区架空町一丁目2番3号", "世田谷区架空町一丁目2番3号", "住所"),
        ("架空　花子　様", "架空　花子", "氏名"),
        ("納期限　令和○年○月○日", "令和○年○月○日", "納期限"),
        ("延滞金は金12,000円です。", "12,000円", "延滞金"),
        ("担当　｛担当者｝", "｛担当者｝", "担当者"),
        ("宛名　《氏名》", "《氏名》", "氏名"),
    ],
)
def test_a_place_that_wants_a_value_is_found_and_guessed(text, words, field):
    (found,) = blanks(letter(text), FORMS)
    assert (found.words, found.guess) == (words, field)


def test_places_left_open_are_chosen_beforehand_and_last_year_s_values_are_not():
    found = {one.words: one.sure for one in blanks(ordinary_letter(), FORMS)}
    assert found["令和　年　月　日"] and found["○○円"] and found["｛電話番号｝"] and found["　　　　円"]
    assert not found["架空　花子"] and not found["令和８年９月３０日"] and not found["〒154-0000"]


def test_a_tag_that_is_there_already_is_no_place_to_be_filled():
    assert blanks(letter("{{ 氏名 }}　様", "{{ 納期限|和暦 }}まで"), FORMS) == []


def test_chosen_places_become_fields_that_print_as_letters_write_them():
    docx = ordinary_letter()
    made = filled(docx, FORMS, {one.key: one.guess for one in blanks(docx, FORMS) if one.guess})
    lines = [paragraph.text for paragraph in opened(made).paragraphs]
    assert lines[:5] == [
        "{{ 文書番号 }}", "{{ 発信日|和暦 }}", "{{ 郵便番号|郵便番号 }}", "{{ 住所 }}", "{{ 氏名 }}　様",
    ]  # fmt: skip
    assert "国民健康保険料{{ 合計|円 }}が、納期限（{{ 納期限|和暦 }}）を過ぎても" in lines[7]
    cells = [row.cells[1].text for row in opened(made).tables[0].rows]
    assert cells == ["{{ 期別 }}", "金{{ 延滞金|円 }}", "{{ 備考 }}"]


def test_a_place_nobody_chose_keeps_its_words():
    docx = ordinary_letter()
    assert filled(docx, FORMS, {}) == docx


@pytest.mark.parametrize(
    ("words", "name"),
    [("宛名", "氏名"), ("納付期限", "納期限"), ("ＴＥＬ", "電話番号"), ("請求額", "合計"), ("内訳", "明細"), ("見知らぬもの", None)],
)  # fmt: skip
def test_names_of_other_offices_are_understood(words, name):
    found = guess(FORMS, words)
    assert (found.name if found else None) == name


def test_a_name_is_made_of_what_was_typed():
    assert identifier("送付先 氏名（漢字）") == "送付先氏名漢字"
    assert identifier("1回目の金額") == "項目1回目の金額"
    assert identifier("（　）") == ""


def test_a_field_that_the_dictionary_does_not_know_is_guessed_by_its_name():
    assert described(FORMS, "訪問予定日")["type"] == "date"
    assert described(FORMS, "過払金額")["type"] == "yen"
    assert described(FORMS, "面談回数")["type"] == "int"
    assert described(FORMS, "納期限")["source"] == "claim.due_date"


def test_a_loop_over_a_table_says_its_columns():
    document = Document()
    table = document.add_table(rows=3, cols=2)
    rows = ["{%tr for 行 in 支払 %}", "{{ 行.支払日|和暦 }}", "{%tr endfor %}"]
    for at, text in enumerate(rows):
        table.cell(at, 0).text = text
    table.cell(1, 1).text = "{{ 行.金額|円 }}"
    (found,) = fields_seen(bytes_of(document)).values()
    assert (found.name, found.kind, found.columns) == ("支払", "table", ["支払日", "金額"])
    assert [column["type"] for column in described(FORMS, "支払", "table", found.columns)["columns"]] == ["date", "yen"]


def test_bare_dates_and_amounts_get_the_look_of_letters():
    docx = letter("{{ 期日 }}までに{{ 額 }}を（うち{{ 手数料 }}円）", "{{ 期日|西暦 }}")
    made = in_japanese_style(docx, {"期日": "date", "額": "yen", "手数料": "yen"})
    assert [paragraph.text for paragraph in opened(made).paragraphs] == [
        "{{ 期日|和暦 }}までに{{ 額|円 }}を（うち{{ 手数料|桁区切り }}円）", "{{ 期日|西暦 }}",
    ]  # fmt: skip


def test_a_letter_as_it_is_becomes_a_form_with_guesses_in_place(sign_in, office, people):
    browser = sign_in("hanako")
    here = begin(browser, ordinary_letter()).headers["Location"]
    page = browser.get(here).get_data(as_text=True)
    assert "差し込めそうな場所（14か所）" in page
    keys = re.findall(r'name="field-([\d-]+)"', page)
    docx = office.store.get(_key(office, people.hanako, here))
    posted = {f"field-{one.key}": one.guess for one in blanks(docx, FORMS)}
    assert set(keys) == {one.key for one in blanks(docx, FORMS)}
    assert browser.post(f"{here}/blanks", posted, page=here).status_code == 302
    about = about_of(office, people.hanako, here)
    found = {one["name"]: (one["type"], one["source"]) for one in about["fields"]}
    assert found["納期限"] == ("date", "claim.due_date")
    assert found["合計"] == ("yen", "computed.total")
    assert [one["name"] for one in about["fields"]][:3] == ["文書番号", "発信日", "郵便番号"]
    page = browser.get(here).get_data(as_text=True)
    assert "を過ぎても" in page and "国民健康保険料" in page  # the place is shown with the words around it
    assert browser.get(f"{here}/preview.docx").status_code == 200


def _key(office, actor, here):
    with reading(office.sessions) as session:
        return find_version(session, actor, int(here.rsplit("/", 1)[1])).docx_key


def test_a_name_of_one_s_own_may_be_given_to_a_place(sign_in, office, people):
    browser = sign_in("hanako")
    here = begin(browser, letter("訪問する日　令和　年　月　日")).headers["Location"]
    (place,) = blanks(office.store.get(_key(office, people.hanako, here)), FORMS)
    posted = {f"field-{place.key}": "own", f"own-{place.key}": "訪問 予定日"}
    assert browser.post(f"{here}/blanks", posted, page=here).status_code == 302
    (field,) = about_of(office, people.hanako, here)["fields"]
    assert (field["name"], field["type"]) == ("訪問予定日", "date")


def test_choosing_nothing_is_said_and_changes_nothing(sign_in):
    browser = sign_in("hanako")
    here = begin(browser, ordinary_letter()).headers["Location"]
    answer = browser.post(f"{here}/blanks", {}, page=here)
    assert answer.status_code == 422
    assert "差し込む場所が選ばれていません" in answer.get_data(as_text=True)


def test_a_letter_made_for_word_s_own_merge_needs_no_work(sign_in, office, people):
    browser = sign_in("hanako")
    answer = begin(browser, merge_letter(), file="訪問のお知らせ")
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "差し込み印刷の項目（送付先氏名、滞納額、訪問予定日）を、そのまま使えるようにしました" in page
    names = [one["name"] for one in about_of(office, people.hanako, answer.headers["Location"])["fields"]]
    assert names == ["氏名", "合計", "訪問予定日"]


def test_the_name_of_the_file_is_the_name_of_the_form(sign_in):
    browser = sign_in("hanako")
    here = begin(browser, ordinary_letter(), file="窓口のお知らせ").headers["Location"]
    assert "窓口のお知らせ" in browser.get(here).get_data(as_text=True)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": "催告書"}, "『催告書』という様式は、すでにあります"),
        ({"name": "a/b"}, "様式の名前は"),
        ({"classes": []}, "使える債権区分を一つ以上選んでください"),
    ],
)
def test_what_is_missing_for_a_new_form_is_said_and_what_was_typed_stays(sign_in, more, sentence):
    answer = begin(sign_in("hanako"), ordinary_letter(), **({"name": "お知らせ"} | more))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert more.get("name", "お知らせ") in page


def test_a_new_form_without_a_file_asks_for_it(sign_in):
    answer = sign_in("hanako").post(NEW, {"name": "お知らせ", "classes": ["private"], "event": "note"}, page=NEW)
    assert "Word ファイルを選んでください" in answer.get_data(as_text=True)


def test_the_guide_shows_what_to_type_into_word(sign_in):
    browser = sign_in("hanako")
    page = browser.get("/notices/forms/fields").get_data(as_text=True)
    assert "{{ 納期限|和暦 }}" in page and "{{ 元金|円 }}" in page and "{{ 氏名 }}" in page
    found = browser.get("/notices/forms/fields?q=電話").get_data(as_text=True)
    assert "電話番号" in found and "{{ 元金|円 }}" not in found


def test_a_table_to_copy_is_a_form_that_works(sign_in):
    content = sign_in("hanako").get("/notices/forms/fields/明細.docx").data
    assert fields_seen(content)["明細"].kind == "table"
    assert "債権名" in fields_seen(content)["明細"].columns


def test_every_tag_of_the_guide_compiles_to_its_field():
    singles = [one for one in usable(FORMS) if one.type not in {"table", "lines"}]
    assert list(fields_seen(letter(*(one.tag for one in singles)))) == [one.name for one in singles]
    assert tag_for("納期限", "date") == "{{ 納期限|和暦 }}"


def test_a_paragraph_of_blanks_without_end_is_read_in_a_moment():
    document = Document()
    document.add_paragraph(" " * 200_000 + "区" + "番" * 100_000 + "令和" + " " * 200_000)
    docx = bytes_of(document)
    begun = time.monotonic()
    assert len(blanks(docx, FORMS)) <= 60
    assert time.monotonic() - begun < 10
