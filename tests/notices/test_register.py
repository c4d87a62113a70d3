"""The register: found again, made again bit by bit, cancelled and re-issued under the same number, returned."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal import audit
from portal.db import reading, unit_of_work
from portal.ledger.models import Case, Event
from portal.notices.models import Notice
from tests.notices.batches import REMINDER, rows_of, start, work
from tests.notices.test_case_letters import batch_id, draft


def notice(office, notice_id):
    with reading(office.sessions) as session:
        return session.get(Notice, notice_id)


@pytest.mark.parametrize(
    "query",
    [
        "q=8住第1号",
        "q=８住第１号",
        "q=架空 一郎",
        "q=架空　一郎",
        "q=架空一郎",
        "q=カクウイチロウ",
        "q=かくう いちろう",
        "q=K-1",
        "q=ｋ－1",
        "from=令和8年11月1日&to=R8.11.30",
    ],
)
def test_a_letter_is_found_by_number_name_case_and_day(sign_in, issued, query):
    assert f"/notices/register/{issued}" in sign_in("hanako").get(f"/notices/register/?{query}").get_data(as_text=True)


def test_another_day_or_department_finds_nothing(sign_in, issued):
    assert f"/notices/register/{issued}" not in sign_in("hanako").get("/notices/register/?from=R9.1.1").get_data(
        as_text=True
    )
    jiro = sign_in("jiro")
    assert f"/notices/register/{issued}" not in jiro.get("/notices/register/").get_data(as_text=True)
    assert jiro.get(f"/notices/register/{issued}").status_code == 404
    assert jiro.get(f"/notices/register/{issued}/letter.docx").status_code == 404


def test_a_day_that_is_none_is_a_sentence(sign_in, issued):
    answer = sign_in("hanako").get("/notices/register/?from=令和8年2月30日")
    assert answer.status_code == 422 and "存在しない日付" in answer.get_data(as_text=True)


def test_a_letter_is_made_again_bit_by_bit_and_audited(sign_in, office, issued):
    browser = sign_in("hanako")
    first = browser.get(f"/notices/register/{issued}/letter.docx").data
    again = browser.get(f"/notices/register/{issued}/letter.docx").data
    assert first == again
    import hashlib

    assert hashlib.sha256(first).hexdigest() == notice(office, issued).file_hash
    with reading(office.sessions) as session:
        assert audit.entries(session, action="notice.download")[0].sentence == "通知書 8住第1号 を取り出しました。"


def test_a_cancelled_letter_keeps_its_number_and_strikes_the_event(sign_in, office, issued, cases):
    browser = sign_in("hanako")
    refused = browser.post(f"/notices/register/{issued}/cancel", {"reason": " "})
    assert "取り消す理由を入力してください" in refused.get_data(as_text=True)
    browser.post(f"/notices/register/{issued}/cancel", {"reason": "宛名の誤り"})
    made = notice(office, issued)
    assert (made.state, made.number, made.cancel_reason) == ("cancelled", "8住第1号", "宛名の誤り")
    with reading(office.sessions) as session:
        event = session.scalar(select(Event).where(Event.notice_id == issued))
        assert event.cancelled_at is not None and "宛名の誤り" in event.cancel_reason
    number = batch_id(draft(browser, cases["nhi"], "催告書"))
    browser.post(f"/notices/batches/{number}/issue")
    with reading(office.sessions) as session:
        assert session.scalar(select(Notice.number).where(Notice.batch_id == number)) == "8住第2号"


def test_a_letter_is_re_issued_under_the_same_number_with_a_reason(sign_in, office, issued):
    browser = sign_in("hanako")
    assert browser.post(f"/notices/register/{issued}/reissue", {"reason": "本人の紛失"}).status_code == 302
    assert [one["reason"] for one in notice(office, issued).reissues] == ["本人の紛失"]
    assert "本人の紛失" in browser.get(f"/notices/register/{issued}").get_data(as_text=True)


def test_a_return_marks_the_address_until_it_is_looked_into(sign_in, office, issued, cases):
    browser = sign_in("hanako")
    early = browser.post(f"/notices/register/{issued}/return", {"day": "令和8年11月1日", "reason": "転居先不明"})
    assert "返戻の日は、発信日" in early.get_data(as_text=True)
    browser.post(f"/notices/register/{issued}/return", {"day": "令和8年11月24日", "reason": "転居先不明"})
    assert f"/notices/register/{issued}" in browser.get("/notices/returns/").get_data(as_text=True)
    with reading(office.sessions) as session:
        assert session.get(Case, cases["nhi"]).debtor.address.returned_mail
        assert session.scalar(select(Event.result).where(Event.kind == "returned_mail")) == "転居先不明"
    page = browser.get(f"/notices/new?case={cases['nhi']}&form=催告書").get_data(as_text=True)
    assert "前の郵便が返戻されています" in page
    assert "転居先不明" in browser.get("/notices/returns/").get_data(as_text=True)


@pytest.mark.parametrize(("more", "marked"), [({}, True), ({"usable": "y"}, False)])
def test_a_return_looked_into_leaves_the_address_marked_unless_it_is_good_after_all(
    sign_in, office, issued, cases, more, marked
):
    """「届出なし、公示送達を検討」 ends the open return, but the next letter to that address must still warn."""
    browser, listed = sign_in("hanako"), f"/notices/register/{issued}"
    browser.post(f"{listed}/return", {"day": "R8.11.24", "reason": "あて所に尋ねあたらず"})
    browser.post(f"{listed}/follow-up", {"day": "令和8年11月24日", "text": "届出なし。公示送達を検討する。", **more})
    assert listed not in browser.get("/notices/returns/").get_data(as_text=True)
    for looked in ("done", "all"):
        page = browser.get(f"/notices/returns/?looked={looked}").get_data(as_text=True)
        assert listed in page and "公示送達を検討する" in page
    with reading(office.sessions) as session:
        assert session.get(Case, cases["nhi"]).debtor.address.returned_mail is marked


def test_people_who_only_read_cannot_change_the_register(sign_in, office, issued, people):
    from portal.accounts import service as accounts
    from portal.domain.actor import SYSTEM
    from portal.domain.permissions import Role
    from tests.conftest import NOW, PASSWORD

    with unit_of_work(office.sessions) as session:
        accounts.add_user(
            session, SYSTEM, NOW, login="reader", name="架空 閲子", department_id=people.hanako.department_id,
            roles=frozenset({Role.VIEWER}), password=PASSWORD, must_change_password=False,
        )  # fmt: skip
    browser = sign_in("reader")
    assert browser.get(f"/notices/register/{issued}").status_code == 200
    assert browser.post(f"/notices/register/{issued}/cancel", {"reason": "x"}).status_code == 403


def test_the_same_letter_again_within_the_office_s_days_is_warned_of(sign_in, issued, cases):
    page = sign_in("hanako").get(f"/notices/new?case={cases['nhi']}&form=催告書").get_data(as_text=True)
    assert "同じ通知を令和8年11月24日に発行しています" in page


def test_the_dispatch_register_tells_what_became_of_a_letter(sign_in, office, people, sheet_of):
    """Taken out after the letters were made: a cancelled one is not among those sent, a re-issue has its day."""
    batch = start(office, people.hanako, rows_of(REMINDER, 3))
    work(office)
    browser = sign_in("hanako")
    with reading(office.sessions) as session:
        first, second, third = session.scalars(
            select(Notice.id).where(Notice.batch_id == batch).order_by(Notice.serial)
        )
    browser.post(f"/notices/register/{first}/cancel", {"reason": "宛名の誤り"})
    browser.post(f"/notices/register/{second}/reissue", {"reason": "未着の申出"})
    browser.post(f"/notices/register/{third}/return", {"day": "R8.11.24", "reason": "転居先不明"})
    rows = sheet_of(browser.get(f"/notices/batches/{batch}/output/register").data)
    assert [row[-1] for row in rows[2:5]] == [
        "取消し：宛名の誤り", "再発行：令和8年11月24日 未着の申出", "返戻：令和8年11月24日 転居先不明",
    ]  # fmt: skip
    assert "合計　2通" in rows[-1]
    page = browser.get(f"/notices/batches/{batch}").get_data(as_text=True)
    with reading(office.sessions) as session:
        asked = f"{session.get(Notice, first).payload['総合計']:,}円"
    assert page.count(f'<td class="number">{asked}</td>') == 3  # an approver sees what each letter asks for
    assert page.count(">取消し</span>") == 1 and page.count(">返戻</span>") == 1
    assert "令和8年11月24日　架空 花子　未着の申出" in browser.get(f"/notices/register/{second}").get_data(as_text=True)
    assert "発送しないでください" in browser.get(f"/notices/register/{first}").get_data(as_text=True)


@pytest.fixture
def sheet_of():
    """The rows of an xlsx."""
    return lambda content: [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
