"""What happens to a version of a form: looked at, compared, sent for approval, put in force, taken back."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.notices import form_versions, workshop
from portal.notices.blueprint import blueprint
from portal.notices.describing import KINDS
from portal.notices.downloads import DOCX, file_response
from portal.notices.form_changes import changes
from portal.notices.form_toml import toml_of
from portal.notices.forms import InForceForm
from portal.notices.library import shipped
from portal.notices.models import OfficeForm
from portal.notices.search import document_of
from portal.notices.showing import picture
from portal.notices.source_choices import sources
from portal.notices.version_pages import STATES
from portal.notices.views_workshop import on_version
from portal.web import actor, law_questions, now, office, requires, today

SHIPPED = "shipped"


@blueprint.get("/forms/versions/<int:version_id>/preview.docx")
@requires(Permission.FORMS_EDIT)
def preview_version(version_id: int) -> ResponseReturnValue:
    """The version filled with its example."""
    with reading(office().sessions) as session:
        form = workshop.as_form(office(), workshop.find_version(session, actor(), version_id))
    name = f"{form.name}_第{form.version}版（見本）.docx"
    return file_response(form.compiled.render(form.example).content, name, DOCX)


@blueprint.get("/forms/versions/<int:version_id>/look.png")
@requires(Permission.FORMS_EDIT)
def version_look(version_id: int) -> ResponseReturnValue:
    """How the version looks, filled with its example."""
    with reading(office().sessions) as session:
        form = workshop.as_form(office(), workshop.find_version(session, actor(), version_id))
    return picture(office().settings, form.compiled.render(form.example).content)


@blueprint.get("/forms/versions/<int:version_id>/blank.docx")
@requires(Permission.FORMS_EDIT)
def download_version(version_id: int) -> ResponseReturnValue:
    """The Word file of the version with its fields, to be mended in Word."""
    with reading(office().sessions) as session:
        form = workshop.as_form(office(), workshop.find_version(session, actor(), version_id))
    return file_response(form.docx, f"{form.name}_第{form.version}版.docx", DOCX)


@blueprint.get("/forms/versions/<int:version_id>/about.toml")
@requires(Permission.FORMS_EDIT)
def download_description(version_id: int) -> ResponseReturnValue:
    """The description of the version as a file."""
    with reading(office().sessions) as session:
        form = workshop.as_form(office(), workshop.find_version(session, actor(), version_id))
    return file_response(toml_of(form).encode(), f"{form.name}.toml", "text/plain; charset=utf-8")


@blueprint.get("/forms/versions/<int:version_id>/changes")
@requires(Permission.FORMS_EDIT)
def show_changes(version_id: int) -> ResponseReturnValue:
    """What the version changes, compared with the one before it or with any other."""
    wanted = request.args.get("with", "")
    with reading(office().sessions) as session:
        row = workshop.find_version(session, actor(), version_id)
        others = [one for one in workshop.versions(session, actor(), row.name) if one.id != row.id]
        older = shipped(office().settings.templates).get(row.name)
        before = workshop.form_before(session, office(), row, today())
        if wanted == SHIPPED and older is not None:
            before = older
        elif wanted:
            chosen = next((one for one in others if str(one.id) == wanted), None)
            if chosen is None:
                raise InvalidInput("比べる版を、一覧から選び直してください。")
            before = workshop.as_form(office(), chosen)
        found = changes(session, before, workshop.as_form(office(), row), department_id=row.department_id)
        return render_template(
            "notices/changes.html", row=row, changes=found, others=others, older=older, wanted=wanted, states=STATES,
            kinds=KINDS, sources=sources(), shipped_key=SHIPPED,
        )  # fmt: skip


@blueprint.post("/forms/versions/<int:version_id>/submit")
@requires(Permission.FORMS_EDIT)
def submit_version(version_id: int) -> ResponseReturnValue:
    return on_version(
        version_id, lambda s, row: form_versions.submit(s, office(), actor(), now(), row),
        "承認を依頼しました。ほかの承認者が承認すると、決めた日から使えます。",
    )  # fmt: skip


@blueprint.post("/forms/versions/<int:version_id>/take-back")
@requires(Permission.FORMS_EDIT)
def take_back_version(version_id: int) -> ResponseReturnValue:
    return on_version(
        version_id, lambda s, row: form_versions.take_back(s, actor(), now(), row), "起案中に戻しました。直せます。"
    )


@blueprint.post("/forms/versions/<int:version_id>/approve")
@requires(Permission.FORMS_APPROVE)
def approve_version(version_id: int) -> ResponseReturnValue:
    form = InForceForm()

    def act(session: Session, row: OfficeForm) -> None:
        if not form.validate():
            said = next((text for texts in form.errors.values() for text in texts), "使い始める日を入力してください。")
            raise InvalidInput(said, field="day")
        form_versions.approve(session, actor(), now(), row, in_force_from=form.day.data or today())
        law_questions().settle(session, actor(), now(), "form", row.name)
        if row.department_id is None:
            office().index.put([document_of(workshop.as_form(office(), row))])

    return on_version(version_id, act, "承認しました。使い始める日から、この版を使います。")


@blueprint.post("/forms/versions/<int:version_id>/withdraw")
@requires(Permission.FORMS_EDIT)
def withdraw_version(version_id: int) -> ResponseReturnValue:
    return on_version(version_id, lambda s, row: form_versions.withdraw(s, actor(), now(), row), "取り下げました。")
