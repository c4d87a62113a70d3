"""What the checks look at: one letter, the case behind it, the day, and what the form asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from portal.domain.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure on the notice that is not what the ledger and the law give."""

    label: str
    shown: int
    computed: int


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """Everything the checks look at. ``in_ledger`` False: a row of a list without a case; what the ledger alone knows is open."""

    form_title: str
    form_classes: tuple[str, ...]
    disposition: bool
    event: str
    asked: frozenset[str]
    issue_day: date
    calendar: Calendar
    text: str = ""
    addressee: str = "debtor"
    in_ledger: bool = True
    claim_class: str = ""
    designated: date | None = None
    demand_sent: date | None = None
    demand_deadline: date | None = None
    not_demanded: tuple[str, ...] = ()  # the claims of the letter without a demand, when others have one
    outstanding: int | None = None
    limitation_completes: date | None = None
    limitation_pending: bool = False
    invocation_needed: bool = True
    limitation_caution: str = ""
    reliefs: tuple[str, ...] = ()
    grace: bool = False
    plan_active: bool = False
    bankrupt: bool = False
    lawyer_notified_on: date | None = None
    died_on: date | None = None
    on_welfare: bool = False
    support_measure: bool = False
    returned_mail: bool = False
    last_same: date | None = None
    same_notice_days: int = 14
    appeal_needed: bool = False
    appeal_paragraphs: int = 0
    appeal_caution: str = ""
    differences: tuple[Difference, ...] = ()
    charge_cautions: tuple[str, ...] = field(default=())
