"""分納: a plan of dated payments, which of them were met, and its end.

A due is met once what was paid since the pledge covers it and all before it; the ledger works that out after every
payment, so nobody ticks it by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission
from portal.ledger.access import trail
from portal.ledger.models import Case, InstallmentDue, InstallmentPlan

STATES = {"active": "履行中", "done": "完納", "broken": "不履行", "replaced": "変更"}
ENDS = ("done", "broken", "replaced")


def active_plan(case: Case) -> InstallmentPlan | None:
    return next((plan for plan in case.plans if plan.state == "active"), None)


def add_plan(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    case: Case,
    pledged_on: date,
    dues: Sequence[tuple[date, int]],
    note: str = "",
) -> InstallmentPlan:
    """Register a 分納 plan; ``dues`` are (day, yen). Raises InvalidInput, Conflict (another plan is running)."""
    actor.require(Permission.CASES_EDIT)
    if any(plan.state == "active" for plan in case.plans):
        raise Conflict("履行中の分納計画があります。先にその計画を終えてください。")
    if not dues or any(amount <= 0 for _, amount in dues):
        raise InvalidInput("分納の期日と金額を一つ以上入力してください。", field="dues")
    plan = InstallmentPlan(
        pledged_on=pledged_on,
        note=note,
        created_at=now,
        dues=[InstallmentDue(due_on=day, amount=amount) for day, amount in sorted(dues)],
    )
    case.plans.append(plan)
    session.flush()
    trail(session, actor, now, "case.plan", case, f"案件 {case.number} に分納計画（{len(dues)}回）を登録しました。")
    return plan


def end_plan(session: Session, actor: Actor, now: datetime, *, case: Case, state: str, reason: str) -> InstallmentPlan:
    """End the running plan: 完納, 不履行 or 変更, with a note. Raises Conflict, InvalidInput."""
    actor.require(Permission.CASES_EDIT)
    plan = active_plan(case)
    if plan is None:
        raise Conflict("履行中の分納計画はありません。案件を開き直してください。")
    if state not in ENDS:
        raise InvalidInput("分納計画の終わり方を選んでください。", field="state")
    if not reason.strip():
        raise InvalidInput("経緯を入力してください。", field="reason")
    plan.state, plan.note = state, "。".join(part for part in (plan.note.rstrip("。"), reason.strip()) if part)
    trail(
        session, actor, now, "case.plan_ended", case, f"案件 {case.number} の分納計画を終えました（{STATES[state]}）。"
    )
    return plan


def match_dues(case: Case) -> None:
    """Set on which day each due of the running plan was met."""
    plan = active_plan(case)
    if plan is None:
        return
    paid = sorted(
        (one.paid_on, one.amount)
        for claim in case.claims
        for one in claim.payments
        if one.cancelled_at is None and one.paid_on >= plan.pledged_on
    )
    wanted, had, place, day = 0, 0, 0, None
    for due in plan.dues:
        wanted += due.amount
        while had < wanted and place < len(paid):
            day, had, place = paid[place][0], had + paid[place][1], place + 1
        due.paid_on = day if had >= wanted else None
