"""Typed rows: lenient about headings, strict about values, and every sentence says where, what and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.documents.sheets import Column, RowsResult, read_rows, read_sheet, write_csv, write_error_sheet, write_xlsx

NAME = Column("氏名", required=True, synonyms=("名前", "債務者名"))
DUE = Column("納期限", "date", required=True)
AMOUNT = Column("金額", "yen")


def rows_of(text: str, *columns: Column, **mapping: str) -> RowsResult:
    return read_rows(read_sheet(text.encode(), "一覧.csv"), columns, mapping=mapping)


def test_good_rows_have_values_and_excel_numbers() -> None:
    result = rows_of("氏名,納期限,金額\n架空 花子,R8.4.1,１２，０００円\n\n架空 太郎,2026/5/1,\n", NAME, DUE, AMOUNT)
    assert [(row.number, dict(row.values)) for row in result.good] == [
        (2, {"氏名": "架空 花子", "納期限": date(2026, 4, 1), "金額": 12_000}),
        (4, {"氏名": "架空 太郎", "納期限": date(2026, 5, 1), "金額": None}),
    ]
    assert (result.bad, result.file_problems, result.warnings) == ((), (), ())


def test_the_sentence_tells_row_column_value_and_what_to_do() -> None:
    result = rows_of("氏名,納期限\n架空 花子,R8.4.1\n架空 太郎,令和6年2月30日\n", NAME, DUE)
    (error,) = result.bad
    assert (error.row_number, error.column, error.value) == (3, "納期限", "令和6年2月30日")
    assert error.sentence.startswith("3行目『納期限』：")
    assert "令和6年2月30日" in error.sentence
    assert error.sentence.endswith("直して再度読み込んでください。")
    assert [row.number for row in result.good] == [2], "the other rows are kept"


def test_every_bad_cell_of_a_row_is_told_at_once() -> None:
    result = rows_of("氏名,納期限,金額\n,きのう,-5\n", NAME, DUE, AMOUNT)
    assert [error.column for error in result.bad] == ["氏名", "納期限", "金額"]
    assert result.bad_row_numbers == (2,)
    assert result.bad[0].sentence == "2行目『氏名』：空欄です。値を入力してください。直して再度読み込んでください。"


def test_a_long_row_is_bad_and_names_what_stands_outside() -> None:
    (error,) = rows_of("氏名,金額\n架空 花子,12,000\n", NAME, AMOUNT).bad
    assert error.sentence.startswith("2行目：見出しの右に『000』があります。")


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#未計算"])
def test_an_error_of_excel_is_never_taken_for_a_text(text: str) -> None:
    (error,) = rows_of(f"氏名,x\n{text},1\n", NAME).bad
    assert f"計算エラー（{text}）" in error.sentence


@pytest.mark.parametrize("heading", ["氏名", " 氏 名 ", "債務者名", "名前（漢字）", "【氏名】", "※氏名"])
def test_headings_match_leniently(heading: str) -> None:
    result = rows_of(f"{heading},x\n架空 花子,1\n", NAME)
    assert len(result.good) == 1
    assert result.unmapped == ("x",)


def test_brackets_tell_two_columns_apart() -> None:
    columns = (Column("金額（元金）", "yen"), Column("金額（延滞金）", "yen"))
    (row,) = rows_of("金額(延滞金),金額(元金)\n1,2\n", *columns).good
    assert dict(row.values) == {"金額（元金）": 2, "金額（延滞金）": 1}


def test_a_saved_mapping_goes_first() -> None:
    result = rows_of("氏名,通称\n戸籍名,架空 花子\n", NAME, 氏名="通称")
    assert result.good[0].values["氏名"] == "架空 花子"
    assert result.unmapped == ("氏名",)


def test_a_mapping_to_a_heading_that_is_gone_is_a_problem_of_the_file() -> None:
    result = rows_of("氏名\n架空 花子\n", NAME, 氏名="通称")
    assert result.file_problems[0] == "列『氏名』に割り当てた見出し『通称』がファイルにありません。"
    assert result.good == ()


def test_missing_columns_are_told_together_and_no_row_is_read() -> None:
    result = rows_of("住所\n架空町\n", NAME, DUE, AMOUNT)
    assert len(result.file_problems) == 1
    assert "必要な列がありません：氏名、納期限。" in result.file_problems[0]
    assert (result.good, result.bad) == ((), ())


def test_two_headings_for_one_column_are_a_problem_of_the_file() -> None:
    assert "『氏名』『氏名（2）』" in rows_of("氏名,氏名\na,b\n", NAME).file_problems[0]
    assert "『名前』『債務者名』" in rows_of("名前,債務者名\na,b\n", NAME).file_problems[0]


def test_a_header_without_rows_is_a_problem_of_the_file() -> None:
    assert rows_of("氏名,金額\n", NAME).file_problems == ("見出しの下にデータの行がありません。",)


GOOD_VALUES: list[tuple[str, str, Any]] = [
    ("kana", "ｶｸｳ ﾊﾅｺ", "カクウ　ハナコ"),
    ("date", "令和8年4月1日", date(2026, 4, 1)),
    ("date", "2026-04-01", date(2026, 4, 1)),
    ("yen", "￥12,000", 12_000),
    ("int", "１，２３４", 1_234),
    ("int", "−3", -3),
    ("rate", "年14.6%", Decimal("0.146")),
    ("rate", "１４．６％", Decimal("0.146")),
    ("rate", "0.146", Decimal("0.146")),
    ("bool", "はい", True),
    ("bool", "×", False),
    ("bool", "TRUE", True),
    ("postal_code", "〒154-0001", "154-0001"),
    ("postal_code", "１５４０００１", "154-0001"),
    ("phone", "03(1234)5678", "0312345678"),
    ("phone", "０９０－１２３４－５６７８", "09012345678"),
    ("phone", "+81 90 1234 5678", "09012345678"),
    ("phone", "0120-000-000", "0120000000"),
]


@pytest.mark.parametrize(("kind", "text", "expected"), GOOD_VALUES)
def test_values_are_read_as_people_write_them(kind: str, text: str, expected: object) -> None:
    result = rows_of(f'x,y\n"{text}",1\n', Column("x", kind))
    assert result.bad == ()
    assert result.good[0].values["x"] == expected
    assert result.warnings == ()


BAD_VALUES = [
    ("kana", "架空"),
    ("date", "令和6年2月30日"),
    ("date", "4/1"),
    ("yen", "一万くらい"),
    ("yen", "1,00"),
    ("int", "1.5"),
    ("rate", "14.6"),
    ("bool", "たぶん"),
    ("postal_code", "154-000"),
    ("postal_code", "1540001-1"),
    ("phone", "1234"),
    ("phone", "03-1234-567"),
]


@pytest.mark.parametrize(("kind", "text"), BAD_VALUES)
def test_a_doubtful_value_is_refused_and_shown(kind: str, text: str) -> None:
    (error,) = rows_of(f'x,y\n"{text}",1\n', Column("x", kind)).bad
    assert text in error.sentence
    assert error.sentence.endswith("直して再度読み込んでください。")


MENDED: list[tuple[str, str, Any, str]] = [
    ("postal_code", "640804", "064-0804", "先頭の0が消えている"),
    ("postal_code", "10010", "001-0010", "先頭の0が消えている"),
    ("phone", "9012345678", "09012345678", "先頭の0が消えている"),
    ("phone", "312345678", "0312345678", "先頭の0が消えている"),
    ("date", "46113", date(2026, 4, 1), "Excelの日付番号"),
]


@pytest.mark.parametrize(("kind", "text", "expected", "warning"), MENDED)
def test_what_excel_spoils_is_mended_and_told(kind: str, text: str, expected: object, warning: str) -> None:
    result = rows_of(f"x,y\n{text},1\n", Column("x", kind))
    assert result.good[0].values["x"] == expected
    assert result.warnings[0].sentence.startswith("2行目『x』：")
    assert warning in result.warnings[0].sentence


def test_a_choice_is_spelt_as_the_form_spells_it() -> None:
    column = Column("区分", "choice", choices=("私債権（貸付）", "私債権（その他）"))
    assert rows_of("区分,y\n私債権(貸付),1\n", column).good[0].values["区分"] == "私債権（貸付）"
    (error,) = rows_of("区分,y\n私債権,1\n", column).bad
    assert "私債権（貸付）、私債権（その他）" in error.sentence


def test_failed_rows_come_back_as_a_sheet_that_can_be_uploaded_again() -> None:
    sheet = read_sheet("名前,納期限\n架空 花子,R8.4.1\n=1+1,きのう\n".encode(), "一覧.csv")
    result = read_rows(sheet, (NAME, DUE))
    content = write_error_sheet(sheet, result.bad, headings=result.headings)
    again = read_sheet(content, "直す行.xlsx")
    assert [row.cells["名前"] for row in again.rows] == ["=1+1"]
    assert result.bad[0].sentence in next(iter(again.rows)).cells.values()
    second = read_rows(again, (NAME, DUE))
    assert (second.file_problems, second.unmapped) == ((), ())
    assert write_error_sheet(again, second.bad) == write_error_sheet(again, second.bad)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_stands_in_every_row_is_kept_once(kind: str) -> None:
    """Fifty thousand rows name the same 税目 and day: copies of them made a list three times as large in memory."""
    lines = [(f"架空 {at}郎", "国民健康保険料", date(2026, 6, 30)) for at in range(3)]
    columns = ("氏名", "債権名", "納期限")
    content = write_csv(columns, lines).content if kind == "csv" else write_xlsx(columns, lines)
    sheet = read_sheet(content, f"一覧.{kind}")
    for name in ("債権名", "納期限"):
        assert len({id(row.cells[name]) for row in sheet.rows}) == 1
    typed = read_rows(sheet, (Column("氏名"), Column("納期限", "date"))).good
    assert dict(typed[0].values) == {"氏名": "架空 0郎", "納期限": date(2026, 6, 30)}
    assert not any(
        isinstance(one, dict) for one in [*(row.cells for row in sheet.rows), *(row.values for row in typed)]
    )


def test_a_row_that_ends_early_is_blank_to_the_right() -> None:
    row = read_sheet("氏名,住所,電話\n架空 一郎\n".encode(), "一覧.csv").rows[0]
    assert dict(row.cells) == {"氏名": "架空 一郎", "住所": "", "電話": ""}
    assert row.cells.get("番号") is None and len(row.cells) == 3
