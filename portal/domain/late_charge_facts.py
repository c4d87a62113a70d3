"""The facts a late charge (延滞金) is computed from, what follows from them without any rate, and the shape of the result.

Contradictory or missing facts are refused with a sentence. The computation itself is in ``late_charge``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from portal.domain.accrual import Payment, Segment, decimal_text
from portal.domain.errors import InvalidInput
from portal.domain.periods import period_end
from portal.domain.rule_sets import Appropriation, LowUntil, RuleSet, Start
from portal.domain.wareki import format_wareki

FOREVER = date.max.toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2199


class ReliefKind(StrEnum):
    """How a period of relief (猶予, 免除) changes the rate."""

    FULL = "full"  # 全額免除
    REDUCED = "reduced"  # 猶予特例の割合（特例に連動しない規則では高い割合の2分の1）
    HALF = "half"  # 2分の1免除


@dataclass(frozen=True)
class Relief:
    """A period of 猶予 or 免除, both ends included."""

    first_day: date
    last_day: date
    kind: ReliefKind = ReliefKind.REDUCED


@dataclass(frozen=True)
class Exemption:
    """免除 of an amount from the rounded total; ``amount`` None exempts all of it."""

    amount: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LateChargeInput:
    """The facts of one instalment (期別). ``paid`` is the day the whole rest is paid; without it ``as_of`` is the last day.

    ``payments`` are part payments before it. ``advanced_due_date`` is the earlier due date of 繰上徴収.
    ``appropriation`` overrides the rule set's order of 充当.
    """

    principal: int
    due_date: date
    paid: date | None = None
    as_of: date | None = None
    payments: tuple[Payment, ...] = ()
    demand_sent: date | None = None
    demand_deadline: date | None = None
    advanced_due_date: date | None = None
    reliefs: tuple[Relief, ...] = ()
    exemption: Exemption | None = None
    appropriation: Appropriation | None = None

    @property
    def effective_due_date(self) -> date:
        """The due date that counts: the advanced one where there is one."""
        return self.advanced_due_date or self.due_date


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The result with its reasoning. ``total`` is after rounding and exemption, before what was paid towards it."""

    total: int
    total_before_rounding: Fraction
    segments: tuple[Segment, ...]
    principal: int
    first_day: date
    last_day: date
    rule_set: str
    rule_set_name: str
    assessed: int = 0
    exempted: int = 0
    charge_paid: int = 0
    principal_outstanding: int = 0
    overpaid: int = 0
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()

    @property
    def charge_outstanding(self) -> int:
        """What is still owed of the total."""
        return max(0, self.total - self.charge_paid)

    @property
    def days(self) -> int:
        """Days from the first counted to the last, 0 when nothing is late."""
        return max(0, (self.last_day - self.first_day).days + 1)

    def to_dict(self) -> dict[str, object]:
        """The shape of ``portal calc late-charge --json``."""
        return {
            "total": self.total,
            "total_before_rounding": decimal_text(self.total_before_rounding),
            "segments": [segment.to_dict() for segment in self.segments],
            "rule_set": self.rule_set,
            "rule_set_name": self.rule_set_name,
            "principal": self.principal,
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "days": self.days,
            "assessed": self.assessed,
            "exempted": self.exempted,
            "charge_paid": self.charge_paid,
            "charge_outstanding": self.charge_outstanding,
            "principal_outstanding": self.principal_outstanding,
            "overpaid": self.overpaid,
            "notes": list(self.notes),
            "cautions": list(self.cautions),
            "statutes": list(self.statutes),
        }


def start_base(claim: LateChargeInput, rules: RuleSet) -> date:
    """The day before the first one counted."""
    if rules.start is Start.DUE_DATE:
        return claim.effective_due_date
    if claim.demand_deadline is None:
        raise InvalidInput(
            f"計算規則「{rules.name}」は督促状の指定期限の翌日から計算します。督促状の指定期限を入力してください。",
            field="demand_deadline",
        )
    return claim.demand_deadline


def last_day_of(claim: LateChargeInput) -> date:
    """The last day counted: of payment, of computation, or of the part payment that clears the principal."""
    days = [day for day in (claim.paid, claim.as_of) if day is not None]
    if days:
        return min(days)
    if (
        claim.payments
        and sum(payment.amount - (payment.to_charge or 0) for payment in claim.payments) >= claim.principal
    ):
        return max(payment.day for payment in claim.payments)
    raise InvalidInput("いつまでの延滞金を計算するかが分かりません。納付日か計算日を入力してください。", field="as_of")


def low_rate_ends(claim: LateChargeInput, rules: RuleSet, notes: list[str]) -> int:
    """The last day of the low rate, as an ordinal."""
    if rules.low_until is LowUntil.MONTHS:
        return period_end(start_base(claim, rules), months=rules.low_months).toordinal()
    if rules.low_until is LowUntil.NONE:
        return 0
    if rules.low_until is LowUntil.DEMAND_DAYS and claim.demand_sent is not None:
        return period_end(claim.demand_sent, days=rules.low_days).toordinal()
    if rules.low_until is LowUntil.DEMAND_DEADLINE and claim.demand_deadline is not None:
        return claim.demand_deadline.toordinal()
    what = "督促状を発した日" if rules.low_until is LowUntil.DEMAND_DAYS else "督促状の指定期限"
    notes.append(
        f"{what}が入力されていないため、督促の前として低い割合だけで計算しました。督促をしているときは入力してください。"
    )
    return FOREVER


def check_facts(claim: LateChargeInput) -> None:
    """Refuse facts that contradict one another, each with the field to correct."""
    due = claim.effective_due_date
    if type(claim.principal) is not int or claim.principal <= 0:
        raise InvalidInput(f"元金『{claim.principal}』は1円以上の整数で入力してください。", field="principal")
    if not FIRST_YEAR <= due.year <= LAST_YEAR:
        raise InvalidInput(f"納期限『{due.isoformat()}』の年を確かめてください。", field="due_date")
    if claim.advanced_due_date is not None and claim.advanced_due_date > claim.due_date:
        raise InvalidInput(
            "繰上徴収の納期限が、もとの納期限より後になっています。日付を直してください。", field="advanced_due_date"
        )
    if claim.demand_sent is not None and claim.demand_sent <= due:
        raise InvalidInput("督促状を発した日が納期限以前になっています。日付を直してください。", field="demand_sent")
    earliest = claim.demand_sent or due
    if claim.demand_deadline is not None and claim.demand_deadline < earliest:
        raise InvalidInput(
            "督促状の指定期限が、発した日又は納期限より前になっています。日付を直してください。",
            field="demand_deadline",
        )
    for payment in claim.payments:
        if not payment.is_sound:
            day, amount = format_wareki(payment.day), payment.amount
            sentence = f"{day}の納付額『{amount}』は1円以上の整数で、うち延滞金はその額以下で入力してください。"
            raise InvalidInput(sentence, field="payments")
    if claim.exemption is not None and claim.exemption.amount is not None and claim.exemption.amount < 0:
        raise InvalidInput("免除する額は0円以上で入力してください。", field="exemption")
    if claim.reliefs:
        _check_reliefs(claim.reliefs)


def _check_reliefs(reliefs: tuple[Relief, ...]) -> None:
    ordered = sorted(reliefs, key=lambda relief: relief.first_day)
    for relief in ordered:
        if relief.last_day < relief.first_day:
            raise InvalidInput("猶予・免除の期間の終わりが始まりより前です。日付を直してください。", field="reliefs")
    for earlier, later in pairwise(ordered):
        if later.first_day <= earlier.last_day:
            sentence = f"猶予・免除の期間が{format_wareki(later.first_day)}で重なっています。期間を直してください。"
            raise InvalidInput(sentence, field="reliefs")
