"""What other features show of the courses: statute cards, law changes, search, the doctor, backups, the sample office."""

from __future__ import annotations

import dataclasses
import zipfile
from datetime import date

import pytest

from portal import opening
from portal.courses import progress
from portal.courses.sample import load_sample
from portal.db import reading, unit_of_work
from portal.db.schema import upgrade
from portal.index import open_index
from portal.index.port import Query
from portal.lifecycle.backup import backup, restore
from portal.lifecycle.doctor import Level, check_content
from portal.manuals import law_changes
from portal.settings import HOME
from tests.conftest import NOW

CHANGE = {"effective_on": "令和9年4月1日", "due_on": "令和9年2月1日", "summary": "期間が変わります。"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


# -- statutes ------------------------------------------------------------------------------------------------------------


def test_a_statute_card_lists_the_courses_and_the_questions_that_rest_on_it(sign_in):
    page = text(sign_in("hanako").get("/manuals/statutes/民法/150"))
    assert "根拠とする効果測定（2件）" in page
    assert 'href="/courses/newcomer"' in page and "見本の新任者研修　問1" in page


def test_the_text_of_a_course_rests_on_articles_too(sign_in):
    page = text(sign_in("hanako").get("/manuals/statutes/地方自治法/231の3"))
    assert "根拠とする研修（2件）" in page and "見本の新任者研修　問3" in page


def test_a_card_that_no_course_rests_on_says_nothing_of_courses(sign_in):
    assert "根拠とする研修" not in text(sign_in("hanako").get("/manuals/statutes/国税徴収法/62"))


def test_an_article_that_only_a_course_cites_has_a_card_that_is_found(office, courses):
    path = courses / "newcomer" / "quiz.toml"
    path.write_text(path.read_text().replace("民法150条1項", "民法30条"), encoding="utf-8")
    office.index.put(opening.documents(office))
    hits = office.index.search(Query("民法30条", kinds=frozenset({"statute"}))).hits
    assert hits[0].id == "statute:民法:30"
    assert "見本の新任者研修" in hits[0].document.body


# -- changes of the law ----------------------------------------------------------------------------------------------------


def announce(browser, citation):
    answer = browser.post("/manuals/law-changes/new", {**CHANGE, "citation": citation}, page="/manuals/law-changes/new")
    assert answer.status_code == 302
    return answer.location


def test_a_change_of_the_law_marks_the_questions_that_rest_on_it(sign_in, office):
    taro = sign_in("taro")
    page = text(taro.get(announce(taro, "民法150条")))
    assert "見本の新任者研修　問1" in page and "見本住宅課" in page
    banner = text(sign_in("hanako").get("/courses/newcomer"))
    assert "法改正により要確認" in banner and "期間が変わります。" in banner


def test_the_banner_goes_when_the_owner_has_confirmed(sign_in, office):
    taro = sign_in("taro")
    announce(taro, "民法150条")
    with reading(office.sessions) as session:
        change = law_changes.all_changes(session)[0]
        mine = [item.id for item in change.items if item.kind == "quiz" and item.target.startswith("newcomer/")]
    taro.post(f"/manuals/law-changes/{change.id}/settle", {"item": mine}, page="/manuals/law-changes/new")
    assert "法改正により要確認" not in text(taro.get("/courses/newcomer"))
    assert "法改正により要確認" in text(taro.get("/courses/second"))


def test_a_change_that_touches_no_course_marks_none(sign_in, office):
    announce(sign_in("taro"), "国税徴収法62条")
    with reading(office.sessions) as session:
        assert not {"course", "quiz"} & {item.kind for item in law_changes.all_changes(session)[0].items}


# -- search --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["見本の新任者研修", "催告の効果 効果測定", "民法150条"])
def test_courses_are_found_by_title_question_and_article(sign_in, office, query):
    office.index.put(opening.documents(office))
    found = office.index.search(Query(query, kinds=frozenset({"course"})))
    assert "course:newcomer" in [hit.id for hit in found.hits]
    page = text(sign_in("hanako").get("/search/", query_string={"q": query, "kind": "course"}))
    assert "to=/courses/newcomer" in page or 'href="/courses/newcomer"' in page


def test_the_index_holds_no_explanations(office):
    found = {document.id: document for document in opening.documents(office)}
    document = found["course:newcomer"]
    assert document.kind == "course"
    assert "催告の効果はどれか。" in document.body
    assert "完成猶予だけを生じる" not in document.body and "6か月の完成猶予" not in document.body
    assert document.statutes == ("地方自治法231条の3", "地方自治法236条", "地方自治法施行令171条", "民法150条")


# -- doctor, backup ------------------------------------------------------------------------------------------------------


def test_the_doctor_looks_at_the_courses(office, courses):
    assert "研修を調べました。" in [finding.sentence for finding in check_content(office, date(2026, 11, 24))]
    (courses / "newcomer" / "quiz.toml").write_text("[[", encoding="utf-8")
    bad = [finding.sentence for finding in check_content(office, date(2026, 11, 24)) if finding.level is Level.BAD]
    assert any("newcomer/quiz.toml" in sentence for sentence in bad)


def test_a_backup_holds_the_courses_and_a_restored_office_uses_them(settings, tmp_path):
    office = opening.open_office(settings, index=open_index(None))
    upgrade(office.engine)
    backup(settings, tmp_path / "office.zip", NOW)
    opening.close_office(office)
    with zipfile.ZipFile(tmp_path / "office.zip") as archive:
        assert {"courses/newcomer/course.md", "courses/newcomer/quiz.toml"} <= set(archive.namelist())
    fresh = dataclasses.replace(settings, instance=tmp_path / "second", courses=HOME / "courses")
    restore(fresh, tmp_path / "office.zip")
    assert "courses = " in (tmp_path / "second" / "settings.toml").read_text(encoding="utf-8")
    assert (tmp_path / "second" / "courses" / "newcomer" / "course.md").exists()


# -- the sample office ---------------------------------------------------------------------------------------------------


def test_the_sample_office_has_somebody_who_finished_and_somebody_under_way(office, people):
    with unit_of_work(office.sessions) as session:
        load_sample(office, session, {"a": people.hanako, "b": people.jiro}, NOW)
    with reading(office.sessions) as session:
        known = progress.standings(session, [people.hanako.user_id, people.jiro.user_id])
        told = progress.assignments(session, people.hanako)
    assert known[people.hanako.user_id, "newcomer"].state is progress.State.FINISHED
    assert known[people.hanako.user_id, "second"].state is progress.State.UNDER_WAY
    assert known[people.jiro.user_id, "second"].state is progress.State.FINISHED
    assert told["second"].set_by == "架空 太郎"


def test_an_office_without_courses_loads_its_sample_all_the_same(office, people, courses):
    for path in courses.rglob("*.*"):
        path.unlink()
    with unit_of_work(office.sessions) as session:
        load_sample(office, session, {"a": people.hanako, "b": people.jiro}, NOW)
        assert progress.standings(session, [people.hanako.user_id]) == {}
