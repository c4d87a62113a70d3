"""SMS: counted as carriers count, silent about the debt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.sms import ContactTarget, SmsProblem, call_list, check_sms, short_hours, sms_length, sms_list

SENDER = "世田谷区納税課"
GOOD = "【世田谷区納税課】お伝えしたいことがあります。お電話ください。03-0000-0000(平日8:30-17:15)"


@pytest.mark.parametrize(
    ("text", "units", "messages"),
    [
        ("", 0, 0),
        ("あ" * 70, 70, 1),
        ("あ" * 71, 71, 2),
        ("あ" * 134, 134, 2),
        ("あ" * 135, 135, 3),
        ("𠮷", 2, 1),
        (GOOD, 57, 1),  # FORMS §1.7: 57字
    ],
)
def test_messages_are_counted_in_full_width_units(text: str, units: int, messages: int) -> None:
    assert (sms_length(text).units, sms_length(text).messages) == (units, messages)


def test_the_limits_are_settings() -> None:
    assert sms_length("あ" * 100, limit=100).messages == 1


def test_the_usual_text_may_go() -> None:
    assert check_sms(GOOD, sender=SENDER, names=["架空 花子"]) == ()


FRAME = "【世田谷区納税課】{}03-0000-0000"
BAD = [
    (FRAME.format("https://example.jp/a を見てください。"), SmsProblem.URL),
    (FRAME.format("詳しくは setagaya.example.com へ。"), SmsProblem.URL),
    (FRAME.format("12,000円について。"), SmsProblem.AMOUNT),
    (FRAME.format("１２万円について。"), SmsProblem.AMOUNT),
    (FRAME.format("￥12000の件。"), SmsProblem.AMOUNT),
    (FRAME.format("架空花子さん、お電話ください。"), SmsProblem.NAME),
    (FRAME.format("花子さん、お電話ください。"), SmsProblem.NAME),
    (FRAME.format("鈴木様、お電話ください。"), SmsProblem.NAME),
    (FRAME.format("差押えの前にお電話ください。"), SmsProblem.WORD),
    (FRAME.format("ＡＴＭからお願いします。"), SmsProblem.WORD),
    (FRAME.format("滞納があります。"), SmsProblem.WORD),
    ("お電話ください。03-0000-0000", SmsProblem.NO_SENDER),
    ("【世田谷区納税課】お電話ください。", SmsProblem.NO_PHONE),
    (FRAME.format("あ" * 60), SmsProblem.TOO_LONG),
]


@pytest.mark.parametrize(("text", "problem"), BAD)
def test_a_text_that_tells_too_much_is_found(text: str, problem: SmsProblem) -> None:
    findings = check_sms(text, sender=SENDER, names=["架空　花子"])
    assert problem in {finding.problem for finding in findings}
    assert all(finding.sentence.endswith("。") for finding in findings)


def test_the_name_of_the_section_is_not_a_forbidden_word() -> None:
    text = "【世田谷区滞納整理係】お電話ください。03-0000-0000"
    assert check_sms(text, sender="世田谷区滞納整理係") == ()


TARGETS = [
    ContactTarget("A1", "090-0000-0001", "架空 花子", "カクウ ハナコ", consented=True),
    ContactTarget("A2", "０９０−００００−０００１", "架空 太郎", consented=True),
    ContactTarget("A3", "03-0000-0000", "架空 次郎", consented=True),
    ContactTarget("A4", "090-0000-0004", "架空 三郎"),
    ContactTarget("A5", "090-0000-0005", "架空 四郎", consented=True, opted_out=True),
    ContactTarget("A6", "090-0000-0006", "架空 五郎", consented=True, withheld=True),
    ContactTarget("A7", "不明", "架空 六郎", consented=True),
]


def test_the_sms_list_holds_no_name_and_says_who_is_left_out() -> None:
    result = sms_list(TARGETS, GOOD)
    assert result.rows == (("09000000001", GOOD, "A1"),)
    assert [reference for reference, _ in result.left_out] == ["A2", "A3", "A4", "A5", "A6", "A7"]
    assert "架空" not in "".join(cell for row in result.rows for cell in row)


def test_the_call_list_takes_landlines_and_needs_no_consent() -> None:
    result = call_list(TARGETS)
    assert [row[1] for row in result.rows] == ["A1", "A3", "A4", "A5"]
    assert [row[0] for row in result.rows] == ["1", "2", "3", "4"]
    assert all(len(row) == len(result.columns) for row in result.rows)


@given(st.text(max_size=700))
def test_no_text_costs_less_than_its_length(text: str) -> None:
    length = sms_length(text)
    assert length.messages * 70 >= length.units


@pytest.mark.parametrize(
    ("hours", "short"),
    [
        ("平日 午前8時30分から午後5時まで", "平日8:30-17:00"),
        ("平日　午前９時～午後５時１５分", "平日9:00-17:15"),
        ("月曜から金曜 午前9時半から正午まで", "月曜-金曜9:30-12:00"),
        ("平日8:30-17:15", "平日8:30-17:15"),
        ("", ""),
    ],
)
def test_opening_hours_are_written_short(hours: str, short: str) -> None:
    assert short_hours(hours) == short
