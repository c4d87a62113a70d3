"""差押可能額 against published examples and the text of both laws."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.garnishment import (
    Deductions,
    Pay,
    civil_retirement,
    civil_salary,
    tax_bonus,
    tax_retirement,
    tax_salaries,
    tax_salary,
)

EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "garnishment_examples.json").read_text(encoding="utf-8")
)
DAY = date(2025, 6, 1)
yen = st.integers(min_value=0, max_value=5_000_000)


@pytest.mark.parametrize("case", [c for c in EXAMPLES if c["law"] == "国税徴収法76"], ids=lambda c: c["url"])
def test_published_tax_example_matches_line_by_line(case: dict[str, Any]) -> None:
    taken = Deductions(case["income_tax"], case["resident_tax"], case["social_insurance"])
    result = tax_salary(case["gross"], taken, dependents=case["dependents"], on=date(2019, 2, 20))
    stated = case["stated"]
    assert [line.amount for line in result.lines] == [stated[f"item{n}"] for n in range(1, 6)]
    assert result.line("5号").raw == stated["item5_raw"]
    assert (result.prohibited, result.seizable) == (case["expected_prohibited"], case["expected_seizable"])


@pytest.mark.parametrize("case", [c for c in EXAMPLES if c["law"] == "民事執行法152"], ids=lambda c: c["url"])
def test_published_civil_example_matches(case: dict[str, Any]) -> None:
    result = civil_salary(case["net"], on=DAY)
    assert (result.prohibited, result.seizable) == (case["expected_prohibited"], case["expected_seizable"])


def test_a_quarter_may_be_attached_up_to_440_000_and_all_above_330_000_beyond() -> None:
    assert civil_salary(440_000, on=DAY).seizable == 110_000
    assert civil_salary(440_001, on=DAY).seizable == 110_001
    assert civil_salary(3, on=DAY).seizable == 0


def test_civil_retirement_has_no_cap() -> None:
    assert civil_retirement(10_000_000, on=DAY).seizable == 2_500_000


def test_item_5_stops_at_twice_item_4() -> None:
    result = tax_salary(3_000_000, Deductions(), dependents=0, on=DAY)
    assert result.line("5号").amount == 200_000
    assert result.seizable == 2_700_000


def test_bonus_takes_one_month_of_item_4() -> None:
    result = tax_bonus(600_000, Deductions(30_001, 0, 80_999), dependents=1, on=DAY)
    assert [line.amount for line in result.lines] == [31_000, 0, 81_000, 145_000, 69_000]
    assert result.seizable == 274_000


def test_retirement_adds_a_fifth_of_item_3_for_each_year_above_five() -> None:
    result = tax_retirement(5_000_000, Deductions(100_000, 50_000), dependents=1, service_years=10, on=DAY)
    assert result.line("3号").amount == 435_000
    assert result.line("4号").amount == 435_000
    assert result.seizable == 5_000_000 - 100_000 - 50_000 - 435_000 - 435_000


def test_a_period_of_two_months_doubles_item_4_and_below_a_month_rounds_to_100() -> None:
    assert tax_salary(900_000, Deductions(), dependents=0, on=DAY, months=2).line("4号").amount == 200_000
    short = tax_salary(50_050, Deductions(1_234), dependents=0, on=DAY, days=10)
    assert short.pay_counted == 50_000
    assert short.line("1号").amount == 1_300
    assert short.line("4号").amount == 33_400


def test_pay_below_the_limit_leaves_nothing_to_attach() -> None:
    assert tax_salary(90_000, Deductions(), dependents=3, on=DAY).seizable == 0


def test_amounts_after_2025_ask_to_be_checked() -> None:
    assert any("施行令34条" in text for text in tax_salary(1, Deductions(), dependents=0, on=date(2026, 5, 1)).cautions)


@pytest.mark.parametrize("bad", ["gross", "dependents", "period"])
def test_impossible_input_is_a_sentence(bad: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        if bad == "gross":
            tax_salary(-1, Deductions(), dependents=0, on=DAY)
        elif bad == "dependents":
            tax_salary(1, Deductions(), dependents=-1, on=DAY)
        else:
            civil_salary(1, on=DAY, pay_period="yearly")
    assert refused.value.sentence.endswith("。")
    with pytest.raises(InvalidInput):
        Deductions(income_tax=-1)
    with pytest.raises(InvalidInput):
        tax_salary(1, Deductions(), dependents=0, on=date(1999, 1, 1))


@settings(deadline=None)
@given(yen, yen, yen, st.integers(0, 10))
def test_tax_limit_is_never_above_the_pay_and_a_dependent_never_raises_it(
    gross: int, tax: int, insurance: int, dependents: int
) -> None:
    taken = Deductions(tax, 0, insurance)
    result = tax_salary(gross, taken, dependents=dependents, on=DAY)
    assert 0 <= result.seizable <= gross
    assert tax_salary(gross, taken, dependents=dependents + 1, on=DAY).seizable <= result.seizable


@settings(deadline=None)
@given(yen)
def test_civil_parts_add_up_to_the_pay(net: int) -> None:
    result = civil_salary(net, on=DAY)
    assert result.prohibited + result.seizable == net
    assert json.loads(json.dumps(result.to_dict()))["seizable"] == result.seizable


# 国税徴収法76条1項後段「同一の期間につき二以上の給料等の支払を受けるときは、その合計額につき、第四号又は第五号に掲げる
# 金額に係る限度を計算する」。甲社は中野市の計算書と同じ端数処理の公表例（garnishment_examples.json の1件目）、乙社を加えて手計算。
KO = Pay(282_078, Deductions(4_280, 4_700, 47_680), "甲社")
OTSU = Pay(100_900, Deductions(), "乙社")


def test_several_payers_share_items_4_and_5_of_the_sum() -> None:
    result = tax_salaries([KO, OTSU], dependents=2, on=DAY)
    assert result.pay_counted == 282_000 + 100_000
    assert result.line("4号").amount == 190_000
    assert result.line("5号").raw == (382_000 - 58_000 - 190_000) * 20 // 100  # 134,000円×20％
    assert result.line("5号").amount == 27_000
    assert (result.prohibited, result.seizable) == (275_000, 107_000)
    assert [(share.label, share.own, share.seizable, share.most) for share in result.split] == [
        ("甲社", 58_000, 73_976, 107_000),  # 107,000×224,000／324,000＝73,975円、端数の1円をこちらへ
        ("乙社", 0, 33_024, 100_000),
    ]
    assert any("76条1項後段" in note for note in result.notes)
    assert any(text.startswith("要確認") and "按分" in text for text in result.cautions)


def test_one_payer_alone_gives_what_it_always_gave() -> None:
    alone = tax_salaries([KO], dependents=2, on=DAY)
    assert alone == tax_salary(282_078, KO.deductions, dependents=2, on=DAY)
    assert alone.split == ()


def test_a_payer_whose_deductions_exceed_the_pay_bears_no_part() -> None:
    result = tax_salaries([Pay(400_000, Deductions()), Pay(10_000, Deductions(social_insurance=30_000))],
                          dependents=0, on=DAY)  # fmt: skip
    assert [share.label for share in result.split] == ["支払者1", "支払者2"]
    assert result.split[1].seizable == result.split[1].most == 0
    assert result.split[0].seizable == result.seizable == 410_000 - 30_000 - 100_000 - 56_000


pays = st.builds(
    Pay, st.integers(0, 900_000), st.builds(Deductions, *[st.integers(0, 60_000)] * 3), st.sampled_from(["", "甲社"])
)


@given(st.lists(pays, min_size=2, max_size=5), st.integers(0, 6), st.randoms())
def test_the_split_adds_up_and_the_order_of_payers_does_not_matter(
    several: list[Pay], dependents: int, dice: object
) -> None:
    result = tax_salaries(several, dependents=dependents, on=DAY)
    assert sum(share.seizable for share in result.split) == result.seizable
    assert all(0 <= share.seizable <= share.most <= share.pay_counted for share in result.split)
    assert all(share.seizable + share.shared == max(0, share.pay_counted - share.own) for share in result.split)
    shuffled = list(several)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tax_salaries(shuffled, dependents=dependents, on=DAY).seizable == result.seizable


@given(st.lists(pays, min_size=2, max_size=4), st.integers(0, 6))
def test_together_never_less_may_be_attached_than_each_pay_alone_allows(several: list[Pay], dependents: int) -> None:
    """合算すると4号・5号の限度は一つだけになるので、支払者ごとに限度を認めるより差押可能額は小さくならない。"""
    alone = sum(
        tax_salary(pay.gross, pay.deductions, dependents=dependents, on=DAY).seizable
        for pay in several
        if pay.gross // 1000 * 1000 >= sum(-(-held // 1000) * 1000 for held in vars(pay.deductions).values())
    )
    covered = [
        pay for pay in several
        if pay.gross // 1000 * 1000 >= sum(-(-held // 1000) * 1000 for held in vars(pay.deductions).values())
    ]  # fmt: skip
    if covered:
        assert tax_salaries(covered, dependents=dependents, on=DAY).seizable >= alone
