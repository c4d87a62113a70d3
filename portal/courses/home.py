"""What the home page shows of the courses: those one was told to take and has not finished, and an open quiz."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from portal.courses import attempts, progress
from portal.courses.library import course_library
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.web import office
from portal.web.views import HomeCard, HomeItem


def home_card(session: Session, actor: Actor, today: date) -> HomeCard | None:
    """研修: only while there is something to do."""
    if not actor.may(Permission.COURSES_TAKE):
        return None
    courses = course_library(office().settings.courses).by_id()
    items = [*_told(session, actor, courses, today), *_open(session, actor)]
    return HomeCard("研修", items, more_url=url_for("courses.index"), order=55) if items else None


def _told(session: Session, actor: Actor, courses: dict, today: date) -> list[HomeItem]:
    known = progress.standings(session, [actor.user_id] if actor.user_id is not None else [])
    read = progress.pages_read(session, actor)
    items = []
    for course_id, row in progress.assignments(session, actor).items():
        standing = known.get((actor.user_id or 0, course_id), progress.Standing())
        if course_id not in courses or standing.state is progress.State.FINISHED:
            continue
        course = courses[course_id]
        done = sum(step.page in read.get(course_id, {}) for step in course.steps)
        items.append(
            HomeItem(
                f"研修「{course.title}」",
                url_for("courses.show", course_id=course_id),
                due=row.due_on,
                days_left=(row.due_on - today).days if row.due_on else None,
                note=f"読み物 {done} / {len(course.steps)}。{row.set_by}さんの指定です。",
            )
        )
    return sorted(items, key=lambda item: item.due or date.max)


def _open(session: Session, actor: Actor) -> list[HomeItem]:
    return [
        HomeItem(
            f"効果測定の続き「{row.title}」",
            url_for("courses.show_attempt", attempt_id=row.id),
            note=f"未回答 {len(attempts.unanswered(row))}問。",
        )
        for (_, practice), row in attempts.open_attempts(session, actor).items()
        if not practice
    ]
