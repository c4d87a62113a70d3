"""What readers do with pages: bookmarks, personal notes, 必読 and 既読, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import User
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.manuals.models import ManualFeedback, ManualRequired, ManualShelf


def place(session: Session, actor: Actor, page_id: str) -> ManualShelf:
    """The person's own view of the page; an empty one when there is none yet (not stored until changed)."""
    found = session.get(ManualShelf, (actor.user_id, page_id))
    return found or ManualShelf(user_id=actor.user_id, page_id=page_id, bookmarked=False, note="", read_hash="")


def shelf_of(session: Session, actor: Actor) -> Sequence[ManualShelf]:
    """Everything the person keeps: bookmarks and notes."""
    return session.scalars(
        select(ManualShelf).where(
            ManualShelf.user_id == actor.user_id, (ManualShelf.bookmarked) | (ManualShelf.note != "")
        )
    ).all()


def set_bookmark(session: Session, actor: Actor, page_id: str, *, on: bool) -> None:
    session.merge(place(session, actor, page_id)).bookmarked = on


def set_note(session: Session, actor: Actor, page_id: str, *, note: str) -> None:
    session.merge(place(session, actor, page_id)).note = note.strip()[:5000]


def mark_read(session: Session, actor: Actor, now: datetime, page_id: str, *, content_hash: str) -> None:
    """既読: this version was read. An edited page has to be read again."""
    row = session.merge(place(session, actor, page_id))
    row.read_hash, row.read_at = content_hash, now


def required(session: Session, page_id: str) -> ManualRequired | None:
    return session.get(ManualRequired, page_id)


def all_required(session: Session) -> Sequence[ManualRequired]:
    return session.scalars(select(ManualRequired).order_by(ManualRequired.set_at)).all()


def set_required(session: Session, actor: Actor, now: datetime, page_id: str, *, on: bool, due_on: date | None) -> None:
    """必読 on or off."""
    actor.require(Permission.MANUALS_APPROVE)
    row = session.get(ManualRequired, page_id)
    if on and row is None:
        session.add(ManualRequired(page_id=page_id, due_on=due_on, set_by=actor.name, set_at=now))
    elif on and row is not None:
        row.due_on = due_on
    elif row is not None:
        session.delete(row)
    audit.record(
        session,
        actor,
        now,
        action="manual.required",
        sentence=f"手引き（{page_id}）を必読に{'しました' if on else 'しないことにしました'}。",
        object_kind="manual",
        object_id=page_id,
    )


def readers(session: Session, page_id: str, content_hash: str) -> tuple[list[str], list[str]]:
    """Who has read this version and who has not (active people, by name)."""
    done = set(
        session.scalars(
            select(ManualShelf.user_id).where(ManualShelf.page_id == page_id, ManualShelf.read_hash == content_hash)
        )
    )
    people = session.scalars(select(User).where(~User.disabled).order_by(User.id)).all()
    return (
        [f"{u.department.name} {u.name}" for u in people if u.id in done],
        [f"{u.department.name} {u.name}" for u in people if u.id not in done],
    )


def give_feedback(session: Session, actor: Actor, now: datetime, page_id: str, *, useful: bool, comment: str) -> None:
    """One voice a person and page a day; a second one replaces the first."""
    if len(comment) > 1000:
        raise InvalidInput("『分かりにくかった所』は1000字以内で入力してください。", field="comment")
    last = session.scalar(
        select(ManualFeedback)
        .where(ManualFeedback.page_id == page_id, ManualFeedback.user_id == actor.user_id)
        .order_by(ManualFeedback.id.desc())
        .limit(1)
    )
    if last is not None and last.handled_at is None:
        last.useful, last.comment, last.at = useful, comment.strip() or last.comment, now
        return
    session.add(ManualFeedback(page_id=page_id, useful=useful, comment=comment.strip(), user_id=actor.user_id, at=now))


def votes(session: Session, page_id: str) -> tuple[int, int]:
    """(役に立った, わかりにくい)."""
    rows = session.execute(
        select(ManualFeedback.useful, func.count().label("voices"))
        .where(ManualFeedback.page_id == page_id)
        .group_by(ManualFeedback.useful)
    )
    counts = {row.useful: row.voices for row in rows}
    return counts.get(True, 0), counts.get(False, 0)


def open_feedback(session: Session) -> Sequence[ManualFeedback]:
    """What readers found hard to understand and nobody has answered yet."""
    return session.scalars(
        select(ManualFeedback)
        .where(ManualFeedback.handled_at.is_(None), (~ManualFeedback.useful) | (ManualFeedback.comment != ""))
        .order_by(ManualFeedback.at.desc())
    ).all()


def handle_feedback(session: Session, actor: Actor, now: datetime, feedback_id: int) -> ManualFeedback:
    actor.require(Permission.MANUALS_EDIT)
    row = session.get(ManualFeedback, feedback_id)
    if row is None:
        raise NotFound("その意見は見つかりません。一覧を開き直してください。")
    row.handled_at, row.handled_by = now, actor.name
    return row
