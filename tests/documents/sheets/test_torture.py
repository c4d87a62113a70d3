"""The 51 files that break importers: each is read right, or refused in one sentence that tells what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from portal.documents.sheets import read_sheet
from portal.domain.errors import InvalidInput

Build = Any  # the builders of conftest
NAMES = ("氏名", "金額")


@dataclass(frozen=True)
class Case:
    """``rows`` are (Excel row number, cell texts); ``refused`` is part of the sentence; ``note`` part of a note."""

    title: str
    content: bytes | Callable[[Build], bytes]
    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    columns: tuple[str, ...] = NAMES
    filename: str = "一覧.csv"
    refused: str = ""
    note: str = ""
    surplus: tuple[str, ...] = ()
    encoding: str = ""


def one(name: str = "架空 花子", amount: str = "12000", number: int = 2) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, (name, amount))]


PLAIN = "氏名,金額\r\n架空 花子,12000\r\n"
GOOD_XLSX: list[list[Any]] = [["氏名", "金額"], ["架空 花子", 12000]]
TAIL = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'


def two_sheets(build: Build) -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("データ").append(["氏名", "金額"])
    book["データ"].append(["架空 花子", 12000])
    return bytes(build.saved(book))


def hidden_first_sheet(build: Build) -> bytes:
    book = openpyxl.Workbook()
    active: Any = book.active
    active.append(["旧データ"])
    active.sheet_state = "hidden"
    for row in GOOD_XLSX:
        (book["データ"] if "データ" in book.sheetnames else book.create_sheet("データ")).append(row)
    return bytes(build.saved(book))


def styled_to_the_bottom(build: Build) -> bytes:
    book = openpyxl.Workbook()
    active: Any = book.active
    for row in GOOD_XLSX:
        active.append(row)
    active["A1048576"].font = openpyxl.styles.Font(bold=True)
    return bytes(build.saved(book))


def hidden_row(build: Build) -> bytes:
    book = openpyxl.Workbook()
    active: Any = book.active
    for row in GOOD_XLSX:
        active.append(row)
    active.row_dimensions[2].hidden = True
    return bytes(build.saved(book))


def error_cell(build: Build) -> bytes:
    return bytes(
        build.patched(
            build.xlsx(GOOD_XLSX),
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(b'<c r="B2" t="n"><v>12000</v></c>', b'<c r="B2" t="e"><v>#N/A</v></c>'),
        )
    )


def cached_formula(build: Build) -> bytes:
    return bytes(
        build.patched(
            build.xlsx(GOOD_XLSX),
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(b'<c r="B2" t="n"><v>', b'<c r="B2"><f>6000*2</f><v>'),
        )
    )


CASES = [
    Case("UTF-8 without BOM", PLAIN.encode(), one(), encoding="UTF-8"),
    Case("UTF-8 with BOM", PLAIN.encode("utf-8-sig"), one(), encoding="UTF-8（BOM付き）"),
    Case("UTF-16 little endian with BOM", b"\xff\xfe" + PLAIN.encode("utf-16-le"), one(), encoding="UTF-16"),
    Case("UTF-16 big endian with BOM", b"\xfe\xff" + PLAIN.encode("utf-16-be"), one(), encoding="UTF-16"),
    Case("CP932", PLAIN.encode("cp932"), one(), encoding="CP932"),
    Case("NEC and IBM extensions", "氏名,金額\n髙橋 﨑①㈱,1\n".encode("cp932"), one("髙橋 﨑①㈱", "1"), encoding="CP932"),
    Case("a character registered on one machine", "氏名,金額\n".encode("cp932") + b"\xf0\x40,1\n", one("\ue000", "1"), note="2行目に外字"),
    Case("EUC-JP", PLAIN.encode("euc_jp"), refused="EUC-JP"),
    Case("ISO-2022-JP", PLAIN.encode("iso2022_jp"), refused="JIS（ISO-2022-JP）"),
    Case("UTF-8 cut in the middle", ("氏名,住所\n" + "架空 花子,世田谷区架空町\n" * 9).encode()[:-2], refused="UTF-8のファイルですが、10行目の文字が壊れています"),
    Case("a replacement character saved into the file", "氏名,金額\n架\ufffd花子,1\n".encode(), refused="2行目付近に文字化け"),
    Case("UTF-8 read as Latin-1 and saved again", "氏名,金額\n架空 花子,1\n".encode().decode("cp1252", "ignore").encode(), refused="文字化け"),
    Case("a binary file called csv", b"abc,def\n\x00\x01\x02,x\n", refused="文字のファイルとして読めません"),
    Case("an empty file", b"", refused="ファイルが空です"),
    Case("only line ends", b"\r\n\r\n", refused="ファイルが空です"),
    Case("tabs", "氏名\t金額\n架空 花子\t12000\n".encode(), one(), filename="一覧.txt"),
    Case("semicolons", "氏名;金額\n架空 花子;12000\n".encode(), one()),
    Case("a sep= line, which Excel does not show", "sep=;\r\n氏名;金額\r\n架空 花子;12000\r\n".encode(), one()),
    Case("CR line ends", "氏名,金額\r架空 花子,12000\r".encode(), one()),
    Case("no line end after the last row", "氏名,金額\n架空 花子,12000".encode(), one()),
    Case("a cell of several lines is one row", '氏名,金額\n"架空\n花子",1\n架空 太郎,2\n'.encode(), [(2, ("架空\n花子", "1")), (3, ("架空 太郎", "2"))]),
    Case("empty lines keep their numbers", "氏名,金額\n\n架空 花子,12000\n\n\n".encode(), one(number=3)),
    Case("rows of commas only", "氏名,金額\n架空 花子,12000\n,\n,\n".encode(), one()),
    Case("quotes doubled inside", '氏名,金額\n"架空 ""花"" 子",12000\n'.encode(), one('架空 "花" 子')),
    Case("a comma inside quotes", '氏名,金額\n架空 花子,"12,000"\n'.encode(), one(amount="12,000")),
    Case("a quote that is never closed", '氏名,金額\n架空 花子,1\n"架空 太郎,2\n架空 次郎,3\n'.encode(), refused="3行目の引用符"),
    Case("a short row", "氏名,金額\n架空 花子\n".encode(), one(amount="")),
    Case("a long row", "氏名,金額\n架空 花子,12,000\n".encode(), one(amount="12"), surplus=("000",)),
    Case("a heading twice", "氏名,金額,氏名\na,1,b\n".encode(), [(2, ("a", "1", "b"))], columns=("氏名", "金額", "氏名（2）"), note="『氏名』が2つ以上"),
    Case("an empty heading with data below", "氏名,,金額\na,x,1\n".encode(), [(2, ("a", "x", "1"))], columns=("氏名", "（見出しなし・B列）", "金額"), note="B列に見出しがありません"),
    Case("an empty column", "氏名,,金額,\na,,1,\n".encode(), one("a", "1")),
    Case("titles above the header", "令和8年度 催告対象者,,\n作成日,2026/4/1,\n\n氏名,金額,メモ\na,1,m\n".encode(), [(5, ("a", "1", "m"))], columns=("氏名", "金額", "メモ"), note="4行目を見出し"),
    Case("a line break in a heading", '"氏\n名",金額\na,1\n'.encode(), one("a", "1"), columns=("氏 名", "金額")),
    Case("全角 digits stay as typed", "氏名,金額\n架空 花子,１２，０００円\n".encode(), one(amount="１２，０００円")),
    Case("blanks of every kind around cells", "氏名,金額\n　架空 花子\u00a0, 12000 \n".encode(), one()),
    Case("zero-width and control characters", "氏名,金額\n架\u200b空\x0b 花子,12000\n".encode(), one()),
    Case("rare kanji and variation selectors", "氏名,金額\n𠮷野 葛\U000e0100城,1\n".encode(), one("𠮷野 葛\U000e0100城", "1")),
    Case("an escaped formula comes back as it was", "氏名,金額\n'=HYPERLINK(1),1\n".encode(), one("=HYPERLINK(1)", "1")),
    Case("100,001 rows", b"a,b\n" + b"1,2\n" * 100_001, refused="一度に読み込めるのは50,000行まで"),
    Case("257 columns", ",".join(f"c{at}" for at in range(257)).encode(), refused="256列まで"),
    Case("xlsx called csv", lambda build: build.xlsx(GOOD_XLSX), one(), note="ファイル名はCSVですが、中身はxlsx"),
    Case("CSV called xlsx", PLAIN.encode("cp932"), one(), filename="一覧.xlsx", note="中身はCSV"),
    Case("xls of Excel 97", lambda build: build.xls([["氏名", "金額"], ["架空 花子", 12000.0]]), one(), filename="一覧.xls"),
    Case("ods with repeats to the end", lambda build: build.ods(build.ods_row("氏名", "金額") + build.ods_row("架空 花子", "12000") + TAIL), one(), filename="一覧.ods"),
    Case("numbers lose .0, dates and truth values become text", lambda build: build.xlsx([["数", "小数", "日", "時刻", "時", "真偽", "率"], [12000.0, 0.1 + 0.2, date(2026, 4, 1), datetime(2026, 4, 1, 9, 30), time(8, 5), True, 1e-7]]), [(2, ("12000", "0.3", "2026-04-01", "2026-04-01 09:30:00", "08:05:00", "TRUE", "0.0000001"))], columns=("数", "小数", "日", "時刻", "時", "真偽", "率"), filename="a.xlsx"),
    Case("a table that starts at C4", lambda build: build.xlsx([], also={"C4": "氏名", "D4": "金額", "C6": "架空 花子", "D6": 12000}), one(number=6), filename="a.xlsx"),
    Case("a formula with its result", cached_formula, one(), filename="a.xlsx"),
    Case("a formula without its result", lambda build: build.xlsx([["氏名", "金額"], ["架空 花子", "=6000*2"]]), one(amount="#未計算"), filename="a.xlsx"),
    Case("an error cell", error_cell, one(amount="#N/A"), filename="a.xlsx"),
    Case("the first sheet is empty", two_sheets, one(), filename="a.xlsx", note="シート『データ』を読み込みました"),
    Case("the first sheet is hidden", hidden_first_sheet, one(), filename="a.xlsx"),
    Case("formatted down to row 1,048,576", styled_to_the_bottom, one(), filename="a.xlsx"),
    Case("a hidden row is read and told", hidden_row, one(), filename="a.xlsx", note="非表示の行が1行"),
    Case("an empty workbook", lambda build: build.xlsx([]), filename="a.xlsx", refused="どのシートにもデータがありません"),
    Case("two cells that span the whole sheet", lambda build: build.xlsx([["氏名"]], also={"XFD1048576": "x"}), filename="a.xlsx", refused="16,384列あります"),
    Case("an ods whose repeats explode", lambda build: build.ods(build.ods_row("氏名") + '<table:table-row table:number-rows-repeated="999999"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'), filename="a.ods", refused="行までですが"),
    Case("a zip bomb in an xlsx", lambda build: build.zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000}), filename="a.xlsx", refused="大きすぎて安全に開けません"),
    Case("a truncated xlsx", lambda build: build.xlsx(GOOD_XLSX)[:-400], filename="a.xlsx", refused="壊れていて開けません"),
    Case("an xlsx without its parts", lambda build: build.zipped({"xl/workbook.xml": b"<workbook/>"}), filename="a.xlsx", refused="壊れていて読めません"),
    Case("a Word file", lambda build: build.zipped({"word/document.xml": b"<a/>"}), filename="a.xlsx", refused="Wordの文書です"),
    Case("a zip of files", lambda build: build.zipped({"一覧.csv": b"a,b"}), filename="a.zip", refused="展開（解凍）して"),
    Case("a PDF", b"%PDF-1.7\n%\xe2\xe3", filename="a.pdf", refused="PDFのファイルです"),
    Case("a web page called xls", b"<html><table><tr><td>x</td></tr></table></html>", filename="a.xls", refused="ウェブページ（HTML）"),
    Case("a workbook with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), filename="a.xlsx", refused="パスワードが設定されています"),
    Case("a broken xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000, filename="a.xls", refused="壊れていて読めません"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_every_hostile_file_is_read_right_or_refused_in_words(case: Case, build: Build) -> None:
    content = case.content if isinstance(case.content, bytes) else case.content(build)
    if case.refused:
        with pytest.raises(InvalidInput) as refusal:
            read_sheet(content, case.filename)
        assert case.refused in refusal.value.sentence
        assert refusal.value.sentence.endswith("。")
        return
    sheet = read_sheet(content, case.filename)
    assert sheet.columns == case.columns
    assert [(row.number, tuple(row.cells.values())) for row in sheet.rows] == case.rows
    assert sheet.rows[0].surplus == case.surplus
    assert case.note in "\n".join(sheet.notes)
    assert case.encoding in ("", sheet.encoding)


def test_there_are_at_least_51_cases() -> None:
    assert len(CASES) >= 51


def test_an_ordinary_file_has_no_notes(build: Build) -> None:
    assert read_sheet(PLAIN.encode(), "一覧.csv").notes == ()
    assert read_sheet(build.xlsx(GOOD_XLSX), "一覧.xlsx").notes == ()


def test_a_sheet_may_be_chosen_by_name(build: Build) -> None:
    assert read_sheet(two_sheets(build), "a.xlsx", sheet_name="データ").sheet_names == ("Sheet", "データ")
    with pytest.raises(InvalidInput, match="シート『無い』がありません。あるシート：Sheet、データ"):
        read_sheet(two_sheets(build), "a.xlsx", sheet_name="無い")


def test_expected_headings_find_the_header_below_a_wide_title() -> None:
    content = "令和8年度,催告,対象者,一覧\n1,2,3,4\n氏名,金額,,\na,1,,\n".encode()
    assert read_sheet(content, "a.csv", expected=("氏 名", "金額")).header_row == 3


def test_the_limit_of_rows_is_a_setting() -> None:
    content = "氏名\n" + "a\n" * 11
    with pytest.raises(InvalidInput, match="10行までですが、12行目にデータがあります"):
        read_sheet(content.encode(), "a.csv", max_rows=10)
    assert len(read_sheet(content.encode(), "a.csv", max_rows=11).rows) == 11


def test_titles_above_the_header_do_not_count_as_rows(build: Build) -> None:
    rows: list[list[Any]] = [["題"], [], ["氏名", "金額"], *[["a", 1]] * 5]
    assert len(read_sheet(build.xlsx(rows), "a.xlsx", max_rows=5).rows) == 5
