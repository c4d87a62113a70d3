"""Word forms the office changed or made itself: which forms are in force for whom, and the versions behind them.

Versions are kept in tables, their Word files in the store. An office form takes the place of a shipped one of the same
name; a department's own copy goes before the office's. How a version comes about and into force is ``form_versions``;
what it changes for lists already in use is ``form_changes``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import NotFound
from portal.notices.library import WordForm, form_from, shipped, unknown_form
from portal.notices.models import OfficeForm


def forms_in_force(
    session: Session, office: Any, *, department_id: int | None, day: date | None
) -> Mapping[str, WordForm]:
    """Shipped forms with the office's and the department's own laid over them. ``day`` None: whatever is approved."""
    forms = dict(shipped(office.settings.templates))
    rows = session.scalars(
        select(OfficeForm)
        .where(
            OfficeForm.state == "approved",
            or_(OfficeForm.department_id.is_(None), OfficeForm.department_id == department_id),
            OfficeForm.in_force_from <= (day or date.max),
        )
        .order_by(OfficeForm.department_id.is_not(None), OfficeForm.in_force_from, OfficeForm.version)
    )
    for row in rows:
        forms[row.name] = as_form(office, row)
    return dict(sorted(forms.items(), key=lambda item: item[1].shelf))


def form_in_force(session: Session, office: Any, actor: Actor, name: str, day: date | None) -> WordForm:
    """The form called ``name`` as it holds for the actor's department on ``day``. Raises NotFound."""
    found = forms_in_force(session, office, department_id=actor.department_id, day=day).get(name)
    if found is None:
        raise unknown_form(name)
    return found


def form_before(session: Session, office: Any, row: OfficeForm, day: date) -> WordForm | None:
    """The form that the version follows: the one in force on ``day``, or for a version in force the one before it.

    A version for the whole office follows the office's form, whatever the departments made of it. None: a new form.
    """
    query = select(OfficeForm).where(
        OfficeForm.name == row.name, OfficeForm.state == "approved", OfficeForm.id != row.id,
        or_(OfficeForm.department_id.is_(None), OfficeForm.department_id == row.department_id),
    )  # fmt: skip
    order = (OfficeForm.department_id.is_not(None), OfficeForm.in_force_from, OfficeForm.version)
    rows = session.scalars(query.where(OfficeForm.in_force_from <= (row.in_force_from or day)).order_by(*order))
    found = [one for one in rows if not _follows(one, row)]
    return as_form(office, found[-1]) if found else shipped(office.settings.templates).get(row.name)


def _follows(one: OfficeForm, row: OfficeForm) -> bool:
    """Whether ``one`` took the place of ``row`` on the day that ``row`` came into force."""
    same = one.department_id == row.department_id and one.in_force_from == row.in_force_from
    return same and one.version > row.version


def as_form(office: Any, row: OfficeForm) -> WordForm:
    """The version as a form."""
    about = {**row.about, "version": row.version}
    return form_from(row.name, with_dates(about), office.store.get(row.docx_key), office_version_id=row.id)


def with_dates(about: Mapping[str, Any]) -> dict[str, Any]:
    """JSON turned dates of the examples into text; forms want them back."""
    fields = []
    for one in about["fields"]:
        example = one.get("example")
        if one["type"] == "date" and isinstance(example, str) and example:
            one = {**one, "example": date.fromisoformat(example)}
        elif one["type"] == "table" and isinstance(example, list):
            dates = {column["name"] for column in one.get("columns", ()) if column["type"] == "date"}
            one = {**one, "example": [{k: _day(v) if k in dates else v for k, v in row.items()} for row in example]}
        fields.append(one)
    return {**about, "fields": fields}


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value else value


def json_about(about: Mapping[str, Any]) -> dict[str, Any]:
    """A description as plain JSON values."""
    return {key: _json(value) for key, value in about.items()}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, (list, tuple)) else value


def versions(session: Session, actor: Actor, name: str) -> Sequence[OfficeForm]:
    """Versions of a form the actor may see, the newest first."""
    return session.scalars(_visible(actor).where(OfficeForm.name == name).order_by(OfficeForm.id.desc())).all()


def drafts(session: Session, actor: Actor) -> Sequence[OfficeForm]:
    """Versions that are not in force yet, visible to the actor."""
    query = _visible(actor).where(OfficeForm.state.in_(("draft", "submitted"))).order_by(OfficeForm.id.desc())
    return session.scalars(query).all()


def find_version(session: Session, actor: Actor, version_id: int) -> OfficeForm:
    row = session.scalar(_visible(actor).where(OfficeForm.id == version_id))
    if row is None:
        raise NotFound("その様式の版は見つかりません。様式の一覧から開き直してください。")
    return row


def _visible(actor: Actor) -> Any:
    return select(OfficeForm).where(
        or_(OfficeForm.department_id.is_(None), OfficeForm.department_id == actor.department_id)
    )
