"""Tables of yearly rates: what 延滞金 is linked to (平均貸付割合) and the statutory interest (法定利率).

The rows are data in ``tables/``; an office adds later ones with ``with_rows``. A day that no row covers is refused with
a sentence saying what to enter and where it is announced. Rates are percent a year, as ``Decimal``.
How a rate becomes yen is left to ``late_charge`` and ``delay_damages``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, Generic, Protocol, TypeVar

from portal.domain.dated_rows import table
from portal.domain.errors import InvalidInput
from portal.domain.wareki import format_wareki

ANNOUNCEMENT = "財務大臣が毎年11月30日までに告示する平均貸付割合（租税特別措置法第93条第2項）"
ONE = Decimal(1)
HALF_POINT = Decimal("0.5")
RELIEF_ADDITION_SINCE = date(2021, 1, 1)


class Regime(StrEnum):
    """How the rates of a year follow from the announced figure."""

    STATUTORY = "statutory"  # 本則のまま
    DISCOUNT = "discount"  # 平成12–25年: 商業手形の基準割引率＋4%
    AVERAGE = "average"  # 平成26年から: 平均貸付割合＋1%


class Period(Protocol):
    """A row that is in force from one day to another, both included."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date: ...


Row = TypeVar("Row", bound=Period)


@dataclass(frozen=True)
class LateChargeRate:
    """One row of the table of 延滞金. ``average_loan`` is enough from 2014 on; the rest follows from it."""

    valid_from: date
    valid_to: date
    source: str
    regime: Regime = Regime.AVERAGE
    average_loan: Decimal | None = None
    discount_standard: Decimal | None = None
    relief_rate: Decimal | None = None
    verified: bool = True
    relief_verified: bool = True

    def __post_init__(self) -> None:
        if self.valid_to < self.valid_from:
            raise InvalidInput("割合の適用期間の終わりが始まりより前です。日付を直してください。", field="valid_to")
        if self.special_standard is None and self.regime is not Regime.STATUTORY:
            raise InvalidInput("割合が入力されていません。平均貸付割合を入力してください。", field="average_loan")
        for figure in (self.average_loan, self.discount_standard, self.relief_rate):
            if figure is not None and not 0 <= figure < 100:
                raise InvalidInput(f"割合『{figure}』は0以上100未満の％で入力してください。", field="average_loan")
        if not self.source.strip():
            raise InvalidInput("割合の出典（告示の番号など）を入力してください。", field="source")

    @classmethod
    def of_year(cls, year: int, average_loan: Decimal, *, source: str, verified: bool = True) -> LateChargeRate:
        """The row an office enters after the announcement: a calendar year and its 平均貸付割合 in percent."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return cls(first, last, source, average_loan=average_loan, verified=verified, relief_verified=verified)

    @property
    def special_standard(self) -> Decimal | None:
        """延滞金特例基準割合, percent; None where the law's own rate stands."""
        if self.regime is Regime.AVERAGE and self.average_loan is not None:
            return self.average_loan + ONE
        return self.discount_standard if self.regime is Regime.DISCOUNT else None

    @property
    def relief(self) -> Decimal | None:
        """The rate during 徴収猶予 and the like, percent."""
        if self.relief_rate is not None or self.regime is not Regime.AVERAGE or self.average_loan is None:
            return self.relief_rate
        return self.average_loan + (HALF_POINT if self.valid_from >= RELIEF_ADDITION_SINCE else ONE)

    def low(self, scheme: Scheme) -> Decimal:
        """The rate of the first period, percent, never above the law's own."""
        if self.special_standard is None:
            return scheme.low
        addition = scheme.low_addition if self.regime is Regime.AVERAGE else Decimal(0)
        return min(scheme.low, self.special_standard + addition)

    def high(self, scheme: Scheme) -> Decimal:
        """The rate after the first period, percent; special only from 2014 on."""
        if self.special_standard is None or self.regime is not Regime.AVERAGE:
            return scheme.high
        return min(scheme.high, self.special_standard + scheme.high_addition)


@dataclass(frozen=True)
class Scheme:
    """The law's own rates and what is added to 特例基準割合 (地方税: 7.3/14.6, +1/+7.3; 受益者負担金: 7.25/14.5, +1/+7.25)."""

    low: Decimal = Decimal("7.3")
    high: Decimal = Decimal("14.6")
    low_addition: Decimal = ONE
    high_addition: Decimal = Decimal("7.3")


LOCAL_TAX_SCHEME = Scheme()


@dataclass(frozen=True)
class StatutoryRate:
    """法定利率 of one period of three years, percent; ``commercial`` is 旧商法514条 until 2020-03-31."""

    valid_from: date
    valid_to: date
    civil: Decimal
    commercial: Decimal
    source: str
    verified: bool = True


@dataclass(frozen=True, eq=False)
class _DatedTable(Generic[Row]):
    """Rows in order of time, without overlaps."""

    rows: tuple[Row, ...]
    derived: dict[Any, Any] = field(default_factory=dict, repr=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(sorted(self.rows, key=lambda row: row.valid_from)))
        for earlier, later in pairwise(self.rows):
            if later.valid_from <= earlier.valid_to:
                sentence = (
                    f"割合の適用期間が重なっています（{format_wareki(later.valid_from)}）。期間を直してください。"
                )
                raise InvalidInput(sentence, field="valid_from")

    @property
    def last_day(self) -> date:
        """The last day the table covers without a gap from its newest row back."""
        return self.rows[-1].valid_to

    def ends_within(self, as_of: date, days: int) -> bool:
        """True when the table runs out within ``days`` of ``as_of`` (or already has): time to enter the next row."""
        return self.last_day - as_of <= timedelta(days=days)

    def _find(self, day: date) -> Row | None:
        return next((row for row in self.rows if row.valid_from <= day <= row.valid_to), None)

    def _merged(self, added: Iterable[Row]) -> tuple[Row, ...]:
        """The rows with ``added``; one for exactly the same period takes the place of the old one (a correction)."""
        by_period = {(row.valid_from, row.valid_to): row for row in (*self.rows, *added)}
        return tuple(by_period.values())


class RateTable(_DatedTable[LateChargeRate]):
    """What the special rates of 延滞金 are linked to, year by year."""

    def with_rows(self, rows: Iterable[LateChargeRate]) -> RateTable:
        """This table and the rows an office has entered; an overlap raises :class:`InvalidInput`."""
        return RateTable(self._merged(rows))

    def row_on(self, day: date) -> LateChargeRate:
        """The row in force on ``day``; a day outside the table raises :class:`InvalidInput` saying what to enter."""
        row = self._find(day)
        if row is None:
            raise self.missing(day)
        return row

    def missing(self, day: date) -> InvalidInput:
        """The refusal for a day no row covers."""
        what = f"{format_wareki(day)}に適用する延滞金の割合が登録されていません"
        if day < self.rows[0].valid_from:
            return InvalidInput(
                f"{what}。割合表は{format_wareki(self.rows[0].valid_from)}からです。納期限を確かめてください。",
                field="rates",
            )
        year = str(format_wareki(day)).partition("年")[0]
        todo = f"{ANNOUNCEMENT}を確かめ、管理者が「割合表」に{year}年分とその出典を入力してから計算してください。"
        return InvalidInput(f"{what}。{todo}", field="rates")

    def warning(self, as_of: date, days: int = 60) -> str | None:
        """The sentence for 点検 when the table ends within ``days``, otherwise None."""
        if not self.ends_within(as_of, days):
            return None
        return f"延滞金の割合表は{format_wareki(self.last_day)}で終わります。{ANNOUNCEMENT}を確かめ、次の年の行を入力してください。"


class StatutoryInterest(_DatedTable[StatutoryRate]):
    """法定利率 by the day the debtor first was in delay (民法404条, 419条1項)."""

    def with_rows(self, rows: Iterable[StatutoryRate]) -> StatutoryInterest:
        """This table and the rows an office has entered."""
        return StatutoryInterest(self._merged(rows))

    def row_on(self, first_delay: date) -> StatutoryRate:
        """The row in force on the first day of delay; past the table's end it raises :class:`InvalidInput`."""
        row = self._find(first_delay)
        if row is None:
            raise InvalidInput(
                f"{format_wareki(first_delay)}に遅滞に陥った債権の法定利率が登録されていません。"
                "法定利率は3年ごとに見直され、法務省令・告示で示されます（民法第404条）。"
                "管理者が「割合表」に利率とその出典を入力してから計算してください。",
                field="rates",
            )
        return row

    def warning(self, as_of: date, days: int = 60) -> str | None:
        """The sentence for 点検 when the table ends within ``days``, otherwise None."""
        if not self.ends_within(as_of, days):
            return None
        return f"法定利率の表は{format_wareki(self.last_day)}で終わります。法務省の告示を確かめ、次の期の行を入力してください。"


@cache
def late_charge_rates() -> RateTable:
    """The rows delivered with the portal (昭和45年–令和8年)."""
    return RateTable(tuple(_late_charge_row(row) for row in table("late_charge_rates")["rate"]))


@cache
def statutory_interest() -> StatutoryInterest:
    """The rows delivered with the portal (until 2029-03-31)."""
    rows = table("statutory_interest")["rate"]
    return StatutoryInterest(
        tuple(
            StatutoryRate(
                row["valid_from"],
                row["valid_to"],
                Decimal(row["civil"]),
                Decimal(row["commercial"]),
                row["source"],
                row["verified"],
            )
            for row in rows
        )
    )


def _late_charge_row(row: Mapping[str, Any]) -> LateChargeRate:
    return LateChargeRate(
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        source=row["source"],
        regime=Regime(row["regime"]),
        average_loan=_decimal(row.get("average_loan")),
        discount_standard=_decimal(row.get("special_standard")),
        relief_rate=_decimal(row.get("relief")),
        verified=row["verified"],
        relief_verified=row["relief_verified"],
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
