"""Era dates: the days eras begin, 元年, round trips, refusals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.wareki import ERAS, Wareki, format_wareki, format_wareki_short

DAYS = st.dates(ERAS[0].first_day, date(2117, 12, 31))


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 4, 1), "令和8年4月1日", "R8.4.1"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1912, 7, 30), "大正元年7月30日", "T1.7.30"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29"),
        (date(1868, 1, 25), "明治元年1月25日", "M1.1.25"),
    ],
)
def test_eras_begin_on_their_first_day(day, long, short):
    assert format_wareki(day) == long
    assert format_wareki_short(day) == short


@given(DAYS)
def test_every_day_survives_the_round_trip(day):
    era_date = Wareki.of(day)
    assert era_date.to_date() == day
    assert Wareki.of(era_date.to_date()) == era_date


@given(DAYS)
def test_the_next_day_is_the_next_day_in_the_same_era_or_the_first_of_a_new_one(day):
    today, tomorrow = Wareki.of(day), Wareki.of(day + timedelta(days=1))
    if today.era != tomorrow.era:
        assert tomorrow.year == 1
        assert tomorrow.to_date() in {era.first_day for era in ERAS}
    else:
        assert (tomorrow.year, tomorrow.month, tomorrow.day) > (today.year, today.month, today.day)


@pytest.mark.parametrize(
    ("era_date", "says"),
    [
        (Wareki("平成", 31, 5, 1), "令和元年5月1日"),
        (Wareki("昭和", 64, 1, 8), "平成元年1月8日"),
        (Wareki("令和", 1, 4, 30), "平成31年4月30日"),
        (Wareki("平成", 32, 3, 31), "令和2年3月31日"),
        (Wareki("令和", 8, 2, 30), "存在しない"),
        (Wareki("令和", 8, 13, 1), "存在しない"),
        (Wareki("令和", 0, 1, 1), "元年"),
        (Wareki("明治", 1, 1, 24), "日付を確かめて"),
        (Wareki("令化", 8, 1, 1), "元号はありません"),
        (Wareki("令和", 99999, 1, 1), "存在しない"),
    ],
)
def test_a_date_outside_its_era_is_refused_and_the_right_one_named(era_date, says):
    with pytest.raises(InvalidInput) as refusal:
        era_date.to_date()
    assert says in refusal.value.sentence


def test_days_before_meiji_have_no_era():
    with pytest.raises(InvalidInput, match="明治元年より前"):
        Wareki.of(date(1868, 1, 24))
