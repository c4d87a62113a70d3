"""The yearly rates of a rule set as spans of days, ready to be walked over by ``late_charge``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.accrual import scaled
from portal.domain.late_charge_facts import FOREVER, ReliefKind
from portal.domain.rates import RateTable, StatutoryInterest
from portal.domain.rule_sets import RateKind, RuleSet
from portal.domain.wareki import format_wareki

TWO = Decimal(2)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly rate: percent, the same as an integer, and whether it is a special one (特例)."""

    percent: Decimal
    scaled: int
    special: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Days (ordinals, included) with the same pair of rates."""

    first: int
    last: int
    low: Rate
    high: Rate
    relief: Rate | None = None
    caution: str = ""
    relief_caution: str = ""


@dataclass(slots=True)
class Run:
    """A segment while it grows: days (ordinals, included) of one base and one rate."""

    first: int
    last: int
    base: int
    rate: Rate
    low: bool
    relief: ReliefKind | None

    def continues(self, other: Run) -> bool:
        return (
            self.last + 1 == other.first
            and self.base == other.base
            and self.rate.scaled == other.rate.scaled
            and self.rate.special == other.rate.special
            and self.low == other.low
            and self.relief == other.relief
        )


def rate_spans(rules: RuleSet, rates: RateTable, *, interest: StatutoryInterest, first_delay: date) -> tuple[Span, ...]:
    """The spans in order of time; 法定利率 is fixed by the day ``first_delay`` (民法419条1項)."""
    if rules.scheme is RateKind.LINKED:
        return _linked_spans(rules, rates)
    if rules.scheme is RateKind.STATUTORY:
        row = interest.row_on(first_delay)
        rate = _rate(row.civil)
        caution = "" if row.verified else f"要確認：法定利率（年{row.civil}％）の出典を確かめてください。"
        return (Span(1, FOREVER, rate, rate, caution=caution),)
    return (Span(1, FOREVER, _rate(rules.low), _rate(rules.high)),)


def _linked_spans(rules: RuleSet, rates: RateTable) -> tuple[Span, ...]:
    scheme = rules.rate_scheme
    found = rates.derived.get(scheme)
    if found is None:
        found = rates.derived[scheme] = tuple(
            Span(
                row.valid_from.toordinal(),
                row.valid_to.toordinal(),
                _rate(low := row.low(scheme), special=low != scheme.low),
                _rate(high := row.high(scheme), special=high != scheme.high),
                None if row.relief is None else _rate(row.relief, special=True),
                ""
                if row.verified
                else f"要確認：{format_wareki(row.valid_from)}からの割合は公表資料で確かめていません。",
                ""
                if row.relief_verified
                else f"要確認：{format_wareki(row.valid_from)}からの猶予期間の割合は公表資料で確かめていません。",
            )
            for row in rates.rows
        )
    return found


def _rate(percent: Decimal, *, special: bool = False) -> Rate:
    return Rate(percent, scaled(percent), special)


def relieved(rate: Rate, span: Span, kind: ReliefKind, *, low: bool) -> Rate:
    """The rate during a relief; 猶予 never makes it higher."""
    if kind is ReliefKind.FULL:
        return Rate(ZERO, 0, rate.special)
    if kind is ReliefKind.HALF:
        return _half(rate)
    if span.relief is not None:
        return span.relief if span.relief.scaled < rate.scaled else rate
    return rate if low else _half(rate)


def _half(rate: Rate) -> Rate:
    percent = rate.percent / TWO
    return Rate(percent, scaled(percent), rate.special)
