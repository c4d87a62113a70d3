"""Files attached to pages: the list with upload, sending one, taking one off."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.manuals import attachments, files
from portal.manuals.blueprint import blueprint
from portal.manuals.forms import FilesForm
from portal.manuals.models import ManualFile
from portal.manuals.pages import library
from portal.manuals.writing import check_id
from portal.web import actor, now, office, requires


@blueprint.route("/<page_id>/files", methods=["GET", "POST"])
@requires(Permission.MANUALS_EDIT)
def page_files(page_id: str) -> ResponseReturnValue:
    page = library(office().settings.manuals).by_id().get(page_id)
    form = FilesForm()
    if form.validate_on_submit():
        codes, problems = _attach_each(page_id, form.files.data)
        if not problems:
            flash("ファイルを付けました。本文に入れる書き方を写して使ってください。", "success")
            return redirect(url_for("manuals.page_files", page_id=page_id))
        if codes:
            problems.append(f"ほかの{len(codes)}件は付けました。付けられなかったものだけを選び直してください。")
        for sentence in problems:
            form.take(InvalidInput(sentence, field="files"))
    with reading(office().sessions) as session:
        rows = [(row, files.code_of(row)) for row in files.files_of(session, page_id)]
        states = attachments.states_of(session, [row for row, _ in rows])
        return render_template("manuals/files.html", page_id=page_id, page=page, form=form, rows=rows, states=states), (
            422 if form.errors else 200
        )


@blueprint.post("/<page_id>/files/insert")
@requires(Permission.MANUALS_EDIT)
def insert_files(page_id: str) -> ResponseReturnValue:
    """For the editor's script: keep what was pasted or dropped; ``codes`` to write, ``problems`` to show."""
    codes, problems = _attach_each(page_id, request.files.getlist("files"))
    return {"codes": codes, "problems": problems}


def _attach_each(page_id: str, uploads: Iterable[FileStorage]) -> tuple[list[str], list[str]]:
    """Keep each file by itself, so that one that cannot be kept does not cost the others: codes and sentences."""
    codes, problems = [], []
    for upload in uploads:
        try:
            with unit_of_work(office().sessions) as session:
                codes.append(files.code_of(attach_upload(session, page_id, upload)))
                attachments.keep_up(session, actor(), now(), office(), page_id=page_id)
        except PortalError as error:
            problems.append(error.sentence)
    return codes, problems


def attach_upload(session: Session, page_id: str, upload: FileStorage) -> ManualFile:
    """Keep what came with a form. The page may be one that is only a draft yet."""
    if page_id not in library(office().settings.manuals).by_id():
        check_id(page_id)
    return files.attach(
        session,
        actor(),
        now(),
        office().store,
        page_id=page_id,
        name=upload.filename or "ファイル",
        content=upload.stream.read(files.MAX_BYTES + 1),
    )


@blueprint.get("/files/<int:file_id>")
@requires(Permission.MANUALS_READ)
def file(file_id: int) -> ResponseReturnValue:
    """A picture is shown, anything else is a download. The type is what the content was found to be."""
    with reading(office().sessions) as session:
        row = files.find_file(session, file_id)
    answer = send_file(
        BytesIO(office().store.get(row.key)),
        mimetype=row.media_type,
        as_attachment=not row.is_picture,
        download_name=row.name,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/files/<int:file_id>/remove")
@requires(Permission.MANUALS_EDIT)
def remove_file(file_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        page_id = files.detach(session, actor(), now(), file_id)
        attachments.forget_after_commit(session, office(), file_id)
    flash("ファイルを外しました。本文に残っている書き方も消してください。", "success")
    return redirect(url_for("manuals.page_files", page_id=page_id))
