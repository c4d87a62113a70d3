"""A form's fields as inputs of a page, and back: what a person changed is told apart from what was computed.

Each input carries the text it was shown with; only a text that differs (or had been changed before) counts as typed,
so that a new day of issue computes everything else anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from unicodedata import east_asian_width

from portal.domain.errors import InvalidInput
from portal.notices.drafting import ADDRESS_SOURCES, FIXED_SOURCES
from portal.notices.library import FormField, WordForm
from portal.notices.values import parse, parse_cell, shown

SPARE_ROWS = 2
_SAME_FOR_ALL = frozenset(
    {"issue.signer_title", "issue.signer_name", "office.seal_mark", "issue.designated_date", "issue.date"}
)
MASKED = "（支援措置のため表示しません）"


STACKING = (36, 56, 76)  # the steps that portal.css knows; 56 is what a page of 1,280 pixels has
_NARROWEST, _WIDEST = 9, 30
_REM_OF_CHARACTER, _REM_AROUND = 0.46, 1.6


def columns_of(text: str) -> int:
    """How many half-width characters wide a text is (令和8年 → 7)."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


@dataclass(frozen=True)
class Input:
    """One field on the page. ``rows`` are the cells of a table."""

    index: int
    field: FormField
    text: str
    origin: str
    rows: Sequence[Sequence[str]] = ()
    fixed: bool = False
    changed: bool = False
    error: str = ""

    @property
    def sizes(self) -> list[int]:
        """How many (half-width) characters the cells of each column show."""
        columns = zip(*self.rows, strict=True) if self.rows else ()
        return [min(_WIDEST, max(_NARROWEST, *(columns_of(cell) + 1 for cell in column))) for column in columns]

    @property
    def stacks_below(self) -> int:
        """The width in rem below which the lines of a table are stacked, cell under cell, rather than scrolled."""
        needed = sum(size * _REM_OF_CHARACTER + _REM_AROUND for size in self.sizes)
        return next((step for step in STACKING if needed <= step), STACKING[-1])

    @property
    def name(self) -> str:
        return f"f-{self.index}"

    @property
    def routine(self) -> bool:
        """Whether it is the same on every letter of the office, so that the page folds it away."""
        lacking = self.field.required and not self.text and not any(any(row) for row in self.rows)
        usual = self.fixed or self.field.source.startswith(("department.", "office.", "officer."))
        return usual and not lacking and not self.error


@dataclass(frozen=True)
class Typed:
    """What a posted page holds: changed values, their texts for showing again, and errors by field name."""

    values: Mapping[str, Any]
    texts: Mapping[str, str]
    tables: Mapping[str, Sequence[Sequence[str]]]
    errors: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        return sorted(self.values)


NOTHING = Typed({}, {}, {}, {})


def inputs(
    form: WordForm,
    values: Mapping[str, Any],
    computed: Mapping[str, Any],
    *,
    typed: Typed = NOTHING,
    changed: Sequence[str] = (),
    masked: bool = False,
) -> list[Input]:
    """The page's inputs for the values; a text that could not be read is shown again beside its error.

    What a text is compared with when it comes back is the *computed* value: a page shown again after an error, or with
    what was typed days ago, must still know which texts a person wrote.
    """
    made = []
    for index, one in enumerate(form.fields):
        hidden = masked and one.source in ADDRESS_SOURCES
        fixed = hidden or _not_typed(one, masked)
        text = MASKED if hidden else shown(one.type, values.get(one.name))
        origin = MASKED if hidden else shown(one.type, computed.get(one.name))
        rows: Sequence[Sequence[str]] = ()
        if one.type == "table":
            rows = typed.tables.get(one.name) or _shown_rows(one, values)
            rows = rows if fixed else [*rows, *[[""] * len(one.columns)] * (SPARE_ROWS - _blanks_at_end(rows))]
            origin = _texts(_shown_rows(one, computed))
        made.append(
            Input(
                index, one, typed.texts.get(one.name, text), origin, rows, fixed, one.name in changed or one.name in typed.values,
                typed.errors.get(one.name, ""),
            )
        )  # fmt: skip
    return made


def _shown_rows(one: FormField, values: Mapping[str, Any]) -> list[list[str]]:
    return [[shown(c.type, row.get(c.name)) for c in one.columns] for row in values.get(one.name) or []]


def _blanks_at_end(rows: Sequence[Sequence[str]]) -> int:
    return len(list(takewhile(lambda row: not any(row), reversed(rows))))


def read_typed(
    form: WordForm, posted: Mapping[str, str], *, changed: Sequence[str] = (), masked: bool = False
) -> Typed:
    """The values a person changed. Unreadable ones are reported, never dropped."""
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    tables: dict[str, list[list[str]]] = {}
    errors: dict[str, str] = {}
    for index, one in enumerate(form.fields):
        if _not_typed(one, masked):
            continue
        try:
            if one.type == "table":
                grid = _grid(one, index, posted)
                if grid is None:
                    continue
                tables[one.name] = grid
                if _texts(grid) != posted.get(f"o-{index}", "") or one.name in changed:
                    values[one.name] = _rows(one, grid)
                continue
            text = posted.get(f"f-{index}", "" if one.type == "bool" and f"o-{index}" in posted else None)
            if text is None:
                continue
            text = text.replace("\r\n", "\n")
            texts[one.name] = text
            origin = posted.get(f"o-{index}", "").replace("\r\n", "\n")
            if text.strip() != origin.strip() or one.name in changed:
                values[one.name] = parse(one, text)
        except InvalidInput as error:
            errors[one.name] = error.sentence
    return Typed(values, texts, tables, errors)


def typed_again(
    form: WordForm, texts: Mapping[str, str], grids: Mapping[str, Sequence[Sequence[str]]], *, masked: bool = False
) -> Typed:
    """What was kept of a half-typed letter, read like a posted page; fields the form no longer has are left out."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    shown_texts: dict[str, str] = {}
    tables: dict[str, Sequence[Sequence[str]]] = {}
    for one in form.fields:
        if _not_typed(one, masked):
            continue
        try:
            if one.type == "table" and one.name in grids:
                tables[one.name] = [_as_wide(row, len(one.columns)) for row in grids[one.name]]
                values[one.name] = _rows(one, tables[one.name])
            elif one.type != "table" and one.name in texts:
                shown_texts[one.name] = texts[one.name]
                values[one.name] = parse(one, texts[one.name])
        except InvalidInput as error:
            errors[one.name] = error.sentence
    return Typed(values, shown_texts, tables, errors)


def _not_typed(one: FormField, masked: bool) -> bool:
    """Whether nobody types the field: it comes at issue, is the same for all letters, or is hidden (支援措置)."""
    return one.source in FIXED_SOURCES or one.source in _SAME_FOR_ALL or (masked and one.source in ADDRESS_SOURCES)


def _as_wide(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * width][:width]


def _grid(one: FormField, index: int, posted: Mapping[str, str]) -> list[list[str]] | None:
    if f"o-{index}" not in posted:
        return None
    height = 0
    while height < 200 and any(f"t-{index}-{height}-{at}" in posted for at in range(len(one.columns))):
        height += 1
    return [
        [posted.get(f"t-{index}-{row}-{at}", "").strip() for at in range(len(one.columns))] for row in range(height)
    ]


def _texts(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows if any(row))


def _rows(one: FormField, grid: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    made = []
    for number, row in enumerate(grid, 1):
        if any(row):
            cells = zip(one.columns, row, strict=True)
            made.append({c.name: _cell(c.type, f"{one.label} {number}行目 {c.label}", text) for c, text in cells})
    return made


def _cell(kind: str, label: str, text: str) -> Any:
    value = parse_cell(kind, label, text)
    return "" if value is None else value
