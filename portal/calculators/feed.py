"""The iCalendar feed of an officer (RFC 5545): deadlines as whole-day entries, by a key that can be revoked.

It holds case numbers and the names of steps, no resident's name: calendars lie on telephones and other people's servers.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import User
from portal.calculators.agenda import AgendaLine
from portal.calculators.models import CalendarFeed
from portal.domain.actor import Actor
from portal.domain.permissions import Permission

LINE_OCTETS = 75
FETCH_NOTE = timedelta(hours=1)


def renew_key(session: Session, actor: Actor, now: datetime) -> str:
    """A new key (the old one ends). It is returned once; only its hash is kept."""
    actor.require(Permission.CASES_READ)
    revoke_key(session, actor, now, note=False)
    key = secrets.token_urlsafe(32)
    session.add(CalendarFeed(user_id=actor.user_id, key_hash=_hash(key), created_at=now))
    _trail(session, actor, now, "予定表に取り込むためのアドレスを発行しました。")
    return key


def revoke_key(session: Session, actor: Actor, now: datetime, *, note: bool = True) -> None:
    """End the actor's feed."""
    for feed in session.scalars(_standing(actor.user_id)):
        feed.revoked_at = now
        if note:
            _trail(session, actor, now, "予定表に取り込むためのアドレスを止めました。")


def current_feed(session: Session, actor: Actor) -> CalendarFeed | None:
    """The actor's feed, if there is one."""
    return session.scalar(_standing(actor.user_id))


def person_of(session: Session, key: str, now: datetime) -> Actor | None:
    """Whose feed the key opens; None for an unknown or revoked key and for an account that is out of use."""
    feed = session.scalar(
        select(CalendarFeed).where(CalendarFeed.key_hash == _hash(key), CalendarFeed.revoked_at.is_(None))
    )
    user = session.get(User, feed.user_id) if feed else None
    if feed is None or user is None or user.disabled:
        return None
    if feed.fetched_at is None or now - feed.fetched_at > FETCH_NOTE:
        feed.fetched_at = now
    actor = user.as_actor()
    return actor if actor.may(Permission.CASES_READ) else None


def calendar_text(lines: Iterable[AgendaLine], *, now: datetime, office_name: str) -> str:
    """The feed's text."""
    content = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//saiken-portal//calendar//JA", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(office_name)}債権管理 次の手続", "X-PUBLISHED-TTL:PT6H",
    ]  # fmt: skip
    for line in lines:
        if line.step.deadline is not None:
            content.extend(_entry(line, now))
    content.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in content for part in _folded(line))


def _entry(line: AgendaLine, now: datetime) -> Iterator[str]:
    step = line.step
    assert step.deadline is not None
    yield "BEGIN:VEVENT"
    yield f"UID:case-{line.case_id}-{step.id}-{step.deadline:%Y%m%d}@saiken-portal"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{step.deadline:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{step.deadline + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{line.case_number} {step.action}')}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PRIVATE"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield "TRIGGER:-P7D"
    yield f"DESCRIPTION:{_escaped(step.action)}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(character for character in escaped if character.isprintable())


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; the rest continues after a blank."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LINE_OCTETS:
            yield piece
            piece = " "
        piece += character
    yield piece


def _standing(user_id: int | None) -> Select[Any]:
    return select(CalendarFeed).where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _trail(session: Session, actor: Actor, now: datetime, sentence: str) -> None:
    audit.record(session, actor, now, action="calendar.feed", sentence=sentence, object_kind="user",
                 object_id=actor.user_id or "")  # fmt: skip
