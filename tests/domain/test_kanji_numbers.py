"""漢数字 and 大字, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import LIMIT, format_daiji, format_kanji, format_kanji_digits, parse_kanji

NUMBERS = st.integers(0, LIMIT - 1)


@pytest.mark.parametrize(
    ("number", "kanji", "daiji"),
    [
        (0, "〇", "零"),
        (1, "一", "壱"),
        (10, "十", "壱拾"),
        (11, "十一", "壱拾壱"),
        (100, "百", "壱百"),
        (1_200, "千二百", "壱千弐百"),
        (12_345, "一万二千三百四十五", "壱万弐千参百四拾五"),
        (110_000, "十一万", "壱拾壱万"),
        (10_000_000, "一千万", "壱千万"),
        (100_000_001, "一億一", "壱億壱"),
        (5 * 10**12, "五兆", "五兆"),
    ],
)
def test_numbers_are_written_as_documents_have_them(number, kanji, daiji):
    assert format_kanji(number) == kanji
    assert format_daiji(number) == daiji


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二〇二六", 2026),
        ("一二三", 123),
        ("千万", 10_000_000),
        ("百万", 1_000_000),
        ("1万2千", 12_000),
        ("3億5,000万", 350_000_000),
        ("３千５百", 3_500),
        ("壱阡弐佰参拾", 1_230),
        ("弐拾萬", 200_000),
        ("二百三十一", 231),
    ],
)
def test_other_ways_of_writing_are_read(text, number):
    assert parse_kanji(text) == number


@pytest.mark.parametrize(
    "text", ["", "十百", "二十三十", "万", "億万", "一万二万", "一千千", "あ", "12345万", "一万十百", "九" * 5000]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidInput):
        parse_kanji(text)


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_numbers_out_of_range_are_refused(number):
    for write in (format_kanji, format_daiji, format_kanji_digits):
        with pytest.raises(InvalidInput):
            write(number)


@given(NUMBERS)
def test_every_number_survives_the_round_trip(number):
    assert parse_kanji(format_kanji(number)) == number
    assert parse_kanji(format_daiji(number)) == number
    assert parse_kanji(format_kanji_digits(number)) == number
