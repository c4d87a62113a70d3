"""The pages of meetings: who may write, what happens to wrong input, and that nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.db import reading, unit_of_work
from portal.meetings.models import Meeting
from portal.office import Office
from portal.wiring import SAMPLE_LOADERS
from tests.conftest import NOW, Browser, People
from tests.meetings.test_meeting import make

SignIn = Callable[[str], Browser]


@pytest.fixture
def meeting_id(office: Office, people: People) -> int:
    with unit_of_work(office.sessions) as session:
        return make(session, people).id


def text(answer: Any) -> str:
    return answer.get_data(as_text=True)


def typed(office: Office, meeting_id: int, **known: str) -> dict[str, str]:
    """The edit page as a browser sends it back."""
    with reading(office.sessions) as session:
        meeting = session.get_one(Meeting, meeting_id)
        item = meeting.items[0]
        return {
            "edition": str(meeting.edition), "held_on": "令和8年11月12日", "starts_at": "午後2時", "ends_at": "午後3時",
            "place": "第1会議室", "closed_reason": "個別の事案を扱うため", "next_plan": "",
            "items-0-id": str(item.id), "items-0-title": item.title, "items-0-kind": "報告", "items-0-presenter": "各課",
            "items-0-material": "資料1", "items-0-duration": "10分", "items-0-explanation": "報告した。",
            "items-0-talk": "財務部長：効果はどうか。\n課長：上がっている。", "items-0-opinion": "", "items-0-conclusion": "了承した。",
            "items-1-id": "", "items-1-title": "", "items-1-kind": "報告",
            "attendees-0-part": "議長", "attendees-0-title": "財務部長", "attendees-0-name": "架空 一", "attendees-0-attendance": "present",
            "decisions-0-content": "10件とする。", "decisions-0-department": "見本住宅課", "decisions-0-due_on": "R8.12.11",
        } | known  # fmt: skip


def test_the_secretariat_makes_the_meeting_and_everybody_reads_it(sign_in: SignIn) -> None:
    secretariat = sign_in("secretariat")
    made = secretariat.post(
        "/meetings/new", {"series": "債権管理連絡会", "held_on": "令和8年11月12日"}, page="/meetings/new"
    )
    assert made.status_code == 302
    assert made.location.endswith("/edit")
    page = made.location.removesuffix("/edit")
    for login in ("hanako", "jiro", "admin"):
        assert "令和8年度第1回" in text(sign_in(login).get(page))


@pytest.mark.parametrize("login", ["hanako", "taro", "admin"])
def test_others_do_not_write(sign_in: SignIn, meeting_id: int, login: str) -> None:
    browser = sign_in(login)
    assert browser.get(f"/meetings/{meeting_id}/edit").status_code == 403
    for step in ("ask", "confirm", "edit"):
        assert browser.post(f"/meetings/{meeting_id}/{step}").status_code == 403


def test_a_wrong_date_anywhere_is_named_and_nothing_typed_is_lost(
    sign_in: SignIn, office: Office, meeting_id: int
) -> None:
    browser, url = sign_in("secretariat"), f"/meetings/{meeting_id}/edit"
    answer = browser.post(
        url, typed(office, meeting_id, **{"decisions-0-due_on": "2月30日", "items-1-talk": "<b>新しい発言"}), page=url
    )
    assert answer.status_code == 422
    assert "決定事項の1行目" in text(answer)
    assert "2月30日" in text(answer)
    assert "&lt;b&gt;新しい発言" in text(answer)
    assert "課長：上がっている。" in text(answer)


def test_saving_keeps_items_drops_empty_rows_and_moves(sign_in: SignIn, office: Office, meeting_id: int) -> None:
    browser, url = sign_in("secretariat"), f"/meetings/{meeting_id}/edit"
    second = {"items-1-title": "二つ目の議題", "step": "up:items:1"}
    assert browser.post(url, typed(office, meeting_id, **second), page=url).status_code == 302
    with reading(office.sessions) as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert [one.title for one in meeting.items] == ["二つ目の議題", "上半期の収納状況"]
        assert meeting.items[1].remarks[1] == {"speaker": "課長", "text": "上がっている。"}
        assert len(meeting.attendees) == 1


def test_a_stale_screen_is_told_and_keeps_what_was_typed(sign_in: SignIn, office: Office, meeting_id: int) -> None:
    browser, url = sign_in("secretariat"), f"/meetings/{meeting_id}/edit"
    old = typed(office, meeting_id, **{"items-0-conclusion": "私の結論"})
    assert browser.post(url, typed(office, meeting_id), page=url).status_code == 302
    answer = browser.post(url, old, page=url)
    assert answer.status_code == 409
    assert "ほかの人が先に変更しました" in text(answer)
    assert "私の結論" in text(answer)


def test_a_name_is_warned_of_but_not_refused(sign_in: SignIn, office: Office, meeting_id: int) -> None:
    browser, url = sign_in("secretariat"), f"/meetings/{meeting_id}/edit"
    named = typed(office, meeting_id, **{"items-0-explanation": "架空 花代様の件を説明した。"})
    assert browser.post(url, named, page=url).status_code == 302
    page = text(browser.get(f"/meetings/{meeting_id}"))
    assert "「架空 花代様」は、債務者の氏名か個人番号ではありませんか" in page


def test_from_inquiry_to_the_locked_minutes(sign_in: SignIn, office: Office, meeting_id: int) -> None:
    secretariat, hanako = sign_in("secretariat"), sign_in("hanako")
    url = f"/meetings/{meeting_id}"
    assert secretariat.post(f"{url}/ask", {"inquiry_until": "令和8年11月1日"}, page=url).status_code == 422
    assert secretariat.post(f"{url}/ask", {"inquiry_until": "令和8年12月1日"}, page=url).status_code == 302
    assert "議事録（案）への意見" in text(hanako.get("/"))
    with reading(office.sessions) as session:
        item = session.get_one(Meeting, meeting_id).items[0].id
    empty = hanako.post(f"{url}/comments", {"item_id": str(item), "text": ""}, page=url)
    assert empty.status_code == 422
    assert hanako.post(f"{url}/comments", {"item_id": str(item), "text": "<script>直す"}, page=url).status_code == 302
    page = text(secretariat.get(url))
    assert "&lt;script&gt;直す" in page
    assert secretariat.post(f"{url}/comments/1", {"text": "直した。"}, page=url).status_code == 302
    assert secretariat.post(f"{url}/confirm", page=url).status_code == 302
    assert secretariat.get(f"{url}/edit").status_code == 409
    assert hanako.get(f"{url}/minutes.docx").data[:2] == b"PK"
    assert hanako.get(f"{url}/agenda.docx").data[:2] == b"PK"
    assert hanako.post(f"{url}/comments", {"item_id": "", "text": "遅い"}, page=url).status_code == 422


def test_homework_is_on_the_home_page_of_its_department_until_done(
    sign_in: SignIn, office: Office, meeting_id: int
) -> None:
    hanako, jiro = sign_in("hanako"), sign_in("jiro")
    assert "資料を作る。" in text(hanako.get("/"))
    assert "資料を作る。" not in text(jiro.get("/"))
    with reading(office.sessions) as session:
        action = session.get_one(Meeting, meeting_id).action_items[0].id
    url = f"/meetings/{meeting_id}"
    assert jiro.post(f"{url}/actions/{action}", {"done_on": "R8.11.20"}, page=url).status_code == 403
    wrong = hanako.post(f"{url}/actions/{action}", {"done_on": "きのう", "note": "作った"}, page=url)
    assert wrong.status_code == 422
    assert "きのう" in text(wrong)
    assert "作った" in text(wrong)
    assert (
        hanako.post(f"{url}/actions/{action}", {"done_on": "R8.11.20", "note": "作った"}, page=url).status_code == 302
    )
    assert "資料を作る。" not in text(hanako.get("/"))


def test_figures_are_checked_where_they_are_typed(sign_in: SignIn, meeting_id: int) -> None:
    browser, url = sign_in("hanako"), f"/meetings/{meeting_id}/figures/edit"
    row = {
        "rows-0-claim_name": "住宅使用料", "rows-0-part": "現年分", "rows-0-assessed": "１，０００円", "rows-0-collected": "900",
        "rows-0-written_off": "", "rows-0-outstanding": "90", "rows-0-target_rate": "95", "rows-0-note": "",
        "rows-1-claim_name": "", "rows-1-part": "現年分", "rows-1-assessed": "", "rows-1-collected": "",
    }  # fmt: skip
    wrong = browser.post(url, row, page=url)
    assert wrong.status_code == 422
    assert "10円合いません" in text(wrong)
    assert "１，０００円" in text(wrong)
    negative = browser.post(url, row | {"rows-0-collected": "-5"}, page=url)
    assert "負の数は使えません" in text(negative)
    hole = browser.post(url, row | {"rows-0-assessed": ""}, page=url)
    assert "金額を入力してください" in text(hole)
    assert browser.post(url, row | {"rows-0-outstanding": "100"}, page=url).status_code == 302
    page = text(browser.get(f"/meetings/{meeting_id}/figures"))
    assert "90.00" in page
    assert "△5.00" in page
    assert browser.get(f"/meetings/{meeting_id}/figures.xlsx").data[:2] == b"PK"


def test_the_commands_list_and_write_minutes(office: Office, people: People, meeting_id: int, tmp_path: Any) -> None:
    runner, out = CliRunner(), tmp_path / "m.docx"
    group = portal.commands["meetings"]
    listed = json.loads(runner.invoke(group, ["list", "--json"], obj=office).output)
    assert listed[0]["title"] == "令和8年度第1回債権管理連絡会"
    assert runner.invoke(group, ["minutes", str(meeting_id), "--out", str(out)], obj=office).exit_code == 0
    assert out.read_bytes()[:2] == b"PK"
    assert "見つかりません" in str(runner.invoke(group, ["minutes", "99", "--out", str(out)], obj=office).exception)


def test_the_sample_office_has_two_past_meetings(office: Office, people: People) -> None:
    loader = next(one for one in SAMPLE_LOADERS if one.__module__ == "portal.meetings.sample")
    with unit_of_work(office.sessions) as session:
        loader(office, session, {"見本住宅課": people.hanako, "見本保険課": people.jiro}, NOW)
    with reading(office.sessions) as session:
        states = [(one.number, one.state, len(one.action_items)) for one in session.query(Meeting).order_by(Meeting.id)]
    assert states == [(1, "final", 2), (2, "inquiry", 2)]
