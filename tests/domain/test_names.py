"""Names: folded for comparison, never for printing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.names import (
    fold_header,
    fold_kana,
    fold_name,
    is_organisation,
    parse_kana,
    same_name,
    with_honorific,
    zengin_kana,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋　太郎", "高橋太郎"),
        ("渡邊 花子", "渡辺花子"),
        ("渡邉花子", "渡辺 花子"),
        ("齋藤", "斉藤"),
        ("山﨑", "山崎"),
        ("葛󠄀城", "葛城"),
        ("𠮷野", "吉野"),
        ("濵田", "浜田"),
        ("澤田", "沢田"),
        ("ＡＢＣ", "abc"),
        ("ﾊﾅｺ", "ハナコ"),
    ],
)
def test_variants_of_a_name_are_the_same(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("高橋", "高樹"), ("", ""), ("佐藤", "佐籐太"), ("土田", "士田")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text("高髙橋渡邊辺邉齋藤花子 　ａAbｱガ𠮷\U000e0100"))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@pytest.mark.parametrize("text", ["はなこ", "ﾊﾅｺ", "ハナ コ", "ハナコ", "は　な　こ"])
def test_kana_folds_to_full_width_katakana(text: str) -> None:
    assert fold_kana(text) == "ハナコ"


@pytest.mark.parametrize(
    ("text", "expected"), [("かくう はなこ", "カクウ　ハナコ"), ("ｶｸｳ ﾊﾅｺ", "カクウ　ハナコ"), ("カーター", "カーター")]
)
def test_kana_is_read_strictly(text: str, expected: str) -> None:
    assert parse_kana(text) == expected


@pytest.mark.parametrize("text", ["架空", "架空はなこ", "♪"])
def test_kanji_are_no_kana(text: str) -> None:
    with pytest.raises(InvalidInput, match=f"『{text}』はカナではありません"):
        parse_kana(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("がっこう", "ｶﾞﾂｺｳ"),
        ("キョウト", "ｷﾖｳﾄ"),
        ("パーク", "ﾊﾟ-ｸ"),
        ("ヴィラ", "ｳﾞｲﾗ"),
        ("カ）カクウ", "ｶ)ｶｸｳ"),
        ("ヲ", "ｦ"),
    ],
)
def test_banks_get_half_width_kana_without_small_letters(text: str, expected: str) -> None:
    assert zengin_kana(text) == expected


def test_banks_get_no_kanji() -> None:
    with pytest.raises(InvalidInput, match="銀行のデータで使えない"):
        zengin_kana("架空")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("架空 花子", "架空 花子　様"),
        ("株式会社架空", "株式会社架空　御中"),
        ("㈱架空", "㈱架空　御中"),
        ("架空マンション管理組合", "架空マンション管理組合　御中"),
        ("架空銀行　本店", "架空銀行　本店　御中"),
        ("架空 花子　様", "架空 花子　様"),
        ("架空法律事務所　御中", "架空法律事務所　御中"),
        ("  ", ""),
    ],
)
def test_the_honorific_fits_the_addressee_and_is_never_doubled(name: str, expected: str) -> None:
    assert with_honorific(name) == expected


def test_the_caller_may_decide_who_is_an_organisation() -> None:
    assert with_honorific("架空", organisation=True) == "架空　御中"
    assert not is_organisation("銀治 太郎")


@pytest.mark.parametrize(
    ("one", "other"),
    [("納期限", "納 期 限"), ("氏名（漢字）", "氏名"), ("ＴＥＬ", "tel"), ("※金額", "金額"), ("金額(円)", "金額")],
)
def test_headings_are_compared_leniently(one: str, other: str) -> None:
    assert fold_header(one) == fold_header(other)


def test_what_brackets_hold_counts_when_asked() -> None:
    assert fold_header("金額（元金）", keep_brackets=True) != fold_header("金額（延滞金）", keep_brackets=True)
