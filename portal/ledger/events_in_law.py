"""経過 as the limitation clock reads it: which rows concern a claim, on which day each took effect, how it ended.

An event of the whole case (no claim named) concerns the claims that had arisen by then; a demand or reminder those that
were overdue. A payment that left a rest is an acknowledgment (民法152条), unless it came from an attachment or a third person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from portal.domain.claim_types import claim_type
from portal.domain.limitation import LimitationEvent
from portal.domain.limitation.model import KIND_LABELS
from portal.domain.limitation.orders import final_on, lapses_on
from portal.ledger.models import Claim, Event

DECLARATION = "仮執行宣言"
DECLARED, OBJECTED = "provisional_execution", "objection"
ON_ARRIVAL = frozenset({"assessment", "demand", "reminder", "final_reminder"})
AFTER_DUE = frozenset({"demand", "reminder", "final_reminder"})
CLAIM_PROCEDURES = frozenset({"lawsuit", "payment_order", "bankruptcy_claim"})
SERVED = frozenset({"payment_order", DECLARED})
OUTCOMES = {
    "withdrawn": "withdrawn",
    "cancelled": "cancelled",
    "dismissed": "dismissed",
    "lapsed": "lapsed",
    "ended": "ended",
}
NOT_BY_DEBTOR = ("差押", "取立", "配当", "換価", "強制", "競売", "第三者", "保証")


def standing_events(claim: Claim) -> list[Event]:
    """The events of the case that concern the claim and are not struck out, the oldest first."""
    rows = [event for event in claim.case.events if event.cancelled_at is None and concerns(event, claim)]
    return sorted(rows, key=lambda event: (event.happened_on, event.id or 0))


def events_of(claim: Claim) -> tuple[LimitationEvent, ...]:
    """What the limitation clock of the claim is moved by."""
    return (*_from_events(claim), *_from_payments(claim))


def first_demand(claim: Claim) -> Event | None:
    """The first demand (督促) after the due date."""
    events = standing_events(claim)
    return next((event for event in events if event.kind == "demand" and event.happened_on > claim.due_date), None)


def is_declaration(event: Event) -> bool:
    """True for a declaration of provisional execution: a row of its own kind, or (as it used to be recorded) a second
    row of 支払督促 whose result says 仮執行宣言."""
    return event.kind == DECLARED or (event.kind == "payment_order" and DECLARATION in event.result)


def counts_payments(claim: Claim) -> bool:
    """True when a payment of the ledger is counted as an acknowledgment."""
    return any(event.kind == "partial_payment" for event in _from_payments(claim))


def concerns(event: Event, claim: Claim) -> bool:
    """Whether the event is about the claim; one of the whole case is about what had arisen (was overdue) by then."""
    if event.claim_id is not None:
        return event.claim_id == claim.id
    if event.kind in AFTER_DUE:
        return event.happened_on > claim.due_date
    return event.happened_on >= claim.arose_on


def _from_events(claim: Claim) -> Iterator[LimitationEvent]:
    is_tax = _is_tax(claim)
    events = standing_events(claim)
    for event in events:
        if event.kind not in KIND_LABELS:
            continue
        arrived = event.reached_on if event.kind in ON_ARRIVAL and not (is_tax and event.kind == "demand") else None
        on = arrived or event.happened_on
        if event.kind == "negotiation_agreement":
            yield LimitationEvent(event.kind, on, agreed_until=event.ends_on)
        elif event.kind == "installment_pledge":
            yield LimitationEvent(event.kind, on)  # its last day is the plan's, not the end of a procedure
        elif is_declaration(event):
            yield LimitationEvent(DECLARED, on, served_on=event.reached_on)
        elif event.kind == "payment_order":
            yield _order(event, events)
        elif is_tax and event.kind == "assessment":
            yield LimitationEvent(event.kind, event.happened_on, event.designated_date)
        else:
            yield LimitationEvent(event.kind, on, event.ends_on, _outcome(event))


def _order(event: Event, events: list[Event]) -> LimitationEvent:
    """A payment order; a lawsuit recorded within the time for an objection is what it turned into (民事訴訟法395条)."""
    order = LimitationEvent(
        "payment_order", event.happened_on, event.ends_on, _outcome(event), served_on=event.reached_on
    )
    if event.ends_on is not None or event.reached_on is None:
        return order
    lawsuit = next((e for e in events if e.kind == "lawsuit" and e.happened_on >= event.happened_on), None)
    if lawsuit is None or lawsuit.happened_on > _objection_until(event, events):
        return order
    return replace(order, ends_on=lawsuit.ends_on, outcome=_outcome(lawsuit), served_on=None)


def _objection_until(order: Event, events: list[Event]) -> date:
    assert order.reached_on is not None
    declared = next((e for e in events if is_declaration(e) and e.happened_on >= order.happened_on), None)
    if declared is None:
        return lapses_on(order.reached_on)
    return final_on(declared.reached_on) if declared.reached_on else date.max


def _is_tax(claim: Claim) -> bool:
    return claim_type(claim.case.claim_type).limitation_rule == "local_tax_5"


def _outcome(event: Event) -> str | None:
    if not event.outcome:
        return None
    if event.outcome in {"confirmed", "determined"}:
        return "determined" if event.kind in CLAIM_PROCEDURES else "ended"
    return OUTCOMES.get(event.outcome, event.outcome)


def _from_payments(claim: Claim) -> Iterator[LimitationEvent]:
    rest = claim.principal
    for payment in claim.payments:
        if payment.cancelled_at is not None:
            continue
        rest -= payment.to_principal
        if payment.paid_on < claim.arose_on:
            continue
        by_debtor = not any(word in payment.means or word in payment.note for word in NOT_BY_DEBTOR)
        if rest > 0 and by_debtor:
            yield LimitationEvent("partial_payment", payment.paid_on)
        elif rest <= 0 and payment.to_principal and _is_tax(claim):
            yield LimitationEvent("principal_paid", payment.paid_on)
