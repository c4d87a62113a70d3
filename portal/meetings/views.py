"""Pages of the liaison meetings: list, next meeting, one page to read, its files. Importing this module brings in all others."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.meetings import service, views_editing, views_figures, views_inquiry
from portal.meetings.blueprint import blueprint
from portal.meetings.forms import StartForm
from portal.meetings.models import Meeting
from portal.meetings.page import forms_folder, meeting_page
from portal.meetings.values import ordinal, title_of
from portal.web import actor, now, office, requires, today
from portal.web.forms import choices

__all__ = ["blueprint", "views_editing", "views_figures", "views_inquiry"]


@blueprint.get("/")
@requires(Permission.MEETINGS_READ)
def index() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        found = service.meetings(session, actor())
        mine = [
            (meeting, action)
            for meeting in found
            for action in meeting.action_items
            if action.done_on is None and action.department == actor().department_name and _newest(found, meeting)
        ]
        undone = service.undone_by_meeting(found)
        return render_template("meetings/list.html", meetings=found, mine=mine, undone=undone, ordinal=ordinal)


def _newest(found: Any, meeting: Meeting) -> bool:
    """宿題 are shown where they stand now: in the newest meeting of the series."""
    return next(one for one in found if one.series_id == meeting.series_id) is meeting


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def start() -> ResponseReturnValue:
    form = StartForm()
    with unit_of_work(office().sessions) as session:
        known = [one.name for one in service.all_series(session)]
        form.series.choices = choices((name, name) for name in known)
        if form.validate_on_submit():
            try:
                meeting = service.start(
                    session, actor(), now(), series_name=form.name(), held_on=form.held_on.data or today()
                )
            except PortalError as error:
                session.rollback()
                form.take(error)
            else:
                flash(f"「{title_of(meeting)}」を作りました。議題を入力してください。", "success")
                return redirect(url_for("meetings.edit", meeting_id=meeting.id))
        return render_template("meetings/new.html", form=form, known=known), 422 if form.errors else 200


@blueprint.get("/<int:meeting_id>")
@requires(Permission.MEETINGS_READ)
def show(meeting_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        return meeting_page(session, service.find_meeting(session, actor(), meeting_id))


@blueprint.get("/<int:meeting_id>/minutes.docx")
@requires(Permission.MEETINGS_READ)
def minutes(meeting_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        content = service.minutes_file(session, actor(), now(), meeting, forms=forms_folder(), store=office().store)
        mark = "" if meeting.state == "final" else "（案）"
        name = f"議事録{mark}_{ordinal(meeting)}.docx"
    return send_file(BytesIO(content), as_attachment=True, download_name=name)


@blueprint.get("/<int:meeting_id>/agenda.docx")
@requires(Permission.MEETINGS_READ)
def agenda(meeting_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        content = service.agenda_file(actor(), meeting, forms=forms_folder())
        name = f"会議次第_{ordinal(meeting)}.docx"
    return send_file(BytesIO(content), as_attachment=True, download_name=name)
