"""Pages of the courses: the list with one's own progress, and one course. The other modules of views come along."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.courses import attempts, grading, overview_views, progress, quiz_views
from portal.courses.blueprint import blueprint
from portal.courses.content import Course
from portal.courses.knowledge import knowledge_of
from portal.courses.library import CourseLibrary, course_library
from portal.courses.relying import cited_text, open_questions
from portal.db import reading, unit_of_work
from portal.domain.permissions import Permission
from portal.web import actor, law_questions, now, office, requires, today

__all__ = ["blueprint", "overview_views", "quiz_views"]


def _library() -> CourseLibrary:
    return course_library(office().settings.courses)


@blueprint.get("/")
@requires(Permission.COURSES_TAKE)
def index() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        user_id = actor().user_id or 0
        read = progress.pages_read(session, actor())
        known = progress.standings(session, [user_id])
        told = progress.assignments(session, actor())
        rows = [
            {
                "course": course,
                "standing": known.get((user_id, course.id), progress.Standing()),
                "read": sum(step.page in read.get(course.id, {}) for step in course.steps),
                "assignment": told.get(course.id),
            }
            for course in _library()
        ]
        return render_template(
            "courses/list.html",
            rows=rows,
            attempts=attempts.own_attempts(session, actor()),
            state=progress.State,
            day=today(),
            unreadable=_library().unreadable() if actor().may(Permission.COURSES_OVERSEE) else [],
        )


@blueprint.get("/<course_id>")
@requires(Permission.COURSES_TAKE)
def show(course_id: str) -> ResponseReturnValue:
    course = _library().get(course_id)
    knowledge = knowledge_of(office())
    pages = knowledge.pages()
    with reading(office().sessions) as session:
        read = progress.pages_read(session, actor()).get(course.id, {})
        running = attempts.open_attempts(session, actor())
        user_id = actor().user_id or 0
        return render_template(
            "courses/show.html",
            course=course,
            body=knowledge.writer()(course.body),
            steps=[(step, pages.get(step.page), read.get(step.page)) for step in course.steps],
            statutes=_statutes(course),
            standing=progress.standings(session, [user_id]).get((user_id, course.id), progress.Standing()),
            assignment=progress.assignments(session, actor()).get(course.id),
            attempts=attempts.own_attempts(session, actor(), course.id),
            running=running.get((course.id, False)),
            practising=running.get((course.id, True)),
            needed=grading.needed(len(course.questions), course.pass_percent),
            changes=open_questions(session, law_questions(), course),
            state=progress.State,
            day=today(),
        )


def _statutes(course: Course) -> list[tuple[str, str | None]]:
    """Every article that the course rests on, with the address of its card."""
    knowledge = knowledge_of(office())
    cited = knowledge.citations(cited_text(course))
    return [(citation, knowledge.card_address(citation)) for citation in cited]


@blueprint.post("/<course_id>/steps/<page_id>")
@requires(Permission.COURSES_TAKE)
def mark_step(course_id: str, page_id: str) -> ResponseReturnValue:
    done = request.form.get("done") == "yes"
    course = _library().get(course_id)
    with unit_of_work(office().sessions) as session:
        progress.mark_step(session, actor(), now(), course, page_id, done=done)
    flash("済みにしました。" if done else "済みを取り消しました。", "success")
    return redirect(url_for("courses.show", course_id=course_id, _anchor="reading"))


@blueprint.post("/<course_id>/quiz")
@requires(Permission.COURSES_TAKE)
def start_quiz(course_id: str) -> ResponseReturnValue:
    """Begin a test or practice round, or go on with the one that is open."""
    course = _library().get(course_id)
    practice = request.form.get("practice") == "yes"
    with unit_of_work(office().sessions) as session:
        attempt = attempts.start(session, actor(), now(), course, practice=practice)
        left = attempts.unanswered(attempt)
        if not left:
            return redirect(url_for("courses.show_attempt", attempt_id=attempt.id))
        return redirect(url_for("courses.ask", attempt_id=attempt.id, number=left[0]))
