"""The search page: marks, kinds, honesty about finding nothing, and the walls between departments."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal import create_app, opening
from portal.db import reading, unit_of_work
from portal.index import load_terms, open_index
from portal.ledger import service as ledger
from portal.manuals.documents import all_documents as manual_documents
from portal.notices.search import all_documents as form_documents
from portal.search.models import Lookup
from portal.settings import HOME, Settings
from tests.conftest import NOW, PASSWORD, Browser


@pytest.fixture(scope="module")
def shipped_pages():
    """The index of everything that is shipped, built once."""
    index = open_index(None, terms=load_terms(HOME / "manuals" / "用語.toml"))
    settings = Settings(instance=HOME / "instance", secret_key="for-tests-only")
    index.put(manual_documents(SimpleNamespace(settings=settings), None))
    yield index
    index.close()


@pytest.fixture
def indexed(office, app, shipped_pages):
    """The office with the shipped pages in its index."""
    app.extensions["portal"] = dataclasses.replace(office, index=shipped_pages)
    return office


def test_a_new_officers_question_leads_to_the_page_that_answers_it(sign_in, indexed):
    page = sign_in("hanako").get("/search/?q=督促と催告の違い").get_data(as_text=True)
    assert "to=/manuals/demand-and-reminder" in page
    assert "<mark>" in page


@pytest.mark.parametrize("query", ["差押え", "差押", "さしおさえ"])
def test_spellings_of_seizure_find_the_same_page(sign_in, indexed, query):
    assert "to=/manuals/seizure" in sign_in("hanako").get(f"/search/?q={query}").get_data(as_text=True)


def test_finding_nothing_is_said_honestly(sign_in, indexed):
    assert "見つかりませんでした" in sign_in("hanako").get("/search/?q=パスポートの取り方").get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["", '"', "-", "OR", "kind:", "<script>alert(1)</script>", "{{7*7}}", "%00", "あ" * 5000, "()" * 100]
)
def test_odd_queries_give_a_page(sign_in, indexed, query):
    answer = sign_in("hanako").get("/search/", query_string={"q": query})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_the_box_suggests_titles(sign_in, indexed):
    assert "督促" in sign_in("hanako").get("/search/suggest?q=とくそく").get_data(as_text=True)


@pytest.mark.parametrize("typed", ["とくそく", "督促", "トクソク", "民法166", "ＬＩＮＥ", "<b>"])
def test_every_suggestion_holds_what_was_typed_so_that_the_browser_shows_it(sign_in, indexed, typed):
    html = sign_in("hanako").get("/search/suggest", query_string={"q": typed}).get_data(as_text=True)
    options = re.findall(r"<option value=\"([^\"]*)\"(?: label=\"([^\"]*)\")?>", html)
    assert all(typed in value or typed in label for value, label in options)
    assert len({value for value, _ in options}) == len(options)


def test_an_article_suggests_the_pages_that_rest_on_it(sign_in, indexed):
    html = sign_in("hanako").get("/search/suggest?q=民法166").get_data(as_text=True)
    assert '<option value="消滅時効の基本" label="民法166条を根拠とする手引き">' in html


def test_a_form_number_is_completed_and_says_which_form_it_is(sign_in, office):
    with reading(office.sessions) as session:
        office.index.put(form_documents(office, session))
    html = sign_in("hanako").get("/search/suggest?q=ｔ－０").get_data(as_text=True)
    values = re.findall(r'<option value="(T-0\d)" label="様式「[^」]+」（ｔ－０）">', html)
    assert len(values) == 8
    found = sign_in("hanako").get("/search/", query_string={"q": values[0]}).get_data(as_text=True)
    assert "/notices/forms/" in found


def lookups(office):
    with reading(office.sessions) as session:
        return {lookup.text: lookup for lookup in session.scalars(select(Lookup))}


def test_what_was_not_found_is_kept_for_the_editors_until_they_settle_it(sign_in, indexed):
    browser = sign_in("hanako")
    for _ in range(2):
        browser.get("/search/", query_string={"q": "パスポートの取り方"})
    page = browser.get("/search/gaps").get_data(as_text=True)
    assert "パスポートの取り方" in page
    browser.post("/search/gaps/settle", {"text": "パスポートの取り方"})
    assert "パスポートの取り方" not in browser.get("/search/gaps").get_data(as_text=True)


def test_a_search_whose_hit_was_opened_is_no_gap(sign_in, indexed):
    browser = sign_in("hanako")
    page = browser.get("/search/", query_string={"q": "督促と催告の違い"}).get_data(as_text=True)
    link = re.search(r'href="(/search/open/\d+\?to=[^"]+)"', page).group(1)
    answer = browser.get(link.replace("&amp;", "&"))
    assert answer.location.startswith("/manuals/")
    assert "督促と催告の違い" not in browser.get("/search/gaps").get_data(as_text=True)


def test_a_gap_becomes_a_question_in_one_click(sign_in, indexed):
    hanako = sign_in("hanako")
    hanako.get("/search/", query_string={"q": "パスポートの取り方"})
    asked = hanako.post("/search/gaps/ask", {"text": "パスポートの取り方"})
    assert "パスポートの取り方" in hanako.get(asked.location).get_data(as_text=True)
    assert "パスポートの取り方" not in hanako.get("/search/gaps").get_data(as_text=True)


def test_a_gap_leads_to_a_new_page_with_its_words(sign_in, indexed):
    hanako = sign_in("hanako")
    hanako.get("/search/", query_string={"q": "パスポートの取り方"})
    page = hanako.get("/search/gaps").get_data(as_text=True)
    link = re.search(r'href="(/manuals/new\?[^"]+)"', page).group(1).replace("&amp;", "&")
    assert 'value="パスポートの取り方"' in hanako.get(link).get_data(as_text=True)


def test_a_question_asked_from_an_empty_result_takes_the_gap_away(sign_in, indexed):
    hanako = sign_in("hanako")
    hanako.get("/search/", query_string={"q": "パスポートの取り方"})
    hanako.post("/search/questions/new", {"title": "パスポートの取り方", "body": ""}, page="/search/questions/new")
    assert "パスポートの取り方" not in hanako.get("/search/gaps").get_data(as_text=True)


def test_a_gap_says_what_the_same_words_find_today(sign_in, indexed):
    hanako = sign_in("hanako")
    hanako.get("/search/", query_string={"q": "督促と催告の違い"})
    page = hanako.get("/search/gaps").get_data(as_text=True)
    assert re.search(r'href="/search/\?q=[^"]+">\d+件', page)


def test_only_who_edits_is_offered_to_write_a_page(sign_in, indexed):
    assert "手引きを作る" in sign_in("hanako").get("/search/?q=パスポートの取り方").get_data(as_text=True)
    assert "手引きを作る" not in sign_in("admin").get("/search/?q=パスポートの取り方").get_data(as_text=True)


def test_opening_a_filtered_hit_counts_for_the_search(sign_in, indexed, office):
    hanako = sign_in("hanako")
    hanako.get("/search/", query_string={"q": "督促と催告の違い"})
    page = hanako.get("/search/", query_string={"q": "督促と催告の違い", "kind": "manual"}).get_data(as_text=True)
    hanako.get(re.search(r'href="(/search/open/\d+\?to=[^"]+)"', page).group(1).replace("&amp;", "&"))
    assert lookups(office)["督促と催告の違い"].opened


def test_filters_are_no_search_of_their_own_and_can_be_taken_off(sign_in, indexed, office):
    hanako = sign_in("hanako")
    page = hanako.get("/search/", query_string={"q": "督促", "kind": "manual", "folder": "時効"}).get_data(as_text=True)
    assert "絞り込み中" in page and 'href="/search/?q=%E7%9D%A3%E4%BF%83"' in page
    nothing = hanako.get("/search/", query_string={"q": "督促", "folder": "ない分類"}).get_data(as_text=True)
    assert "この絞り込みでは見つかりません" in nothing and "ない分類（0）" in nothing
    assert lookups(office) == {}


@pytest.mark.parametrize("query", ["種類:手引き 督促", "ｋｉｎｄ：手引き　督促", "kind:manual 督促"])
def test_a_typed_kind_is_a_box_that_is_ticked(sign_in, indexed, query):
    page = sign_in("hanako").get("/search/", query_string={"q": query}).get_data(as_text=True)
    assert re.search(r'id="kind-manual" value="manual" checked', page)
    assert '<input type="hidden" name="q" value="督促">' in page


def test_boxes_alone_show_everything_of_their_kind(sign_in, indexed):
    page = sign_in("hanako").get("/search/", query_string={"q": "", "kind": "manual"}).get_data(as_text=True)
    assert re.search(r"\d+件見つかりました", page)


def test_a_part_of_a_folders_name_ticks_the_folders_that_hold_it(sign_in, indexed):
    page = sign_in("hanako").get("/search/", query_string={"q": "分類：督促 差出し"}).get_data(as_text=True)
    assert 'value="納入通知・督促・催告" checked' in page


def test_a_filter_that_cannot_be_read_is_named(sign_in, indexed):
    hanako = sign_in("hanako")
    assert "「ほげ」という種類はありません" in hanako.get("/search/?q=kind:ほげ 督促").get_data(as_text=True)
    assert "「更新:きのう」は読み取れない" in hanako.get("/search/?q=更新:きのう 督促").get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "架空 一郎",
        "架空一郎さんの家賃",
        "カクウ イチロウ",
        "かくう いちろう",
        "一郎",
        "一郎さんの家賃",
        "督促状　一郎",
        "架空さんの督促",
        "イチロウ",
        "宛名番号 123456",
        "090-0000-0000",
        "１２３４５６７８９０１２",
    ],
)
def test_a_query_that_may_name_a_resident_is_never_kept(sign_in, office, people, query):
    with unit_of_work(office.sessions) as session:
        ledger.add_debtor(
            session, people.hanako, NOW, ledger.NewDebtor(number="A1", name="架空 一郎", kana="カクウ イチロウ")
        )
    sign_in("jiro").get("/search/", query_string={"q": query})
    assert lookups(office) == {}


@pytest.mark.parametrize("query", ["郎党の扱い", "架け橋事業", "えんたいきん", "いちろうそく", "太郎"])
def test_words_that_only_look_a_little_like_a_name_are_kept_for_the_editors(sign_in, office, people, query):
    with unit_of_work(office.sessions) as session:
        for number, (name, kana) in enumerate((("架空 一郎", "タイ イチロウ"), ("架空商会", "カクウショウカイ"))):
            ledger.add_debtor(session, people.hanako, NOW, ledger.NewDebtor(number=f"A{number}", name=name, kana=kana))
    sign_in("jiro").get("/search/", query_string={"q": query})
    assert query in lookups(office)


@pytest.mark.parametrize("query", ["民法166条", "地方自治法第236条", "令和8年度の延滞金"])
def test_a_citation_or_a_year_is_no_personal_number(sign_in, office, people, query):
    sign_in("hanako").get("/search/", query_string={"q": query})
    assert query in lookups(office)


def test_a_page_behind_the_last_one_leads_to_the_last_one(sign_in, indexed):
    hanako = sign_in("hanako")
    answer = hanako.get("/search/?q=督促&kind=manual&page=99")
    assert answer.status_code == 302
    assert "kind=manual" in answer.location
    page = hanako.get(answer.location).get_data(as_text=True)
    assert '<ol class="hits"' in page
    assert "次へ" not in page


def test_a_pasted_paragraph_does_not_fill_the_page_with_its_heading(sign_in, indexed):
    page = sign_in("hanako").get("/search/", query_string={"q": "督促" * 150}).get_data(as_text=True)
    assert len(page.split("<h1>")[1].split("</h1>")[0]) < 100


def test_opening_a_hit_never_leads_to_another_site(sign_in, office):
    assert sign_in("hanako").get("/search/open/1?to=//evil.example/").location == "/search/"


def test_a_question_is_asked_answered_and_then_found(sign_in, office):
    hanako, viewer = sign_in("hanako"), sign_in("admin")
    asked = viewer.post(
        "/search/questions/new", {"title": "口座振替の再振替はできるか", "body": ""}, page="/search/questions/new"
    )
    url = asked.location
    assert viewer.post(f"{url}/answer", {"answer": "x"}).status_code == 403
    assert hanako.post(f"{url}/answer", {"answer": ""}, page=url).status_code == 422
    hanako.post(f"{url}/answer", {"answer": "再振替はしていません。納付書を送ります。"}, page=url)
    assert "口座振替の再振替はできるか" in hanako.get("/search/?q=再振替").get_data(as_text=True)


def test_an_index_damaged_while_serving_heals_itself_at_the_next_search(settings, people, office, clock):
    """The folder is truncated under the running portal; the person sees their hits after one redirect."""
    kept = opening.open_search(office.settings)
    running = dataclasses.replace(office, index=kept)
    opening.rebuild_index(running)
    app = create_app(office=running)
    app.config.update(PORTAL_CLOCK=clock)
    browser = Browser(app.test_client())
    browser.post("/sign-in", {"login": "hanako", "password": PASSWORD}, page="/sign-in")
    for file in (office.settings.instance / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    answer = browser.get("/search/?q=督促", follow_redirects=True)
    assert answer.status_code == 200
    assert "/manuals/" in answer.get_data(as_text=True)
    kept.close()
