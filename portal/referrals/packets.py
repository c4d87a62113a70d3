"""Packets: finding and opening them, starting one, writing its contents. The department is the wall, as in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.fiscal_year import first_day_of, fiscal_year_of
from portal.domain.permissions import Permission
from portal.domain.wareki import Wareki
from portal.ledger import service as ledger
from portal.ledger.law_tables import law_tables
from portal.ledger.models import Case, Debtor
from portal.referrals.checklist import REFUSED_CLASS, Check, Facts, checklist
from portal.referrals.clock import clock_of
from portal.referrals.models import ReferralPacket
from portal.referrals.owed import owed_on

STALE = (
    "ほかの人が先に変更しました。入力した内容は下に残っています。"
    "別の画面で今の内容を確かめてから、もう一度保存してください。"
)
DEFAULT_TASKS = (
    "債務者及び連帯保証人に対する催告、納付の相談及び収納\n"
    "支払督促の申立て及びこれに続く訴訟（着手する前に区の承諾を得る。）"
)
DEFAULT_POLICY = "一括の支払を求め、困難なときは分割とする。\n分割の約束が守られないときは、支払督促を検討する。"
_CONTENTS = (
    "as_of", "law_firm", "lawyer", "firm_postal_code", "firm_address", "firm_building", "document_number", "reply_by",
    "contracted_on", "case_title", "agreed_kind", "tasks", "policy", "assets", "disputes", "remarks",
    "address_checked_on", "no_guarantor", "left_out_events",
)  # fmt: skip


def packets(session: Session, actor: Actor, *, state: str = "") -> Sequence[tuple[ReferralPacket, Case]]:
    """The department's packets with their cases, newest first."""
    actor.require(Permission.REFERRALS_READ)
    query = (
        select(ReferralPacket, Case)
        .join(Case, Case.id == ReferralPacket.case_id)
        .join(Debtor, Debtor.id == Case.debtor_id)
        .where(ReferralPacket.department_id == actor.department_id)
        .order_by(ReferralPacket.id.desc())
    )
    if state:
        query = query.where(ReferralPacket.state == state)
    return [(packet, case) for packet, case in session.execute(query)]


def find_packet(session: Session, actor: Actor, packet_id: int) -> tuple[ReferralPacket, Case]:
    """The packet and its case. Raises NotFound, also for another department's."""
    actor.require(Permission.REFERRALS_READ)
    packet = session.scalar(
        select(ReferralPacket).where(
            ReferralPacket.id == packet_id, ReferralPacket.department_id == actor.department_id
        )
    )
    if packet is None or actor.department_id is None:
        raise NotFound("その委任資料は見つかりません。一覧から開き直してください。")
    return packet, ledger.find_case(session, actor, packet.case_id)


def open_packet(session: Session, actor: Actor, now: datetime, packet_id: int) -> tuple[ReferralPacket, Case]:
    """The packet, shown to a person: it shows the case, so the opening is audited."""
    packet, case = find_packet(session, actor, packet_id)
    trail(session, actor, now, "referral.open", packet, f"委任資料 {packet.number}（案件 {case.number}）を開きました。")
    return packet, case


def packets_of_case(session: Session, actor: Actor, case_id: int) -> Sequence[ReferralPacket]:
    query = select(ReferralPacket).where(
        ReferralPacket.case_id == case_id, ReferralPacket.department_id == actor.department_id
    )
    return session.scalars(query.order_by(ReferralPacket.id)).all()


def start(session: Session, actor: Actor, now: datetime, case: Case, *, today: date) -> ReferralPacket:
    """A new draft for the case. Raises InvalidInput for 強制徴収公債権, Conflict when one is under way."""
    actor.require(Permission.REFERRALS_DRAFT)
    refuse_class(case)
    if case.state != "open":
        raise InvalidInput(f"案件 {case.number} は終結しているため、委任資料を作れません。")
    if any(one.state != "sent" for one in packets_of_case(session, actor, case.id)):
        raise Conflict(f"案件 {case.number} には、作成中の委任資料があります。一覧から開いてください。")
    packet = ReferralPacket(
        department_id=case.department_id,
        case_id=case.id,
        number=_next_number(session, case.department_id, today),
        as_of=today,
        contracted_on=next((one.contracted_on for one in case.guarantors if one.contracted_on), None),
        tasks=DEFAULT_TASKS,
        policy=DEFAULT_POLICY,
        left_out_events=[],
        author_id=actor.user_id,
        author_name=actor.name,
        created_at=now,
    )
    session.add(packet)
    session.flush()
    trail(
        session,
        actor,
        now,
        "referral.started",
        packet,
        f"案件 {case.number} の委任資料 {packet.number} を作り始めました。",
    )
    return packet


def refuse_class(case: Case) -> None:
    """Raises InvalidInput with the reason when the case may not be referred."""
    if case.claim_class == "compulsory_public":
        raise InvalidInput(REFUSED_CLASS)


def _next_number(session: Session, department_id: int, today: date) -> str:
    year = fiscal_year_of(today)
    era = Wareki.of(first_day_of(year))
    prefix = f"{era.letter}{era.year}-委-"
    taken = session.scalars(
        select(ReferralPacket.number).where(
            ReferralPacket.department_id == department_id, ReferralPacket.number.startswith(prefix, autoescape=True)
        )
    )
    last = max(
        (int(number.removeprefix(prefix)) for number in taken if number.removeprefix(prefix).isdigit()), default=0
    )
    return f"{prefix}{last + 1:03}"


def facts_of(packet: ReferralPacket, case: Case, today: date) -> Facts:
    """Everything the checks and the documents look at, computed now."""
    session = object_session(case)
    assert session is not None, "the case is read in the session of this request"
    owed = owed_on(case, packet.as_of, law_tables(session), agreed_kind=packet.agreed_kind)
    return Facts(
        case, packet, owed, clock_of(case, [row.claim for row in owed.rows if row.principal > 0], today), today
    )


def checks_of(packet: ReferralPacket, case: Case, today: date) -> tuple[Check, ...]:
    return checklist(facts_of(packet, case, today))


def editable(packet: ReferralPacket, actor: Actor) -> None:
    """Raises NotAllowed, and Conflict once the packet is no longer a draft."""
    actor.require(Permission.REFERRALS_DRAFT)
    if not packet.open_to_edit:
        raise Conflict(
            f"この委任資料は「{packet.state_label}」のため直せません。直すときは、承認者に差戻しを依頼してください。"
            if packet.state != "sent"
            else "この委任資料は引渡し済みのため、直せません。追加の資料は、新しい委任資料で渡してください。"
        )


def changed(packet: ReferralPacket) -> None:
    """Every change moves the edition, so that a stale screen is noticed."""
    packet.edition += 1


def save_contents(
    session: Session, actor: Actor, now: datetime, packet: ReferralPacket, values: Mapping[str, Any], *, edition: int
) -> None:
    """Write what the officer entered. Raises Conflict when somebody else changed the packet since ``edition``."""
    editable(packet, actor)
    if edition != packet.edition:
        raise Conflict(STALE)
    reply_by, as_of = values.get("reply_by"), values.get("as_of") or packet.as_of
    if reply_by is not None and reply_by < as_of:
        raise InvalidInput("回答期限が基準日より前です。日付を確かめてください。", field="reply_by")
    if values.get("agreed_kind", packet.agreed_kind) not in {"damages", "interest"}:
        raise InvalidInput("約定の利率の意味を選び直してください。", field="agreed_kind")
    for name in _CONTENTS:
        if name in values:
            setattr(packet, name, values[name])
    changed(packet)
    trail(session, actor, now, "referral.saved", packet, f"委任資料 {packet.number} の内容を保存しました。")


def trail(session: Session, actor: Actor, now: datetime, action: str, packet: ReferralPacket, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="referral", object_id=packet.id)
