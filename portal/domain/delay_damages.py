"""Delay damages (遅延損害金) of claims under private law: 約定 or 法定, per instalment, with the order of 充当 shown.

The statutory rate is fixed at the day the debtor first was in delay (民法419条1項) and does not move with later ones;
what was in delay before 2020-04-01 keeps the old rate (平29法44附則17条3項). Days run from the day after the due date to
the day of payment. The sum of an instalment is cut to whole yen once (国等の債権債務等の金額の端数計算に関する法律2条1項).
Charges by ordinance with rounded bases are left to ``late_charge`` (計算規則「法定利率型」).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from portal.domain.accrual import Payment, Segment, exact_interest, scaled
from portal.domain.delay_damages_facts import (
    AgreedRate,
    AgreedRateKind,
    AncillaryClaim,
    AncillaryKind,
    Applied,
    DamagesOrder,
    DelayDamages,
    DelayDamagesInput,
    Instalment,
    InstalmentDamages,
    check_damages_facts,
)
from portal.domain.money import format_yen
from portal.domain.rates import StatutoryInterest
from portal.domain.rule_sets import YearDays
from portal.domain.wareki import format_wareki

__all__ = [
    "AgreedRate",
    "AgreedRateKind",
    "AncillaryClaim",
    "AncillaryKind",
    "Applied",
    "DamagesOrder",
    "DelayDamages",
    "DelayDamagesInput",
    "Instalment",
    "InstalmentDamages",
    "Payment",
    "delay_damages",
]

REFORM = date(2020, 4, 1)
CONSUMER_LIMIT = Decimal("14.6")
ONE_DAY = timedelta(days=1)


def delay_damages(claim: DelayDamagesInput, interest: StatutoryInterest) -> DelayDamages:
    """Delay damages up to and including ``claim.as_of``, with every payment's 充当.

    The table of 法定利率 is asked only for instalments whose first day of delay needs it. Facts that cannot be right
    raise :class:`~portal.domain.errors.InvalidInput`.
    """
    check_damages_facts(claim)
    return _Account(claim, interest).settle()


@dataclass(slots=True)
class _Line:
    """One instalment while days pass."""

    instalment: Instalment
    due: date
    rate: Decimal | None
    article: str
    caution: str
    remaining: int
    accrued_through: date
    runs: list[tuple[date, date, int]] = field(default_factory=list)
    exact: Fraction = Fraction()
    paid: int = 0

    def accrue(self, through: date, *, actual_year: bool) -> None:
        first = max(self.accrued_through, self.due) + ONE_DAY
        if first > through:
            return
        self.accrued_through = through
        if self.remaining == 0 or self.rate is None:
            return
        if self.runs and self.runs[-1][1] + ONE_DAY == first and self.runs[-1][2] == self.remaining:
            self.runs[-1] = (self.runs[-1][0], through, self.remaining)
        else:
            self.runs.append((first, through, self.remaining))
        self.exact = sum((self._exact(run, actual_year) for run in self.runs), Fraction())

    def owed_damages(self) -> int:
        return self.exact.numerator // self.exact.denominator - self.paid

    def result(self, *, actual_year: bool) -> InstalmentDamages:
        return InstalmentDamages(
            label=self.instalment.label,
            due_date=self.instalment.due_date,
            effective_due_date=self.due,
            principal=self.instalment.amount,
            principal_outstanding=self.remaining,
            rate_per_year=self.rate,
            article=self.article,
            segments=tuple(self._segment(run, actual_year) for run in self.runs),
            exact=self.exact,
            damages_paid=self.paid,
        )

    def _exact(self, run: tuple[date, date, int], actual_year: bool) -> Fraction:
        first, last, base = run
        rate = scaled(self.rate or Decimal(0))
        return exact_interest(base, rate, first=first.toordinal(), last=last.toordinal(), actual_year=actual_year)

    def _segment(self, run: tuple[date, date, int], actual_year: bool) -> Segment:
        first, last, base = run
        return Segment(
            first,
            last,
            (last - first).days + 1,
            base,
            self.rate or Decimal(0),
            self.article,
            f"{self.instalment.label or format_wareki(self.due)}の遅延損害金",
            self._exact(run, actual_year),
            truncated=False,
        )


class _Account:
    """The claim day by day: accrue up to a payment, apply it, go on."""

    def __init__(self, claim: DelayDamagesInput, interest: StatutoryInterest) -> None:
        self.claim = claim
        self.actual = claim.year_days is YearDays.ACTUAL
        self.lines = sorted((_line(item, claim, interest) for item in claim.instalments), key=lambda line: line.due)
        self.ancillary = dict.fromkeys(AncillaryKind, 0)
        self.pending = sorted(claim.ancillary, key=lambda item: item.day)
        self.applied: list[Applied] = []

    def settle(self) -> DelayDamages:
        notes: list[str] = []
        for payment in sorted(self.claim.payments, key=lambda payment: payment.day):
            if payment.day > self.claim.as_of:
                notes.append(f"{format_wareki(payment.day)}の入金は計算の末日より後のため、含めていません。")
                continue
            self._advance(payment.day)
            self._apply(payment)
        self._advance(self.claim.as_of)
        return self._result(notes)

    def _advance(self, through: date) -> None:
        for line in self.lines:
            line.accrue(through, actual_year=self.actual)
        while self.pending and self.pending[0].day <= through:
            item = self.pending.pop(0)
            self.ancillary[item.kind] += item.amount

    def _apply(self, payment: Payment) -> None:
        rest, principal = payment.amount, 0
        if payment.to_charge is not None:
            principal = self._to_principal(rest - payment.to_charge)
        elif self.claim.order is DamagesOrder.PRINCIPAL_FIRST:
            principal = self._to_principal(rest)
        costs = self._to_ancillary(AncillaryKind.COST, rest - principal)
        interest = self._to_ancillary(AncillaryKind.INTEREST, rest - principal - costs)
        damages = self._to_damages(rest - principal - costs - interest)
        rest -= principal + costs + interest + damages
        if payment.to_charge is None and self.claim.order is DamagesOrder.CIVIL_CODE:
            principal = self._to_principal(rest)
            rest -= principal
        self.applied.append(
            Applied(
                day=payment.day,
                amount=payment.amount,
                to_costs=costs,
                to_interest=interest,
                to_damages=damages,
                to_principal=principal,
                rest=rest,
            )
        )

    def _to_ancillary(self, kind: AncillaryKind, amount: int) -> int:
        used = min(amount, self.ancillary[kind])
        self.ancillary[kind] -= used
        return used

    def _to_damages(self, amount: int) -> int:
        left = amount
        for line in self.lines:
            used = min(left, line.owed_damages())
            line.paid += used
            left -= used
        return amount - left

    def _to_principal(self, amount: int) -> int:
        left = amount
        for line in self.lines:  # 弁済期の早いものから（民法488条4項）
            used = min(left, line.remaining)
            line.remaining -= used
            left -= used
        return amount - left

    def _result(self, notes: list[str]) -> DelayDamages:
        results = tuple(line.result(actual_year=self.actual) for line in self.lines)
        total = sum(result.damages for result in results)
        used = [result for result in results if result.segments]
        cautions = dict.fromkeys(line.caution for line in self.lines if line.caution and line.runs)
        overpaid = sum(applied.rest for applied in self.applied)
        if overpaid:
            cautions[f"入金額が請求額を{format_yen(overpaid)}上回っています。過誤納でないか確かめてください。"] = None
        return DelayDamages(
            total=total,
            damages_outstanding=total - sum(result.damages_paid for result in results),
            principal_outstanding=sum(result.principal_outstanding for result in results),
            costs_outstanding=self.ancillary[AncillaryKind.COST],
            interest_outstanding=self.ancillary[AncillaryKind.INTEREST],
            instalments=results,
            applied=tuple(self.applied),
            notes=(*notes, *self._notes(used)),
            cautions=tuple(cautions),
            statutes=tuple(self._statutes(used)),
        )

    def _notes(self, used: list[InstalmentDamages]) -> Iterable[str]:
        if not used:
            yield "履行期限を過ぎていないか、期限までに支払われているため、遅延損害金は生じていません。"
            return
        if self.actual:
            yield "1年を365日（うるう年の日は366日）とする日割りで計算しました。"
        else:
            yield "1年を365日とする日割りで計算しました。"
        yield "1円未満の端数は、期別ごとの合計から切り捨てました。"
        if self.claim.acceleration is not None:
            yield f"期限の利益を失った{format_wareki(self.claim.acceleration)}に残りの全額の期限が到来したものとしました。"
        if self.applied:
            civil = self.claim.order is DamagesOrder.CIVIL_CODE
            yield (
                "入金は"
                + ("費用、利息・損害金、元本" if civil else "元本、費用、利息・損害金")
                + "の順に充当しました。"
            )

    def _statutes(self, used: list[InstalmentDamages]) -> dict[str, None]:
        statutes = dict.fromkeys(result.article for result in used)
        if self.applied:
            civil = self.claim.order is DamagesOrder.CIVIL_CODE
            statutes["民法第488条第4項・第489条第1項" if civil else "民法第490条"] = None
        if used:
            statutes["国等の債権債務等の金額の端数計算に関する法律第2条第1項"] = None
        return statutes


def _line(instalment: Instalment, claim: DelayDamagesInput, interest: StatutoryInterest) -> _Line:
    due = instalment.due_date
    if claim.acceleration is not None:
        due = min(due, claim.acceleration)
    rate: Decimal | None = None
    article = caution = ""
    if due < claim.as_of:
        rate, article, caution = _rate_of(due, claim, interest)
    return _Line(instalment, due, rate, article, caution, instalment.amount, due)


def _rate_of(due: date, claim: DelayDamagesInput, interest: StatutoryInterest) -> tuple[Decimal, str, str]:
    """The rate for a claim that fell due on ``due`` (the first moment of delay, 民法412条1項), its article, a caution."""
    agreed = claim.agreed
    if agreed is not None and agreed.kind is AgreedRateKind.DAMAGES:
        over = agreed.rate > CONSUMER_LIMIT
        caution = f"要確認：約定の割合が年{CONSUMER_LIMIT}％を超えています（消費者契約法第9条）。" if over else ""
        return agreed.rate, "民法第420条第1項（約定）", caution
    row = interest.row_on(due)
    statutory = row.commercial if claim.commercial else row.civil
    if agreed is not None and agreed.rate > statutory:
        return agreed.rate, "民法第419条第1項ただし書（約定利率）", ""
    caution = "" if row.verified else "要確認：法定利率の出典を確かめてください。"
    if due >= REFORM:
        return statutory, "民法第419条第1項・第404条", caution
    if due == REFORM - ONE_DAY:
        caution = "要確認：期限が令和2年3月31日のため、期限の到来した日の利率（改正前の利率）で計算しました。"
    old = "平成29年法律第44号附則第17条第3項"
    law = "平成29年改正前の商法第514条" if claim.commercial else "平成29年改正前の民法第404条"
    return statutory, f"{law}（{old}）", caution
