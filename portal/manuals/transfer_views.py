"""Bringing manuals in from Word, and taking the whole knowledge base out."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import PurePath

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal import audit
from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.manuals import book_pdf, export, importing
from portal.manuals.blueprint import blueprint
from portal.manuals.forms import ImportForm
from portal.manuals.pages import library
from portal.manuals.writing import suggested_id
from portal.web import actor, now, office, requires, today

YEAR = timedelta(days=365)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.MANUALS_EDIT)
def import_docx() -> ResponseReturnValue:
    """A Word document becomes a draft, to be looked through before anybody else sees it."""
    form = ImportForm(owner=actor().department_name, page_id=suggested_id(today()))
    if form.validate_on_submit():
        upload = form.file.data
        wanted = importing.Wanted(
            form.page_id.data or "",
            PurePath(upload.filename or "").stem,
            form.folder.data or "",
            form.owner.data or "",
            today(),
            today() + YEAR,
        )
        try:
            with unit_of_work(office().sessions) as session:
                draft, left_out = importing.import_docx(
                    session,
                    actor(),
                    now(),
                    office().store,
                    upload.stream.read(),
                    wanted,
                    root=office().settings.manuals,
                )
        except PortalError as error:
            form.take(error)
        else:
            flash("下書きを作りました。見出しと表が元の文書どおりかを確かめてください。", "success")
            if left_out:
                flash(f"読み取れない図が{left_out}件ありました。必要なら画像として付けてください。", "warning")
            return redirect(url_for("manuals.edit", page_id=draft.page_id))
    folders = sorted({page.folder for page in library(office().settings.manuals)})
    return render_template("manuals/import.html", form=form, folders=folders), 422 if form.errors else 200


@blueprint.get("/export")
@requires(Permission.MANUALS_READ)
def export_choices() -> ResponseReturnValue:
    return render_template("manuals/export.html", without_pdf=book_pdf.why_not(office()))


@blueprint.get("/export/print")
@requires(Permission.MANUALS_READ)
def export_print() -> ResponseReturnValue:
    state = office()
    with unit_of_work(state.sessions) as session:
        made = export.one_page(
            session, state.store, state.settings.manuals, office_name=state.settings.office_name, today=today()
        )
        audit.record(
            session, actor(), now(), action="manual.export", sentence="手引きの全ページを一つのHTMLに書き出しました。"
        )
    return _download(made.encode(), "手引き.html", "text/html")


@blueprint.get("/export/offline")
@requires(Permission.MANUALS_READ)
def export_offline() -> ResponseReturnValue:
    state = office()
    with unit_of_work(state.sessions) as session:
        made = export.offline_zip(
            session,
            state.store,
            state.settings.manuals,
            state.settings.templates,
            office_name=state.settings.office_name,
            today=today(),
        )
        audit.record(
            session, actor(), now(), action="manual.export", sentence="手引きの全ページをzipに書き出しました。"
        )
    return _download(made, "手引き.zip", "application/zip")


@blueprint.post("/export/pdf")
@requires(Permission.MANUALS_READ)
def make_pdf() -> ResponseReturnValue:
    """Have the PDF of everything made; its page shows how far it is."""
    with unit_of_work(office().sessions) as session:
        job = book_pdf.ask(session, actor(), now(), office(), today=today())
    return redirect(url_for("manuals.show_pdf", job_id=job.id))


@blueprint.get("/export/pdf/<int:job_id>")
@requires(Permission.MANUALS_READ)
def show_pdf(job_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        job = book_pdf.find_made(session, actor(), job_id)
        if request.headers.get("HX-Request") and not job.status.ended:
            return render_template("manuals/_pdf_progress.html", job=job)
        answer = make_response(render_template("manuals/export_pdf.html", job=job))
    if request.headers.get("HX-Request"):
        answer.headers["HX-Refresh"] = "true"  # it has ended: the page shows the download
    return answer


@blueprint.get("/export/pdf/<int:job_id>/download")
@requires(Permission.MANUALS_READ)
def download_pdf(job_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        job = book_pdf.find_made(session, actor(), job_id)
    return _download(office().store.get(book_pdf.key_of(job)), f"手引き_{job.payload['day']}.pdf", "application/pdf")


def _download(content: bytes, name: str, mimetype: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)
