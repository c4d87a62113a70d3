"""通知書の登録簿: every issued letter — found by number, debtor or day; made again, cancelled, re-issued, returned."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.names import fold_kana
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.models import Case, Debtor, Event
from portal.ledger.service import NewEvent, add_event, cancel_event, find_case
from portal.notices.issuing import press_of
from portal.notices.models import Notice, NoticeBatch

_TRACKING_DIGITS = 11  # of a 引受番号
NOTICE_STATES = {"draft": "起案中", "issued": "発行済み", "failed": "作成できず", "cancelled": "取消し"}


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """How the register is narrowed. Empty means all."""

    text: str = ""
    form_name: str = ""
    first_day: date | None = None
    last_day: date | None = None
    returned: bool = False
    looked_into: str = ""  # of returned letters: those still to be looked into, done, all
    delivery: str = ""  # 配達の記録: none / delivered


def search(
    session: Session, actor: Actor, chosen: RegisterFilter, *, limit: int = 50, offset: int = 0
) -> tuple[Sequence[Notice], int]:
    """Issued letters of the actor's department, the newest first."""
    actor.require(Permission.NOTICES_READ)
    query = select(Notice).where(Notice.department_id == actor.department_id, Notice.serial.is_not(None))
    if chosen.text:
        query = query.where(_mentions(chosen.text))
    if chosen.form_name:
        query = query.where(Notice.form_name == chosen.form_name)
    if chosen.first_day:
        query = query.where(Notice.issue_day >= chosen.first_day)
    if chosen.last_day:
        query = query.where(Notice.issue_day <= chosen.last_day)
    if chosen.delivery == "none":
        query = query.where(Notice.delivered_on.is_(None), Notice.returned_on.is_(None), Notice.state == "issued")
    elif chosen.delivery == "delivered":
        query = query.where(Notice.delivered_on.is_not(None))
    if chosen.returned:
        query = query.where(Notice.returned_on.is_not(None))
    if chosen.returned and chosen.looked_into != "all":
        done = chosen.looked_into == "done"
        query = query.where(Notice.followed_up_on.is_not(None) if done else Notice.followed_up_on.is_(None))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.options(joinedload(Notice.batch))
        .order_by(Notice.issue_day.desc(), Notice.serial.desc())
        .limit(limit)
        .offset(offset)
    )
    return rows.all(), total


def _mentions(text: str) -> ColumnElement[bool]:
    """Letters a person means by ``text``: full width or half, small or capital, a name with or without its blank."""
    plain = unicodedata.normalize("NFKC", text)
    name, kana, tracking = "".join(text.split()), fold_kana(text), re.sub(r"[\s-]", "", plain)
    people = select(Case.id).join(Debtor).where(_bare(Debtor.kana).contains(kana, autoescape=True))
    return or_(
        *(Notice.number.contains(one, autoescape=True) for one in {text, plain}),
        *(
            _bare(Notice.addressee).contains(one, autoescape=True)
            for one in {name, unicodedata.normalize("NFKC", name)}
        ),
        func.upper(Notice.reference) == plain.upper(),
        Notice.case_id.in_(people) if kana else false(),
        Notice.tracking_number == tracking if tracking.isdecimal() and len(tracking) >= _TRACKING_DIGITS else false(),
    )


def _bare(column: Any) -> Any:
    """The column without blanks."""
    return func.replace(func.replace(column, " ", ""), "　", "")


def used_forms(session: Session, actor: Actor) -> Sequence[tuple[str, str]]:
    """The forms the department has issued letters of: (name, title), by title."""
    query = (
        select(NoticeBatch.form_name, func.max(NoticeBatch.form_title))
        .where(NoticeBatch.department_id == actor.department_id, NoticeBatch.numbered_at.is_not(None))
        .group_by(NoticeBatch.form_name)
    )
    return sorted(((name, title) for name, title in session.execute(query)), key=lambda pair: pair[1])


def find_notice(session: Session, actor: Actor, notice_id: int) -> Notice:
    """A letter of the actor's department. Raises NotFound."""
    actor.require(Permission.NOTICES_READ)
    notice = session.get(Notice, notice_id, options=[joinedload(Notice.batch)])
    if notice is None or notice.department_id != actor.department_id:
        raise NotFound("その通知書は見つかりません。登録簿から開き直してください。")
    return notice


@dataclass(frozen=True, slots=True)
class Again:
    """A letter made again: its bytes, and whether they are the very same."""

    content: bytes
    same: bool


def make_again(session: Session, office: Any, actor: Actor, now: datetime, notice: Notice) -> Again:
    """The letter from its frozen values and form; audited. Raises Conflict for one without a number."""
    if notice.serial is None:
        raise Conflict("この通知書はまだ発行されていません。")
    content = press_of(office, notice.batch).letter(notice)
    digest = hashlib.sha256(content).hexdigest()
    if not notice.file_hash:
        notice.file_hash = digest
    _trail(session, actor, now, "notice.download", notice, f"通知書 {notice.number} を取り出しました。")
    return Again(content, digest == notice.file_hash)


def cancel(session: Session, actor: Actor, now: datetime, notice: Notice, *, reason: str) -> None:
    """Cancel a letter: the number stays used, the ledger event is struck out with the same reason."""
    actor.require(Permission.NOTICES_DRAFT)
    if notice.state != "issued":
        raise Conflict("この通知書は取り消せない状態です。開き直して確かめてください。")
    if not reason.strip():
        raise InvalidInput("取り消す理由を入力してください。", field="reason")
    notice.state, notice.cancelled_at, notice.cancel_reason = "cancelled", now, reason.strip()[:500]
    if notice.event_id is not None and notice.case_id is not None:
        event = session.get(Event, notice.event_id)
        if event is not None and event.cancelled_at is None:
            case = find_case(session, actor, notice.case_id)
            cancel_event(
                session,
                actor,
                now,
                case=case,
                event_id=event.id,
                reason=f"通知書 {notice.number} の取消し：{reason.strip()}"[:300],
            )
    _trail(
        session,
        actor,
        now,
        "notice.cancelled",
        notice,
        f"通知書 {notice.number} を取り消しました。番号は欠番として残ります。",
    )


def reissue(
    session: Session, office: Any, actor: Actor, now: datetime, notice: Notice, *, reason: str, day: date
) -> Again:
    """Hand out the same letter under the same number once more, with a reason kept in the register."""
    actor.require(Permission.NOTICES_DRAFT)
    if notice.state != "issued":
        raise Conflict("取り消した通知書は再発行できません。新しく起案してください。")
    if not reason.strip():
        raise InvalidInput("再発行の理由を入力してください。", field="reason")
    again = make_again(session, office, actor, now, notice)
    entry = {"day": day.isoformat(), "reason": reason.strip()[:300], "person": actor.name}
    notice.reissues = [*notice.reissues, entry]
    _trail(session, actor, now, "notice.reissued", notice, f"通知書 {notice.number} を再発行しました。")
    return again


def book_return(
    session: Session, actor: Actor, now: datetime, notice: Notice, *, day: date, reason: str, today: date
) -> None:
    """返戻: book the returned letter, mark the address, and write the event. Raises InvalidInput, Conflict."""
    actor.require(Permission.NOTICES_DRAFT)
    if notice.serial is None or notice.issue_day is None:
        raise Conflict("発行していない通知書に返戻は登録できません。")
    if notice.returned_on is not None:
        raise Conflict("この通知書の返戻は既に登録されています。")
    if day < notice.issue_day or day > today:
        raise InvalidInput(
            f"返戻の日は、発信日（{format_wareki(notice.issue_day)}）から今日までの日にしてください。", field="day"
        )
    notice.returned_on, notice.return_reason = day, reason.strip()[:200]
    if notice.case_id is not None:
        case = find_case(session, actor, notice.case_id)
        if case.debtor.address is not None:
            case.debtor.address.returned_mail = True
        new = NewEvent(
            kind="returned_mail", happened_on=day, means="文書", result=notice.return_reason or "返戻",
            memo=f"「{notice.batch.form_title}」（{notice.number}）が返戻", document_number=notice.number[:60], notice_id=notice.id,
        )  # fmt: skip
        add_event(session, actor, now, case, new, today=today)
    _trail(session, actor, now, "notice.returned", notice, f"通知書 {notice.number} の返戻を登録しました。")


def follow_up(
    session: Session, actor: Actor, now: datetime, notice: Notice, *, day: date, text: str, usable: bool = False
) -> None:
    """What was found out after a return (転居先の判明, 公示送達 …); ends the open return.

    The address stays marked, so that the next letter warns, unless it is ``usable`` after all. A new one is not marked.
    """
    actor.require(Permission.NOTICES_DRAFT)
    if notice.returned_on is None:
        raise Conflict("返戻が登録されていません。")
    if not text.strip():
        raise InvalidInput("調査の結果と、次に行うことを入力してください。", field="text")
    notice.follow_up, notice.followed_up_on = text.strip()[:500], day
    if notice.case_id is not None:
        case = find_case(session, actor, notice.case_id)
        add_event(
            session,
            actor,
            now,
            case,
            NewEvent(kind="note", happened_on=day, result="返戻の調査", memo=notice.follow_up),
            today=day,
        )
        if case.debtor.address is not None and usable:
            case.debtor.address.returned_mail = False
    _trail(
        session, actor, now, "notice.followed_up", notice, f"通知書 {notice.number} の返戻の調査結果を登録しました。"
    )


def _trail(session: Session, actor: Actor, now: datetime, action: str, notice: Notice, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="notice", object_id=notice.id)
