"""Values of a notice: typed by the form, kept as JSON (frozen), brought back for rendering (thawed), read from text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.money import format_yen, parse_yen
from portal.domain.wareki import format_wareki
from portal.notices.library import FormField, WordForm

LONGEST_TEXT = 10_000
_YES = frozenset({"1", "on", "true", "はい", "有", "○"})


def freeze(form: WordForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain JSON values of the form's fields; dates as 2026-04-01. What the form does not know is left out."""
    return {one.name: _plain(values.get(one.name, one.empty)) for one in form.fields}


def thaw(form: WordForm, frozen: Mapping[str, Any]) -> dict[str, Any]:
    """The values again, with real dates; a field the frozen row lacks is empty."""
    return {one.name: _typed(one, frozen.get(one.name, one.empty)) for one in form.fields}


def hash_of(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of the frozen values, independent of their order."""
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def parse(one: FormField, text: str) -> Any:
    """The value an officer typed into ``one``. Raises InvalidInput with the field's label."""
    return _parse(one.type, one.label, text, one.choices)


def parse_cell(kind: str, label: str, text: str) -> Any:
    """The value typed into one cell of a table."""
    return _parse(kind, label, text, ())


def _parse(kind: str, label: str, text: str, choices: tuple[str, ...]) -> Any:
    plain = text.strip()
    if len(plain) > LONGEST_TEXT:
        raise InvalidInput(
            f"『{label}』が長すぎます（{len(plain):,}文字）。{LONGEST_TEXT:,}文字以内にしてください。", field=label
        )
    if kind == "bool":
        return plain in _YES
    if kind == "lines":
        return [line.strip() for line in plain.splitlines() if line.strip()]
    if kind in {"text", "choice"}:
        if kind == "choice" and plain and choices and plain not in choices:
            raise InvalidInput(
                f"『{label}』：『{plain[:40]}』は選べません。{'、'.join(choices)}から選んでください。", field=label
            )
        return "\n".join(line.rstrip() for line in plain.splitlines())
    if not plain:
        return None
    return _NUMBERS[kind](plain, label)


def _int(text: str, label: str) -> int:
    return parse_yen(text.removesuffix("件").removesuffix("人").removesuffix("回"), field=label)


_NUMBERS: Mapping[str, Callable[[str, str], Any]] = {
    "date": lambda text, label: parse_date(text, field=label),
    "yen": lambda text, label: parse_yen(text, field=label),
    "int": _int,
}


def shown(kind: str, value: Any) -> str:
    """The value as the officer reads (and may edit) it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, date):
        return format_wareki(value)
    if kind == "yen" and isinstance(value, int):
        return format_yen(value)
    if isinstance(value, list):
        return "\n".join(_row_text(row) if isinstance(row, Mapping) else str(row) for row in value)
    return str(value)


def missing(form: WordForm, values: Mapping[str, Any]) -> list[FormField]:
    """Required fields without a value. 0円 is a value; false is one too."""
    empty: tuple[Any, ...] = (None, "", [])
    return [
        one
        for one in form.fields
        if one.required and values.get(one.name, None) in empty and values.get(one.name) is not False
    ]


def render_values(form: WordForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of the form with something to print, so that no tag is unknown."""
    return {
        one.name: values.get(one.name, one.empty) if values.get(one.name) is not None else one.empty
        for one in form.fields
    }


def printable(form: WordForm) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """``render_values(form, thaw(form, frozen))`` for many rows: what the form says is looked up once."""
    empty = {one.name: one.empty for one in form.fields}
    converted = [one for one in form.fields if one.type in {"date", "table"}]

    def print_values(frozen: Mapping[str, Any]) -> dict[str, Any]:
        values = {**empty, **{name: value for name, value in frozen.items() if value is not None and name in empty}}
        for one in converted:
            values[one.name] = _typed(one, values[one.name])
        return values

    return print_values


def words(values: Mapping[str, Any]) -> str:
    """Every text of a row in one string, for checks that look at what is printed."""
    parts: list[str] = []
    for value in values.values():
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, list):
            parts.extend(" ".join(map(str, row.values())) if isinstance(row, Mapping) else str(row) for row in value)
    return "\n".join(parts)


def _row_text(row: Mapping[str, Any]) -> str:
    return "　".join(
        shown("yen" if isinstance(cell, int) else "text", cell) for cell in row.values() if cell not in (None, "")
    )


_iso = lru_cache(maxsize=4096)(date.isoformat)  # the same few days on every letter of a list
_PLAIN_TYPES = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN_TYPES:
        return value
    if isinstance(value, date):
        return _iso(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(cell) for key, cell in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _typed(one: FormField, value: Any) -> Any:
    if one.type == "date":
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    if one.type == "table":
        dates = {column.name for column in one.columns if column.type == "date"}
        names = [column.name for column in one.columns]
        return [{name: _cell(row.get(name), name in dates) for name in names} for row in value or []]
    return one.empty if value is None else value


def _cell(value: Any, is_date: bool) -> Any:
    if is_date and isinstance(value, str) and value:
        return date.fromisoformat(value)
    return "" if value is None else value
