"""Late charges: published examples to the yen, the parameters of the rule sets, refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.late_charge import (
    Exemption,
    LateChargeInput,
    Payment,
    Relief,
    ReliefKind,
    late_charge,
    late_charge_forecast,
)
from portal.domain.rates import LateChargeRate, late_charge_rates
from portal.domain.rule_sets import (
    Appropriation,
    LowUntil,
    RateKind,
    SegmentRounding,
    Start,
    YearDays,
    late_charge_rule_sets,
    rule_set_from,
)

RATES = late_charge_rates()
SETS = late_charge_rule_sets()
TAX = SETS["local_tax"]
EXAMPLES = json.loads((Path(__file__).parents[1] / "cases" / "late_charge_examples.json").read_text(encoding="utf-8"))


def charge(principal, due, paid, *, rules=TAX, **facts):
    claim = LateChargeInput(
        principal=principal, due_date=date.fromisoformat(due), paid=date.fromisoformat(paid), **facts
    )
    return late_charge(claim, rules, RATES)


def own(**values):
    """A set of an office's own, verified so that cautions do not get in the way."""
    return rule_set_from({"code": "own", "name": "試験用", "verified": True, **values})


def days_and_rates(result):
    return [(segment.days, str(segment.rate_per_year)) for segment in result.segments]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['due']}-{example['principal']}")
def test_every_published_example_matches_to_the_yen(example):
    result = charge(example["principal"], example["due"], example["paid"])
    assert result.total == example["expected"], f"{example['url']}: {example['notes']}"
    assert result.cautions == ()


def test_the_working_shows_each_run_of_days_with_its_rate_and_amounts():
    result = charge(56_400, "2026-02-02", "2026-05-29")
    first, second = result.segments
    assert (first.start, first.end, first.days, first.base) == (date(2026, 2, 3), date(2026, 3, 2), 28, 56_000)
    assert first.exact == Fraction(56_000 * 28 * 28, 365_000)
    assert (first.amount, second.amount) == (120, 1_228)
    assert first.article == "地方税法附則第3条の2第1項"
    assert result.total_before_rounding == 1_348
    assert "合計1,348円の100円未満を切り捨て、1,300円としました。" in result.notes


def test_years_of_one_rate_are_one_segment():
    """宇都宮市: R4.1.1–R5.4.1 の456日を一つの期間として端数処理する."""
    result = charge(20_000, "2020-06-30", "2023-04-01")
    assert days_and_rates(result) == [(31, "2.6"), (153, "8.9"), (365, "8.8"), (456, "8.7")]


def test_the_json_shape_has_the_keys_the_command_promises():
    shape = charge(56_400, "2026-02-02", "2026-05-29").to_dict()
    assert json.loads(json.dumps(shape)) == shape
    assert {"total", "segments", "rule_set", "notes", "cautions"} <= shape.keys()
    assert set(shape["segments"][0]) == {
        "from", "to", "days", "base", "rate", "article", "label", "amount_exact", "amount", "truncated"
    }  # fmt: skip
    assert shape["segments"][0]["rate"] == "2.8"
    assert shape["segments"][0]["amount_exact"] == "120.2849"


def test_paid_on_the_due_date_nothing_is_owed_and_a_note_says_why():
    for paid in ("2026-01-10", "2026-02-02"):
        result = charge(56_400, "2026-02-02", paid)
        assert (result.total, result.segments) == (0, ())
        assert "延滞金はかかりません" in result.notes[0]


def test_a_base_below_two_thousand_yen_bears_no_charge():
    result = charge(1_999, "2020-01-31", "2026-01-31")
    assert result.total == 0
    assert "2,000円未満" in result.notes[0]


def test_a_sum_below_a_thousand_yen_is_dropped_whole():
    result = charge(50_000, "2026-02-02", "2026-04-02")
    assert result.total_before_rounding > 0
    assert result.total == 0
    assert any("1,000円未満" in note for note in result.notes)


def test_a_day_past_the_rate_table_is_refused_and_says_what_to_enter_and_where_it_is_announced():
    with pytest.raises(InvalidInput) as refusal:
        charge(100_000, "2026-06-30", "2027-01-01")
    for word in ("令和9年", "財務大臣", "告示", "11月30日", "平均貸付割合", "入力"):
        assert word in refusal.value.sentence
    assert charge(100_000, "2026-06-30", "2026-12-31").total > 0


def test_a_row_an_office_adds_lets_the_next_year_be_computed():
    rates = RATES.with_rows([LateChargeRate.of_year(2027, Decimal("0.9"), source="試験用の数字")])
    claim = LateChargeInput(principal=1_000_000, due_date=date(2026, 11, 30), paid=date(2027, 3, 1))
    assert days_and_rates(late_charge(claim, TAX, rates)) == [(31, "2.8"), (60, "9.2")]


def test_rates_not_needed_are_not_asked_for():
    result = charge(100_000, "2026-06-30", "2030-06-30", rules=SETS["extra_flat_7_3"])
    assert days_and_rates(result) == [(1461, "7.3")]
    assert result.total == 29_200  # 100,000 × 7.3% × 1,461 / 365 = 29,220


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"principal": 0}, "principal"),
        ({"principal": -1}, "principal"),
        ({"principal": 100.5}, "principal"),
        ({"paid": None}, "as_of"),
        ({"due_date": date.max}, "due_date"),
        ({"due_date": date(26, 4, 1)}, "due_date"),
        ({"payments": (Payment(date(2026, 3, 1), 0),)}, "payments"),
        ({"payments": (Payment(date(2026, 3, 1), 100, to_charge=101),)}, "payments"),
        ({"demand_sent": date(2026, 2, 2)}, "demand_sent"),
        ({"demand_sent": date(2026, 2, 20), "demand_deadline": date(2026, 2, 19)}, "demand_deadline"),
        ({"advanced_due_date": date(2026, 2, 3)}, "advanced_due_date"),
        ({"reliefs": (Relief(date(2026, 3, 2), date(2026, 3, 1)),)}, "reliefs"),
        (
            {"reliefs": (Relief(date(2026, 3, 1), date(2026, 3, 9)), Relief(date(2026, 3, 9), date(2026, 4, 1)))},
            "reliefs",
        ),
        ({"exemption": Exemption(-1)}, "exemption"),
    ],
)
def test_facts_that_cannot_be_right_are_refused_with_the_field(facts, field):
    claim = LateChargeInput(principal=56_400, due_date=date(2026, 2, 2), paid=date(2026, 5, 29))
    with pytest.raises(InvalidInput) as refusal:
        late_charge(replace(claim, **facts), TAX, RATES)
    assert refusal.value.field == field
    assert refusal.value.sentence.endswith("。")


def test_after_a_due_date_of_29_february_the_first_month_is_march():
    result = charge(1_000_000, "2024-02-29", "2024-04-30")
    assert result.segments[0].end == date(2024, 3, 31), "起算3月1日は月の初め、1月は3月末まで"


def test_a_due_date_on_a_saturday_is_pointed_out():
    assert "要確認" in charge(56_400, "2026-01-31", "2026-05-29").cautions[0]


# Rule sets


def test_three_months_of_the_low_rate_for_insurance_premiums():
    result = charge(100_000, "2022-06-30", "2022-12-28", rules=SETS["national_health_3m"])
    assert [(s.start, s.end) for s in result.segments] == [
        (date(2022, 7, 1), date(2022, 9, 30)),
        (date(2022, 10, 1), date(2022, 12, 28)),
    ]
    assert result.total == 2_700  # 100,000×2.4%×92/365=604 ; ×8.7%×89/365=2,121 ; 2,725


def test_the_beneficiary_charge_follows_seven_and_a_quarter():
    """宮崎市・新居浜市: R5 2.4/8.65."""
    result = charge(100_000, "2023-01-31", "2023-12-28", rules=SETS["sewer_beneficiary"])
    assert days_and_rates(result) == [(28, "2.4"), (303, "8.65")]
    assert result.total == 7_300  # 184 + 7,180


def test_the_low_rate_ends_ten_days_after_the_demand_was_sent():
    rules = SETS["extra_demand_10_days"]
    result = charge(100_000, "2026-04-30", "2026-07-31", rules=rules, demand_sent=date(2026, 5, 20))
    assert [(s.end, str(s.rate_per_year)) for s in result.segments] == [
        (date(2026, 5, 30), "7.3"),
        (date(2026, 7, 31), "14.6"),
    ]
    assert result.total == 3_000  # 600 + 2,480


def test_without_a_demand_the_low_rate_goes_on_and_a_note_says_so():
    result = charge(100_000, "2026-04-30", "2026-07-31", rules=SETS["extra_demand_10_days"])
    assert days_and_rates(result) == [(92, "7.3")]
    assert any("督促状を発した日が入力されていない" in note for note in result.notes)


def test_the_low_rate_may_end_with_the_date_the_demand_designates():
    rules = SETS["extra_until_demand_deadline"]
    result = charge(12_345, "2026-04-30", "2026-06-30", rules=rules, demand_deadline=date(2026, 5, 29))
    assert days_and_rates(result) == [(29, "7.3"), (32, "14.6")]
    assert result.segments[0].base == 12_300
    assert result.total == 71 + 157


def test_the_charge_may_start_after_the_designated_date():
    rules = SETS["extra_per_diem_4_from_deadline"]
    result = charge(10_050, "2026-04-30", "2026-06-30", rules=rules, demand_deadline=date(2026, 5, 29))
    assert (result.segments[0].start, result.segments[0].base) == (date(2026, 5, 30), 10_000)
    assert result.total == 128  # 100円につき日4銭: 100 × 0.04 × 32 日


def test_a_missing_designated_date_is_asked_for():
    with pytest.raises(InvalidInput, match="督促状の指定期限を入力"):
        charge(10_050, "2026-04-30", "2026-06-30", rules=SETS["extra_per_diem_4_from_deadline"])


def test_two_sen_and_four_sen_a_day_give_the_sums_of_the_ordinance():
    rules = SETS["extra_per_diem_2_4"]
    result = charge(50_000, "2024-01-31", "2024-04-10", rules=rules, demand_sent=date(2024, 2, 19))
    low = 500 * 2 * 29 // 100  # 2/1–2/29, うるう日も一日
    high = 500 * 4 * 41 // 100
    assert [segment.amount for segment in result.segments] == [low, high]
    assert result.total == (low + high) // 10 * 10


@pytest.mark.parametrize(
    ("due", "rate"), [("2020-03-31", "5"), ("2020-04-01", "3"), ("2023-07-31", "3"), ("2029-03-30", "3")]
)
def test_a_statutory_rate_is_fixed_by_the_due_date(due, rate):
    result = charge(100_000, due, "2032-03-31", rules=SETS["ordinary_statutory"])
    assert [str(segment.rate_per_year) for segment in result.segments] == [rate]


def test_a_set_that_was_not_checked_against_an_ordinance_says_so():
    result = charge(100_000, "2026-04-30", "2026-07-31", rules=SETS["extra_fixed_1m"])
    assert result.cautions[0].startswith("要確認")


def test_every_set_computes_a_late_claim_and_names_its_article():
    for rules in SETS.values():
        result = charge(
            300_000, "2025-06-30", "2026-06-30", rules=rules,
            demand_sent=date(2025, 7, 18), demand_deadline=date(2025, 7, 28),
        )  # fmt: skip
        assert result.total > 0, rules.code
        assert all(segment.article and segment.label for segment in result.segments), rules.code


def test_segments_of_the_laws_own_rate_may_keep_their_fraction():
    """桑折町: 299円（切捨て）＋997.6円（端数処理しない）＝1,296.6円."""
    rules = replace(TAX, segment_rounding=SegmentRounding.FLOOR_SPECIAL)
    result = charge(86_000, "2003-06-30", "2003-08-29", rules=rules)
    assert result.total_before_rounding == 299 + Fraction(86_000 * 146 * 29, 365_000)
    assert result.total == 1_200


def test_without_rounding_of_segments_only_the_sum_is_rounded():
    rules = own(segment_rounding="none", result_unit=1, result_minimum=0)
    result = charge(250_000, "2017-05-01", "2017-07-10", rules=rules)
    exact = Fraction(250_000 * 27 * 31 + 250_000 * 90 * 39, 365_000)
    assert result.total_before_rounding == exact
    assert result.total == int(exact)


def test_days_of_a_leap_year_may_be_divided_by_366():
    rules = own(scheme="fixed", low_until="none", low="3", high="3", year_days="actual", base_unit=1, result_unit=1)
    result = charge(1_000_000, "2023-12-31", "2024-12-31", rules=rules)
    assert result.segments[0].days == 366
    assert result.total == 30_000


# Part payments, relief, exemption, advanced due dates


def test_a_part_payment_lowers_the_base_from_the_next_day():
    result = charge(100_000, "2025-06-30", "2025-12-29", payments=(Payment(date(2025, 9, 30), 40_500),))
    assert [(s.base, s.end) for s in result.segments] == [
        (100_000, date(2025, 7, 31)),
        (100_000, date(2025, 9, 30)),
        (59_000, date(2025, 12, 29)),
    ]
    assert result.total == sum(s.amount for s in result.segments) // 100 * 100


def test_what_was_paid_by_the_due_date_bears_no_charge():
    early = charge(100_000, "2025-06-30", "2025-12-29", payments=(Payment(date(2025, 6, 30), 40_000),))
    assert {segment.base for segment in early.segments} == {60_000}


def test_part_payments_that_clear_the_principal_end_the_charge():
    claim = LateChargeInput(
        principal=100_000,
        due_date=date(2025, 6, 30),
        as_of=date(2026, 6, 30),
        payments=(Payment(date(2025, 9, 30), 60_000), Payment(date(2025, 10, 31), 40_000)),
    )
    result = late_charge(claim, TAX, RATES)
    assert result.segments[-1].end == date(2025, 10, 31)
    assert result.principal_outstanding == 0
    assert result.charge_outstanding == result.total > 0


def test_a_small_rest_after_a_part_payment_is_still_charged_with_a_caution():
    result = charge(1_000_000, "2024-06-30", "2025-12-29", payments=(Payment(date(2024, 12, 27), 998_500),))
    assert result.segments[-1].base == 1_000
    assert any("残額が2,000円未満" in caution for caution in result.cautions)


def test_charge_first_leaves_more_of_the_principal():
    claim = LateChargeInput(
        principal=100_000,
        due_date=date(2024, 6, 30),
        as_of=date(2025, 12, 29),
        payments=(Payment(date(2025, 6, 30), 50_000),),
    )
    principal_first = late_charge(claim, TAX, RATES)
    charge_first = late_charge(replace(claim, appropriation=Appropriation.CHARGE_FIRST), TAX, RATES)
    accrued = charge(100_000, "2024-06-30", "2025-06-30").total
    assert principal_first.principal_outstanding == 50_000
    assert charge_first.charge_paid == accrued
    assert charge_first.principal_outstanding == 50_000 + accrued
    assert charge_first.total >= principal_first.total


def test_a_rest_too_small_to_accrue_needs_no_later_rates():
    claim = LateChargeInput(
        principal=100_000,
        due_date=date(2025, 6, 30),
        as_of=date(2028, 1, 1),
        payments=(Payment(date(2026, 6, 30), 99_500), Payment(date(2027, 6, 30), 200)),
    )
    result = late_charge(claim, TAX, RATES)
    assert result.segments[-1].end == date(2026, 6, 30)
    assert result.principal_outstanding == 300


def test_what_the_ledger_booked_to_the_charge_leaves_the_principal_alone():
    booked = Payment(date(2025, 6, 30), 50_000, to_charge=8_000)
    claim = LateChargeInput(principal=100_000, due_date=date(2024, 6, 28), as_of=date(2025, 12, 29), payments=(booked,))
    for order in Appropriation:
        result = late_charge(replace(claim, appropriation=order), TAX, RATES)
        assert result.principal_outstanding == 58_000
        assert result.charge_paid == 8_000
        assert result.charge_outstanding == result.total - 8_000


def test_more_than_everything_paid_is_pointed_out():
    claim = LateChargeInput(
        principal=10_000,
        due_date=date(2025, 6, 30),
        as_of=date(2025, 8, 1),
        payments=(Payment(date(2025, 7, 31), 12_000),),
    )
    result = late_charge(claim, TAX, RATES)
    assert result.overpaid == 2_000
    assert any("過誤納" in caution for caution in result.cautions)


def test_a_payment_after_the_last_day_is_left_out_with_a_note():
    claim = LateChargeInput(
        principal=100_000,
        due_date=date(2025, 6, 30),
        as_of=date(2025, 8, 1),
        payments=(Payment(date(2025, 9, 1), 100),),
    )
    assert "含めていません" in late_charge(claim, TAX, RATES).notes[0]


def test_the_relief_rate_applies_to_the_days_of_the_grace():
    """猶予期間は猶予特例の割合（令和7年 0.9%）."""
    grace = Relief(date(2025, 9, 1), date(2025, 11, 30))
    result = charge(1_000_000, "2025-06-30", "2025-12-29", reliefs=(grace,))
    assert days_and_rates(result) == [(31, "2.4"), (31, "8.7"), (91, "0.9"), (29, "8.7")]


def test_a_grace_for_a_disaster_is_free_of_charge():
    grace = Relief(date(2025, 7, 1), date(2025, 12, 29), ReliefKind.FULL)
    result = charge(1_000_000, "2025-06-30", "2025-12-29", reliefs=(grace,))
    assert result.total == 0
    assert {str(segment.rate_per_year) for segment in result.segments} == {"0"}


def test_fixed_rates_are_halved_during_a_grace():
    grace = Relief(date(2026, 6, 1), date(2026, 6, 30))
    result = charge(100_000, "2026-04-30", "2026-06-30", rules=SETS["extra_fixed_1m"], reliefs=(grace,))
    assert days_and_rates(result) == [(31, "7.3"), (30, "7.3")]


def test_half_of_a_period_may_be_exempted():
    half = Relief(date(2025, 8, 1), date(2025, 12, 29), ReliefKind.HALF)
    result = charge(1_000_000, "2025-06-30", "2025-12-29", reliefs=(half,))
    assert str(result.segments[1].rate_per_year) == "4.35"


@pytest.mark.parametrize(("amount", "total"), [(None, 0), (1_000, 1_900), (999_999, 0)])
def test_an_amount_or_all_of_the_charge_may_be_exempted(amount, total):
    result = charge(250_000, "2017-05-01", "2017-07-10", exemption=Exemption(amount))
    assert result.assessed == 2_900
    assert result.total == total
    assert result.exempted == 2_900 - total


def test_an_advanced_due_date_moves_the_start():
    """繰上徴収: 変更した納期限の翌日から."""
    result = charge(250_000, "2017-07-31", "2017-07-10", advanced_due_date=date(2017, 5, 1))
    assert result.total == 2_900


def test_a_forecast_shows_the_charge_for_each_day_asked():
    claim = LateChargeInput(principal=250_000, due_date=date(2017, 5, 1))
    forecast = late_charge_forecast(claim, TAX, RATES, on=[date(2017, 5, 1), date(2017, 7, 10), date(2017, 8, 31)])
    assert [result.total for result in forecast][:2] == [0, 2_900]
    assert forecast[2].total > 2_900


# What is true of all

CLAIMS = st.builds(
    LateChargeInput,
    principal=st.integers(2_000, 5_000_000),
    due_date=st.dates(date(1999, 1, 1), date(2025, 12, 31)),
    paid=st.dates(date(2026, 1, 1), date(2026, 12, 30)),
)
UNROUNDED = replace(TAX, result_unit=1, result_minimum=0)


def formula(claim):
    """Σ floor(base × rate10 × days ÷ 365000), day by day: slow, short and independent of the engine."""
    base = claim.principal // 1000 * 1000
    runs = []
    day = claim.due_date + timedelta(days=1)
    start = day
    month = start.month % 12 + 1
    year = start.year + (start.month == 12)
    try:
        low_last = date(year, month, start.day) - timedelta(days=1)
    except ValueError:
        low_last = date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)
    while day <= claim.paid:
        row = RATES.row_on(day)
        low = day <= low_last
        rate = row.low(UNROUNDED.rate_scheme) if low else row.high(UNROUNDED.rate_scheme)
        special = rate != (UNROUNDED.low if low else UNROUNDED.high)
        if runs and runs[-1][:3] == [low, rate, special]:
            runs[-1][3] += 1
        else:
            runs.append([low, rate, special, 1])
        day += timedelta(days=1)
    total = sum(base * int(rate * 10) * days // 365_000 for _, rate, _, days in runs)
    return 0 if total < 1000 else total // 100 * 100


@given(CLAIMS)
def test_the_engine_equals_the_day_by_day_formula(claim):
    assert late_charge(claim, TAX, RATES).total == formula(claim)


@given(CLAIMS)
def test_segments_cover_every_late_day_once(claim):
    result = late_charge(claim, TAX, RATES)
    assert result.segments[0].start == claim.due_date + timedelta(days=1)
    assert result.segments[-1].end == claim.paid
    for earlier, later in pairwise(result.segments):
        assert later.start == earlier.end + timedelta(days=1)
    assert sum(segment.days for segment in result.segments) == (claim.paid - claim.due_date).days == result.days


@given(CLAIMS, st.integers(0, 300), st.integers(0, 10_000))
def test_the_charge_grows_with_days_and_with_the_principal(claim, fewer_days, more):
    earlier = replace(claim, paid=max(date(2026, 1, 1), claim.paid - timedelta(days=fewer_days)))
    larger = replace(claim, principal=claim.principal + more)
    result = late_charge(claim, TAX, RATES).total
    assert late_charge(earlier, TAX, RATES).total <= result <= late_charge(larger, TAX, RATES).total


@given(st.integers(2_000, 5_000_000), st.integers(1, 1400), st.integers(1, 1400))
def test_a_year_boundary_between_equal_rates_changes_nothing(principal, first_days, more_days):
    """令和4–7年は同率: 一つの期間として計算した額と、区切らない式が一致する."""
    due, rules = date(2021, 12, 31), replace(UNROUNDED, low_until=LowUntil.NONE)
    paid = min(due + timedelta(days=first_days + more_days), date(2025, 12, 31))
    result = late_charge(LateChargeInput(principal=principal, due_date=due, paid=paid), rules, RATES)
    assert len(result.segments) == 1
    assert result.total == principal // 1000 * 1000 * 87 * (paid - due).days // 365_000


@given(CLAIMS, st.dates(date(1999, 1, 1), date(2026, 12, 31)), st.integers(1, 2_000_000))
def test_a_part_payment_never_raises_the_charge_and_money_is_conserved(claim, day, amount):
    claim = replace(claim, paid=None, as_of=claim.paid)
    with_payment = replace(claim, payments=(Payment(day, amount),))
    plain, reduced = late_charge(claim, UNROUNDED, RATES), late_charge(with_payment, UNROUNDED, RATES)
    assert reduced.total <= plain.total + 2, "切捨ての区切りが増えても増額しない"
    if day <= claim.as_of:
        assert reduced.principal_outstanding + min(amount, claim.principal) == claim.principal


@given(CLAIMS, st.dates(date(2020, 1, 1), date(2026, 6, 30)), st.integers(0, 400), st.sampled_from(list(ReliefKind)))
def test_relief_never_raises_the_charge(claim, first, length, kind):
    relief = Relief(first, first + timedelta(days=length), kind)
    relieved = late_charge(replace(claim, reliefs=(relief,)), UNROUNDED, RATES)
    assert relieved.total <= late_charge(claim, UNROUNDED, RATES).total + 2


def test_the_parameters_are_named_as_the_tables_name_them():
    assert {kind.value for kind in RateKind} == {"linked", "fixed", "per_diem", "statutory"}
    assert {start.value for start in Start} == {"due_date", "demand_deadline"}
    assert {days.value for days in YearDays} == {"365", "actual"}
