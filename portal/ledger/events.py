"""What happened in a case (経過): written with its day and author, struck out with a reason, never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.ledger.access import trail
from portal.ledger.kinds import BY_CODE, label_of
from portal.ledger.models import Case, Event

AFTER_AN_ORDER = frozenset({"provisional_execution", "objection"})


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What happened. ``claim_id`` None means all claims of the case."""

    kind: str
    happened_on: date
    claim_id: int | None = None
    means: str = ""
    counterpart: str = ""
    result: str = ""
    memo: str = ""
    reached_on: date | None = None
    designated_date: date | None = None
    ends_on: date | None = None
    outcome: str = ""
    promised_on: date | None = None
    promised_amount: int | None = None
    document_number: str = ""
    notice_id: int | None = None


def add_event(session: Session, actor: Actor, now: datetime, case: Case, new: NewEvent, *, today: date) -> Event:
    """Write an event. Raises InvalidInput: unknown kind, a day in the future, an end before the beginning."""
    actor.require(Permission.CASES_EDIT)
    if new.kind not in BY_CODE:
        raise InvalidInput(f"経過の種類『{new.kind}』は使えません。", field="kind")
    if new.happened_on > today:
        raise InvalidInput("まだ来ていない日付の経過は登録できません。", field="happened_on")
    for name, label in (("reached_on", "到達日"), ("designated_date", "指定期限"), ("ends_on", "終わりの日")):
        value = getattr(new, name)
        if value is not None and value < new.happened_on:
            raise InvalidInput(f"{label}が、経過の日付より前です。日付を確かめてください。", field=name)
    if new.claim_id is not None and new.claim_id not in {claim.id for claim in case.claims}:
        raise InvalidInput("その債権は、この案件のものではありません。", field="claim_id")
    if new.kind in AFTER_AN_ORDER and not any(e.kind == "payment_order" and not e.cancelled_at for e in case.events):
        raise InvalidInput(
            f"先に「支払督促」の経過を登録してください。「{label_of(new.kind)}」はその後の手続です。", field="kind"
        )
    fields = {name: getattr(new, name) for name in NewEvent.__dataclass_fields__}
    event = Event(**fields, author_id=actor.user_id, author_name=actor.name, created_at=now)
    case.events.append(event)
    session.flush()
    trail(session, actor, now, "case.event", case, f"案件 {case.number} に経過「{label_of(new.kind)}」を登録しました。")
    return event


def cancel_event(session: Session, actor: Actor, now: datetime, *, case: Case, event_id: int, reason: str) -> Event:
    """Strike out a wrong event; the row stays. Raises InvalidInput without a reason, NotFound, Conflict."""
    actor.require(Permission.CASES_EDIT)
    event = next((e for e in case.events if e.id == event_id), None)
    if event is None:
        raise NotFound("その経過は見つかりません。案件を開き直してください。")
    if event.cancelled_at is not None:
        raise Conflict("この経過は既に取り消されています。")
    if not reason.strip():
        raise InvalidInput("取り消す理由を入力してください。", field="reason")
    event.cancelled_at, event.cancel_reason = now, reason.strip()
    trail(
        session,
        actor,
        now,
        "case.event_cancelled",
        case,
        f"案件 {case.number} の経過「{label_of(event.kind)}」を取り消しました。",
    )
    return event
