"""Document numbers: reading what people write, the office's pattern, the next one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.document_number import DocumentNumber, first_of_series, parse_document_number
from portal.domain.errors import InvalidInput

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8世債管第123号", DocumentNumber(2026, "世債管", 123)),
        ("８ 世債管 第１２３号", DocumentNumber(2026, "世債管", 123)),
        ("令和8年度世債管第123号の2", DocumentNumber(2026, "世債管", 123, 2)),
        ("R7債収第4号", DocumentNumber(2025, "債収", 4)),
        ("令和元年債収第4号", DocumentNumber(2019, "債収", 4)),
        ("31債収第4号", DocumentNumber(2019, "債収", 4)),  # 令和31年の番号はまだない: 平成31年度
        ("9債収第4号", DocumentNumber(2027, "債収", 4)),  # 次の年度の番号は、年度末に先に取ることがある
        ("平成31年度債収第4号", DocumentNumber(2019, "債収", 4)),
        ("債収第十二号", DocumentNumber(None, "債収", 12)),
        ("2026債収第4号", DocumentNumber(2026, "債収", 4)),
        ("第7号", DocumentNumber(None, "", 7)),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert parse_document_number(text, as_of=TODAY) == number


@pytest.mark.parametrize("text", ["", "世債管123", "第号", "第0号", "第一二三", "第十百号", f"第{'9' * 5000}号"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(InvalidInput, match="文書番号"):
        parse_document_number(text, as_of=TODAY)


def test_numbers_are_written_by_the_offices_pattern():
    number = DocumentNumber(2026, "世債管", 123, 2)
    assert str(number) == "8世債管第123号の2"
    assert number.format("{年度}{記号}発第{番号}号") == "令和8年度世債管発第123号"
    assert number.format("{西暦年度}-{番号}") == "2026-123"
    assert str(DocumentNumber(2019, "世債管", 1)) == "元世債管第1号"
    with pytest.raises(InvalidInput, match="使えません"):
        number.format("{month}")


def test_the_series_goes_on():
    first = first_of_series("世債管", TODAY)
    assert str(first) == "8世債管第1号"
    assert str(first.next()) == "8世債管第2号"
    assert str(first.next_branch()) == "8世債管第1号の2"
    assert str(first.next_branch().next_branch()) == "8世債管第1号の3"
    assert first_of_series("世債管", date(2027, 3, 31)).fiscal_year == 2026


@given(st.integers(2019, 2100), st.integers(1, 10**6), st.integers(0, 50))
def test_what_is_written_is_read_back(year, serial, branch):
    number = DocumentNumber(year, "世債管", serial, branch)
    assert parse_document_number(str(number), as_of=date(year, 7, 1)) == number
