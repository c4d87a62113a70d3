"""What is true of every limitation clock, and a day-by-day simulation that must agree with it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.domain.limitation import LimitationClaim, LimitationEvent, limitation_clock
from portal.domain.periods import period_end

DUE = date(2020, 6, 30)
RULES = {"local_tax_5": 5, "municipal_5": 5, "nhi_2": 2}

# Kinds whose addition may make a claim expire earlier, and where the law says so:
#   reminder, negotiation_agreement — a later reminder or agreement inside their postponement loses its effect
#     (民法150条2項, 151条3項); demand, assessment — only the first renews (地方自治法236条4項 and the practice on it).
MAY_SHORTEN = {"reminder", "final_reminder", "negotiation_agreement", "demand", "assessment"}
offsets = st.integers(1, 3600)
lengths = st.integers(0, 700)


def _day(offset: int) -> date:
    return DUE + timedelta(days=offset)


@st.composite
def events(draw: st.DrawFn, kinds: tuple[str, ...]) -> LimitationEvent:
    kind, on = draw(st.sampled_from(kinds)), _day(draw(offsets))
    if kind in ("lawsuit", "payment_order"):
        outcome = draw(st.sampled_from(["determined", "withdrawn"]))
        return LimitationEvent(kind, on, on + timedelta(days=draw(lengths)), outcome)
    if kind in ("seizure", "compulsory_execution", "provisional_attachment"):
        outcome = draw(st.sampled_from(["ended", "withdrawn"]))
        return LimitationEvent(kind, on, on + timedelta(days=draw(lengths)), outcome)
    if kind == "collection_grace":
        return LimitationEvent(kind, on, on + timedelta(days=draw(lengths)))
    return LimitationEvent(kind, on)


PLAIN = ("acknowledgment", "partial_payment", "lawsuit", "payment_order", "seizure", "provisional_attachment",
         "disposition_suspension", "phone")  # fmt: skip
ALL = (*PLAIN, "reminder", "final_reminder", "demand", "negotiation_agreement", "collection_grace")


def _distinct(chosen: list[LimitationEvent]) -> list[LimitationEvent]:
    return list({(event.kind, event.on): event for event in chosen}.values())


def _end(rule: str, chosen: list[LimitationEvent]) -> date:
    return limitation_clock(rule, LimitationClaim(DUE), chosen).completes_on or date.max


@settings(deadline=None)
@given(st.sampled_from(sorted(RULES)), st.lists(events(ALL), max_size=8).map(_distinct), st.randoms())
def test_order_of_entry_does_not_matter(rule: str, chosen: list[LimitationEvent], dice: object) -> None:
    shuffled = list(chosen)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    claim = LimitationClaim(DUE)
    assert limitation_clock(rule, claim, chosen) == limitation_clock(rule, claim, shuffled)


@settings(deadline=None)
@given(st.sampled_from(sorted(RULES)), st.lists(events(ALL), max_size=6), events(PLAIN))
def test_no_event_makes_a_claim_expire_earlier(rule: str, chosen: list[LimitationEvent], more: LimitationEvent) -> None:
    kept = [event for event in _distinct(chosen) if (event.kind, event.on) != (more.kind, more.on)]
    assert _end(rule, [*kept, more]) >= _end(rule, kept) or _one_day_of_a_leap_year(rule, kept, more)


def _one_day_of_a_leap_year(rule: str, kept: list[LimitationEvent], more: LimitationEvent) -> bool:
    """A grace adds days, a renewal counts calendar years: the two may differ by one 29 February (民法143条2項)."""
    graced = any(event.kind == "collection_grace" for event in kept)
    return graced and (_end(rule, kept) - _end(rule, [*kept, more])).days <= 2


@settings(deadline=None)
@given(st.sampled_from(sorted(RULES)), st.lists(events(tuple(sorted(MAY_SHORTEN))), min_size=1, max_size=1))
def test_alone_not_even_those_events_shorten(rule: str, chosen: list[LimitationEvent]) -> None:
    assert _end(rule, chosen) >= _end(rule, [])


SIMULATED = ("acknowledgment", "reminder", "demand", "lawsuit", "provisional_attachment", "negotiation_agreement",
             "compulsory_execution", "collection_grace")  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["nhi_2", "municipal_5"]), st.lists(events(SIMULATED), max_size=6).map(_distinct))
def test_simulation_day_by_day_equals_the_closed_form(rule: str, chosen: list[LimitationEvent]) -> None:
    assume(not _tied_with_a_grace(chosen))
    assert _simulate(RULES[rule], chosen) == _end(rule, chosen)


def _tied_with_a_grace(chosen: list[LimitationEvent]) -> bool:
    """A renewal on the very day a grace begins: whether the new period starts before the grace or after it makes a
    day's difference over a leap year. No article orders them; the clock takes the earlier end, the walk the later."""
    first_days = {event.on for event in chosen if event.kind == "collection_grace"}
    return any(event.on in first_days and event.kind != "collection_grace" for event in chosen)


def _simulate(years: int, chosen: list[LimitationEvent]) -> date:
    """Walk from the due date day by day; ask each evening whether the limitation is complete."""
    day, start, demanded = DUE, DUE, False
    holds: list[tuple[date, str]] = []  # last day of a postponement, its kind
    graces: set[date] = set()
    renewals: dict[date, int] = {}
    begun = sorted(chosen, key=lambda event: event.on)
    while True:
        if day in renewals:
            start, years = _start(day, graces), max(renewals[day], 0) or years
        for event in (event for event in begun if event.on == day):
            over = _period_over(start, years, graces)
            if event.kind == "acknowledgment" or (event.kind == "demand" and not demanded):
                start = _start(day, graces)
                demanded = demanded or event.kind == "demand"
            elif event.kind in ("reminder", "negotiation_agreement"):
                _postpone(event, holds, over)
            elif event.kind == "collection_grace":
                assert event.ends_on
                if day <= over:
                    graces |= {day + timedelta(days=n) for n in range((event.ends_on - day).days + 1)}
            elif event.kind != "demand":
                start, years = _proceed(event, holds, renewals, start, years, graces)
        if day >= _period_over(start, years, graces) and all(last <= day for last, _ in holds):
            return day
        day += timedelta(days=1)


def _start(day: date, graces: set[date]) -> date:
    while day + timedelta(days=1) in graces:
        day += timedelta(days=1)
    return day


def _period_over(start: date, years: int, graces: set[date]) -> date:
    stopped = sum(1 for day in graces if day > start)
    return period_end(start, years=years) + timedelta(days=stopped)


def _postpone(event: LimitationEvent, holds: list[tuple[date, str]], over: date) -> None:
    inside = {kind for last, kind in holds if over < event.on <= last}
    until = period_end(event.on, months=6) if event.kind == "reminder" else period_end(event.on, years=1)
    if event.kind == "reminder" and inside & {"reminder", "negotiation_agreement"}:
        return
    if event.kind == "negotiation_agreement" and "reminder" in inside:
        return
    if event.kind == "negotiation_agreement" and "negotiation_agreement" in inside:
        until = min(until, period_end(over, years=5))
    holds.append((until, event.kind))


def _proceed(
    event: LimitationEvent,
    holds: list[tuple[date, str]],
    renewals: dict[date, int],
    start: date,
    years: int,
    graces: set[date],
) -> tuple[date, int]:
    assert event.ends_on
    if event.kind == "provisional_attachment" or event.outcome == "withdrawn":
        holds.append((period_end(event.ends_on, months=6), event.kind))
        return start, years
    holds.append((event.ends_on, event.kind))
    new_years = 10 if event.kind == "lawsuit" else 0
    if event.ends_on == event.on:
        return _start(event.on, graces), new_years or years
    renewals[event.ends_on] = max(renewals.get(event.ends_on, 0), new_years)
    return start, years
