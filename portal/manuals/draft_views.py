"""Drafts on their way to the readers: the list, one draft as its approver sees it, 公開, 差戻し, 破棄."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.db import after_commit, reading, unit_of_work
from portal.domain.permissions import Permission
from portal.manuals import diff, drafts, revisions
from portal.manuals.attachments import with_page
from portal.manuals.blueprint import blueprint
from portal.manuals.forms import ReturnForm
from portal.manuals.linking import page_links
from portal.manuals.pages import MAX_PAGE_BYTES, library
from portal.manuals.render import render
from portal.manuals.revisions import StalePage
from portal.manuals.writing import Words, changed_items
from portal.web import actor, now, office, requires


def send_on(draft_id: int, *, publish: bool) -> ResponseReturnValue:
    """公開する or 承認を依頼する. Raises StalePage when the page changed since the draft was begun."""
    root = office().settings.manuals
    with unit_of_work(office().sessions) as session:
        draft = drafts.find_draft(session, actor(), draft_id)
        if publish:
            page = drafts.publish(session, actor(), now(), draft, root=root)
            found = with_page(session, page)
            after_commit(session, lambda: office().index.put(found))
        else:
            drafts.request_approval(session, actor(), now(), draft, root=root)
    if publish:
        flash(f"「{page.title}」を公開しました。", "success")
        return redirect(url_for("manuals.show", page_id=page.id))
    flash("承認を依頼しました。承認されるまで、今の公開版が表示されます。", "success")
    return redirect(url_for("manuals.list_drafts"))


def preview_of(body: str) -> Markup:
    """How the text will look."""
    settings = office().settings
    made = render(body[:MAX_PAGE_BYTES], page_links(settings.manuals, settings.templates))
    return Markup(made.html)  # noqa: S704 - sanitized by nh3 in render


@blueprint.get("/drafts/")
@requires(Permission.MANUALS_EDIT)
def list_drafts() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        rows = drafts.drafts_for(session, actor())
        return render_template("manuals/drafts.html", rows=rows, state_labels=drafts.STATE_LABELS)


@blueprint.get("/drafts/<int:draft_id>")
@requires(Permission.MANUALS_EDIT)
def show_draft(draft_id: int) -> ResponseReturnValue:
    return _draft_page(draft_id, ReturnForm(formdata=None))


def _draft_page(draft_id: int, form: ReturnForm, *, status: int = 200) -> ResponseReturnValue:
    """What the approver sees: the draft as it will look, and what changes against the released version."""
    with reading(office().sessions) as session:
        draft = drafts.find_draft(session, actor(), draft_id)
    page = library(office().settings.manuals).by_id().get(draft.page_id)
    words = drafts.words_of(draft)
    return (
        render_template(
            "manuals/draft.html",
            draft=draft,
            page=page,
            words=words,
            changed=changed_items(Words.of(page), words) if page else [],
            stale=draft.base_hash != (revisions.current_hash(page) if page else ""),
            parts=diff.shortened(diff.compare(page.body if page else "", words.body.replace("\r\n", "\n"))),
            preview=preview_of(words.body),
            form=form,
            state_labels=drafts.STATE_LABELS,
        ),
        status,
    )


@blueprint.post("/drafts/<int:draft_id>/publish")
@requires(Permission.MANUALS_APPROVE)
def publish_draft(draft_id: int) -> ResponseReturnValue:
    try:
        return send_on(draft_id, publish=True)
    except StalePage as error:
        flash(error.sentence, "warning")
        return redirect(url_for("manuals.show_draft", draft_id=draft_id))


@blueprint.post("/drafts/<int:draft_id>/return")
@requires(Permission.MANUALS_APPROVE)
def return_draft(draft_id: int) -> ResponseReturnValue:
    form = ReturnForm()
    if not form.validate():
        return _draft_page(draft_id, form, status=422)
    with unit_of_work(office().sessions) as session:
        draft = drafts.find_draft(session, actor(), draft_id)
        drafts.send_back(session, actor(), now(), draft, comment=form.comment.data or "")
    flash("理由を付けて差し戻しました。", "success")
    return redirect(url_for("manuals.list_drafts"))


@blueprint.post("/drafts/<int:draft_id>/discard")
@requires(Permission.MANUALS_EDIT)
def discard_draft(draft_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        drafts.discard(session, actor(), drafts.find_draft(session, actor(), draft_id))
    flash("下書きを破棄しました。公開版は変わりません。", "success")
    return redirect(url_for("manuals.list_drafts"))
