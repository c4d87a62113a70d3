"""The forms library: every form in force, one form with its look and its fields, its files."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import reading
from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.permissions import Permission
from portal.notices import workshop
from portal.notices.blueprint import blueprint
from portal.notices.columns import columns_of, example_csv, example_xlsx
from portal.notices.downloads import DOCX, XLSX, file_response
from portal.notices.library import WordForm, text_of
from portal.notices.showing import Shown, picture, shown_letter
from portal.notices.values import shown
from portal.web import actor, law_questions, office, requires, today

ADDRESSEES = {
    "debtor": "債務者", "guarantor": "連帯保証人", "heir": "相続人", "third_party": "第三者", "applicant": "申請者が提出",
    "internal": "庁内",
}  # fmt: skip
FIELD_TYPES = {
    "text": "文字", "lines": "段落", "date": "日付", "yen": "金額", "int": "数", "choice": "選択", "table": "表", "bool": "はい・いいえ",
}  # fmt: skip


@blueprint.get("/forms/")
@requires(Permission.MANUALS_READ)
def list_forms() -> ResponseReturnValue:
    """Every form in force, by category; narrowed by words of title, code or purpose."""
    text = request.args.get("q", "")[:100].strip()
    with reading(office().sessions) as session:
        forms = workshop.forms_in_force(session, office(), department_id=actor().department_id, day=today())
        found = [
            form for form in forms.values() if not text or text in f"{form.title}{form.code}{form.note}{form.name}"
        ]
        drafts = workshop.drafts(session, actor()) if actor().may(Permission.FORMS_EDIT) else []
        return render_template(
            "notices/forms.html",
            groups=_grouped(found),
            count=len(found),
            text=text,
            classes=CLAIM_CLASSES,
            drafts=drafts,
        )


def _grouped(forms: list[WordForm]) -> dict[str, list[WordForm]]:
    groups: dict[str, list[WordForm]] = {}
    for form in forms:
        groups.setdefault(form.category, []).append(form)
    return groups


@blueprint.get("/forms/<name>")
@requires(Permission.MANUALS_READ)
def show_form(name: str) -> ResponseReturnValue:
    """One form: what it is for, what it needs, how it reads."""
    with reading(office().sessions) as session:
        form = workshop.form_in_force(session, office(), actor(), name, today())
        return render_template(
            "notices/form.html", form=form, classes=CLAIM_CLASSES, addressees=ADDRESSEES, types=FIELD_TYPES, shown=shown,
            words=text_of(form.docx), columns=columns_of(form), versions=workshop.versions(session, actor(), name),
            questions=law_questions().open(session, "form", name),
        )  # fmt: skip


@blueprint.get("/forms/<name>/look.png")
@requires(Permission.MANUALS_READ)
def form_look(name: str) -> ResponseReturnValue:
    """How the form looks, filled with its example."""
    with reading(office().sessions) as session:
        form = workshop.form_in_force(session, office(), actor(), name, today())
    return picture(office().settings, form.compiled.render(form.example).content)


def example_letter(form: WordForm) -> Shown:
    """The form's look with its (fictional) example, for the pages that show it."""
    return shown_letter(
        office().settings, form.compiled.render(form.example).content, title=f"{form.title}（記入例）",
        picture_url=url_for("notices.form_look", name=form.name), word_url=url_for("notices.example_document", name=form.name),
    )  # fmt: skip


@blueprint.get("/forms/<name>/blank.docx")
@requires(Permission.MANUALS_READ)
def download_form(name: str) -> ResponseReturnValue:
    """The Word file with its fields, to look at or to change."""
    with reading(office().sessions) as session:
        form = workshop.form_in_force(session, office(), actor(), name, today())
    return file_response(form.docx, f"{form.name}.docx", DOCX)


@blueprint.get("/forms/<name>/example.docx")
@requires(Permission.MANUALS_READ)
def example_document(name: str) -> ResponseReturnValue:
    """The form filled with its (fictional) example."""
    with reading(office().sessions) as session:
        form = workshop.form_in_force(session, office(), actor(), name, today())
    return file_response(form.compiled.render(form.example).content, f"{form.name}（記入例）.docx", DOCX)


@blueprint.get("/forms/<name>/list.<kind>")
@requires(Permission.MANUALS_READ)
def example_list(name: str, kind: str) -> ResponseReturnValue:
    """The example sheet of the form, as xlsx or csv."""
    with reading(office().sessions) as session:
        form = workshop.form_in_force(session, office(), actor(), name, today())
    if kind == "csv":
        return file_response(example_csv(form), f"{form.name}の一覧の見本.csv", "text/csv; charset=utf-8")
    return file_response(example_xlsx(form), f"{form.name}の一覧の見本.xlsx", XLSX)
