"""The forms library: every shipped form compiles, is shown, downloaded, found, and rendered from a list by command."""

from __future__ import annotations

from io import BytesIO

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook

from portal.db import reading
from portal.documents.sheets import write_csv
from portal.notices import library, search
from portal.notices.columns import columns_of, example_csv, example_rows, headings
from portal.notices.commands import notices
from portal.notices.library import shipped
from portal.settings import HOME

FORMS = shipped(HOME / "templates")
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)


def text_of(content: bytes) -> str:
    body = Document(BytesIO(content)).element.body
    return "".join(
        node.text or "" for node in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
    )


@every_form
def test_every_form_compiles_and_renders_its_example(form):
    assert list(library.check(form)) == []


def test_the_doctor_finds_nothing_wrong_with_the_shipped_forms(office):
    assert list(library.doctor(office, None)) == []


def test_a_form_without_its_word_file_is_reported_by_name(tmp_path):
    (tmp_path / "催告書.toml").write_text('title = "催告書"', encoding="utf-8")
    assert [problem.sentence for problem in library.problems(tmp_path)] == [
        "様式『催告書』：Wordファイルがありません。"
    ]


def test_a_word_file_that_is_none_is_reported(tmp_path):
    source = HOME / "templates" / "催告書.toml"
    (tmp_path / "催告書.toml").write_bytes(source.read_bytes())
    (tmp_path / "催告書.docx").write_bytes(b"not a zip")
    assert "様式『催告書』" in next(iter(library.problems(tmp_path))).sentence


@every_form
def test_every_form_has_a_page_and_its_downloads(sign_in, form):
    browser = sign_in("hanako")
    page = browser.get(f"/notices/forms/{form.name}")
    assert page.status_code == 200
    assert form.title in page.get_data(as_text=True)
    assert browser.get(f"/notices/forms/{form.name}/blank.docx").data == form.docx
    assert browser.get(f"/notices/forms/{form.name}/example.docx").status_code == 200


def test_the_example_sheet_is_offered_as_xlsx_and_csv(sign_in):
    browser = sign_in("hanako")
    book = load_workbook(BytesIO(browser.get("/notices/forms/催告書/list.xlsx").data))
    assert [cell.value for cell in book.active[1]] == headings(FORMS["催告書"])
    assert browser.get("/notices/forms/催告書/list.csv").data == example_csv(FORMS["催告書"])


def test_people_without_cases_may_read_forms_but_see_no_drafts(sign_in):
    browser = sign_in("secretariat")
    assert browser.get("/notices/forms/督促状-公債権").status_code == 200
    assert browser.get("/notices/").status_code == 403


def test_an_unknown_form_is_a_sentence(sign_in):
    answer = sign_in("hanako").get("/notices/forms/存在しない様式")
    assert answer.status_code == 404
    assert "様式の一覧から選び直してください" in answer.get_data(as_text=True)


def test_forms_are_found_by_their_words(office):
    with reading(office.sessions) as session:
        documents = {one.id: one for one in search.all_documents(office, session)}
    assert len(documents) == len(FORMS)
    found = documents["form:督促状-公債権"]
    assert found.kind == "form" and "督促" in found.body and "{{" not in found.body


def run(office, *arguments):
    return CliRunner().invoke(notices, arguments, obj=office)


def test_the_command_lists_every_form(office):
    assert run(office, "list").output.count("\n") == len(FORMS)


def test_the_command_checks_a_form_by_name(office):
    answer = run(office, "check", "催告書")
    assert answer.exit_code == 0, answer.output


def test_the_command_renders_the_example_rows_of_a_form(office, people, tmp_path):
    form = FORMS["督促状-公債権"]
    rows = tmp_path / "rows.csv"
    rows.write_bytes(example_csv(form))
    answer = run(
        office, "render", form.name, "--rows", str(rows), "--out", str(tmp_path / "out"), "--date", "2026-12-01"
    )
    assert answer.exit_code == 0, answer.output
    made = list((tmp_path / "out").glob("*.docx"))
    assert len(made) == 1
    assert "架空　花子" in text_of(made[0].read_bytes())


def test_the_command_says_which_excel_row_is_wrong(office, people, tmp_path):
    form = FORMS["督促状-公債権"]
    row = list(example_rows(form)[0])
    names = headings(form)
    row[names.index("納期限")] = "令和6年2月30日"
    rows = tmp_path / "rows.csv"
    rows.write_bytes(write_csv(names, [row]).content)
    answer = run(office, "render", form.name, "--rows", str(rows), "--out", str(tmp_path / "out"))
    assert answer.exit_code == 1
    assert "2行目『納期限』" in answer.output
    assert not (tmp_path / "out").exists()


def test_columns_leave_out_what_the_office_provides():
    names = {column.name for column in columns_of(FORMS["督促状-公債権"])}
    assert names.isdisjoint({"文書番号", "発信日", "担当課", "教示文"})
    assert {"氏名", "元金", "納期限"} <= names
