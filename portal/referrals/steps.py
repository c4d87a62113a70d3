"""The life of a packet: draft 案 → asked 確認待ち → final 確定 → sent 引渡し済み.

Only an approver who did not ask makes it final, and only when the checklist misses nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger import service as ledger
from portal.ledger.models import Case, Event
from portal.referrals.bundle import Bundle
from portal.referrals.checklist import checklist, missing
from portal.referrals.models import ReferralPacket, ReferralWaiver
from portal.referrals.numbering import numbers
from portal.referrals.output import Store, build_bundle
from portal.referrals.packets import changed, editable, facts_of, trail

_TOKYO = ZoneInfo("Asia/Tokyo")


def ask(session: Session, actor: Actor, now: datetime, packet: ReferralPacket, case: Case, *, today: date) -> None:
    """Ask an approver. Raises InvalidInput while something is missing that no approver may waive."""
    editable(packet, actor)
    hard = [one for one in missing(checklist(facts_of(packet, case, today))) if not one.waivable]
    if hard:
        raise InvalidInput(f"確認を依頼する前に、次を直してください：{'、'.join(one.title for one in hard)}。")
    packet.state, packet.asked_by_id, packet.asked_at, packet.returned_reason = "asked", actor.user_id, now, ""
    changed(packet)
    trail(session, actor, now, "referral.asked", packet, f"委任資料 {packet.number} の確認を依頼しました。")


def give_back(session: Session, actor: Actor, now: datetime, packet: ReferralPacket, *, reason: str) -> None:
    """差戻し: back to a draft, with a reason. The one who asked may also take it back before the decision."""
    own = packet.state == "asked" and actor.user_id is not None and packet.asked_by_id == actor.user_id
    if not own:
        actor.require(Permission.REFERRALS_APPROVE)
    if packet.state not in {"asked", "final"}:
        raise Conflict(f"この委任資料は「{packet.state_label}」のため、差し戻せません。")
    if not reason.strip():
        raise InvalidInput("案に戻す理由を入力してください。", field="reason")
    packet.state, packet.returned_reason = "draft", reason.strip()
    packet.approver_id, packet.approver_name, packet.approved_at = None, "", None
    packet.bundle_key = packet.bundle_name = ""
    for one in packet.exhibits:
        one.number = ""
    changed(packet)
    trail(session, actor, now, "referral.given_back", packet, f"委任資料 {packet.number} を案に戻しました。")


def waive(
    session: Session,
    actor: Actor,
    now: datetime,
    packet: ReferralPacket,
    case: Case,
    *,
    code: str,
    reason: str,
    today: date,
) -> None:
    """An approver lets a missing thing be missing. Raises InvalidInput without a reason, Conflict when it is not so."""
    actor.require(Permission.REFERRALS_APPROVE)
    if packet.state not in {"draft", "asked"}:
        raise Conflict(f"この委任資料は「{packet.state_label}」のため、省略を加えられません。")
    if not reason.strip():
        raise InvalidInput("省略する理由を入力してください。", field="reason")
    check = next((one for one in missing(checklist(facts_of(packet, case, today))) if one.code == code), None)
    if check is None:
        raise Conflict("その項目は、今は不足していません。画面を開き直してください。")
    if not check.waivable:
        raise InvalidInput(f"「{check.title}」は省略できません。直してください。")
    packet.waivers.append(
        ReferralWaiver(
            code=code, reason=reason.strip()[:300], approver_id=actor.user_id, approver_name=actor.name, at=now
        )
    )
    changed(packet)
    session.flush()
    trail(
        session, actor, now, "referral.waived", packet,
        f"委任資料 {packet.number} の「{check.title}」の省略を承認しました（理由あり）。",
    )  # fmt: skip


def withdraw_waiver(session: Session, actor: Actor, now: datetime, packet: ReferralPacket, *, code: str) -> None:
    """Take a waiver back while the packet is not final."""
    actor.require(Permission.REFERRALS_APPROVE)
    if packet.state not in {"draft", "asked"}:
        raise Conflict(f"この委任資料は「{packet.state_label}」のため、省略を取り消せません。")
    packet.waivers[:] = [one for one in packet.waivers if one.code != code]
    changed(packet)
    trail(session, actor, now, "referral.waived", packet, f"委任資料 {packet.number} の省略を取り消しました。")


def approve(
    session: Session,
    actor: Actor,
    now: datetime,
    packet: ReferralPacket,
    case: Case,
    *,
    today: date,
    settings: Any,
    store: Store,
) -> Bundle:
    """Make it final: freeze the numbers, build the zip and register its hash. Raises Conflict, InvalidInput."""
    actor.require(Permission.REFERRALS_APPROVE)
    if packet.state != "asked":
        raise Conflict(
            f"この委任資料は「{packet.state_label}」のため、確定できません。確認の依頼を受けてから確定してください。"
        )
    if actor.user_id is not None and actor.user_id == packet.asked_by_id:
        raise Conflict("確認を依頼した本人は確定できません。別の承認者が確定してください。")
    left = missing(checklist(facts_of(packet, case, today)))
    if left:
        raise InvalidInput(
            f"不足があるため確定できません：{'、'.join(one.title for one in left)}。直すか、理由を付けて省略してください。"
        )
    packet.state = "final"
    packet.approver_id, packet.approver_name, packet.approved_at = actor.user_id, actor.name, now
    for number, one in zip(numbers(packet.exhibits), packet.exhibits, strict=True):
        one.number = number.long if number else ""
    made = build_bundle(session, packet, case, settings=settings, store=store)
    packet.bundle_key, packet.bundle_name = store.put(made.content), made.name
    changed(packet)
    trail(
        session, actor, now, "referral.final", packet,
        f"委任資料 {packet.number} を確定しました（SHA-256 {packet.bundle_key[:16]}…）。",
    )  # fmt: skip
    return made


def send(
    session: Session,
    actor: Actor,
    now: datetime,
    packet: ReferralPacket,
    case: Case,
    *,
    sent_on: date,
    means: str,
    today: date,
) -> Event:
    """Register the handing over, and write it into the case. Raises Conflict, InvalidInput."""
    actor.require(Permission.REFERRALS_DRAFT)
    if packet.state != "final":
        raise Conflict(f"この委任資料は「{packet.state_label}」のため、引渡しを登録できません。先に確定してください。")
    if packet.approved_at and sent_on < packet.approved_at.astimezone(_TOKYO).date():
        raise InvalidInput("引き渡した日が、確定した日より前です。日付を確かめてください。", field="sent_on")
    memo = (
        f"委任資料 {packet.number} を{packet.law_firm}に引き渡した（基準日 {format_wareki(packet.as_of)}、"
        f"証拠{len(packet.included)}点、SHA-256 {packet.bundle_key}）。"
    )
    new = ledger.NewEvent(
        "note", sent_on, means="文書", counterpart="第三者", result="弁護士に委任資料を引渡し", memo=memo,
        document_number=packet.document_number,
    )  # fmt: skip
    event = ledger.add_event(session, actor, now, case, new, today=today)
    packet.state, packet.sent_on, packet.sent_means, packet.event_id = "sent", sent_on, means.strip()[:100], event.id
    changed(packet)
    trail(session, actor, now, "referral.sent", packet, f"委任資料 {packet.number} の引渡しを登録しました。")
    return event
