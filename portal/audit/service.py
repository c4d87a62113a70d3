"""Writing and reading the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.audit.models import AuditEntry
from portal.domain.actor import Actor


def record(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    action: str,
    sentence: str,
    object_kind: str = "",
    object_id: str | int = "",
) -> None:
    """Add one entry to the caller's transaction. ``action`` is a dotted code such as ``case.open``."""
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor.user_id,
            actor_name=actor.name,
            department_id=actor.department_id,
            action=action,
            sentence=sentence[:1000],
            object_kind=object_kind,
            object_id=str(object_id),
            address=actor.address,
        )
    )


def changes(
    session: Session,
    *,
    since: datetime,
    but_not_by: int | None,
    anywhere: Sequence[str],
    inside: Sequence[str],
    department_id: int | None,
    limit: int,
) -> Sequence[AuditEntry]:
    """The newest entries after ``since`` whose action is in ``anywhere``, or in ``inside`` when the department did it."""
    own = and_(AuditEntry.action.in_(inside), AuditEntry.department_id == department_id)
    wanted = or_(AuditEntry.action.in_(anywhere), own)
    query = select(AuditEntry).where(AuditEntry.at > since, wanted)
    if but_not_by is not None:
        query = query.where(AuditEntry.actor_id.is_(None) | (AuditEntry.actor_id != but_not_by))
    return session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)).all()


def entries(
    session: Session,
    *,
    action: str | None = None,
    object_kind: str | None = None,
    object_id: str | int | None = None,
    actor_id: int | None = None,
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Sequence[AuditEntry]:
    """The newest entries first, narrowed by what is given; ``since`` inclusive, ``until`` exclusive."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
    if action is not None:
        query = query.where(AuditEntry.action.startswith(action, autoescape=True))
    if object_kind is not None:
        query = query.where(AuditEntry.object_kind == object_kind)
    if object_id is not None:
        query = query.where(AuditEntry.object_id == str(object_id))
    if actor_id is not None:
        query = query.where(AuditEntry.actor_id == actor_id)
    if text:
        query = query.where(AuditEntry.sentence.contains(text, autoescape=True))
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    if until is not None:
        query = query.where(AuditEntry.at < until)
    return session.scalars(query).all()
