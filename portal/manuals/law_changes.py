"""Law-change events (法改正): what rests on a changed article becomes 要確認 until its owner confirms or edits it.

What can rest on an article comes from the sources of ``Office.relying``. A page is confirmed on its own page; other things
are ticked off on the change's page, or by their feature when the owner edits them (``Questions``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.domain.reliance import LawQuestion, Relying
from portal.domain.statutes import StatuteRef, parse_statute
from portal.manuals import reliance
from portal.manuals.laws import Laws, article_key
from portal.manuals.models import LawChange, LawChangeItem
from portal.manuals.pages import same_department

KIND_LABELS = {"page": "手引き", "form": "様式", "table": "計算の表"}
OUTCOME_LABELS = {"": "要確認", "confirmed": "確認済み", "edited": "改訂済み"}


@dataclass(frozen=True, slots=True)
class NewChange:
    citation: str
    effective_on: date
    due_on: date
    summary: str = ""


def announce(
    session: Session, actor: Actor, now: datetime, new: NewChange, *, laws: Laws, things: Iterable[Relying]
) -> LawChange:
    """Enter a change and mark each of ``things`` that rests on the article and is still in force on the day.

    What has no owner falls to the actor's department. Raises InvalidInput for an unreadable article.
    """
    actor.require(Permission.MANUALS_APPROVE)
    ref = parse_statute(new.citation, laws.names, field="citation").whole_article
    if ref.law not in laws.by_name:
        raise InvalidInput(
            f"『{ref.law}』は法令の一覧にありません。法令.toml に加えてから登録してください。", field="citation"
        )
    twin = session.scalar(
        select(LawChange).where(
            LawChange.law == ref.law, LawChange.article == article_key(ref), LawChange.effective_on == new.effective_on
        )
    )
    if twin is not None:
        raise InvalidInput("同じ条と施行日の改正が登録済みです。法改正の一覧から開いてください。", field="citation")
    change = LawChange(
        law=ref.law,
        article=article_key(ref),
        label=ref.short(),
        effective_on=new.effective_on,
        due_on=new.due_on,
        summary=new.summary,
        author_name=actor.name,
        at=now,
        items=[
            _asked(thing, actor)
            for thing in reliance.resting_on(things, laws, ref)
            if thing.until is None or thing.until >= new.effective_on
        ],
    )
    session.add(change)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        action="manual.law_change",
        sentence=f"法改正（{change.label}）を登録し、{len(change.items)}件を要確認にしました。",
        object_kind="law_change",
        object_id=change.id,
    )
    return change


def _asked(thing: Relying, actor: Actor) -> LawChangeItem:
    """A thing that is to be looked at, by its owner or by whoever announces the change."""
    return LawChangeItem(
        kind=thing.kind,
        target=thing.target,
        title=thing.title[:200],
        owner=thing.owner or actor.department_name,
        outcome="",
    )


def all_changes(session: Session) -> Sequence[LawChange]:
    """The newest first."""
    return session.scalars(
        select(LawChange)
        .options(selectinload(LawChange.items))
        .order_by(LawChange.effective_on.desc(), LawChange.id.desc())
    ).all()


def find_change(session: Session, change_id: int) -> LawChange:
    change = session.get(LawChange, change_id, options=[selectinload(LawChange.items)])
    if change is None:
        raise NotFound("その法改正の登録は見つかりません。一覧から開き直してください。")
    return change


def of_article(session: Session, ref: StatuteRef) -> Sequence[LawChange]:
    """The changes of an article, or of any article of the law when ``ref`` names none."""
    query = select(LawChange).where(LawChange.law == ref.law).order_by(LawChange.effective_on.desc())
    if article_key(ref):
        query = query.where(LawChange.article == article_key(ref))
    return session.scalars(query).all()


def open_items(session: Session, *, kind: str, target: str) -> Sequence[LawChangeItem]:
    """What is left to do about one page, word form or table."""
    return session.scalars(
        select(LawChangeItem)
        .options(selectinload(LawChangeItem.change))
        .where(LawChangeItem.kind == kind, LawChangeItem.target == target, LawChangeItem.outcome == "")
    ).all()


def pages_in_question(session: Session) -> set[str]:
    """The ids of all pages that a law change left 要確認."""
    return set(
        session.scalars(select(LawChangeItem.target).where(LawChangeItem.kind == "page", LawChangeItem.outcome == ""))
    )


def settle(session: Session, actor: Actor, now: datetime, kind: str, target: str, *, outcome: str) -> int:
    """Close what was open about one thing because it was ``confirmed`` or ``edited``; how many."""
    items = open_items(session, kind=kind, target=target)
    for item in items:
        item.outcome, item.done_by, item.done_at = outcome, actor.name, now
    return len(items)


class Questions:
    """What other features may ask about law changes (``portal.web.reliance.LawQuestions``)."""

    def open(self, session: Session, kind: str, target: str = "") -> list[LawQuestion]:
        """What waits for one thing, or for any thing of the kind; each change once."""
        query = select(LawChangeItem).where(LawChangeItem.kind == kind, LawChangeItem.outcome == "")
        if target:
            query = query.where(LawChangeItem.target == target)
        items = session.scalars(query.options(selectinload(LawChangeItem.change)).order_by(LawChangeItem.id)).all()
        return list({item.change_id: _question(item) for item in items}.values())

    def settle(
        self, session: Session, actor: Actor, now: datetime, kind: str, target: str, *, outcome: str = "edited"
    ) -> int:
        return settle(session, actor, now, kind, target, outcome=outcome)


def _question(item: LawChangeItem) -> LawQuestion:
    change = item.change
    return LawQuestion(change.id, change.label, change.effective_on, change.due_on, change.summary, item.owner)


def settle_by_hand(
    session: Session, actor: Actor, now: datetime, change_id: int, item_ids: Collection[int]
) -> list[LawChangeItem]:
    """Tick off word forms, table rows and the like; what was closed. Pages are confirmed on their own page."""
    actor.require(Permission.MANUALS_EDIT)
    change = find_change(session, change_id)
    chosen = [item for item in change.items if item.id in item_ids]
    if not chosen:
        raise InvalidInput("確認したものを選んでください。")
    if any(item.kind == "page" for item in chosen):
        raise Conflict("手引きは、そのページで「確認済みにする」を選ぶか、改訂を公開してください。")
    closed = [item for item in chosen if not item.outcome]
    for item in closed:
        item.outcome, item.done_by, item.done_at = "confirmed", actor.name, now
    if closed:
        audit.record(
            session,
            actor,
            now,
            action="manual.law_change_done",
            sentence=f"法改正（{change.label}）について、{len(closed)}件を確認済みにしました。",
            object_kind="law_change",
            object_id=change.id,
        )
    return closed


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a change for one department."""

    owner: str
    left: int
    total: int


def left_by_owner(change: LawChange) -> list[Left]:
    """The departments of a change, those with most to do first."""
    owners: dict[str, list[LawChangeItem]] = {}
    for item in change.items:
        known = next((owner for owner in owners if same_department(owner, item.owner)), item.owner)
        owners.setdefault(known, []).append(item)
    rows = [Left(owner, sum(1 for item in items if not item.outcome), len(items)) for owner, items in owners.items()]
    return sorted(rows, key=lambda row: (-row.left, row.owner))


def unsettled(session: Session, department: str) -> list[tuple[LawChange, int, int]]:
    """(change, what is left of it, what of that is ``department``'s) for each change with something left."""
    found = []
    for change in all_changes(session):
        rows = left_by_owner(change)
        left = sum(row.left for row in rows)
        if left:
            found.append((change, left, sum(row.left for row in rows if same_department(row.owner, department))))
    return found


def withdraw(session: Session, actor: Actor, now: datetime, change_id: int) -> str:
    """Take back a change that was entered by mistake; what it marked is free again. Returns its label."""
    actor.require(Permission.MANUALS_APPROVE)
    change = find_change(session, change_id)
    label = change.label
    session.delete(change)
    audit.record(
        session,
        actor,
        now,
        action="manual.law_change_withdrawn",
        sentence=f"法改正（{label}）の登録を取り消しました。",
        object_kind="law_change",
        object_id=change_id,
    )
    return label
