"""Rule sets of 延滞金: which ordinance counts from when, at what rate and rounds how — as data.

The portal delivers ready sets in ``tables/late_charge_rules.toml``; an office makes its own from a form with
``rule_set_from``. Applying a set to a claim is left to ``late_charge``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from portal.domain.dated_rows import table
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.rates import Scheme


class Start(StrEnum):
    """The day whose next day is the first one counted."""

    DUE_DATE = "due_date"  # 納期限
    DEMAND_DEADLINE = "demand_deadline"  # 督促状の指定期限


class LowUntil(StrEnum):
    """Where the period of the low rate ends."""

    MONTHS = "months"  # 納期限の翌日から○月を経過する日
    DEMAND_DAYS = "demand_days"  # 督促状を発した日から○日を経過する日
    DEMAND_DEADLINE = "demand_deadline"  # 督促状の指定期限
    NONE = "none"  # 期間を分けない


class RateKind(StrEnum):
    """Where the yearly rates come from."""

    LINKED = "linked"  # 特例に連動
    FIXED = "fixed"  # 固定
    PER_DIEM = "per_diem"  # 日歩
    STATUTORY = "statutory"  # 法定利率


class SegmentRounding(StrEnum):
    """What happens to the part of a yen in each segment."""

    FLOOR = "floor"  # 期間ごとに切捨て
    FLOOR_SPECIAL = "floor_special"  # 特例の割合の期間だけ切捨て
    NONE = "none"  # 切り捨てない


class YearDays(StrEnum):
    """The divisor of a day's share."""

    ALWAYS_365 = "365"
    ACTUAL = "actual"  # うるう年の日は366で割る


class Appropriation(StrEnum):
    """What a part payment covers first (充当)."""

    PRINCIPAL_FIRST = "principal_first"  # 本税（元金）先
    CHARGE_FIRST = "charge_first"  # 延滞金先


@dataclass(frozen=True)
class RuleSet:
    """One ordinance's rules. Rates are percent a year, units and minimums yen; the defaults are 地方税's."""

    code: str
    name: str
    claims: str = ""
    start: Start = Start.DUE_DATE
    low_until: LowUntil = LowUntil.MONTHS
    low_months: int = 1
    low_days: int = 10
    scheme: RateKind = RateKind.LINKED
    low: Decimal = Decimal("7.3")
    high: Decimal = Decimal("14.6")
    low_addition: Decimal = Decimal(1)
    high_addition: Decimal = Decimal("7.3")
    base_unit: int = 1000
    base_minimum: int = 2000
    segment_rounding: SegmentRounding = SegmentRounding.FLOOR
    result_unit: int = 100
    result_minimum: int = 1000
    year_days: YearDays = YearDays.ALWAYS_365
    appropriation: Appropriation = Appropriation.PRINCIPAL_FIRST
    article: str = ""
    special_article: str = ""
    rounding_article: str = ""
    source: str = ""
    verified: bool = False

    def __post_init__(self) -> None:
        for name, label in _LABELS.items():
            least = _LEAST[name]
            if getattr(self, name) < least:
                raise InvalidInput(f"計算規則『{self.name}』の「{label}」は{least}以上で入力してください。", field=name)
        if not (0 <= self.low <= 100 and 0 <= self.high <= 100):
            raise InvalidInput(f"計算規則『{self.name}』の割合は0以上100以下の％で入力してください。", field="high")
        if not self.code.strip() or not self.name.strip():
            raise InvalidInput("計算規則のコードと名称を入力してください。", field="name")

    @property
    def rate_scheme(self) -> Scheme:
        """The rates as ``rates`` combines them with a year's figure."""
        return Scheme(self.low, self.high, self.low_addition, self.high_addition)

    def to_mapping(self) -> dict[str, str | int | bool]:
        """Plain values for JSON or a form; ``rule_set_from`` reads them back."""
        return {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(self).items()}


_LABELS = {
    "low_months": "低い割合の月数",
    "low_days": "督促状からの日数",
    "base_unit": "基礎の切捨て単位",
    "base_minimum": "計算する最低の基礎額",
    "result_unit": "結果の切捨て単位",
    "result_minimum": "徴収する最低額",
}
_LEAST = {"low_months": 1, "low_days": 1, "base_unit": 1, "base_minimum": 0, "result_unit": 1, "result_minimum": 0}
_ENUMS: dict[str, type[StrEnum]] = {
    "start": Start,
    "low_until": LowUntil,
    "scheme": RateKind,
    "segment_rounding": SegmentRounding,
    "year_days": YearDays,
    "appropriation": Appropriation,
}
_DECIMALS = ("low", "high", "low_addition", "high_addition")
_TYPES = {entry.name: entry.type for entry in fields(RuleSet)}


def rule_set_from(values: Mapping[str, Any]) -> RuleSet:
    """A set from plain values (a TOML table, JSON, a form); what is left out is as for 地方税; unknown keys are refused."""
    unknown = sorted(set(values) - set(_TYPES))
    if unknown:
        raise InvalidInput(
            f"計算規則に『{unknown[0]}』という項目はありません。項目名を確かめてください。", field=unknown[0]
        )
    return RuleSet(**{name: _convert(name, value) for name, value in values.items()})


class RuleSets(Mapping[str, RuleSet]):
    """The sets by code, in the order of the table."""

    def __init__(self, sets: Iterable[RuleSet]) -> None:
        self._sets = {rules.code: rules for rules in sets}

    def __getitem__(self, code: str) -> RuleSet:
        try:
            return self._sets[code]
        except KeyError:
            names = "、".join(self._sets)
            raise NotFound(
                f"『{code}』という計算規則はありません。次から選んでください：{names}", field="rule_set"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._sets)

    def __len__(self) -> int:
        return len(self._sets)

    def __contains__(self, code: object) -> bool:
        return code in self._sets

    def find(self, text: str) -> RuleSet:
        """The set of a code or, in the officer's words, of a name. Raises NotFound with the codes there are."""
        wanted = text.strip()
        return next((rules for rules in self._sets.values() if rules.name == wanted), None) or self[wanted]

    def with_sets(self, sets: Iterable[RuleSet]) -> RuleSets:
        """These and an office's own; one with the same code takes the place of ours."""
        return RuleSets([*self._sets.values(), *sets])


@cache
def late_charge_rule_sets() -> RuleSets:
    """The sets delivered with the portal."""
    data = table("late_charge_rules")
    return RuleSets(rule_set_from({**data["defaults"], **entry}) for entry in data["rule_set"])


Choice = TypeVar("Choice", bound=StrEnum)


def _convert(name: str, value: Any) -> Any:
    if name in _ENUMS:
        return _choice(_ENUMS[name], name, value)
    if name in _DECIMALS:
        return _rate(name, value)
    if _TYPES[name] == "int" and not isinstance(value, bool):
        try:
            return int(value)
        except ValueError:
            raise InvalidInput(f"計算規則の『{name}』の値『{value}』は整数ではありません。", field=name) from None
    return value


def _choice(kind: type[Choice], name: str, value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        allowed = "、".join(kind)
        raise InvalidInput(
            f"計算規則の『{name}』に『{value}』は使えません。次から選んでください：{allowed}", field=name
        ) from None


def _rate(name: str, value: object) -> Decimal:
    try:
        rate = Decimal(str(value))
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite():
        raise InvalidInput(
            f"計算規則の割合『{value}』を数として読み取れません。『7.3』のように％で入力してください。", field=name
        )
    return rate
