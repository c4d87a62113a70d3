"""What the home page shows of the manuals: what the person's department has to review, approve and read."""

from __future__ import annotations

from datetime import date, timedelta

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.manuals import revisions, shelf
from portal.manuals.models import LawChange, LawChangeItem, ManualDraft
from portal.manuals.pages import Page, library, same_department
from portal.web import office
from portal.web.views import HomeCard, HomeItem

SOON = timedelta(days=14)
MOST = 8


def home_card(session: Session, actor: Actor, today: date) -> HomeCard | None:
    """手引き: law changes and reviews of one's department, drafts, pages to read."""
    if not actor.may(Permission.MANUALS_READ):
        return None
    pages = library(office().settings.manuals).by_id()
    items = [*_drafts(session, actor), *_unread(session, actor, pages, today)]
    if actor.may(Permission.MANUALS_EDIT):
        items += _owned(session, actor, pages, today)
    shown = sorted(items, key=lambda item: item.due or date.max)[:MOST]
    return HomeCard(
        "手引き", shown, empty="確かめる手引きはありません。", more_url=url_for("manuals.reviews"), order=60
    )


def _drafts(session: Session, actor: Actor) -> list[HomeItem]:
    mine = session.scalars(select(ManualDraft).where(ManualDraft.author_id == actor.user_id)).all()
    items = [
        HomeItem(
            f"下書き「{draft.values['title']}」",
            url_for("manuals.edit", page_id=draft.page_id),
            note="差し戻されています。" if draft.state == "returned" else "書きかけです。",
        )
        for draft in mine
        if draft.state != "requested"
    ]
    if actor.may(Permission.MANUALS_APPROVE):
        waiting = session.scalar(select(func.count()).where(ManualDraft.state == "requested")) or 0
        if waiting:
            items.append(HomeItem(f"承認を待つ手引き {waiting}件", url_for("manuals.list_drafts")))
    return items


def _unread(session: Session, actor: Actor, pages: dict[str, Page], today: date) -> list[HomeItem]:
    return [
        HomeItem(
            f"必読「{pages[row.page_id].title}」",
            url_for("manuals.show", page_id=row.page_id),
            due=row.due_on,
            days_left=(row.due_on - today).days if row.due_on else None,
        )
        for row in shelf.all_required(session)
        if row.page_id in pages
        and shelf.place(session, actor, row.page_id).read_hash != revisions.current_hash(pages[row.page_id])
    ]


def _owned(session: Session, actor: Actor, pages: dict[str, Page], today: date) -> list[HomeItem]:
    waiting = _in_question(session, actor, pages)
    by_change: dict[int, list[LawChangeItem]] = {}
    for item in waiting:
        by_change.setdefault(item.change_id, []).append(item)
    items = [_law_change_item(group, today) for group in by_change.values()]
    items += [
        HomeItem(
            f"見直し「{page.title}」",
            url_for("manuals.show", page_id=page.id),
            due=page.review_by,
            days_left=(page.review_by - today).days,
        )
        for page in pages.values()
        if page.belongs_to(actor.department_name)
        and page.review_by <= today + SOON
        and page.id not in {item.target for item in waiting}
    ]
    return items


def _law_change_item(group: list[LawChangeItem], today: date) -> HomeItem:
    """One line a change: an article that everything rests on must not push the rest off the card."""
    change = group[0].change
    return HomeItem(
        f"{change.label}の改正の確認 {len(group)}件",
        url_for("manuals.show_law_change", change_id=change.id, owner=group[0].owner),
        due=change.due_on,
        days_left=(change.due_on - today).days,
        note=f"「{group[0].title}」{'など' if len(group) > 1 else ''}",
    )


def _in_question(session: Session, actor: Actor, pages: dict[str, Page]) -> list[LawChangeItem]:
    """What a law change left 要確認 in the person's department: each thing once, with its nearest date."""
    found: dict[tuple[str, str], LawChangeItem] = {}
    query = select(LawChangeItem).join(LawChange).where(LawChangeItem.outcome == "").order_by(LawChange.due_on.desc())
    for item in session.scalars(query.options(contains_eager(LawChangeItem.change))):
        page = pages.get(item.target) if item.kind == "page" else None
        owner = page.owner if page else item.owner  # a page may have changed hands since
        if same_department(owner, actor.department_name):
            found[(item.kind, item.target)] = item
    return list(found.values())
