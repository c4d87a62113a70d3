"""`portal manuals check` names what is wrong, file by file; the pages as shipped are clean."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from portal.manuals.check import check
from portal.manuals.pages import Library
from portal.settings import HOME
from tests.manuals.conftest import write_page

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def forms(manuals):
    """One word form, which the small knowledge base uses."""
    folder = manuals.with_name("templates")
    folder.mkdir()
    write_form(folder, "督促状-公債権", manual="demand")
    return folder


def write_form(folder, name, *, manual):
    (folder / f"{name}.toml").write_text(f'title = "{name}"\nmanual = "{manual}"\n', encoding="utf-8")
    (folder / f"{name}.docx").touch()


def sentences(root) -> str:
    return "\n".join(problem.sentence for problem in check(Library(root), root.with_name("templates"), TODAY))


def test_the_pages_as_shipped_are_clean():
    """Not even a mild problem: every word form, too, is used by a page."""
    assert [p.sentence for p in check(Library(HOME / "manuals"), HOME / "templates", TODAY)] == []


def test_a_sound_library_has_nothing_to_mend(manuals):
    assert sentences(manuals) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[x](page:gone)", "リンク先『page:gone』がありません"),
        ("[x](form:ない様式)", "リンク先『form:ない様式』がありません"),
        ("[x](page:demand#ない見出し)", "『page:demand#ない見出し』の見出しがありません"),
        ("# 大見出し", "大見出し"),
        ("## 一\n\n#### 三", "見出しの段階"),
        ("```mermaid\nflowchart TD\n  A[一] --> B[二]\n```", "accDescr"),
        ("```mermaid\npie\n```", "流れ図"),
        ("未登録架空法12条による。", "『未登録架空法』は法令.toml にない"),
    ],
)
def test_what_is_wrong_in_a_text_is_named(manuals, body, said):
    write_page(manuals, "new-page", body=body)
    assert said in sentences(manuals)


def test_examples_in_code_are_not_links(manuals):
    write_page(manuals, "new-page", body="`[x](page:gone)`\n\n```\n[x](page:gone)\n# 例\n```\n")
    assert "gone" not in sentences(manuals) and "大見出し" not in sentences(manuals)


def test_a_statute_that_the_list_does_not_know_is_named(manuals):
    path = write_page(manuals, "new-page")
    path.write_text(path.read_text().replace("地方自治法231条の3", "架空法1条"), encoding="utf-8")
    assert "根拠条文『架空法1条』" in sentences(manuals)


@pytest.mark.parametrize(
    ("manual", "said"),
    [
        ("", "様式『催告書』を使う手引きがありません"),
        ("gone", "様式『催告書』：説明の手引き『gone』というページがありません"),
        ("reminder", "reminder.md：forms に様式『催告書』がありません"),
    ],
)
def test_a_word_form_that_no_page_uses_is_named(manuals, forms, manual, said):
    write_form(forms, "催告書", manual=manual)
    assert said in sentences(manuals)


def test_one_id_in_two_files_is_named(manuals):
    shutil.copy(manuals / "総則" / "demand.md", manuals / "折衝" / "demand.md")
    assert "『demand』が『総則/demand.md』と重なっています" in sentences(manuals)


def test_a_review_that_is_due_and_an_orphan_are_flagged_mildly(manuals):
    path = write_page(manuals, "new-page")
    path.write_text(path.read_text().replace("2027-10-31", "2026-11-23"), encoding="utf-8")
    found = list(check(Library(manuals), manuals.with_name("templates"), TODAY))
    assert all(problem.mild for problem in found)
    assert "見直し期限" in sentences(manuals) and "どのページからも" in sentences(manuals)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("本文だけ", "見出し欄がありません"),
        ("---\nid: [\n---\n本文", "の書き方が正しくありません"),
        ("---\nid: x\n---\n本文", "見出し欄に『title』"),
        ("---\n- a\n---\n本文", "「項目: 値」の形"),
        ("---\n" + "a: &a [*a]\n" + "---\n本文", ""),
        ("---\nid: !!python/object/apply:os.system [ls]\n---\n", "正しくありません"),
        ("あ" * 800_000, "大きすぎます"),
    ],
)
def test_broken_files_are_answered_with_words(manuals, text, said):
    (manuals / "総則" / "broken.md").write_text(text, encoding="utf-8")
    assert "broken.md" in sentences(manuals) and said in sentences(manuals)
    assert len(list(Library(manuals))) == 2


def test_a_file_in_another_encoding_is_named(manuals):
    (manuals / "総則" / "sjis.md").write_bytes("---\nid: 督促\n---\n".encode("cp932"))
    assert "UTF-8" in sentences(manuals)
