"""Which heading of a department's own list serves which column of a form: remembered after the first time."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.notices.columns import headings
from portal.notices.library import WordForm
from portal.notices.models import NoticeMapping


def saved_mapping(session: Session, actor: Actor, form_name: str) -> Mapping[str, str]:
    """The department's own headings for the form."""
    found = session.scalar(
        select(NoticeMapping.mapping).where(
            NoticeMapping.department_id == actor.department_id, NoticeMapping.form_name == form_name
        )
    )
    return dict(found or {})


def save_mapping(session: Session, actor: Actor, form: WordForm, mapping: Mapping[str, str]) -> None:
    """Remember which heading serves which column; empty entries are dropped."""
    known = set(headings(form))
    kept = {name: heading.strip() for name, heading in mapping.items() if name in known and heading.strip()}
    row = session.scalar(
        select(NoticeMapping).where(
            NoticeMapping.department_id == actor.department_id, NoticeMapping.form_name == form.name
        )
    )
    if row is None:
        row = NoticeMapping(department_id=actor.department_id, form_name=form.name, mapping={})
        session.add(row)
    row.mapping = kept
