"""申立手数料 against 民事訴訟費用等に関する法律 別表第一・第二 and the courts' quick table."""

from __future__ import annotations

import json
from datetime import date
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.court_fees import court_fee, fee_after_objection, procedures
from portal.domain.errors import InvalidInput

OLD, NEW = date(2026, 5, 20), date(2026, 5, 21)

# value → fee of a lawsuit before 2026-05-21 (https://jibundesaiban.com/?page_id=3792 and 別表第一)
QUICK_TABLE = [
    (1, 1_000), (100_000, 1_000), (100_001, 2_000), (1_000_000, 10_000), (1_000_001, 11_000), (1_200_000, 11_000),
    (3_000_000, 20_000), (5_000_000, 30_000), (5_500_000, 32_000), (10_000_000, 50_000), (11_000_000, 53_000),
    (1_000_000_000, 3_020_000), (5_000_000_000, 11_020_000), (5_010_000_000, 11_030_000),
]  # fmt: skip


@pytest.mark.parametrize(("value", "fee"), QUICK_TABLE)
def test_lawsuit_follows_the_quick_table_and_a_payment_order_costs_half(value: int, fee: int) -> None:
    assert court_fee("lawsuit", value=value, on=OLD).total == fee
    assert court_fee("payment_order", value=value, on=OLD).total == fee // 2
    assert court_fee("appeal", value=value, on=OLD).total == fee * 3 // 2


@pytest.mark.parametrize(
    ("procedure", "filing", "defendants", "expected"),
    [
        ("lawsuit", "paper", 1, 10_000 + 2_500),
        ("lawsuit", "online", 1, 10_000 + 1_400),
        ("lawsuit", "online", 3, 10_000 + 1_400 + 4_000),
        ("appeal", "paper", 1, 15_000 + 1_900),
        ("appeal", "online", 1, 15_000 + 800),
        ("final_appeal", "online", 1, 20_000 + 1_100),
        ("payment_order", "paper", 1, 5_000 + 2_700),
        ("payment_order", "online", 1, 5_000 + 2_500),
        ("settlement", "paper", 1, 2_700),
        ("settlement", "online", 1, 2_400),
        ("conciliation", "paper", 1, 5_000),
        ("claim_seizure", "paper", 1, 4_000),
        ("property_disclosure", "paper", 1, 2_000),
        ("information_acquisition", "paper", 1, 1_000),
        ("provisional_attachment", "paper", 1, 2_000),
        ("bankruptcy", "paper", 1, 20_000),
    ],
)  # 別表第一・第二 (2026-05-21施行) for a value of 1,000,000 yen
def test_fee_of_one_million_from_2026_05_21(
    procedure: str, filing: Literal["paper", "online"], defendants: int, expected: int
) -> None:
    fee = court_fee(procedure, value=1_000_000, on=NEW, filing=filing, defendants=defendants)
    assert fee.total == expected
    assert fee.total == sum(line.amount for line in fee.lines)


def test_before_the_change_neither_flat_part_nor_defendants_count() -> None:
    assert court_fee("lawsuit", value=1_000_000, on=OLD, filing="online", defendants=3).total == 10_000
    assert court_fee("settlement", on=OLD).total == 2_000


def test_conciliation_above_ten_million_is_not_half_of_a_lawsuit() -> None:
    assert court_fee("conciliation", value=11_000_000, on=NEW).total == 5_000 + 10_000 + 10_000 + 1_200


def test_small_claim_is_limited_to_600_000() -> None:
    assert court_fee("small_claim", value=600_000, on=NEW).total == 6_000 + 2_500
    with pytest.raises(InvalidInput, match="600,000円以下"):
        court_fee("small_claim", value=600_001, on=NEW)


@pytest.mark.parametrize(
    "call",
    [
        lambda: court_fee("lawsuit", value=0, on=NEW),
        lambda: court_fee("lawsuit", value=-5, on=NEW),
        lambda: court_fee("lawsuit", value=1, on=NEW, defendants=0),
        lambda: court_fee("divorce", value=1, on=NEW),
        lambda: court_fee("lawsuit", value=1, on=date(1990, 1, 1)),
        lambda: court_fee("lawsuit", value=1, on=NEW, filing="fax"),  # type: ignore[arg-type]
    ],
)
def test_impossible_input_is_a_sentence(call: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        call()  # type: ignore[operator]
    assert refused.value.sentence.endswith("。")


@settings(deadline=None)
@given(st.integers(1, 10**11), st.integers(0, 10**7), st.sampled_from([OLD, NEW]))
def test_fee_never_falls_as_the_value_rises(value: int, more: int, on: date) -> None:
    for procedure in ("lawsuit", "payment_order", "conciliation", "appeal"):
        assert court_fee(procedure, value=value, on=on).total <= court_fee(procedure, value=value + more, on=on).total


def test_every_procedure_has_a_fee_on_both_sides_of_the_change_and_is_json() -> None:
    for procedure in procedures():
        for on in (OLD, NEW):
            assert json.dumps(court_fee(procedure, value=500_000, on=on).to_dict(), ensure_ascii=False)


def test_an_objection_leaves_the_lawsuits_fee_less_the_scale_part_already_paid() -> None:
    """民訴費用法3条3項: 別表第二の11の項イに掲げる額を超えない部分に限って控除する。"""
    assert fee_after_objection(1_000_000, on=OLD).total == 5_000
    assert fee_after_objection(1_000_000, on=NEW).total == 10_000 + 2_500 - 5_000
    assert fee_after_objection(1_000_000, on=NEW, filing="online", defendants=2).total == 10_000 + 1_400 + 2_000 - 5_000


def steps(value: int, *, conciliation: bool = False) -> int:
    """別表第一の1の項・14の項, walked: one unit of the value after another, 「までごとに」."""
    brackets = [(10**6, 10**5, 1000, 500), (5 * 10**6, 2 * 10**5, 1000, 500), (10**7, 5 * 10**5, 2000, 1000),
                (10**9, 10**6, 3000, 1200), (5 * 10**9, 5 * 10**6, 10_000, 4000), (10**12, 10**7, 10_000, 4000)]  # fmt: skip
    fee, reached = 0, 0
    while reached < value:
        top, unit, plain, mild = next(row for row in brackets if reached < row[0])
        reached = min(reached + unit, top)
        fee += mild if conciliation else plain
    return fee


@given(st.integers(1, 60_000_000) | st.sampled_from([10**6, 10**6 + 1, 5 * 10**6, 10**7, 10**7 + 1, 10**9 + 1]))
def test_the_fee_equals_a_walk_unit_by_unit(value: int) -> None:
    for on, flat in ((OLD, (0, 0, 0)), (NEW, (2500, 1900, 2700))):
        assert court_fee("lawsuit", on=on, value=value).total == steps(value) + flat[0]
        assert court_fee("appeal", on=on, value=value).total == steps(value) * 3 // 2 + flat[1]
        assert court_fee("payment_order", on=on, value=value).total == steps(value) // 2 + flat[2]
        assert court_fee("conciliation", on=on, value=value).total == steps(value, conciliation=True)


# 民訴費用法 別表第一・第二（2026-05-21施行の条文）。別表第一の8の項の改正前の額だけは知識による（要確認）。
FIXED = [
    # procedure, before, paper, online from 2026-05-21
    ("settlement", 2000, 2700, 2400), ("retrial", 2000, 3200, 2100), ("retrial_district", 4000, 5200, 4100),
    ("claim_seizure", 4000, 4000, 4000), ("property_disclosure", 2000, 2000, 2000),
    ("information_acquisition", 1000, 1000, 1000), ("provisional_attachment", 2000, 2000, 2000),
    ("bankruptcy", 20_000, 20_000, 20_000),
]  # fmt: skip


@pytest.mark.parametrize(("procedure", "before", "paper", "online"), FIXED)
def test_fees_that_do_not_depend_on_the_value(procedure: str, before: int, paper: int, online: int) -> None:
    assert court_fee(procedure, on=date(2026, 5, 20)).total == before
    assert court_fee(procedure, on=date(2026, 5, 21)).total == paper
    assert court_fee(procedure, on=date(2026, 5, 21), filing="online").total == online


def test_the_amount_of_a_retrial_before_the_change_is_to_be_checked() -> None:
    assert court_fee("retrial", on=OLD).cautions[0].startswith("要確認")
    assert court_fee("retrial", on=NEW).cautions == ()
