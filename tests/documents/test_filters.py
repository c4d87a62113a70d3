"""The filters officers write in forms, each with the example the help page shows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from portal.documents import compile_form
from portal.documents.filters import FILTERS
from portal.domain.errors import InvalidInput
from tests.documents import making

DAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        ("x|和暦", DAY, "令和8年4月1日"),
        ("x|和暦", date(2019, 5, 1), "令和元年5月1日"),
        ("x|和暦", "2026/4/1", "令和8年4月1日"),
        ("x|和暦", datetime(2026, 4, 1, 9, 0), "令和8年4月1日"),
        ("x|和暦略", DAY, "R8.4.1"),
        ("x|西暦", DAY, "2026年4月1日"),
        ("x|期日", DAY, "令和8年4月1日（水）"),
        ("x|円", 12000, "12,000円"),
        ("x|円", "１２，０００", "12,000円"),
        ("x|円", Decimal("500"), "500円"),
        ("x|円", 0, "0円"),
        ("x|円", -500, "△500円"),
        ("x|桁区切り", 1234567, "1,234,567"),
        ("x|漢数字", 12000, "一万二千"),
        ("x|大字", 12000, "壱万弐千"),
        ("x|全角", "A-1 ｶﾞ12", "Ａ－１　ガ１２"),
        ("x|全角", 12, "１２"),
        ("x|半角", "Ａ－１　１２㈱", "A-1 12㈱"),
        ("x|円|全角", 12000, "１２，０００円"),
        ("x|様", "架空 花子", "架空 花子　様"),
        ("x|様", "架空 花子　様", "架空 花子　様"),
        ("x|様", "", ""),
        ("x|様('御中')", "架空株式会社", "架空株式会社　御中"),
        ("x|郵便番号", "1540001", "〒154-0001"),
        ("x|郵便番号", "〒１５４－０００１", "〒154-0001"),
        ("x|チェック", True, "☑"),
        ("x|チェック", False, "□"),
        ("x|チェック", None, "□"),
        ("x|チェック", "はい", "☑"),
        ("x|チェック", "", "□"),
        ("x|チェック('私債権')", "私債権", "☑"),
        ("x|チェック('私債権')", "公債権", "□"),
        ("x|チェック('私債権')", ["公債権", "私債権"], "☑"),
    ],
)
def test_a_filter_prints_its_example(expression: str, value: Any, expected: str) -> None:
    content = compile_form(making.form_of("[{{ " + expression + " }}]")).render({"x": value}).content
    assert making.text_of(content)[0] == f"[{expected}]"


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "チェック"])
def test_a_filter_given_nothing_prints_nothing(name: str) -> None:
    assert FILTERS[name](None) == FILTERS[name]("") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("和暦", "昨日"),
        ("円", "千二百円ぐらい"),
        ("円", Decimal("1.5")),
        ("円", True),
        ("郵便番号", "154-001"),
        ("チェック", "たぶん"),
        ("漢数字", "x"),
    ],
)
def test_a_value_a_filter_cannot_read_is_shown(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        FILTERS[name](value)
    assert str(value) in caught.value.sentence


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_over_a_missing_field_names_the_field(name: str) -> None:
    with pytest.raises(InvalidInput, match="項目『納期限』に値がありません"):
        compile_form(making.form_of("{{ 納期限|" + name + " }}")).render({})
