"""What is owed on the packet's date: principal, damages or late charge of every claim, with the working.

私債権 bear 遅延損害金 (民法419条・404条); 非強制徴収公債権 bear 延滞金 by their rule set. A charge that cannot be computed is
0 with a sentence that begins 要確認, never a guess. Nothing here is left to rounding at print time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from portal.domain.accrual import Segment
from portal.domain.money import format_yen
from portal.domain.wareki import format_wareki
from portal.ledger.charges import charge_owed, facts_of_claim
from portal.ledger.law_tables import LawTables
from portal.ledger.models import Case, Claim
from portal.ledger.models import Payment as Booked


@dataclass(frozen=True)
class ClaimOwed:
    """One claim on the day: yen; ``working`` are the lines of the computation, ``doubts`` begin with 要確認."""

    claim: Claim
    principal: int
    charge: int
    fee: int = 0
    rate: str = ""
    segments: tuple[Segment, ...] = ()
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.principal + self.charge + self.fee

    @property
    def working(self) -> tuple[str, ...]:
        """元金18,000円×年3％×120日（令和…から令和…まで）＝177円."""
        return tuple(
            f"元金{format_yen(one.base)}×年{one.rate_per_year.normalize():f}％×{one.days}日"
            f"（{format_wareki(one.start)}から{format_wareki(one.end)}まで）＝{format_yen(one.amount)}"
            for one in self.segments
        )


@dataclass(frozen=True)
class Owed:
    """The whole case on the day. Claims fully paid or written off are left out of ``rows``."""

    as_of: date
    rows: tuple[ClaimOwed, ...]

    @property
    def principal(self) -> int:
        return sum(row.principal for row in self.rows)

    @property
    def charge(self) -> int:
        return sum(row.charge for row in self.rows)

    @property
    def fee(self) -> int:
        return sum(row.fee for row in self.rows)

    @property
    def total(self) -> int:
        return self.principal + self.charge + self.fee

    @property
    def rate(self) -> str:
        """The rates in use, oldest claim first."""
        return "、".join(dict.fromkeys(row.rate for row in self.rows if row.rate))

    @property
    def doubts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for row in self.rows for text in row.doubts))

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for row in self.rows for text in row.notes))


def owed_on(case: Case, as_of: date, tables: LawTables, *, agreed_kind: str = "damages") -> Owed:
    """Every claim with something left on ``as_of``, oldest due date first."""
    rows = (
        claim_owed(case, claim, as_of, tables, agreed_kind=agreed_kind)
        for claim in case.claims
        if _stands(claim, as_of)
    )
    return Owed(as_of, tuple(row for row in rows if row.total > 0))


def _stands(claim: Claim, as_of: date) -> bool:
    return claim.written_off_on is None or claim.written_off_on > as_of


def booked(claim: Claim, as_of: date | None = None) -> list[Booked]:
    """The claim's valid payments up to ``as_of``."""
    return [one for one in claim.payments if one.cancelled_at is None and (as_of is None or one.paid_on <= as_of)]


def claim_owed(case: Case, claim: Claim, as_of: date, tables: LawTables, *, agreed_kind: str) -> ClaimOwed:
    """One claim on ``as_of``; ``agreed_kind`` "interest" takes the agreed rate as that of interest, whatever the ledger says."""
    payments = booked(claim, as_of)
    fee = max(0, claim.demand_fee - sum(one.to_fee for one in payments))
    plain = ClaimOwed(claim, claim.principal - sum(one.to_principal for one in payments), 0, fee)
    if claim.principal <= 0:
        return plain
    facts = facts_of_claim(claim, as_of, with_fees=case.claim_class == "private")
    if agreed_kind == "interest":
        facts = replace(facts, rate_kind=agreed_kind)
    owed = charge_owed(facts, as_of, tables)
    return replace(
        plain, charge=owed.amount, rate=owed.rate_text, segments=owed.segments, doubts=owed.cautions, notes=owed.notes,
        statutes=owed.statutes,
    )  # fmt: skip
