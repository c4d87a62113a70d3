"""Pages of the knowledge base. The other modules of views are imported here, so that one import brings all pages."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.accounts.audience import audience_of
from portal.db import reading
from portal.domain.permissions import Permission
from portal.index.port import Hit, IndexDamaged
from portal.manuals import (
    draft_views,
    edit_views,
    file_views,
    files,
    history_views,
    law_change_views,
    law_changes,
    reader_views,
    revisions,
    shelf,
    statute_views,
    transfer_views,
)
from portal.manuals.blueprint import blueprint
from portal.manuals.citations import articles_in
from portal.manuals.laws import read_laws
from portal.manuals.linking import page_links, statute_address
from portal.manuals.pages import Library, library, tree
from portal.manuals.relations import linking_to
from portal.manuals.render import render_cached
from portal.web import actor, office, requires, today

__all__ = [
    "blueprint",
    "draft_views",
    "edit_views",
    "file_views",
    "history_views",
    "law_change_views",
    "reader_views",
    "statute_views",
    "transfer_views",
]


FIRST_PAGE = "first-week"  # where a newcomer begins, when the office has that page


def _library() -> Library:
    return library(office().settings.manuals)


@blueprint.get("/")
@requires(Permission.MANUALS_READ)
def index() -> ResponseReturnValue:
    pages = list(_library())
    with reading(office().sessions) as session:
        return render_template(
            "manuals/index.html",
            folders=tree(iter(pages)),
            count=len(pages),
            first=next((page for page in pages if page.id == FIRST_PAGE), None),
            day=today(),
            in_question=law_changes.pages_in_question(session),
            required={row.page_id for row in shelf.all_required(session)},
            unreadable=_library().unreadable() if actor().may(Permission.MANUALS_EDIT) else [],
        )


@blueprint.get("/<page_id>")
@requires(Permission.MANUALS_READ)
def show(page_id: str) -> ResponseReturnValue:
    settings = office().settings
    pages = _library().by_id()
    if page_id not in pages and (bad := _library().unreadable_page(page_id)):
        with reading(office().sessions) as session:
            if last := revisions.latest(session, page_id):
                return history_views.version_page(last, unreadable=bad.sentence)
    page = _library().get(page_id)
    shown = render_cached(page.body, page_links(settings.manuals, settings.templates))
    laws = read_laws(settings.manuals)
    with reading(office().sessions) as session:
        # nh3 has sanitized it: this is the only HTML of a person's text that is marked as such.
        return render_template(
            "manuals/show.html",
            page=page,
            body=Markup(shown.html),  # noqa: S704
            headings=shown.headings,
            remark=shown.remark,
            statutes=[
                (text, next((statute_address(ref, laws) for ref in articles_in(text, laws.names)), None))
                for text in page.statutes
            ],
            related=[pages[name] for name in page.related if name in pages and name != page_id],
            linking=linking_to(pages.values(), page_id),
            papers=files.papers_of(session, page_id, page.body),
            changes=law_changes.Questions().open(session, "page", page_id),
            stale=page.is_stale(today()),
            similar=_similar(page_id, known={page_id, *page.related}),
            own=shelf.place(session, actor(), page_id),
            required=shelf.required(session, page_id),
            version=revisions.current_hash(page),
            may_confirm=actor().may(Permission.MANUALS_EDIT)
            and (page.belongs_to(actor().department_name) or actor().may(Permission.MANUALS_APPROVE)),
            next_review=today() + timedelta(days=365),
            day=today(),
        )


def _similar(page_id: str, *, known: set[str]) -> list[Hit]:
    """Pages near in words that the page does not name itself. A page reads well without a sound index."""
    try:
        hits = office().index.related(f"manual:{page_id}", audience=audience_of(actor()), limit=10)
    except IndexDamaged:
        return []
    return [hit for hit in hits if hit.document.kind == "manual" and hit.id.removeprefix("manual:") not in known][:5]
