"""How fast are limitation clocks? Target: 10,000 clocks with ten events each in under 2 s on one core.

Run ``python tests/benchmarks/bench_limitation.py``; the events differ from clock to clock, so no result is reused.
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

from portal.domain.limitation import LimitationClaim, LimitationEvent, limitation_clock

CLOCKS, EVENTS = 10_000, 10
TARGET_SECONDS = 2.0
KINDS = ("reminder", "acknowledgment", "partial_payment", "demand", "seizure", "lawsuit", "negotiation_agreement")
RULES = ("local_tax_5", "nhi_2", "municipal_5", "civil_general", "civil_recurring_5")


def cases(seed: int = 1) -> list[tuple[str, LimitationClaim, list[LimitationEvent]]]:
    """Random claims of 2016–2024 with ten events each, spread over the years after the due date."""
    dice = random.Random(seed)
    made = []
    for number in range(CLOCKS):
        due = date(2016, 1, 1) + timedelta(days=dice.randrange(3000))
        events = []
        for offset in dice.sample(range(1, 3000), EVENTS):
            kind, on = dice.choice(KINDS), due + timedelta(days=offset)
            closes = kind in ("seizure", "lawsuit")
            events.append(
                LimitationEvent(
                    kind,
                    on,
                    on + timedelta(days=dice.randrange(400)) if closes else None,
                    ("determined" if kind == "lawsuit" else "ended") if closes else None,
                )
            )
        made.append((RULES[number % len(RULES)], LimitationClaim(due), events))
    return made


def main() -> None:
    """Print the seconds for all clocks and whether the target is met."""
    work = cases()
    began, began_wall = time.process_time(), time.perf_counter()
    for rule, claim, events in work:
        limitation_clock(rule, claim, events, as_of=date(2026, 4, 1), options=False)
    seconds, wall = time.process_time() - began, time.perf_counter() - began_wall
    verdict = "ok" if seconds < TARGET_SECONDS else "too slow"
    print(
        f"{CLOCKS:,} limitation clocks x {EVENTS} events: {seconds:.2f} s of CPU, {wall:.2f} s by the clock (target < {TARGET_SECONDS} s) {verdict}"
    )


if __name__ == "__main__":
    main()
