"""What readers do on a page, and the review cycle."""

from __future__ import annotations

from portal.db import reading
from portal.manuals import law_changes, revisions, shelf
from portal.manuals.pages import Library
from tests.manuals.conftest import write_page

PAGE = "/manuals/demand"
CHANGE = {"citation": "地方自治法231条の3", "effective_on": "令和9年4月1日", "due_on": "令和9年2月1日", "summary": ""}


def test_the_owner_confirms_and_the_file_says_so(sign_in, manuals, office):
    hanako = sign_in("hanako")
    answer = hanako.post(f"{PAGE}/confirm", {"review_by": "令和9年11月24日"}, page=PAGE)
    assert answer.status_code == 302
    page = Library(manuals).get("demand")
    assert page.reviewed_on.isoformat() == "2026-11-24" and page.review_by.isoformat() == "2027-11-24"
    assert page.body.startswith("督促は")
    with reading(office.sessions) as session:
        assert revisions.latest(session, "demand").source == "review"


def test_a_review_date_that_is_past_or_unreadable_is_refused_on_the_page(sign_in, manuals):
    hanako = sign_in("hanako")
    for wrong in ("令和8年11月24日", "いつか", ""):
        hanako.post(f"{PAGE}/confirm", {"review_by": wrong}, page=PAGE)
        page = hanako.get(PAGE).get_data(as_text=True)
        assert "確認済みにしていません。" in page
        assert "次回見直し" in page.split("確認済みにしていません。")[1].split("</p>")[0]
    assert Library(manuals).get("demand").reviewed_on.isoformat() == "2026-11-01"


def test_confirming_takes_the_banner_of_a_law_change_away(sign_in, office):
    taro = sign_in("taro")
    taro.post("/manuals/law-changes/new", CHANGE, page="/manuals/law-changes/new")
    taro.post(f"{PAGE}/confirm", {"review_by": "令和9年11月24日"}, page=PAGE)
    assert "法改正により要確認" not in taro.get(PAGE).get_data(as_text=True)
    assert "法改正により要確認" in taro.get("/manuals/reminder").get_data(as_text=True)
    with reading(office.sessions) as session:
        item = next(i for i in law_changes.all_changes(session)[0].items if i.target == "demand")
    assert (item.outcome, item.done_by) == ("confirmed", "架空 太郎")


def test_another_department_does_not_confirm(sign_in, manuals):
    write_page(manuals, "demand", owner="見本保険課")
    assert sign_in("hanako").post(f"{PAGE}/confirm", {"review_by": "令和9年11月24日"}, page=PAGE).status_code == 403
    assert "確認済みにする" not in sign_in("hanako").get(PAGE).get_data(as_text=True)


def test_feedback_reaches_the_owner_and_is_answered_once(sign_in, office):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    hanako.post(f"{PAGE}/feedback", {"useful": "no", "comment": "<b>期限</b>が分からない"}, page=PAGE)
    page = taro.get("/manuals/reviews").get_data(as_text=True)
    assert "&lt;b&gt;期限" in page
    taro.post("/manuals/feedback/1/handled", page=PAGE)
    assert "期限&lt;" not in taro.get("/manuals/reviews").get_data(as_text=True)


def test_a_second_voice_replaces_the_first(sign_in, office):
    hanako = sign_in("hanako")
    hanako.post(f"{PAGE}/feedback", {"useful": "no"}, page=PAGE)
    hanako.post(f"{PAGE}/feedback", {"useful": "yes"}, page=PAGE)
    with reading(office.sessions) as session:
        assert shelf.votes(session, "demand") == (1, 0)


def test_feedback_by_htmx_answers_with_a_fragment(sign_in):
    answer = sign_in("hanako").post(f"{PAGE}/feedback", {"useful": "yes"}, page=PAGE, headers={"HX-Request": "true"})
    assert "<html" not in answer.get_data(as_text=True) and "ありがとう" in answer.get_data(as_text=True)


def test_bookmarks_and_notes_are_ones_own(sign_in):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    hanako.post(f"{PAGE}/bookmark", {"on": "yes"}, page=PAGE)
    hanako.post(f"{PAGE}/note", {"note": "花子だけのメモ"}, page=PAGE)
    assert "花子だけのメモ" in hanako.get("/manuals/mine").get_data(as_text=True)
    assert "花子だけのメモ" not in taro.get("/manuals/mine").get_data(as_text=True)
    assert "花子だけのメモ" not in taro.get(PAGE).get_data(as_text=True)
    hanako.post(f"{PAGE}/bookmark", {"on": "no"}, page=PAGE)
    assert "しおりを付ける" in hanako.get(PAGE).get_data(as_text=True)


def test_a_required_page_is_read_again_after_it_changed(sign_in, manuals):
    hanako, taro = sign_in("hanako"), sign_in("taro")
    taro.post(f"{PAGE}/required", {"on": "yes", "due_on": "令和9年1月29日"}, page=f"{PAGE}/required")
    assert "督促の手順" in hanako.get("/manuals/mine").get_data(as_text=True)
    assert "令和9年1月29日までに読んで" in hanako.get(PAGE).get_data(as_text=True)
    hanako.post(f"{PAGE}/read", page=PAGE)
    assert "今の版を既読にしました" in hanako.get(PAGE).get_data(as_text=True)
    readers = taro.get(f"{PAGE}/required").get_data(as_text=True)
    assert "今の版を読んだ人（1人）" in readers and "まだの人（4人）" in readers
    write_page(manuals, "demand", body="変わった。")
    assert "読んだあとに内容が変わりました" in hanako.get(PAGE).get_data(as_text=True)


def test_only_approvers_make_a_page_required(sign_in):
    assert sign_in("hanako").post(f"{PAGE}/required", {"on": "yes"}, page=PAGE).status_code == 403


def test_a_page_names_who_links_to_it(sign_in):
    assert "/manuals/reminder" in sign_in("hanako").get(PAGE).get_data(as_text=True).split("リンク元")[1]


def test_recent_changes_leave_out_the_first_adoption(sign_in):
    hanako = sign_in("hanako")
    hanako.post(f"{PAGE}/confirm", {"review_by": "令和9年11月24日"}, page=PAGE)
    page = hanako.get("/manuals/recent").get_data(as_text=True)
    assert "内容を確かめました" in page and "最初の版" not in page


def test_what_is_not_there_is_not_found(sign_in):
    hanako = sign_in("hanako")
    for where in ("read", "bookmark", "note", "feedback"):
        assert hanako.post(f"/manuals/gone/{where}", {"useful": "yes"}, page=PAGE).status_code == 404
    for where in (
        "/manuals/gone",
        "/manuals/gone/edit",
        "/manuals/gone/history",
        "/manuals/files/99",
        "/manuals/drafts/9",
    ):
        assert hanako.get(where).status_code == 404
