"""到達日: the day a letter reached the debtor, written to the event that its issue made.

A demand or reminder takes effect on arrival (民法97条1項), so this day moves the limitation clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import audit
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.kinds import BY_CODE, label_of
from portal.ledger.models import Event

_AT_ONCE = 500


def record_arrivals(session: Session, actor: Actor, now: datetime, days: Mapping[int, date]) -> int:
    """Write the days of arrival by event id; how many events changed.

    Left alone: struck-out events, kinds without an arrival (記録 …), a day before the event itself.
    """
    actor.require(Permission.CASES_EDIT)
    changed, wanted = 0, sorted(days)
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(Event).where(Event.id.in_(wanted[at : at + _AT_ONCE])).options(selectinload(Event.case))
        for event in session.scalars(query):
            changed += _record(session, actor, now, event, days[event.id])
    return changed


def _record(session: Session, actor: Actor, now: datetime, event: Event, day: date) -> bool:
    kind = BY_CODE.get(event.kind)
    takes = kind is not None and "reached_on" in kind.asks and event.cancelled_at is None
    if not takes or day < event.happened_on or event.reached_on == day:
        return False
    before = f"（前の登録は{format_wareki(event.reached_on)}）" if event.reached_on else ""
    event.reached_on = day
    audit.record(
        session, actor, now, action="case.arrival", object_kind="case", object_id=event.case_id,
        sentence=f"案件 {event.case.number} の「{label_of(event.kind)}」の到達日を{format_wareki(day)}と登録しました{before}。",
    )  # fmt: skip
    return True
