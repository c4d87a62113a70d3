"""What a computation of 差押可能額 takes and gives: deductions, lines of the working, the result and its split."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from portal.domain.errors import InvalidInput


def not_negative(value: int, field: str) -> None:
    """Refuse an amount or a number below zero."""
    if value < 0:
        raise InvalidInput(f"「{field}」の『{value:,}』は負の数です。0以上で入力してください。", field=field)


@dataclass(frozen=True)
class Line:
    """One line of the working: ``raw`` before and ``amount`` after rounding (yen)."""

    label: str
    working: str
    raw: int
    amount: int
    article: str


@dataclass(frozen=True)
class Share:
    """One payer's part where there are several (国税徴収法76条1項後段), in yen.

    ``own`` are the items 1–3 of this pay, ``shared`` its part of the items 4 and 5 of the sum, ``seizable`` its part
    of what may be attached. ``most`` is the most that may be attached here if nothing is attached at the other payers.
    """

    label: str
    pay: int
    pay_counted: int
    own: int
    shared: int
    seizable: int
    most: int


@dataclass(frozen=True)
class Garnishment:
    """What may (``seizable``) and may not (``prohibited``) be attached, in yen, with the working.

    ``split`` has one row for each payer, and is empty for a single one.
    """

    law: str
    kind: str
    pay: int
    pay_counted: int
    lines: tuple[Line, ...]
    prohibited: int
    seizable: int
    article: str
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    split: tuple[Share, ...] = ()

    def line(self, label_start: str) -> Line:
        """The line whose label begins so (``line("5号")``)."""
        return next(line for line in self.lines if line.label.startswith(label_start))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Deductions:
    """What the employer withholds from this pay, in yen."""

    income_tax: int = 0
    resident_tax: int = 0
    social_insurance: int = 0

    def __post_init__(self) -> None:
        not_negative(self.income_tax, "所得税")
        not_negative(self.resident_tax, "住民税")
        not_negative(self.social_insurance, "社会保険料")


@dataclass(frozen=True)
class Pay:
    """What one payer owes for the period: gross pay and what is withheld from it, in yen."""

    gross: int
    deductions: Deductions = field(default_factory=Deductions)
    label: str = ""
