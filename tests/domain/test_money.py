"""Amounts: reading what people type, writing, rounding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import format_daiji, format_kanji
from portal.domain.money import format_yen, parse_yen, round_down

AMOUNTS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    "text",
    [
        "12000", "12,000", "12,000円", "１２，０００円", "¥12,000", "￥12,000", "金12,000円也", "金12,000円", " 12 000 ",
        "1万2千円", "1万2,000円", "一万二千円", "壱万弐千円", "金壱萬弐阡円也", "12000.0", "12,000.00",
    ],
)  # fmt: skip
def test_one_amount_is_read_in_every_way_of_writing_it(text):
    assert parse_yen(text) == 12_000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "空です"),
        ("円", "読み取れません"),
        ("-5", "負の数"),
        ("▲1,000", "負の数"),
        ("△1,000円", "負の数"),
        ("−100", "負の数"),
        ("12.5", "1円未満"),
        ("1,23", "桁区切り"),
        ("1,2345", "桁区切り"),
        ("12a", "読み取れません"),
        ("=1+1", "読み取れません"),
        ("1e5", "読み取れません"),
        ("9" * 20, "大きすぎます"),
        ("9" * 5000, "長すぎます"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(text, says):
    with pytest.raises(InvalidInput) as refusal:
        parse_yen(text, field="元金")
    assert says in refusal.value.sentence
    assert refusal.value.sentence.startswith("『元金』：")
    assert refusal.value.field == "元金"


def test_zero_may_be_refused():
    assert parse_yen("0") == 0
    with pytest.raises(InvalidInput, match="0円"):
        parse_yen("0円", allow_zero=False)


@given(AMOUNTS)
def test_amounts_written_are_read_back(amount):
    for text in (format_yen(amount), str(amount), format_kanji(amount) + "円", format_daiji(amount) + "円"):
        assert parse_yen(text) == amount


def test_negative_amounts_are_shown_with_a_triangle():
    assert format_yen(-1_200) == "△1,200円"


@given(AMOUNTS, st.sampled_from([1, 10, 100, 1000]))
def test_rounding_down_takes_less_than_one_unit(amount, unit):
    assert 0 <= amount - round_down(amount, unit) < unit
    assert round_down(amount, unit) % unit == 0


@given(st.text(max_size=15))
def test_any_text_gives_an_amount_or_a_sentence(text):
    try:
        assert parse_yen(text) >= 0
    except InvalidInput as refusal:
        assert refusal.sentence.endswith("。")
