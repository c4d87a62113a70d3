"""Joint guarantors (連帯保証人) of a case: added and corrected, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.ledger.access import trail
from portal.ledger.changing import apply
from portal.ledger.debtors import refuse_unprotecting
from portal.ledger.models import Case, JointGuarantor

FIELDS: Mapping[str, str] = {
    "name": "氏名", "kana": "フリガナ", "postal_code": "郵便番号", "address": "住所", "building": "方書", "phone": "電話",
    "support_measure": "支援措置", "contracted_on": "保証契約の日", "limit_amount": "極度額", "note": "備考",
}  # fmt: skip


def add_guarantor(session: Session, actor: Actor, now: datetime, case: Case, **known: Any) -> JointGuarantor:
    """Add a 連帯保証人. Raises InvalidInput when the name is missing."""
    actor.require(Permission.CASES_EDIT)
    if not str(known.get("name", "")).strip():
        raise InvalidInput("連帯保証人の氏名を入力してください。", field="name")
    guarantor = JointGuarantor(**known)
    case.guarantors.append(guarantor)
    session.flush()
    trail(session, actor, now, "case.guarantor", case, f"案件 {case.number} に連帯保証人を登録しました。")
    return guarantor


def find_guarantor(case: Case, guarantor_id: int) -> JointGuarantor:
    found = next((one for one in case.guarantors if one.id == guarantor_id), None)
    if found is None:
        raise NotFound("その連帯保証人は見つかりません。案件を開き直してください。")
    return found


def change_guarantor(
    session: Session, actor: Actor, now: datetime, case: Case, guarantor: JointGuarantor, values: Mapping[str, Any]
) -> list[str]:
    """Correct what is known of a 連帯保証人; the labels of what changed. Raises InvalidInput."""
    actor.require(Permission.CASES_EDIT)
    if not str(values.get("name", guarantor.name)).strip():
        raise InvalidInput("連帯保証人の氏名を入力してください。", field="name")
    refuse_unprotecting(actor, guarantor.support_measure, values)
    changed = apply(guarantor, values, FIELDS)
    if changed:
        trail(
            session, actor, now, "case.guarantor", case,
            f"案件 {case.number} の連帯保証人の情報（{'、'.join(changed)}）を直しました。",
        )  # fmt: skip
    return changed
