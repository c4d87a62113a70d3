"""Filters a department saved for itself: made, changed, deleted, found again by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.notices.criteria import Criteria, checked
from portal.notices.models import SavedFilter


def listed(session: Session, actor: Actor) -> Sequence[SavedFilter]:
    """The department's own filters, by name."""
    actor.require(Permission.CASES_READ)
    query = select(SavedFilter).where(SavedFilter.department_id == actor.department_id)
    return session.scalars(query.order_by(SavedFilter.name)).all()


def find(session: Session, actor: Actor, filter_id: int) -> SavedFilter:
    """A filter of the actor's department. Raises NotFound."""
    actor.require(Permission.CASES_READ)
    row = session.get(SavedFilter, filter_id)
    if row is None or row.department_id != actor.department_id:
        raise NotFound("その条件は見つかりません。削除されたか、ほかの課のものです。条件の一覧から選び直してください。")
    return row


def save(
    session: Session, actor: Actor, now: datetime, *, name: str, criteria: Criteria, row: SavedFilter | None = None
) -> SavedFilter:
    """Make a filter, or change ``row``. Raises InvalidInput: no name, a name that is taken, conditions that cannot be."""
    actor.require(Permission.NOTICES_DRAFT)
    wanted = " ".join(name.split())
    if not wanted:
        raise InvalidInput("条件の名前を入力してください。", field="name")
    settled = checked(criteria)
    taken = session.scalar(
        select(SavedFilter).where(SavedFilter.department_id == actor.department_id, SavedFilter.name == wanted)
    )
    if taken is not None and taken is not row:
        raise InvalidInput(
            f"「{wanted}」という名前の条件が、この課に既にあります。別の名前にしてください。", field="name"
        )
    if row is None:
        row = SavedFilter(department_id=actor.department_id)
        session.add(row)
    row.name, row.criteria, row.author_name, row.updated_at = wanted, settled.to_dict(), actor.name, now
    session.flush()
    _trail(session, actor, now, row, f"台帳の条件「{row.name}」を保存しました（{settled.sentence}）。")
    return row


def delete(session: Session, actor: Actor, now: datetime, row: SavedFilter) -> None:
    """Delete a filter. Letters made by it stay."""
    actor.require(Permission.NOTICES_DRAFT)
    _trail(session, actor, now, row, f"台帳の条件「{row.name}」を削除しました。")
    session.delete(row)


def _trail(session: Session, actor: Actor, now: datetime, row: SavedFilter, sentence: str) -> None:
    audit.record(
        session, actor, now, action="notice.filter", sentence=sentence, object_kind="saved_filter", object_id=row.id
    )
