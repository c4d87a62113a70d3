"""Statute cards and law changes."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from decimal import Decimal

from flask import url_for

from portal.db import reading, unit_of_work
from portal.domain.permissions import Permission
from portal.domain.reliance import Relying
from portal.ledger.law_tables import enter_late_charge_rate
from portal.manuals import law_changes, reliance
from portal.manuals.documents import all_statutes
from portal.manuals.laws import read_laws
from portal.manuals.pages import same_department
from portal.web import law_questions
from tests.manuals.conftest import write_page


def test_a_card_lists_what_relies_on_the_article(sign_in):
    page = sign_in("hanako").get("/manuals/statutes/自治法/231の3").get_data(as_text=True)
    assert "督促の手順" in page and "催告の手順" in page  # both name the article, in front matter or text
    assert "督促状" in page and "322AC0000000067" in page
    assert '<a href="https://laws.e-gov' not in page  # an address as text: the ward's network does not lead there


def test_a_law_as_a_whole_lists_its_cited_articles(sign_in):
    page = sign_in("hanako").get("/manuals/statutes/民法").get_data(as_text=True)
    assert "/manuals/statutes/%E6%B0%91%E6%B3%95/150" in page


def test_the_list_of_laws_names_every_law(sign_in):
    assert "国税徴収法施行令" in sign_in("hanako").get("/manuals/statutes/").get_data(as_text=True)


def test_unknown_laws_and_articles_are_answered_with_words(sign_in):
    browser = sign_in("hanako")
    for address in (
        "/manuals/statutes/ない法/1",
        "/manuals/statutes/民法/第5条",
        "/manuals/statutes/民法/%3Cscript%3E",
    ):
        answer = browser.get(address)
        assert answer.status_code == 404 and "登録されていません" in answer.get_data(as_text=True)


def test_a_page_links_its_citations(sign_in):
    assert 'class="statute"' in sign_in("hanako").get("/manuals/demand").get_data(as_text=True)


def test_cards_are_found_by_search(office):
    with reading(office.sessions) as session:
        documents = {document.id: document for document in all_statutes(office, session)}
    card = documents["statute:民法:150"]
    assert card.kind == "statute" and card.title == "民法150条" and "催告の手順" in card.body
    office.index.put(documents.values())
    from portal.index.port import Query

    assert office.index.search(Query("民法150条", kinds=frozenset({"statute"}))).hits[0].id == "statute:民法:150"


CHANGE = {
    "citation": "自治法231条の3",
    "effective_on": "令和9年4月1日",
    "due_on": "令和9年2月1日",
    "summary": "延滞金の割合",
}


def test_a_change_marks_everything_that_relies_on_the_article(sign_in, office):
    taro = sign_in("taro")
    answer = taro.post("/manuals/law-changes/new", CHANGE, page="/manuals/law-changes/new")
    assert answer.status_code == 302
    page = taro.get(answer.location).get_data(as_text=True)
    assert "督促の手順" in page and "督促状" in page and "要確認" in page
    assert "法改正により要確認" in taro.get("/manuals/demand").get_data(as_text=True)
    assert "変わります" in taro.get("/manuals/statutes/地方自治法/231の3").get_data(as_text=True)


def test_a_change_marks_the_rules_that_the_calculation_uses(sign_in, office):
    address = enter(sign_in("taro"), citation="地方税法 第20条の4の2", summary="端数の扱いが変わる")
    assert "延滞金の計算規則の表：地方税" in sign_in("hanako").get(address).get_data(as_text=True)


def test_every_article_in_the_front_matter_of_a_page_counts(office, manuals):
    path = write_page(manuals, "listed")
    listed = 'statutes: ["民法150条", "地方税法20条", "国税徴収法47条"]'
    path.write_text(path.read_text("utf-8").replace('statutes: ["地方自治法231条の3"]', listed), "utf-8")
    with reading(office.sessions) as session:
        page = next(thing for thing in reliance.pages(office, session) if thing.target == "listed")
    names = {str(ref) for ref in reliance.articles_of(page, read_laws(manuals))}
    assert names >= {"民法第150条", "地方税法第20条", "国税徴収法第47条"}


def test_what_changes_is_a_sentence_of_its_own(sign_in, office):
    enter(sign_in("taro"))
    assert "に変わります。延滞金の割合。担当（" in sign_in("taro").get("/manuals/demand").get_data(as_text=True)


def test_the_same_change_is_not_entered_twice(sign_in):
    taro = sign_in("taro")
    taro.post("/manuals/law-changes/new", CHANGE, page="/manuals/law-changes/new")
    again = taro.post("/manuals/law-changes/new", CHANGE, page="/manuals/law-changes/new")
    assert again.status_code == 422 and "登録済み" in again.get_data(as_text=True)


def test_what_cannot_be_read_is_kept_and_explained(sign_in):
    wrong = {**CHANGE, "citation": "税法の第五", "effective_on": "令和9年2月30日"}
    answer = sign_in("taro").post("/manuals/law-changes/new", wrong, page="/manuals/law-changes/new")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "税法の第五" in page and "令和9年2月30日" in page


def test_only_approvers_enter_changes(sign_in):
    hanako = sign_in("hanako")
    assert hanako.post("/manuals/law-changes/new", CHANGE).status_code == 403


def enter(browser, **changed: str) -> str:
    """The address of the change's page."""
    return browser.post("/manuals/law-changes/new", {**CHANGE, **changed}, page="/manuals/law-changes/new").location


def items_of(office) -> list:
    with reading(office.sessions) as session:
        return list(law_changes.all_changes(session)[0].items)


def test_forms_are_ticked_off_by_hand_and_pages_are_not(sign_in, office):
    taro = sign_in("taro")
    where = enter(taro)
    form = next(item for item in items_of(office) if item.kind == "form")
    page = next(item for item in items_of(office) if item.kind == "page")
    assert taro.post(f"{where}/settle", {"item": form.id}, page=where).status_code == 302
    assert taro.post(f"{where}/settle", {"item": page.id}, page=where).status_code == 409
    assert taro.post(f"{where}/settle", {"item": ["x", ""]}, page=where).status_code == 422
    assert "架空 太郎" in taro.get(where).get_data(as_text=True)
    assert next(item for item in items_of(office) if item.id == form.id).outcome == "confirmed"


def test_what_rests_on_the_article_has_an_owner_and_a_due_date(sign_in, office, manuals):
    write_page(manuals, "reminder", folder="折衝", owner="見本保険課", body="督促は地方自治法231条の3による。")
    where = enter(sign_in("taro"))
    owners = {(item.kind, item.target): item.owner for item in items_of(office)}
    assert owners[("page", "reminder")] == "見本保険課"
    assert owners[("form", "督促状-公債権")] == "見本住宅課"  # its page is not here: falls to who entered the change
    page = sign_in("jiro").get(f"{where}?owner=見本保険課").get_data(as_text=True)
    assert "催告" not in page.split("確認するもの")[0] and "令和9年2月1日" in page and "残り1件" in page


def test_rows_of_the_tables_that_are_still_in_force_are_listed(sign_in, office):
    enter(sign_in("taro"), citation="民法404条", effective_on="令和8年12月1日")
    titles = {item.title for item in items_of(office) if item.kind == "table"}
    assert "法定利率の表：令和8年4月1日から" in titles
    assert not any("明治" in title or "令和2年" in title for title in titles)


def test_a_rate_that_the_office_entered_is_listed_too(sign_in, office, people, clock):
    with unit_of_work(office.sessions) as session:
        enter_late_charge_rate(
            session, replace(people.admin, permissions=frozenset(Permission)), clock(), year=2027,
            average_loan=Decimal("0.9"), source="架空の告示", verified=True,
        )  # fmt: skip
    enter(sign_in("taro"), citation="地方税法附則3条の2")
    assert "延滞金の割合の表：令和9年1月1日から（区の登録）" in {item.title for item in items_of(office)}


def test_the_home_page_says_what_a_change_asks_of_ones_department(sign_in, office):
    enter(sign_in("taro"))
    home = sign_in("hanako").get("/").get_data(as_text=True)
    assert "地方自治法231条の3の改正の確認" in home and "令和9年2月1日" in home
    assert "の改正の確認" not in sign_in("jiro").get("/").get_data(as_text=True)


def test_another_feature_adds_what_rests_on_statutes(app, office, sign_in, people, clock):
    """As the courses do: the quiz is listed on the card and by a change, asks for its owner, and is settled by an edit."""

    def quizzes(office, session):
        yield Relying("quiz", "確認問題", "q1", "督促の確認問題", "自治法231条の3第1項", "見本保険課")

    app.extensions["portal"] = office = dataclasses.replace(office, relying=(*office.relying, quizzes))
    assert "根拠とする確認問題（1件）" in sign_in("hanako").get("/manuals/statutes/自治法/231の3").get_data(
        as_text=True
    )
    where = enter(sign_in("taro"))
    assert "督促の確認問題" in sign_in("hanako").get(where).get_data(as_text=True)
    assert "地方自治法231条の3の改正の確認 1件" in sign_in("jiro").get("/").get_data(as_text=True)
    with app.test_request_context(), unit_of_work(office.sessions) as session:
        (question,) = law_questions().open(session, "quiz", "q1")
        assert (question.owner, question.due_on.isoformat()) == ("見本保険課", "2027-02-01")
        assert law_questions().settle(session, people.jiro, clock(), "quiz", "q1") == 1
        assert list(law_questions().open(session, "quiz", "q1")) == []
    assert [item.outcome for item in items_of(office) if item.target == "q1"] == ["edited"]


def test_every_thing_that_rests_on_statutes_leads_to_a_page_that_exists(office, app):
    with app.test_request_context(), reading(office.sessions) as session:
        for thing in reliance.everything(office, session):
            assert not thing.endpoint or url_for(thing.endpoint, **thing.values)
            assert len(thing.target) <= 120 and len(thing.kind) <= 20


def test_a_department_is_the_same_whatever_stands_in_brackets_after_it():
    assert same_department("債権管理課", "債権管理課（見本）") and same_department(
        "国保・年金課", "国保・年金課 (本庁)"
    )
    assert not same_department("納税課", "債権管理課") and not same_department("", "（見本）")


def test_a_change_entered_by_mistake_is_withdrawn(sign_in):
    taro = sign_in("taro")
    taro.post("/manuals/law-changes/new", CHANGE, page="/manuals/law-changes/new")
    assert taro.post("/manuals/law-changes/1/withdraw", page="/manuals/law-changes/new").status_code == 302
    assert "法改正により要確認" not in taro.get("/manuals/demand").get_data(as_text=True)
    assert taro.get("/manuals/law-changes/1").status_code == 404
