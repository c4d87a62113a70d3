"""Runs the events of a claim, in order of their days, over its clock.

An event has a beginning and, where its end renews the period, an end; the end counts only if the beginning did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from portal.domain.limitation.check import LOST
from portal.domain.limitation.clock import DETERMINED, Clock
from portal.domain.limitation.model import LimitationClaim, LimitationEvent
from portal.domain.limitation.operations import OPERATIONS
from portal.domain.limitation.rules import Effect, Period, code_change, effects
from portal.domain.limitation.tax_start import start_from_statutory_due

END, BEGINNING, END_ON_THE_SAME_DAY = 0, 1, 2
RENEWING_ENDS = frozenset({"claim_procedure", "execution", "old_execution", "hold_and_renew"})
EXTINGUISHED_NOTE = (
    "時効の完成で消滅し、利益の放棄もできない債権のため、完成後の承認・納付があっても元に戻りません"
    "（{article}）。完成後に受けた納付は、過誤納でないかを確かめてください。"
)
AFTER_COMPLETION = frozenset({"renew", "defer"})


def replay(period: Period, claim: LimitationClaim, events: Sequence[LimitationEvent]) -> Clock:
    """The clock after ``events``, which are already checked and in order (``check.in_order``)."""
    clock = Clock(period, claim, events)
    if claim.evaded or claim.statutory_due_on is not None:
        start_from_statutory_due(clock)
    change = code_change()
    new, old = effects(period.rule_id, old=False), effects(period.rule_id, old=True)
    chosen = [(old if event.on < change else new)[event.kind] for event in events]
    plan: list[tuple[date, int, int]] = []
    for place, event in enumerate(events):
        plan.append((event.on, BEGINNING, place))
        ends = _renews_on(event, chosen[place])
        if ends is not None:
            plan.append((ends, END if ends > event.on else END_ON_THE_SAME_DAY, place))
    plan.sort()
    effective: set[int] = set()
    for day, part, place in plan:
        if part == BEGINNING:
            if _begin(clock, events[place], chosen[place]):
                effective.add(place)
        elif place in effective:
            _end(clock, events[place], chosen[place], day)
    return clock


def _begin(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    if effect.op == "none":
        clock.doubt(effect, verified=effect.verified)
        return clock.ignore(event, effect.reason, effect.article)
    if event.on > clock.completes:
        if effect.op in AFTER_COMPLETION:
            return _acknowledged_too_late(clock, event)
        return clock.ignore(event, "時効が完成した後の出来事のため、完成の効果は変わりません。", "")
    if effect.always_note:
        clock.cautions[effect.always_note] = None
    return OPERATIONS[effect.op](clock, event, effect)


def _acknowledged_too_late(clock: Clock, event: LimitationEvent) -> bool:
    """承認 after completion: for a private claim the debtor may lose the invocation (最高裁昭和41年4月20日判決)."""
    if not clock.period.invocation:
        clock.cautions[EXTINGUISHED_NOTE.format(article=clock.period.invocation_article)] = None
        why = "時効の完成で債権が消滅した後のため、承認の効力がありません。"
        return clock.ignore(event, why, clock.period.invocation_article)
    clock.renewed = clock.end_from(event.on)
    why = "時効が完成した後の承認のため、完成予定日は変わりません。債務者が時効を援用できるかは別に確かめます。"
    return clock.ignore(event, why, "最高裁昭和41年4月20日判決")


def _end(clock: Clock, event: LimitationEvent, effect: Effect, day: date) -> None:
    if effect.op == "claim_procedure" and day > clock.due:
        clock.limbs = DETERMINED
    clock.restart(day)
    if effect.op == "renew_first_after":
        words = f"{event.label}から10日を経過"
    elif effect.op == "notice_until":
        words = f"{event.label}の納期限"
    else:
        words = f"{event.label}の終了"
    reason = f"完成猶予が終わり、翌日から新たに{clock.years()}が進みます"
    clock.record(day, words, effect.renew_article, effect.verified, reason)


def _renews_on(event: LimitationEvent, effect: Effect) -> date | None:
    """The day an event renews at its end, if it does."""
    if effect.op == "renew_first_after":
        days: int = effect.row["days"]
        return event.on + timedelta(days=days)
    if effect.op == "notice_until":
        return event.ends_on or event.on
    if event.ends_on is None or effect.op not in RENEWING_ENDS:
        return None
    if effect.op != "hold_and_renew" and event.outcome in LOST:
        return None
    return event.ends_on
