"""The page of one meeting, as everybody reads it. Every step that fails shows it again."""

from __future__ import annotations

from pathlib import Path

from flask import render_template
from sqlalchemy.orm import Session

from portal.domain.permissions import Permission
from portal.meetings import reporting
from portal.meetings.forms import AnswerForm, AskForm, CommentForm, DoneForm
from portal.meetings.models import ATTENDANCE, Meeting
from portal.meetings.values import place_of, publicity, title_of
from portal.meetings.wording import warnings
from portal.web import actor, office, today


def meeting_page(
    session: Session,
    meeting: Meeting,
    *,
    comment: CommentForm | None = None,
    ask: AskForm | None = None,
    done: DoneForm | None = None,
    action_id: int = 0,
    errors: list[str] | None = None,
) -> str:
    lines, _ = reporting.sheet(session, meeting)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        title=title_of(meeting),
        place=place_of(meeting),
        publicity=publicity(meeting),
        attendance=ATTENDANCE,
        comments={item.id: [one for one in meeting.comments if one.item_id == item.id] for item in meeting.items},
        general=[one for one in meeting.comments if one.item_id is None],
        comment=comment or CommentForm(formdata=None),
        ask=ask or AskForm(formdata=None, inquiry_until=meeting.inquiry_until),
        done=done or DoneForm(formdata=None, done_on=today()),
        action_id=action_id,
        answering=AnswerForm(formdata=None),
        warnings=warnings(meeting) if actor().may(Permission.MEETINGS_EDIT) else [],
        figures=len(lines),
        today=today(),
        errors=errors or [],
    )


def forms_folder() -> Path:
    return Path(office().settings.templates)
