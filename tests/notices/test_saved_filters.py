"""Filters of the ledger: each condition picks what it says, a department keeps its own, nobody else sees them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal import audit
from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput
from portal.ledger import service
from portal.ledger.models import Case
from portal.notices.case_lookup import whole_case
from portal.notices.criteria import Criteria, checked, pick
from portal.notices.filters import FILTERS
from portal.notices.models import NoticeBatch, SavedFilter
from tests.conftest import NOW
from tests.notices.conftest import TODAY
from tests.notices.test_lists import numbers, work

NEW = "/notices/ledger/new"


def picked(office, case_id, **conditions) -> list[str]:
    """The 期別 of the claims that the criteria pick of the case."""
    with reading(office.sessions) as session:
        case = session.scalar(select(Case).where(Case.id == case_id).options(*whole_case()))
        return [claim.period for claim in pick(Criteria(**conditions), case, TODAY)]


BOTH = ["第1期", "第2期"]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, BOTH),
        ({"claim_name": "国民健康"}, BOTH),
        ({"claim_name": "住民税"}, []),
        ({"claim_classes": ("compulsory_public", "private")}, BOTH),
        ({"claim_classes": ("private",)}, []),
        ({"due_from": date(2026, 7, 1)}, ["第2期"]),
        ({"due_to": date(2026, 6, 30)}, ["第1期"]),
        ({"due_from": date(2026, 7, 30), "due_to": date(2026, 7, 30)}, ["第2期"]),
        ({"balance_from": 112_800}, BOTH),
        ({"balance_from": 112_801}, []),
        ({"balance_to": 112_800}, BOTH),
        ({"balance_to": 112_799}, []),
        ({"balance_to": 112_799, "due_from": date(2026, 7, 1)}, ["第2期"]),  # only what is picked is added up
        ({"demand": "none"}, BOTH),
        ({"demand": "done"}, []),
        ({"demand_days": 0}, []),
        ({"contact_days": 30}, BOTH),  # never spoken with
    ],
)
def test_a_condition_picks_what_it_says(office, cases, conditions, expected):
    assert picked(office, cases["nhi"], **conditions) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"demand": "done"}, BOTH),
        ({"demand": "none"}, []),
        ({"demand_days": 30}, BOTH),  # 2026-10-25 is 30 days before
        ({"demand_days": 31}, []),
        ({"reminder": "none"}, BOTH),
        ({"reminder": "done"}, []),
        ({"reminder_days": 0}, []),
    ],
)
def test_days_since_the_demand_count_from_its_day(office, cases, add_event, conditions, expected):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 10, 25))
    assert picked(office, cases["nhi"], **conditions) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"reminder": "none"}, []),
        ({"reminder": "done"}, BOTH),
        ({"reminder_days": 10}, BOTH),
        ({"reminder_days": 11}, []),
    ],
)
def test_a_reminder_counts_when_it_came_after_the_demand(office, cases, add_event, conditions, expected):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 10, 25))
    add_event(cases["nhi"], kind="reminder", happened_on=date(2026, 11, 14))
    assert picked(office, cases["nhi"], **conditions) == expected


def test_a_reminder_before_the_last_demand_does_not_count(office, cases, add_event):
    add_event(cases["nhi"], kind="reminder", happened_on=date(2026, 9, 1))
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 10, 25))
    assert picked(office, cases["nhi"], reminder="none") == BOTH


@pytest.mark.parametrize(("days", "expected"), [(10, BOTH), (11, [])])
def test_days_since_the_last_contact_are_met_on_the_day(office, cases, add_event, days, expected):
    add_event(cases["nhi"], kind="phone", happened_on=date(2026, 11, 14))
    assert picked(office, cases["nhi"], contact_days=days) == expected


def test_what_is_left_out_takes_the_whole_case(office, people, cases, add_event):
    case_id = cases["nhi"]
    assert picked(office, case_id, without=("plan", "relief", "attorney", "death", "welfare", "returned")) == BOTH
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, case_id)
        service.add_plan(session, people.hanako, NOW, case=case, pledged_on=TODAY, dues=[(TODAY, 1_000)])
        case.debtor.lawyer_notified_on = case.debtor.died_on = TODAY
        case.debtor.on_welfare = case.debtor.address.returned_mail = True
    add_event(case_id, kind="collection_grace", happened_on=date(2026, 11, 1), ends_on=date(2027, 4, 30))
    add_event(case_id, kind="bankruptcy_claim", happened_on=date(2026, 11, 1))
    for name in ("plan", "relief", "bankruptcy", "attorney", "death", "welfare", "returned"):
        assert picked(office, case_id, without=(name,)) == [], name


def test_relief_that_has_ended_leaves_nothing_out(office, cases, add_event):
    add_event(cases["nhi"], kind="collection_grace", happened_on=date(2026, 5, 1), ends_on=date(2026, 10, 31))
    assert picked(office, cases["nhi"], without=("relief",)) == BOTH


@pytest.mark.parametrize(
    ("conditions", "word"),
    [
        ({}, "一つ以上"),
        ({"due_from": date(2026, 8, 1), "due_to": date(2026, 7, 1)}, "納期限の始めが終わりより後"),
        ({"balance_from": 2, "balance_to": 1}, "残額の下限が上限より大きく"),
        ({"demand": "none", "demand_days": 20}, "督促していない債権に"),
        ({"reminder": "none", "reminder_days": 20}, "催告していない債権に"),
    ],
)
def test_conditions_nothing_can_meet_are_refused(conditions, word):
    with pytest.raises(InvalidInput, match=word):
        checked(Criteria(**conditions))


def test_criteria_come_back_from_the_table_as_they_were():
    criteria = Criteria(
        claim_name="国保", claim_classes=("private",), due_from=date(2026, 4, 1), demand_days=20, balance_to=0, without=("plan",)
    )  # fmt: skip
    assert Criteria.from_dict(criteria.to_dict()) == criteria
    assert Criteria.from_dict({**criteria.to_dict(), "of_a_later_version": 1}) == criteria
    assert criteria.sentence == (
        "債権名に「国保」、私債権、納期限が令和8年4月1日から、督促から20日以上、残額が0円まで、分納中を除く"
    )


def save(browser, **typed):
    sent = {"name": "国保・督促30日", "demand_days": "３０日", "demand": "", "reminder": "", "do": "save", **typed}
    return browser.post(NEW, sent, page=NEW)


def saved_id(office) -> int:
    with reading(office.sessions) as session:
        return session.scalar(select(SavedFilter.id))


def test_a_filter_is_made_used_for_letters_changed_and_deleted(sign_in, office, cases, add_event):
    for name in ("nhi", "tax"):
        add_event(cases[name], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    answer = save(browser, claim_name="国民健康保険")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    here = answer.headers["Location"]
    page = browser.get(here).get_data(as_text=True)
    assert "国保・督促30日" in page and "督促から30日以上" in page
    assert "K-1" in page and "Z-1" not in page
    listed = re.sub(r"<[^>]+>|\s+", " ", browser.get("/notices/ledger/").get_data(as_text=True))
    assert "国保・督促30日" in listed and "1件" in listed and "督促20日経過・催告なし" in listed
    assert "国保・督促30日" in browser.get("/notices/").get_data(as_text=True)
    assert "国保・督促30日" in browser.get("/notices/contacts/").get_data(as_text=True)
    url = f"{here}?form=催告書"
    sent = {**issue_fields(browser.get(url).get_data(as_text=True)), "warned": "keep"}
    assert browser.post(url, sent, page=url).status_code == 302
    work(office)
    assert numbers(office) == ["8住第1号"]
    edit = f"/notices/ledger/saved/{saved_id(office)}/edit"
    assert 'value="30"' in browser.get(edit).get_data(as_text=True)
    browser.post(edit, {"name": "別の名", "demand_days": "10", "demand": "", "reminder": "", "do": "save"}, page=edit)
    assert "別の名" in browser.get("/notices/ledger/").get_data(as_text=True)
    browser.post(f"/notices/ledger/saved/{saved_id(office)}/delete")
    assert "別の名" not in browser.get("/notices/ledger/").get_data(as_text=True).replace("「別の名」", "")
    assert browser.get(here).status_code == 404
    with reading(office.sessions) as session:
        assert len(audit.entries(session, action="notice.filter")) == 3


def issue_fields(html: str) -> dict[str, str]:
    """What a browser would send for the page's letters, without the button."""
    from lxml import html as parser

    form = next(one for one in parser.fromstring(html).forms if one.method == "POST" and "issue_day" in one.fields)
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def test_counting_saves_nothing_and_keeps_what_was_typed(sign_in, office, cases):
    page = save(sign_in("hanako"), do="count", demand_days="", demand="none", name="まだ").get_data(as_text=True)
    assert "今日の時点で3件です" in page and 'value="まだ"' in page
    assert saved_id(office) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "条件の名前を入力してください"),
        ({"demand_days": "たくさん"}, "『督促から何日以上』：『たくさん』は数ではありません"),
        ({"demand_days": "-1"}, "数ではありません"),
        ({"due_from": "令和8年2月30日"}, "存在しない日付"),
        ({"balance_from": "1,0円"}, "残額の下限"),
        ({"demand_days": ""}, "条件を一つ以上指定してください"),
    ],
)
def test_a_condition_that_cannot_be_read_is_said_and_kept(sign_in, office, cases, typed, sentence):
    answer = save(sign_in("hanako"), **typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in page
    assert all(value in page for value in typed.values())
    assert saved_id(office) is None


@pytest.mark.parametrize("typed", [{"demand": "x"}, {"without": "x"}, {"claim_classes": "x"}])
def test_a_choice_nobody_offered_is_refused(sign_in, office, cases, typed):
    assert save(sign_in("hanako"), **typed).status_code == 422
    assert saved_id(office) is None


def test_a_name_is_used_once_in_a_department(sign_in, office, cases):
    assert save(sign_in("hanako")).status_code == 302
    again = save(sign_in("taro"))
    assert again.status_code == 422 and "この課に既にあります" in again.get_data(as_text=True)
    assert save(sign_in("jiro")).status_code == 302


def test_another_department_can_neither_use_nor_change_nor_delete_it(sign_in, office, cases):
    save(sign_in("hanako"))
    number = saved_id(office)
    jiro = sign_in("jiro")
    assert jiro.get(f"/notices/ledger/saved-{number}").status_code == 404
    assert jiro.get(f"/notices/ledger/saved/{number}/edit").status_code == 404
    assert jiro.post(f"/notices/ledger/saved/{number}/delete").status_code == 404
    assert "国保・督促30日" not in jiro.get("/notices/ledger/").get_data(as_text=True)


@pytest.mark.parametrize(
    "code", ["nothing", "saved-", "saved-x", "saved-999", "saved-99999999999999999999", "saved--1"]
)
def test_a_filter_that_is_none_is_not_found(sign_in, people, code):
    assert sign_in("hanako").get(f"/notices/ledger/{code}").status_code == 404


def test_letters_of_a_filter_take_the_day_and_term_chosen(sign_in, office, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    url = "/notices/ledger/demanded?form=催告書"
    fields = issue_fields(browser.get(url).get_data(as_text=True))
    chosen = {**fields, "issue_day": "令和8年12月1日", "designated_day": "令和8年12月20日"}
    shown = browser.post(url, {**chosen, "warned": "check"}, page=url).get_data(as_text=True)
    assert "令和8年12月20日（日）までに" in shown and "閉庁日です" in shown
    wrong = browser.post(url, {**chosen, "issue_day": "令和9年12月1日", "warned": "keep"}, page=url)
    assert wrong.status_code == 422 and "前後31日以内" in wrong.get_data(as_text=True)
    sent = {**chosen, "designated_day": "令和8年12月18日", "warned": "keep"}
    assert browser.post(url, sent, page=url).status_code == 302
    with reading(office.sessions) as session:
        batch = session.scalar(select(NoticeBatch))
        assert (batch.issue_day, batch.designated_day) == (date(2026, 12, 1), date(2026, 12, 18))


def test_pressing_the_button_of_a_filter_twice_makes_the_letters_once(sign_in, office, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    url = "/notices/ledger/demanded?form=催告書"
    sent = {**issue_fields(browser.get(url).get_data(as_text=True)), "warned": "keep"}
    first, second = browser.post(url, sent, page=url), browser.post(url, sent, page=url)
    assert first.headers["Location"] == second.headers["Location"]
    with reading(office.sessions) as session:
        assert len(session.scalars(select(NoticeBatch)).all()) == 1


def test_a_case_under_support_measures_is_in_no_filter_and_has_no_picture(sign_in, office, cases, add_event):
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.support_measure = True
    browser = sign_in("hanako")
    assert "K-1" not in browser.get("/notices/ledger/demanded?form=催告書").get_data(as_text=True)
    picture = f"/notices/ledger/demanded/look.png?form=催告書&case={cases['nhi']}&issue_day=2026-11-24"
    assert browser.get(picture).status_code == 404


def test_a_demand_of_the_whole_case_is_none_for_a_period_not_yet_due(office, cases, add_event):
    # 第1期 fell due on 6月30日, 第2期 on 7月30日: the letter of 10 July can only have demanded the first.
    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 7, 10))
    assert picked(office, cases["nhi"], demand="done") == ["第1期"]
    assert picked(office, cases["nhi"], demand="none") == ["第2期"]
    with reading(office.sessions) as session:
        case = session.scalar(select(Case).where(Case.id == cases["nhi"]).options(*whole_case()))
        found = {one: [c.period for c in FILTERS[one].pick(case, TODAY, 0)] for one in ("no-demand", "demanded")}
    assert found == {"no-demand": ["第2期"], "demanded": ["第1期"]}
