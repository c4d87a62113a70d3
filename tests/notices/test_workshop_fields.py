"""What the fields of a form are: types and sources in Japanese, errors beside their inputs, nothing typed lost."""

from __future__ import annotations

import tomllib
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal.db import reading
from portal.notices.describing import read_page
from portal.notices.field_guide import described, usable
from portal.notices.fields_seen import fields_seen
from portal.notices.form_toml import toml_of
from portal.notices.library import read_form, shipped
from portal.notices.models import OfficeForm
from portal.notices.source_choices import grouped, sources
from portal.settings import HOME
from tests.notices.test_workshop_letters import FORMS, begin, letter

ABOUT = {"title": "お知らせ", "note": "", "claim_classes": ["private"], "event": "note"}


def typed(docx: bytes, **posted):
    """The page of a letter's fields with what was posted for them."""
    seen = fields_seen(docx)
    about = {**ABOUT, "fields": [described(FORMS, one.name, one.kind, one.columns) for one in seen.values()]}
    return read_page(about, seen, MultiDict({"title": "お知らせ", "classes": "private", **posted}))


def test_a_value_of_the_ledger_brings_its_type():
    page, about = typed(
        letter("{{ 期日A }}"), **{"label-期日A": "期日", "type-期日A": "text", "source-期日A": "claim.due_date"}
    )
    assert about["fields"][0]["type"] == "date"
    assert "種類を、入れるもの（納期限・履行期限）に合わせて「日付」にしました" in page.notes[0]
    assert page.errors == []


def test_a_text_of_the_ledger_leaves_the_choice_between_text_and_paragraphs():
    _, about = typed(
        letter("{{ 名 }}"), **{"type-名": "choice", "source-名": "debtor.kind_label", "choices-名": "個人\n法人"}
    )
    assert about["fields"][0]["type"] == "choice"


def test_a_wrong_example_is_said_at_its_input_and_shown_again():
    page, _ = typed(letter("{{ 支払日 }}"), **{"type-支払日": "date", "example-支払日": "2月30日のつもり"})
    ((sentence, where),) = page.errors
    assert where == "example-支払日"
    assert "『支払日の例』" in sentence and "2月30日のつもり" in sentence
    assert page.rows[0].example == "2月30日のつもり"


def test_choices_are_asked_for_and_the_first_is_the_example():
    page, _ = typed(letter("{{ 窓口 }}"), **{"type-窓口": "choice"})
    assert "選択肢を、1行に一つずつ入力してください" in page.sentences[0]
    page, about = typed(letter("{{ 窓口 }}"), **{"type-窓口": "choice", "choices-窓口": "東\r\n西\r\n"})
    assert page.errors == []
    assert (about["fields"][0]["choices"], about["fields"][0]["example"]) == (["東", "西"], "東")


def test_every_wrong_thing_is_said_at_once():
    page, _ = typed(
        letter("{{ 支払日 }}{{ 過払額 }}"), **{"title": "", "example-支払日": "x", "example-過払額": "たくさん"}
    )
    assert [where for _, where in page.errors] == ["title", "example-支払日", "example-過払額"]


def test_a_box_that_is_not_ticked_makes_the_field_optional_only_where_the_page_knew_it():
    _, about = typed(letter("{{ 甲 }}{{ 乙 }}"), **{"label-甲": "甲"})
    assert [one["required"] for one in about["fields"]] == [False, True]


def test_a_column_that_the_ledger_lacks_is_said():
    document = BytesIO()
    from docx import Document

    made = Document()
    table = made.add_table(rows=3, cols=1)
    for at, text in enumerate(("{%tr for 行 in 明細 %}", "{{ 行.期別 }}{{ 行.内金 }}", "{%tr endfor %}")):
        table.cell(at, 0).text = text
    made.save(document)
    seen = fields_seen(document.getvalue())
    field = {**described(FORMS, "新明細", "table", seen["明細"].columns), "name": "明細", "source": "claims"}
    page, _ = read_page({**ABOUT, "fields": [field]}, seen, MultiDict({"title": "x", "classes": "private"}))
    assert {cell.name: cell.unknown for cell in page.rows[0].cells} == {"期別": False, "内金": True}


def test_every_choice_of_a_source_is_really_given(office, people, cases, add_event):
    """The case has a guarantor, talks and relief in its ledger, so that every path has something to say."""
    from tests.notices.paths import every_path

    given = every_path(office, people.hanako, cases["nhi"], add_event)
    assert set(sources()) - given == set()


def test_the_columns_of_the_tables_are_those_that_the_ledger_gives(office, people, cases, add_event):
    from tests.notices.paths import table_columns

    found = table_columns(office, people.hanako, cases["nhi"], add_event)
    for one in (source for group in grouped(tables=True).values() for source in group):
        if one.path in found:
            assert set(one.columns) == found[one.path], one.path


def test_every_source_of_the_dictionary_agrees_with_the_type_of_its_choice():
    textual = {"text", "lines", "choice"}
    for entry in usable(FORMS):
        source = sources().get(entry.source)
        if source is not None:
            assert entry.type == source.type or {entry.type, source.type} <= textual, entry.name


@pytest.mark.parametrize("name", ["催告書", "督促状-公債権", "延滞金計算書"])
def test_the_technical_description_reads_back_as_the_same_form(name):
    form = shipped(HOME / "templates")[name]
    again = read_form(name, toml_of(form).encode(), form.docx)
    assert again.fields == form.fields
    assert (again.title, again.checks, again.claim_classes) == (form.title, form.checks, form.claim_classes)


def test_half_typed_words_come_back_and_are_not_judged(sign_in, office, people):
    browser = sign_in("hanako")
    here = begin(browser, letter("{{ 支払日 }}までに")).headers["Location"]
    kept = {"draft_place": here, "title": "途中の題名", "classes": "private", "example-支払日": "令和8年"}
    assert browser.post("/drafts", kept, page=here).status_code in {200, 204}
    page = browser.get(here).get_data(as_text=True)
    assert "途中の題名" in page and 'value="令和8年"' in page
    assert "入力を直してください" not in page


def test_a_bare_date_prints_in_wareki_once_its_type_is_saved(sign_in, office, people):
    browser = sign_in("hanako")
    here = begin(browser, letter("{{ 支払日 }}までに{{ 過払額 }}を返します。")).headers["Location"]
    posted = {"title": "お返し", "classes": "private", "example-支払日": "R8.12.1", "example-過払額": "１２，０００"}
    assert browser.post(here, posted, page=here).status_code == 302
    with reading(office.sessions) as session:
        assert session.scalar(select(OfficeForm.name)) == "納付のお知らせ"
    from tests.documents.letters import opened

    made = opened(browser.get(f"{here}/preview.docx").data)
    assert made.paragraphs[0].text == "令和8年12月1日までに12,000円を返します。"


def test_the_technical_description_is_there_for_those_who_want_it(sign_in):
    browser = sign_in("hanako")
    here = begin(browser, letter("{{ 氏名 }}")).headers["Location"]
    about = tomllib.loads(browser.get(f"{here}/about.toml").get_data(as_text=True))
    assert about["fields"][0]["source"] == "debtor.name"
    assert "技術的な説明（.toml）を見る" in browser.get(here).get_data(as_text=True)


HOSTILE = {
    "template": "{{ 7*7 }}{% for x in y %}",
    "markup": "<script>alert(1)</script>",
    "no day": "令和6年2月30日",
    "huge number": "9" * 400,
    "long": "長" * 50_000,
    "NUL": "a\x00b",
    "lines": "a\r\nSet-Cookie: x=1\r\n\r\nb",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("step", ["", "/submit", "/blanks", "/file"])
def test_whatever_is_typed_about_fields_is_answered_with_a_page(sign_in, value, step):
    browser = sign_in("hanako")
    here = begin(browser, letter("{{ 支払日 }}までに{{ 過払額 }}を○○へ")).headers["Location"]
    names = ("label", "type", "source", "example", "help", "choices", "required")
    posted = {f"{part}-{name}": value for part in names for name in ("支払日", "過払額")}
    posted |= {"title": value, "note": value, "classes": value, "event": value}
    answer = browser.post(f"{here}{step}", posted, page=here)
    assert answer.status_code in {302, 422}
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert browser.get(here).status_code == 200
    assert browser.get(f"{here}/changes").status_code == 200
