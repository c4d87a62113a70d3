"""The amounts of a case: claims with their due dates, payments with what they were applied to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.percent import parse_percent
from portal.domain.permissions import Permission
from portal.ledger.access import trail
from portal.ledger.changing import apply
from portal.ledger.models import Case, Claim, Payment
from portal.ledger.plans import match_dues


@dataclass(frozen=True, slots=True)
class NewClaim:
    """One amount with its due date, in yen; ``interest_rate`` as it was typed (3, 年14.6%)."""

    name: str
    arose_on: date
    due_date: date
    principal: int
    fiscal_year: int | None = None
    period: str = ""
    notice_number: str = ""
    interest_rate: str = ""
    rate_kind: str = "damages"
    late_charge_rule: str = ""
    demand_fee: int = 0


def make_claim(new: NewClaim) -> Claim:
    """The row, in no session and no case yet. Raises InvalidInput: no amount, dates the wrong way round, too long."""
    _check(new)
    return Claim(
        name=new.name.strip(),
        fiscal_year=new.fiscal_year,
        period=new.period,
        notice_number=new.notice_number,
        arose_on=new.arose_on,
        due_date=new.due_date,
        principal=new.principal,
        demand_fee=new.demand_fee,
        interest_rate=_rate(new.interest_rate),
        rate_kind=new.rate_kind,
        late_charge_rule=new.late_charge_rule,
    )


def add_claim(session: Session, actor: Actor, now: datetime, case: Case, new: NewClaim) -> Claim:
    """Add an amount to a case. Raises InvalidInput."""
    actor.require(Permission.CASES_EDIT)
    claim = make_claim(new)
    case.claims.append(claim)
    session.flush()
    trail(session, actor, now, "case.claim", case, f"案件 {case.number} に債権を追加しました。")
    return claim


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money received. ``to_late_charge`` and ``to_fee`` come off the amount; the rest goes to the principal."""

    paid_on: date
    amount: int
    to_late_charge: int = 0
    to_fee: int = 0
    means: str = ""
    note: str = ""


def add_payment(
    session: Session, actor: Actor, now: datetime, *, case: Case, claim: Claim, new: NewPayment, today: date
) -> Payment:
    """Register a payment. Raises InvalidInput: not positive, in the future, more than is owed."""
    actor.require(Permission.CASES_EDIT)
    to_principal = new.amount - new.to_late_charge - new.to_fee
    if new.amount <= 0 or new.to_late_charge < 0 or new.to_fee < 0 or to_principal < 0:
        raise InvalidInput("納付額と内訳を確かめてください。内訳の合計は納付額を超えられません。", field="amount")
    if new.paid_on > today:
        raise InvalidInput("まだ来ていない日付の納付は登録できません。", field="paid_on")
    if to_principal > claim.balance:
        raise InvalidInput(
            f"元金に充てる額（{to_principal:,}円）が、残りの元金（{claim.balance:,}円）を超えています。", field="amount"
        )
    payment = Payment(
        paid_on=new.paid_on,
        amount=new.amount,
        to_principal=to_principal,
        to_late_charge=new.to_late_charge,
        to_fee=new.to_fee,
        means=new.means,
        note=new.note,
        author_id=actor.user_id,
        created_at=now,
    )
    claim.payments.append(payment)
    match_dues(case)
    session.flush()
    trail(session, actor, now, "case.payment", case, f"案件 {case.number} に納付を登録しました。")
    return payment


def _check(new: NewClaim) -> None:
    if new.principal <= 0:
        raise InvalidInput(f"元金は1円以上で入力してください（今の値：{new.principal:,}円）。", field="principal")
    if new.due_date < new.arose_on:
        raise InvalidInput("納期限が発生日より前です。日付を確かめてください。", field="due_date")


def _rate(text: str) -> str:
    """The agreed rate as the column keeps it: percent a year in plain digits, or nothing."""
    if not text.strip():
        return ""
    try:
        return str(parse_percent(text))
    except InvalidInput as error:
        raise InvalidInput(f"『約定の利率』：{error.sentence}", field="interest_rate") from error


def find_claim(case: Case, claim_id: int) -> Claim:
    found = next((one for one in case.claims if one.id == claim_id), None)
    if found is None:
        raise NotFound("その債権は見つかりません。案件を開き直してください。")
    return found


FIELDS: Mapping[str, str] = {
    "name": "債権名", "fiscal_year": "年度", "period": "期別・月分", "notice_number": "通知書番号", "arose_on": "発生日",
    "due_date": "納期限", "principal": "元金", "interest_rate": "約定の利率",
}  # fmt: skip


def change_claim(
    session: Session, actor: Actor, now: datetime, case: Case, claim: Claim, new: NewClaim, *, reason: str
) -> list[str]:
    """Correct a claim that was entered wrongly, with a reason; the labels of what changed. Raises InvalidInput."""
    actor.require(Permission.CASES_EDIT)
    _check(new)
    if new.principal < claim.paid_principal:
        raise InvalidInput(
            f"元金が、納付済みの元金（{claim.paid_principal:,}円）より少なくなります。先に納付を確かめてください。",
            field="principal",
        )
    if not reason.strip():
        raise InvalidInput("訂正する理由を入力してください。", field="reason")
    values = {name: getattr(new, name) for name in FIELDS} | {"interest_rate": _rate(new.interest_rate)}
    changed = apply(claim, values, FIELDS)
    if changed:
        trail(
            session, actor, now, "case.claim_changed", case,
            f"案件 {case.number} の債権（{'、'.join(changed)}）を訂正しました（理由：{reason.strip()}）。",
        )  # fmt: skip
    return changed


def cancel_payment(
    session: Session, actor: Actor, now: datetime, *, case: Case, payment_id: int, reason: str
) -> Payment:
    """Strike out a payment entered wrongly; the row stays. Raises NotFound, Conflict, InvalidInput without a reason."""
    actor.require(Permission.CASES_EDIT)
    payment = next((one for claim in case.claims for one in claim.payments if one.id == payment_id), None)
    if payment is None:
        raise NotFound("その納付は見つかりません。案件を開き直してください。")
    if payment.cancelled_at is not None:
        raise Conflict("この納付は既に取り消されています。", field="reason")
    if not reason.strip():
        raise InvalidInput("取り消す理由を入力してください。", field="reason")
    payment.cancelled_at, payment.cancel_reason = now, reason.strip()
    match_dues(case)
    trail(session, actor, now, "case.payment_cancelled", case, f"案件 {case.number} の納付を取り消しました。")
    return payment
