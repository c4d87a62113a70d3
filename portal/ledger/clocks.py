"""From the rows of the ledger to the facts of the law: 延滞金, 遅延損害金, 消滅時効 and the next steps of a case.

The ledger records what happened; here its words become the core's (``domain``), with the rules of the office
(``law_tables``). A case needs its claims with payments, its events, guarantors, plans and debtor loaded
(``service.find_case`` and ``cases_with_facts`` do). Contradictory rows are refused with the core's sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.calendar import Calendar
from portal.domain.delay_damages import DelayDamages
from portal.domain.errors import InvalidInput
from portal.domain.late_charge import Breakdown
from portal.domain.limitation import LimitationClaim, LimitationResult, claim_limitation
from portal.domain.next_steps import CaseFacts, NextStep, PlannedPayment, ReliefPeriod, next_steps
from portal.domain.payment_order import PaymentOrderFacts
from portal.domain.wareki import format_wareki
from portal.ledger.charges import charge_result, facts_of_claim, late_charge_result
from portal.ledger.events_in_law import (
    DECLARATION,
    OBJECTED,
    counts_payments,
    events_of,
    first_demand,
    is_declaration,
    standing_events,
)
from portal.ledger.law_tables import LawTables, calendar_for, interest, law_tables, rates, rule_sets
from portal.ledger.models import Case, Claim, Event
from portal.settings import Settings

__all__ = [
    "DECLARATION",
    "CaseStep",
    "LawTables",
    "calendar_for",
    "charge_of",
    "events_of",
    "facts_of",
    "interest",
    "last_day_of",
    "late_charge_of",
    "law_tables",
    "limitation_of",
    "next_steps_of",
    "rates",
    "rule_sets",
]  # fmt: skip

GRACES = {"collection_grace": "collection", "disaster_grace": "collection", "realization_grace": "換価の猶予"}
LAST_DAY = date(2199, 12, 31)
PAYMENT_CAUTION = (
    "台帳の一部納付を債務の承認（民法152条）として数えました。本人以外の納付のときは、納付の方法にそのこと（第三者納付など）を"
    "記録すると、数えません。"
)


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One next step of a case and the claims (期別) it concerns."""

    step: NextStep
    claims: tuple[str, ...]


def late_charge_of(claim: Claim, as_of: date, tables: LawTables) -> Breakdown:
    """The late charge of one claim on ``as_of`` by its rule set, with its working."""
    return late_charge_result(facts_of_claim(claim, as_of), last_day_of(claim, as_of), tables, calendar=calendar_for())


def charge_of(claim: Claim, as_of: date, tables: LawTables) -> Breakdown | DelayDamages:
    """延滞金 or, for a private claim, 遅延損害金 of one claim on ``as_of``."""
    return charge_result(facts_of_claim(claim, as_of), last_day_of(claim, as_of), tables, calendar=calendar_for())


def last_day_of(claim: Claim, as_of: date) -> date:
    """The day asked about, or the day the principal was paid in full before it."""
    paid = [payment.paid_on for payment in claim.payments if payment.cancelled_at is None and payment.to_principal]
    return min(as_of, max(paid)) if paid and claim.balance <= 0 else as_of


def limitation_of(case: Case, claim: Claim, *, as_of: date) -> LimitationResult:
    """The limitation clock of one claim, from the events of its case and its own payments."""
    facts = _limitation_claim(case, claim)
    result = claim_limitation(case.claim_type, facts, events_of(claim), as_of=as_of)
    return replace(result, cautions=(*result.cautions, PAYMENT_CAUTION)) if counts_payments(claim) else result


def _limitation_claim(case: Case, claim: Claim) -> LimitationClaim:
    return LimitationClaim(
        claim.due_date, claim.arose_on, claim_class=case.claim_class, name=claim.name,
        statutory_due_on=claim.statutory_due_on, evaded=claim.evaded,
    )  # fmt: skip


def facts_of(case: Case, claim: Claim, *, today: date) -> CaseFacts:
    """Everything ``next_steps`` asks of one claim."""
    events = standing_events(claim)
    demand = first_demand(claim)
    bankruptcy = next((event for event in events if event.kind == "bankruptcy_claim" and event.ends_on is None), None)
    plan = next((plan for plan in case.plans if plan.state == "active"), None)
    return CaseFacts(
        claim_type=case.claim_type, due_date=claim.due_date,
        balance=0 if claim.written_off_on else max(claim.balance, 0), claim_class=case.claim_class,
        arose_on=claim.arose_on, events=events_of(claim), reliefs=_graces(events),
        suspended_on=_suspended_on(events, today),
        installments=tuple(PlannedPayment(due.due_on, due.amount, due.paid_on is not None) for due in plan.dues) if plan else (),
        payment_order=_payment_order(events), demand_deadline=demand.designated_date if demand else None,
        has_guarantor=bool(case.guarantors), died_on=case.debtor.died_on,
        bankruptcy_known_on=bankruptcy.happened_on if bankruptcy else None,
        statutory_due_on=claim.statutory_due_on, evaded=claim.evaded,
    )  # fmt: skip


def step_settings(settings: Settings) -> Mapping[str, int]:
    """What the office's ordinances decide for ``next_steps`` (換価の猶予の申請期間)."""
    return {"application_months": settings.realization_grace_application_months}


def next_steps_of(
    case: Case, today: date, calendar: Calendar, settings: Mapping[str, int] | None = None
) -> list[CaseStep]:
    """The next steps of a case, the nearest deadline first; one line for the same step of several claims, with the
    earliest of their deadlines. ``settings`` are the office's (``step_settings``).

    A claim whose rows contradict one another gives a step that says so, so that one wrong row never hides a list.
    """
    if case.state != "open":
        return []
    found: dict[tuple[str, str], tuple[NextStep, list[str]]] = {}
    for claim in case.claims:
        for step in _steps_of_claim(case, claim, today, calendar, settings):
            first, claims = found.get((step.id, step.action), (step, []))
            nearer = step if _deadline(step) < _deadline(first) else first
            found[step.id, step.action] = (nearer, [*claims, claim.period or claim.name])
    steps = [CaseStep(step, tuple(claims)) for step, claims in found.values()]
    return sorted(steps, key=lambda item: (_deadline(item.step), item.step.id))


def _deadline(step: NextStep) -> date:
    return step.deadline or LAST_DAY


def _steps_of_claim(
    case: Case, claim: Claim, today: date, calendar: Calendar, settings: Mapping[str, int] | None
) -> list[NextStep]:
    if claim.balance <= 0 or claim.written_off_on or today <= claim.due_date:
        return []
    try:
        return next_steps(facts_of(case, claim, today=today), today=today, calendar=calendar, settings=settings)
    except InvalidInput as error:
        return [
            NextStep("record", "経過の記録を確かめて直す", None, None, "now", "", "claims-ledger", "", error.sentence)
        ]


def _graces(events: Sequence[Event]) -> tuple[ReliefPeriod, ...]:
    return tuple(
        ReliefPeriod(GRACES[event.kind], event.happened_on, event.ends_on)
        for event in events
        if event.kind in GRACES and event.ends_on is not None
    )


def _suspended_on(events: Sequence[Event], today: date) -> date | None:
    """The first day of a suspension that has not been lifted."""
    running = [
        e.happened_on
        for e in events
        if e.kind == "disposition_suspension" and (e.ends_on is None or e.ends_on >= today)
    ]
    return max(running, default=None)


def _payment_order(events: Sequence[Event]) -> PaymentOrderFacts | None:
    """The pending order: its service is 到達日; the row 仮執行宣言 and the row 督促異議 (or a lawsuit) go on from it."""
    orders = [event for event in events if event.kind == "payment_order" and not is_declaration(event)]
    if not orders or orders[-1].ends_on is not None or orders[-1].outcome:
        return None
    order = orders[-1]
    later = [event for event in events if event.happened_on >= order.happened_on]
    if any(event.kind in {"judgment", "settlement", "compulsory_execution"} for event in later):
        return None
    declared = next((event for event in later if is_declaration(event)), None)
    objected = next((event for event in later if event.kind in {OBJECTED, "lawsuit"}), None)
    if order.reached_on is None:
        return None if declared or objected else PaymentOrderFacts()
    return PaymentOrderFacts(
        served_on=order.reached_on, objection_on=objected.happened_on if objected else None,
        declaration_requested_on=declared.happened_on if declared else None,
        declaration_served_on=declared.reached_on if declared else None,
    )  # fmt: skip


def words_of_completion(result: LimitationResult) -> str:
    """令和9年7月20日（あと238日） — for a line of a panel or a letter."""
    if result.completes_on is None:
        return "手続中のため完成しません"
    left = result.days_left
    rest = "" if left is None else f"（あと{left}日）" if left >= 0 else f"（{-left}日過ぎています）"
    return format_wareki(result.completes_on) + rest
