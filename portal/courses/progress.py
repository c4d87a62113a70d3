"""How far somebody is with a course: 済 marks, 受講の指定, and the state that others may see — nothing but state and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import Department, User
from portal.courses.content import Course
from portal.courses.models import CourseAssignment, CourseAttempt, CourseStep
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotAllowed, NotFound
from portal.domain.permissions import Permission


class State(StrEnum):
    """修了 is a passed test; the 済 marks are a person's own bookmarks and prove nothing."""

    NOT_STARTED = "未受講"
    UNDER_WAY = "受講中"
    FINISHED = "修了"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person and one course. ``finished_at`` is the first pass."""

    state: State = State.NOT_STARTED
    finished_at: datetime | None = None


def standings(session: Session, user_ids: Iterable[int]) -> dict[tuple[int, str], Standing]:
    """By (user, course); who has not begun is not in it."""
    ids = list(user_ids)
    found: dict[tuple[int, str], Standing] = {}
    steps = session.execute(
        select(CourseStep.user_id, CourseStep.course_id).where(CourseStep.user_id.in_(ids)).distinct()
    )
    for user_id, course_id in steps:
        found[user_id, course_id] = Standing(State.UNDER_WAY)
    tests = session.execute(
        select(CourseAttempt.user_id, CourseAttempt.course_id, CourseAttempt.passed, CourseAttempt.finished_at)
        .where(CourseAttempt.user_id.in_(ids), CourseAttempt.practice.is_(False))
        .order_by(CourseAttempt.id)
    )
    for user_id, course_id, passed, finished_at in tests:
        known = found.get((user_id, course_id))
        if known is not None and known.state is State.FINISHED:
            continue
        found[user_id, course_id] = Standing(State.FINISHED, finished_at) if passed else Standing(State.UNDER_WAY)
    return found


def pages_read(session: Session, actor: Actor) -> dict[str, dict[str, datetime]]:
    """By course: the pages the actor has marked, and when."""
    read: dict[str, dict[str, datetime]] = {}
    for row in session.scalars(select(CourseStep).where(CourseStep.user_id == actor.user_id)):
        read.setdefault(row.course_id, {})[row.page_id] = row.read_at
    return read


def mark_step(session: Session, actor: Actor, now: datetime, course: Course, page_id: str, *, done: bool) -> None:
    """済 on or off. Raises NotFound for a page that is no step of the course."""
    actor.require(Permission.COURSES_TAKE)
    if page_id not in {step.page for step in course.steps}:
        raise NotFound("その手引きは、この研修に入っていません。研修のページを開き直してください。")
    row = session.get(CourseStep, (actor.user_id, course.id, page_id))
    if done and row is None:
        session.add(CourseStep(user_id=actor.user_id, course_id=course.id, page_id=page_id, read_at=now))
    elif not done and row is not None:
        session.delete(row)


def assignments(session: Session, actor: Actor) -> dict[str, CourseAssignment]:
    """What the actor was told to take, by course."""
    rows = session.scalars(select(CourseAssignment).where(CourseAssignment.user_id == actor.user_id))
    return {row.course_id: row for row in rows}


# -- what those see who look after others ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A person's course in the overview: the state, its day, and the assignment when there is one."""

    course: Course
    standing: Standing
    assignment: CourseAssignment | None


@dataclass(frozen=True, slots=True)
class Line:
    person: User
    cells: list[Cell]


def departments_open_to(session: Session, actor: Actor) -> Sequence[Department]:
    """The departments whose overview the actor may open: their own, or all."""
    actor.require(Permission.COURSES_OVERSEE)
    query = select(Department).order_by(Department.id)
    if not actor.may(Permission.COURSES_OVERSEE_ALL):
        query = query.where(Department.id == actor.department_id)
    return session.scalars(query).all()


def overview(session: Session, actor: Actor, courses: Sequence[Course], *, department_id: int) -> list[Line]:
    """The active people of a department and their courses."""
    people = people_of(session, actor, department_id)
    ids = [person.id for person in people]
    known = standings(session, ids)
    told = {
        (row.user_id, row.course_id): row
        for row in session.scalars(select(CourseAssignment).where(CourseAssignment.user_id.in_(ids)))
    }
    return [
        Line(
            person,
            [
                Cell(course, known.get((person.id, course.id), Standing()), told.get((person.id, course.id)))
                for course in courses
            ],
        )
        for person in people
    ]


def note_opened(session: Session, actor: Actor, now: datetime, *, department_id: int) -> None:
    """Note in the trail that somebody looked at a department's people."""
    department = _open_department(session, actor, department_id)
    audit.record(
        session,
        actor,
        now,
        action="course.overview",
        sentence=f"{department.name}の研修の受講状況を開きました。",
        object_kind="department",
        object_id=department_id,
    )


def _open_department(session: Session, actor: Actor, department_id: int) -> Department:
    for department in departments_open_to(session, actor):
        if department.id == department_id:
            return department
    raise NotAllowed("ほかの課の受講状況は見られません。自分の課の受講状況を開いてください。")


def people_of(session: Session, actor: Actor, department_id: int) -> Sequence[User]:
    """The active people of a department that the actor looks after."""
    _open_department(session, actor, department_id)
    return session.scalars(
        select(User).where(User.department_id == department_id, ~User.disabled).order_by(User.id)
    ).all()


def assign(
    session: Session, actor: Actor, now: datetime, course: Course, *, user_id: int, due_on: date | None, today: date
) -> CourseAssignment:
    """Tell a person to take a course; once more changes the day. Raises InvalidInput for a day that has passed."""
    person = _person(session, actor, user_id)
    if due_on is not None and due_on < today:
        raise InvalidInput("『期限』が過ぎています。今日以後の日付を入力してください。", field="due_on")
    session.execute(select(User.id).where(User.id == user_id).with_for_update())  # two approvers at once
    row = session.scalar(
        select(CourseAssignment).where(CourseAssignment.user_id == user_id, CourseAssignment.course_id == course.id)
    )
    if row is None:
        row = CourseAssignment(user_id=user_id, course_id=course.id)
        session.add(row)
    row.due_on, row.set_by, row.set_at = due_on, actor.name, now
    session.flush()
    _trail(session, actor, now, "course.assigned", course.id, f"{person.name}に研修「{course.title}」を指定しました。")
    return row


def withdraw(session: Session, actor: Actor, now: datetime, assignment_id: int) -> CourseAssignment:
    """Take an assignment back. What the person did stays theirs."""
    row = session.get(CourseAssignment, assignment_id)
    if row is None:
        raise NotFound("その指定は見つかりません。受講状況を開き直してください。")
    person = _person(session, actor, row.user_id)
    session.delete(row)
    _trail(
        session,
        actor,
        now,
        "course.withdrawn",
        row.course_id,
        f"{person.name}の研修（{row.course_id}）の指定を外しました。",
    )
    return row


def _person(session: Session, actor: Actor, user_id: int) -> User:
    person = session.get(User, user_id)
    if person is None or person.disabled:
        raise NotFound("その利用者は見つかりません。受講状況を開き直してください。")
    _open_department(session, actor, person.department_id)
    return person


def _trail(session: Session, actor: Actor, now: datetime, action: str, course_id: str, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="course", object_id=course_id)
