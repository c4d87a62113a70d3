"""What is owed on the day of issue: principal, 延滞金 or 遅延損害金 of each claim, with the working that leads to it.

The computation is ``domain``'s; this puts the ledger's facts (payments, demands, relief) into it. A charge that cannot
be computed is 0 with a note saying why, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.domain.claim_types import claim_types
from portal.domain.fiscal_year import format_fiscal_year
from portal.ledger.charges import ChargeFacts as Owed
from portal.ledger.charges import ChargeOwed as Charge
from portal.ledger.charges import charge_owed as charge_of
from portal.ledger.charges import facts_of_claim
from portal.ledger.events_in_law import concerns
from portal.ledger.law_tables import LawTables
from portal.ledger.models import Case, Claim, Event

__all__ = [
    "Amounts", "Charge", "ChargedClaim", "ClaimAmount", "Owed", "amounts_of", "charge_of", "first_event", "last_event", "live_events",
    "rule_for_claim_name", "unpaid",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChargedClaim:
    """A charge and the claim it is for, as a letter names it."""

    charge: Charge
    name: str = ""
    period: str = ""
    fiscal_year: str = ""
    notice_number: str = ""

    @property
    def working(self) -> tuple[str, ...]:
        """The working with the claim's name before each line and the rounded sum at the end; empty without a charge."""
        if not self.charge.segments:
            return ()
        label = f"{self.name}　{self.period}".strip("　") or "延滞金等"
        lines = (f"{label}：{line}" for line in self.charge.working)
        return (*lines, f"{label}：端数処理の後 {self.charge.amount:,}円（{self.charge.rule_name}）")


@dataclass(frozen=True)
class ClaimAmount:
    """A claim of the ledger on the day of issue."""

    claim: Claim
    principal: int
    charge: Charge

    @property
    def total(self) -> int:
        return self.principal + self.charge.amount

    @property
    def charged(self) -> ChargedClaim:
        claim = self.claim
        year = format_fiscal_year(claim.fiscal_year) if claim.fiscal_year else ""
        return ChargedClaim(self.charge, claim.name, claim.period, year, claim.notice_number)


@dataclass(frozen=True)
class Amounts:
    """All chosen claims of a case and their sums."""

    rows: tuple[ClaimAmount, ...] = ()
    as_of: date | None = field(default=None)

    @property
    def principal(self) -> int:
        return sum(row.principal for row in self.rows)

    @property
    def charge(self) -> int:
        return sum(row.charge.amount for row in self.rows)

    @property
    def fees(self) -> int:
        return sum(row.claim.demand_fee for row in self.rows)

    @property
    def total(self) -> int:
        """Principal and charge; the demand fee is a line of its own where a form has one."""
        return self.principal + self.charge

    @property
    def cautions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sentence for row in self.rows for sentence in row.charge.cautions))


def amounts_of(case: Case, claims: Iterable[Claim], as_of: date, tables: LawTables) -> Amounts:
    """What each of ``claims`` comes to on ``as_of``, by the office's own tables."""
    return Amounts(tuple(_amount(claim, as_of, tables) for claim in claims), as_of)


def unpaid(case: Case) -> list[Claim]:
    """Claims with something left, oldest due date first; written-off ones are not asked for."""
    return [claim for claim in case.claims if claim.balance > 0 and claim.written_off_on is None]


def _amount(claim: Claim, as_of: date, tables: LawTables) -> ClaimAmount:
    return ClaimAmount(claim, claim.balance, charge_of(facts_of_claim(claim, as_of), as_of, tables))


def live_events(case: Case, claim: Claim | None, kinds: Sequence[str]) -> list[Event]:
    """Events of those kinds that were not cancelled and concern ``claim`` (all claims of the case: None).

    A demand sent before a period fell due was not about that period: the ledger's rule decides, as for limitation.
    """
    return [
        event
        for event in case.events
        if event.kind in kinds and event.cancelled_at is None and (claim is None or concerns(event, claim))
    ]


def first_event(case: Case, claim: Claim | None, kinds: Sequence[str]) -> Event | None:
    return min(live_events(case, claim, kinds), key=lambda event: event.happened_on, default=None)


def last_event(case: Case, claim: Claim | None, kinds: Sequence[str]) -> Event | None:
    return max(live_events(case, claim, kinds), key=lambda event: event.happened_on, default=None)


def rule_for_claim_name(name: str, claim_class: str) -> str:
    """The rule set of a claim named in a list (国民健康保険料 → national_health_3m); empty when unknown."""
    for kind in claim_types().values():
        if name in {kind.name, kind.name.split("（")[0], *kind.aliases} and kind.claim_class == claim_class:
            return kind.late_charge_rule
    return ""
