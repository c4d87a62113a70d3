"""The departments' figures of a meeting: the sheet, entering one's own, the workbook."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Field

from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.meetings import reporting, service
from portal.meetings.blueprint import blueprint
from portal.meetings.forms import FigureEntry, FiguresForm
from portal.meetings.models import Meeting
from portal.meetings.values import ordinal, title_of
from portal.web import actor, now, office, requires
from portal.web.drafts import draft_here, quieten

_AMOUNTS = ("assessed", "collected", "outstanding")


@blueprint.get("/<int:meeting_id>/figures")
@requires(Permission.MEETINGS_READ)
def figures(meeting_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        lines, everything = reporting.sheet(session, meeting)
        return render_template(
            "meetings/figures.html",
            meeting=meeting,
            title=title_of(meeting),
            lines=lines,
            total=everything,
            silent=reporting.silent_departments(session, meeting) if meeting.state != "final" else [],
        )


@blueprint.get("/<int:meeting_id>/figures.xlsx")
@requires(Permission.MEETINGS_READ)
def figures_sheet(meeting_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        content, name = reporting.workbook(session, meeting), f"収納状況_{ordinal(meeting)}.xlsx"
    return send_file(BytesIO(content), as_attachment=True, download_name=name)


@blueprint.route("/<int:meeting_id>/figures/edit", methods=["GET", "POST"])
@requires(Permission.MEETINGS_REPORT)
def edit_figures(meeting_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        service.refuse_locked(meeting)
        errors: list[str] = []
        if request.method == "GET":
            form = FiguresForm(formdata=draft_here(), rows=list(_figures_before(session, meeting)))
            quieten(form)
        else:
            form = FiguresForm()
            errors = _figure_errors(form)
            if not errors and request.form.get("step") != "check":
                try:
                    reporting.save(session, actor(), now(), meeting, _figure_rows(form))
                    flash("数値を保存しました。", "success")
                    return redirect(url_for("meetings.figures", meeting_id=meeting_id))
                except InvalidInput as error:
                    session.rollback()
                    meeting = service.find_meeting(session, actor(), meeting_id)
                    errors = error.sentence.split("\n")
        checked = reporting.check_lines(session, actor(), meeting, _figure_rows(form))
        links = _links(form)
        for _ in range(3 if request.method == "GET" else 1):
            if len(form.rows) < (form.rows.max_entries or 0):
                form.rows.append_entry()
        page = render_template(
            "meetings/figures_form.html", meeting=meeting, title=title_of(meeting), form=form, errors=errors,
            links=links, checked=checked,
        )  # fmt: skip
        return page, 422 if errors else 200


@blueprint.post("/<int:meeting_id>/figures/check")
@requires(Permission.MEETINGS_REPORT)
def check_figures(meeting_id: int) -> ResponseReturnValue:
    """What the lines come to so far, asked for by the page while one types; nothing is saved."""
    with reading(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        checked = reporting.check_lines(session, actor(), meeting, _figure_rows(FiguresForm()))
        return render_template("meetings/figures_check.html", checked=checked)


def _figures_before(session: Session, meeting: Meeting) -> list[dict[str, Any]]:
    """The department's own lines, or those of last time without their amounts."""
    names = ("claim_name", "part", "assessed", "collected", "written_off", "outstanding", "target_rate", "note")
    own = reporting.rows_of(session, meeting, department_id=actor().department_id)
    if own:
        return [{name: getattr(row, name) for name in names} for row in own]
    last = reporting.before(session, meeting)
    rows = reporting.rows_of(session, last, department_id=actor().department_id) if last else ()
    return [{"claim_name": row.claim_name, "part": row.part, "target_rate": row.target_rate} for row in rows]


def _typed(entry: FigureEntry) -> bool:
    names = ("claim_name", "assessed", "collected", "written_off", "outstanding", "note")
    return any(str((entry[name].raw_data or [entry[name].data or ""])[0]).strip() for name in names)


def _figure_errors(form: FiguresForm) -> list[str]:
    form.validate()
    errors = list(form.form_errors)
    for place, entry in enumerate(form.rows, start=1):
        row = entry.form
        if not _typed(row):
            continue
        for field in row:
            if not field.errors:
                field.errors = [text] if (text := _missing(field)) else []
            errors += [f"{place}行目：{text}" for text in field.errors]
    return errors


def _missing(field: Field) -> str:
    """What is wanted of a field of a line that has been begun."""
    if field.short_name == "claim_name" and not (field.data or "").strip():
        return "債権名を入力してください。"
    if field.short_name in _AMOUNTS and field.data is None:
        return f"『{field.label.text}』の金額を入力してください。ないときは0を入力します。"
    return ""


def _links(form: FiguresForm) -> dict[str, str]:
    """Where each sentence of the summary leads to."""
    return {
        f"{place}行目：{text}": field.id
        for place, entry in enumerate(form.rows, start=1)
        for field in entry.form
        for text in field.errors
    }


def _figure_rows(form: FiguresForm) -> list[dict[str, Any]]:
    """The lines that have been begun; an amount that is not there (yet) is None."""
    return [
        {
            "claim_name": (row.claim_name.data or "").strip(), "part": row.part.data, "assessed": row.assessed.data,
            "collected": row.collected.data, "written_off": row.written_off.data or 0, "outstanding": row.outstanding.data,
            "target_rate": _rate(row.target_rate.data), "note": row.note.data or "",
        }
        for row in (entry.form for entry in form.rows)
        if _typed(row)
    ]  # fmt: skip


def _rate(text: str | None) -> str:
    """94.0% as 94.0, in half width."""
    return unicodedata.normalize("NFKC", text or "").rstrip("%").strip()
