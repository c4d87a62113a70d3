"""Debtors and their addresses: entered once a department, corrected by name of field, moved with the history kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission
from portal.ledger.access import department_of, trail
from portal.ledger.changing import apply
from portal.ledger.models import Address, Case, Debtor


@dataclass(frozen=True, slots=True)
class NewDebtor:
    """What is known of a debtor when entered."""

    number: str
    name: str
    kana: str = ""
    kind: str = "individual"
    postal_code: str = ""
    address: str = ""
    building: str = ""
    phone: str = ""
    birth_date: date | None = None
    representative: str = ""
    support_measure: bool = False
    workplace: str = ""
    attention: str = ""


def make_debtor(department_id: int, now: datetime, new: NewDebtor) -> Debtor:
    """The row, in no session yet. Raises InvalidInput: number or name missing, another kind, a text too long."""
    number, name = new.number.strip(), new.name.strip()
    if not number:
        raise InvalidInput("宛名番号を入力してください。", field="number")
    if not name:
        raise InvalidInput("氏名（名称）を入力してください。", field="name")
    if new.kind not in {"individual", "corporation"}:
        raise InvalidInput(f"個人・法人の別『{new.kind}』は使えません。", field="kind")
    debtor = Debtor(
        department_id=department_id,
        number=number,
        kind=new.kind,
        name=name,
        kana=new.kana.strip(),
        representative=new.representative,
        birth_date=new.birth_date,
        phone=new.phone,
        workplace=new.workplace,
        support_measure=new.support_measure,
        attention=new.attention,
        created_at=now,
    )
    if new.address.strip():
        debtor.addresses.append(
            Address(postal_code=new.postal_code, address=new.address.strip(), building=new.building, source="登録時")
        )
    return debtor


def add_debtor(session: Session, actor: Actor, now: datetime, new: NewDebtor) -> Debtor:
    """Register a debtor. Raises InvalidInput (see ``make_debtor``) and Conflict (number taken in the department)."""
    actor.require(Permission.CASES_EDIT)
    debtor = make_debtor(department_of(actor), now, new)
    taken = select(Debtor.id).where(Debtor.department_id == debtor.department_id, Debtor.number == debtor.number)
    if session.scalar(taken):
        raise Conflict(
            f"宛名番号『{debtor.number}』は既に登録されています。その人の案件を開いてください。", field="number"
        )
    session.add(debtor)
    session.flush()
    return debtor


def debtor_numbered(session: Session, actor: Actor, number: str) -> Debtor | None:
    return session.scalar(
        select(Debtor).where(Debtor.department_id == department_of(actor), Debtor.number == number.strip())
    )


FIELDS: Mapping[str, str] = {
    "kind": "個人・法人の別", "name": "氏名（名称）", "kana": "フリガナ", "representative": "代表者", "birth_date": "生年月日",
    "phone": "電話", "phone_other": "電話（ほか）", "workplace": "勤務先", "support_measure": "支援措置",
    "support_measure_until": "支援措置の期限", "died_on": "死亡日", "on_welfare": "生活保護",
    "lawyer_notified_on": "受任通知を受けた日", "attention": "配慮事項",
}  # fmt: skip


def change_debtor(session: Session, actor: Actor, now: datetime, case: Case, values: Mapping[str, Any]) -> list[str]:
    """Correct what is known of the case's debtor (see ``FIELDS``); the labels of what changed.

    Raises InvalidInput without a name, and when somebody who may not see the address takes the protection off.
    """
    actor.require(Permission.CASES_EDIT)
    debtor = case.debtor
    if not str(values.get("name", debtor.name)).strip():
        raise InvalidInput("氏名（名称）を入力してください。", field="name")
    refuse_unprotecting(actor, debtor.support_measure, values)
    changed = apply(debtor, values, FIELDS)
    if changed:
        session.flush()
        trail(
            session, actor, now, "case.debtor", case,
            f"案件 {case.number} の債務者の情報（{'、'.join(changed)}）を直しました。",
        )  # fmt: skip
    return changed


def refuse_unprotecting(actor: Actor, protected: bool, values: Mapping[str, Any]) -> None:
    """Raises InvalidInput when the actor would lift 支援措置 only to see what it hides."""
    if protected and not values.get("support_measure", True) and not actor.may(Permission.CASES_UNMASK):
        raise InvalidInput(
            "支援措置の対象から外せるのは、承認の役割を持つ人です。係長などに依頼してください。",
            field="support_measure",
        )


def change_address(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    case: Case,
    postal_code: str,
    address: str,
    building: str,
    moved_on: date,
    source: str,
) -> Address:
    """A new address from ``moved_on``; the old one stays in the history."""
    actor.require(Permission.CASES_EDIT)
    if not address.strip():
        raise InvalidInput("住所を入力してください。", field="address")
    for old in case.debtor.addresses:
        if old.valid_to is None:
            if old.valid_from and old.valid_from > moved_on:
                raise InvalidInput("異動日が、今の住所の異動日より前です。日付を確かめてください。", field="moved_on")
            old.valid_to = moved_on
    new = Address(
        postal_code=postal_code,
        address=address.strip(),
        building=building,
        valid_from=moved_on,
        confirmed_on=moved_on,
        source=source,
    )
    case.debtor.addresses.insert(0, new)
    session.flush()
    trail(session, actor, now, "case.address", case, f"案件 {case.number} の債務者の住所を変更しました。")
    return new
