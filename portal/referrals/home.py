"""What the home page and a case's page show of packets."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.models import Case
from portal.ledger.panels import CasePanel, PanelLine
from portal.referrals.models import ReferralPacket
from portal.referrals.service import packets_of_case
from portal.web.views import HomeCard, HomeItem


def home_card(session: Session, actor: Actor, today: date) -> HomeCard | None:
    """Drafts left open, and for approvers what waits for them."""
    if not actor.may(Permission.REFERRALS_DRAFT) or actor.department_id is None:
        return None
    states = ["draft", "final", *(["asked"] if actor.may(Permission.REFERRALS_APPROVE) else [])]
    found = session.scalars(
        select(ReferralPacket)
        .where(ReferralPacket.department_id == actor.department_id, ReferralPacket.state.in_(states))
        .order_by(ReferralPacket.id)
        .limit(20)
    )
    notes = {"draft": "作成中です。", "asked": "確認を待っています。", "final": "引渡しの登録がまだです。"}
    items = [
        HomeItem(
            f"委任資料 {one.number}",
            url_for("referrals.show", packet_id=one.id),
            note=f"{notes[one.state]}（基準日 {format_wareki(one.as_of)}）",
        )
        for one in found
    ]
    if not items:
        return None
    return HomeCard("弁護士委任", items, more_url=url_for("referrals.index"), order=40)


def case_panel(session: Session, actor: Actor, today: date, case: Case) -> CasePanel | None:
    """The packets of the case, and the way to a new one."""
    if not actor.may(Permission.REFERRALS_READ):
        return None
    if case.claim_class == "compulsory_public":
        return None
    packets = packets_of_case(session, actor, case.id)
    lines = [
        PanelLine(f"委任資料 {one.number}（{one.state_label}）", url_for("referrals.show", packet_id=one.id))
        for one in packets
    ]
    may_start = (
        actor.may(Permission.REFERRALS_DRAFT) and case.state == "open" and all(one.state == "sent" for one in packets)
    )
    actions = [("委任資料を作る", url_for("referrals.start", number=case.number))] if may_start else []
    return CasePanel("弁護士委任", lines, actions, order=60) if lines or actions else None
