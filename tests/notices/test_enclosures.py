"""延滞金計算書 enclosed with a letter: chosen where the letter is confirmed, true to it, and made again with it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.db import reading
from portal.notices.enclosures import SHEET, charged_in_list, may_enclose
from portal.notices.models import Notice, NoticeBatch
from tests.notices.batches import FORMS, REMINDER, rows_of, work
from tests.notices.test_case_letters import batch_id, draft, text_of
from tests.notices.test_lists import confirm, upload, xlsx

HEAD = "延 滞 金 計 算 書"
CHECKBOX = "延滞金計算書を同封する"


def test_a_letter_about_a_case_carries_a_sheet_for_every_claim_with_a_charge(sign_in, office, people, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "催告書", enclosure="y"))
    page = browser.get(f"/notices/batches/{number}").get_data(as_text=True)
    assert "延滞金計算書（1通に同封）" in page
    browser.post(f"/notices/batches/{number}/issue")
    letter = browser.get(f"/notices/batches/{number}/preview.docx").data
    text = text_of(letter)
    assert text.count(HEAD) == 1, "the second claim's charge is below 1,000 yen and not collected"
    assert "第1期" in text and "56,000円×2.8％" in text and "国民健康保険料" in text
    assert "要確認" not in text, "what the office still has to check is not for the debtor"
    with reading(office.sessions) as session:
        notice = session.scalar(select(Notice))
        assert sum(one["延滞金"] for one in notice.enclosed) == notice.payload["延滞金合計"]
    again = browser.get(f"/notices/register/{notice.id}/letter.docx").data
    assert again == letter


def test_the_choice_can_be_taken_back_while_it_is_a_draft(sign_in, office, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "催告書", enclosure="y"))
    url = f"/notices/batches/{number}/edit"
    page = browser.get(url).get_data(as_text=True)
    assert CHECKBOX in page
    from tests.notices.test_case_letters import fields_of

    sent = fields_of(page)
    assert sent.pop("enclosure") == "y"
    browser.post(url, sent, page=url)
    with reading(office.sessions) as session:
        assert session.get_one(NoticeBatch, number).enclosure is None
        assert session.scalar(select(Notice)).enclosed is None


def test_damages_of_a_private_claim_are_explained_too(sign_in, office, cases, add_event):
    add_event(cases["rent"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["rent"], "催告書", enclosure="y"))
    browser.post(f"/notices/batches/{number}/issue")
    text = text_of(browser.get(f"/notices/batches/{number}/preview.docx").data)
    assert "遅延損害金（民法404条・419条）" in text and "×3％×" in text


def test_a_charge_changed_by_hand_gets_no_sheet(sign_in, office, cases):
    from tests.notices.test_case_letters import index_of

    browser = sign_in("hanako")
    changed = {index_of(browser, cases["nhi"], "督促状-公債権", "延滞金"): "99円", "waiver_reason": "試験"}
    number = batch_id(draft(browser, cases["nhi"], "督促状-公債権", enclosure="y", **changed))
    with reading(office.sessions) as session:
        assert session.scalar(select(Notice)).enclosed is None
    page = browser.get(f"/notices/batches/{number}").get_data(as_text=True)
    assert "記載の延滞金が計算と違うため、同封しません" in page


def test_a_list_is_confirmed_with_sheets(sign_in, office, people, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    rows = rows_of(
        REMINDER, 2, **{"整理番号": "K-1", "明細：納期限": "2026-06-30", "明細：延滞金": None, "明細：計": None}
    )
    browser = sign_in("hanako")
    answer = upload(browser, REMINDER, xlsx(REMINDER, rows[:1]))
    assert CHECKBOX in browser.get(answer.headers["Location"]).get_data(as_text=True)
    number = batch_id(confirm(browser, answer, reason="試験のため。", enclosure="y"))
    with reading(office.sessions) as session:
        batch = session.get_one(NoticeBatch, number)
        assert batch.enclosure["name"] == SHEET
        assert len(batch.notices[0].enclosed) == 1
    work(office)


def test_letters_of_a_filter_are_confirmed_with_sheets(sign_in, office, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    url = "/notices/ledger/demanded?form=催告書"
    assert CHECKBOX in browser.get(url).get_data(as_text=True)
    number = batch_id(browser.post(url, {"warned": "keep", "enclosure": "y"}, page=url))
    work(office)
    with reading(office.sessions) as session:
        notice = session.get_one(NoticeBatch, number).notices[0]
        assert notice.state == "issued" and len(notice.enclosed) == 1


@pytest.mark.parametrize("name", ["不在通知", "口座振替不能のお知らせ", SHEET])
def test_a_letter_without_a_charge_offers_no_sheet(name):
    assert not may_enclose(FORMS[name])


def test_charges_that_do_not_match_the_lines_of_a_letter_are_left_alone():
    assert charged_in_list(REMINDER, {"明細": [{}, {}]}, []) == ()
