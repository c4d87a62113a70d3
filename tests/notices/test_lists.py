"""Letters from a list: three outcomes, frozen rows, numbers once and only once, files that can be made again."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from portal.db import reading, unit_of_work
from portal.documents.sheets import write_csv, write_xlsx
from portal.jobs import Job, Worker
from portal.ledger.models import Event
from portal.notices import making
from portal.notices.columns import example_rows, example_xlsx, headings
from portal.notices.library import shipped
from portal.notices.models import Notice, NoticeBatch
from portal.settings import HOME

FORMS = shipped(HOME / "templates")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
REMINDER = FORMS["催告書"]


def text_of(content: bytes) -> str:
    return "".join(node.text or "" for node in Document(BytesIO(content)).element.body.iter(W))


def rows_of(form, count, **changed):
    """``count`` rows like the example, each with its own 整理番号."""
    names = headings(form)
    computed = {one.name: None for one in form.fields if one.source.startswith("computed.")}
    base = {**dict(zip(names, example_rows(form)[0], strict=True)), **computed}
    return [
        [
            {**base, "整理番号": f"X-{at}", "氏名": f"架空 {at}郎", "郵便番号": f"154-{9999 - at:04}", **changed}[name]
            for name in names
        ]
        for at in range(1, count + 1)
    ]


def upload(browser, form, content, name="一覧.xlsx", **data):
    page = f"/notices/lists/{form.name}"
    sent = {
        "issue_day": "令和8年11月24日",
        "designated_day": "令和8年12月8日",
        "symbol": "住",
        "signer_title": "世田谷区長",
        **data,
    }
    return browser.post(page, {**sent, "file": (BytesIO(content), name)}, page=page, content_type="multipart/form-data")


def confirm(browser, answer, **data):
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))[:1500]
    here = answer.headers["Location"]
    return browser.post(here, {"warned": "keep", **data}, page=here)


def batch_id(answer) -> int:
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))[:1500]
    return int(answer.headers["Location"].rstrip("/").split("/")[-1])


def work(office, handler=making.make):
    with reading(office.sessions) as session:
        ids = session.scalars(select(Job.id).where(Job.state == "waiting")).all()
    for job_id in ids:
        Worker(office, {making.KIND: handler}, sessions=office.sessions, queue=office.queue).run(job_id)
    with reading(office.sessions) as session:
        return [session.get(Job, job_id) for job_id in ids]


def xlsx(form, rows):
    return write_xlsx(headings(form), rows)


@pytest.mark.parametrize(
    "name",
    ["督促状-公債権", "督促状-私債権", "催告書", "差押予告書", "最終催告書", "口座振替不能のお知らせ", "不在通知"],
)
def test_the_example_sheet_of_a_form_can_be_read_as_it_is(sign_in, people, name):
    answer = upload(sign_in("hanako"), FORMS[name], example_xlsx(FORMS[name]))
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))[:1500]


def test_a_list_becomes_numbered_letters_in_a_zip_and_one_print_file(sign_in, office, people):
    browser = sign_in("hanako")
    number = batch_id(confirm(browser, upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 5)))))
    assert [job.state for job in work(office)] == ["done"]
    here = f"/notices/batches/{number}"
    with zipfile.ZipFile(BytesIO(browser.get(f"{here}/output/zip").data)) as archive:
        assert archive.namelist() == [f"8住第{at}号_X-{at}.docx" for at in range(1, 6)]
        assert "架空 3郎" in text_of(archive.read("8住第3号_X-3.docx"))
    merged = text_of(browser.get(f"{here}/output/merged").data)
    assert merged.index("架空 5郎") < merged.index("架空 1郎")  # 郵便番号順
    book = load_workbook(BytesIO(browser.get(f"{here}/output/register").data)).active
    assert [cell.value for cell in book[2]][:5] == [
        "番号",
        "発送年月日",
        "文書番号",
        "書類の名称",
        "受けるべき者の氏名",
    ]
    assert book.max_row == 8  # title, headings, five letters, the sum
    assert "作成しました" in browser.get(here).get_data(as_text=True) or "できたもの" in browser.get(here).get_data(
        as_text=True
    )


def test_wrong_columns_are_the_first_outcome(sign_in):
    answer = upload(sign_in("hanako"), REMINDER, "名前だけ\n架空 花子\n".encode(), "一覧.csv")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "このファイルは読み込めません" in page and "必要な列がありません" in page
    assert "列の対応" in page


def test_wrong_rows_are_counted_first_and_named_by_excel_s_numbers(sign_in, office):
    form = FORMS["督促状-公債権"]
    rows = rows_of(form, 60)
    at = headings(form).index("納期限")
    for row in rows[:55]:
        row[at] = "令和6年2月30日"
    answer = upload(sign_in("hanako"), form, xlsx(form, rows))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "60行のうち55行に直す所があります" in page
    assert ">2行目</th>" in page and "ほか5行あります" in page
    assert re.search(
        r'class="bad-cell">令和6年2月30日<br><strong class="error">『令和6年2月30日』は存在しない日付', page
    )
    with reading(office.sessions) as session:
        assert session.scalar(select(NoticeBatch)) is None


def test_the_rows_to_mend_come_back_as_a_sheet(sign_in):
    form = FORMS["督促状-公債権"]
    rows = rows_of(form, 3)
    rows[1][headings(form).index("元金")] = "-100"
    browser = sign_in("hanako")
    page = upload(browser, form, xlsx(form, rows)).get_data(as_text=True)
    link = re.search(r'href="(/notices/lists/uploads/\d+/errors.xlsx)"', page).group(1)
    book = load_workbook(BytesIO(browser.get(link).data)).active
    assert book.max_row == 2 and "負の数" in str([cell.value for cell in book[2]])


def test_headings_of_another_system_are_mapped_once_and_remembered(sign_in):
    form = FORMS["督促状-公債権"]
    names = ["対象者の名" if name == "氏名" else name for name in headings(form)]
    content = write_xlsx(names, rows_of(form, 1))
    browser = sign_in("hanako")
    page = upload(browser, form, content).get_data(as_text=True)
    assert "列の対応を指定する" in page and "対象者の名" in page
    link = re.search(r'action="(/notices/lists/uploads/\d+/headings)"', page).group(1)
    at = list(headings(form)).index("氏名")
    assert browser.post(link, {f"m-{at}": "見当違い"}).status_code == 422
    assert browser.post(link, {f"m-{at}": "対象者の名"}).status_code == 302  # the file need not be chosen again
    assert upload(browser, form, content).status_code == 302
    here = f"/notices/lists/{form.name}"
    assert "氏名＝対象者の名" in browser.get(here).get_data(as_text=True)
    browser.post(f"{here}/headings/forget")
    assert upload(browser, form, content).status_code == 422


def test_a_row_of_a_known_case_is_checked_against_the_ledger_and_written_to_it(sign_in, office, cases):
    form = FORMS["催告書"]
    rows = rows_of(form, 1)
    rows[0][headings(form).index("整理番号")] = "K-1"
    browser = sign_in("hanako")
    answer = upload(browser, form, xlsx(form, rows))
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "注意のある行が1行あります" in page and "督促状を発した記録がありません" in page
    left = confirm(browser, answer, warned="leave")
    assert "作成する通知書がありません" in left.get_data(as_text=True)
    without = confirm(browser, answer)
    assert "そのまま送る理由を入力" in without.get_data(as_text=True)
    number = batch_id(confirm(browser, answer, reason="督促は前のシステムにある。"))
    with reading(office.sessions) as session:
        assert session.get(NoticeBatch, number).state == "submitted"  # 重い確認事項は承認を要する
    sign_in("taro").post(f"/notices/batches/{number}/approve")
    browser.post(f"/notices/batches/{number}/issue")
    work(office)
    with reading(office.sessions) as session:
        event = session.scalar(select(Event).where(Event.notice_id.is_not(None)))
        assert (event.kind, event.document_number) == ("reminder", "8住第1号")


def test_rows_of_one_case_are_one_letter_with_several_lines(sign_in, office, people):
    form = REMINDER
    rows = [*rows_of(form, 1), *rows_of(form, 1)]
    browser = sign_in("hanako")
    number = batch_id(confirm(browser, upload(browser, form, xlsx(form, rows))))
    with reading(office.sessions) as session:
        batch = session.get(NoticeBatch, number)
        assert batch.total == 1
        assert len(batch.notices[0].payload["明細"]) == 2


def test_a_blank_charge_is_computed_on_the_day_of_issue(sign_in, office, people):
    form = FORMS["督促状-公債権"]
    rows = rows_of(
        form, 1, 延滞金=None, 合計=None, 納期限=date(2026, 2, 2), 債権名="国民健康保険料", 債権区分="強制徴収公債権"
    )
    browser = sign_in("hanako")
    number = batch_id(confirm(browser, upload(browser, form, xlsx(form, rows))))
    with reading(office.sessions) as session:
        payload = session.get(NoticeBatch, number).notices[0].payload
    assert payload["延滞金"] > 0 and payload["合計"] == 56_400 + payload["延滞金"]


def test_a_charge_that_no_rule_gives_is_asked_for(sign_in):
    form = FORMS["督促状-公債権"]
    rows = rows_of(form, 1, 延滞金=None, 合計=None, 債権名="架空の使用料")
    page = upload(sign_in("hanako"), form, xlsx(form, rows)).get_data(as_text=True)
    assert "2行目</th>" in page and "計算する規則が決まりません" in page


def test_the_same_file_again_is_pointed_out(sign_in, office, people):
    browser = sign_in("hanako")
    content = xlsx(REMINDER, rows_of(REMINDER, 1))
    confirm(browser, upload(browser, REMINDER, content))
    again = upload(browser, REMINDER, content)
    assert "同じ一覧を読み込んだことがあります" in browser.get(again.headers["Location"]).get_data(as_text=True)


def test_any_row_can_be_looked_at_before_it_is_made(sign_in, people):
    browser = sign_in("hanako")
    here = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 4))).headers["Location"]
    assert "架空 3郎" in text_of(browser.get(f"{here}/preview.docx?row=4").data)
    assert browser.get(f"{here}/preview.docx?row=99").status_code == 422


def test_a_dispositions_list_waits_for_the_approver(sign_in, office, people):
    form = FORMS["督促状-公債権"]
    browser = sign_in("hanako")
    number = batch_id(confirm(browser, upload(browser, form, xlsx(form, rows_of(form, 2)))))
    assert work(office) == []
    sign_in("taro").post(f"/notices/batches/{number}/approve")
    browser.post(f"/notices/batches/{number}/issue")
    assert [job.state for job in work(office)] == ["done"]


def numbers(office):
    with reading(office.sessions) as session:
        return session.scalars(select(Notice.number).order_by(Notice.serial)).all()


def test_a_job_stopped_before_numbering_uses_no_number_and_can_be_started_again(sign_in, office, people):
    browser = sign_in("hanako")
    number = batch_id(confirm(browser, upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 3)))))
    browser.post(f"/notices/batches/{number}/stop")
    assert work(office) == []
    with reading(office.sessions) as session:
        assert session.get(NoticeBatch, number).state == "draft"
    browser.post(f"/notices/batches/{number}/issue")
    work(office)
    assert numbers(office) == ["8住第1号", "8住第2号", "8住第3号"]


def test_a_row_that_cannot_be_made_gets_no_number_and_comes_back(sign_in, office, people, monkeypatch):
    browser = sign_in("hanako")
    number = batch_id(confirm(browser, upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 3)))))
    with unit_of_work(office.sessions) as session:
        bad = session.get(NoticeBatch, number).notices[1]
        bad.payload = {**bad.payload, "郵便番号": "でたらめ"}
    work(office)
    with reading(office.sessions) as session:
        states = [(one.state, one.number) for one in session.get(NoticeBatch, number).notices]
    assert states == [("issued", "8住第1号"), ("failed", ""), ("issued", "8住第2号")]
    book = load_workbook(BytesIO(browser.get(f"/notices/batches/{number}/output/failed").data)).active
    assert "でたらめ" in str([cell.value for cell in book[2]]) and book[2][-1].value == 3


def test_two_batches_never_share_a_number(sign_in, office, people):
    browser = sign_in("hanako")
    for at in range(2):
        rows = rows_of(REMINDER, 3, 氏名=f"架空 {at}")
        confirm(browser, upload(browser, REMINDER, xlsx(REMINDER, rows)))
    work(office)
    assert numbers(office) == [f"8住第{at}号" for at in range(1, 7)]


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "{{ 7*7 }}", "<script>alert(1)</script>", "+81", "架空\u0007郎"]
)
def test_hostile_names_stay_text_in_every_file(sign_in, office, people, name):
    browser = sign_in("hanako")
    answer = upload(
        browser, REMINDER, write_csv(headings(REMINDER), rows_of(REMINDER, 1, 氏名=name)).content, "一覧.csv"
    )
    number = batch_id(confirm(browser, answer))
    work(office)
    shown = name.replace("\u0007", "")
    merged = text_of(browser.get(f"/notices/batches/{number}/output/merged").data)
    assert shown in merged
    book = load_workbook(BytesIO(browser.get(f"/notices/batches/{number}/output/register").data)).active
    assert all(cell.data_type != "f" for row in book.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"\x00" * 100, "a.xls"),
        ("整理番号,氏名\n".encode("cp932"), "a.csv"),
        (b"\xff\xfe\x00", "a.txt"),
    ],
)
def test_files_that_are_no_list_are_a_sentence(sign_in, content, name):
    answer = upload(sign_in("hanako"), REMINDER, content, name)
    assert answer.status_code == 422
    assert "error-summary" in answer.get_data(as_text=True)


def test_a_symbol_that_is_none_is_refused_before_anything_is_read(sign_in):
    answer = upload(sign_in("hanako"), REMINDER, xlsx(REMINDER, rows_of(REMINDER, 1)), symbol="第1/号")
    assert answer.status_code == 422 and "記号" in answer.get_data(as_text=True)


def test_another_department_sees_neither_the_list_nor_its_letters(sign_in, office, people):
    browser = sign_in("hanako")
    answer = upload(browser, REMINDER, xlsx(REMINDER, rows_of(REMINDER, 1)))
    jiro = sign_in("jiro")
    assert jiro.get(answer.headers["Location"]).status_code == 404
    number = batch_id(confirm(browser, answer))
    work(office)
    assert jiro.get(f"/notices/batches/{number}/output/zip").status_code == 404


def test_letters_come_from_the_ledger_by_a_filter(sign_in, office, cases, add_event):
    for name in ("nhi", "tax"):
        add_event(cases[name], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    url = "/notices/ledger/demanded?form=催告書"
    page = browser.get(url).get_data(as_text=True)
    assert "2通を作成する" in page and "K-1" in page and "J-1" not in page
    number = batch_id(browser.post(url, {"warned": "keep"}, page=url))
    work(office)
    assert len(numbers(office)) == 2
    with reading(office.sessions) as session:
        assert session.get(NoticeBatch, number).state == "issued"
        assert len(session.scalars(select(Event).where(Event.kind == "reminder")).all()) == 2
    assert "当てはまる案件はありません" in browser.get("/notices/ledger/demanded").get_data(as_text=True)


def test_a_case_paid_after_the_draft_gets_no_letter(sign_in, office, people, cases, add_event):
    from portal.ledger import service
    from tests.conftest import NOW
    from tests.notices.conftest import TODAY

    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    url = "/notices/ledger/demanded?form=催告書"
    number = batch_id(browser.post(url, {"warned": "keep"}, page=url))
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, cases["nhi"])
        for claim in case.claims:
            new = service.NewPayment(paid_on=TODAY, amount=56_400)
            service.add_payment(session, people.hanako, NOW, case=case, claim=claim, new=new, today=TODAY)
    work(office)
    with reading(office.sessions) as session:
        assert "完納" in session.get(NoticeBatch, number).notices[0].failure
