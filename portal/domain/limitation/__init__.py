"""消滅時効: when a claim is time-barred, why, and what can still be done.

``claim_limitation(type_id, claim, events, as_of=…)``, or ``limitation_clock`` by a rule's own id, gives a ``LimitationResult``: the completion date (完成予定日), the
chain of reasons with articles, the events without effect, what must be checked and the steps still open. Periods and
effects are ``tables/limitation_rules.toml``; ``check`` refuses contradictions; ``clock`` moves the date.

A last day that falls on a closed day is not extended: the earlier date is the safe one for the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portal.domain.claim_types import claim_type
from portal.domain.errors import InvalidInput
from portal.domain.limitation.check import in_order
from portal.domain.limitation.clock import OPEN
from portal.domain.limitation.model import (
    Ignored,
    LimitationClaim,
    LimitationEvent,
    LimitationResult,
    Option,
    Step,
    event_from,
)
from portal.domain.limitation.options import still_possible
from portal.domain.limitation.replay import replay
from portal.domain.limitation.rules import Period, code_change, period, rule_ids, transition_article
from portal.domain.limitation.tax_start import check_tax_start, with_deadline
from portal.domain.wareki import format_wareki

__all__ = [
    "Ignored", "LimitationClaim", "LimitationEvent", "LimitationResult", "Option", "Step", "claim_limitation", "event_from",
    "instalment_clocks", "limitation_clock", "rule_ids",
]  # fmt: skip

RENEWED_NOTE = (
    "要確認：時効の完成後に債務を承認した債務者は、信義則上、その時効を援用できないことがあります（最高裁昭和41年4月20日判決）。"
    "援用できないときは、承認の翌日から新たに時効が進み（最高裁昭和45年5月21日判決）、{day}に完成します。"
)


def limitation_clock(
    rule_id: str, claim: LimitationClaim, events: Sequence[LimitationEvent] = (), *, as_of: date | None = None,
    options: bool = True,
) -> LimitationResult:  # fmt: skip
    """The clock of one claim or instalment; ``as_of`` is the day asked about (``options`` lists what is still open).

    InvalidInput, with a sentence: an unknown rule or event, an event before the claim arose, an end before its
    start, two contradictory outcomes.
    """
    begins = _begins(claim)
    terms = _terms(rule_id, claim)
    check_tax_start(terms, claim)
    if claim.statutory_due_on is not None or claim.evaded:
        events = with_deadline(claim, events)
    ordered = in_order(events, begins=begins)
    terms = _after_transition(terms, claim, ordered)
    clock = replay(terms, claim, ordered)
    completes = None if clock.completes == OPEN else clock.completes
    cautious = completes
    if clock.doubted:
        sure = replay(terms, claim, [event for event in ordered if event not in clock.doubted]).completes
        cautious = None if sure == OPEN else sure
    invoked = next((event.on for event in ordered if event.kind == "invocation"), None)
    cautions = [*([terms.caution] if terms.caution else []), *clock.cautions, *_notes(claim, terms, ordered, as_of)]
    if clock.renewed is not None:
        cautions.append(RENEWED_NOTE.format(day=format_wareki(clock.renewed)))
    if cautious is not None and cautious != completes:
        cautions.append(f"要確認の出来事の効力を認めないときの完成予定日は、{format_wareki(cautious)}です。")
    if invoked is not None and completes is not None and invoked <= completes:
        cautions.append("時効の援用が、時効の完成より前の日付です。日付と出来事を確かめてください。")
    return LimitationResult(
        terms.rule_id, terms.label, terms.words, terms.article, completes, terms.invocation,
        terms.invocation_article, tuple(clock.steps), tuple(clock.ignored), tuple(cautions), as_of, invoked,
        still_possible(terms, claim, ordered, completes, as_of) if options and as_of else (), cautious, clock.renewed,
    )  # fmt: skip


def _begins(claim: LimitationClaim) -> date:
    if claim.arose_on is not None and claim.arose_on > claim.due_date:
        raise InvalidInput(
            f"発生日{format_wareki(claim.arose_on)}が納期限{format_wareki(claim.due_date)}より後です。どちらかを直してください。",
            field="発生日",
        )
    if claim.cause_on is not None and claim.cause_on > (claim.arose_on or claim.due_date):
        raise InvalidInput(
            f"契約などの日{format_wareki(claim.cause_on)}が債権の発生日より後です。どちらかを直してください。",
            field="契約日",
        )
    if claim.known_on is not None and claim.arose_on is not None and claim.known_on < claim.arose_on:
        raise InvalidInput(
            f"知った日{format_wareki(claim.known_on)}が発生日{format_wareki(claim.arose_on)}より前です。どちらかを直してください。",
            field="知った日",
        )
    return claim.cause_on or claim.arose_on or date.min


def _terms(rule_id: str, claim: LimitationClaim) -> Period:
    return period(rule_id, old=(claim.cause_on or claim.arose_on or claim.due_date) < code_change())


def _after_transition(terms: Period, claim: LimitationClaim, events: Sequence[LimitationEvent]) -> Period:
    """The new period where the law gives it to claims not yet barred on the change (平成29年法律44号附則35条2項)."""
    change = code_change()
    if not transition_article(terms.rule_id) or terms.article == period(terms.rule_id, old=False).article:
        return terms
    before = replay(terms, claim, [event for event in events if event.on < change])
    if before.completes < change:
        return replace(terms, caution="")
    new = period(terms.rule_id, old=False)
    return replace(new, article=f"{new.article}（{transition_article(terms.rule_id)}）")


def _notes(claim: LimitationClaim, terms: Period, events: Sequence[LimitationEvent], as_of: date | None) -> list[str]:
    notes = []
    if terms.regime == "civil" and claim.arose_on is None and claim.cause_on is None:
        notes.append("発生日と契約日が入力されていないため、民法の新旧を納期限で判定しました。")
    if as_of is not None and any(event.on > as_of for event in events):
        notes.append(f"基準日（{format_wareki(as_of)}）より後の出来事を含めて計算しています。")
    return notes


def instalment_clocks(
    rule_id: str, claim: LimitationClaim, due_dates: Sequence[date], events: Sequence[LimitationEvent] = (),
    *, as_of: date | None = None,
) -> tuple[LimitationResult, ...]:  # fmt: skip
    """One clock for each instalment (期・分割の回) of a claim, by its own due date; the events concern all of them."""
    return tuple(
        limitation_clock(rule_id, replace(claim, due_date=due), events, as_of=as_of) for due in sorted(due_dates)
    )


def claim_limitation(
    type_id: str, claim: LimitationClaim, events: Sequence[LimitationEvent] = (), *, as_of: date | None = None,
    options: bool = True,
) -> LimitationResult:  # fmt: skip
    """The clock of a claim type of the table, in its usual class or in ``claim.claim_class``; its doubts are added."""
    kind = claim_type(type_id)
    chosen = claim if claim.claim_class else replace(claim, claim_class=kind.claim_class)
    result = limitation_clock(
        kind.limitation_rule_for(chosen.claim_class), chosen, events, as_of=as_of, options=options
    )
    return replace(result, cautions=(kind.caution, *result.cautions)) if kind.caution else result
