"""Law checks before a notice is issued: pure functions over facts, each with its article and what to do.

Which checks a form asks for is in its ``checks``; a few hold for every letter. `findings` (what a check says) ·
`facts` (what it looks at) · `claim_rules`, `person_rules`, `letter_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from portal.notices.checks import claim_rules, letter_rules, person_rules
from portal.notices.checks.facts import Difference, NoticeFacts
from portal.notices.checks.findings import Finding, Severity, blocking, finding_from, needing_reason, needs_approver
from portal.notices.checks.letter_rules import has_gaiji, individual_numbers, is_individual_number

__all__ = [
    "Difference",
    "Finding",
    "NoticeFacts",
    "Severity",
    "blocking",
    "check",
    "finding_from",
    "has_gaiji",
    "individual_numbers",
    "is_individual_number",
    "needing_reason",
    "needs_approver",
]

_RULES: Mapping[str, Callable[[NoticeFacts], Iterator[Finding]]] = {
    "claim_class": claim_rules.claim_class,
    "demand_exists": claim_rules.demand_exists,
    "ten_days_after_demand": claim_rules.ten_days,
    "first_demand": claim_rules.first_demand,
    "designated_date": letter_rules.designated,
    "amounts_recomputed": claim_rules.amounts,
    "limitation": claim_rules.limitation,
    "relief": claim_rules.relief,
    "bankruptcy": person_rules.bankruptcy,
    "attorney": person_rules.attorney,
    "death": person_rules.death,
    "welfare": person_rules.welfare,
    "support_measures": person_rules.support,
    "returned_mail": person_rules.returned,
    "duplicate": letter_rules.duplicate,
    "appeal_notice": letter_rules.appeal,
    "individual_number": letter_rules.number,
    "authority": letter_rules.authority,
    "glyphs": letter_rules.glyphs,
    "ledger": person_rules.unknown_person,
}
_ALWAYS = frozenset({"claim_class", "designated_date", "individual_number", "glyphs", "appeal_notice", "ledger"})


def check(facts: NoticeFacts) -> tuple[Finding, ...]:
    """All findings, the gravest first."""
    found: list[Finding] = []
    for code, rule in _RULES.items():
        if code in facts.asked or code in _ALWAYS:
            found.extend(rule(facts))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.severity.rank))
