"""Opening, correcting and ending a case (案件), and its place in the search index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.db import after_commit
from portal.domain.actor import Actor
from portal.domain.claim_types import claim_type, claim_types
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission, permissions_of
from portal.ledger.access import department_of, trail
from portal.ledger.changing import apply
from portal.ledger.documents import document_of
from portal.ledger.kinds import CLASS_LABELS
from portal.ledger.models import Case, Debtor


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as entered; ``claim_class`` decides which law applies to everything in it."""

    number: str
    title: str
    claim_type: str
    claim_class: str
    basis: str = ""
    cause: str = ""
    late_charge_rule: str = ""
    officer_id: int | None = None
    note: str = ""


def case_of_type(
    type_id: str,
    *,
    number: str,
    claim_class: str = "",
    basis: str = "",
    cause: str = "",
    officer_id: int | None = None,
    note: str = "",
    late_charge_rule: str = "",
) -> NewCase:
    """A new case with what its claim type fixes. Raises NotFound, and InvalidInput for a class the type cannot have."""
    kind = claim_type(type_id)
    chosen = claim_class or kind.claim_class
    kind.limitation_rule_for(chosen)  # refuses a class for which there is no limitation rule
    return NewCase(
        number=number,
        title=kind.name,
        claim_type=kind.id,
        claim_class=chosen,
        basis=basis or kind.enforcement,  # a private claim's basis is its contract: only the office knows it
        cause=cause,
        late_charge_rule=late_charge_rule,  # empty: that of the claim type
        officer_id=officer_id,
        note=note,
    )


def unknown_claim_type(text: str) -> InvalidInput:
    names = "、".join(kind.name for kind in list(claim_types().values())[:5])
    return InvalidInput(
        f"『{text}』という債権の種類は表にありません。登録できる名前（{names} など）に直してください。",
        field="債権の種類",
    )


def other_debtor(number: str) -> Conflict:
    return Conflict(f"整理番号『{number}』は別の債務者の案件です。番号を確かめてください。", field="number")


def make_case(department_id: int, now: datetime, new: NewCase) -> Case:
    """The row without its debtor, in no session yet. Raises InvalidInput: number missing, unknown class, too long."""
    number = new.number.strip()
    if not number:
        raise InvalidInput("整理番号を入力してください。", field="number")
    if new.claim_class not in CLASS_LABELS:
        raise InvalidInput(f"債権区分『{new.claim_class}』は使えません。", field="claim_class")
    return Case(
        department_id=department_id,
        number=number,
        title=new.title.strip() or number,
        claim_type=new.claim_type,
        claim_class=new.claim_class,
        basis=new.basis,
        cause=new.cause,
        late_charge_rule=new.late_charge_rule,
        officer_id=new.officer_id,
        note=new.note,
        created_at=now,
    )


def add_case(session: Session, actor: Actor, now: datetime, debtor: Debtor, new: NewCase) -> Case:
    """Open a case for a debtor. Raises InvalidInput, Conflict."""
    actor.require(Permission.CASES_EDIT)
    department_id = department_of(actor)
    case = make_case(department_id, now, new)
    if session.scalar(select(Case.id).where(Case.department_id == department_id, Case.number == case.number)):
        raise Conflict(f"整理番号『{case.number}』は既に使われています。別の番号にしてください。", field="number")
    case.debtor = debtor
    session.add(case)
    session.flush()
    trail(session, actor, now, "case.added", case, f"案件 {case.number} を登録しました。")
    return case


FIELDS: Mapping[str, str] = {
    "title": "案件名", "basis": "根拠", "cause": "発生原因", "officer_id": "担当者", "note": "備考",
}  # fmt: skip


def change_case(session: Session, actor: Actor, now: datetime, case: Case, values: Mapping[str, Any]) -> list[str]:
    """Correct what the case says of itself, or give it to another officer of the department; what changed."""
    actor.require(Permission.CASES_EDIT)
    if not str(values.get("title", case.title)).strip():
        raise InvalidInput("案件名を入力してください。", field="title")
    officer = values.get("officer_id")
    if officer is not None and officer not in {user_id for user_id, _ in officers(session, actor)}:
        raise InvalidInput("その担当者は、この課にいません。選び直してください。", field="officer_id")
    changed = apply(case, values, FIELDS)
    if changed:
        trail(
            session,
            actor,
            now,
            "case.changed",
            case,
            f"案件 {case.number} の内容（{'、'.join(changed)}）を直しました。",
        )
    return changed


def officers(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Who of the department may have a case: (id, name) of accounts that are in use."""
    query = (
        select(User).where(User.department_id == department_of(actor), User.disabled.is_(False)).order_by(User.login)
    )
    return [
        (user.id, user.name) for user in session.scalars(query) if Permission.CASES_EDIT in permissions_of(user.roles)
    ]


def close_case(session: Session, actor: Actor, now: datetime, *, case: Case, closed_on: date, reason: str) -> None:
    """End the management of a case with a reason (完納・不納欠損・債権放棄 …)."""
    actor.require(Permission.CASES_EDIT)
    if not reason.strip():
        raise InvalidInput("終結の理由を入力してください。", field="reason")
    case.state, case.closed_on, case.closed_reason = "closed", closed_on, reason.strip()
    trail(session, actor, now, "case.closed", case, f"案件 {case.number} を終結しました。")


def officer_name(session: Session, case: Case) -> str:
    """Who has the case; empty when nobody does."""
    user = session.get(User, case.officer_id) if case.officer_id is not None else None
    return user.name if user else ""


def reopen_case(session: Session, actor: Actor, now: datetime, *, case: Case, reason: str) -> None:
    """Take the end of a case back, with a reason. Raises Conflict when it has not ended."""
    actor.require(Permission.CASES_EDIT)
    if case.state != "closed":
        raise Conflict("この案件は終結していません。")
    if not reason.strip():
        raise InvalidInput("終結を取り消す理由を入力してください。", field="reason")
    case.state, case.closed_on, case.closed_reason = "open", None, ""
    trail(
        session,
        actor,
        now,
        "case.reopened",
        case,
        f"案件 {case.number} の終結を取り消しました（理由：{reason.strip()}）。",
    )


def reindex_after_commit(session: Session, index: Any, case: Case) -> None:
    """Keep the search index in step with a changed case (read now: after the commit the session is closed)."""
    session.flush()
    document = document_of(case)
    after_commit(session, lambda: index.put([document]))
