"""The clock itself: its state, and the record of what moved it.

State: the day the period starts from, its last day (``base_end``), and the last day up to which a postponement
(完成猶予) holds completion off (``floor``); completion is the later of the two. Renewal (更新) starts the period anew,
a grace (猶予) stops it. An event after completion has no effect. ``operations`` moves it, ``replay`` runs the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from portal.domain import periods
from portal.domain.limitation.model import Ignored, LimitationClaim, LimitationEvent, Step
from portal.domain.limitation.rules import Effect, Period

OPEN = date.max  # a procedure is pending: completion cannot be said
DETERMINED: tuple[tuple[int, bool], ...] = ((10, False),)  # 民法169条1項
NONE_YET = date.min
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=65536)
def years_after(day: date, years: int) -> date:
    """The last day of a period of years set off on ``day`` (民法140条・143条)."""
    return periods.period_end(day, years=years)


@lru_cache(maxsize=65536)
def months_after(day: date, months: int) -> date:
    """The last day of a period of months set off on ``day`` (民法140条・143条)."""
    return periods.period_end(day, months=months)


class Clock:
    """One run over the events of one claim; ``replay`` moves it; read ``steps``, ``ignored``, ``cautions``."""

    def __init__(self, period: Period, claim: LimitationClaim, events: Sequence[LimitationEvent]) -> None:
        self.period, self.claim, self.events = period, claim, events
        self.limbs = period.limbs
        self.due = self.start = claim.due_date
        self.known = claim.known_on or claim.due_date
        self.floor = self.reminder_until = self.agreement_until = self.suspended_until = NONE_YET
        self.once: set[str] = set()
        self.doubted: set[LimitationEvent] = set()
        self.steps: list[Step] = []
        self.ignored: list[Ignored] = []
        self.cautions: dict[str, None] = {}
        self.renewed: date | None = None
        self.base_end = self.end_from(self.start)
        reason = f"納期限の翌日から時効（{period.words}）が進みます"
        self.record(self.due + ONE_DAY, "起算", period.article, True, reason)

    @property
    def completes(self) -> date:
        """The last day as things stand; ``OPEN`` while a procedure is pending."""
        return self.base_end if self.base_end > self.floor else self.floor

    def end_from(self, start: date) -> date:
        """The last day of a period set off on ``start``: the earliest of its limbs."""
        if len(self.limbs) == 1 and not self.limbs[0][1]:
            return years_after(start, self.limbs[0][0])  # nearly every claim: worth a short way
        known = self.known if self.known > start else start
        return min(years_after(known if by_knowledge else start, years) for years, by_knowledge in self.limbs)

    def restart(self, day: date) -> None:
        """Renewal (更新): the period starts anew, after a grace that still runs."""
        running = self.suspended_until != OPEN and self.suspended_until > day
        self.start = self.suspended_until if running else day
        self.base_end = self.end_from(self.start)

    def hold(self, until: date) -> None:
        """Postponement (完成猶予): no completion before the end of ``until``."""
        if until > self.floor:
            self.floor = until

    def years(self) -> str:
        """The period in words, 10 years once a court has determined the right."""
        return "10年" if self.limbs is DETERMINED else self.period.words

    def pending(self, event: LimitationEvent, effect: Effect) -> bool:
        """Held off to the end of a procedure, or for as long as it is pending."""
        self.hold(event.ends_on or OPEN)
        reason = f"{effect.label}により、手続が終わるまで時効は完成しません"
        return self.applied(event, effect, reason)

    def held(
        self, event: LimitationEvent, effect: Effect, until: date, reason: str, *, verified: bool | None = None
    ) -> bool:
        """Held off to the end of ``until``; the record says when that changes nothing."""
        unchanged = until <= self.completes
        self.hold(until)
        sure = effect.verified if verified is None else verified
        self.doubt(effect, verified=sure, event=event)
        self.record(
            event.on,
            event.label,
            effect.article,
            sure,
            reason + ("（完成予定日は変わりません）" if unchanged else ""),
            effect.label,
        )
        return True

    def applied(self, event: LimitationEvent, effect: Effect, reason: str) -> bool:
        """Record an effect already applied."""
        self.doubt(effect, verified=effect.verified, event=event)
        self.record(event.on, event.label, effect.article, effect.verified, reason, effect.label)
        return True

    def doubt(self, effect: Effect, *, verified: bool, event: LimitationEvent | None = None) -> None:
        """Mark the result 要確認 when the effect is; remember the event for the cautious date."""
        if not verified:
            if event is not None:
                self.doubted.add(event)
            self.cautions[f"要確認：{effect.label}。{effect.note}"] = None

    def ignore(self, event: LimitationEvent, why: str, article: str) -> bool:
        """Record an event without effect."""
        self.ignored.append(Ignored(event.on, event.label, why, article))
        return False

    def record(self, day: date, event: str, article: str, verified: bool, reason: str, effect: str = "") -> None:
        """Append a step with the completion date as it now stands."""
        completes = self.completes
        self.steps.append(
            Step(day, event, effect or event, article, None if completes == OPEN else completes, verified, reason)
        )
