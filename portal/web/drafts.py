"""Half-typed forms, kept as one types: for the typist alone, on the page where they were typed, for two weeks.

A page asks for it with ``ui.form_start(draft=true)`` and builds its form with ``resumed``. The script sends the fields a
moment after the last key; without it, a form that arrives after the session has ended is kept the same way (see
``accounts.gate``). A form that was accepted (its POST was answered with a redirect) is forgotten. Passwords and files
are never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Response, g, request
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict

from portal.db import Base, Id, JsonValue, UtcDateTime, reading, unit_of_work
from portal.web.addresses import inside
from portal.web.state import actor, now, office

KEPT_DAYS = 14
MOST = 50
LONGEST = 1_000_000
PLACE = "draft_place"
_NEVER_KEPT = frozenset({PLACE, "csrf_token", "password", "current_password", "new_password", "again"})
Form = TypeVar("Form", bound=Any)


class FormDraft(Base):
    """What one person has typed on one page (its path) so far."""

    __tablename__ = "form_drafts"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    place: Mapped[str] = mapped_column(String(300))
    fields: Mapped[Any] = mapped_column(JsonValue)  # [[name, value], …] in the order of the page
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (UniqueConstraint("user_id", "place"),)


def keep(session: Session, user_id: int, now: datetime, place: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Keep the fields in place of what was kept there before; whether they could be kept."""
    rows = [[name, value] for name, value in fields if name not in _NEVER_KEPT]
    if inside(place, "") == "" or len(place) > 300 or sum(len(value) for _, value in rows) > LONGEST:
        return False
    session.execute(delete(FormDraft).where(FormDraft.saved_at < now - timedelta(days=KEPT_DAYS)))
    draft = _find(session, user_id, place)
    if draft is None:
        count = session.scalar(select(func.count()).select_from(FormDraft).where(FormDraft.user_id == user_id)) or 0
        if count >= MOST:
            return False
        draft = FormDraft(user_id=user_id, place=place)
        session.add(draft)
    draft.fields, draft.saved_at = rows, now
    return True


def forget(session: Session, user_id: int | None, place: str) -> None:
    session.execute(delete(FormDraft).where(FormDraft.user_id == user_id, FormDraft.place == place))


def _find(session: Session, user_id: int | None, place: str) -> FormDraft | None:
    return session.scalar(select(FormDraft).where(FormDraft.user_id == user_id, FormDraft.place == place))


def draft_here() -> MultiDict[str, str] | None:
    """What this person typed on this page before, when the page is asked for afresh; the page then says so."""
    if request.method != "GET":
        return None
    with reading(office().sessions) as session:
        draft = _find(session, actor().user_id, request.path)
    if draft is None:
        return None
    g.draft_saved_at = draft.saved_at
    return MultiDict([(name, value) for name, value in draft.fields])


def resumed(make: Callable[..., Form], **kwargs: Any) -> Form:
    """The page's form: with what this person typed here before when there is such a draft, else as ``kwargs`` say."""
    typed = draft_here()
    if typed is None:
        return make(**kwargs)
    form = make(formdata=typed, **kwargs)
    quieten(form)
    return form


def quieten(form: Any) -> None:
    """No complaint about a value that is only half typed: what was typed is shown, the check comes with the button."""
    for field in form:
        field.process_errors = []
        if isinstance(getattr(field, "errors", None), list | tuple):
            field.errors = []
        if hasattr(field, "entries"):
            for entry in field.entries:
                quieten(entry.form if hasattr(entry, "form") else [entry])


def install_drafts(app: Flask) -> None:
    @app.after_request
    def forget_accepted(response: Response) -> Response:
        accepted = request.method == "POST" and 300 <= response.status_code < 400 and "draft_unsettled" not in g
        # The form is looked at only then: reading one that was too large would raise again.
        place = request.form.get(PLACE) if accepted and g.get("actor") is not None else None
        if place:
            with unit_of_work(office().sessions) as session:
                forget(session, actor().user_id, place)
        return response


def keep_posted(user_id: int) -> bool:
    """Keep the form of this very request (it came too late to be accepted)."""
    place = request.form.get(PLACE, "")
    if not place:
        return False
    with unit_of_work(office().sessions) as session:
        return keep(session, user_id, now(), place, request.form.items(multi=True))
