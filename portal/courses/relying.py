"""Which articles the courses rest on: their text, and each question of their quizzes (for ``wiring.RELYING``).

A question is a thing of its own, so that a change of the law says which of them to look at (新任者研修 問3).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal.courses.content import Course, Question
from portal.courses.library import course_library
from portal.domain.reliance import LawQuestion, Relying
from portal.office import Office
from portal.web.reliance import LawQuestions


def cited_text(course: Course) -> str:
    """All words of a course in which articles are cited, its questions included."""
    return "\n\n".join([_own_text(course), *map(_question_text, course.questions)])


def relying(office: Office, session: Session) -> Iterator[Relying]:
    """研修 (text and points of the steps) and 効果測定 (each question with its explanation)."""
    for course in course_library(office.settings.courses):
        place = {"course_id": course.id}
        yield Relying("course", "研修", course.id, course.title, _own_text(course), course.owner, "courses.show", place)
        for number, question in enumerate(course.questions, start=1):
            title = f"{course.title}　問{number}"
            text = _question_text(question)
            yield Relying(
                "quiz", "効果測定", _target(course, question), title, text, course.owner, "courses.show", place
            )


def open_questions(session: Session, asked: LawQuestions, course: Course) -> list[LawQuestion]:
    """The law changes that wait for the course or any of its questions, each once."""
    found = list(asked.open(session, "course", course.id))
    for question in course.questions:
        found += asked.open(session, "quiz", _target(course, question))
    return list({one.change_id: one for one in found}.values())


def _target(course: Course, question: Question) -> str:
    return f"{course.id}/{question.id}"[:120]


def _own_text(course: Course) -> str:
    return "\n\n".join([course.body, *(step.point for step in course.steps)])


def _question_text(question: Question) -> str:
    return "\n\n".join([question.text, *question.choices, question.explanation, *question.statutes])
