"""What readers do on a page: confirm it, give feedback, keep it, note something, mark it read."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import after_commit, reading, unit_of_work
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.manuals import law_changes, revisions, shelf
from portal.manuals.blueprint import blueprint
from portal.manuals.documents import document_of
from portal.manuals.forms import NoteForm, RequiredForm, ReviewForm
from portal.manuals.pages import Page, library
from portal.web import actor, now, office, requires, today

SOON = timedelta(days=60)


def find_page(page_id: str) -> Page:
    return library(office().settings.manuals).get(page_id)


def _back(page_id: str) -> ResponseReturnValue:
    return redirect(url_for("manuals.show", page_id=page_id))


@blueprint.post("/<page_id>/confirm")
@requires(Permission.MANUALS_EDIT)
def confirm(page_id: str) -> ResponseReturnValue:
    page = find_page(page_id)
    form = ReviewForm()
    try:
        if not form.validate():
            raise InvalidInput(" ".join(message for messages in form.errors.values() for message in messages))
        assert form.review_by.data  # it is required
        _confirm(page, form.review_by.data)
    except InvalidInput as error:
        flash(f"確認済みにしていません。{error.sentence}", "warning")
    else:
        flash("確認済みにしました。最終確認日を今日にしました。", "success")
    return _back(page_id)


def _confirm(page: Page, review_by: date) -> None:
    with unit_of_work(office().sessions) as session:
        saved = revisions.confirm(
            session, actor(), now(), page, review_by=review_by, today=today(), root=office().settings.manuals
        )
        after_commit(session, lambda: office().index.put([document_of(saved)]))


@blueprint.post("/<page_id>/feedback")
@requires(Permission.MANUALS_READ)
def give_feedback(page_id: str) -> ResponseReturnValue:
    find_page(page_id)
    useful = request.form.get("useful") == "yes"
    with unit_of_work(office().sessions) as session:
        shelf.give_feedback(
            session, actor(), now(), page_id, useful=useful, comment=request.form.get("comment", "").strip()
        )
    words = "ありがとうございました。担当に伝えます。"
    if request.headers.get("HX-Request"):
        return render_template("manuals/_thanks.html", words=words, page_id=page_id, useful=useful)
    flash(words, "success")
    return _back(page_id)


@blueprint.post("/<page_id>/bookmark")
@requires(Permission.MANUALS_READ)
def bookmark(page_id: str) -> ResponseReturnValue:
    find_page(page_id)
    on = request.form.get("on") == "yes"
    with unit_of_work(office().sessions) as session:
        shelf.set_bookmark(session, actor(), page_id, on=on)
    flash("しおりを付けました。「自分の手引き」から開けます。" if on else "しおりを外しました。", "success")
    return _back(page_id)


@blueprint.post("/<page_id>/note")
@requires(Permission.MANUALS_READ)
def save_note(page_id: str) -> ResponseReturnValue:
    find_page(page_id)
    form = NoteForm()
    if not form.validate():
        raise InvalidInput("自分用のメモは5000字以内で入力してください。")
    with unit_of_work(office().sessions) as session:
        shelf.set_note(session, actor(), page_id, note=form.note.data or "")
    flash("自分用のメモを保存しました。ほかの人には見えません。", "success")
    return _back(page_id)


@blueprint.post("/<page_id>/read")
@requires(Permission.MANUALS_READ)
def mark_read(page_id: str) -> ResponseReturnValue:
    page = find_page(page_id)
    with unit_of_work(office().sessions) as session:
        shelf.mark_read(session, actor(), now(), page_id, content_hash=revisions.current_hash(page))
    flash("既読にしました。", "success")
    return _back(page_id)


@blueprint.route("/<page_id>/required", methods=["GET", "POST"])
@requires(Permission.MANUALS_APPROVE)
def required(page_id: str) -> ResponseReturnValue:
    """Make a page 必読 or not, and see who has read the present version."""
    page = find_page(page_id)
    form = RequiredForm()
    if form.validate_on_submit():
        on = request.form.get("on") == "yes"
        with unit_of_work(office().sessions) as session:
            shelf.set_required(session, actor(), now(), page_id, on=on, due_on=form.due_on.data)
        flash("必読にしました。" if on else "必読を外しました。", "success")
        return redirect(url_for("manuals.required", page_id=page_id))
    with reading(office().sessions) as session:
        done, left = shelf.readers(session, page_id, revisions.current_hash(page))
        found = shelf.required(session, page_id)
        return (
            render_template("manuals/required.html", page=page, form=form, required=found, done=done, left=left),
            422 if form.errors else 200,
        )


@blueprint.get("/mine")
@requires(Permission.MANUALS_READ)
def mine() -> ResponseReturnValue:
    """自分の手引き: bookmarks, notes, what is still to read."""
    pages = library(office().settings.manuals).by_id()
    with reading(office().sessions) as session:
        kept = [(pages[row.page_id], row) for row in shelf.shelf_of(session, actor()) if row.page_id in pages]
        unread = [
            (pages[row.page_id], row)
            for row in shelf.all_required(session)
            if row.page_id in pages
            and shelf.place(session, actor(), row.page_id).read_hash != revisions.current_hash(pages[row.page_id])
        ]
        owned = [page for page in pages.values() if page.belongs_to(actor().department_name)]
        return render_template("manuals/mine.html", kept=kept, unread=unread, owned=owned, day=today())


@blueprint.get("/recent")
@requires(Permission.MANUALS_READ)
def recent() -> ResponseReturnValue:
    pages = library(office().settings.manuals).by_id()
    with reading(office().sessions) as session:
        rows = revisions.recent(session)
        return render_template(
            "manuals/recent.html", rows=rows, known=pages.keys(), source_labels=revisions.SOURCE_LABELS
        )


@blueprint.get("/reviews")
@requires(Permission.MANUALS_READ)
def reviews() -> ResponseReturnValue:
    """What is to review: past its date or soon, changed law, and what readers found hard."""
    pages = library(office().settings.manuals).by_id()
    with reading(office().sessions) as session:
        due = sorted(
            (page for page in pages.values() if page.review_by <= today() + SOON),
            key=lambda page: (page.review_by, page.title),
        )
        return render_template(
            "manuals/reviews.html",
            due=due,
            changes=law_changes.unsettled(session, actor().department_name),
            feedback=[(pages.get(row.page_id), row) for row in shelf.open_feedback(session)],
            day=today(),
        )


@blueprint.post("/feedback/<int:feedback_id>/handled")
@requires(Permission.MANUALS_EDIT)
def handle_feedback(feedback_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        shelf.handle_feedback(session, actor(), now(), feedback_id)
    flash("対応済みにしました。", "success")
    return redirect(url_for("manuals.reviews"))
