"""Letters from a list: typed rows become values of the form; what is blank is computed, what is wrong is said by row.

Three outcomes: the file is wrong (``problems``), rows are wrong (``errors``), all is well (``letters`` only). Nothing
here writes: ``confirming`` freezes what the officer has seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.documents.sheets import Column, RowError, RowsResult, Sheet, TypedRow, read_rows, read_sheet
from portal.domain.actor import Actor
from portal.ledger.law_tables import law_tables
from portal.notices.bad_rows import BadTable, bad_table
from portal.notices.case_lookup import cases_numbered, last_same
from portal.notices.columns import PROVIDED, columns_of, list_fields
from portal.notices.library import WordForm
from portal.notices.list_letters import Context, Letter, letter_of_rows
from portal.notices.mappings import saved_mapping
from portal.notices.repeats import marked_repeats
from portal.notices.sources import TABLES_KEPT_AT, Issue, fill, office_paths
from portal.notices.values import missing

SHOWN_ROWS = 50


@dataclass(frozen=True)
class Reading:
    """The outcome of reading a list."""

    sheet: Sheet
    letters: tuple[Letter, ...] = ()
    errors: tuple[RowError, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    headings: Mapping[str, str] | None = None
    starts: tuple[int, ...] = ()  # the first row of every letter, also of those not built

    @property
    def clean(self) -> bool:
        return not self.errors and not self.problems

    @property
    def bad_rows(self) -> int:
        return len({error.row_number for error in self.errors})

    @property
    def bad_table(self) -> BadTable:
        """The first rows to mend, with each message in its cell."""
        return bad_table(self.sheet, self.errors, self.headings or {}, most=SHOWN_ROWS)

    @property
    def warned(self) -> Sequence[Letter]:
        return [letter for letter in self.letters if letter.warned]

    def start_of(self, row_number: int) -> int:
        """The first row of the letter that ``row_number`` belongs to, or would come before; 0 when there is none."""
        return max((start for start in self.starts if start <= row_number), default=0)

    def around(self, row_number: int) -> tuple[int, int]:
        """The first rows of the letters before and after the one at ``row_number``; 0 where there is none."""
        start = self.start_of(row_number)
        before = max((one for one in self.starts if one < start), default=0)
        return before, min((one for one in self.starts if one > start), default=0)


@lru_cache(maxsize=2)  # a list of 50,000 rows takes some 60 MiB
def _typed(
    content: bytes, filename: str, max_rows: int, columns: tuple[Column, ...], mapping: tuple[tuple[str, str], ...]
) -> tuple[Sheet, RowsResult]:
    """The rows of a file; kept, because every preview asks for them again."""
    sheet = read_sheet(content, filename, max_rows=max_rows, expected=tuple(column.name for column in columns))
    return sheet, read_rows(sheet, columns, mapping=dict(mapping))


def read(
    session: Session,
    office: Any,
    actor: Actor,
    form: WordForm,
    content: bytes,
    filename: str,
    *,
    issue: Issue,
    only_row: int | None = None,
    department: Department | None = None,
    overrides: bool = False,
) -> Reading:
    """Read a list for ``form``. ``only_row`` builds that letter alone (for a preview). Raises InvalidInput for no table at all."""
    mapping = tuple(sorted(saved_mapping(session, actor, form.name).items()))
    sheet, result = _typed(
        content, filename, office.settings.max_list_rows, columns_of(form, overrides=overrides), mapping
    )
    base = Reading(
        sheet, problems=result.file_problems, notes=sheet.notes, unmapped=result.unmapped, headings=result.headings
    )
    if result.file_problems:
        return base
    groups = _groups(form, result.good)
    base = replace(base, starts=tuple(group[0].number for group in groups))
    if only_row is not None:
        groups = [group for group in groups if any(row.number == only_row for row in group)]
    context = _context(session, office, actor, form, issue, groups, department)
    if lacking := _lacking_tables(context):
        return replace(base, problems=lacking)
    letters: list[Letter] = []
    errors = list(result.bad)
    for group in groups:
        letter, wrong = letter_of_rows(context, group)
        errors.extend(wrong)
        if letter is not None:
            letters.append(letter)
    letters = marked_repeats(letters)
    errors.sort(key=lambda error: error.row_number)
    warnings = tuple(one.sentence for one in result.warnings[:20])
    return replace(base, letters=tuple(letters), errors=tuple(errors), notes=(*sheet.notes, *warnings))


def _lacking_tables(context: Context) -> tuple[str, ...]:
    """What every letter needs, no row can bring and the department has not given yet."""
    return tuple(
        f"『{one.label}』の表がありません。{TABLES_KEPT_AT}"
        for one in missing(context.form, context.office_values)
        if one.type == "table" and one.source in PROVIDED
    )


def _groups(form: WordForm, rows: Iterable[TypedRow]) -> list[list[TypedRow]]:
    """Rows of one letter: a run of the same 整理番号 when the form has a table, else each row."""
    tables = any(one.type == "table" for one in list_fields(form))
    groups: list[list[TypedRow]] = []
    last: object = None
    for row in rows:
        key = row.values.get("整理番号")
        if tables and key and key == last:
            groups[-1].append(row)
        else:
            groups.append([row])
        last = key
    return groups


def _context(
    session: Session,
    office: Any,
    actor: Actor,
    form: WordForm,
    issue: Issue,
    groups: Sequence[Sequence[TypedRow]],
    department: Department | None,
) -> Context:
    department = department or session.get_one(Department, actor.department_id)
    numbers = {str(group[0].values.get("整理番号") or "") for group in groups} - {""}
    return Context(
        form,
        office.settings,
        issue,
        fill(form, office_paths(office.settings, department, issue)),
        cases_numbered(session, actor, numbers),
        last_same(session, actor, form.name),
        law_tables(session),
    )
