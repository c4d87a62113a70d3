"""配達記録: rows find their letters, days reach the ledger, returns reach their register — once, however often it is read."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal import audit
from portal.db import reading, unit_of_work
from portal.documents.sheets import write_csv, write_xlsx
from portal.ledger.models import Case, Event
from portal.notices.models import DeliveryImport, Notice
from tests.notices.conftest import TODAY

HEADINGS = ("文書番号", "整理番号", "引受番号", "配達日", "結果")
PAGE = "/notices/deliveries/"


def words_of(answer) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))


def send(browser, *rows, headings=HEADINGS, name="配達記録.csv"):
    content = write_csv(headings, rows).content if name.endswith("csv") else write_xlsx(headings, rows)
    return browser.post(PAGE, {"file": (BytesIO(content), name)}, page=PAGE, content_type="multipart/form-data")


def write(browser, *rows, **known):
    """Read the list and press the button."""
    answer = send(browser, *rows, **known)
    assert answer.status_code == 302, words_of(answer)
    here = answer.headers["Location"]
    return browser.post(here, {}, page=here)


def notice(office, notice_id):
    with reading(office.sessions) as session:
        return session.get(Notice, notice_id)


@pytest.mark.parametrize(
    "row",
    [
        ("8住第1号", "", "405548424886", "2026-11-24", "お届け済み"),
        ("８住 第１号", "K-1", "4055-4842-4886", "令和8年11月24日", "お届け済み"),
        ("", "K-1", "405548424886", "R8.11.24", "お届け済み"),
        ("8住第1号", "", "405548424886", "2026/11/24 14:05", "お届け済み"),
        ("8住第1号", "", "405548424886", "46350", "お届け済み"),
    ],
)
@pytest.mark.parametrize("name", ["配達記録.csv", "配達記録.xlsx"])
def test_a_letter_is_found_by_its_number_or_case_and_its_day_reaches_the_ledger(sign_in, office, issued, row, name):
    browser = sign_in("hanako")
    shown = browser.get(send(browser, row, name=name).headers["Location"])
    assert "1通を登録簿に反映する" in words_of(shown) and "4055-4842-4886" in words_of(shown)
    assert notice(office, issued).delivered_on is None  # looking writes nothing
    assert write(browser, row, name=name).status_code == 302
    made = notice(office, issued)
    assert (made.delivered_on, made.delivery_result) == (TODAY, "お届け済み")
    assert made.tracking_number == "405548424886"
    with reading(office.sessions) as session:
        assert session.scalar(select(Event.reached_on).where(Event.notice_id == issued)) == TODAY
        assert "到達日を令和8年11月24日と登録" in audit.entries(session, action="case.arrival")[0].sentence
        assert "配達1通、返戻0通" in audit.entries(session, action="notice.deliveries")[0].sentence


def test_the_day_is_shown_in_the_register_on_the_letter_and_on_the_case(sign_in, issued, cases):
    browser = sign_in("hanako")
    write(browser, ("8住第1号", "", "405548424886", "2026-11-24", "お届け済み"))
    assert "令和8年11月24日" in words_of(browser.get("/notices/register/")).split("配達")[-1]
    letter = words_of(browser.get(f"/notices/register/{issued}"))
    assert "配達 令和8年11月24日" in letter and "引受番号 4055-4842-4886" in letter
    case = words_of(browser.get(f"/cases/{cases['nhi']}"))
    assert "到達 令和8年11月24日" in case and "配達 令和8年11月24日" in case


def test_reading_the_same_list_twice_changes_nothing(sign_in, office, issued):
    browser = sign_in("hanako")
    rows = [("8住第1号", "", "405548424886", "2026-11-24", "お届け済み")]
    write(browser, *rows)
    with reading(office.sessions) as session:
        before = session.scalar(select(func.count()).select_from(Event))
    page = words_of(browser.get(send(browser, *rows).headers["Location"]))
    assert "全て登録済みです" in page and "登録簿に反映する" not in page
    here = send(browser, *rows).headers["Location"]
    browser.post(here, {}, page=here)  # pressed all the same
    with reading(office.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before
        assert len(audit.entries(session, action="case.arrival")) == 1


def test_a_return_goes_to_the_returns_with_its_reason_once(sign_in, office, issued, cases):
    browser = sign_in("hanako")
    row = ("8住第1号", "", "", "2026-11-24", "あて所に尋ねあたりません")
    answer = write(browser, row)
    assert answer.headers["Location"].endswith("/notices/returns/")
    assert f"/notices/register/{issued}" in browser.get("/notices/returns/").get_data(as_text=True)
    write(browser, row)
    with reading(office.sessions) as session:
        results = session.scalars(select(Event.result).where(Event.kind == "returned_mail")).all()
        assert results == ["あて所に尋ねあたらず"]
        assert session.get(Case, cases["nhi"]).debtor.address.returned_mail
    made = notice(office, issued)
    assert (made.returned_on, made.return_reason, made.delivered_on) == (TODAY, "あて所に尋ねあたらず", None)


def test_a_letter_on_its_way_keeps_its_number_and_no_day(sign_in, office, issued):
    write(sign_in("hanako"), ("8住第1号", "", "405548424886", "", "ご不在のため持ち戻り"))
    made = notice(office, issued)
    assert (made.delivered_on, made.delivery_result, made.tracking_number) == (
        None, "ご不在のため持ち戻り", "405548424886",
    )  # fmt: skip


def test_the_end_of_a_history_counts(sign_in, office, issued):
    history = [
        ("8住第1号", "", "", "2026-11-24", "引受"),
        ("8住第1号", "", "", "2026-11-24", "お届け済み"),
        ("8住第1号", "", "", "2026-11-24", "到着"),
    ]
    write(sign_in("hanako"), *history)
    assert notice(office, issued).delivery_result == "お届け済み"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("8住第9号", "", "", "2026-11-24", "配達完了"), "『8住第9号』の通知書が、この課の登録簿にありません。"),
        (("", "X-9", "", "2026-11-24", "配達完了"), "『X-9』に送った通知書が"),
        (("8住第1号", "Z-1", "", "2026-11-24", "配達完了"), "整理番号は『K-1』です"),
        (("", "", "", "2026-11-24", "配達完了"), "文書番号・整理番号・引受番号のどれかを入力してください"),
        (("", "", "405548424886", "2026-11-24", "配達完了"), "この引受番号は登録簿にありません"),
        (("8住第1号", "", "", "", "配達完了"), "配達日が必要です"),
        (("8住第1号", "", "", "2026-11-23", "配達完了"), "発信日（令和8年11月24日）より前です"),
        (("8住第1号", "", "", "2026-11-25", "配達完了"), "まだ来ていない日です"),
        (("8住第1号", "", "", "令和8年2月30日", "配達完了"), "存在しない日付"),
        (("8住第1号", "", "", "2026-11-24", "未配達"), "『未配達』は配達の結果として読めません"),
        (("8住第1号", "", "1.23457E+11", "2026-11-24", "配達完了"), "『1.23457E+11』は、Excel が"),
        (("=1+1", "", "", "2026-11-24", "配達完了"), "登録簿にありません"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named_and_writes_nothing(sign_in, office, issued, row, sentence):
    browser = sign_in("hanako")
    here = send(browser, row).headers["Location"]
    page = words_of(browser.get(here))
    assert "1行のうち1行に直す所があります" in page and sentence in page
    browser.post(here, {}, page=here)
    assert notice(office, issued).delivered_on is None
    sheet = load_workbook(BytesIO(browser.get(f"{here}/errors.xlsx").data)).active
    assert sheet.max_row == 2 and sentence[-12:] in str([cell.value for cell in sheet[2]])


def test_two_ends_of_one_letter_contradict_each_other(sign_in, issued):
    browser = sign_in("hanako")
    rows = [("8住第1号", "", "", "2026-11-24", "配達完了"), ("8住第1号", "", "", "2026-11-24", "転居先不明")]
    assert "2行目にもあり、内容が違います" in words_of(browser.get(send(browser, *rows).headers["Location"]))


def test_good_rows_are_written_though_others_are_wrong(sign_in, office, issued):
    browser = sign_in("hanako")
    good, bad = ("8住第1号", "", "", "2026-11-24", "配達完了"), ("8住第9号", "", "", "2026-11-24", "配達完了")
    page = words_of(browser.get(send(browser, good, bad).headers["Location"]))
    assert "1通を登録簿に反映する" in page and "直す行の1行は反映しません" in page
    write(browser, good, bad)
    assert notice(office, issued).delivered_on == TODAY
    with reading(office.sessions) as session:
        assert session.scalar(select(DeliveryImport.refused).where(DeliveryImport.applied_at.is_not(None))) == 1


def test_a_number_of_another_letter_is_refused(sign_in, office, issued):
    with unit_of_work(office.sessions) as session:
        session.get(Notice, issued).tracking_number = "405548424886"
    browser = sign_in("hanako")
    by_number = ("", "", "405548424886", "2026-11-24", "配達完了")
    assert write(browser, by_number).status_code == 302
    assert notice(office, issued).delivered_on == TODAY


def test_a_spoilt_check_digit_is_only_noted(sign_in, issued):
    browser = sign_in("hanako")
    answer = send(browser, ("8住第1号", "", "405548424887", "2026-11-24", "配達完了"))
    assert "検査数字が合いません" in words_of(browser.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [(("文書番号", "配達日"), "必要な列がありません：結果"), (("宛名", "結果"), "のどの列もありません")],
)
def test_a_list_without_the_columns_is_the_first_outcome(sign_in, headings, sentence):
    answer = send(sign_in("hanako"), ("a", "b"), headings=headings)
    assert answer.status_code == 422
    assert "このファイルは読み込めません" in words_of(answer) and sentence in words_of(answer)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x00" * 100])
def test_a_file_that_is_no_list_is_a_sentence(sign_in, content):
    data = {"file": (BytesIO(content), "a.xlsx")}
    answer = sign_in("hanako").post(PAGE, data, page=PAGE, content_type="multipart/form-data")
    assert answer.status_code == 422 and "error-summary" in answer.get_data(as_text=True)


def test_a_later_list_may_correct_the_day_and_the_trail_keeps_the_old_one(sign_in, office, issued, clock):
    browser = sign_in("hanako")
    write(browser, ("8住第1号", "", "", "2026-11-24", "配達完了"))
    clock.now = clock.now.replace(day=26)
    browser = sign_in("hanako")
    row = ("8住第1号", "", "", "2026-11-25", "配達完了")
    assert "変更" in words_of(browser.get(send(browser, row).headers["Location"]))
    write(browser, row)
    assert notice(office, issued).delivered_on == date(2026, 11, 25)
    with reading(office.sessions) as session:
        assert "前の登録：令和8年11月24日" in audit.entries(session, action="notice.delivery")[0].sentence
        assert session.scalar(select(Event.reached_on).where(Event.notice_id == issued)) == date(2026, 11, 25)


def test_a_delivered_letter_is_not_returned_by_a_list(sign_in, office, issued):
    browser = sign_in("hanako")
    write(browser, ("8住第1号", "", "", "2026-11-24", "配達完了"))
    answer = send(browser, ("8住第1号", "", "", "2026-11-24", "返送"))
    assert "配達済みと登録されています" in words_of(browser.get(answer.headers["Location"]))


def test_a_cancelled_letter_takes_no_delivery(sign_in, issued):
    browser = sign_in("hanako")
    browser.post(f"/notices/register/{issued}/cancel", {"reason": "宛名の誤り"})
    answer = send(browser, ("8住第1号", "", "", "2026-11-24", "配達完了"))
    assert "取り消されています" in words_of(browser.get(answer.headers["Location"]))


def test_another_department_finds_neither_the_list_nor_the_letter(sign_in, office, issued):
    here = send(sign_in("hanako"), ("8住第1号", "", "", "2026-11-24", "配達完了")).headers["Location"]
    jiro = sign_in("jiro")
    assert jiro.get(here).status_code == 404
    assert jiro.post(here, {}).status_code == 404
    assert jiro.get(f"{here}/errors.xlsx").status_code == 404
    own = send(jiro, ("8住第1号", "", "", "2026-11-24", "配達完了")).headers["Location"]
    assert "この課の登録簿にありません" in words_of(jiro.get(own))
    assert notice(office, issued).delivered_on is None


def test_one_letter_is_booked_by_hand_and_a_wrong_day_keeps_what_was_typed(sign_in, office, issued):
    browser = sign_in("hanako")
    here = f"/notices/register/{issued}"
    wrong = browser.post(
        f"{here}/delivery", {"tracking": "4055-4842-4886", "delivered": "R8.11.1", "words": "配達完了"}
    )
    assert wrong.status_code == 422
    assert "発信日（令和8年11月24日）より前です" in words_of(wrong) and "R8.11.1" in wrong.get_data(as_text=True)
    browser.post(f"{here}/delivery", {"tracking": "4055-4842-4886", "delivered": "R8.11.24", "words": "配達完了"})
    assert notice(office, issued).delivered_on == TODAY
    with reading(office.sessions) as session:
        assert "配達を登録しました" in audit.entries(session, action="notice.delivery")[0].sentence


def test_the_sheet_of_a_batch_can_be_filled_in_and_read(sign_in, office, issued):
    browser = sign_in("hanako")
    with reading(office.sessions) as session:
        number = session.get(Notice, issued).batch_id
    sheet = load_workbook(BytesIO(browser.get(f"/notices/batches/{number}/deliveries.xlsx").data)).active
    names = [cell.value for cell in sheet[1]]
    row = [cell.value for cell in sheet[2]]
    assert row[:3] == ["8住第1号", "K-1", "架空 一郎"]
    filled = {**dict(zip(names, row, strict=True)), "配達日": date(2026, 11, 24), "結果": "配達完了"}
    write(browser, tuple(filled.values()), headings=tuple(filled), name="記入.xlsx")
    assert notice(office, issued).delivered_on == TODAY


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_example_sheet_can_be_taken(sign_in, people, kind):
    answer = sign_in("hanako").get(f"/notices/deliveries/example.{kind}")
    assert answer.status_code == 200 and len(answer.data) > 100
