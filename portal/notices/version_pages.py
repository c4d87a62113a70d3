"""What the page of a version shows: the form and its findings, its look, its fields, the places still to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from flask import url_for

from portal.documents import Finding
from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.errors import InvalidInput, PortalError
from portal.notices.blanks import Blank, blanks
from portal.notices.describing import CELL_KINDS, EVENTS, KINDS, Described, page_of
from portal.notices.field_guide import Entry, usable
from portal.notices.fields_seen import fields_seen
from portal.notices.form_toml import toml_of
from portal.notices.form_versions import NO_APPEAL_NOTICE, findings_of, lacks_appeal_notice
from portal.notices.models import OfficeForm
from portal.notices.repeated_rows import BLANK, Proposal, proposals
from portal.notices.showing import Shown, shown_letter
from portal.notices.workshop import as_form

STATES = {"draft": "起案中", "submitted": "承認待ち", "approved": "承認済み", "withdrawn": "取下げ"}


class VersionPage:
    """The values of ``notices/version.html``. ``page``: what was typed instead of what is kept; ``posted``: choices."""

    states, classes, kinds, cell_kinds, events = STATES, CLAIM_CLASSES, KINDS, CELL_KINDS, EVENTS
    blank = BLANK

    def __init__(
        self, office: Any, row: OfficeForm, *, page: Described | None = None, problem: PortalError | None = None,
        posted: Mapping[str, str] | None = None, every_guess: bool = False,
    ) -> None:  # fmt: skip
        self.form = as_form(office, row)
        self.folder = office.settings.templates
        self.draft = row.state == "draft"
        self.page = page or page_of(row.about, fields_seen(self.form.docx))
        self.errors, self.links = [*self.page.sentences], dict(self.page.links)
        if problem is not None:
            self.errors.append(problem.sentence)
            self.links[problem.sentence] = problem.field or ""
        self.posted = posted or {}
        self.every_guess = every_guess
        self.findings: list[Finding] = findings_of(office, self.form.docx, list(self.form.by_name))
        self.lacking = NO_APPEAL_NOTICE if lacks_appeal_notice(self.form) else ""
        self.unmade, self.look = "", None
        try:
            self.look = self._look(office, row)
        except InvalidInput as error:
            self.unmade = error.sentence

    def _look(self, office: Any, row: OfficeForm) -> Shown:
        made = self.form.compiled.render(self.form.example).content
        return shown_letter(
            office.settings, made, title=f"{self.form.title}（例の値で作った見本）",
            picture_url=url_for("notices.version_look", version_id=row.id, v=f"{crc32(made):08x}"),
            word_url=url_for("notices.preview_version", version_id=row.id),
        )  # fmt: skip

    @property
    def blanks(self) -> list[Blank]:
        """The places that may want a value, for a draft."""
        return blanks(self.form.docx, self.folder) if self.draft else []

    @property
    def tables(self) -> list[Proposal]:
        """The tables of a draft whose rows could be repeated."""
        return proposals(self.form.docx, self.folder) if self.draft else []

    @property
    def columns_of_tables(self) -> Mapping[str, list[tuple[str, str]]]:
        """What a column of such a table can be, by field: (明細.元金, 元金)."""
        return {
            one.label: [(f"{one.name}.{column['name']}", column["label"]) for column in one.about["columns"]]
            for one in usable(self.folder)
            if one.type == "table" and one.columns
        }

    def picked(self, one: Blank) -> str:
        """What is chosen for a place: what was posted, else the guess: where the place was left open, or at every place."""
        return self.posted.get(f"field-{one.key}", (one.guess if one.sure or self.every_guess else ""))

    @property
    def field_groups(self) -> Mapping[str, list[Entry]]:
        """The single values one can choose for a place, by what they are about."""
        made: dict[str, list[Entry]] = {}
        for one in usable(self.folder):
            if one.type not in {"table", "lines"}:
                made.setdefault(one.group, []).append(one)
        return made

    @property
    def names(self) -> set[str]:
        return {one.name for group in self.field_groups.values() for one in group}

    @property
    def toml(self) -> str:
        return toml_of(self.form)
