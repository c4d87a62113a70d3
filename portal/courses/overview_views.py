"""受講状況: who of a department has finished what — state and day only — and telling people to take a course."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.courses import progress
from portal.courses.blueprint import blueprint
from portal.courses.forms import AssignForm
from portal.courses.library import course_library
from portal.db import unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.web import actor, now, office, requires, today
from portal.web.forms import choices


@blueprint.get("/overview")
@requires(Permission.COURSES_OVERSEE)
def overview() -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        department_id = _department_asked_for(request.args.get("department", ""))
        progress.note_opened(session, actor(), now(), department_id=department_id)
        return _page(session, department_id, _form(session, department_id, empty=True))


@blueprint.post("/assignments")
@requires(Permission.COURSES_OVERSEE)
def assign() -> ResponseReturnValue:
    department_id = _department_asked_for(request.form.get("department", ""))
    with unit_of_work(office().sessions) as session:
        form = _form(session, department_id)
        if form.validate_on_submit():
            try:
                course = course_library(office().settings.courses).get(form.course.data)
                progress.assign(
                    session,
                    actor(),
                    now(),
                    course,
                    user_id=int(form.person.data),
                    due_on=form.due_on.data,
                    today=today(),
                )
            except PortalError as error:
                session.rollback()
                form.take(error)
            else:
                flash(f"研修「{course.title}」を指定しました。本人の「今日すること」に出ます。", "success")
                return redirect(url_for("courses.overview", department=department_id))
        return _page(session, department_id, form), 422


@blueprint.post("/assignments/<int:assignment_id>/withdraw")
@requires(Permission.COURSES_OVERSEE)
def withdraw(assignment_id: int) -> ResponseReturnValue:
    department_id = _department_asked_for(request.form.get("department", ""))
    with unit_of_work(office().sessions) as session:
        progress.withdraw(session, actor(), now(), assignment_id)
    flash("指定を外しました。", "success")
    return redirect(url_for("courses.overview", department=department_id))


def _department_asked_for(text: str) -> int:
    """The department of the address, or one's own."""
    readable = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if readable else actor().department_id or 0


def _form(session: Session, department_id: int, *, empty: bool = False) -> AssignForm:
    form = AssignForm(formdata=None) if empty else AssignForm()
    form.course.choices = choices((course.id, course.title) for course in course_library(office().settings.courses))
    form.person.choices = choices(
        (str(person.id), person.name) for person in progress.people_of(session, actor(), department_id)
    )
    return form


def _page(session: Session, department_id: int, form: AssignForm) -> str:
    courses = list(course_library(office().settings.courses))
    lines = progress.overview(session, actor(), courses, department_id=department_id)
    departments = progress.departments_open_to(session, actor())
    return render_template(
        "courses/overview.html",
        courses=courses,
        lines=lines,
        departments=departments,
        department=next(one for one in departments if one.id == department_id),
        form=form,
        state=progress.State,
        day=today(),
    )
