"""差押可能額 under 国税徴収法76条: 給与, 賞与, 退職手当, and several payers for one period (76条1項後段)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.domain.dated_rows import Row, caution_of, in_force, table
from portal.domain.errors import InvalidInput
from portal.domain.garnishment.model import Deductions, Garnishment, Line, Pay, Share, not_negative

CONSENT_NOTE = "滞納者の承諾があるときは、この限度は適用されません（国税徴収法76条5項）。承諾は書面で受けてください。"
CIRCULAR_NOTE = "要確認：端数の扱いは自治体の計算書によります。国税徴収法基本通達76条関係の本文を確かめてください。"
SHORT_NOTE = "要確認：1か月未満の支給期間の4号の額は30日による日割りとしています。"
SEVERAL_NOTE = "同一の期間に二以上の給料等の支払を受けるため、4号と5号の額は、合計額について計算しました（国税徴収法76条1項後段）。"
SPLIT_NOTE = (
    "要確認：支払者ごとの差押可能額は、給料等の額から1号から3号までを引いた額により按分しています。"
    "割り振り方は、国税徴収法基本通達76条関係の本文を確かめてください。"
)
LAW = "国税徴収法76条"
MOST_PAYERS = 20


def tax_salary(
    gross: int,
    deductions: Deductions,
    *,
    dependents: int,
    on: date,
    months: int = 1,
    days: int | None = None,
) -> Garnishment:
    """給与 under 国税徴収法76条1項. ``dependents``: relatives of the same household; ``days`` for a period below a month.

    The gross pay is rounded down and each of the items 1–5 up, to 1,000 yen (100 yen below a month).
    """
    return tax_salaries([Pay(gross, deductions)], dependents=dependents, on=on, months=months, days=days)


def tax_salaries(
    pays: Sequence[Pay], *, dependents: int, on: date, months: int = 1, days: int | None = None
) -> Garnishment:
    """給与 of one period from one or several payers: the items 4 and 5 are computed once, for the sum (76条1項後段).

    Each pay is rounded down and each item up, as in ``tax_salary``. The split goes by what each pay leaves after its
    own items 1–3; a payer whose deductions exceed the pay has no part of it.
    """
    row = _row(on)
    if not 1 <= len(pays) <= MOST_PAYERS:
        raise InvalidInput(f"支払者は1から{MOST_PAYERS}までで入力してください。", field="支給額")
    for pay in pays:
        not_negative(pay.gross, "支給額")
    not_negative(dependents, "生計を一にする親族の数")
    if months < 1 or (days is not None and not 1 <= days <= 30):
        raise InvalidInput("支給期間は1か月以上の月数、又は1日から30日までの日数で入力してください。", field="支給期間")
    unit = row["item_unit"] if days is None else row["short_period_unit"]
    period = f"{months}か月" if days is None else f"{days}日／30日"
    monthly = _monthly(row, dependents)
    support = monthly * months if days is None else -(-monthly * days // 30)
    cautions = (CIRCULAR_NOTE,) if days is None else (CIRCULAR_NOTE, SHORT_NOTE)
    return _pay(pays, support=(support, _support_words(row, dependents, period)), row=row, unit=unit, kind="給与",
                cautions=cautions)  # fmt: skip


def tax_bonus(gross: int, deductions: Deductions, *, dependents: int, on: date) -> Garnishment:
    """賞与: as salary, its period taken to be one month (国税徴収法76条3項)."""
    row = _row(on)
    not_negative(gross, "支給額")
    not_negative(dependents, "生計を一にする親族の数")
    support = (_monthly(row, dependents), _support_words(row, dependents, "1か月とみなす（76条3項）"))
    return _pay([Pay(gross, deductions)], support=support, row=row, unit=row["item_unit"], kind="賞与",
                cautions=(CIRCULAR_NOTE,))  # fmt: skip


def tax_retirement(gross: int, deductions: Deductions, *, dependents: int, service_years: int, on: date) -> Garnishment:
    """退職手当 under 国税徴収法76条4項: three months' 4号 amount, plus 20 % of that for each full year above five."""
    row = _row(on)
    not_negative(gross, "支給額")
    not_negative(dependents, "生計を一にする親族の数")
    not_negative(service_years, "勤続年数")
    unit, monthly = row["item_unit"], _monthly(row, dependents)
    three = monthly * row["retirement_times"]
    extra_years = max(0, service_years - row["retirement_free_years"])
    extra = three * row["retirement_percent_per_year"] * extra_years // 100
    lines = (
        _item("1号 所得税", deductions.income_tax, unit, "源泉徴収される所得税", "国税徴収法76条4項1号"),
        _item("2号 住民税", deductions.resident_tax, unit, "特別徴収される住民税・森林環境税", "国税徴収法76条4項2号"),
        _item("2号 社会保険料", deductions.social_insurance, unit, "控除される社会保険料", "国税徴収法76条4項2号"),
        _item("3号 生活費3か月分", three, unit, f"{monthly:,}円×{row['retirement_times']}", "国税徴収法76条4項3号"),
        _item("4号 勤続年数の加算", extra, unit,
              f"{three:,}円×{row['retirement_percent_per_year']}％×（{service_years}年−5年）", "国税徴収法76条4項4号"),
    )  # fmt: skip
    cautions = (CIRCULAR_NOTE, "要確認：勤続年数の1年未満の端数は切り捨てて計算しています。")
    prohibited, counted = sum(line.amount for line in lines), gross // unit * unit
    return Garnishment(
        LAW, "退職手当", gross, counted, lines, prohibited, max(0, counted - prohibited), "国税徴収法76条4項",
        _sure(row, cautions), (CONSENT_NOTE,),
    )  # fmt: skip


def _row(on: date) -> Row:
    return in_force(table("garnishment")["tax_pay"], on, what="給与の差押禁止額（国税徴収法）")


def _monthly(row: Row, dependents: int) -> int:
    amount: int = row["base_per_month"] + row["addition_per_dependent"] * dependents
    return amount


def _support_words(row: Row, dependents: int, period: str) -> str:
    return f"（{row['base_per_month']:,}円＋{row['addition_per_dependent']:,}円×{dependents}人）、期間 {period}"


def _pay(
    pays: Sequence[Pay], *, support: tuple[int, str], row: Row, unit: int, kind: str, cautions: tuple[str, ...]
) -> Garnishment:
    several = len(pays) > 1
    names = [pay.label.strip() or f"支払者{number}" for number, pay in enumerate(pays, start=1)]
    own = [_own_items(pay, unit, f"（{name}）" if several else "") for pay, name in zip(pays, names, strict=True)]
    counted = [pay.gross // unit * unit for pay in pays]
    fourth = _item("4号 最低生活費", support[0], unit, support[1], "国税徴収法76条1項4号、同法施行令34条")
    before = sum(line.amount for lines in own for line in lines) + fourth.amount
    fifth = _fifth(max(0, sum(counted) - before), fourth.amount, row, unit)
    prohibited = before + fifth.amount
    seizable = max(0, sum(counted) - prohibited)
    split: tuple[Share, ...] = ()
    if several:
        withheld = [sum(line.amount for line in lines) for lines in own]
        split = _split(names, pays, counted, withheld, seizable)
    return Garnishment(
        LAW, kind, sum(pay.gross for pay in pays), sum(counted),
        (*(line for lines in own for line in lines), fourth, fifth), prohibited, seizable, row["article"],
        _sure(row, (*cautions, SPLIT_NOTE) if several else cautions),
        (SEVERAL_NOTE, CONSENT_NOTE) if several else (CONSENT_NOTE,), split,
    )  # fmt: skip


def _own_items(pay: Pay, unit: int, whose: str) -> tuple[Line, Line, Line]:
    held = pay.deductions
    return (
        _item(f"1号 所得税{whose}", held.income_tax, unit, "源泉徴収される所得税", "国税徴収法76条1項1号"),
        _item(f"2号 住民税{whose}", held.resident_tax, unit, "特別徴収される住民税・森林環境税", "国税徴収法76条1項2号"),
        _item(f"3号 社会保険料{whose}", held.social_insurance, unit, "控除される社会保険料", "国税徴収法76条1項3号"),
    )  # fmt: skip


def _fifth(remainder: int, fourth: int, row: Row, unit: int) -> Line:
    percent, times = row["remainder_percent"], row["remainder_cap_times"]
    raw, cap = -(-remainder * percent // 100), fourth * times
    working = f"残額 {remainder:,}円×{percent}％（上限 4号の{times}倍 {cap:,}円）"
    line = _item("5号 体面維持費", min(raw, cap), unit, working, "国税徴収法76条1項5号")
    return line if line.amount <= cap else Line(line.label, line.working, line.raw, cap, line.article)


def _split(
    names: Sequence[str], pays: Sequence[Pay], counted: Sequence[int], own: Sequence[int], seizable: int
) -> tuple[Share, ...]:
    """The parts add up to ``seizable``: rounded down to yen, the rest goes to the pay that leaves most."""
    free = [max(0, pay - held) for pay, held in zip(counted, own, strict=True)]
    whole = sum(free)
    parts = [seizable * part // whole if whole else 0 for part in free]
    parts[free.index(max(free))] += seizable - sum(parts)
    return tuple(
        Share(name, pay.gross, count, held, left - part, part, min(left, seizable))
        for name, pay, count, held, left, part in zip(names, pays, counted, own, free, parts, strict=True)
    )


def _item(label: str, raw: int, unit: int, working: str, article: str) -> Line:
    return Line(label, f"{working}＝{raw:,}円、{unit:,}円未満切上げ", raw, -(-raw // unit) * unit, article)


def _sure(row: Row, cautions: tuple[str, ...]) -> tuple[str, ...]:
    return cautions + caution_of(row, "最低生活費の額（国税徴収法施行令34条）")
