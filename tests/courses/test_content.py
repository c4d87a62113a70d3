"""Courses as shipped are sound and right; what is wrong with a course is said in words, file by file."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from portal.courses.check import check
from portal.courses.commands import courses as courses_command
from portal.courses.library import CourseLibrary
from portal.domain.calendar import WeekendCalendar
from portal.domain.garnishment import Deductions, tax_salary
from portal.domain.payment_order import PaymentOrderFacts, payment_order
from portal.domain.periods import period_end
from portal.domain.wareki import format_wareki
from portal.manuals.lending import Knowledge
from portal.settings import HOME
from tests.courses.conftest import write_course

TODAY = date(2026, 11, 24)
KNOWLEDGE = Knowledge(HOME / "manuals", HOME / "templates")
SHIPPED = CourseLibrary(HOME / "courses")
QUESTIONS = [(course, question) for course in SHIPPED for question in course.questions]


def sentences(root) -> str:
    return "\n".join(problem.sentence for problem in check(CourseLibrary(root), KNOWLEDGE, TODAY))


def answer_of(course_id: str, question_id: str) -> set[str]:
    question = next(one for one in SHIPPED.get(course_id).questions if one.id == question_id)
    return {question.choices[place] for place in question.right}


# -- the shipped courses -----------------------------------------------------------------------------------------------


def test_the_courses_as_shipped_are_clean():
    assert [problem.sentence for problem in check(SHIPPED, KNOWLEDGE, TODAY)] == []
    assert [course.id for course in SHIPPED] == ["newcomer", "disposition-basics", "private-claims-and-orders"]


@pytest.mark.parametrize("course", list(SHIPPED), ids=lambda course: course.id)
def test_a_quiz_asks_eight_to_twelve_questions_and_seventy_percent_pass(course):
    assert 8 <= len(course.questions) <= 12
    assert course.pass_percent == 70


@pytest.mark.parametrize(("course", "question"), QUESTIONS, ids=lambda value: getattr(value, "id", ""))
def test_every_explanation_cites_what_the_answer_rests_on_and_its_page_is_read_in_the_course(course, question):
    explained = set(KNOWLEDGE.citations(question.explanation))
    assert set(KNOWLEDGE.citations("\n".join(question.statutes))) <= explained
    assert question.page in {step.page for step in course.steps}


@pytest.mark.parametrize(("course", "question"), QUESTIONS, ids=lambda value: getattr(value, "id", ""))
def test_explanations_do_not_name_choices_by_number_because_practice_turns_them_round(course, question):
    assert not any(word in question.explanation for word in ("選択肢", "番目の", "上の", "下の"))


# -- answers that the portal can reckon itself ---------------------------------------------------------------------------


def test_the_attachable_salary_of_the_quiz_is_what_the_calculator_gives():
    deductions = Deductions(income_tax=6_000, resident_tax=14_000, social_insurance=45_000)
    found = tax_salary(300_000, deductions, dependents=1, on=TODAY)
    assert answer_of("disposition-basics", "attachable-salary") == {f"{found.seizable:,}円"}


def test_the_thirty_days_of_the_quiz_are_what_the_calculator_gives():
    facts = PaymentOrderFacts(served_on=date(2026, 10, 5))
    state = payment_order(facts, calendar=WeekendCalendar(), as_of=date(2026, 10, 21))
    last_day = state.timer("declaration").computed
    assert answer_of("private-claims-and-orders", "thirty-days") == {format_wareki(last_day)}


def test_the_first_day_of_a_seizure_is_the_day_after_ten_days_have_passed():
    tenth = period_end(date(2026, 9, 18), days=10, first_day_counts=True)
    passed = tenth + timedelta(days=1)
    assert answer_of("disposition-basics", "first-day-of-a-tax-seizure") == {format_wareki(passed + timedelta(days=1))}


def test_the_limitation_dates_of_the_quiz_follow_the_calendar():
    two_years = period_end(date(2023, 6, 30), years=2)
    assert answer_of("newcomer", "count-two-years") == {format_wareki(two_years)}
    assert answer_of("newcomer", "acknowledgment") == {format_wareki(period_end(date(2024, 3, 11), years=2))}
    assert answer_of("newcomer", "second-reminder") == {f"{format_wareki(period_end(date(2026, 12, 1), months=6))}まで"}


# -- broken courses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("---\nid", "id", "見出し欄がありません"),
        ("title: 見本の新任者研修\n", "", "見出し欄に『title』"),
        ("minutes: 30", "minutes: 三十", "『minutes』は1から"),
        ("minutes: 30", "minutes: true", "『minutes』は1から"),
        ("pass_percent: 70", "pass_percent: 700", "『pass_percent』は1から100"),
        ("review_by: 2027-10-31", "review_by: 令和9年", "『review_by』は 2026-11-01 の形"),
        ("review_by: 2027-10-31", "review_by: 2026-10-31", "最終確認日"),
        ("title: 見本の新任者研修", "title: [a, b]", "『title』は文字で"),
        ("title: 見本の新任者研修", "title: [", "正しくありません"),
        ("minutes: 30", "minute: 30\nminutes: 30", "『minute』という項目はありません"),
        ("id: newcomer", "id: overview", "id『overview』は使えません"),
        ("id: newcomer", "id: ../x", "は使えません"),
        ("id: newcomer", "id: second", "id『second』の研修が2つ"),
        ("id: newcomer", "id: elsewhere", "フォルダー名と id"),
        ("  - page: limitation\n    point: 数え方", "  - limitation", "『steps』の2番目は"),
        ("page: limitation\n", "page: gone\n", "手引き『gone』がありません"),
        ("page: limitation\n", "page: claim-classes\n", "2回出てきます"),
    ],
)
def test_what_is_wrong_with_the_front_matter_is_named(courses, old, new, said):
    path = courses / "newcomer" / "course.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert said in sentences(courses)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("right = [2]", "right = [4]", "正解『4』が選択肢の中にありません"),
        ("right = [2]", "right = [0]", "正解『0』が選択肢の中にありません"),
        ("right = [2]", 'right = ["6か月の完成猶予"]', "選択肢の中にありません"),
        ("right = [2]", "right = []", "『right』が空か"),
        ("right = [2]", "right = [1, 2, 3]", "すべての選択肢が正解"),
        ('"何もない"', '"更新"', "すべて違う文"),
        ('id = "two"', 'id = "one"', "id『one』が2回"),
        ('page = "limitation-interruption"', 'page = "gone"', "手引き『gone』がありません"),
        ('statutes = ["民法150条1項"]', 'statutes = ["架空法1条"]', "根拠条文『架空法1条』"),
        ('statutes = ["民法150条1項"]', 'statutes = ["民法150条1項のあたり"]', "根拠条文『民法150条1項のあたり』"),
        ('statutes = ["民法150条1項"]', "statutes = []", "『statutes』が空か"),
        ('text = "催告の効果はどれか。"', "", "七つを、それぞれ一度ずつ"),
        ('text = "催告の効果はどれか。"', 'text = "催告', "行目の書き方が正しくありません"),
        ("[[questions]]", "[[question]]", "問いがありません"),
    ],
)
def test_what_is_wrong_with_a_question_is_named_with_its_number(courses, old, new, said):
    path = courses / "newcomer" / "quiz.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert said in sentences(courses)
    assert "newcomer" in sentences(courses)


def test_a_course_without_its_quiz_and_one_in_another_encoding_are_named(courses):
    (courses / "newcomer" / "quiz.toml").unlink()
    (courses / "second" / "course.md").write_bytes("---\nid: 督促\n---\n".encode("cp932"))
    assert "newcomer/quiz.toml：ファイルがありません" in sentences(courses)
    assert "second/course.md：UTF-8" in sentences(courses)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(courses):
    (courses / "newcomer" / "course.md").write_text("あ" * 400_000, encoding="utf-8")
    assert "大きすぎます" in sentences(courses)


def test_a_review_that_is_due_is_flagged_mildly(courses):
    path = courses / "second" / "course.md"
    path.write_text(path.read_text().replace("2027-10-31", "2026-11-23"), encoding="utf-8")
    found = list(check(CourseLibrary(courses), KNOWLEDGE, TODAY))
    assert [problem.mild for problem in found] == [True]
    assert "見直し期限" in found[0].sentence


def test_a_changed_file_shows_at_the_next_look_and_a_broken_one_hides_only_itself(courses):
    library = CourseLibrary(courses)
    assert [course.id for course in library] == ["newcomer", "second"]
    write_course(courses, "second", title="改めた題", order=5)
    (courses / "newcomer" / "quiz.toml").write_text("[[", encoding="utf-8")
    assert [course.title for course in library] == ["改めた題"]
    assert len(library.unreadable()) == 1


def test_no_folder_of_courses_means_no_courses(tmp_path):
    assert list(CourseLibrary(tmp_path / "none")) == []


def test_the_command_says_what_is_wrong_and_exits_with_one(office, courses):
    run = CliRunner().invoke
    assert "誤り0件" in run(courses_command, ["check"], obj=office).output
    assert [row["id"] for row in json.loads(run(courses_command, ["list", "--json"], obj=office).output)] == [
        "newcomer",
        "second",
    ]
    (courses / "newcomer" / "quiz.toml").write_text("[[", encoding="utf-8")
    answer = run(courses_command, ["check"], obj=office)
    assert answer.exit_code == 1
    assert "［誤り］newcomer/quiz.toml" in answer.output
    assert json.loads(run(courses_command, ["check", "--json"], obj=office).output)[0]["mild"] is False
