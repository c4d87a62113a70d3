"""From one case: filled, checked, approved where the law or the office wants it, numbered, written to the ledger."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from docx import Document
from sqlalchemy import select

from portal import audit
from portal.db import reading, unit_of_work
from portal.ledger.models import Case, Event
from portal.notices.models import Notice, NoticeBatch
from tests.notices.conftest import TODAY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def text_of(content: bytes) -> str:
    return "".join(node.text or "" for node in Document(BytesIO(content)).element.body.iter(W))


def draft(browser, case_id, form, **typed):
    """Save a draft from the page as it stands, with some inputs changed."""
    url = f"/notices/new?case={case_id}&form={form}"
    page = browser.get(url)
    assert page.status_code == 200, page.get_data(as_text=True)
    return browser.post(url, {**fields_of(page.get_data(as_text=True)), **typed}, page=url)


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send for the page's form."""
    from lxml import html as parser

    form = next(one for one in parser.fromstring(html).forms if one.method == "POST" and "issue_day" in one.fields)
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def batch_id(answer) -> int:
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return int(answer.headers["Location"].rstrip("/").split("/")[-1])


def index_of(browser, case_id, form, name) -> str:
    """The name of the input that holds the field called ``name``."""
    from portal.notices.library import shipped
    from portal.settings import HOME

    fields = shipped(HOME / "templates")[form].fields
    return f"f-{[one.name for one in fields].index(name)}"


def test_only_forms_of_the_case_s_class_are_offered(sign_in, cases):
    page = sign_in("hanako").get(f"/notices/new?case={cases['rent']}").get_data(as_text=True)
    assert "督促状（私債権）" in page
    assert quote("差押予告書") not in page and "督促状（公債権）" not in page


def test_a_form_of_another_class_is_refused_by_address_too(sign_in, cases):
    answer = sign_in("hanako").get(f"/notices/new?case={cases['rent']}&form=差押予告書")
    assert answer.status_code == 422


def test_a_demand_is_filled_from_the_ledger_and_shows_its_working(sign_in, cases):
    page = sign_in("hanako").get(f"/notices/new?case={cases['nhi']}&form=督促状-公債権").get_data(as_text=True)
    for text in ("架空 一郎", "K-1", "国民健康保険料", "令和8年6月30日", "56,400円", "見本住宅課"):
        assert text in page
    assert "56,000円×年2.8％" in page  # 令和8年の割合、1,000円未満切捨て


def test_a_private_demand_carries_delay_damages_and_no_appeal_notice(sign_in, cases):
    page = sign_in("hanako").get(f"/notices/new?case={cases['rent']}&form=督促状-私債権").get_data(as_text=True)
    assert "56,400円×年3％" in page
    assert "審査請求" not in page


def test_a_disposition_is_approved_by_another_person_and_then_numbered(sign_in, office, cases):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    number = batch_id(draft(hanako, cases["nhi"], "督促状-公債権"))
    here = f"/notices/batches/{number}"
    assert "承認を受けてから発行します" in hanako.post(f"{here}/issue").get_data(as_text=True)
    assert hanako.post(f"{here}/submit").status_code == 302
    assert hanako.post(f"{here}/approve").status_code == 403
    assert taro.post(f"{here}/approve").status_code == 302
    assert hanako.post(f"{here}/issue").status_code == 302
    with reading(office.sessions) as session:
        notice = session.scalar(select(Notice))
        event = session.scalar(select(Event).where(Event.notice_id == notice.id))
        assert (notice.number, notice.state, notice.approver_name) == ("8住第1号", "issued", "架空 太郎")
        assert (event.kind, event.happened_on, event.document_number) == ("demand", TODAY, "8住第1号")
        assert event.claim_id == notice.claim_id is not None
        assert event.designated_date == date(2026, 12, 8)
        assert [e.sentence for e in audit.entries(session, action="notice.issued")] == [
            "「督促状（公債権）」1通を発行しました（8住第1号）。"
        ]
    letter = text_of(hanako.get(f"{here}/preview.docx").data)
    assert "8住第1号" in letter and "審査請求" in letter


def test_the_drafter_cannot_approve_even_as_approver(sign_in, cases):
    taro = sign_in("taro")
    number = batch_id(draft(taro, cases["nhi"], "督促状-公債権"))
    taro.post(f"/notices/batches/{number}/submit")
    answer = taro.post(f"/notices/batches/{number}/approve")
    assert "自分が起案した通知書は承認できません" in answer.get_data(as_text=True)


def test_an_officer_issues_a_letter_that_is_no_disposition_alone(sign_in, office, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20), designated_date=date(2026, 8, 31))
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "催告書"))
    answer = browser.post(f"/notices/batches/{number}/issue")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    letter = text_of(browser.get(f"/notices/batches/{number}/preview.docx").data)
    assert "第1期" in letter and "第2期" in letter
    with reading(office.sessions) as session:
        assert session.scalar(select(Event.kind).where(Event.notice_id.is_not(None))) == "reminder"
        batch = session.get(NoticeBatch, number)
        assert (batch.state, batch.notices[0].state, len(batch.notices[0].file_hash)) == ("issued", "issued", 64)
    again = browser.post(f"/notices/batches/{number}/issue")
    assert again.status_code == 422
    with reading(office.sessions) as session:
        assert session.scalars(select(Notice.number)).all() == ["8住第1号"]


def test_a_reminder_without_a_demand_needs_a_reason_and_an_approver(sign_in, office, cases):
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "催告書"))
    answer = browser.post(f"/notices/batches/{number}/submit")
    assert "確認が必要な事項があります" in answer.get_data(as_text=True)
    with reading(office.sessions) as session:
        assert session.get(NoticeBatch, number).needs_approval
    edit = f"/notices/batches/{number}/edit"
    values = fields_of(browser.get(edit).get_data(as_text=True))
    browser.post(edit, {**values, "waiver_reason": "督促は前のシステムに記録がある。"}, page=edit)
    assert browser.post(f"/notices/batches/{number}/submit").status_code == 302


def test_numbers_run_without_gap_and_a_failed_issue_takes_none(sign_in, office, cases, add_event):
    for name in ("nhi", "tax"):
        add_event(cases[name], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    first, second = (batch_id(draft(browser, cases[name], "催告書")) for name in ("nhi", "tax"))
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.died_on = date(2026, 11, 1)
    refused = browser.post(f"/notices/batches/{first}/issue")
    assert "死亡しています" in refused.get_data(as_text=True)
    browser.post(f"/notices/batches/{second}/issue")
    with reading(office.sessions) as session:
        assert session.scalars(select(Notice.number).where(Notice.serial.is_not(None))).all() == ["8住第1号"]


def test_a_changed_figure_is_kept_marked_and_needs_a_reason(sign_in, office, cases, add_event):
    browser = sign_in("hanako")
    late = index_of(browser, cases["nhi"], "督促状-公債権", "延滞金")
    number = batch_id(draft(browser, cases["nhi"], "督促状-公債権", **{late: "100円"}))
    page = browser.get(f"/notices/batches/{number}").get_data(as_text=True)
    assert "100円ですが、台帳と規則による計算では" in page
    assert "手で直した値" in browser.get(f"/notices/batches/{number}/edit").get_data(as_text=True)


def test_nothing_typed_is_lost_when_a_value_is_wrong(sign_in, cases):
    browser = sign_in("hanako")
    due = index_of(browser, cases["nhi"], "督促状-公債権", "納期限")
    reason = index_of(browser, cases["nhi"], "督促状-公債権", "理由")
    answer = draft(browser, cases["nhi"], "督促状-公債権", **{due: "令和6年2月30日", reason: "手で書いた理由"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "存在しない日付" in page and "令和6年2月30日" in page and "手で書いた理由" in page


def test_what_was_typed_before_an_error_is_still_typed_after_it(sign_in, office, cases):
    browser = sign_in("hanako")
    form = "督促状-公債権"
    due, reason = (index_of(browser, cases["nhi"], form, name) for name in ("納期限", "理由"))
    wrong = draft(browser, cases["nhi"], form, **{due: "令和6年2月30日", reason: "手で書いた理由"})
    url = f"/notices/new?case={cases['nhi']}&form={form}"
    mended = {**fields_of(wrong.get_data(as_text=True)), due: "令和8年6月30日"}
    number = batch_id(browser.post(url, mended, page=url))
    with reading(office.sessions) as session:
        batch = session.get(NoticeBatch, number)
        assert batch.notices[0].payload["理由"] == ["手で書いた理由"]
        assert "理由" in batch.options["typed"]


def test_a_table_typed_before_an_error_is_still_typed_after_it(sign_in, office, cases):
    browser = sign_in("hanako")
    url = f"/notices/new?case={cases['nhi']}&form=催告書"
    fields = fields_of(browser.get(url).get_data(as_text=True))
    period = next(key for key in fields if key.startswith("t-") and fields[key] == "第1期")
    principal = next(key for key in fields if key.startswith("t-") and fields[key] == "56,400円")
    wrong = browser.post(url, {**fields, period: "第1期（分割）", principal: "たくさん"}, page=url)
    assert wrong.status_code == 422
    mended = {**fields_of(wrong.get_data(as_text=True)), principal: "56,400円"}
    number = batch_id(browser.post(url, mended, page=url))
    with reading(office.sessions) as session:
        payload = session.get(NoticeBatch, number).notices[0].payload
    assert payload["明細"][0]["期別"] == "第1期（分割）"


@pytest.mark.parametrize(
    "hostile", ["{{ 7*7 }}", "<script>alert(1)</script>", "{% raw %}", "=HYPERLINK(1)", "架空\x00郎"]
)
def test_a_hostile_value_is_printed_as_it_is_written(sign_in, cases, hostile):
    browser = sign_in("hanako")
    name = index_of(browser, cases["nhi"], "督促状-公債権", "氏名")
    number = batch_id(draft(browser, cases["nhi"], "督促状-公債権", **{name: hostile}))
    assert hostile.replace("\x00", "") in text_of(browser.get(f"/notices/batches/{number}/preview.docx").data)
    assert "<script>alert" not in browser.get(f"/notices/batches/{number}").get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/edit", "/preview.docx", "/output/zip", "/progress", "/labels.docx"])
def test_another_department_cannot_tell_that_the_draft_exists(sign_in, cases, path):
    number = batch_id(draft(sign_in("hanako"), cases["nhi"], "督促状-公債権"))
    assert sign_in("jiro").get(f"/notices/batches/{number}{path}").status_code == 404


def test_another_department_cannot_draft_about_the_case(sign_in, cases):
    assert sign_in("jiro").get(f"/notices/new?case={cases['nhi']}&form=催告書").status_code == 404


def test_an_address_under_support_measures_is_shown_to_approvers_only(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.support_measure = True
    hanako = sign_in("hanako")
    number = batch_id(draft(hanako, cases["nhi"], "督促状-公債権"))
    for url in (f"/notices/new?case={cases['nhi']}&form=督促状-公債権", f"/notices/batches/{number}"):
        assert "架空町一丁目" not in hanako.get(url).get_data(as_text=True)
    assert hanako.get(f"/notices/batches/{number}/preview.docx").status_code == 403
    assert "架空町一丁目" in text_of(sign_in("taro").get(f"/notices/batches/{number}/preview.docx").data)


def test_a_pledge_to_be_signed_writes_no_acknowledgment(sign_in, office, cases):
    browser = sign_in("hanako")
    form = "納付誓約書-公債権"
    url = f"/notices/new?case={cases['nhi']}&form={form}"
    assert browser.get(url).status_code == 200
    with reading(office.sessions) as session:
        assert session.scalar(select(Event).where(Event.kind == "installment_pledge")) is None


def test_a_barcode_is_printed_below_the_name_when_asked_for(sign_in, cases):
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "督促状-公債権", barcode="y"))
    document = Document(BytesIO(browser.get(f"/notices/batches/{number}/preview.docx").data))
    assert len(document.inline_shapes) == 1


def test_the_case_page_and_the_home_page_show_the_draft(sign_in, cases):
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "督促状-公債権"))
    assert f"/notices/batches/{number}" in browser.get(f"/cases/{cases['nhi']}").get_data(as_text=True)
    assert f"/notices/batches/{number}" in browser.get("/").get_data(as_text=True)
    browser.post(f"/notices/batches/{number}/submit")
    assert "承認待ち（架空 花子）" in sign_in("taro").get("/").get_data(as_text=True)


def test_a_letter_about_two_claims_needs_a_demand_of_each(sign_in, cases, add_event):
    """差押予告 of 第1期 and 第2期 cannot rest on a 督促 sent before 第2期 fell due."""
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 7, 10))
    browser, url = sign_in("hanako"), f"/notices/new?case={cases['nhi']}&form=差押予告書"
    assert "督促状を発した記録がありません（第2期）" in browser.get(url).get_data(as_text=True)
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    assert "督促状を発した記録がありません" not in browser.get(url).get_data(as_text=True)
