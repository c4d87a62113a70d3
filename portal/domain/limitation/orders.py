"""支払督促 and what follows it, as one procedure: declaration of provisional execution, objection, finality or lapse.

民事訴訟法391条–396条. Counted without closed days: a last day that moves (95条3項) comes later, so the days here are the
safe ones; ``payment_order`` shows them with the ward's calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from portal.domain.errors import InvalidInput
from portal.domain.limitation.model import LimitationEvent
from portal.domain.periods import period_end
from portal.domain.wareki import format_wareki

DECLARATION, OBJECTION = "provisional_execution", "objection"
ORDER_STEPS = frozenset({DECLARATION, OBJECTION})
OBJECTION_WEEKS, DECLARATION_DAYS = 2, 30
ONE_DAY = timedelta(days=1)


def join_orders(events: Sequence[LimitationEvent]) -> list[LimitationEvent]:
    """The events with every payment order still open closed by what the law makes of its steps.

    Served and declared: final when two weeks have passed since the declared order was served (396条). Served and not
    declared: lapsed when the thirty days have passed (392条). An objection in time makes it a lawsuit (395条), which
    stays open. Steps without an order, or a declaration before its time, are refused.
    """
    result = list(events)
    _refuse_lonely(result)
    orders = [place for place, event in enumerate(result) if event.kind == "payment_order" and event.ends_on is None]
    for number, place in enumerate(orders):
        following = result[orders[number + 1]].on if number + 1 < len(orders) else date.max
        steps = [event for event in result if event.kind in ORDER_STEPS and result[place].on <= event.on < following]
        result[place] = _closed(result[place], steps)
    return result


def lapses_on(served_on: date) -> date:
    """The last day to ask for the declaration: thirty days from when it can be asked for (民事訴訟法391条・392条)."""
    possible = period_end(served_on, weeks=OBJECTION_WEEKS) + ONE_DAY
    return period_end(possible, days=DECLARATION_DAYS, first_day_counts=True)


def final_on(declaration_served_on: date) -> date:
    """The last day of the two weeks after the declared order was served (民事訴訟法393条)."""
    return period_end(declaration_served_on, weeks=OBJECTION_WEEKS)


def _closed(order: LimitationEvent, steps: Sequence[LimitationEvent]) -> LimitationEvent:
    declared = next((event for event in steps if event.kind == DECLARATION), None)
    objected = next((event.on for event in steps if event.kind == OBJECTION), None)
    if declared is not None:
        _refuse_early(order, declared)
        if declared.served_on is None:
            return order
        last = final_on(declared.served_on)
        if objected is not None and objected <= last:
            return order
        return replace(order, ends_on=last, outcome="determined")
    if objected is not None or order.served_on is None:
        return order
    return replace(order, ends_on=lapses_on(order.served_on), outcome="lapsed")


def _refuse_lonely(events: Sequence[LimitationEvent]) -> None:
    orders = [event.on for event in events if event.kind == "payment_order"]
    for event in events:
        if event.kind in ORDER_STEPS and not any(on <= event.on for on in orders):
            raise InvalidInput(
                f"{format_wareki(event.on)}の「{event.label}」に当たる支払督促の記録がありません。支払督促を先に記録してください。",
                field="出来事",
            )


def _refuse_early(order: LimitationEvent, declared: LimitationEvent) -> None:
    if order.served_on is None:
        return
    possible = period_end(order.served_on, weeks=OBJECTION_WEEKS) + ONE_DAY
    if declared.on < possible:
        raise InvalidInput(
            f"仮執行宣言は{format_wareki(possible)}から申し立てられます（民事訴訟法391条1項）。"
            f"「仮執行宣言」の{format_wareki(declared.on)}を確かめてください。",
            field="日付",
        )
