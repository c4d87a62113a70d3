"""Reading dates: every way of writing one, and nothing that is not one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.dates import WEEKDAYS, parse_date
from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import format_kanji, format_kanji_digits
from portal.domain.wareki import Wareki, format_wareki, format_wareki_short

FIRST_OF_APRIL = date(2026, 4, 1)
DAYS = st.dates(date(1868, 1, 25), date(2117, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "令和8年4月1日", "R8.4.1", "r8.4.1", "R08.04.01", "R8/4/1", "R8-4-1", "令8.4.1", "令和8.4.1", "令和08年04月01日",
        "2026-04-01", "2026/4/1", "2026.4.1", "2026年4月1日", "西暦2026年4月1日", "20260401", "R080401",
        "令和８年４月１日", "Ｒ８．４．１", "２０２６／０４／０１", "令和 8 年 4 月 1 日", "　令和8年4月1日　",
        "令和八年四月一日", "二〇二六年四月一日", "令和八年4月1日", "㋿8年4月1日",
        "令和8年4月1日（水）", "2026/4/1(水)", "令和8年4月1日水曜日", "2026-04-01 00:00:00", "2026-04-01T00:00:00", "2026/4/1 0:00",
        "2026‐04‐01", "2026−4−1",
    ],
)  # fmt: skip
def test_one_day_is_read_in_every_way_of_writing_it(text):
    assert parse_date(text) == FIRST_OF_APRIL


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S63.12.31", date(1988, 12, 31)),
        ("大正十五年十二月二十四日", date(1926, 12, 24)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("令和六年二月二十九日", date(2024, 2, 29)),
        ("平成参拾壱年四月参拾日", date(2019, 4, 30)),
        ("平成三一年四月三〇日", date(2019, 4, 30)),
    ],
)
def test_era_dates_of_all_kinds_are_read(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("令和6年2月30日", "存在しない"),
        ("令和7年2月29日", "存在しない"),
        ("2026-02-29", "存在しない"),
        ("20261301", "存在しない"),
        ("平成31年5月1日", "令和元年5月1日"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("令和8年4月1日（木）", "水曜日"),
        ("8.4.1", "読み取れません"),
        ("4/1/2026", "読み取れません"),
        ("令和8年4月", "読み取れません"),
        ("R8.4.1 10:30", "読み取れません"),
        ("令和8年4月1日ごろ", "読み取れません"),
        ("昨日", "読み取れません"),
        ("46113", "読み取れません"),
        ("令和8年4月1日4月2日", "読み取れません"),
        ("1600-10-21", "明治元年より前"),
        ("9999-12-31", "2199年より後"),
        ("9" * 5000, "長すぎます"),
        ("", "空です"),
        ("　", "空です"),
    ],
)
def test_what_is_not_a_date_is_refused_with_a_sentence(text, says):
    with pytest.raises(InvalidInput) as refusal:
        parse_date(text, field="納期限")
    assert says in refusal.value.sentence
    assert refusal.value.sentence.startswith("『納期限』：")
    assert refusal.value.field == "納期限"


@given(DAYS)
def test_every_form_of_every_day_is_read_back(day):
    era = Wareki.of(day)
    forms = [
        format_wareki(day),
        format_wareki_short(day),
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{format_wareki(day)}（{WEEKDAYS[day.weekday()]}）",
        f"{era.era}{format_kanji(era.year)}年{format_kanji(era.month)}月{format_kanji(era.day)}日",
        f"{format_kanji_digits(day.year)}年{format_kanji(day.month)}月{format_kanji(day.day)}日",
        f"{era.letter}{era.year:02d}{era.month:02d}{era.day:02d}",
    ]
    assert {parse_date(form) for form in forms} == {day}


@given(st.text(max_size=20))
def test_any_text_gives_a_date_or_a_sentence(text):
    try:
        assert isinstance(parse_date(text), date)
    except InvalidInput as refusal:
        assert refusal.sentence.endswith("。")
