"""Pages of a page's history: the versions, one of them, two compared, and going back."""

from __future__ import annotations

from pathlib import Path

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.manuals import diff, drafts, revisions
from portal.manuals.blueprint import blueprint
from portal.manuals.edit_form import form_of
from portal.manuals.edit_views import conflict_page
from portal.manuals.linking import page_links
from portal.manuals.models import ManualRevision
from portal.manuals.pages import library, parse
from portal.manuals.render import render_cached
from portal.manuals.writing import Words, changed_items
from portal.web import actor, now, office, requires


@blueprint.get("/<page_id>/history")
@requires(Permission.MANUALS_READ)
def history(page_id: str) -> ResponseReturnValue:
    page = library(office().settings.manuals).by_id().get(page_id)
    with reading(office().sessions) as session:
        rows = revisions.history(session, page_id)
        if page is None and not rows:
            library(office().settings.manuals).get(page_id)  # says that there is no such page
        outside = page is not None and bool(rows) and rows[0].content_hash != revisions.current_hash(page)
        return render_template(
            "manuals/history.html",
            page_id=page_id,
            title=page.title if page else rows[0].title,
            page=page,
            rows=rows,
            outside=outside,
            source_labels=revisions.SOURCE_LABELS,
        )


@blueprint.get("/<page_id>/history/<int:number>")
@requires(Permission.MANUALS_READ)
def show_revision(page_id: str, number: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        row = revisions.find_revision(session, page_id, number)
    return version_page(row)


def version_page(row: ManualRevision, *, unreadable: str = "") -> ResponseReturnValue:
    """One version as a reader sees it; ``unreadable`` says why it stands in for the page's file."""
    settings = office().settings
    try:
        body = parse(row.content, Path(row.place)).body
    except PortalError:
        body = row.content
    shown = render_cached(body, page_links(settings.manuals, settings.templates))
    return render_template(
        "manuals/revision.html",
        row=row,
        body=Markup(shown.html),  # noqa: S704 - sanitized by nh3 in render
        source_labels=revisions.SOURCE_LABELS,
        unreadable=unreadable,
    )


@blueprint.get("/<page_id>/compare")
@requires(Permission.MANUALS_READ)
def compare(page_id: str) -> ResponseReturnValue:
    """Two versions: removed and added words marked. The older one is always on the left."""
    numbers = [request.args.get(name, "") for name in ("from", "to")]
    if not all(number.isascii() and number.isdecimal() and len(number) < 9 for number in numbers):
        raise InvalidInput("比べる二つの版を選んでください。")
    old, new = sorted(map(int, numbers))
    with reading(office().sessions) as session:
        before = revisions.find_revision(session, page_id, old)
        after = revisions.find_revision(session, page_id, new)
    try:
        old_page, new_page = (parse(row.content, Path(row.place)) for row in (before, after))
    except PortalError:  # a version that was no page yet: compare the files as they were
        changed, texts = [], (before.content, after.content)
    else:
        changed = changed_items(Words.of(old_page), Words.of(new_page))
        texts = (old_page.body, new_page.body)
    return render_template(
        "manuals/compare.html",
        page_id=page_id,
        before=before,
        after=after,
        changed=changed,
        parts=diff.shortened(diff.compare(*texts)),
    )


@blueprint.post("/<page_id>/history/<int:number>/restore")
@requires(Permission.MANUALS_EDIT)
def restore(page_id: str, number: int) -> ResponseReturnValue:
    """Make a draft of an old version; it goes the usual way to the readers."""
    root = office().settings.manuals
    page = library(root).by_id().get(page_id)
    with unit_of_work(office().sessions) as session:
        row = revisions.find_revision(session, page_id, number)
        old = Words.of(parse(row.content, root / row.place))
        mine = drafts.own_draft(session, actor(), page_id)
        base = revisions.current_hash(page) if page else ""
        if mine is not None and drafts.words_of(mine) != old:
            form = form_of(old, base_hash=base, version=mine.version, page_id=page_id, summary=f"第{number}版に戻す")
            return conflict_page(
                page_id,
                form,
                f"このページには、書きかけの下書きがあります。第{number}版と見比べて、残す内容を決めてください。",
                theirs=drafts.words_of(mine).body,
                their_name="書きかけの下書き",
                mine_name=f"第{number}版の文",
            )
        drafts.save_draft(
            session,
            actor(),
            now(),
            page_id=page_id,
            words=old,
            base_hash=base,
            summary=f"第{number}版に戻す",
            version=mine.version if mine else 0,
            root=root,
        )
    flash(f"第{number}版の内容で下書きを作りました。確かめてから承認を依頼してください。", "success")
    return redirect(url_for("manuals.edit", page_id=page_id))
