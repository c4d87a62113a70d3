"""A liaison meeting from the agenda to the locked minutes, as services."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.db import reading, unit_of_work
from portal.domain.errors import Conflict, InvalidInput, NotAllowed
from portal.meetings import reporting, service
from portal.meetings.figures import Figures, points, problem
from portal.meetings.forms import talk_from, talk_text
from portal.meetings.models import Meeting
from portal.meetings.search import document_of
from portal.meetings.wording import suspicious
from portal.office import Office
from tests.conftest import NOW, People

TODAY = date(2026, 11, 24)


def data_of(**known):
    """A meeting as the page gives it."""
    item = {
        "id": None, "title": "上半期の収納状況", "kind": "報告", "presenter": "各課", "material": "資料1", "duration": "10分",
        "explanation": "報告した。", "remarks": [{"speaker": "財務部長", "text": "効果はどうか。"}], "opinion": "", "conclusion": "了承した。",
    }  # fmt: skip
    return {
        "held_on": date(2026, 11, 12), "starts_at": "午後2時", "ends_at": "午後3時", "place": "第1会議室", "online": True,
        "open_to_public": False, "closed_reason": "個別の事案を扱うため", "next_plan": "令和9年2月9日",
        "attendees": [
            {"part": "議長", "title": "財務部長", "name": "架空 一", "attendance": "present", "proxy": ""},
            {"part": "委員", "title": "課長", "name": "架空 二", "attendance": "proxy", "proxy": "架空係長"},
            {"part": "委員", "title": "部長", "name": "架空 三", "attendance": "absent", "proxy": ""},
        ],
        "items": [item],
        "materials": [{"number": "資料1", "title": "収納状況"}],
        "decisions": [{"content": "10件を委任する。", "department": "見本住宅課", "due_on": date(2026, 12, 11)}],
        "action_items": [
            {"id": None, "content": "資料を作る。", "department": "見本住宅課", "person": "架空 花子", "due_on": date(2026, 12, 1)},
            {"id": None, "content": "調べる。", "department": "見本保険課", "person": "", "due_on": None},
        ],
    } | known  # fmt: skip


def make(session, people: People, *, held_on: date = date(2026, 11, 12), **known) -> Meeting:
    meeting = service.start(session, people.secretariat, NOW, series_name="債権管理連絡会", held_on=held_on)
    service.save(session, people.secretariat, NOW, meeting, data_of(held_on=held_on, **known), edition=meeting.edition)
    return meeting


def words_of(docx: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()


def forms(office: Office) -> Path:
    return Path(office.settings.templates)


def test_the_next_meeting_begins_with_the_undone_homework_of_the_last(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        first = make(session, people)
        service.finish(session, people.hanako, NOW, first, first.action_items[0], done_on=TODAY, note="作った。")
        second = service.start(session, people.secretariat, NOW, series_name="債権管理連絡会", held_on=date(2027, 2, 9))
        assert (second.fiscal_year, second.number) == (2026, 2)
        assert [one.content for one in second.action_items] == ["調べる。"]
        assert second.items[0].title == "前回の宿題の確認"
        assert service.undone_by_meeting([first, second]) == {first.id: 0, second.id: 1}  # the carried one counts once
        assert [one.attendance for one in second.attendees] == ["present"] * 3
        service.finish(session, people.jiro, NOW, second, second.action_items[0], done_on=date(2027, 2, 9), note="")
        assert first.action_items[1].done_on == date(2027, 2, 9), "the one it was carried from is done too"


def test_numbers_begin_again_with_the_fiscal_year(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        make(session, people)
        later = service.start(session, people.secretariat, NOW, series_name="債権管理連絡会", held_on=date(2027, 4, 9))
        assert (later.fiscal_year, later.number) == (2027, 1)


def test_a_confirmed_meeting_is_locked_and_its_minutes_kept(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        with pytest.raises(Conflict, match="照会"):
            service.confirm(session, people.secretariat, NOW, meeting, forms=forms(office), store=office.store)
        service.ask(session, people.secretariat, NOW, meeting, until=TODAY + timedelta(days=7), today=TODAY)
        content = service.confirm(session, people.secretariat, NOW, meeting, forms=forms(office), store=office.store)
        with pytest.raises(Conflict, match="確定している"):
            service.save(session, people.secretariat, NOW, meeting, data_of(), edition=meeting.edition)
        service.finish(session, people.hanako, NOW, meeting, meeting.action_items[0], done_on=TODAY, note="")
        again = service.minutes_file(session, people.jiro, NOW, meeting, forms=forms(office), store=office.store)
    assert again == content
    text = words_of(content)
    assert "（案）" not in text
    assert "令和8年11月24日に見本債権管理課　架空 局子が確定した。" in text
    assert "代理出席（架空係長）" in text
    assert "（財務部長）効果はどうか。" in text


def test_minutes_are_marked_as_a_draft_until_then_and_the_same_bytes_each_time(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        one = service.minutes_file(session, people.jiro, NOW, meeting, forms=forms(office), store=office.store)
        two = service.minutes_file(session, people.jiro, NOW, meeting, forms=forms(office), store=office.store)
        agenda = service.agenda_file(people.jiro, meeting, forms=forms(office))
    assert one == two
    assert "（案）令和8年度第1回" in words_of(one)
    assert "上半期の収納状況" in words_of(agenda)


def test_confirming_names_what_is_not_filled_in(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people, ends_at="", closed_reason="")
        meeting.items[0].conclusion = ""
        service.ask(session, people.secretariat, NOW, meeting, until=TODAY, today=TODAY)
        with pytest.raises(InvalidInput, match="終了時刻、非公開の理由、議題1の結論"):
            service.confirm(session, people.secretariat, NOW, meeting, forms=forms(office), store=office.store)


def test_only_the_secretariat_writes_and_a_department_answers_for_itself(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        with pytest.raises(NotAllowed):
            service.save(session, people.hanako, NOW, meeting, data_of(), edition=meeting.edition)
        with pytest.raises(NotAllowed, match="ほかの課"):
            service.finish(session, people.jiro, NOW, meeting, meeting.action_items[0], done_on=TODAY, note="")


def test_comments_are_taken_during_the_inquiry_only_and_survive_a_save(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        item = meeting.items[0]
        with pytest.raises(Conflict, match="受け付けていません"):
            service.comment(session, people.hanako, NOW, meeting, item_id=item.id, text="直してほしい。")
        service.ask(session, people.secretariat, NOW, meeting, until=TODAY, today=TODAY)
        made = service.comment(session, people.hanako, NOW, meeting, item_id=item.id, text="直してほしい。")
        kept = data_of()
        kept["items"][0] |= {"id": item.id, "conclusion": "直した。"}
        service.save(session, people.secretariat, NOW, meeting, kept, edition=meeting.edition)
        assert meeting.items[0].id == made.item_id
        assert meeting.items[0].conclusion == "直した。"


def test_two_secretaries_do_not_overwrite_each_other(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        seen = meeting.edition
        service.save(session, people.secretariat, NOW, meeting, data_of(), edition=seen)
        with pytest.raises(Conflict, match="先に変更"):
            service.save(session, people.secretariat, NOW, meeting, data_of(), edition=seen)


def test_minutes_are_found_once_they_are_shown_around(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        assert document_of(meeting) is None
        service.ask(session, people.secretariat, NOW, meeting, until=TODAY, today=TODAY)
        document = document_of(meeting)
    assert document is not None
    assert document.kind == "minutes"
    assert "効果はどうか" in document.body


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("架空 花子様から申出があった。", ["架空 花子様"]),
        ("鈴木様の件", ["鈴木様"]),
        ("番号は123456789012である。", ["123456789012"]),
        ("番号は１２３４-５６７８-９０１２である。", ["1234-5678-9012"]),
        ("様式を改め、仕様を定め、同様に扱い、皆様に知らせる。", []),
        ("整理番号R8-0001の案件、電話03-0000-0000", []),
    ],
)
def test_names_and_numbers_of_residents_are_pointed_out(text: str, found: list[str]) -> None:
    assert suspicious(text) == found


@pytest.mark.parametrize(
    ("typed", "talk"),
    [
        ("財務部長：効果はどうか。", [{"speaker": "財務部長", "text": "効果はどうか。"}]),
        ("（財務部長）効果はどうか。", [{"speaker": "財務部長", "text": "効果はどうか。"}]),
        ("課長: 一つ目\n続き", [{"speaker": "課長", "text": "一つ目\n続き"}]),
        ("発言者のない文", [{"speaker": "", "text": "発言者のない文"}]),
        ("\n", []),
    ],
)
def test_talk_is_typed_as_lines(typed: str, talk: list[dict[str, str]]) -> None:
    assert talk_from(typed) == talk
    assert talk_from(talk_text(talk)) == talk


def test_figures_must_foot_or_say_why() -> None:
    line = Figures(assessed=1_000, collected=700, written_off=100, outstanding=150)
    assert line.difference == 50
    assert "50円合いません" in problem("住宅使用料", line, note="")
    assert problem("住宅使用料", line, note="還付未済50円") == ""
    assert str(line.collection_rate) == "70.00"
    assert Figures(0, 0, 0, 0).collection_rate is None
    assert points(line.collection_rate, Figures(1_000, 712, 0, 288).collection_rate) == "△1.20"


def test_a_department_reports_its_own_figures_and_sees_the_difference(office: Office, people: People) -> None:
    row = {
        "claim_name": "住宅使用料", "part": "現年分", "assessed": 1_000, "collected": 900, "written_off": 0, "outstanding": 100,
        "target_rate": "92.5", "note": "",
    }  # fmt: skip
    with unit_of_work(office.sessions) as session:
        first = make(session, people)
        reporting.save(session, people.hanako, NOW, first, [row])
        reporting.save(session, people.jiro, NOW, first, [row | {"claim_name": "保険料"}])
        second = make(session, people, held_on=date(2027, 2, 9))
        reporting.save(session, people.hanako, NOW, second, [row | {"collected": 950, "outstanding": 50}])
        lines, everything = reporting.sheet(session, second)
        assert [(line.to_last, line.to_target) for line in lines] == [("＋5.00", "＋2.50")]
        assert everything.assessed == 1_000
        assert len(reporting.rows_of(session, first)) == 2
        assert reporting.workbook(session, second).startswith(b"PK")
        with pytest.raises(InvalidInput, match="合いません"):
            reporting.save(session, people.hanako, NOW, second, [row | {"collected": 1}])


def test_hostile_text_is_text(office: Office, people: People) -> None:
    hostile = "{{ 7*7 }}<script>alert(1)</script>&=HYPERLINK(1)"
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people, place=hostile)
        content = service.minutes_file(session, people.hanako, NOW, meeting, forms=forms(office), store=office.store)
    text = words_of(content)
    assert "{{ 7*7 }}&lt;script&gt;" in text
    assert "49" not in text.split("script")[0][-60:]


def test_nobody_without_a_meeting_sees_one(office: Office, people: People) -> None:
    with reading(office.sessions) as session:
        assert list(service.meetings(session, people.hanako)) == []
