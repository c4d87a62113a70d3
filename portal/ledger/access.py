"""Finding and opening cases: the department is the wall.

Every query starts from ``Actor.department_id``; a case of another department *does not exist* for the actor (NotFound,
never NotAllowed, so that not even its number is confirmed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.ledger.models import Case, Claim, Debtor, InstallmentPlan


def department_of(actor: Actor) -> int:
    actor.require(Permission.CASES_READ)
    if actor.department_id is None:
        raise NotFound("課に所属していないため、案件は表示できません。")
    return actor.department_id


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """How a list of cases is narrowed. Empty means all."""

    text: str = ""
    claim_class: str = ""
    claim_type: str = ""
    state: str = "open"
    officer_id: int | None = None


def list_cases(
    session: Session, actor: Actor, chosen: CaseFilter, *, limit: int = 50, offset: int = 0
) -> tuple[Sequence[Case], int]:
    """The department's cases and how many there are in all."""
    query = _narrowed(select(Case).join(Debtor).where(Case.department_id == department_of(actor)), chosen)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.options(selectinload(Case.claims).selectinload(Claim.payments), selectinload(Case.debtor))
        .order_by(Case.number)
        .limit(limit)
        .offset(offset)
    )
    return rows.all(), total


def _narrowed(query: Select[Any], chosen: CaseFilter) -> Select[Any]:
    if chosen.text:
        query = query.where(
            or_(
                Case.number.contains(chosen.text, autoescape=True),
                Debtor.name.contains(chosen.text, autoescape=True),
                Debtor.kana.contains(chosen.text, autoescape=True),
                Debtor.number == chosen.text,
            )
        )
    if chosen.claim_class:
        query = query.where(Case.claim_class == chosen.claim_class)
    if chosen.claim_type:
        query = query.where(Case.claim_type == chosen.claim_type)
    if chosen.state:
        query = query.where(Case.state == chosen.state)
    if chosen.officer_id is not None:
        query = query.where(Case.officer_id == chosen.officer_id)
    return query


def find_case(session: Session, actor: Actor, case_id: int) -> Case:
    """The case, for work inside a larger step (not shown to a person by itself). Raises NotFound."""
    case = session.scalar(
        select(Case)
        .where(Case.id == case_id, Case.department_id == department_of(actor))
        .options(
            selectinload(Case.claims).selectinload(Claim.payments),
            selectinload(Case.debtor).selectinload(Debtor.addresses),
            selectinload(Case.events),
            selectinload(Case.guarantors),
            selectinload(Case.plans).selectinload(InstallmentPlan.dues),
        )
    )
    if case is None:
        raise NotFound("その案件は見つかりません。番号を確かめるか、一覧から開き直してください。")
    return case


def case_numbered(session: Session, actor: Actor, number: str) -> Case:
    """The department's case with that 整理番号. Raises NotFound."""
    case_id = session.scalar(
        select(Case.id).where(Case.department_id == department_of(actor), Case.number == number.strip())
    )
    if case_id is None:
        raise NotFound(f"整理番号『{number}』の案件は見つかりません。番号を確かめてください。")
    return find_case(session, actor, case_id)


def open_case(session: Session, actor: Actor, now: datetime, case_id: int) -> Case:
    """The case, shown to a person: each opening is audited (地方税法22条・地方公務員法34条)."""
    case = find_case(session, actor, case_id)
    trail(session, actor, now, "case.open", case, f"案件 {case.number} を開きました。")
    return case


def unmask_address(session: Session, actor: Actor, now: datetime, case_id: int, *, reason: str) -> Case:
    """Show the address of a debtor under 支援措置; needs the permission and a reason, and is audited."""
    actor.require(Permission.CASES_UNMASK)
    if not reason.strip():
        raise InvalidInput("住所を表示する理由を入力してください。", field="reason")
    case = find_case(session, actor, case_id)
    trail(
        session,
        actor,
        now,
        "case.unmask",
        case,
        f"案件 {case.number} の支援措置対象の住所を表示しました（理由：{reason.strip()[:300]}）。",
    )
    return case


def trail(session: Session, actor: Actor, now: datetime, action: str, case: Case, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="case", object_id=case.id)
