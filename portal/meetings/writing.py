"""Meetings: finding them, making the next one from the last, writing the whole page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import audit
from portal.db import after_commit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.fiscal_year import fiscal_year_of
from portal.domain.permissions import Permission
from portal.meetings import values
from portal.meetings.models import ActionItem, AgendaItem, Attendee, Decision, Material, Meeting, MeetingSeries
from portal.meetings.search import document_of

CARRIED = "前回の宿題の確認"
_HEAD = (
    "held_on", "starts_at", "ends_at", "place", "online", "open_to_public", "closed_reason", "next_plan",
)  # fmt: skip


def meetings(session: Session, actor: Actor) -> Sequence[Meeting]:
    """All meetings, newest first."""
    actor.require(Permission.MEETINGS_READ)
    query = select(Meeting).options(selectinload(Meeting.series), selectinload(Meeting.action_items))
    return session.scalars(query.order_by(Meeting.held_on.desc(), Meeting.id.desc())).all()


def find_meeting(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Raises NotFound."""
    actor.require(Permission.MEETINGS_READ)
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound("その会議は見つかりません。一覧から開き直してください。")
    return meeting


def all_series(session: Session) -> Sequence[MeetingSeries]:
    return session.scalars(select(MeetingSeries).order_by(MeetingSeries.name)).all()


def latest(session: Session, series_id: int) -> Meeting | None:
    query = select(Meeting).where(Meeting.series_id == series_id)
    return session.scalar(query.order_by(Meeting.fiscal_year.desc(), Meeting.number.desc()).limit(1))


def start(session: Session, actor: Actor, now: datetime, *, series_name: str, held_on: date) -> Meeting:
    """The next meeting of a series (made when new), from the last one: people, place, and undone 宿題 first."""
    actor.require(Permission.MEETINGS_EDIT)
    name = series_name.strip()
    if not name:
        raise InvalidInput("会議の名前を入力してください。", field="new_name")
    series = session.scalar(select(MeetingSeries).where(MeetingSeries.name == name))
    if series is None:
        series = MeetingSeries(name=name, created_at=now)
        session.add(series)
        session.flush()
    last = latest(session, series.id)
    if last is not None and held_on < last.held_on:
        raise InvalidInput("前回の開催日より前の日付です。日付を確かめてください。", field="held_on")
    year = fiscal_year_of(held_on)
    meeting = Meeting(
        series_id=series.id,
        fiscal_year=year,
        number=last.number + 1 if last and last.fiscal_year == year else 1,
        held_on=held_on,
        author_id=actor.user_id,
        author_name=f"{actor.department_name}　{actor.name}".strip("　"),
        created_at=now,
    )
    session.add(meeting)
    meeting.series = series
    if last is not None:
        _continue(meeting, last)
    session.flush()
    trail(session, actor, now, "meeting.started", meeting, f"会議「{values.title_of(meeting)}」を作りました。")
    return meeting


def _continue(meeting: Meeting, last: Meeting) -> None:
    meeting.starts_at, meeting.place, meeting.online = last.starts_at, last.place, last.online
    meeting.open_to_public, meeting.closed_reason = last.open_to_public, last.closed_reason
    meeting.attendees = [
        Attendee(position=one.position, part=one.part, title=one.title, name=one.name, attendance="present", proxy="")
        for one in last.attendees
    ]
    undone = [one for one in last.action_items if one.done_on is None]
    if undone:
        item = AgendaItem(
            position=1, title=CARRIED, kind="報告", presenter="事務局", material="", duration="", explanation="",
            remarks=[], opinion="", conclusion="",
        )  # fmt: skip
        meeting.items = [item]
    meeting.action_items = [
        ActionItem(
            position=place, content=one.content, department=one.department, person=one.person, due_on=one.due_on,
            done_note="", carried_from_id=one.id,
        )
        for place, one in enumerate(undone, start=1)
    ]  # fmt: skip


def save(
    session: Session, actor: Actor, now: datetime, meeting: Meeting, data: Mapping[str, Any], *, edition: int
) -> None:
    """Write the whole page of a meeting. Raises Conflict when confirmed or changed by somebody else since ``edition``."""
    actor.require(Permission.MEETINGS_EDIT)
    refuse_locked(meeting)
    if edition != meeting.edition:
        raise Conflict(
            "ほかの人が先に変更しました。入力した内容は下に残っています。"
            "別の画面で今の内容を確かめてから、もう一度保存してください。"
        )
    if fiscal_year_of(data["held_on"]) != meeting.fiscal_year:
        raise InvalidInput(
            "開催日の年度が、会議の年度と違います。年度をまたぐときは、新しい会議を作ってください。", field="held_on"
        )
    for name in _HEAD:
        setattr(meeting, name, data[name])
    meeting.attendees = [Attendee(position=n, **row) for n, row in enumerate(data["attendees"], start=1)]
    meeting.materials = [Material(position=n, **row) for n, row in enumerate(data["materials"], start=1)]
    meeting.decisions = [Decision(position=n, **row) for n, row in enumerate(data["decisions"], start=1)]
    _keep(meeting.items, AgendaItem, data["items"])
    _keep(meeting.action_items, ActionItem, data["action_items"])
    meeting.edition += 1
    session.flush()
    trail(session, actor, now, "meeting.saved", meeting, f"会議「{values.title_of(meeting)}」を保存しました。")


def _keep(rows: list[Any], model: type[Any], typed: Sequence[Mapping[str, Any]]) -> None:
    """Change the rows that stay, so that comments and 宿題 keep what they point to."""
    known = {row.id: row for row in rows}
    kept = []
    for place, given in enumerate(typed, start=1):
        data = dict(given)
        row = known.get(data.pop("id", None) or 0)
        if row is None:
            row = model(**data, position=place)
        else:
            for name, value in data.items():
                setattr(row, name, value)
            row.position = place
        kept.append(row)
    rows[:] = kept


def refuse_locked(meeting: Meeting) -> None:
    if meeting.state == "final":
        raise Conflict("この会議は確定しているため、直せません。訂正は、次回の会議に記録してください。")


def reindex_after_commit(session: Session, index: Any, meeting: Meeting) -> None:
    """Keep the search index in step (read now: after the commit the session is closed)."""
    session.flush()
    document = document_of(meeting)
    if document is not None:
        after_commit(session, lambda: index.put([document]))


def trail(session: Session, actor: Actor, now: datetime, action: str, meeting: Meeting, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="meeting", object_id=meeting.id)
