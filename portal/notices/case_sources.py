"""What the ledger fills into a form about one case: the debtor, the claims, what was computed, the events.

The office's and the law's part is in ``sources``; a path that the ledger lacks stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.domain.claim_types import CLAIM_CLASSES, claim_types
from portal.domain.fiscal_year import format_fiscal_year
from portal.domain.money import format_yen
from portal.domain.wareki import format_wareki
from portal.ledger.kinds import label_of
from portal.ledger.models import Address, Case, Claim, Debtor, JointGuarantor
from portal.notices.amounts import Amounts, last_event


def case_paths(case: Case, claim: Claim | None, amounts: Amounts, guarantor: JointGuarantor | None) -> dict[str, Any]:
    """The paths of the debtor, the claim, the guarantor and the events."""
    return {
        **_debtor(case.debtor),
        **_claim(case, claim, amounts),
        **_computed(amounts, claim),
        **_guarantor(guarantor or next(iter(case.guarantors), None)),
        **_event(case, claim),
        "claims": amounts,
        "guarantors": [_guarantor_row(one) for one in case.guarantors],
        "payments": _payments(case),
        "events": [_event_row(number, one) for number, one in enumerate(_live(case), 1)],
        "heir.amount": amounts.total,
    }


def claim_rows(amounts: Amounts) -> list[dict[str, Any]]:
    return [
        {
            "債権名": row.claim.name,
            "年度": _year(row.claim),
            "期別": row.claim.period,
            "通知書番号": row.claim.notice_number,
            "納期限": row.claim.due_date,
            "履行期限": row.claim.due_date,
            "元金": row.principal,
            "利息": 0,
            "延滞金": row.charge.amount,
            "損害金": row.charge.amount,
            "計": row.total,
        }
        for row in amounts.rows
    ]


def _year(claim: Claim) -> str:
    return format_fiscal_year(claim.fiscal_year) if claim.fiscal_year else ""


def _debtor(debtor: Debtor) -> dict[str, Any]:
    address = debtor.address
    old = [one for one in debtor.addresses if one.valid_to is not None]
    return {
        "debtor.name": debtor.name,
        "debtor.kana": debtor.kana,
        "debtor.postal_code": address.postal_code if address else "",
        "debtor.address": address.address if address else "",
        "debtor.address_detail": address.building if address else "",
        "debtor.full_address": full_address(address),
        "debtor.previous_address": full_address(old[0]) if old else "",
        "debtor.representative": debtor.representative,
        "debtor.birth_date": debtor.birth_date,
        "debtor.phone": debtor.phone,
        "debtor.employer": debtor.workplace,
        "debtor.died_on": debtor.died_on,
        "debtor.kind_label": "法人" if debtor.kind == "corporation" else "個人",
    }


def full_address(address: Address | None) -> str:
    return "" if address is None else "　".join(part for part in (address.address, address.building) if part)


def _claim(case: Case, claim: Claim | None, amounts: Amounts) -> dict[str, Any]:
    kind = claim_types().get(case.claim_type)
    one = claim or (case.claims[0] if case.claims else None)
    demand = last_event(case, claim, ("demand",))
    rates = [row.charge.rate_text for row in amounts.rows if row.charge.rate_text]
    paths: dict[str, Any] = {
        "claim.number": case.number,
        "claim.case_number": case.number,
        "claim.cause": case.cause,
        "claim.claim_class_label": CLAIM_CLASSES[case.claim_class],
        "claim.name": one.name if one else case.title,
        "claim.demanded_on": demand.happened_on if demand else None,
        "claim.disposition_statute": kind.enforcement if kind else "",
        "claim.damages_rate": rates[0] if rates else "",
        "claim.balance": amounts.principal,
        "claim.original_amount": sum(c.principal for c in case.claims),
        "claim.paid_total": sum(c.paid_principal for c in case.claims),
    }
    if one is not None:
        paths |= {
            "claim.arose_on": one.arose_on,
            "claim.contract_date": one.arose_on,
            "claim.due_date": one.due_date,
            "claim.period": one.period,
            "claim.fiscal_year": _year(one),
            "claim.notice_number": one.notice_number,
            "claim.principal": one.balance,
            "claim.demand_fee": one.demand_fee,
            "claim.interest": 0,
        }
    return paths


def _computed(amounts: Amounts, claim: Claim | None) -> dict[str, Any]:
    fee = claim.demand_fee if claim else 0
    first = amounts.rows[0].charge if len(amounts.rows) == 1 else None
    paths: dict[str, Any] = {
        "computed.late_charge": amounts.charge,
        "computed.delay_damages": amounts.charge,
        "computed.late_charge_total": amounts.charge,
        "computed.delay_damages_total": amounts.charge,
        "computed.interest_total": 0,
        "computed.principal_total": amounts.principal,
        "computed.grand_total": amounts.total,
        "computed.total": amounts.total + fee,
        "computed.paid_on": amounts.as_of,
    }
    if first is not None:
        paths |= {
            "computed.base": first.base,
            "computed.rule_set": first.rule_name,
            "computed.notes": list(first.notes),
            "computed.subtotal": first.before_rounding,
            "computed.steps": [
                {
                    "始期": one.start,
                    "終期": one.end,
                    "日数": one.days,
                    "割合": f"年{one.rate_per_year.normalize():f}％",
                    "式": line.partition("（")[0],
                    "金額": one.amount,
                }
                for one, line in zip(first.segments, first.working, strict=True)
            ],
        }
    return paths


def _guarantor(one: JointGuarantor | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        "guarantor.name": one.name,
        "guarantor.postal_code": one.postal_code,
        "guarantor.address": one.address,
        "guarantor.address_detail": one.building,
        "guarantor.contract_date": one.contracted_on,
        "guarantor.limit_amount": format_yen(one.limit_amount) if one.limit_amount else "",
    }


def _guarantor_row(one: JointGuarantor) -> dict[str, Any]:
    return {
        "氏名": one.name,
        "住所": "　".join(part for part in (one.address, one.building) if part),
        "電話": one.phone,
        "保証契約日": one.contracted_on,
        "極度額": format_yen(one.limit_amount) if one.limit_amount else "",
    }


def _payments(case: Case) -> list[dict[str, Any]]:
    left = sum(claim.principal for claim in case.claims)
    rows = sorted(
        (one for claim in case.claims for one in claim.payments if one.cancelled_at is None),
        key=lambda p: (p.paid_on, p.id),
    )
    made = []
    for one in rows:
        left -= one.to_principal
        target = "元金" if not one.to_late_charge else "元金・延滞金等"
        made.append({"納付日": one.paid_on, "金額": one.amount, "充当先": target, "残額": left})
    return made


def _live(case: Case) -> Sequence[Any]:
    return [event for event in case.events if event.cancelled_at is None]


def _event_row(number: int, one: Any) -> dict[str, Any]:
    promise = "　".join(
        part for part in (
            format_wareki(one.promised_on) if one.promised_on else "",
            format_yen(one.promised_amount) if one.promised_amount else "",
        ) if part
    )  # fmt: skip
    return {
        "番号": number,
        "日付": one.happened_on,
        "種別": label_of(one.kind),
        "相手": one.counterpart,
        "内容": "　".join(part for part in (one.result, one.memo) if part),
        "約束": promise,
        "時効": "",
        "証拠": one.document_number,
        "記録者": one.author_name,
    }


def _event(case: Case, claim: Claim | None) -> dict[str, Any]:
    contact = last_event(case, claim, ("phone", "visit", "interview"))
    grace = last_event(
        case, claim, ("collection_grace", "realization_grace", "disposition_suspension", "performance_deferral")
    )
    paths: dict[str, Any] = {}
    if contact is not None:
        paths |= {
            "event.date": contact.happened_on,
            "event.counterpart": contact.counterpart,
            "event.body": [contact.memo] if contact.memo else [],
            "event.promised_on": contact.promised_on,
            "event.promised_amount": contact.promised_amount,
        }
    if grace is not None:
        paths |= {
            "event.starts_on": grace.happened_on,
            "event.ends_on": grace.ends_on,
            "event.document_number": grace.document_number,
        }
    return paths
