"""Taking a course in the browser: reading, test, practice, result; and who may see what of it."""

from __future__ import annotations

from datetime import date

import pytest

from portal.audit.service import entries
from portal.courses import attempts, progress
from portal.courses.library import course_library
from portal.courses.models import CourseAttempt
from portal.db import reading, unit_of_work
from portal.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.conftest import NOW
from tests.courses.conftest import RIGHT, write_course

PAGE = "/courses/newcomer"


def text(answer) -> str:
    return answer.get_data(as_text=True)


def begin(browser, *, practice=False) -> str:
    """Start a round; the address of the round."""
    answer = browser.post(f"{PAGE}/quiz", {"practice": "yes" if practice else "no"}, page=PAGE)
    assert answer.status_code == 302
    return answer.location.rsplit("/", 1)[0]


def answer_all(browser, where, answers=RIGHT):
    for number, chosen in answers.items():
        assert browser.post(f"{where}/{number}", {"answer": chosen}, page=PAGE).status_code == 302


def take(browser, answers=RIGHT) -> str:
    where = begin(browser)
    answer_all(browser, where, answers)
    assert browser.post(f"{where}/finish", page=PAGE).status_code == 302
    return where


def the_course(office, course_id="newcomer"):
    return course_library(office.settings.courses).get(course_id)


# -- reading -----------------------------------------------------------------------------------------------------------


def test_the_header_leads_to_the_courses_between_the_meetings_and_the_calculations(sign_in):
    page = text(sign_in("hanako").get("/"))
    assert page.index(">連絡会</a>") < page.index(">研修</a>") < page.index(">計算</a>")


@pytest.mark.parametrize("login", ["hanako", "taro", "jiro", "secretariat", "admin"])
def test_everybody_may_take_courses(sign_in, login):
    assert "見本の新任者研修" in text(sign_in(login).get("/courses/"))


def test_a_course_shows_its_pages_in_order_with_links_and_what_to_look_for(sign_in):
    page = text(sign_in("hanako").get(PAGE))
    assert page.index("/manuals/claim-classes") < page.index("/manuals/limitation")
    assert "見る所：二つの問い" in page
    assert 'href="/manuals/demand-and-reminder"' in page
    assert "3問のうち3問（70％）以上" in page
    assert "/manuals/statutes/%E5%9C%B0%E6%96%B9%E8%87%AA%E6%B2%BB%E6%B3%95/231%E3%81%AE3" in page


def test_a_page_is_marked_as_read_and_the_mark_is_taken_back(sign_in):
    hanako = sign_in("hanako")
    hanako.post(f"{PAGE}/steps/claim-classes", {"done": "yes"}, page=PAGE)
    hanako.post(f"{PAGE}/steps/claim-classes", {"done": "yes"}, page=PAGE)
    assert "手引きを読む（1 / 2）" in text(hanako.get(PAGE))
    assert "1 / 2ページ" in text(hanako.get("/courses/"))
    assert "受講中" in text(hanako.get("/courses/"))
    hanako.post(f"{PAGE}/steps/claim-classes", {"done": "no"}, page=PAGE)
    assert "手引きを読む（0 / 2）" in text(hanako.get(PAGE))


def test_marks_are_a_persons_own(sign_in):
    sign_in("hanako").post(f"{PAGE}/steps/claim-classes", {"done": "yes"}, page=PAGE)
    assert "手引きを読む（0 / 2）" in text(sign_in("taro").get(PAGE))


@pytest.mark.parametrize("address", ["/courses/none", "/courses/none/steps/limitation", f"{PAGE}/steps/seizure"])
def test_what_does_not_exist_is_answered_with_words(sign_in, address):
    hanako = sign_in("hanako")
    answer = hanako.post(address, {"done": "yes"}, page=PAGE) if "steps" in address else hanako.get(address)
    assert answer.status_code == 404


def test_a_page_of_the_manuals_that_is_gone_is_said_and_breaks_nothing(sign_in, courses):
    path = courses / "newcomer" / "course.md"
    path.write_text(path.read_text().replace("page: limitation\n", "page: gone\n"), encoding="utf-8")
    assert "この手引きはありません" in text(sign_in("hanako").get(PAGE))


def test_a_course_past_its_review_says_so(sign_in, courses):
    path = courses / "newcomer" / "course.md"
    path.write_text(path.read_text().replace("2027-10-31", "2026-11-23"), encoding="utf-8")
    assert "見直しの時期を過ぎています" in text(sign_in("hanako").get(PAGE))


def test_only_those_who_look_after_courses_are_told_of_a_broken_one(sign_in, courses):
    (courses / "second" / "quiz.toml").write_text("[[", encoding="utf-8")
    assert "読めない研修があります" in text(sign_in("taro").get("/courses/"))
    page = text(sign_in("hanako").get("/courses/"))
    assert "読めない" not in page
    assert "見本の新任者研修" in page


# -- the test ------------------------------------------------------------------------------------------------------------


def test_hanako_answers_question_by_question_and_passes(sign_in):
    hanako = sign_in("hanako")
    where = begin(hanako)
    assert "催告の効果はどれか。" in text(hanako.get(f"{where}/1"))
    assert hanako.post(f"{where}/1", {"answer": ["1"]}, page=PAGE).location == f"{where}/2"
    assert hanako.post(f"{where}/2", {"answer": ["0", "1"]}, page=PAGE).location == f"{where}/3"
    assert hanako.post(f"{where}/3", {"answer": ["0"]}, page=PAGE).location == where
    assert "すべての問いに答えました" in text(hanako.get(where))
    hanako.post(f"{where}/finish", page=PAGE)
    result = text(hanako.get(where))
    assert "3 / 3問" in result and "合格" in result and "もう一度読む手引き" not in result
    assert "修了" in text(hanako.get("/courses/"))
    assert "効果測定 第1回" in text(hanako.get("/courses/"))


def test_the_test_does_not_give_answers_away_before_the_end(sign_in):
    hanako = sign_in("hanako")
    where = begin(hanako)
    hanako.post(f"{where}/1", {"answer": ["0"]}, page=PAGE)
    page = text(hanako.get(f"{where}/1"))
    assert "解説" not in page and "正しい答え" not in page
    assert 'value="0" checked' in page  # what was chosen is still there


def test_a_question_with_several_answers_says_so_and_takes_check_boxes(sign_in):
    hanako = sign_in("hanako")
    where = begin(hanako)
    page = text(hanako.get(f"{where}/2"))
    assert "当てはまるものをすべて" in page and 'type="checkbox" name="answer"' in page
    assert 'type="radio" name="answer"' in text(hanako.get(f"{where}/1"))


def test_an_answer_may_be_changed_until_the_end_and_not_afterwards(sign_in):
    hanako = sign_in("hanako")
    where = begin(hanako)
    hanako.post(f"{where}/1", {"answer": ["0"]}, page=PAGE)
    answer_all(hanako, where)
    hanako.post(f"{where}/finish", page=PAGE)
    late = hanako.post(f"{where}/1", {"answer": ["0"]}, page=PAGE)
    assert late.status_code == 409 and "採点が終わっています" in text(late)
    assert "3 / 3問" in text(hanako.get(where))
    assert hanako.get(f"{where}/1").location == where


def test_who_fails_is_shown_why_and_what_to_read_again(sign_in):
    hanako = sign_in("hanako")
    where = take(hanako, {1: ["0"], 2: ["0"]})
    result = text(hanako.get(where))
    assert "0 / 3問" in result and "もう一度" in result and "不合格" not in result
    assert "もう一度読む手引き" in result and "/manuals/limitation-interruption" in result
    assert "催告は完成猶予だけを生じる" in result and "未回答" in result
    assert "/manuals/statutes/%E6%B0%91%E6%B3%95/150" in result
    assert "受講中" in text(hanako.get("/courses/"))


def test_marking_a_round_twice_changes_nothing(sign_in, office, people):
    hanako = sign_in("hanako")
    where = take(hanako)
    assert hanako.post(f"{where}/finish", page=PAGE).status_code == 302
    with reading(office.sessions) as session:
        assert len(attempts.own_attempts(session, people.hanako)) == 1


def test_an_open_round_is_gone_on_with_at_the_first_open_question(sign_in):
    hanako = sign_in("hanako")
    where = begin(hanako)
    hanako.post(f"{where}/1", {"answer": ["1"]}, page=PAGE)
    assert "効果測定の続きを受ける" in text(hanako.get(PAGE))
    again = hanako.post(f"{PAGE}/quiz", {"practice": "no"}, page=PAGE)
    assert again.location == f"{where}/2"


@pytest.mark.parametrize(
    "chosen", [[], ["9"], ["-1"], ["x"], ["0", "1"], ["１"], ["99999999999999999999"], ["<script>"]]
)
def test_an_impossible_answer_is_explained_and_keeps_the_place(sign_in, chosen):
    hanako = sign_in("hanako")
    where = begin(hanako)
    answer = hanako.post(f"{where}/1", {"answer": chosen}, page=PAGE)
    assert answer.status_code == 422
    assert "答えを" in text(answer) and "催告の効果はどれか。" in text(answer)


@pytest.mark.parametrize("number", ["0", "4", "99999999", "x"])
def test_a_question_that_does_not_exist_is_no_error_of_ours(sign_in, number):
    hanako = sign_in("hanako")
    assert hanako.get(f"{begin(hanako)}/{number}").status_code == 404


def test_a_rewritten_quiz_does_not_change_what_somebody_was_asked(sign_in, courses):
    hanako = sign_in("hanako")
    where = take(hanako)
    path = courses / "newcomer" / "quiz.toml"
    path.write_text(path.read_text().replace("催告の効果", "書き直した問い"), encoding="utf-8")
    assert "催告の効果はどれか。" in text(hanako.get(where))
    assert "書き直した問い" in text(hanako.get(f"{begin(hanako)}/1"))


def test_a_course_that_was_taken_away_leaves_the_records(sign_in, courses):
    hanako = sign_in("hanako")
    where = take(hanako)
    (courses / "newcomer" / "course.md").unlink()
    assert "3 / 3問" in text(hanako.get(where))
    assert "見本の新任者研修" in text(hanako.get("/courses/"))
    assert hanako.get("/").status_code == 200


def test_a_question_with_markup_in_it_is_shown_as_it_was_typed(sign_in, courses):
    path = courses / "newcomer" / "quiz.toml"
    path.write_text(path.read_text().replace("催告の効果", "{{ 7*7 }}<script>alert(1)</script>"), encoding="utf-8")
    hanako = sign_in("hanako")
    page = text(hanako.get(f"{begin(hanako)}/1"))
    assert "{{ 7*7 }}&lt;script&gt;" in page and "<script>alert" not in page


# -- practice ------------------------------------------------------------------------------------------------------------


def test_practice_explains_each_answer_at_once_and_is_no_record(sign_in):
    hanako = sign_in("hanako")
    where = begin(hanako, practice=True)
    answer = hanako.post(f"{where}/1", {"answer": ["0"]}, page=PAGE)
    assert answer.location == f"{where}/1"
    page = text(hanako.get(f"{where}/1"))
    assert "解説" in page and "正しい答え" in page and "選んだ答え" in page
    hanako.post(f"{where}/finish", page=PAGE)
    assert "記録に残りません" in text(hanako.get(where))
    assert "まだ受けていません" in text(hanako.get("/courses/"))
    assert "未受講" in text(hanako.get("/courses/"))


def test_the_first_answer_of_a_practice_stands(sign_in, office, people):
    hanako = sign_in("hanako")
    where = begin(hanako, practice=True)
    for chosen in ("0", "1"):
        hanako.post(f"{where}/1", {"answer": [chosen]}, page=PAGE)
    with reading(office.sessions) as session:
        attempt = session.get_one(CourseAttempt, int(where.rsplit("/", 1)[1]))
        assert list(attempt.answers.values()) == [[0]]


def test_a_new_practice_takes_the_place_of_the_last_and_counts_on(sign_in, office):
    hanako = sign_in("hanako")
    first = begin(hanako, practice=True)
    hanako.post(f"{first}/finish", page=PAGE)
    second = begin(hanako, practice=True)
    assert "練習 第2回" in text(hanako.get(f"{second}/1"))
    assert hanako.get(first).status_code == 404


def test_a_test_and_a_practice_may_be_open_side_by_side(sign_in):
    hanako = sign_in("hanako")
    assert begin(hanako) != begin(hanako, practice=True)


# -- whose results -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["taro", "jiro", "secretariat", "admin"])
def test_answers_and_scores_are_nobody_elses_business(sign_in, login):
    where = take(sign_in("hanako"))
    other = sign_in(login)
    assert other.get(where).status_code == 404
    assert other.get(f"{where}/1").status_code == 404
    assert other.post(f"{where}/1", {"answer": ["0"]}, page=PAGE).status_code == 404
    assert other.post(f"{where}/finish", page=PAGE).status_code == 404
    assert "効果測定 第1回" not in text(other.get("/courses/"))


def test_the_approver_sees_state_and_day_of_the_own_department_and_no_score(sign_in, people):
    take(sign_in("hanako"))
    take(sign_in("jiro"), {1: ["0"]})
    page = text(sign_in("taro").get("/courses/overview"))
    assert "架空 花子" in page and "令和8年11月24日" in page and "修了" in page
    assert "架空 次郎" not in page
    assert "3 / 3" not in page and "100" not in page


@pytest.mark.parametrize("login", ["hanako", "admin"])
def test_others_may_not_open_the_overview(sign_in, login):
    person = sign_in(login)
    assert person.get("/courses/overview").status_code == 403
    assert person.post("/courses/assignments", {}).status_code == 403
    assert person.post("/courses/assignments/1/withdraw").status_code == 403
    assert "受講状況" not in text(person.get("/courses/"))


def test_an_approver_of_another_department_is_refused_and_the_secretariat_is_not(sign_in, people):
    take(sign_in("hanako"))
    where = f"/courses/overview?department={people.hanako.department_id}"
    assert sign_in("jiro").get(where).status_code == 403
    page = text(sign_in("secretariat").get(where))
    assert "架空 花子" in page and "修了" in page


@pytest.mark.parametrize("asked", ["x", "-1", "99999999999999999999", "", "９"])
def test_an_unreadable_department_is_ones_own(sign_in, asked):
    assert "見本住宅課" in text(sign_in("taro").get("/courses/overview", query_string={"department": asked}))


def test_a_department_that_does_not_exist_is_refused(sign_in):
    assert sign_in("secretariat").get("/courses/overview?department=999").status_code == 403


def test_people_who_have_left_are_not_listed(sign_in, office, people):
    from portal.accounts.models import User

    with unit_of_work(office.sessions) as session:
        session.get_one(User, people.hanako.user_id).disabled = True
    assert "架空 花子" not in text(sign_in("taro").get("/courses/overview"))


def test_the_trail_tells_that_it_happened_and_not_how_it_went(sign_in, office):
    take(sign_in("hanako"), {1: ["0"]})
    sign_in("taro").get("/courses/overview")
    with reading(office.sessions) as session:
        found = {entry.action: entry.sentence for entry in entries(session, action="course.")}
    assert found == {
        "course.finished": "研修「見本の新任者研修」の効果測定を終えました。",
        "course.overview": "見本住宅課の研修の受講状況を開きました。",
    }


# -- telling people to take a course -----------------------------------------------------------------------------------


def assign(browser, people, **known):
    form = {
        "course": "newcomer",
        "person": str(people.hanako.user_id),
        "due_on": "令和9年1月29日",
        "department": str(people.hanako.department_id),
    }
    return browser.post("/courses/assignments", {**form, **known}, page="/courses/overview")


def test_what_the_approver_tells_stands_on_the_home_page_until_it_is_done(sign_in, people):
    hanako = sign_in("hanako")
    assert ">研修</h2>" not in text(hanako.get("/"))
    assert assign(sign_in("taro"), people).status_code == 302
    home = text(hanako.get("/"))
    assert "研修「見本の新任者研修」" in home and "令和9年1月29日" in home and "架空 太郎さんの指定" in home
    assert "令和9年1月29日までに受けてください" in text(hanako.get(PAGE))
    take(hanako)
    assert "研修「見本の新任者研修」" not in text(hanako.get("/"))


def test_an_open_test_is_on_the_home_page(sign_in):
    hanako = sign_in("hanako")
    begin(hanako)
    assert "効果測定の続き「見本の新任者研修」" in text(hanako.get("/"))


def test_telling_once_more_changes_the_day_and_it_can_be_taken_back(sign_in, people, office):
    taro = sign_in("taro")
    assign(taro, people)
    assign(taro, people, due_on="")
    with reading(office.sessions) as session:
        row = progress.assignments(session, people.hanako)["newcomer"]
    assert row.due_on is None
    done = taro.post(f"/courses/assignments/{row.id}/withdraw", page="/courses/overview")
    assert done.status_code == 302
    assert "指定" not in text(sign_in("hanako").get(PAGE))
    assert taro.post(f"/courses/assignments/{row.id}/withdraw", page="/courses/overview").status_code == 404


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"due_on": "令和9年2月30日"}, "存在しない日付"),
        ({"due_on": "令和8年11月23日"}, "期限』が過ぎています"),
        ({"course": "none"}, ""),
        ({"person": "999999"}, ""),
        ({"person": ""}, ""),
    ],
)
def test_a_wrong_assignment_is_sent_back_with_what_was_typed(sign_in, people, known, said):
    answer = assign(sign_in("taro"), people, **known)
    assert answer.status_code == 422
    assert "入力を直してください" in text(answer) and said in text(answer)
    assert known.get("due_on", "令和9年1月29日") in text(answer)


def test_nobody_tells_people_of_another_department(sign_in, people, office):
    jiro = sign_in("jiro")
    assert assign(jiro, people).status_code == 403
    assert assign(jiro, people, department=str(people.jiro.department_id)).status_code == 422
    with unit_of_work(office.sessions) as session, pytest.raises(NotAllowed):
        progress.assign(
            session,
            people.jiro,
            NOW,
            the_course(office),
            user_id=people.hanako.user_id,
            due_on=None,
            today=date(2026, 11, 24),
        )


def test_withdrawing_for_another_department_is_refused(sign_in, people):
    assign(sign_in("taro"), people)
    assert sign_in("jiro").post("/courses/assignments/1/withdraw", page="/courses/overview").status_code == 403


# -- the services refuse on their own ------------------------------------------------------------------------------------


def test_services_refuse_what_the_pages_never_ask(office, people):
    with unit_of_work(office.sessions) as session:
        attempt = attempts.start(session, people.hanako, NOW, the_course(office), practice=False)
        with pytest.raises(NotFound):
            attempts.find(session, people.taro, attempt.id)
        with pytest.raises(NotFound):
            attempts.answer(session, people.hanako, attempt.id, 4, [0])
        with pytest.raises(InvalidInput):
            attempts.answer(session, people.hanako, attempt.id, 1, [0, 1])
        attempts.finish(session, people.hanako, NOW, attempt.id)
        with pytest.raises(Conflict):
            attempts.answer(session, people.hanako, attempt.id, 1, [0])
        with pytest.raises(NotAllowed):
            progress.overview(session, people.hanako, [], department_id=people.hanako.department_id)


def test_the_first_pass_is_the_day_of_finishing(office, people):
    from datetime import timedelta

    with unit_of_work(office.sessions) as session:
        for day, right in enumerate((False, True, False, True)):
            attempt = attempts.start(session, people.hanako, NOW, the_course(office), practice=False)
            for number, question in enumerate(attempt.paper, start=1):
                attempts.answer(
                    session,
                    people.hanako,
                    attempt.id,
                    number,
                    question["right"] if right else [2 % len(question["choices"])] if number != 3 else [1],
                )
            attempts.finish(session, people.hanako, NOW + timedelta(days=day), attempt.id)
        standing = progress.standings(session, [people.hanako.user_id])[people.hanako.user_id, "newcomer"]
    assert standing.state is progress.State.FINISHED
    assert standing.finished_at == NOW + timedelta(days=1)


def test_a_new_course_shows_without_a_restart(sign_in, courses):
    hanako = sign_in("hanako")
    hanako.get("/courses/")
    write_course(courses, "third", title="見本の三つ目の研修", order=5)
    assert "見本の三つ目の研修" in text(hanako.get("/courses/"))
