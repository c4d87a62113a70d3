"""The limitation clock of a case as the packet shows it: the claim whose period ends first, and what moved it.

``ledger.clocks`` computes it; a contradiction in the ledger is shown as its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.errors import PortalError
from portal.domain.limitation import LimitationResult
from portal.ledger.clocks import limitation_of
from portal.ledger.models import Case, Claim


@dataclass(frozen=True)
class CaseClock:
    """``first`` is the clock that ends first (the safe one for the whole case); ``trouble`` says why there is none."""

    first: LimitationResult | None = None
    claim: Claim | None = None
    trouble: str = ""

    @property
    def completes_on(self) -> date | None:
        """The cautious completion date: without the effects marked 要確認."""
        if self.first is None:
            return None
        return self.first.cautious_completes_on or self.first.completes_on


def clock_of(case: Case, claims: list[Claim], as_of: date) -> CaseClock:
    """The earliest clock among ``claims`` on ``as_of``."""
    if not claims:
        return CaseClock(trouble="残りのある債権がないため、時効を計算していません。")
    try:
        clocks = [(limitation_of(case, claim, as_of=as_of), claim) for claim in claims]
    except PortalError as error:
        return CaseClock(trouble=f"要確認：時効を計算できません。{error.sentence}")
    first, claim = min(clocks, key=lambda pair: _ends(pair[0]))
    return CaseClock(first, claim)


def _ends(result: LimitationResult) -> date:
    return result.cautious_completes_on or result.completes_on or date.max
