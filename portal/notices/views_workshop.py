"""The form workshop in the browser: begin a form, change or copy one, say what its fields are, put fields into Word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import unit_of_work
from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.errors import InvalidInput, NotAllowed, PortalError
from portal.domain.permissions import Permission
from portal.notices import blanks, form_versions, repeated_rows, workshop
from portal.notices.blueprint import blueprint
from portal.notices.describing import Described, read_page
from portal.notices.downloads import taken
from portal.notices.fields_seen import fields_seen
from portal.notices.form_changes import changes
from portal.notices.forms import InForceForm, NewFormForm, WorkshopForm
from portal.notices.models import OfficeForm
from portal.notices.version_pages import VersionPage
from portal.web import actor, draft_here, now, office, requires, today


@blueprint.route("/forms/new", methods=["GET", "POST"])
@requires(Permission.FORMS_EDIT)
def new_form() -> ResponseReturnValue:
    """A new form from an ordinary letter in Word."""
    page = NewFormForm(own=True, classes=list(CLAIM_CLASSES), event="note")
    if page.validate_on_submit():
        with unit_of_work(office().sessions) as session:
            try:
                if not page.file.data:
                    raise InvalidInput("Word ファイルを選んでください。", field="file")
                docx, filename = taken(page.file.data)
                readable, merged = form_versions.readable(office(), docx)
                row = form_versions.start_new(
                    session, office(), actor(), now(), docx=readable, own=bool(page.own.data), event=page.event.data,
                    name=page.name.data or PurePath(filename).stem, classes=page.classes.data or [],
                )  # fmt: skip
                _say_read(row, merged)
                return redirect(url_for("notices.show_version", version_id=row.id))
            except PortalError as error:
                session.rollback()
                page.take(error)
    return render_template("notices/new_form.html", page=page), 422 if page.errors else 200


@blueprint.route("/forms/<name>/change", methods=["GET", "POST"])
@requires(Permission.FORMS_EDIT)
def change_form(name: str) -> ResponseReturnValue:
    """A new version from a changed Word file, or a copy for one's department."""
    page = WorkshopForm(name=name, own=True)
    with unit_of_work(office().sessions) as session:
        base = workshop.form_in_force(session, office(), actor(), name, today())
        if page.validate_on_submit():
            try:
                merged: list[str] = []
                docx = base.docx
                if page.file.data:
                    docx, merged = form_versions.readable(office(), taken(page.file.data)[0])
                row = form_versions.start_version(
                    session, office(), actor(), now(), base=base, docx=docx, own=bool(page.own.data), name=page.name.data or "",
                )  # fmt: skip
                _say_read(row, merged)
                return redirect(url_for("notices.show_version", version_id=row.id))
            except PortalError as error:
                session.rollback()
                page.take(error)
        rendered = render_template("notices/change_form.html", page=page, form=base)
    return rendered, 422 if page.errors else 200


def _say_read(row: OfficeForm, merged: list[str]) -> None:
    count = len(row.about["fields"])
    flash(f"様式を読み込みました。差し込む項目は{count}個です。" if count else "様式を読み込みました。", "success")
    if merged:
        flash(f"Word の差し込み印刷の項目（{'、'.join(merged)}）を、そのまま使えるようにしました。", "success")


@blueprint.get("/forms/versions/<int:version_id>")
@requires(Permission.FORMS_EDIT)
def show_version(version_id: int) -> ResponseReturnValue:
    """One version: its fields, its look, what it breaks; a draft is described here."""
    with unit_of_work(office().sessions) as session:
        row = workshop.find_version(session, actor(), version_id)
        typed = draft_here() if row.state == "draft" else None
        if typed is None:
            return version_page(session, row, every_guess="all" in request.args)
        page, _ = read_page(row.about, fields_seen(office().store.get(row.docx_key)), typed)
        page.errors, page.notes = [], []  # half typed: shown, not judged
        return version_page(session, row, page=page)


def version_page(session: Session, row: OfficeForm, **more: Any) -> str:
    """The page of a version, for every view that ends there."""
    shown = VersionPage(office(), row, **more)
    before = workshop.form_before(session, office(), row, today())
    return render_template(
        "notices/version.html", row=row, it=shown, changes=changes(session, before, shown.form, department_id=row.department_id),
        in_force=InForceForm(formdata=None, day=today()), mine=row.author_id == actor().user_id,
    )  # fmt: skip


@blueprint.post("/forms/versions/<int:version_id>")
@requires(Permission.FORMS_EDIT)
def save_version(version_id: int) -> ResponseReturnValue:
    """Keep what was typed about the fields."""
    return on_version(version_id, form_versions.must_be_draft, "保存しました。見本で、できあがりを確かめてください。")


@blueprint.post("/forms/versions/<int:version_id>/file")
@requires(Permission.FORMS_EDIT)
def put_version_file(version_id: int) -> ResponseReturnValue:
    """Another Word file for a draft: the letter was mended in Word."""

    def put(session: Session, row: OfficeForm) -> None:
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise InvalidInput("直した Word ファイルを選んでから、押してください。", field="file")
        docx, merged = form_versions.readable(office(), taken(upload)[0])
        form_versions.put_file(session, office(), actor(), now(), row, docx=docx)
        _say_read(row, merged)

    return on_version(version_id, put)


@blueprint.post("/forms/versions/<int:version_id>/blanks")
@requires(Permission.FORMS_EDIT)
def put_version_fields(version_id: int) -> ResponseReturnValue:
    """Put fields where the letter wants values."""

    def put(session: Session, row: OfficeForm) -> None:
        folder = office().settings.templates
        docx = office().store.get(row.docx_key)
        chosen = dict(blanks.names_chosen(blanks.blanks(docx, folder), request.form))
        if not chosen:
            raise InvalidInput("差し込む場所が選ばれていません。入れるものを選んでから押してください。", field="blanks")
        form_versions.put_file(session, office(), actor(), now(), row, docx=blanks.filled(docx, folder, chosen))
        flash(f"{len(chosen)}か所を、差し込む項目に変えました。項目の説明を確かめてください。", "success")

    return on_version(version_id, put)


@blueprint.post("/forms/versions/<int:version_id>/rows")
@requires(Permission.FORMS_EDIT)
def repeat_version_rows(version_id: int) -> ResponseReturnValue:
    """Make the lines of a table in the letter one line that is repeated for every claim."""

    def repeat(session: Session, row: OfficeForm) -> None:
        folder = office().settings.templates
        docx = office().store.get(row.docx_key)
        one, picked = repeated_rows.chosen(repeated_rows.proposals(docx, folder), request.form)
        made = repeated_rows.repeated(docx, folder, one, picked)
        form_versions.put_file(session, office(), actor(), now(), row, docx=made)
        flash(
            f"{one.table.where}を、行の繰り返しにしました。見本で行と合計の欄を確かめてください。",
            "success",
        )

    return on_version(version_id, repeat)


def on_version(version_id: int, action: Callable[[Session, OfficeForm], None], done: str = "") -> ResponseReturnValue:
    """Keep what was typed about a version, do something to it, and come back to its page.

    Whatever is wrong is said on that page, with all that was typed.
    """
    page: Described | None = None
    with unit_of_work(office().sessions) as session:
        row = workshop.find_version(session, actor(), version_id)
        try:
            if row.state == "draft" and "title" in request.form:
                page, about = read_page(row.about, fields_seen(office().store.get(row.docx_key)), request.form)
                if page.errors:
                    return version_page(session, row, page=page, posted=request.form), 422
                form_versions.describe(session, office(), actor(), now(), row, about=about)
            action(session, row)
        except PortalError as error:
            session.rollback()
            row = workshop.find_version(session, actor(), version_id)
            rendered = version_page(session, row, page=page, problem=error, posted=request.form)
            return rendered, 403 if isinstance(error, NotAllowed) else 422
    for sentence in [*(page.notes if page else ()), *([done] if done else ())]:
        flash(sentence, "success")
    return redirect(url_for("notices.show_version", version_id=version_id))
