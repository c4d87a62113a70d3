"""The form workshop: a changed Word file becomes a version, approved by another, in force from its day."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from portal.db import reading
from portal.notices.library import shipped
from portal.notices.workshop import form_in_force
from portal.settings import HOME

REMINDER = shipped(HOME / "templates")["催告書"]


EXAMPLES = {"date": "令和8年12月1日", "yen": "100円"}


def changed(text: str) -> bytes:
    """The 催告書 with one more paragraph."""
    document = Document(BytesIO(REMINDER.docx))
    document.add_paragraph(text)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def upload(browser, docx, name="催告書", own="y", filename="催告書.docx"):
    page = "/notices/forms/催告書/change"
    data = {"name": name, "file": (BytesIO(docx), filename)} | ({"own": own} if own else {})
    return browser.post(page, data, page=page, content_type="multipart/form-data")


def in_force(office, actor, day, name="催告書"):
    with reading(office.sessions) as session:
        return form_in_force(session, office, actor, name, day)


def test_a_version_holds_for_its_department_from_its_day(sign_in, office, people):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    here = upload(hanako, changed("当課のお知らせです。")).headers["Location"]
    page = hanako.get(here).get_data(as_text=True)
    assert "第2版" in page and "起案中" in page
    assert hanako.post(f"{here}/submit").status_code == 302
    assert hanako.post(f"{here}/approve", {"day": "令和8年12月1日"}).status_code == 403
    assert taro.post(f"{here}/approve", {"day": "令和8年12月1日"}).status_code == 302
    assert in_force(office, people.hanako, date(2026, 11, 30)).version == 1
    assert in_force(office, people.hanako, date(2026, 12, 1)).version == 2
    assert in_force(office, people.jiro, date(2026, 12, 1)).version == 1


def test_a_new_field_is_shown_as_a_breaking_change(sign_in, people):
    browser = sign_in("hanako")
    here = upload(browser, changed("{{ 窓口の名前 }}にお越しください。")).headers["Location"]
    page = browser.get(here).get_data(as_text=True)
    assert "増える必須の項目：窓口の名前" in page
    assert "窓口の名前" in page


def test_the_author_cannot_approve_the_own_version(sign_in, people):
    taro = sign_in("taro")
    here = upload(taro, changed("変更")).headers["Location"]
    taro.post(f"{here}/submit")
    answer = taro.post(f"{here}/approve", {"day": "令和8年12月1日"})
    assert "自分が起案した様式は承認できません" in answer.get_data(as_text=True)


def test_a_copy_under_another_name_is_a_form_of_its_own(sign_in, office, people):
    hanako = sign_in("hanako")
    here = upload(hanako, REMINDER.docx, name="催告書（住宅）").headers["Location"]
    hanako.post(f"{here}/submit")
    sign_in("taro").post(f"{here}/approve", {"day": "令和8年11月1日"})
    assert in_force(office, people.hanako, date(2026, 11, 24), "催告書（住宅）").title == "催告書（住宅）"
    assert hanako.get("/notices/forms/催告書（住宅）").status_code == 200


def test_the_description_is_saved_and_a_wrong_example_is_said(sign_in, people):
    browser = sign_in("hanako")
    here = upload(browser, REMINDER.docx).headers["Location"]
    fields = {"title": "催告書（当課）", "classes": "private"}
    for one in REMINDER.fields:
        name = one.name
        fields |= {f"type-{name}": one.type, f"label-{name}": one.label, f"source-{name}": one.source}
        fields |= {f"required-{name}": "on", f"example-{name}": EXAMPLES.get(one.type, "例")}
    assert browser.post(here, fields, page=here).status_code == 302
    assert "催告書（当課）" in browser.get(here).get_data(as_text=True)
    bad = next(f"example-{one.name}" for one in REMINDER.fields if one.type == "date")
    answer = browser.post(here, {**fields, bad: "2月30日のつもり"}, page=here)
    assert answer.status_code == 422
    assert "2月30日のつもり" in answer.get_data(as_text=True)


def bomb() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    "docx", [b"no zip", b"", changed("{{ 氏名 "), changed("{% if x %}")], ids=["text", "empty", "tag", "block"]
)
def test_a_word_file_that_cannot_be_used_is_refused_with_its_place(sign_in, docx):
    answer = upload(sign_in("hanako"), docx)
    assert answer.status_code in {302, 422}
    if docx:
        assert answer.status_code == 422, answer.headers
        assert "このWordファイルは様式に使えません" in answer.get_data(as_text=True)


def test_a_bomb_is_refused_before_it_is_opened(sign_in):
    assert upload(sign_in("hanako"), bomb()).status_code == 422


def test_another_department_cannot_see_a_department_s_draft(sign_in, people):
    here = upload(sign_in("hanako"), changed("秘密")).headers["Location"]
    assert sign_in("jiro").get(here).status_code == 404


def test_a_form_that_reaches_for_the_machine_never_comes_into_force(sign_in, people):
    browser = sign_in("hanako")
    answer = upload(browser, changed("{{ ''.__class__.__mro__ }}"))
    if answer.status_code == 302:
        here = answer.headers["Location"]
        assert browser.get(here).status_code == 200
        assert browser.post(f"{here}/submit").status_code == 422
        assert browser.get(f"{here}/preview.docx").status_code == 422
