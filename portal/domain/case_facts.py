"""The plain facts of a claim from which ``next_steps`` reads what to do, and what every rule asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from portal.domain.calendar import Calendar
from portal.domain.claim_types import claim_type
from portal.domain.dated_rows import Row, table
from portal.domain.limitation import LimitationClaim, LimitationEvent, LimitationResult, Option, claim_limitation
from portal.domain.payment_order import PaymentOrderFacts
from portal.domain.relief import suspension_term
from portal.domain.wareki import format_wareki

NOW_DAYS, SOON_DAYS = 7, 30


@dataclass(frozen=True)
class ReliefPeriod:
    """A grace in force: ``kind`` of ``relief.GRACE_KINDS``."""

    kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class PlannedPayment:
    """One instalment of an agreed plan."""

    due_on: date
    amount: int
    paid: bool = False


@dataclass(frozen=True)
class CaseFacts:
    """What the law needs to know of one claim. ``claim_class`` overrides the class of the claim type."""

    claim_type: str
    due_date: date
    balance: int
    claim_class: str | None = None
    arose_on: date | None = None
    cause_on: date | None = None
    known_on: date | None = None
    events: tuple[LimitationEvent, ...] = ()
    reliefs: tuple[ReliefPeriod, ...] = ()
    suspended_on: date | None = None
    installments: tuple[PlannedPayment, ...] = ()
    payment_order: PaymentOrderFacts | None = None
    demand_deadline: date | None = None
    has_guarantor: bool = False
    died_on: date | None = None
    bankruptcy_known_on: date | None = None
    statutory_due_on: date | None = None
    evaded: bool = False


@dataclass(frozen=True)
class NextStep:
    """One thing to do. ``urgency``: overdue, now (≤7 days), soon (≤30), later, or none without a deadline."""

    id: str
    action: str
    deadline: date | None
    days_left: int | None
    urgency: str
    article: str
    page: str
    form: str
    reason: str
    cautions: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "deadline": self.deadline.isoformat() if self.deadline else None}


@dataclass
class Case:
    """The facts with what every rule asks of them."""

    facts: CaseFacts
    today: date
    calendar: Calendar
    settings: Mapping[str, int]
    claim_class: str = field(init=False)

    def __post_init__(self) -> None:
        self.claim_class = self.facts.claim_class or claim_type(self.facts.claim_type).claim_class

    @cached_property
    def is_tax(self) -> bool:
        """True for local tax, which has its own demand notice."""
        return claim_type(self.facts.claim_type).limitation_rule == "local_tax_5"

    @cached_property
    def clock(self) -> LimitationResult:
        """The limitation of the claim as of today, without what could still be done: trying that out takes as long again."""
        return self._limitation(options=False)

    @cached_property
    def still_possible(self) -> tuple[Option, ...]:
        """What would hold the limitation off if done today."""
        return self._limitation(options=True).still_possible

    def _limitation(self, *, options: bool) -> LimitationResult:
        facts = self.facts
        claim = LimitationClaim(
            facts.due_date, facts.arose_on, facts.cause_on, facts.known_on, self.claim_class,
            statutory_due_on=facts.statutory_due_on, evaded=facts.evaded,
        )  # fmt: skip
        return claim_limitation(facts.claim_type, claim, facts.events, as_of=self.today, options=options)

    @cached_property
    def due(self) -> date:
        """The due date, as deferred (履行延期の特約)."""
        deferred = [e.ends_on for e in self.facts.events if e.kind == "performance_deferral" and e.ends_on]
        return max([self.facts.due_date, *deferred])

    @cached_property
    def grace(self) -> ReliefPeriod | None:
        """The grace in force today."""
        return next((r for r in self.facts.reliefs if r.starts_on <= self.today <= r.ends_on), None)

    @cached_property
    def expired(self) -> bool:
        """True once the limitation is complete or a suspension has lasted three years."""
        clock = self.clock
        if clock.completes_on is not None and self.today > clock.completes_on:
            return True
        suspended = self.facts.suspended_on
        return suspended is not None and self.today > suspension_term(suspended).last_day

    @cached_property
    def held_back(self) -> bool:
        """True while enforcement rests: a grace, a suspension, a kept plan, bankruptcy, a pending court procedure."""
        facts = self.facts
        kept_plan = bool(facts.installments) and not any(self.in_default(row) for row in facts.installments)
        stopped = facts.suspended_on is not None or self.last("collection_suspension") is not None
        return self.grace is not None or stopped or kept_plan or facts.bankruptcy_known_on is not None

    def in_default(self, row: PlannedPayment) -> bool:
        """True when an instalment is past and unpaid."""
        return not row.paid and row.due_on < self.today

    def last(self, *kinds: str) -> LimitationEvent | None:
        """The newest event of these kinds up to today."""
        found = [event for event in self.facts.events if event.kind in kinds and event.on <= self.today]
        return max(found, key=lambda event: event.on, default=None)

    def first(self, *kinds: str) -> LimitationEvent | None:
        """The oldest event of these kinds up to today."""
        found = [event for event in self.facts.events if event.kind in kinds and event.on <= self.today]
        return min(found, key=lambda event: event.on, default=None)

    def step(self, step_id: str, deadline: date | None, *, cautions: tuple[str, ...] = (), **words: str) -> NextStep:
        """A step of the table, its sentence filled with ``words``."""
        row = _rows()[step_id]
        days = None if deadline is None else (deadline - self.today).days
        filled = {"deadline": format_wareki(deadline) if deadline else "", **words}
        return NextStep(
            step_id, row["action"].format(**filled), deadline, days, _urgency(days),
            _of_class(row["article"], self.claim_class), row["page"], self._form(row),
            row["reason"].format(**filled), cautions,
        )  # fmt: skip

    def _form(self, row: Row) -> str:
        if row["id"] == "demand" and self.is_tax:
            return "督促状-地方税"
        return _of_class(row["form"], self.claim_class)


def _urgency(days: int | None) -> str:
    if days is None:
        return "none"
    if days < 0:
        return "overdue"
    if days <= NOW_DAYS:
        return "now"
    return "soon" if days <= SOON_DAYS else "later"


def _of_class(value: str | Mapping[str, str], claim_class: str) -> str:
    return value if isinstance(value, str) else value.get(claim_class, "")


def _rows() -> Mapping[str, Row]:
    return {row["id"]: row for row in table("next_steps")["step"]}
