"""延滞金 against a slow walk day by day, for every delivered rule set, with part payments, demands and graces.

The rates are written down here a second time, from the table municipalities publish (安曇野市・袋井市, FACTS §1), and the walk
shares no code with the engine: one day at a time, one question a day.
"""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.calendar import Calendar
from portal.domain.late_charge import LateChargeInput, Payment, Relief, ReliefKind, late_charge
from portal.domain.rates import late_charge_rates
from portal.domain.rule_sets import RuleSet, late_charge_rule_sets

SETS = late_charge_rule_sets()
RATES = late_charge_rates()
DAY = timedelta(days=1)

# 年: (特例基準割合, 平成26年からか, 徴収猶予等の割合)。平成11年は特例がない。
YEARS: dict[int, tuple[str, bool, str]] = {
    2000: ("4.5", False, "4.5"), 2001: ("4.5", False, "4.5"), 2007: ("4.4", False, "4.4"), 2008: ("4.7", False, "4.7"),
    2009: ("4.5", False, "4.5"), 2014: ("1.9", True, "1.9"), 2015: ("1.8", True, "1.8"), 2016: ("1.8", True, "1.8"),
    2017: ("1.7", True, "1.7"), 2018: ("1.6", True, "1.6"), 2019: ("1.6", True, "1.6"), 2020: ("1.6", True, "1.6"),
    2021: ("1.5", True, "1.0"), 2026: ("1.8", True, "1.3"),
    **dict.fromkeys(range(2002, 2007), ("4.1", False, "4.1")),
    **dict.fromkeys(range(2010, 2014), ("4.3", False, "4.3")),
    **dict.fromkeys(range(2022, 2026), ("1.4", True, "0.9")),
}  # fmt: skip


def percent(rules: RuleSet, day: date, *, low: bool, due: date) -> tuple[Fraction, bool]:
    """The rate of the day and whether it is a special one."""
    own = Fraction(str(rules.low if low else rules.high))
    if rules.scheme in ("fixed", "per_diem"):
        return own, False
    if rules.scheme == "statutory":
        return Fraction(5 if due < date(2020, 4, 1) else 3), False
    if day.year not in YEARS:
        return own, False
    base, average, _ = YEARS[day.year]
    if low:
        special = Fraction(base) + (Fraction(str(rules.low_addition)) if average else 0)
    else:
        special = Fraction(base) + Fraction(str(rules.high_addition)) if average else own
    return (special, True) if special < own else (own, False)


def relieved(rate: Fraction, rules: RuleSet, day: date, kind: ReliefKind, *, low: bool) -> Fraction:
    if kind is ReliefKind.FULL:
        return Fraction(0)
    if kind is ReliefKind.HALF:
        return rate / 2
    if rules.scheme == "linked":
        grace = Fraction(YEARS[day.year][2]) if day.year in YEARS else Fraction("7.3")
        return min(rate, grace)
    return rate if low else rate / 2


def low_until(claim: LateChargeInput, rules: RuleSet, start: date) -> date:
    """The last day of the low rate, walked: the day before the day with the same number, N months on."""
    if rules.low_until == "none":
        return date.min
    if rules.low_until == "demand_days":
        return claim.demand_sent + rules.low_days * DAY if claim.demand_sent else date.max
    if rules.low_until == "demand_deadline":
        return claim.demand_deadline or date.max
    first = start + DAY
    month = first.month - 1 + rules.low_months
    year, month = first.year + month // 12, month % 12 + 1
    if first.day > calendar.monthrange(year, month)[1]:
        return date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, first.day) - DAY


def walked(claim: LateChargeInput, rules: RuleSet) -> int:
    """The total, one day after another."""
    start = claim.due_date
    if rules.start == "demand_deadline":
        assert claim.demand_deadline
        start = claim.demand_deadline
    low_last = low_until(claim, rules, start)
    rest = claim.principal - sum(payment.amount for payment in claim.payments if payment.day <= start)
    if rest < max(rules.base_minimum, 1):
        return 0
    runs: list[tuple[tuple[object, ...], int, Fraction]] = []
    day = start + DAY
    while day <= claim.paid:
        base = rest // rules.base_unit * rules.base_unit if rest > 0 else 0
        low = day <= low_last
        rate, special = percent(rules, day, low=low, due=start)
        grace = next((r.kind for r in claim.reliefs if r.first_day <= day <= r.last_day), None)
        if grace is not None:
            rate = relieved(rate, rules, day, grace, low=low)
        if base:
            key = (base, rate, special, low, grace)
            share = Fraction(base) * rate / 100 / 365
            if runs and runs[-1][0] == key and runs[-1][1] == day.toordinal() - 1:
                runs[-1] = (key, day.toordinal(), runs[-1][2] + share)
            else:
                runs.append((key, day.toordinal(), share))
        rest -= sum(payment.amount for payment in claim.payments if payment.day == day)
        day += DAY
    total = sum(int(amount) for _, _, amount in runs)
    return 0 if total < rules.result_minimum else total // rules.result_unit * rules.result_unit


@st.composite
def claims(draw: st.DrawFn) -> LateChargeInput:
    due = draw(st.dates(date(1999, 1, 1), date(2026, 6, 30)))
    paid = min(due + draw(st.integers(1, 900)) * DAY, date(2026, 12, 31))
    sent = due + draw(st.integers(1, 60)) * DAY
    principal = draw(st.integers(500, 3_000_000))
    parts = draw(st.lists(st.tuples(st.integers(-20, 800), st.integers(1, 900_000)), max_size=3))
    payments = tuple(
        Payment(due + offset * DAY, amount) for offset, amount in sorted(parts) if due + offset * DAY <= paid
    )
    if sum(payment.amount for payment in payments) > principal:
        payments = ()
    reliefs: tuple[Relief, ...] = ()
    if draw(st.booleans()):
        first = due + draw(st.integers(1, 300)) * DAY
        reliefs = (Relief(first, first + draw(st.integers(0, 400)) * DAY, draw(st.sampled_from(list(ReliefKind)))),)
    return LateChargeInput(
        principal=principal, due_date=due, paid=paid, payments=payments, reliefs=reliefs, demand_sent=sent,
        demand_deadline=sent + draw(st.integers(0, 20)) * DAY,
    )  # fmt: skip


@pytest.mark.parametrize("code", sorted(SETS))
@settings(max_examples=25, deadline=None)
@given(claims())
def test_every_rule_set_equals_the_walk(code: str, claim: LateChargeInput) -> None:
    rules = replace(SETS[code], appropriation="principal_first")
    assert late_charge(claim, rules, RATES).total == walked(claim, rules)


# 手計算（団体の条例の型ごと）
BY_HAND = [
    # 3か月型（品川・世田谷の国保料など）: 納期限2026-01-31、低率は2/1から4/30まで89日、5/1から6/30まで61日
    # 100,000×2.8％×89÷365=682、×9.1％×61÷365=1,520、計2,202→2,200
    ("national_health_3m", 100_000, "2026-01-31", "2026-06-30", {}, 2_200),
    # 介護3か月、年をまたぐ: 納期限2025-11-30、12/1–12/31 31日 2.4％=203、1/1–2/28 59日 2.8％=452（低率は2/28まで）、
    # 3/1–3/31 31日 9.1％=772、計1,427→1,400
    ("care_3m", 100_000, "2025-11-30", "2026-03-31", {}, 1_400),
    # うるう年: 納期限2024-01-31 → 2/1–2/29 29日 2.4％、3/1–3/31 31日 8.7％。1,000,000: 1,906＋7,389=9,295→9,200
    ("local_tax", 1_000_000, "2024-01-31", "2024-03-31", {}, 9_200),
    # 平成11年→12年: 納期限1999-12-15、12/16–12/31 16日 7.3％=3,200、1/1–1/15 15日 4.5％=1,849、1/16–1/31 16日 14.6％=6,400
    ("local_tax", 1_000_000, "1999-12-15", "2000-01-31", {}, 11_400),
    # 平成25→26年（14.6％→9.2％）: 納期限2013-11-30、12/1–12/31 31日 4.3％=3,652、1/1–1/31 31日 9.2％=7,813、計11,465
    ("local_tax", 1_000_000, "2013-11-30", "2014-01-31", {}, 11_400),
    # 受益者負担金 令和5年 2.4％／8.65％（宮崎市）: 納期限2023-05-31、6/1–6/30 30日=1,972、7/1–7/31 31日=7,346、計9,318
    ("sewer_beneficiary", 1_000_000, "2023-05-31", "2023-07-31", {}, 9_300),
    # 督促を発した日から10日（丹波篠山市）: 納期限4/30、5/1–5/30 7.3％ 30日=600、5/31–6/30 14.6％ 31日=1,240、計1,840
    ("extra_demand_10_days", 100_000, "2026-04-30", "2026-06-30", {"demand_sent": date(2026, 5, 20)}, 1_800),
    # 500円未満は全額切捨て（同市）: 20,000×7.3％×30÷365=120、×14.6％×31÷365=248、計368→0
    ("extra_demand_10_days", 20_000, "2026-04-30", "2026-06-30", {"demand_sent": date(2026, 5, 20)}, 0),
    # 日歩2銭・4銭（八郎潟町）: 100円につき。10,050→10,000、30日×2円=60、31日×4円=124、計184→180（10円未満切捨て）
    ("extra_per_diem_2_4", 10_050, "2026-04-30", "2026-06-30", {"demand_sent": date(2026, 5, 20)}, 180),
    # 基礎100円・結果10円（三沢市）: 12,340→12,300、7.3％ 31日(5/1–5/31)=76、14.6％ 30日=147、計223→220
    ("extra_hundred_base_1m", 12_340, "2026-04-30", "2026-06-30", {}, 220),
    # 国道の占用料 年10.75％、100円未満は徴収しない: 1,000×10.75％×365÷365=107、9か月では80→0
    ("road_occupancy_national", 1_000, "2025-03-31", "2026-03-31", {}, 107),
    ("road_occupancy_national", 1_000, "2025-03-31", "2025-12-31", {}, 0),
    # 基礎2,000円未満は計算しない（地方税法20条の4の2第2項）／合計1,000円未満は切捨て（同5項）
    ("local_tax", 1_999, "2020-06-30", "2026-06-30", {}, 0),
    ("local_tax", 2_000, "2020-06-30", "2026-06-30", {}, 1_000),
]  # fmt: skip


@pytest.mark.parametrize(("code", "principal", "due", "paid", "facts", "expected"), BY_HAND)
def test_by_hand(code: str, principal: int, due: str, paid: str, facts: dict[str, date], expected: int) -> None:
    claim = LateChargeInput(
        principal=principal, due_date=date.fromisoformat(due), paid=date.fromisoformat(paid), **facts
    )
    result = late_charge(claim, SETS[code], RATES)
    assert result.total == expected, [(s.days, str(s.rate_per_year), s.amount) for s in result.segments]


def test_where_the_yen_of_plain_rates_decides_a_hundred_the_result_says_so() -> None:
    """FACTS §1.1-6: 特例の適用がない期間の1円未満を切り捨てない扱いがあり、100円の境目で結果が変わりうる。

    平成11年は本則だけ: 52,000円×7.3％×31日÷365＝322.4円、×14.6％×47日＝977.6円。切り捨てて1,299円、切り捨てずに1,300円。
    """
    claim = LateChargeInput(principal=52_000, due_date=date(1999, 9, 30), paid=date(1999, 12, 17))
    result = late_charge(claim, SETS["local_tax"], RATES)
    assert result.total == 1_200
    assert result.cautions == (
        "要確認：特例の割合の適用がない期間の1円未満を切り捨てない扱いでは、1,300円になります"
        "（地方税法附則第3条の2第6項は、特例の適用がある場合の定めです）。",
    )
    assert late_charge(replace(claim, paid=date(1999, 12, 18)), SETS["local_tax"], RATES).cautions == ()


def test_a_due_date_on_a_closed_day_names_the_day_it_moves_to(office_calendar: Calendar) -> None:
    """地方税法20条の5第2項: 納期限が休日なら翌開庁日。令和8年5月4日はみどりの日、5月7日が次の開庁日。"""
    claim = LateChargeInput(principal=50_000, due_date=date(2026, 5, 4), paid=date(2026, 6, 1))
    pointed_out = late_charge(claim, SETS["local_tax"], RATES, calendar=office_calendar)
    assert "令和8年5月7日" in pointed_out.cautions[0]
    assert pointed_out.total == late_charge(claim, SETS["local_tax"], RATES).total


def test_a_grace_of_another_claim_than_tax_is_to_be_checked_against_the_ordinance() -> None:
    """地方税法15条の9は地方税の定め。税以外の債権は条例による。"""
    grace = (Relief(date(2026, 2, 1), date(2026, 4, 30)),)
    claim = LateChargeInput(principal=500_000, due_date=date(2025, 11, 28), paid=date(2026, 5, 29), reliefs=grace)
    premium = late_charge(claim, SETS["national_health_3m"], RATES)
    assert any(text.startswith("要確認") and "条例の定め" in text for text in premium.cautions)
    assert late_charge(claim, SETS["local_tax"], RATES).cautions == ()
