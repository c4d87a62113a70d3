"""`portal courses check`: is every course complete, do its pages exist, can its citations be read, are the answers sound?

``mild`` problems are for somebody to look at; the others make the command fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from portal.courses.content import Course, Question
from portal.courses.knowledge import Knowledge
from portal.courses.library import CourseLibrary

FEWEST_CHOICES = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``mild`` ones are warnings (a review that is due)."""

    course_id: str
    sentence: str
    mild: bool = False


def check(library: CourseLibrary, knowledge: Knowledge, today: date) -> Iterator[Problem]:
    """Every problem of the courses, folder by folder."""
    for bad in library.unreadable():
        yield Problem("", bad.sentence)
    courses, pages = list(library), knowledge.pages().keys()
    for course_id, count in Counter(course.id for course in courses).items():
        if count > 1:
            yield Problem(course_id, f"id『{course_id}』の研修が{count}つあります。一つを残してください。")
    for course in courses:
        for sentence in _course(course, knowledge, pages):
            yield Problem(course.id, f"{course.folder.name}：{sentence}")
        if course.is_stale(today):
            yield Problem(
                course.id,
                f"{course.folder.name}：見直し期限（{course.review_by}）を過ぎています。担当：{course.owner}",
                mild=True,
            )


def _course(course: Course, knowledge: Knowledge, pages: Collection[str]) -> Iterator[str]:
    if course.folder.name != course.id:
        yield f"フォルダー名と id『{course.id}』が違います。同じにしてください。"
    if course.review_by < course.reviewed_on:
        yield f"次回見直し（{course.review_by}）が最終確認日（{course.reviewed_on}）より前です。"
    for page, count in Counter(step.page for step in course.steps).items():
        if count > 1:
            yield f"手引き『{page}』が、読む順に{count}回出てきます。"
        if page not in pages:
            yield f"手引き『{page}』がありません。手引きの id を確かめてください。"
    for question_id, count in Counter(question.id for question in course.questions).items():
        if count > 1:
            yield f"問いの id『{question_id}』が{count}回出てきます。"
    for number, question in enumerate(course.questions, start=1):
        for sentence in _question(question, knowledge, pages):
            yield f"問{number}：{sentence}"


def _question(question: Question, knowledge: Knowledge, pages: Collection[str]) -> Iterator[str]:
    if len(question.choices) < FEWEST_CHOICES or len(set(question.choices)) < len(question.choices):
        yield "選択肢は二つ以上、すべて違う文で書いてください。"
    if len(question.right) == len(question.choices):
        yield "すべての選択肢が正解です。誤りの選択肢を足してください。"
    if question.page not in pages:
        yield f"手引き『{question.page}』がありません。手引きの id を確かめてください。"
    for statute in question.statutes:
        if not knowledge.is_citation(statute):
            yield f"根拠条文『{statute}』を、法令.toml の法令の条として読み取れません。"
