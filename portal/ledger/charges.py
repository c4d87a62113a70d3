"""What a claim bears beside its principal — 延滞金 or 遅延損害金 — reckoned one way for pages, letters and packets.

``facts_of_claim`` reads a claim of the ledger; a list without claims fills ``ChargeFacts`` itself. ``charge_result`` gives
the core's result or refuses with its sentence; ``charge_owed`` never refuses: what cannot be computed is 0 with a
caution that begins 要確認. All of them take the office's own tables (``law_tables``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from portal.domain.accrual import Payment, Segment
from portal.domain.calendar import Calendar
from portal.domain.claim_types import claim_type
from portal.domain.delay_damages import (
    AgreedRate,
    AgreedRateKind,
    AncillaryClaim,
    DelayDamages,
    DelayDamagesInput,
    Instalment,
    delay_damages,
)
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.late_charge import Breakdown, LateChargeInput, Relief, ReliefKind, late_charge
from portal.domain.late_charge_words import rounding_words
from portal.domain.money import format_yen
from portal.domain.rule_sets import RuleSet, RuleSets
from portal.domain.wareki import format_wareki
from portal.ledger.events_in_law import first_demand, standing_events
from portal.ledger.law_tables import LawTables
from portal.ledger.models import Case, Claim

NO_CHARGE = "none"  # the ordinance takes no 延滞金 for this claim
RELIEFS = {
    "collection_grace": ReliefKind.REDUCED, "realization_grace": ReliefKind.REDUCED, "disaster_grace": ReliefKind.FULL,
    "disposition_suspension": ReliefKind.FULL,
}  # fmt: skip
TAX_RELIEF_NOTE = (
    "徴収猶予・換価の猶予の期間は猶予特例の割合まで軽減し、災害等による徴収猶予と滞納処分の停止の期間は全額を免除しました"
    "（地方税法15条の9第1項、附則3条の2第3項）。災害等による徴収猶予は、経過に「徴収猶予（災害等）」として記録します。"
)


@dataclass(frozen=True, kw_only=True)
class ChargeFacts:
    """The facts of one claim. ``rule`` is the code of its rule set; ``agreed_rate`` as typed, percent a year."""

    principal: int
    due_date: date
    claim_class: str
    rule: str = ""
    name: str = ""
    agreed_rate: str = ""
    rate_kind: str = AgreedRateKind.DAMAGES
    payments: tuple[Payment, ...] = ()
    demand_sent: date | None = None
    demand_deadline: date | None = None
    reliefs: tuple[Relief, ...] = ()
    fees: tuple[AncillaryClaim, ...] = ()
    is_tax: bool = False

    @property
    def is_private(self) -> bool:
        """True where 遅延損害金 is owed instead of 延滞金."""
        return self.claim_class == "private"


@dataclass(frozen=True, slots=True)
class ChargeOwed:
    """What is still owed of the charge on the day (yen), with its reasoning. ``base`` and ``before_rounding`` in yen."""

    amount: int
    principal: int = 0
    rule_name: str = ""
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()
    rate_text: str = ""
    before_rounding: int = 0
    base: int = 0
    due_date: date | None = None
    rounding: str = ""  # how the result was rounded, in words
    paid: int = 0  # yen of the charge paid already
    article: str = ""  # of the rule set
    whole_principal: int = 0  # before any payment

    @property
    def working(self) -> tuple[str, ...]:
        """One line a segment: 56,000円×年2.8％×28日（…から…まで）＝120円."""
        return tuple(
            f"{format_yen(one.base)}×年{one.rate_per_year.normalize():f}％×{one.days}日"
            f"（{format_wareki(one.start)}から{format_wareki(one.end)}まで）＝{format_yen(one.amount)}"
            for one in self.segments
        )


def facts_of_claim(claim: Claim, as_of: date, *, with_fees: bool = False) -> ChargeFacts:
    """The facts of a claim of the ledger for a charge up to ``as_of``; ``with_fees`` adds 督促手数料 as costs."""
    demand = first_demand(claim)
    fee = (AncillaryClaim(claim.due_date, claim.demand_fee),) if with_fees and claim.demand_fee else ()
    return ChargeFacts(
        principal=claim.principal, due_date=claim.due_date, claim_class=claim.case.claim_class, rule=rule_code(claim),
        name=f"{claim.name} {claim.period}".strip(), agreed_rate=claim.interest_rate, rate_kind=claim.rate_kind,
        payments=tuple(_payments(claim, with_fees=with_fees)),
        demand_sent=demand.happened_on if demand else None,
        demand_deadline=demand.designated_date if demand else None, reliefs=_reliefs(claim, as_of), fees=fee,
        is_tax=claim_type(claim.case.claim_type).limitation_rule == "local_tax_5",
    )  # fmt: skip


def rule_code(claim: Claim) -> str:
    """The claim's own rule set, else the case's, else that of the claim type; empty where none is known."""
    return claim.late_charge_rule or case_rule_code(claim.case)


def case_rule_code(case: Case) -> str:
    """The case's rule set, else that of the claim type; empty where none is known."""
    return case.late_charge_rule or claim_type(case.claim_type).late_charge_rule


def rule_set_of(facts: ChargeFacts, sets: RuleSets) -> RuleSet:
    """The rule set of 延滞金. Raises InvalidInput when none is chosen, NotFound when the office has withdrawn it."""
    if not facts.rule:
        raise InvalidInput(
            f"「{facts.name}」の延滞金の計算規則が決まっていません。根拠の条例を確かめ、案件の「計算の条件」で計算規則を選んでください。",
            field="late_charge_rule",
        )
    return sets[facts.rule]


def late_charge_input(facts: ChargeFacts, as_of: date) -> LateChargeInput:
    """The facts as ``late_charge`` takes them."""
    return LateChargeInput(
        principal=facts.principal, due_date=facts.due_date, as_of=as_of, payments=facts.payments,
        demand_sent=facts.demand_sent, demand_deadline=facts.demand_deadline, reliefs=facts.reliefs,
    )  # fmt: skip


def late_charge_result(
    facts: ChargeFacts, as_of: date, tables: LawTables, *, calendar: Calendar | None = None
) -> Breakdown:
    """延滞金 up to ``as_of``. Raises the core's sentence."""
    if facts.rule == NO_CHARGE:
        return _no_charge(facts)
    rules = rule_set_of(facts, tables.rule_sets)
    asked = late_charge_input(facts, as_of)
    result = late_charge(asked, rules, tables.rates, interest=tables.interest, calendar=calendar)
    if facts.is_tax and any(relief.first_day <= result.last_day for relief in facts.reliefs):
        return replace(result, notes=(*result.notes, TAX_RELIEF_NOTE))
    return result


def delay_damages_result(facts: ChargeFacts, as_of: date, tables: LawTables) -> DelayDamages:
    """遅延損害金 up to ``as_of``. Raises the core's sentence."""
    asked = DelayDamagesInput(
        instalments=(Instalment(facts.due_date, facts.principal, facts.name),), as_of=as_of, payments=facts.payments,
        agreed=agreed_rate(facts), ancillary=facts.fees,
    )  # fmt: skip
    result = delay_damages(asked, tables.interest)
    low = _below_statutory(facts, tables)
    return replace(result, cautions=(*result.cautions, low)) if low and result.segments else result


def charge_result(
    facts: ChargeFacts, as_of: date, tables: LawTables, *, calendar: Calendar | None = None
) -> Breakdown | DelayDamages:
    """延滞金 or, for a private claim, 遅延損害金."""
    if facts.is_private:
        return delay_damages_result(facts, as_of, tables)
    return late_charge_result(facts, as_of, tables, calendar=calendar)


def charge_owed(facts: ChargeFacts, as_of: date, tables: LawTables) -> ChargeOwed:
    """What is still owed of the charge on ``as_of``: never an error, but 0 with 要確認 where it cannot be computed."""
    if facts.principal <= 0:
        return ChargeOwed(0)
    if as_of <= facts.due_date:
        note = "計算日が納期限以前のため、延滞金等はありません。"
        return ChargeOwed(0, facts.principal, notes=(note,))
    if not facts.is_private and not facts.rule:
        caution = "要確認：延滞金の計算規則が登録されていないため、0円としました。条例を確かめてください。"
        return ChargeOwed(0, facts.principal, cautions=(caution,))
    try:
        result = charge_result(facts, as_of, tables)
    except PortalError as error:
        caution = f"要確認：延滞金等を計算できなかったため、0円としました。{error.sentence}"
        return ChargeOwed(0, facts.principal, cautions=(caution,))
    if isinstance(result, Breakdown):
        return _of_breakdown(result, facts, tables)
    return _of_damages(result, facts)


def agreed_rate(facts: ChargeFacts) -> AgreedRate | None:
    """The agreed rate as typed in the ledger. Raises InvalidInput when it is no rate."""
    text = facts.agreed_rate.strip().rstrip("%％").strip()
    if not text:
        return None
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 <= rate <= 100:
        raise InvalidInput(
            f"債権「{facts.name}」の約定の利率『{facts.agreed_rate}』を数として読み取れません。"
            "台帳の利率を「3」「14.6」のように直してください。",
            field="interest_rate",
        )
    return AgreedRate(rate, AgreedRateKind(facts.rate_kind))


def _below_statutory(facts: ChargeFacts, tables: LawTables) -> str:
    """An agreed rate of damages below the statutory one is rare, and more often the rate of a loan's interest."""
    agreed = agreed_rate(facts)
    if agreed is None or agreed.kind is not AgreedRateKind.DAMAGES:
        return ""
    statutory = tables.interest.row_on(facts.due_date).civil
    if agreed.rate >= statutory:
        return ""
    return (
        f"要確認：約定の割合（年{agreed.rate}％）が法定利率（年{statutory}％）より低くなっています。利息の割合であれば、"
        "「計算の条件」で「利息の定め」を選んでください（民法419条1項ただし書）。"
    )


def _no_charge(facts: ChargeFacts) -> Breakdown:
    note = "延滞金を徴収しない債権として登録されています。"
    first = facts.due_date + timedelta(days=1)
    return Breakdown(
        total=0, total_before_rounding=Fraction(0), segments=(), principal=facts.principal, first_day=first,
        last_day=facts.due_date, rule_set=NO_CHARGE, rule_set_name="延滞金なし",
        principal_outstanding=max(0, facts.principal - sum(one.amount - (one.to_charge or 0) for one in facts.payments)),
        notes=(note,),
    )  # fmt: skip


def _of_breakdown(result: Breakdown, facts: ChargeFacts, tables: LawTables) -> ChargeOwed:
    rules = tables.rule_sets[facts.rule] if facts.rule != NO_CHARGE else None
    rates = dict.fromkeys(_percent(one.rate_per_year) for one in result.segments)
    return ChargeOwed(
        result.charge_outstanding, result.principal_outstanding, result.rule_set_name, result.segments, result.notes,
        result.cautions, result.statutes, "、".join(rates), int(result.total_before_rounding),
        result.segments[0].base if result.segments else 0, due_date=facts.due_date, whole_principal=facts.principal,
        rounding=rounding_words(rules) if rules else "", paid=result.charge_paid, article=rules.article if rules else "",
    )  # fmt: skip


def _of_damages(result: DelayDamages, facts: ChargeFacts) -> ChargeOwed:
    rates = [_percent(one.rate_per_year) for one in result.instalments if one.rate_per_year is not None]
    name = "遅延損害金（約定）" if facts.agreed_rate.strip() else "遅延損害金（民法404条・419条）"
    return ChargeOwed(
        result.damages_outstanding, result.principal_outstanding, name, result.segments, result.notes,
        result.cautions, result.statutes, rates[0] if rates else "", result.total, facts.principal,
        due_date=facts.due_date, whole_principal=facts.principal, rounding="1円未満の端数は切り捨てる。",
        paid=max(0, result.total - result.damages_outstanding),
    )  # fmt: skip


def _percent(rate: Decimal) -> str:
    return f"年{rate.normalize():f}パーセント"


def _payments(claim: Claim, *, with_fees: bool) -> Iterator[Payment]:
    """Payments as booked; without fees only the part for principal and charge."""
    for payment in claim.payments:
        if payment.cancelled_at is not None:
            continue
        if with_fees:
            yield Payment(payment.paid_on, payment.amount, payment.to_late_charge + payment.to_fee)
        elif payment.amount > payment.to_fee:
            yield Payment(payment.paid_on, payment.amount - payment.to_fee, payment.to_late_charge)


def _reliefs(claim: Claim, as_of: date) -> tuple[Relief, ...]:
    """The days of grace and suspension of a claim collected by force; days that overlap count once."""
    if claim.case.claim_class != "compulsory_public":
        return ()
    reliefs: list[Relief] = []
    for event in standing_events(claim):
        kind = RELIEFS.get(event.kind)
        if kind is None:
            continue
        running = as_of if event.kind == "disposition_suspension" else None
        first, last = event.happened_on, event.ends_on or running
        if last is None:
            continue
        if reliefs and first <= reliefs[-1].last_day:
            first = reliefs[-1].last_day + timedelta(days=1)
        if first <= last:
            reliefs.append(Relief(first, last, kind))
    return tuple(reliefs)
