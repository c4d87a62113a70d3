"""Writing 配達記録 to the register: the day and result of the letter, its arrival in the ledger, a return to the 返戻 register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.domain.postal_delivery import DeliveryKind, shown_tracking_number
from portal.domain.wareki import format_wareki
from portal.ledger.arrivals import record_arrivals
from portal.notices.deliveries import Delivery
from portal.notices.models import DeliveryImport, Notice
from portal.notices.register import book_return


def apply(
    session: Session, actor: Actor, now: datetime, deliveries: Iterable[Delivery], *, today: date
) -> Counter[DeliveryKind]:
    """Write what is new or changed; how many letters of each kind. Known rows are left alone, so twice is once."""
    actor.require(Permission.NOTICES_DRAFT)
    counts: Counter[DeliveryKind] = Counter()
    arrived: dict[int, date] = {}
    for one in deliveries:
        if one.known == "same":
            continue
        _write(session, actor, now, one, today)
        counts[one.outcome.kind] += 1
        if one.outcome.kind is DeliveryKind.DELIVERED and one.day and one.notice.event_id is not None:
            arrived[one.notice.event_id] = one.day
    if arrived:
        record_arrivals(session, actor, now, arrived)
    return counts


def _write(session: Session, actor: Actor, now: datetime, one: Delivery, today: date) -> None:
    notice = one.notice
    if one.tracking:
        notice.tracking_number = one.tracking
    if one.outcome.kind is DeliveryKind.RETURNED:
        notice.delivery_result = one.outcome.words[:60]
        if notice.returned_on is None and one.day is not None:
            book_return(session, actor, now, notice, day=one.day, reason=one.outcome.reason, today=today)
        return
    if one.outcome.kind is DeliveryKind.UNDERWAY:
        if notice.delivered_on is None and notice.returned_on is None:
            notice.delivery_result = one.outcome.words[:60]
        return
    notice.delivered_on, notice.delivery_result = one.day, one.outcome.words[:60]
    if one.known == "changed":
        _trail(
            session,
            actor,
            now,
            notice,
            f"通知書 {notice.number} の配達の記録を変更しました（前の登録：{one.before}）。",
        )


def apply_import(
    session: Session,
    actor: Actor,
    now: datetime,
    row: DeliveryImport,
    deliveries: Iterable[Delivery],
    *,
    refused: int,
    today: date,
) -> None:
    """Write a list and remember what it came to."""
    counts = apply(session, actor, now, deliveries, today=today)
    row.applied_at, row.refused = now, refused
    row.delivered, row.returned = counts[DeliveryKind.DELIVERED], counts[DeliveryKind.RETURNED]
    row.underway = counts[DeliveryKind.UNDERWAY]
    audit.record(
        session, actor, now, action="notice.deliveries", object_kind="delivery_import", object_id=row.id,
        sentence=f"配達記録「{row.filename}」を登録簿に反映しました（配達{row.delivered}通、返戻{row.returned}通、途中{row.underway}通、使わなかった行{refused}行）。",
    )  # fmt: skip


def book_by_hand(session: Session, actor: Actor, now: datetime, one: Delivery, *, today: date) -> None:
    """Write one delivery an officer typed on the letter's page. Raises InvalidInput for a 引受番号 of another letter."""
    other = session.scalar(
        select(Notice).where(
            Notice.department_id == one.notice.department_id,
            Notice.tracking_number == one.tracking,
            Notice.id != one.notice.id,
        )
    )
    if one.tracking and other is not None:
        raise InvalidInput(f"この引受番号は、通知書『{other.number}』に登録されています。受領証と見比べてください。")
    apply(session, actor, now, [one], today=today)
    day = f"{format_wareki(one.day)} " if one.day else ""
    number = f"、引受番号 {shown_tracking_number(one.tracking)}" if one.tracking else ""
    _trail(
        session,
        actor,
        now,
        one.notice,
        f"通知書 {one.notice.number} の配達を登録しました（{day}{one.outcome.words}{number}）。",
    )


def _trail(session: Session, actor: Actor, now: datetime, notice: Notice, sentence: str) -> None:
    audit.record(
        session, actor, now, action="notice.delivery", sentence=sentence, object_kind="notice", object_id=notice.id
    )
