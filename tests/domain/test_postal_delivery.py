"""配達記録: the words of the post, and numbers that Excel spoils."""

from __future__ import annotations

import pytest

from portal.domain.errors import InvalidInput
from portal.domain.postal_delivery import (
    check_digit_fits,
    delivery_outcome,
    shown_tracking_number,
    tracking_number,
)


@pytest.mark.parametrize(
    ("words", "kind", "reason"),
    [
        ("お届け先にお届け済み", "delivered", ""),
        ("配達完了", "delivered", ""),
        ("配達済み", "delivered", ""),
        ("窓口でお渡し", "delivered", ""),
        ("ﾄﾄﾞｹ済み　配達", "delivered", ""),
        ("配達完了（転送先）", "delivered", ""),
        ("返送", "returned", "その他"),
        ("差出人に返送済み", "returned", "その他"),
        ("差出人に返送済み（配達完了）", "returned", "その他"),
        ("あて所に尋ねあたりません", "returned", "あて所に尋ねあたらず"),
        ("宛所不明", "returned", "あて所に尋ねあたらず"),
        ("転居先不明で返戻", "returned", "転居先不明"),
        ("保管期間経過のため返送", "returned", "保管期間経過"),
        ("受取辞退", "returned", "受取拒否"),
        ("配達不能", "returned", "その他"),
        ("ご不在のため持ち戻り", "underway", ""),
        ("保管", "underway", ""),
        ("引受", "underway", ""),
        ("転送", "underway", ""),
        ("転居先に配達", "delivered", ""),
        ("保管期間延長のため保管", "underway", ""),
        ("配達中", "underway", ""),
    ],
)
def test_the_words_of_the_post_mean_delivered_returned_or_underway(words, kind, reason):
    found = delivery_outcome(words)
    assert (found.kind.value, found.reason, found.words) == (kind, reason, words)


@pytest.mark.parametrize("words", ["", "○", "未配達", "配達できず", "不着", "でたらめ"])
def test_words_nobody_knows_are_refused_with_examples(words):
    with pytest.raises(InvalidInput, match="お届け済み"):
        delivery_outcome(words)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123-45-67890-1", "12345678901"),
        ("１２３－４５－６７８９０－１", "12345678901"),
        ("4055 4842 4886", "405548424886"),
        ("", ""),
    ],
)
def test_a_number_is_read_with_or_without_hyphens(text, digits):
    assert tracking_number(text) == digits


@pytest.mark.parametrize(
    ("text", "word"), [("1.23457E+11", "丸めた"), ("12345", "11桁か12桁"), ("番号なし", "11桁か12桁")]
)
def test_a_number_that_is_none_is_refused(text, word):
    with pytest.raises(InvalidInput, match=word):
        tracking_number(text)


def test_the_check_digit_is_the_rest_by_seven():
    assert check_digit_fits("405548424886")
    assert not check_digit_fits("405548424887")


def test_a_number_is_shown_as_on_the_receipt():
    assert shown_tracking_number("12345678901") == "123-45-67890-1"
    assert shown_tracking_number("405548424886") == "4055-4842-4886"
