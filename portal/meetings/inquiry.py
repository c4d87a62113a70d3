"""案 → 照会中 → 確定: asking the members, their comments, and the minutes that are locked and kept under their hash."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.meetings import values
from portal.meetings.models import Comment, Meeting
from portal.meetings.writing import refuse_locked, trail


class Store(Protocol):
    """The part of the file store that is used."""

    def put(self, content: bytes) -> str: ...
    def get(self, key: str) -> bytes: ...


def ask(session: Session, actor: Actor, now: datetime, meeting: Meeting, *, until: date, today: date) -> None:
    """照会: ask the members for comments until a day."""
    actor.require(Permission.MEETINGS_EDIT)
    refuse_locked(meeting)
    if until < today:
        raise InvalidInput("照会の期限が過ぎた日付です。日付を確かめてください。", field="inquiry_until")
    if not meeting.items:
        raise InvalidInput("議題がありません。議題を入力してから照会してください。")
    meeting.state, meeting.inquiry_until = "inquiry", until
    meeting.edition += 1
    trail(session, actor, now, "meeting.asked", meeting, f"会議「{values.title_of(meeting)}」の照会を始めました。")


def comment(
    session: Session, actor: Actor, now: datetime, meeting: Meeting, *, item_id: int | None, text: str
) -> Comment:
    """A member's comment on an item or on the whole (None), during 照会."""
    actor.require(Permission.MEETINGS_READ)
    if meeting.state != "inquiry":
        raise Conflict(f"この会議は「{meeting.state_label}」のため、意見を受け付けていません。")
    if not text.strip():
        raise InvalidInput("意見を入力してください。", field="text")
    if item_id is not None and item_id not in {item.id for item in meeting.items}:
        raise NotFound("その議題は見つかりません。画面を開き直してください。")
    made = Comment(
        item_id=item_id,
        text=text.strip()[:5_000],
        author_id=actor.user_id,
        author_name=actor.name,
        department_name=actor.department_name,
        at=now,
        answer="",
    )
    meeting.comments.append(made)
    session.flush()
    trail(session, actor, now, "meeting.commented", meeting, f"会議「{values.title_of(meeting)}」に意見を書きました。")
    return made


def answer(session: Session, actor: Actor, now: datetime, meeting: Meeting, *, comment_id: int, text: str) -> None:
    """What the secretariat did with a comment."""
    actor.require(Permission.MEETINGS_EDIT)
    refuse_locked(meeting)
    found = next((one for one in meeting.comments if one.id == comment_id), None)
    if found is None:
        raise NotFound("その意見は見つかりません。画面を開き直してください。")
    found.answer = text.strip()[:300]
    trail(
        session,
        actor,
        now,
        "meeting.answered",
        meeting,
        f"会議「{values.title_of(meeting)}」の意見に対応を書きました。",
    )


def confirm(session: Session, actor: Actor, now: datetime, meeting: Meeting, *, forms: Path, store: Store) -> bytes:
    """確定: lock it, make the minutes, register their hash. Raises Conflict, InvalidInput naming what is missing."""
    actor.require(Permission.MEETINGS_EDIT)
    refuse_locked(meeting)
    if meeting.state != "inquiry":
        raise Conflict("照会をしてから確定してください。")
    absent = _absent(meeting)
    if absent:
        raise InvalidInput(f"確定する前に、次を入力してください：{'、'.join(absent)}。")
    meeting.state, meeting.confirmed_at, meeting.confirmed_by = "final", now, f"{actor.department_name}　{actor.name}"
    meeting.edition += 1
    content = values.render(forms, values.MINUTES, values.minutes(meeting))
    meeting.minutes_key = store.put(content)
    trail(
        session, actor, now, "meeting.final", meeting,
        f"会議「{values.title_of(meeting)}」の議事録を確定しました（SHA-256 {meeting.minutes_key[:16]}…）。",
    )  # fmt: skip
    return content


def _absent(meeting: Meeting) -> list[str]:
    wanted = (
        ("議題", bool(meeting.items)), ("出席者", any(one.attendance != "absent" for one in meeting.attendees)),
        ("議長", meeting.chair is not None), ("開始時刻", bool(meeting.starts_at)), ("終了時刻", bool(meeting.ends_at)),
        ("場所", bool(meeting.place)), ("非公開の理由", meeting.open_to_public or bool(meeting.closed_reason)),
        *((f"議題{place}の結論", bool(item.conclusion)) for place, item in enumerate(meeting.items, start=1)),
    )  # fmt: skip
    return [name for name, there in wanted if not there]


def minutes_file(
    session: Session, actor: Actor, now: datetime, meeting: Meeting, *, forms: Path, store: Store
) -> bytes:
    """議事録 as it stands: the registered file when confirmed."""
    actor.require(Permission.MEETINGS_READ)
    trail(
        session,
        actor,
        now,
        "meeting.download",
        meeting,
        f"会議「{values.title_of(meeting)}」の議事録を取り出しました。",
    )
    if meeting.minutes_key:
        return store.get(meeting.minutes_key)
    return values.render(forms, values.MINUTES, values.minutes(meeting))


def agenda_file(actor: Actor, meeting: Meeting, *, forms: Path) -> bytes:
    """会議次第."""
    actor.require(Permission.MEETINGS_READ)
    return values.render(forms, values.AGENDA, values.agenda(meeting))
