"""延滞金, 遅延損害金 and their rates, as a ``Working``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.calculators.working import Table, Working, columns
from portal.domain.accrual import Segment, decimal_text, plain_rate
from portal.domain.delay_damages import DelayDamages, InstalmentDamages
from portal.domain.late_charge import Breakdown
from portal.domain.money import format_yen
from portal.domain.rates import LOCAL_TAX_SCHEME, LateChargeRate, RateTable, StatutoryInterest
from portal.domain.wareki import format_wareki

_SEGMENT_COLUMNS = columns("期間!", "区分", "日数>", "基礎>", "割合>", "計算>", "金額>", "根拠")


def late_charge_answer(result: Breakdown, *, title: str = "延滞金の計算") -> Working:
    """The late charge with its segments, as 延滞金計算書 shows them."""
    facts = [
        ("計算の期間", _period_of(result)),
        ("計算規則", result.rule_set_name),
        ("元金", format_yen(result.principal)),
        ("期間ごとの金額の計", _exact_yen(result.total_before_rounding)),
    ]
    if result.exempted:
        facts.append(("免除した額", format_yen(result.exempted)))
    if result.charge_paid:
        facts.append(("納付済みの延滞金", format_yen(result.charge_paid)))
        facts.append(("延滞金の残り", format_yen(result.charge_outstanding)))
    if result.principal_outstanding:
        facts.append(("元金の残り", format_yen(result.principal_outstanding)))
    return Working(
        title, ("延滞金", format_yen(result.total)), tuple(facts), _segment_table(result.segments, total=None),
        result.notes, result.cautions, result.statutes, "late-charge",
    )  # fmt: skip


def segment_formula(segment: Segment) -> str:
    """56,000円×2.8％×28日÷365."""
    return f"{segment.base:,}円×{plain_rate(segment.rate_per_year)}％×{segment.days:,}日÷365"


def delay_damages_answer(result: DelayDamages, *, title: str = "遅延損害金の計算") -> Working:
    """The damages with every instalment's segments and where each payment went."""
    facts = [
        ("遅延損害金の残り", format_yen(result.damages_outstanding)),
        ("元金の残り", format_yen(result.principal_outstanding)),
    ]
    if result.costs_outstanding:
        facts.append(("費用の残り", format_yen(result.costs_outstanding)))
    if result.interest_outstanding:
        facts.append(("利息の残り", format_yen(result.interest_outstanding)))
    facts.append(("計算日現在の合計", format_yen(result.owed)))
    tables = [*_segment_table(result.segments, total=None), *_instalment_table(result.instalments)]
    if result.applied:
        tables.append(_applied_table(result))
    return Working(
        title, ("遅延損害金", format_yen(result.total)), tuple(facts), tuple(tables), result.notes, result.cautions,
        result.statutes, "delay-damages",
    )  # fmt: skip


DELIVERED = "初めから収録"


def rates_answer(
    table: RateTable,
    interest: StatutoryInterest,
    *,
    entered: Mapping[tuple[str, date], str] | None = None,
) -> Working:
    """What is in force, newest first; ``entered`` says by kind and first day who entered a row of the office."""
    by = entered or {}
    rows = tuple(
        (*late_charge_rate_row(row), by.get(("late_charge", row.valid_from), DELIVERED)) for row in reversed(table.rows)
    )
    late = Table(
        "延滞金の割合（地方税の例）",
        columns(
            "適用期間",
            "1か月以内>",
            "1か月経過後>",
            "特例基準割合>",
            "平均貸付割合>",
            "猶予特例>",
            "確認",
            "出典",
            "登録",
        ),
        rows,
    )
    statutory = Table(
        "法定利率（民法404条）",
        columns("適用期間", "民事>", "商事>", "確認", "出典", "登録"),
        tuple(
            (
                _span(row.valid_from, row.valid_to),
                _percent(row.civil),
                _percent(row.commercial),
                _checked(row.verified),
                row.source,
                by.get(("statutory", row.valid_from), DELIVERED),
            )
            for row in reversed(interest.rows)
        ),
    )
    ends = f"延滞金の割合は{format_wareki(table.last_day)}まで、法定利率は{format_wareki(interest.last_day)}まで登録されています。"
    return Working(
        "割合表", ("登録の終わり", format_wareki(table.last_day)), (), (late, statutory), (ends,), (), (), "late-charge"
    )


def late_charge_rate_row(row: LateChargeRate) -> tuple[str, ...]:
    """One row of the table of yearly rates, in words."""
    return (
        _span(row.valid_from, row.valid_to), _percent(row.low(LOCAL_TAX_SCHEME)), _percent(row.high(LOCAL_TAX_SCHEME)),
        _percent(row.special_standard), _percent(row.average_loan), _percent(row.relief),
        _checked(row.verified and row.relief_verified), row.source,
    )  # fmt: skip


def _checked(verified: bool) -> str:
    return "確認済み" if verified else "要確認"


def _percent(rate: Decimal | None) -> str:
    return "―" if rate is None else f"{plain_rate(rate)}％"


def _exact_yen(amount: Fraction) -> str:
    """1,228.6246円: four places, cut off."""
    whole, point, places = decimal_text(amount).partition(".")
    return f"{int(whole):,}{point}{places}円"


def _span(first: object, last: object) -> str:
    return f"{format_wareki(first)}～{format_wareki(last)}"  # type: ignore[arg-type]


def _period_of(result: Breakdown) -> str:
    if not result.segments:
        return "延滞はありません"
    return f"{format_wareki(result.segments[0].start)}から{format_wareki(result.segments[-1].end)}まで"


def _segment_table(segments: Iterable[Segment], *, total: str | None) -> tuple[Table, ...]:
    rows = tuple(_segment_row(segment) for segment in segments)
    return (Table("計算の過程", _SEGMENT_COLUMNS, rows),) if rows else ()


def _segment_row(segment: Segment) -> tuple[str, ...]:
    amount = f"{segment.amount:,}円" if segment.truncated else _exact_yen(segment.exact)
    return (
        _span(segment.start, segment.end), segment.label, f"{segment.days:,}日", f"{segment.base:,}円",
        f"{plain_rate(segment.rate_per_year)}％", _exact_yen(segment.exact), amount, segment.article,
    )  # fmt: skip


def _instalment_table(instalments: tuple[InstalmentDamages, ...]) -> tuple[Table, ...]:
    if len(instalments) < 2:
        return ()
    rows = tuple(
        (
            item.label or "―", format_wareki(item.effective_due_date), f"{item.principal:,}円",
            f"{item.principal_outstanding:,}円", _percent(item.rate_per_year), f"{item.damages:,}円",
        )
        for item in instalments
    )  # fmt: skip
    return (Table("期別ごとの計", columns("期別", "履行期限!", "元金>", "元金の残り>", "割合>", "遅延損害金>"), rows),)


def _applied_table(result: DelayDamages) -> Table:
    rows = tuple(
        (
            format_wareki(item.day), f"{item.amount:,}円", f"{item.to_costs:,}円", f"{item.to_interest:,}円",
            f"{item.to_damages:,}円", f"{item.to_principal:,}円", f"{item.rest:,}円",
        )
        for item in result.applied
    )  # fmt: skip
    return Table("充当", columns("入金日!", "入金額>", "費用へ>", "利息へ>", "損害金へ>", "元本へ>", "残り>"), rows)
