"""Files handed back: nothing in them runs, nothing is lost silently, the same input gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.sheets import read_sheet, write_csv, write_xlsx
from portal.documents.sheets.csv_file import OutValue

HOSTILE = [
    '=HYPERLINK("http://example.jp","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "＝1+1",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
    "''=1+1",
    '=cmd|"/C calc"!A0',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_in_a_csv(text: str) -> None:
    cell = write_csv(["氏名"], [[text]]).content.decode("utf-8-sig").split("\r\n")[1].strip('"')
    assert cell.startswith("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_runs_in_an_xlsx(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(["氏名", text], [[text, 1]])))
    sheet = book.active
    assert sheet is not None
    for cell in (sheet["A2"], sheet["B1"]):
        assert cell.data_type == "s"
        assert cell.value == text.strip()
        assert cell.quotePrefix is not text.startswith("'")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(write_xlsx(["x"], [[text]]))).read("xl/worksheets/sheet1.xml")


def test_numbers_stay_numbers() -> None:
    assert write_csv(["a", "b", "c"], [[-5, Decimal("-0.5"), "-1200"]]).content.endswith(b"-5,-0.5,-1200\r\n")
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(["a", "b"], [[-5, Decimal("0.5")]])))
    assert book.active is not None
    assert [cell.data_type for cell in book.active[2]] == ["n", "n"]


def test_figures_excel_cannot_hold_become_texts() -> None:
    rows: list[list[OutValue]] = [
        [10**15, date(1899, 1, 1), Decimal("NaN"), datetime(2026, 4, 1, 9, 30), datetime(2026, 4, 1)]
    ]
    content = write_xlsx(["a", "b", "c", "d", "e"], rows)
    assert list(read_sheet(content, "a.xlsx").rows[0].cells.values()) == [
        "1000000000000000",
        "1899-01-01",
        "NaN",
        "2026-04-01 09:30:00",
        "2026-04-01",
    ]


def test_amounts_are_shown_with_the_format_asked_for() -> None:
    content = write_xlsx(["金額", "年度"], [[12_000, 2026]], number_formats={"金額": "#,##0"})
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert (sheet["A2"].number_format, sheet["B2"].number_format) == ("#,##0", "General")


def test_the_filter_covers_every_row() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(["a", "b"], [[1, 2]] * 1_200, title="題"))).active
    assert sheet is not None
    assert sheet.auto_filter.ref == "A2:B1202"
    assert sheet.max_row == 1_202


def test_characters_cp932_lacks_are_told_and_replaced() -> None:
    written = write_csv(["氏名"], [["𠮷野"], ["渡邉〜−"]], encoding="cp932")
    assert written.content.decode("cp932") == "氏名\r\n〓野\r\n渡邉～－\r\n"
    assert written.notes == ("2行目『氏名』：「𠮷」はCP932で表せないため、「〓」にしました。",)


def test_many_lost_characters_are_summed_up() -> None:
    notes = write_csv(["氏名"], [["𠮷"]] * 150, encoding="cp932").notes
    assert len(notes) == 101
    assert notes[-1].startswith("ほかに50文字")


def test_the_header_is_frozen_and_dates_are_shown_in_japanese_years() -> None:
    content = write_xlsx(["氏名", "納期限"], [["架空 花子", date(2026, 4, 1)]], title="催告対象者一覧")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert (sheet["A1"].value, sheet["A2"].value, sheet.freeze_panes) == ("催告対象者一覧", "氏名", "A3")
    assert "ggge" in sheet["B3"].number_format
    assert sheet["B3"].value == datetime(2026, 4, 1)
    assert read_sheet(content, "a.xlsx").rows[0].cells == {"氏名": "架空 花子", "納期限": "2026-04-01"}


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
def test_the_same_rows_make_the_same_csv(encoding: str) -> None:
    rows = [["架空 花子", 1, date(2026, 4, 1), True, None]]
    first = write_csv(["a", "b", "c", "d", "e"], rows, encoding=encoding)  # type: ignore[arg-type]
    assert first == write_csv(["a", "b", "c", "d", "e"], rows, encoding=encoding)  # type: ignore[arg-type]
    assert "架空 花子,1,2026-04-01,はい,".encode(encoding.replace("-sig", "")) in first.content


def test_the_same_rows_make_the_same_xlsx(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_xlsx(["a"], [["架空"], [1], [date(2026, 4, 1)]])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert first == write_xlsx(["a"], [["架空"], [1], [date(2026, 4, 1)]])


def test_a_sheet_name_that_excel_refuses_is_mended() -> None:
    content = write_xlsx(["a"], [], sheet_name="督促/催告[R8]:" + "長" * 40)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0].startswith("督促・催告・R8・・")


# Letters such as Ã and â are what UTF-8 read as Latin looks like: the reader refuses a file full of them on purpose.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="ÃãåæçèéäÂ"),
    min_size=1,
    max_size=30,
).map(lambda text: text.strip(" \t\n\r\u00a0\u3000"))
CELLS = st.one_of(TEXTS, st.sampled_from([text.strip() for text in HOSTILE]), st.just("_x0041_ \n 二行目"))
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), min_size=1, max_size=8)
COLUMNS = ["氏名", "住所", "備考"]


def read_back(content: bytes, name: str) -> list[list[str]]:
    return [list(row.cells.values()) for row in read_sheet(content, name, expected=COLUMNS).rows]


def without_invisible(rows: list[list[str]]) -> list[list[str]]:
    invisible = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
    return [[cell.translate(invisible).strip(" \t\n\r\u00a0\u3000") for cell in row] for row in rows]


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_a_csv_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    expected = [row for row in without_invisible(rows) if any(row)]
    assert read_back(write_csv(COLUMNS, rows).content, "a.csv") == expected


@settings(deadline=None, max_examples=40)
@given(TABLES)
def test_an_xlsx_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    expected = [row for row in without_invisible(rows) if any(row)]
    assert read_back(write_xlsx(COLUMNS, rows), "a.xlsx") == expected


@pytest.mark.parametrize("name", ["配達日", "納期限", "発送年月日", "明細：納期限"])
def test_a_column_of_days_has_room_for_an_era_date(name: str) -> None:
    """Too narrow, Excel shows ######## in place of 令和8年11月27日."""
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx((name, "備考"), [(date(2026, 11, 27), "")]))).active
    assert sheet.column_dimensions["A"].width >= 16
    assert sheet.column_dimensions["B"].width == 10
