"""What the people of the sample office did with the courses, written through the services. All fictional (架空)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.courses import attempts, progress
from portal.courses.content import Course
from portal.courses.grading import needed
from portal.courses.library import course_library
from portal.domain.actor import Actor
from portal.domain.permissions import Permission


def load_sample(office: Any, session: Session, people: dict[str, Actor], now: datetime) -> None:
    """A newcomer in the middle of it, and somebody of another department who has finished.

    The first course passed at the second try; the second one told by the approver, begun and open.
    """
    courses = list(course_library(office.settings.courses))
    if len(courses) < 2:
        return
    newcomer, other = list(people.values())[:2]
    first, second = courses[:2]
    _read(session, newcomer, now - timedelta(days=30), first, len(first.steps))
    too_many = len(first.questions) - needed(len(first.questions), first.pass_percent) + 1
    _take(session, newcomer, now - timedelta(days=29), first, wrong=too_many)
    _take(session, newcomer, now - timedelta(days=22), first, wrong=0)
    _read(session, newcomer, now - timedelta(days=3), second, 2)
    _begin(session, newcomer, now - timedelta(days=1), second, answered=3)
    _read(session, other, now - timedelta(days=60), second, len(second.steps))
    _take(session, other, now - timedelta(days=58), second, wrong=0)
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    chief = _approver_beside(session, newcomer)
    if chief is not None and newcomer.user_id is not None:
        due_on = today + timedelta(days=14)
        progress.assign(session, chief, now, second, user_id=newcomer.user_id, due_on=due_on, today=today)


def _read(session: Session, actor: Actor, at: datetime, course: Course, count: int) -> None:
    for place, step in enumerate(course.steps[:count]):
        progress.mark_step(session, actor, at + timedelta(minutes=15 * place), course, step.page, done=True)
    session.flush()


def _begin(session: Session, actor: Actor, at: datetime, course: Course, *, answered: int, wrong: int = 0) -> int:
    """A round with the first ``answered`` questions answered, the first ``wrong`` of them wrongly; its id."""
    attempt = attempts.start(session, actor, at, course, practice=False)
    for number, question in enumerate(course.questions[:answered], start=1):
        others = sorted(set(range(len(question.choices))) - question.right)
        chosen = others[:1] if number <= wrong else sorted(question.right)
        attempts.answer(session, actor, attempt.id, number, chosen)
    return attempt.id


def _take(session: Session, actor: Actor, at: datetime, course: Course, *, wrong: int) -> None:
    attempt_id = _begin(session, actor, at, course, answered=len(course.questions), wrong=wrong)
    attempts.finish(session, actor, at + timedelta(minutes=25), attempt_id)
    session.flush()


def _approver_beside(session: Session, actor: Actor) -> Actor | None:
    people = session.scalars(select(User).where(User.department_id == actor.department_id).order_by(User.id))
    return next((a for user in people if (a := user.as_actor()).may(Permission.COURSES_OVERSEE)), None)
