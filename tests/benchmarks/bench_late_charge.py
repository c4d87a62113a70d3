"""10,000 late charges with their breakdown: the limit is one second on one core.

Run: python tests/benchmarks/bench_late_charge.py
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta

from portal.domain.late_charge import LateChargeInput, Payment, late_charge
from portal.domain.rates import late_charge_rates
from portal.domain.rule_sets import late_charge_rule_sets

COUNT = 10_000
LIMIT_SECONDS = 1.0


def claims(count: int) -> list[LateChargeInput]:
    """Debts of 1 to 12 years, every fifth with three part payments; the same ones every time."""
    chance = random.Random(20260401)
    result = []
    for number in range(count):
        due = date(2014, 1, 31) + timedelta(days=chance.randrange(4000))
        principal = chance.randrange(2_000, 2_000_000)
        payments: tuple[Payment, ...] = ()
        if number % 5 == 0:
            payments = tuple(Payment(due + timedelta(days=60 * turn), principal // 5) for turn in (1, 2, 3))
        result.append(LateChargeInput(principal=principal, due_date=due, as_of=date(2026, 11, 30), payments=payments))
    return result


def run(count: int = COUNT) -> float:
    """Processor seconds for ``count`` computations (other work on the machine does not count)."""
    rules, rates, sample = late_charge_rule_sets()["local_tax"], late_charge_rates(), claims(count)
    started = time.process_time()
    for claim in sample:
        late_charge(claim, rules, rates)
    return time.process_time() - started


if __name__ == "__main__":
    seconds = min(run() for _ in range(3))
    print(f"{COUNT:,} late charges: {seconds:.2f} s (limit {LIMIT_SECONDS:.1f} s)")
    sys.exit(seconds > LIMIT_SECONDS)
