"""Taking a quiz: start, answer, finish. Everything here belongs to the person who does it and to nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import User
from portal.courses import grading
from portal.courses.content import Course
from portal.courses.models import CourseAttempt
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission


def start(session: Session, actor: Actor, now: datetime, course: Course, *, practice: bool) -> CourseAttempt:
    """A new round, or the one that is still open. A new practice round takes the place of the last one."""
    actor.require(Permission.COURSES_TAKE)
    # A double click starts one round, not two.
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update())
    mine = (
        CourseAttempt.user_id == actor.user_id,
        CourseAttempt.course_id == course.id,
        CourseAttempt.practice == practice,
    )
    open_one = session.scalar(select(CourseAttempt).where(*mine, CourseAttempt.finished_at.is_(None)))
    if open_one is not None:
        return open_one
    number = (session.scalar(select(func.max(CourseAttempt.number)).where(*mine)) or 0) + 1
    if practice:
        session.execute(delete(CourseAttempt).where(*mine))
    attempt = CourseAttempt(
        user_id=actor.user_id,
        course_id=course.id,
        title=course.title[:200],
        practice=practice,
        number=number,
        pass_percent=course.pass_percent,
        paper=grading.practice_paper(course, number) if practice else grading.quiz_paper(course),
        answers={},
        started_at=now,
    )
    session.add(attempt)
    session.flush()
    return attempt


def find(session: Session, actor: Actor, attempt_id: int, *, for_change: bool = False) -> CourseAttempt:
    """One of the actor's own rounds. Somebody else's does not exist for them."""
    attempt = session.get(CourseAttempt, attempt_id, with_for_update=for_change or None)
    if attempt is None or attempt.user_id != actor.user_id:
        raise NotFound("その回の記録は見つかりません。研修の一覧から開き直してください。")
    return attempt


def question_of(attempt: CourseAttempt, number: int) -> dict[str, Any]:
    """The ``number``-th question, from 1."""
    if not 1 <= number <= attempt.total:
        raise NotFound(f"問{number}はありません。この回は{attempt.total}問です。")
    return attempt.paper[number - 1]


def is_answered(attempt: CourseAttempt, number: int) -> bool:
    return bool(attempt.answers.get(question_of(attempt, number)["id"]))


def unanswered(attempt: CourseAttempt) -> list[int]:
    """The numbers of the questions that have no answer yet."""
    return [number for number in range(1, attempt.total + 1) if not is_answered(attempt, number)]


def answer(session: Session, actor: Actor, attempt_id: int, number: int, chosen: Iterable[int]) -> CourseAttempt:
    """Keep the answer to one question; until the end it may be changed. In practice the first answer stands.

    Raises InvalidInput when nothing or something impossible was chosen, Conflict when the round is over.
    """
    actor.require(Permission.COURSES_TAKE)
    attempt = find(session, actor, attempt_id, for_change=True)
    question = question_of(attempt, number)
    if attempt.finished_at is not None:
        raise Conflict("この回は採点が終わっています。続けるには、研修のページから新しく始めてください。")
    if attempt.practice and is_answered(attempt, number):
        return attempt
    places = sorted(set(chosen))
    if not places or not 0 <= places[0] <= places[-1] < len(question["choices"]):
        raise InvalidInput("答えを選んでください。分からないときは「あとで答える」で次へ進めます。", field="answer")
    if len(places) > 1 and len(question["right"]) == 1:
        raise InvalidInput("答えを一つだけ選んでください。", field="answer")
    attempt.answers = {**attempt.answers, question["id"]: places}
    return attempt


def finish(session: Session, actor: Actor, now: datetime, attempt_id: int) -> CourseAttempt:
    """Mark the round. Marking it twice changes nothing; unanswered questions count as wrong."""
    actor.require(Permission.COURSES_TAKE)
    attempt = find(session, actor, attempt_id, for_change=True)
    if attempt.finished_at is not None:
        return attempt
    attempt.correct = grading.correct_of(attempt.paper, attempt.answers)
    attempt.passed = grading.is_pass(attempt.correct, attempt.total, attempt.pass_percent)
    attempt.finished_at = now
    if not attempt.practice:
        # Without the result: whoever reads the trail is not one of those who may know it.
        audit.record(
            session,
            actor,
            now,
            action="course.finished",
            sentence=f"研修「{attempt.title}」の効果測定を終えました。",
            object_kind="course",
            object_id=attempt.course_id,
        )
    return attempt


def own_attempts(session: Session, actor: Actor, course_id: str | None = None) -> Sequence[CourseAttempt]:
    """The actor's rounds of the tests, of one course or of all, the newest first. Practice is no record."""
    query = select(CourseAttempt).where(
        CourseAttempt.user_id == actor.user_id,
        CourseAttempt.practice.is_(False),
        CourseAttempt.finished_at.is_not(None),
    )
    if course_id is not None:
        query = query.where(CourseAttempt.course_id == course_id)
    return session.scalars(query.order_by(CourseAttempt.id.desc())).all()


def open_attempts(session: Session, actor: Actor) -> dict[tuple[str, bool], CourseAttempt]:
    """The actor's unfinished rounds by (course, practice)."""
    rows = session.scalars(
        select(CourseAttempt).where(CourseAttempt.user_id == actor.user_id, CourseAttempt.finished_at.is_(None))
    )
    return {(row.course_id, row.practice): row for row in rows}
