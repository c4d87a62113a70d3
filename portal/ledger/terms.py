"""計算の条件: by which rule set a case and its claims bear 延滞金, what an agreed rate means, and 法定納期限.

A claim's own rule set comes before the case's, and the case's before that of the claim type (``charges.rule_code``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.claim_types import claim_type
from portal.domain.delay_damages import AgreedRateKind
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.domain.rule_sets import RuleSets
from portal.domain.wareki import format_wareki
from portal.ledger.charges import NO_CHARGE, agreed_rate, facts_of_claim
from portal.ledger.models import Case, Claim

NO_CHARGE_LABEL = "延滞金を徴収しない（条例に定めがない）"
RATE_KINDS = (
    (AgreedRateKind.DAMAGES.value, "遅延損害金の定め（そのまま使う）"),
    (AgreedRateKind.INTEREST.value, "利息の定め（法定利率より高いときに使う）"),
)


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What a form asks for one claim."""

    late_charge_rule: str = ""
    interest_rate: str = ""
    rate_kind: str = AgreedRateKind.DAMAGES.value
    statutory_due_on: date | None = None
    evaded: bool = False


def rule_choices(sets: RuleSets, *, standard: str) -> Iterator[tuple[str, str]]:
    """Codes and names for a form: first what stands without a choice, then the sets, then none at all."""
    yield "", standard
    for code, rules in sets.items():
        yield code, rules.name if rules.verified else f"{rules.name}【要確認】"
    yield NO_CHARGE, NO_CHARGE_LABEL


def standard_of_type(type_id: str, sets: RuleSets) -> str:
    """「種類の標準どおり（国民健康保険料（3か月））」, or that there is none."""
    code = claim_type(type_id).late_charge_rule
    name = sets[code].name if code in sets else "定めがありません"
    return f"債権の種類の標準どおり（{name}）"


def rule_name(code: str, sets: RuleSets) -> str:
    """A rule set's name for a page; a code the office has no set for is shown as it is."""
    if code == NO_CHARGE:
        return NO_CHARGE_LABEL
    return sets[code].name if code in sets else code


def set_case_rule(session: Session, actor: Actor, now: datetime, *, case: Case, code: str, sets: RuleSets) -> None:
    """The rule set of a case. Raises InvalidInput for one the office does not have."""
    actor.require(Permission.CASES_EDIT)
    case.late_charge_rule = known_rule(code, sets)
    _trail(session, actor, now, case, f"案件 {case.number} の延滞金の計算規則を変更しました。")


def set_claim_terms(
    session: Session, actor: Actor, now: datetime, *, claim: Claim, terms: ClaimTerms, sets: RuleSets
) -> None:
    """The terms of one claim. Raises InvalidInput: unknown rule set, no rate, dates out of order, facts of a tax only."""
    actor.require(Permission.CASES_EDIT)
    case = claim.case
    check_terms(terms, claim_type_id=case.claim_type, due_date=claim.due_date)
    rule = known_rule(terms.late_charge_rule, sets)
    facts = facts_of_claim(claim, claim.due_date)
    agreed_rate(replace(facts, agreed_rate=terms.interest_rate, rate_kind=terms.rate_kind))
    claim.late_charge_rule, claim.interest_rate, claim.rate_kind = rule, terms.interest_rate.strip(), terms.rate_kind
    claim.statutory_due_on, claim.evaded = terms.statutory_due_on, terms.evaded
    _trail(session, actor, now, case, f"案件 {case.number} の債権の計算の条件を変更しました。")


def check_terms(terms: ClaimTerms, *, claim_type_id: str, due_date: date) -> None:
    """Refuse what cannot be right for a claim of this type."""
    if terms.rate_kind not in dict(RATE_KINDS):
        raise InvalidInput("約定の割合の意味を選び直してください。", field="rate_kind")
    if not is_tax(claim_type_id) and (terms.statutory_due_on is not None or terms.evaded):
        field = "statutory_due_on" if terms.statutory_due_on else "evaded"
        raise InvalidInput("法定納期限と偽りその他不正の行為は、地方税の債権にだけ登録できます。", field=field)
    if terms.statutory_due_on is not None and terms.statutory_due_on > due_date:
        raise InvalidInput(
            f"法定納期限が、納期限（{format_wareki(due_date)}）より後です。日付を確かめてください。",
            field="statutory_due_on",
        )


def is_tax(claim_type_id: str) -> bool:
    """True for a local tax (地方税)."""
    return claim_type(claim_type_id).limitation_rule == "local_tax_5"


def claim_of(case: Case, claim_id: int) -> Claim:
    """The claim of the case. Raises NotFound."""
    claim = next((claim for claim in case.claims if claim.id == claim_id), None)
    if claim is None:
        raise NotFound("その債権は見つかりません。案件を開き直してください。")
    return claim


def known_rule(code: str, sets: RuleSets) -> str:
    """The code itself when it may be chosen. Raises InvalidInput."""
    if code and code != NO_CHARGE and code not in sets:
        raise InvalidInput(
            f"計算規則『{code}』は登録されていません。一覧から選び直してください。", field="late_charge_rule"
        )
    return code


def _trail(session: Session, actor: Actor, now: datetime, case: Case, sentence: str) -> None:
    audit.record(session, actor, now, action="case.terms", sentence=sentence, object_kind="case", object_id=case.id)
