"""Writing pages in the browser: the editor with its preview and autosave, and a conflict side by side.

Every button saves what was typed as a draft first. The helpers (画像, 表, つなぐ先) work at the cursor when the script of the
editor runs, and at the end of the text when it does not.
"""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.manuals import attachments, diff, drafts, files, link_picker, revisions, snippets
from portal.manuals.blueprint import blueprint
from portal.manuals.draft_views import preview_of, send_on
from portal.manuals.drafts import StaleDraft
from portal.manuals.edit_form import EditForm, filled_form, words_of
from portal.manuals.file_views import attach_upload
from portal.manuals.models import ManualDraft
from portal.manuals.pages import Page, library
from portal.manuals.revisions import StalePage
from portal.manuals.writing import check_id, suggested_id
from portal.web import actor, now, office, requires, today

YEAR = timedelta(days=365)
LIVE_LETTERS = 100_000  # a longer text takes seconds to render: not at every pause of the typist


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MANUALS_EDIT)
def new() -> ResponseReturnValue:
    """A page that does not exist yet. ``?title=&alias=`` come from what was looked for in vain."""
    wanted = {"title": request.args.get("title", "")[:120], "aliases": request.args.get("alias", "")[:200]}
    form = EditForm(
        page_id=suggested_id(today()),
        reviewed_on=today(),
        review_by=today() + YEAR,
        version="0",
        order=100,
        owner=actor().department_name,
        **wanted,
    )
    if request.method == "GET":
        return _editor(form, None, None)
    page_id = (form.page_id.data or "").strip()
    try:
        _check_new(page_id)
    except PortalError as error:
        form.validate()
        form.take(error)
        return _editor(form, None, None, status=422)
    return _work(page_id, form, None)


def _check_new(page_id: str) -> None:
    check_id(page_id)
    if page_id in library(office().settings.manuals).by_id():
        raise InvalidInput(f"『{page_id}』のページは既にあります。別の番号にしてください。", field="page_id")


@blueprint.route("/<page_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANUALS_EDIT)
def edit(page_id: str) -> ResponseReturnValue:
    page = library(office().settings.manuals).by_id().get(page_id)
    with reading(office().sessions) as session:
        draft = drafts.own_draft(session, actor(), page_id)
    if page is None and draft is None:
        library(office().settings.manuals).get(page_id)  # says that there is no such page
    if request.method == "GET":
        return _editor(filled_form(page, draft), page, draft)
    return _work(page_id, EditForm(), page)


def _work(page_id: str, form: EditForm, page: Page | None) -> ResponseReturnValue:
    """Save as a draft, then do what the button says: 保存, 見え方, 表, 画像, 承認依頼, 公開."""
    wish = request.form.get("do", "save")
    if not form.validate():
        return _editor(form, page, None, status=422)
    if wish == "preview":
        return _editor(form, page, None, preview=preview_of(form.body.data or ""))
    try:
        draft = _save(page_id, form, wish)
        if wish in {"request", "publish"}:
            return send_on(draft.id, publish=wish == "publish")
    except StalePage as error:
        theirs = error.current.body if error.current else ""
        return conflict_page(page_id, form, error.sentence, theirs=theirs, their_name="今の公開版")
    except StaleDraft as error:
        theirs = drafts.words_of(error.draft).body
        return conflict_page(page_id, form, error.sentence, theirs=theirs, their_name="保存済みの下書き")
    except PortalError as error:
        kept = _keep_up(page_id, form)  # what was saved stays saved; the form must know its version
        form.take(error)
        return _editor(form, page, kept, status=422)
    flash(_SAVED.get(wish, "下書きを保存しました。まだ公開していません。"), "success")
    return redirect(url_for("manuals.edit", page_id=page_id, _anchor="body" if wish in _SAVED else None))


_SAVED = {
    "table": "本文の終わりに表を足し、下書きを保存しました。",
    "attach": "本文の終わりにファイルを入れ、下書きを保存しました。見せたい所に移してください。",
}


def _save(page_id: str, form: EditForm, wish: str = "save") -> ManualDraft:
    version = form.version.data or "0"
    with unit_of_work(office().sessions) as session:
        if wish == "table":
            table = snippets.blank_table(form.table_rows.data, form.table_columns.data)
            form.body.data = snippets.appended(form.body.data or "", table)
        elif wish == "attach":
            form.body.data = snippets.appended(form.body.data or "", _attach(session, page_id, form))
        return drafts.save_draft(
            session,
            actor(),
            now(),
            page_id=page_id,
            words=words_of(form),
            base_hash=form.base_hash.data or "",
            summary=form.summary.data or "",
            version=int(version) if version.isdecimal() else 0,
            root=office().settings.manuals,
        )


def _attach(session: Session, page_id: str, form: EditForm) -> str:
    """Keep the chosen files; what to write for them."""
    chosen = [upload for upload in form.files.data or () if getattr(upload, "filename", "")]
    if not chosen:
        raise InvalidInput("ファイルを選んでから「本文に入れる」を押してください。", field="files")
    rows = [attach_upload(session, page_id, upload) for upload in chosen]
    attachments.keep_up(session, actor(), now(), office(), page_id=page_id)
    return "\n\n".join(files.code_of(row) for row in rows)


def _editor(
    form: EditForm,
    page: Page | None,
    draft: ManualDraft | None,
    *,
    preview: Markup | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if preview is None:
        preview = _live_preview(form.body.data or "")
    return (
        render_template(
            "manuals/edit.html",
            form=form,
            page=page,
            draft=draft,
            stale=draft is not None and page is not None and draft.base_hash != revisions.current_hash(page),
            preview=preview,
            folders=sorted({other.folder for other in library(office().settings.manuals)}),
            owners=sorted({actor().department_name, *(other.owner for other in library(office().settings.manuals))}),
        ),
        status,
    )


def _keep_up(page_id: str, form: EditForm) -> ManualDraft | None:
    """Let the form's hidden fields say what is stored now, so that the next save builds on it."""
    with reading(office().sessions) as session:
        kept = drafts.own_draft(session, actor(), page_id)
    form.version.data = str(kept.version) if kept else "0"
    return kept


def conflict_page(
    page_id: str, form: EditForm, sentence: str, *, theirs: str, their_name: str, mine_name: str = "あなたの文"
) -> ResponseReturnValue:
    """Both texts, the difference marked; the form below holds ``form``'s words on the new base."""
    page = library(office().settings.manuals).by_id().get(page_id)
    _keep_up(page_id, form)
    form.base_hash.data = revisions.current_hash(page) if page else ""
    mine = (form.body.data or "").replace("\r\n", "\n")
    return (
        render_template(
            "manuals/conflict.html",
            form=form,
            page=page,
            page_id=page_id,
            sentence=sentence,
            their_name=their_name,
            mine_name=mine_name,
            theirs=theirs,
            mine=mine,
            parts=diff.shortened(diff.compare(theirs, mine)),
            folders=[],
            owners=[],
        ),
        409,
    )


@blueprint.post("/preview")
@requires(Permission.MANUALS_EDIT)
def preview() -> ResponseReturnValue:
    """The fragment beside the editor."""
    return render_template("manuals/_preview.html", preview=_live_preview(request.form.get("body", "")))


def _live_preview(body: str) -> Markup | None:
    """How the text looks; nothing for one that is too long to follow, which the page then says."""
    return preview_of(body) if body and len(body) <= LIVE_LETTERS else None


@blueprint.post("/drafts/autosave")
@requires(Permission.MANUALS_EDIT)
def autosave_new() -> ResponseReturnValue:
    """As ``autosave``, for a page that is only known by the number typed into its form."""
    page_id = request.form.get("page_id", "").strip()
    try:
        _check_new(page_id)
    except PortalError as error:
        return _autosaved(error.sentence if page_id else "『ページの番号』を入力すると、自動で保存します。")
    return autosave(page_id)


@blueprint.post("/<page_id>/autosave")
@requires(Permission.MANUALS_EDIT)
def autosave(page_id: str) -> ResponseReturnValue:
    """Keep what is being typed; answers with one line of state and the new version."""
    form = EditForm()
    if not form.validate():
        reasons = [message for messages in form.errors.values() for message in messages]
        return _autosaved(f"まだ保存していません。{reasons[0]}")
    with reading(office().sessions) as session:
        before = drafts.own_draft(session, actor(), page_id)
    try:
        draft = _save(page_id, form)
    except PortalError as error:
        return _autosaved(error.sentence)
    withdrawn = before is not None and before.state == "requested"
    return _autosaved(f"下書きを自動で保存しました{'。承認の依頼は取り下げました' if withdrawn else ''}", draft)


def _autosaved(words: str, draft: ManualDraft | None = None) -> ResponseReturnValue:
    return render_template(
        "manuals/_autosave.html", words=words, version=draft.version if draft else None, at=now() if draft else None
    )


@blueprint.get("/links")
@requires(Permission.MANUALS_EDIT)
def find_links() -> ResponseReturnValue:
    """Pages, word forms and statutes that match, each with the text to write. A page of its own without the script."""
    text = request.args.get("link", "")[:60].strip()
    found = link_picker.targets(office(), actor(), text) if text else []
    part = "_links" if request.headers.get("HX-Request") else "links"
    return render_template(f"manuals/{part}.html", found=found, text=text)
