"""The paper and its marking: reproducible orders, all-or-nothing questions, an exact pass mark."""

from __future__ import annotations

import pytest

from portal.courses import grading
from portal.courses.library import CourseLibrary


@pytest.fixture
def course(courses):
    return CourseLibrary(courses).get("newcomer")


def right_answers(paper):
    return {question["id"]: question["right"] for question in paper}


def test_the_test_asks_the_questions_as_written(course):
    paper = grading.quiz_paper(course)
    assert [question["id"] for question in paper] == ["one", "two", "three"]
    assert paper[0]["choices"] == ["更新", "6か月の完成猶予", "何もない"]
    assert paper[0]["right"] == [1]


def test_the_same_practice_round_is_always_in_the_same_order(course):
    assert grading.practice_paper(course, 3) == grading.practice_paper(course, 3)


def test_another_practice_round_is_in_another_order(course):
    orders = {tuple(question["id"] for question in grading.practice_paper(course, number)) for number in range(1, 20)}
    assert len(orders) > 2


@pytest.mark.parametrize("number", range(1, 10))
def test_turned_round_choices_keep_their_right_answers(course, number):
    for question in grading.practice_paper(course, number):
        written = next(one for one in course.questions if one.id == question["id"])
        assert {question["choices"][place] for place in question["right"]} == {
            written.choices[place] for place in written.right
        }


@pytest.mark.parametrize(
    ("chosen", "right"), [([0, 1], True), ([1, 0], True), ([0], False), ([0, 1, 2], False), ([], False)]
)
def test_a_question_with_several_right_choices_wants_all_of_them_and_no_other(course, chosen, right):
    mark = grading.marks(grading.quiz_paper(course), {"two": chosen})[1]
    assert mark.right is right


@pytest.mark.parametrize(
    ("correct", "total", "percent", "passed"),
    [(7, 10, 70, True), (6, 10, 70, False), (9, 12, 70, True), (8, 12, 70, False), (0, 3, 1, False), (3, 3, 100, True)],
)
def test_the_pass_mark_is_exact(correct, total, percent, passed):
    assert grading.is_pass(correct, total, percent) is passed
    assert (correct >= grading.needed(total, percent)) is passed


def test_what_to_read_again_names_each_page_once_and_only_for_wrong_answers(course):
    paper = grading.quiz_paper(course)
    assert grading.to_read_again(paper, right_answers(paper)) == []
    assert grading.to_read_again(paper, {"two": [0, 1]}) == ["limitation-interruption", "demand-and-reminder"]
