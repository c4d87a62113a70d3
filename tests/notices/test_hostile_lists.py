"""Lists as they really come: spoilt by Excel, named wrongly, far too large, with names that would run as a formula."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from portal.db import reading
from portal.documents.sheets import write_csv
from portal.notices import lists
from portal.notices.columns import headings
from portal.notices.models import NoticeBatch, NoticeUpload
from portal.notices.sources import Issue
from tests.notices.conftest import TODAY
from tests.notices.test_lists import FORMS, REMINDER, W, batch_id, confirm, rows_of, upload, work, xlsx

DEMAND = FORMS["督促状-公債権"]
NAMES = list(headings(DEMAND))


def demand_rows(count=2, **changed):
    """Rows of a demand, as texts: what a CSV holds."""
    return [["" if cell is None else str(cell) for cell in row] for row in rows_of(DEMAND, count, **changed)]


def csv_of(rows, *, names=NAMES, encoding="utf-8-sig"):
    return write_csv(names, rows, encoding=encoding).content


def outcome(browser, content, name="一覧.csv", form=DEMAND, **data) -> str:
    """What the officer reads after the upload, wherever it led."""
    answer = upload(browser, form, content, name, **data)
    if answer.status_code == 302:
        answer = browser.get(answer.headers["Location"])
    assert answer.status_code in {200, 422}
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def changed_cell(column, value, **more):
    rows = demand_rows()
    rows[0][NAMES.index(column)] = value
    return csv_of(rows, **more)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (lambda: xlsx(DEMAND, rows_of(DEMAND, 1)), "一覧.csv", "ファイル名はCSVですが、中身はxlsxです"),
        (lambda: changed_cell("郵便番号", "40001"), "一覧.csv", "先頭の0が消えているため、004-0001と読みました"),
        (lambda: changed_cell("納期限", "46200"), "一覧.csv", "Excelの日付番号なので、令和8年6月27日と読みました"),
        (lambda: changed_cell("元金", "５６，４００円"), "一覧.csv", "2通の確認"),
        (lambda: changed_cell("氏名", "髙﨑 ㈱①ﾊﾅｺ", encoding="cp932"), "一覧.csv", "髙﨑 ㈱①ﾊﾅｺ"),
        (lambda: changed_cell("氏名", "一行目\n二行目"), "一覧.csv", "一行目 二行目"),
        (lambda: changed_cell("氏名", "架空 𠮷郎"), "一覧.csv", "架空 𠮷郎"),
        (lambda: csv_of(demand_rows(), names=["" if n == "方書" else n for n in NAMES]), "一覧.csv", "C列に見出しがありません"),
        (lambda: csv_of(demand_rows(), names=[f" {n}　" for n in NAMES]), "一覧.csv", "2通の確認"),
    ],
)  # fmt: skip
def test_what_excel_spoils_is_read_and_said(sign_in, people, content, name, sentence):
    assert sentence in outcome(sign_in("hanako"), content(), name)


def bomb():
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx(DEMAND, rows_of(DEMAND, 1)))) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            body = source.read(entry.filename)
            with target.open(zipfile.ZipInfo(entry.filename), "w", force_zip64=True) as part:
                part.write(body)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as more:
            more.writestr("xl/media/padding.xml", b" " * 60_000_000)
    return out.getvalue()


def formula_book():
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    book.active.append([cell or "" for cell in rows_of(DEMAND, 1)[0]])
    book.active.cell(2, NAMES.index("元金") + 1).value = "=50000+6400"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (bomb, "一覧.xlsx", "大きすぎて安全に開けません"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 200, "一覧.png", "ExcelまたはCSVのファイルを選んでください"),
        (lambda: DEMAND.docx, "一覧.docx", "Wordの文書です"),
        (lambda: b"%PDF-1.7", "一覧.pdf", "PDFのファイルです"),
        (formula_book, "一覧.xlsx", "セルが計算エラー"),
        (lambda: changed_cell("方書", "123456789018"), "一覧.csv", "123456789018 個人番号と思われる12桁の数字"),
        (lambda: changed_cell("氏名", "架空 \ue000郎"), "一覧.csv", "外字（U+E000）"),
        (lambda: csv_of([]), "一覧.csv", "見出しの下にデータの行がありません"),
        (lambda: csv_of(demand_rows(), names=["氏名" if n == "方書" else n for n in NAMES]), "一覧.csv", "列『氏名』に当たる見出しが2つ以上"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_what_to_do(sign_in, office, people, content, name, sentence):
    words = outcome(sign_in("hanako"), content(), name)
    assert sentence in words
    with reading(office.sessions) as session:
        assert session.scalar(select(NoticeBatch)) is None


def test_a_list_of_100_001_rows_is_refused_with_its_real_length(sign_in, people):
    content = ",".join(NAMES) + "\r\n" + "x\r\n" * 100_001
    words = outcome(sign_in("hanako"), content.encode())
    assert "50,000行までですが、100,002行目にデータがあります" in words


def test_headings_are_asked_for_only_when_they_are_the_trouble(sign_in, people):
    browser = sign_in("hanako")
    assert "列の対応を指定する" not in outcome(browser, csv_of([]))
    assert "列の対応を指定する" in outcome(browser, csv_of(demand_rows(), names=[f"{n}の列" for n in NAMES]))


def test_the_cell_with_a_character_nobody_can_print_is_coloured(sign_in, people):
    browser = sign_in("hanako")
    page = upload(browser, DEMAND, changed_cell("氏名", "架空 \ue000郎"), "一覧.csv").get_data(as_text=True)
    link = re.search(r'href="(/notices/lists/uploads/\d+/errors.xlsx)"', page).group(1)
    sheet = load_workbook(BytesIO(browser.get(link).data)).active
    marked = [cell.column_letter for cell in sheet[2] if cell.fill.fgColor.rgb == "00FFE5E5"]
    assert marked == [openpyxl.utils.get_column_letter(NAMES.index("氏名") + 1)]


@pytest.mark.parametrize(
    ("name", "severity"),
    [("架空 😀郎", "理由が必要"), ("架空 한자", ""), ("架空 𠮷郎", ""), ("架空 噓頰郎", ""), ("葛\U000e0100飾 郎", "")],
)
def test_only_signs_that_the_usual_fonts_lack_ask_for_a_reason(sign_in, people, name, severity):
    words = outcome(sign_in("hanako"), changed_cell("氏名", name))
    assert ("理由が必要" in words) is bool(severity)
    assert "行に直す所があります" not in words


def test_ten_thousand_people_of_one_name_are_ten_thousand_letters(office, people):
    rows = rows_of(REMINDER, 10_000, 氏名="架空 同姓同名", 住所="世田谷区架空町一丁目1番1号", 郵便番号="154-0000")
    issue = Issue(day=TODAY, designated=date(2026, 12, 8))
    with reading(office.sessions) as session:
        content = write_csv(headings(REMINDER), rows).content
        found = lists.read(session, office, people.hanako, REMINDER, content, "一覧.csv", issue=issue)
    assert found.clean and len(found.letters) == 10_000
    assert not found.warned


def test_the_same_row_twice_is_warned_of_and_two_claims_of_one_person_are_not(sign_in, people):
    rows = demand_rows(2, 整理番号="X-1", 氏名="架空 一郎", 郵便番号="154-0000")
    browser = sign_in("hanako")
    words = outcome(browser, csv_of(rows))
    assert "注意のある行が1行あります" in words and "2行目と同じ内容です" in words
    rows[1][NAMES.index("期別")] = "第9期"
    assert "同じ内容" not in outcome(browser, csv_of(rows))


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","架空")', "@SUM(1)", "+81-90", "-1+1", "\tx=1", "＝1+1"])
def test_a_name_that_would_run_stays_a_name_in_every_file_handed_back(sign_in, office, people, name):
    browser = sign_in("hanako")
    rows = rows_of(REMINDER, 1, 氏名=name)
    number = batch_id(confirm(browser, upload(browser, REMINDER, xlsx(REMINDER, rows))))
    work(office)
    here = f"/notices/batches/{number}"
    for path in ("output/register", "deliveries.xlsx"):
        sheet = load_workbook(BytesIO(browser.get(f"{here}/{path}").data)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), path
    labels = Document(BytesIO(browser.get(f"{here}/labels.docx").data))
    assert name.strip() in "".join(node.text or "" for node in labels.element.body.iter(W))


def test_a_row_of_a_letter_with_several_rows_shows_that_letter(sign_in, people):
    rows = [*rows_of(REMINDER, 1), *rows_of(REMINDER, 1), rows_of(REMINDER, 2)[1]]
    browser = sign_in("hanako")
    here = upload(browser, REMINDER, xlsx(REMINDER, rows)).headers["Location"]
    second = browser.get(f"{here}/look?row=3").get_data(as_text=True)
    assert "2行目の通知書" in second and "次の通知書" in second
    third = browser.get(f"{here}/look?row=4").get_data(as_text=True)
    assert "4行目の通知書" in third and "架空 2郎" in third and "前の通知書" in third


@pytest.mark.parametrize("row", ["1", "99", "0", "-1", "abc", "", "９９９９９９９９９９９９"])
def test_a_row_without_a_letter_is_a_sentence_also_for_htmx(sign_in, people, row):
    browser = sign_in("hanako")
    here = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 1))).headers["Location"]
    plain = browser.get(f"{here}/look", query_string={"row": row})
    assert plain.status_code == 422 and "行目に通知書はありません" in plain.get_data(as_text=True)
    swapped = browser.get(f"{here}/look", query_string={"row": row}, headers={"HX-Request": "true"})
    assert swapped.status_code == 200 and "行目に通知書はありません" in swapped.get_data(as_text=True)


def test_without_libreoffice_the_words_of_the_letter_take_the_place_of_its_picture(sign_in, people, monkeypatch):
    from portal.documents.pdf import PdfUnavailable

    def none(configured=None):
        raise PdfUnavailable("LibreOfficeが入っていないため、PDFは作れません。")

    monkeypatch.setattr("portal.notices.showing.find_office", none)
    monkeypatch.setattr("portal.documents.looks.find_office", none)
    browser = sign_in("hanako")
    here = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 1))).headers["Location"]
    page = browser.get(here).get_data(as_text=True)
    assert "LibreOffice がないため" in page and "look.png" not in page and "架空 1郎" in page
    picture = browser.get(f"{here}/look.png?row=2")
    assert picture.status_code == 200 and picture.mimetype == "image/svg+xml"
    assert "LibreOffice" in picture.get_data(as_text=True)
    form = browser.get("/notices/lists/催告書").get_data(as_text=True)
    assert "LibreOffice がないため" in form and "次の債務について" in form


def test_pressing_the_button_of_a_list_twice_makes_the_letters_once(sign_in, office, people):
    browser = sign_in("hanako")
    here = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 2))).headers["Location"]
    mark = re.search(r'name="once" value="([^"]+)"', browser.get(here).get_data(as_text=True)).group(1)
    sent = {"warned": "keep", "once": mark}
    first, second = browser.post(here, sent, page=here), browser.post(here, sent, page=here)
    assert first.headers["Location"] == second.headers["Location"]
    with reading(office.sessions) as session:
        assert len(session.scalars(select(NoticeBatch)).all()) == 1


def test_a_list_nobody_used_is_thrown_away_after_thirty_days_with_its_file(sign_in, office, people, clock):
    browser = sign_in("hanako")
    unused = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 1))).headers["Location"]
    used = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 2)))
    confirm(browser, used)
    with reading(office.sessions) as session:
        unused_key, used_key = session.scalars(select(NoticeUpload.file_key).order_by(NoticeUpload.id)).all()
    clock.now = clock.now.replace(year=2027, month=1, day=4)
    browser = sign_in("hanako")
    upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 3)), issue_day="R9.1.4", designated_day="R9.1.20")
    assert browser.get(unused).status_code == 404
    assert not office.store.exists(unused_key)
    assert office.store.exists(used_key)  # the batch made of it writes its failed rows from it


def test_what_the_ledger_says_now_is_shown_when_a_list_is_opened_again(sign_in, office, cases, add_event):
    from portal.db import unit_of_work
    from portal.ledger.models import Case
    from tests.notices.conftest import TODAY

    add_event(cases["nhi"], kind="demand", happened_on=TODAY.replace(month=8))
    rows = rows_of(REMINDER, 1)
    rows[0][list(headings(REMINDER)).index("整理番号")] = "K-1"
    browser = sign_in("hanako")
    here = upload(browser, REMINDER, xlsx(REMINDER, rows)).headers["Location"]
    assert browser.get(here).status_code == 200
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.died_on = TODAY
    again = browser.get(here)
    assert again.status_code == 422
    assert "名宛人は令和8年11月24日に死亡しています" in again.get_data(as_text=True)
