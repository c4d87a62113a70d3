"""What can still be done about a claim, and until when: each step of the table is tried on the day asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.domain.dated_rows import Row, table
from portal.domain.limitation.check import ENDING, in_order
from portal.domain.limitation.clock import OPEN
from portal.domain.limitation.model import LimitationClaim, LimitationEvent, Option
from portal.domain.limitation.replay import replay
from portal.domain.limitation.rules import Period
from portal.domain.wareki import format_wareki

CLASS_OF_REGIME = {"tax": "compulsory_public", "civil": "private"}


def still_possible(
    terms: Period,
    claim: LimitationClaim,
    events: Sequence[LimitationEvent],
    completes: date | None,
    as_of: date,
) -> tuple[Option, ...]:
    """The steps that would hold the limitation off if taken on ``as_of``; nothing once it is complete."""
    if completes is not None and as_of > completes:
        return ()
    claim_class = claim.claim_class or CLASS_OF_REGIME.get(terms.regime)
    rows = table("limitation_rules")["option"]
    past = [event for event in events if event.on <= as_of]
    found = (
        _try(row, terms, claim, past, completes, as_of)
        for row in rows
        if claim_class is None or claim_class in row["classes"]
    )
    return tuple(option for option in found if option is not None)


def _try(
    row: Row,
    terms: Period,
    claim: LimitationClaim,
    past: list[LimitationEvent],
    completes: date | None,
    as_of: date,
) -> Option | None:
    kind = row["kind"]
    if as_of <= claim.due_date or any(event.kind == kind and event.on == as_of for event in past):
        return None
    if kind in ENDING and any(event.kind == kind and event.ends_on is None for event in past):
        return None  # the same procedure is already under way
    event = LimitationEvent(kind, as_of)
    clock = replay(terms, claim, in_order([*past, event], begins=date.min))
    step = next((step for step in clock.steps if step.on == as_of and step.event == event.label), None)
    if step is None or (completes is not None and clock.completes <= completes):
        return None
    then = None if clock.completes == OPEN else clock.completes
    by = "" if completes is None else f"{format_wareki(completes)}までに"
    effect = "" if then is None else f"本日行えば完成予定日は{format_wareki(then)}になります。"
    days_left = None if completes is None else (completes - as_of).days
    sentence = f"{by}{row['label']}：{step.reason}。{effect}"
    return Option(kind, row["label"], completes, days_left, then, sentence, step.article, row["page"])
