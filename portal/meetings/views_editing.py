"""The page the secretariat types into while the meeting goes on. Every button saves first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import unit_of_work
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission
from portal.meetings import service
from portal.meetings.blueprint import blueprint
from portal.meetings.forms import MeetingForm, form_of, with_blanks
from portal.meetings.models import Meeting
from portal.meetings.values import title_of
from portal.meetings.wording import warnings
from portal.web import actor, now, office, requires
from portal.web.drafts import draft_here


@blueprint.route("/<int:meeting_id>/edit", methods=["GET", "POST"])
@requires(Permission.MEETINGS_EDIT)
def edit(meeting_id: int) -> ResponseReturnValue:
    """The page the secretariat types into while the meeting goes on. Every button saves first."""
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        service.refuse_locked(meeting)
        if request.method == "GET":
            return _edit_page(meeting, form_of(meeting, typed=draft_here()))
        form = MeetingForm()
        if not form.validate():
            return _edit_page(meeting, form, errors=form.messages()), 422
        data = form.values()
        _move(data, request.form.get("step", ""))
        try:
            service.save(session, actor(), now(), meeting, data, edition=form.edition.data or 0)
        except (InvalidInput, Conflict) as error:
            session.rollback()
            meeting = service.find_meeting(session, actor(), meeting_id)
            form.edition.raw_data, form.edition.data = None, meeting.edition
            status = 409 if isinstance(error, Conflict) else 422
            return _edit_page(meeting, form, errors=[error.sentence]), status
        service.reindex_after_commit(session, office().index, meeting)
        flash("保存しました。", "success")
        step = request.form.get("step", "")
        if step == "done":
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
        anchor = step.partition(":")[2].partition(":")[0] or None
        return redirect(url_for("meetings.edit", meeting_id=meeting_id, _anchor=anchor))


def _edit_page(meeting: Meeting, form: MeetingForm, *, errors: list[str] | None = None) -> str:
    if errors:
        with_blanks(form, 1)
    return render_template(
        "meetings/edit.html",
        meeting=meeting,
        title=title_of(meeting),
        form=form,
        errors=errors or [],
        links=form.links(),
        warnings=warnings(meeting),
    )


def _move(data: dict[str, Any], step: str) -> None:
    """``up:items:2`` exchanges the third agenda item with the second; other steps only save."""
    verb, _, rest = step.partition(":")
    table, _, place = rest.partition(":")
    if verb not in {"up", "down"} or table not in MeetingForm.TABLES or not place.isdecimal():
        return
    rows, at = data[table], int(place)
    other = at - 1 if verb == "up" else at + 1
    if 0 <= at < len(rows) and 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
