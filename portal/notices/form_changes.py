"""What a version of a form changes for those who use the one before: fields, columns, words, and saved mappings that break.

A mapping (which heading of a department's list serves which column) breaks when its column is gone or is read otherwise.
A department's own form concerns its own mappings only.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.notices.columns import columns_of
from portal.notices.library import FormField, WordForm, text_of
from portal.notices.models import NoticeMapping

MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class BrokenMapping:
    """One heading of a department's list that will no longer be read."""

    department: str
    heading: str
    column: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the words: ``kind`` is added, removed or same."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from ``before`` (None: there was no such form)."""

    before: WordForm | None
    added: tuple[FormField, ...] = ()
    removed: tuple[FormField, ...] = ()
    retyped: tuple[tuple[FormField, FormField], ...] = ()
    resourced: tuple[tuple[FormField, FormField], ...] = ()
    required: tuple[FormField, ...] = ()  # were optional
    new_columns: tuple[str, ...] = ()  # columns a list must now have
    lost_columns: tuple[str, ...] = ()
    broken_mappings: tuple[BrokenMapping, ...] = ()
    words: tuple[Line, ...] = ()

    @property
    def breaking(self) -> bool:
        """Whether lists that were right for the form before may be wrong now."""
        return bool(self.new_columns or self.lost_columns or self.retyped or self.broken_mappings)

    @property
    def any(self) -> bool:
        differs = self.added or self.removed or self.resourced or self.required
        return bool(self.breaking or differs or any(line.kind != "same" for line in self.words))


def changes(session: Session, old: WordForm | None, new: WordForm, *, department_id: int | None) -> Changes:
    """Compare a version with the form it follows. ``department_id`` None: the version is for the whole office."""
    if old is None:
        return Changes(None)
    before, after = old.by_name, new.by_name
    both = [(before[name], one) for name, one in after.items() if name in before]
    had = {column.name: column for column in columns_of(old)}
    has = {column.name: column for column in columns_of(new)}
    lost = tuple(name for name in had if name not in has)
    reread = {name for name in had if name in has and had[name].type != has[name].type}
    return Changes(
        before=old,
        added=tuple(one for name, one in after.items() if name not in before),
        removed=tuple(one for name, one in before.items() if name not in after),
        retyped=tuple((a, b) for a, b in both if a.type != b.type),
        resourced=tuple((a, b) for a, b in both if a.source != b.source),
        required=tuple(b for a, b in both if b.required and not a.required),
        new_columns=tuple(n for n, one in has.items() if one.required and (n not in had or not had[n].required)),
        lost_columns=lost,
        broken_mappings=tuple(_broken(session, new.name, {*lost, *reread}, department_id)),
        words=tuple(_words(old, new)),
    )


def _broken(session: Session, name: str, columns: set[str], department_id: int | None) -> Sequence[BrokenMapping]:
    query = select(NoticeMapping.mapping, Department.name).join(
        Department, Department.id == NoticeMapping.department_id
    )
    query = query.where(NoticeMapping.form_name == name).order_by(Department.id)
    if department_id is not None:
        query = query.where(NoticeMapping.department_id == department_id)
    rows: Sequence[tuple[Mapping[str, str], str]] = [(row[0], row[1]) for row in session.execute(query)]
    return [
        BrokenMapping(department, heading, column)
        for mapping, department in rows
        for column, heading in mapping.items()
        if column in columns
    ]


def _words(old: WordForm, new: WordForm) -> list[Line]:
    """The words of both, line by line; only changed lines and one beside each."""
    before, after = text_of(old.docx).splitlines(), text_of(new.docx).splitlines()
    kinds = {"+ ": "added", "- ": "removed", "  ": "same"}
    lines = [Line(kinds[one[:2]], one[2:]) for one in difflib.ndiff(before, after) if one[:2] in kinds]
    near = {at + step for at, line in enumerate(lines) if line.kind != "same" for step in (-1, 0, 1)}
    return [line for at, line in enumerate(lines) if at in near][:MOST_LINES]
