"""時効と次の手続 of a case, the lists of 今日すること and the calendar feed: right, walled, fast, without names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import event as sql_event

from portal import audit
from portal.accounts.models import User
from portal.calculators.agenda import AgendaLine, agenda, home_card
from portal.calculators.feed import calendar_text
from portal.calculators.models import CalendarFeed
from portal.db import reading, unit_of_work
from portal.domain.next_steps import NextStep
from portal.ledger import service
from tests.conftest import NOW

TODAY = date(2026, 11, 24)


def add_event(office, people, case_id, kind, on, **known):
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, people.hanako, case_id)
        service.add_event(session, people.hanako, NOW, case, service.NewEvent(kind, on, **known), today=TODAY)


class TestTheBoxOnTheCase:
    def test_it_shows_the_completion_date_with_the_days_left_and_the_next_steps(self, sign_in, case_id):
        page = sign_in("hanako").get(f"/cases/{case_id}").get_data(as_text=True)
        assert "時効と次の手続" in page
        # 国保料2年、督促なし: 納期限 令和8年6月30日 → 令和10年6月30日
        assert re.search(r"令和10年6月30日（あと\d+日）", page)
        assert "督促状を送る" in page and f"/calc/cases/{case_id}" in page
        assert "令和8年7月17日（130日過ぎています）" in page  # 納期限後20日 is a holiday: the opening day before it

    def test_rows_that_contradict_one_another_are_said_not_hidden(self, sign_in, office, people, case_id):
        add_event(office, people, case_id, "payment_order", date(2026, 9, 1), ends_on=date(2026, 10, 1))
        page = sign_in("hanako").get(f"/cases/{case_id}").get_data(as_text=True)
        assert "時効を計算できません" in page and "結果がありません" in page


class TestTheChainOfReasons:
    def test_each_claim_shows_its_charge_and_its_clock_with_articles(self, sign_in, office, people, case_id):
        add_event(office, people, case_id, "demand", date(2026, 8, 20), reached_on=date(2026, 8, 21))
        page = sign_in("hanako").get(f"/calc/cases/{case_id}").get_data(as_text=True)
        for part in (
            "第1期",
            "第2期",
            "延滞金",
            "国民健康保険法110条2項",
            "令和10年8月21日",
            "まだできること",
            "手引き",
            "2.8％",
        ):
            assert part in page, part

    def test_another_day_may_be_asked_about(self, sign_in, case_id):
        page = sign_in("hanako").get(f"/calc/cases/{case_id}?as_of=R8.12.25").get_data(as_text=True)
        assert "令和8年12月25日まで" in page

    def test_a_day_that_is_none_is_refused_in_words(self, sign_in, case_id):
        answer = sign_in("hanako").get(f"/calc/cases/{case_id}?as_of=令和8年2月30日")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and "存在しない日付" in page and "令和8年2月30日" in page

    def test_a_day_beyond_the_rates_says_what_to_enter(self, sign_in, case_id):
        page = sign_in("hanako").get(f"/calc/cases/{case_id}?as_of=2027-05-01").get_data(as_text=True)
        assert "令和9年" in page and "割合表" in page

    def test_opening_it_is_logged_and_other_departments_find_nothing(self, sign_in, office, case_id):
        sign_in("hanako").get(f"/calc/cases/{case_id}")
        with reading(office.sessions) as session:
            assert audit.entries(session, action="case.open")[0].sentence == "案件 J-1 を開きました。"
        assert sign_in("jiro").get(f"/calc/cases/{case_id}").status_code == 404
        assert sign_in("admin").get(f"/calc/cases/{case_id}").status_code == 403

    def test_the_statement_of_a_claim_is_filled_from_the_ledger(self, sign_in, office, people, case_id):
        with reading(office.sessions) as session:
            claim_id = service.find_case(session, people.hanako, case_id).claims[0].id
        url = f"/calc/cases/{case_id}/claims/{claim_id}/statement.docx"
        answer = sign_in("hanako").get(url)
        text = ZipFile(BytesIO(answer.data)).read("word/document.xml").decode()
        for part in ("架空 一郎", "J-1", "第1期", "国民健康保険料", "令和8年6月30日", "架空 花子"):
            assert part in text
        assert sign_in("jiro").get(url).status_code == 404
        assert sign_in("hanako").get(f"/calc/cases/{case_id}/claims/999/statement.docx").status_code == 404


class TestTheLists:
    def test_the_home_page_shows_the_nearest_steps_of_ones_own_cases(self, sign_in, case_id):
        page = sign_in("hanako").get("/").get_data(as_text=True)
        assert "自分の案件の次の手続" in page and "J-1" in page and "督促状を送る" in page
        assert "架空 一郎" not in page

    def test_who_has_no_case_sees_the_departments(self, sign_in, case_id):
        assert "課の案件の次の手続" in sign_in("taro").get("/").get_data(as_text=True)

    def test_another_department_sees_nothing_of_it(self, sign_in, case_id):
        browser = sign_in("jiro")
        for url in ("/", "/calc/agenda", "/calc/agenda?scope=department"):
            assert "J-1" not in browser.get(url).get_data(as_text=True)
        assert sign_in("admin").get("/calc/agenda").status_code == 403

    @pytest.mark.parametrize("sort", ["days", "case", "step", "officer", "nonsense"])
    def test_the_list_is_sorted_by_every_heading_both_ways(self, sign_in, case_id, sort):
        browser = sign_in("hanako")
        for order in ("asc", "desc"):
            answer = browser.get(f"/calc/agenda?scope=department&sort={sort}&order={order}&page=1")
            assert answer.status_code == 200 and "J-1" in answer.get_data(as_text=True)

    def test_the_order_is_by_days_left(self, sign_in, office, people, case_id):
        with unit_of_work(office.sessions) as session:
            debtor = service.add_debtor(session, people.hanako, NOW, service.NewDebtor(number="A2", name="架空 二郎"))
            new = service.case_of_type("nhi_premium", number="J-2", officer_id=people.hanako.user_id)
            case = service.add_case(session, people.hanako, NOW, debtor, new)
            claim = service.NewClaim("国民健康保険料", date(2026, 10, 1), date(2026, 11, 20), 10_000, period="第6期")
            service.add_claim(session, people.hanako, NOW, case, claim)
        page = sign_in("hanako").get("/calc/agenda").get_data(as_text=True)
        assert page.index("J-1") < page.index("J-2")
        turned = sign_in("hanako").get("/calc/agenda?sort=days&order=desc").get_data(as_text=True)
        assert turned.index("J-2") < turned.index("J-1")

    def test_the_departments_list_may_be_narrowed_to_one_officer(self, sign_in, people, case_id):
        browser = sign_in("taro")
        page = browser.get("/calc/agenda?scope=department").get_data(as_text=True)
        assert f"officer={people.hanako.user_id}" in page
        hers = browser.get(f"/calc/agenda?scope=department&officer={people.hanako.user_id}").get_data(as_text=True)
        assert "J-1" in hers and "課の案件をすべて表示する" in hers
        for other in (people.taro.user_id, "nobody", "9" * 30):
            answer = browser.get(f"/calc/agenda?scope=department&officer={other}")
            assert answer.status_code == 200
        assert "J-1" not in browser.get(f"/calc/agenda?scope=department&officer={people.taro.user_id}").get_data(
            as_text=True
        )

    def test_the_time_to_apply_for_a_grace_is_what_the_office_has_set(self, app, office, people, case_id):
        """地方税法15条の6第1項: 申請の期間は条例で定める（設定 realization_grace_application_months）。"""
        add_event(office, people, case_id, "demand", date(2026, 7, 20), reached_on=date(2026, 7, 21))
        on = date(2026, 9, 15)
        for months, expected in ((6, False), (3, True)):
            settings = replace(office.settings, realization_grace_application_months=months)
            with reading(office.sessions) as session:
                steps = [line.step.id for line in agenda(session, people.hanako, on, settings)]
            assert ("application_deadline" in steps) is expected, months

    def test_thirty_cases_cost_as_few_queries_as_one(self, app, office, people, case_id):
        def queries() -> int:
            counted = []
            listen = lambda *_: counted.append(1)  # noqa: E731
            sql_event.listen(office.engine, "before_cursor_execute", listen)
            with app.test_request_context(), reading(office.sessions) as session:
                assert home_card(session, people.hanako, TODAY)
            sql_event.remove(office.engine, "before_cursor_execute", listen)
            return len(counted)

        one = queries()
        with unit_of_work(office.sessions) as session:
            for number in range(30):
                debtor = service.add_debtor(
                    session, people.hanako, NOW, service.NewDebtor(number=f"B{number}", name="架空 一郎")
                )
                new = service.case_of_type("nhi_premium", number=f"K-{number}", officer_id=people.hanako.user_id)
                case = service.add_case(session, people.hanako, NOW, debtor, new)
                claim = service.NewClaim("国民健康保険料", date(2026, 6, 1), date(2026, 6, 30), 60_000, period="第1期")
                service.add_claim(session, people.hanako, NOW, case, claim)
        assert queries() <= one + 2
        assert one <= 10


class TestTheFeed:
    def address(self, browser) -> str:
        page = browser.post("/calc/agenda/feed", page="/calc/agenda").get_data(as_text=True)
        found = re.search(r'id="feed-address" value="([^"]+)"', page)
        assert found
        return found.group(1).replace("http://localhost", "")

    def test_a_calendar_program_reads_deadlines_without_names(self, sign_in, browse, app, case_id):
        url = self.address(sign_in("hanako"))
        answer = browse(app).get(url)
        text = answer.get_data(as_text=True).replace("\r\n ", "")
        assert answer.status_code == 200 and answer.content_type.startswith("text/calendar")
        assert "BEGIN:VEVENT" in text and "J-1 督促状を送る" in text and "DTSTART;VALUE=DATE:20260717" in text
        assert "架空" not in text and "国民健康保険料" not in text
        raw = answer.get_data()
        assert all(len(line) <= 75 for line in raw.split(b"\r\n"))

    def test_the_key_is_kept_as_a_hash_only_and_shown_once(self, sign_in, office, case_id):
        browser = sign_in("hanako")
        key = self.address(browser).split("/")[-1].removesuffix(".ics")
        assert key not in browser.get("/calc/agenda").get_data(as_text=True)
        with reading(office.sessions) as session:
            feed = session.query(CalendarFeed).one()
            assert key not in feed.key_hash and len(feed.key_hash) == 64
            assert audit.entries(session, action="calendar.feed")

    def test_a_new_key_ends_the_old_one_and_a_stopped_one_opens_nothing(self, sign_in, browse, app, case_id):
        browser = sign_in("hanako")
        old, new = self.address(browser), self.address(browser)
        assert browse(app).get(old).status_code == 404
        assert browse(app).get(new).status_code == 200
        browser.post("/calc/agenda/feed/stop", page="/calc/agenda")
        assert browse(app).get(new).status_code == 404

    def test_an_account_out_of_use_has_no_feed(self, sign_in, browse, app, office, case_id):
        url = self.address(sign_in("hanako"))
        with unit_of_work(office.sessions) as session:
            session.query(User).filter(User.login == "hanako").one().disabled = True
        assert browse(app).get(url).status_code == 404

    @pytest.mark.parametrize("key", ["x", "%00", "あ", "a" * 5000, "..%2f..%2fetc"])
    def test_a_guessed_key_opens_nothing(self, browse, app, key):
        assert browse(app).get(f"/calc/calendar/{key}.ics").status_code == 404

    def test_what_is_in_a_case_number_cannot_break_the_feed(self, office):
        step = NextStep("demand", "督促状を送る;,\\", TODAY, 0, "now", "", "", "", "")
        text = calendar_text(
            [AgendaLine(1, "J-1\r\nBEGIN:VEVENT", "", None, "", (), step)], now=NOW, office_name="架空区"
        )
        assert text.count("BEGIN:VEVENT\r\n") == 1
        assert "\\;\\," in text
