"""Late charges (延滞金) by a rule set: the total and the working that leads to it.

Counting starts on the day after the due date and includes the day of payment. Consecutive days of one base and rate are
one segment; each is rounded as the rule set says, then the sum. Rates, rules and days come in as arguments:
nothing here knows the clock. 遅延損害金 of private claims is left to ``delay_damages``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from portal.domain.accrual import Payment, Segment, exact_interest
from portal.domain.calendar import Calendar
from portal.domain.late_charge_facts import (
    Breakdown,
    Exemption,
    LateChargeInput,
    Relief,
    ReliefKind,
    check_facts,
    last_day_of,
    low_rate_ends,
    start_base,
)
from portal.domain.late_charge_spans import Run, Span, rate_spans, relieved
from portal.domain.late_charge_words import (
    RELIEF_LABELS,
    article_of,
    base_too_small_note,
    general_cautions,
    not_late_note,
    overpaid_caution,
    period_labels,
    small_rest_caution,
    statutes_of,
    unrounded_caution,
    working_notes,
)
from portal.domain.money import format_yen, round_down
from portal.domain.rates import RateTable, StatutoryInterest, statutory_interest
from portal.domain.rule_sets import Appropriation, RateKind, RuleSet, SegmentRounding, YearDays
from portal.domain.wareki import format_wareki

__all__ = [
    "Breakdown",
    "Exemption",
    "LateChargeInput",
    "Payment",
    "Relief",
    "ReliefKind",
    "Segment",
    "late_charge",
    "late_charge_forecast",
]


def late_charge(
    claim: LateChargeInput,
    rules: RuleSet,
    rates: RateTable,
    *,
    interest: StatutoryInterest | None = None,
    calendar: Calendar | None = None,
) -> Breakdown:
    """The late charge in yen with its segments, for the days up to ``claim.paid`` or ``claim.as_of``.

    A ``calendar`` lets the result point out a due date on a closed day; the computation keeps the date given.
    Nothing late gives 0 with a note saying why. Contradictory or missing facts, and days whose rate is not in the
    table, raise :class:`InvalidInput`.
    """
    check_facts(claim)
    return _Computation(claim, rules, rates, interest or statutory_interest(), calendar).breakdown()


def late_charge_forecast(
    claim: LateChargeInput,
    rules: RuleSet,
    rates: RateTable,
    *,
    on: Iterable[date],
    interest: StatutoryInterest | None = None,
) -> tuple[Breakdown, ...]:
    """What the charge would be if the rest were paid on each of the days ``on`` (for 催告, 納付相談, 分納計画)."""
    return tuple(late_charge(replace(claim, paid=day, as_of=None), rules, rates, interest=interest) for day in on)


@dataclass(slots=True)
class _Computation:
    """One run over the days; ``breakdown`` is called once."""

    claim: LateChargeInput
    rules: RuleSet
    rates: RateTable
    interest: StatutoryInterest
    calendar: Calendar | None
    runs: list[Run] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cautions: dict[str, None] = field(default_factory=dict)
    remaining: int = 0
    charge_paid: int = 0

    def breakdown(self) -> Breakdown:
        claim, rules = self.claim, self.rules
        first = start_base(claim, rules).toordinal() + 1
        last = last_day_of(claim).toordinal()
        self.remaining = claim.principal
        payments = self._payments_by_day(last)
        for day in [day for day in payments if day < first]:
            self._pay(payments.pop(day))
        self.cautions.update(dict.fromkeys(general_cautions(claim, rules, self.calendar)))
        if last < first:
            self.notes.append(not_late_note(rules, start_base(claim, rules)))
        elif self.remaining < max(rules.base_minimum, 1):
            self.notes.append(base_too_small_note(rules, self.remaining))
        else:
            self._accrue(first, last, payments)
        return self._result(first, last, payments)

    def _payments_by_day(self, last: int) -> dict[int, list[Payment]]:
        by_day: dict[int, list[Payment]] = {}
        for payment in sorted(self.claim.payments, key=lambda payment: payment.day):
            ordinal = payment.day.toordinal()
            if ordinal > last:
                self.notes.append(f"{format_wareki(payment.day)}の納付は計算の末日より後のため、含めていません。")
                continue
            by_day.setdefault(ordinal, []).append(payment)
        return by_day

    def _accrue(self, first: int, last: int, payments: dict[int, list[Payment]]) -> None:
        low_last = low_rate_ends(self.claim, self.rules, self.notes)
        spans = rate_spans(
            self.rules, self.rates, interest=self.interest, first_delay=start_base(self.claim, self.rules)
        )
        unit, minimum = self.rules.base_unit, self.rules.base_minimum
        for day, end, span, relief in self._pieces(first, last, low_last, spans, payments):
            base = round_down(self.remaining, unit)
            if base:
                self._add(day, end, base, span, day <= low_last, relief)
            if end in payments:
                self._pay(payments.pop(end))
                if 0 < self.remaining < minimum:
                    self.cautions[small_rest_caution(self.rules)] = None
            if not round_down(self.remaining, unit):
                break  # nothing more can accrue; later payments are applied with the result

    def _pieces(
        self, first: int, last: int, low_last: int, spans: tuple[Span, ...], payments: dict[int, list[Payment]]
    ) -> Iterator[tuple[int, int, Span, ReliefKind | None]]:
        """Days cut wherever a rate, the low period, a relief or the base may change."""
        cuts = sorted(payments) if payments else []
        day = first
        for span in spans:
            if span.last < day:
                continue
            if span.first > day:
                break
            while day <= last and day <= span.last:
                end = min(last, span.last)
                if day <= low_last < end:
                    end = low_last
                relief, end = self._relief_on(day, end)
                end = next((cut for cut in cuts if day <= cut < end), end)
                yield day, end, span, relief
                day = end + 1
            if day > last:
                return
        raise self.rates.missing(date.fromordinal(day))

    def _relief_on(self, day: int, end: int) -> tuple[ReliefKind | None, int]:
        for relief in self.claim.reliefs:
            first, last = relief.first_day.toordinal(), relief.last_day.toordinal()
            if first <= day <= last:
                return relief.kind, min(end, last)
            if day < first <= end:
                end = first - 1
        return None, end

    def _add(self, day: int, end: int, base: int, span: Span, low: bool, relief: ReliefKind | None) -> None:
        rate = span.low if low else span.high
        if span.caution:
            self.cautions[span.caution] = None
        if relief is not None:
            if relief is ReliefKind.REDUCED and span.relief_caution:
                self.cautions[span.relief_caution] = None
            rate = relieved(rate, span, relief, low=low)
        run = Run(day, end, base, rate, low, relief)
        if self.runs and self.runs[-1].continues(run):
            self.runs[-1].last = end
        else:
            self.runs.append(run)

    def _pay(self, payments: list[Payment]) -> None:
        for payment in payments:
            self._apply(payment)

    def _apply(self, payment: Payment) -> None:
        amount = payment.amount
        order = self.claim.appropriation or self.rules.appropriation
        if payment.to_charge is not None:
            self.charge_paid += payment.to_charge
            amount -= payment.to_charge
        elif order is Appropriation.CHARGE_FIRST:
            due = self._round(sum((segment.counted for segment in self._segments()), Fraction())) - self.charge_paid
            to_charge = min(amount, max(0, due))
            self.charge_paid += to_charge
            amount -= to_charge
        to_principal = min(amount, self.remaining)
        self.remaining -= to_principal
        self.charge_paid += amount - to_principal

    def _segments(self) -> tuple[Segment, ...]:
        rules = self.rules
        low_label, high_label = period_labels(rules.start, rules.low_until, rules.low_months, rules.low_days)
        actual = rules.year_days is YearDays.ACTUAL
        segments = []
        for run in self.runs:
            truncated = rules.segment_rounding is SegmentRounding.FLOOR or (
                rules.segment_rounding is SegmentRounding.FLOOR_SPECIAL and run.rate.special
            )
            label = low_label if run.low else high_label
            segments.append(
                Segment(
                    date.fromordinal(run.first),
                    date.fromordinal(run.last),
                    run.last - run.first + 1,
                    run.base,
                    run.rate.percent,
                    article_of(rules, special=run.rate.special, relief=run.relief),
                    label if run.relief is None else label + RELIEF_LABELS[run.relief],
                    exact_interest(run.base, run.rate.scaled, first=run.first, last=run.last, actual_year=actual),
                    truncated,
                )
            )
        return tuple(segments)

    def _exempted(self, assessed: int) -> int:
        exemption = self.claim.exemption
        if exemption is None:
            return 0
        exempted = assessed if exemption.amount is None else min(assessed, exemption.amount)
        reason = f"（{exemption.reason}）" if exemption.reason else ""
        self.notes.append(f"免除{reason}：{format_yen(exempted)}を差し引きました。")
        return exempted

    def _round(self, amount: Fraction | int) -> int:
        whole = amount if isinstance(amount, int) else amount.numerator // amount.denominator
        return 0 if whole < self.rules.result_minimum else round_down(whole, self.rules.result_unit)

    def _point_out_fractions(self, segments: tuple[Segment, ...], assessed: int) -> None:
        """Say so where not cutting the yen of days without a special rate would change the result."""
        if self.rules.scheme is not RateKind.LINKED or self.rules.segment_rounding is not SegmentRounding.FLOOR:
            return
        if all(run.rate.special for run in self.runs):
            return
        pairs = zip(self.runs, segments, strict=True)
        other = self._round(sum((seg.amount if run.rate.special else seg.exact for run, seg in pairs), Fraction()))
        if other != assessed:
            self.cautions[unrounded_caution(other)] = None

    def _result(self, first: int, last: int, later_payments: dict[int, list[Payment]]) -> Breakdown:
        for payments in later_payments.values():
            self._pay(payments)
        claim, rules = self.claim, self.rules
        segments = self._segments()
        before = sum((segment.counted for segment in segments), 0)
        assessed = self._round(before)
        if segments:
            self._point_out_fractions(segments, assessed)
            self.notes.extend(working_notes(rules, segments, before=before, assessed=assessed))
        exempted = self._exempted(assessed)
        total = assessed - exempted
        overpaid = max(0, self.charge_paid - total)
        if overpaid:
            self.cautions[overpaid_caution(overpaid)] = None
        return Breakdown(
            total=total,
            total_before_rounding=Fraction(before),
            segments=segments,
            principal=claim.principal,
            first_day=date.fromordinal(first),
            last_day=date.fromordinal(last),
            rule_set=rules.code,
            rule_set_name=rules.name,
            assessed=assessed,
            exempted=exempted,
            charge_paid=self.charge_paid,
            principal_outstanding=0 if claim.paid is not None and claim.paid.toordinal() == last else self.remaining,
            overpaid=overpaid,
            notes=tuple(self.notes),
            cautions=tuple(self.cautions),
            statutes=statutes_of(rules, segments),
        )
