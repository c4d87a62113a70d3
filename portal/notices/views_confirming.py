"""A list that is well: look at any of its letters, then make them or ask for approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal import audit
from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.notices import confirming, issuing, lists, uploads, workshop
from portal.notices.blueprint import blueprint
from portal.notices.downloads import DOCX, file_response
from portal.notices.enclosures import Enclosing, enclosing, may_enclose
from portal.notices.forms import ConfirmForm
from portal.notices.issue_options import issue_from
from portal.notices.library import WordForm
from portal.notices.list_letters import Letter
from portal.notices.lists import Reading
from portal.notices.models import NoticeBatch, NoticeUpload
from portal.notices.press import Press
from portal.notices.showing import Shown, picture, shown_letter
from portal.notices.totals import shown_totals, totals_of
from portal.notices.views_lists import kept_list, list_page
from portal.web import actor, asked_number, now, office, requires, today

SHOWN = 30


@blueprint.route("/lists/uploads/<int:upload_id>", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def show_list(upload_id: int) -> ResponseReturnValue:
    """All rows are well: look at any letter, then make them."""
    page = ConfirmForm(once=confirming.new_mark())
    with reading(office().sessions) as session:
        row, form, content = _upload(session, upload_id)
        outcome = _read(session, row, form, content)
        if not outcome.clean:  # what the ledger says may have changed since the list was read
            return list_page(form, kept_list(session, upload_id)[2], outcome, upload_id)
        before = confirming.same_list_before(session, actor(), form.name, content)
        if page.validate_on_submit():
            options = {**row.options, "file_key": row.file_key, "filename": row.filename}
            answer = confirm(form, outcome.letters, page, options, origin="list", name=row.filename, content=content)
            if answer is not None:
                return answer
        first = outcome.letters[0]
        rendered = render_template(
            "notices/confirm.html", form=form, page=page, letters=outcome.letters, warned=outcome.warned[:SHOWN], warned_count=len(outcome.warned),
            grave=grave(outcome.warned), notes=outcome.notes, unmapped=outcome.unmapped, before=before, row=row, heading=row.filename,
            shown=_shown(row, form, first), around=outcome.around(first.row_number), row_number=first.row_number, problem="", issue=issue_from(row.options, actor().name), totals=shown_totals(totals_of(form, (one.values for one in outcome.letters))),
            may_enclose=may_enclose(form),
        )  # fmt: skip
    return rendered, 422 if page.errors else 200


def _upload(session: Session, upload_id: int) -> tuple[NoticeUpload, WordForm, bytes]:
    row = uploads.find(session, actor(), upload_id)
    form = workshop.form_in_force(session, office(), actor(), row.form_name, today())
    return row, form, office().store.get(row.file_key)


def _read(session: Session, row: NoticeUpload, form: WordForm, content: bytes, only_row: int | None = None) -> Reading:
    issue = issue_from(row.options, actor().name)
    return lists.read(session, office(), actor(), form, content, row.filename, issue=issue, only_row=only_row)


def grave(letters: Sequence[Letter]) -> bool:
    """Whether a warned letter needs an approver, so that the button says so before it is pressed."""
    return any(found.severity.value == "approve" for one in letters for found in one.findings)


def _press(form: WordForm, options: Mapping[str, Any]) -> Press:
    return Press(form, bool(options.get("barcode")))


def _shown(row: NoticeUpload, form: WordForm, letter: Letter) -> Shown:
    at = letter.row_number
    return shown_letter(
        office().settings, _press(form, row.options).render(letter.values), title=f"{at}行目の通知書",
        picture_url=url_for("notices.list_picture", upload_id=row.id, row=at), word_url=url_for("notices.preview_list", upload_id=row.id, row=at),
    )  # fmt: skip


def confirm(
    form: WordForm,
    letters: Sequence[Letter],
    page: ConfirmForm,
    options: dict[str, Any],
    *,
    origin: str,
    name: str,
    content: bytes,
) -> ResponseReturnValue | None:
    """Freeze the rows and hand them to the worker, or ask for approval; None when the page has to be mended."""
    keep = page.warned.data == "keep"
    mark = page.once.data or ""
    try:
        rows = confirming.prepared(
            form, [one for one in letters if keep or not one.warned], _sheet(form, page, options)
        )
        with unit_of_work(office().sessions) as session:
            batch = confirming.made_before(session, actor(), mark)
            if batch is None:
                batch = confirming.new_batch(
                    session, office(), actor(), now(), form, issue_from(options, actor().name), rows, origin=origin, symbol=options["symbol"],
                    options={**options, "once": mark}, reason=(page.reason.data or "") if keep else "", source_name=name, content=content,
                )  # fmt: skip
                _next_step(session, batch)
    except PortalError as error:
        page.take(error)
        return None
    return redirect(url_for("notices.show_batch", batch_id=batch.id))


def _sheet(form: WordForm, page: ConfirmForm, options: dict[str, Any]) -> Enclosing | None:
    """The 延滞金計算書 to enclose, when it was asked for."""
    if not page.enclosure.data or not may_enclose(form):
        return None
    with reading(office().sessions) as session:
        return enclosing(session, office(), actor(), issue_from(options, actor().name), today=today())


def _next_step(session: Session, batch: NoticeBatch) -> None:
    if issuing.may_issue(batch):
        confirming.start_making(session, office(), actor(), now(), batch)
        flash(f"{batch.total:,}通の作成を始めました。", "success")
        return
    batch.state, batch.submitted_at = "submitted", now()
    audit.record(
        session, actor(), now(), action="notice.submitted", object_kind="batch", object_id=batch.id,
        sentence=f"起案{batch.id}「{batch.form_title}」（{batch.total}通）の承認を依頼しました。",
    )  # fmt: skip
    flash(f"{batch.total:,}通の承認を依頼しました。承認の後に作成できます。", "success")


def _letter_of_row(session: Session, upload_id: int) -> tuple[NoticeUpload, WordForm, Letter, Reading]:
    """The letter that the row asked for (Excel's number) belongs to. Raises InvalidInput for a row without a letter."""
    row, form, content = _upload(session, upload_id)
    outcome = _read(session, row, form, content, asked_number("row", -1))
    letter = next(iter(outcome.letters), None)
    if letter is None:
        asked = request.args.get("row", "")[:20]
        raise InvalidInput(
            f"『{asked}』行目に通知書はありません。一覧の行番号（Excel の左端の数字）を入力してください。"
        )
    return row, form, letter, outcome


@blueprint.get("/lists/uploads/<int:upload_id>/look")
@requires(Permission.NOTICES_DRAFT)
def look_at_row(upload_id: int) -> ResponseReturnValue:
    """How the letter of one row looks: a page of its own, of which htmx takes the part it shows."""
    shown, problem, around = None, "", (0, 0)
    number: int | str = request.args.get("row", "")[:20]
    with reading(office().sessions) as session:
        row = uploads.find(session, actor(), upload_id)
        try:
            row, form, letter, outcome = _letter_of_row(session, upload_id)
            shown, number, around = _shown(row, form, letter), letter.row_number, outcome.around(letter.row_number)
        except InvalidInput as error:
            problem = error.sentence
    page = render_template(
        "notices/list_look.html", row=row, shown=shown, problem=problem, row_number=number, around=around
    )
    # htmx swaps in answers with status 200 only; a person without it gets the honest status.
    return page, 422 if problem and not request.headers.get("HX-Request") else 200


@blueprint.get("/lists/uploads/<int:upload_id>/look.png")
@requires(Permission.NOTICES_DRAFT)
def list_picture(upload_id: int) -> ResponseReturnValue:
    """The picture of the letter of one row."""
    with reading(office().sessions) as session:
        row, form, letter, _ = _letter_of_row(session, upload_id)
    return picture(office().settings, _press(form, row.options).render(letter.values))


@blueprint.get("/lists/uploads/<int:upload_id>/preview.docx")
@requires(Permission.NOTICES_DRAFT)
def preview_list(upload_id: int) -> ResponseReturnValue:
    """The letter of one row of the list as Word."""
    with reading(office().sessions) as session:
        row, form, letter, _ = _letter_of_row(session, upload_id)
    return file_response(_press(form, row.options).render(letter.values), f"{letter.row_number}行目.docx", DOCX)
