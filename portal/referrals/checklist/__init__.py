"""The checklist of a packet, computed from the ledger each time it is shown: what is missing, why it matters, the fix.

Nothing here is ticked by hand and nothing is stored but an approver's waiver, so the list cannot be out of date.
A ``Check`` that blocks keeps the packet from becoming final; some can be waived with a reason, some cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from portal.referrals.checklist import claim, papers, people
from portal.referrals.checklist.model import REFUSED_CLASS, SECRET_KINDS, Check, Facts, Fix, State
from portal.referrals.checklist.papers import looks_like_individual_number

__all__ = [
    "REFUSED_CLASS",
    "SECRET_KINDS",
    "Check",
    "Facts",
    "Fix",
    "State",
    "checklist",
    "looks_like_individual_number",
    "missing",
]

_CHECKS: tuple[Callable[[Facts], Iterator[Check]], ...] = (
    claim.claim_class, claim.contents, claim.demand, claim.reminder, claim.balance, papers.evidence, papers.exhibit_rows,
    papers.section_141, people.guarantor, people.address, claim.limitation, people.exclusions, people.support,
    papers.individual_number, claim.criteria,
)  # fmt: skip


def checklist(facts: Facts) -> tuple[Check, ...]:
    """Every check in the order an officer works through them, with the waivers applied."""
    waivers = {one.code: one for one in facts.packet.waivers}
    checks = [found for check in _CHECKS for found in check(facts)]
    return tuple(
        replace(one, state=State.WAIVED, waived_by=f"{waivers[one.code].approver_name}：{waivers[one.code].reason}")
        if one.state is State.MISSING and one.waivable and one.code in waivers
        else one
        for one in checks
    )


def missing(checks: Sequence[Check]) -> list[Check]:
    return [one for one in checks if one.state is State.MISSING]
