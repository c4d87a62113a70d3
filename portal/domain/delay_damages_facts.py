"""What delay damages (遅延損害金) are computed from and what the result shows.

The computation is in ``delay_damages``, which hands these names on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.domain.accrual import Payment, Segment, decimal_text, plain_rate
from portal.domain.errors import InvalidInput
from portal.domain.rule_sets import YearDays

FIRST_YEAR, LAST_YEAR = 1900, 2199


class AgreedRateKind(StrEnum):
    """What the contract fixes."""

    DAMAGES = "damages"  # 遅延損害金（賠償額の予定、民法420条）: そのまま使う
    INTEREST = "interest"  # 約定利率（民法419条1項ただし書）: 法定利率より高いときに使う


class AncillaryKind(StrEnum):
    """What is owed beside principal and damages."""

    COST = "cost"  # 費用（督促・執行の費用など）
    INTEREST = "interest"  # 利息（期限までの約定利息）


class DamagesOrder(StrEnum):
    """The order of 充当."""

    CIVIL_CODE = "civil_code"  # 費用→利息・損害金→元本（民法489条）
    PRINCIPAL_FIRST = "principal_first"  # 元本→費用→利息・損害金（合意のあるとき、民法490条）


@dataclass(frozen=True)
class AgreedRate:
    """A yearly rate of the contract, percent."""

    rate: Decimal
    kind: AgreedRateKind = AgreedRateKind.DAMAGES


@dataclass(frozen=True)
class Instalment:
    """One part of the claim with its own due date (期別, 賦払)."""

    due_date: date
    amount: int
    label: str = ""


@dataclass(frozen=True)
class AncillaryClaim:
    """Costs or contractual interest that became due on ``day``."""

    day: date
    amount: int
    kind: AncillaryKind = AncillaryKind.COST
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class DelayDamagesInput:
    """The facts. ``as_of`` is the last day counted; ``acceleration`` the day the benefit of time was lost (期限の利益喪失)."""

    instalments: tuple[Instalment, ...]
    as_of: date
    payments: tuple[Payment, ...] = ()
    agreed: AgreedRate | None = None
    commercial: bool = False
    acceleration: date | None = None
    ancillary: tuple[AncillaryClaim, ...] = ()
    year_days: YearDays = YearDays.ALWAYS_365
    order: DamagesOrder = DamagesOrder.CIVIL_CODE


@dataclass(frozen=True, kw_only=True)
class InstalmentDamages:
    """One instalment's working."""

    label: str
    due_date: date
    effective_due_date: date
    principal: int
    principal_outstanding: int
    rate_per_year: Decimal | None
    article: str
    segments: tuple[Segment, ...]
    exact: Fraction
    damages_paid: int

    @property
    def damages(self) -> int:
        """Accrued damages in whole yen."""
        return self.exact.numerator // self.exact.denominator

    def to_dict(self) -> dict[str, object]:
        """The shape of ``--json``."""
        return {
            "label": self.label,
            "due_date": self.due_date.isoformat(),
            "effective_due_date": self.effective_due_date.isoformat(),
            "principal": self.principal,
            "principal_outstanding": self.principal_outstanding,
            "rate": None if self.rate_per_year is None else plain_rate(self.rate_per_year),
            "article": self.article,
            "segments": [segment.to_dict() for segment in self.segments],
            "damages_exact": decimal_text(self.exact),
            "damages": self.damages,
            "damages_paid": self.damages_paid,
        }


@dataclass(frozen=True, kw_only=True)
class Applied:
    """Where one payment went."""

    day: date
    amount: int
    to_costs: int
    to_interest: int
    to_damages: int
    to_principal: int
    rest: int

    def to_dict(self) -> dict[str, object]:
        """The shape of ``--json``."""
        return {
            "day": self.day.isoformat(),
            "amount": self.amount,
            "to_costs": self.to_costs,
            "to_interest": self.to_interest,
            "to_damages": self.to_damages,
            "to_principal": self.to_principal,
            "rest": self.rest,
        }


@dataclass(frozen=True, kw_only=True)
class DelayDamages:
    """The result. ``total`` is what has accrued in damages; the ``…_outstanding`` are what is owed on the last day."""

    total: int
    damages_outstanding: int
    principal_outstanding: int
    costs_outstanding: int
    interest_outstanding: int
    instalments: tuple[InstalmentDamages, ...]
    applied: tuple[Applied, ...]
    notes: tuple[str, ...]
    cautions: tuple[str, ...]
    statutes: tuple[str, ...]

    @property
    def owed(self) -> int:
        """Everything owed on the last day."""
        return (
            self.principal_outstanding + self.damages_outstanding + self.costs_outstanding + self.interest_outstanding
        )

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments, instalment after instalment."""
        return tuple(segment for instalment in self.instalments for segment in instalment.segments)

    def to_dict(self) -> dict[str, object]:
        """The shape of ``portal calc delay-damages --json``."""
        return {
            "total": self.total,
            "damages_outstanding": self.damages_outstanding,
            "principal_outstanding": self.principal_outstanding,
            "costs_outstanding": self.costs_outstanding,
            "interest_outstanding": self.interest_outstanding,
            "owed": self.owed,
            "segments": [segment.to_dict() for segment in self.segments],
            "instalments": [instalment.to_dict() for instalment in self.instalments],
            "applied": [applied.to_dict() for applied in self.applied],
            "notes": list(self.notes),
            "cautions": list(self.cautions),
            "statutes": list(self.statutes),
        }


def check_damages_facts(claim: DelayDamagesInput) -> None:
    """Refuse facts that cannot be right, each with the field to correct."""
    if not claim.instalments:
        raise InvalidInput("元金と履行期限を一つ以上入力してください。", field="instalments")
    for instalment in claim.instalments:
        if not FIRST_YEAR <= instalment.due_date.year <= LAST_YEAR:
            due = instalment.due_date.isoformat()
            raise InvalidInput(f"履行期限『{due}』の年を確かめてください。", field="instalments")
    for name, label, amounts in (
        ("instalments", "元金", [item.amount for item in claim.instalments]),
        ("payments", "入金額", [item.amount for item in claim.payments]),
        ("ancillary", "費用・利息", [item.amount for item in claim.ancillary]),
    ):
        for amount in amounts:
            if type(amount) is not int or amount <= 0:
                raise InvalidInput(f"{label}『{amount}』は1円以上の整数で入力してください。", field=name)
    for payment in claim.payments:
        if not payment.is_sound:
            raise InvalidInput(
                "入金額のうち遅延損害金に充てた額は、0円以上で入金額以下にしてください。", field="payments"
            )
    if claim.agreed is not None and not 0 <= claim.agreed.rate <= 100:
        raise InvalidInput(f"約定の割合『{claim.agreed.rate}』は0以上100以下の％で入力してください。", field="agreed")
    if claim.acceleration is not None and claim.acceleration < min(item.due_date for item in claim.instalments):
        raise InvalidInput(
            "期限の利益を失った日が、最初の履行期限より前になっています。日付を直してください。", field="acceleration"
        )
