"""What a sum earns day by day: the segment both 延滞金 and 遅延損害金 are shown in, exact to the fraction.

A segment is a run of days with one base and one rate. Amounts are integers and fractions, never floats.
Which days, bases and rates belong together is left to ``late_charge`` and ``delay_damages``.
"""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from portal.domain.errors import InvalidInput

PERCENT_SCALE = 10**6
_SHARE_OF_365 = 100 * PERCENT_SCALE * 365
_SHARE_OF_BOTH = 100 * PERCENT_SCALE * 365 * 366


@dataclass(frozen=True)
class Payment:
    """Money received on a day.

    ``to_charge`` is the part the ledger has already booked to 延滞金 or 遅延損害金; None leaves it to the order of 充当.
    """

    day: date
    amount: int
    to_charge: int | None = None

    @property
    def is_sound(self) -> bool:
        """True when the amounts are whole yen and fit together."""
        parts = (self.amount, 0 if self.to_charge is None else self.to_charge)
        return all(type(part) is int for part in parts) and self.amount > 0 and 0 <= parts[1] <= self.amount


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of days, both ends included. ``amount`` is ``exact`` without the part of a yen; ``truncated`` says which counts."""

    start: date
    end: date
    days: int
    base: int
    rate_per_year: Decimal
    article: str
    label: str
    exact: Fraction
    truncated: bool = True

    @property
    def amount(self) -> int:
        """Whole yen, rounded down."""
        return self.exact.numerator // self.exact.denominator

    @property
    def amount_before_rounding(self) -> Fraction:
        """Base × rate × days ÷ days of the year, as a fraction."""
        return self.exact

    @property
    def counted(self) -> Fraction | int:
        """What enters the total: whole yen, or the fraction where the rules do not truncate a segment."""
        return self.amount if self.truncated else self.exact

    def to_dict(self) -> dict[str, str | int | bool]:
        """The shape of ``--json``: rates and exact amounts as decimal text (four places, cut off), never floats.

        ``truncated`` false says that the total counts ``amount_exact``, not ``amount``.
        """
        return {
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "days": self.days,
            "base": self.base,
            "rate": plain_rate(self.rate_per_year),
            "article": self.article,
            "label": self.label,
            "amount_exact": decimal_text(self.exact),
            "amount": self.amount,
            "truncated": self.truncated,
        }


@cache
def scaled(rate: Decimal) -> int:
    """A percentage as an integer of millionths of a percent; more than six places are refused."""
    result = rate * PERCENT_SCALE
    if result != result.to_integral_value():
        raise InvalidInput(f"割合『{rate}』は小数点以下6桁までで入力してください。", field="rate")
    return int(result)


def exact_interest(base: int, rate_scaled: int, *, first: int, last: int, actual_year: bool) -> Fraction:
    """Base × rate for the days ``first``–``last`` (ordinals, included), each day 1/365, or 1/366 in a leap year."""
    days = last - first + 1
    if not actual_year:
        return Fraction(base * rate_scaled * days, _SHARE_OF_365)
    leap = days_in_leap_years(first, last)
    return Fraction(base * rate_scaled * ((days - leap) * 366 + leap * 365), _SHARE_OF_BOTH)


def days_in_leap_years(first: int, last: int) -> int:
    """How many of the days ``first``–``last`` (ordinals, included) lie in leap years."""
    total = 0
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        if gregorian.isleap(year):
            total += min(last, date(year, 12, 31).toordinal()) - max(first, date(year, 1, 1).toordinal()) + 1
    return total


def contains_leap_day(first: int, last: int) -> bool:
    """True when a 29 February lies among the days."""
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        if gregorian.isleap(year) and first <= date(year, 2, 29).toordinal() <= last:
            return True
    return False


def decimal_text(value: Fraction | int) -> str:
    """A fraction as 120.2739: four places, the rest cut off, no trailing zeros."""
    fraction = Fraction(value)
    whole, rest = divmod(fraction.numerator * 10**4 // fraction.denominator, 10**4)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def plain_rate(rate: Decimal) -> str:
    """9.0 → 9.0, 8.650 → 8.65: at least one place where there are any, no exponent."""
    text = f"{rate:f}"
    return text if "." not in text else text.rstrip("0") + ("0" if text.rstrip("0").endswith(".") else "")
