"""The fields a Word file uses, as its author meets them: where each stands, the words around it, what it must be.

A loop makes a table (``明細行.納期限`` are its columns) or paragraphs, a filter speaks of a date or an amount. The label and
the source of a field are not in the Word file; see ``describing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from portal.documents import compile_form
from portal.documents.retyping import Replacement, retyped, words_of
from portal.documents.runs import PlacedTag
from portal.documents.tags import UnclosedTag, find_tags

_LOOP = re.compile(r"^for\s+(\w+)\s+in\s+(\w+)")
_FILTERED = re.compile(r"^(\w+)\s*\|\s*(\w+)")
_BARE = re.compile(r"^(\w+)$")
_KINDS = {"和暦": "date", "和暦略": "date", "西暦": "date", "期日": "date", "円": "yen", "チェック": "bool"}
_AROUND = 12  # characters shown on each side
_VALUE, _CONTROL = re.compile(r"\{\{.*?\}\}"), re.compile(r"\{[%#].*?[%#]\}")


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a field: 「本文 第3段落」, and the words before and after it."""

    where: str
    before: str
    after: str


@dataclass(slots=True)
class Seen:
    """One field of a Word file. ``kind`` empty: its tags do not say."""

    name: str
    kind: str = ""
    spots: list[Spot] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)


@lru_cache(maxsize=8)
def _seen(docx: bytes) -> dict[str, Seen]:
    form = compile_form(docx)
    found = {name: Seen(name) for name in form.fields}
    rows: dict[str, str] = {}
    for placed in (tag for source in form.sources.values() for tag in source.tags):
        _learn(placed, found, rows)
    spots = [(name, prints, spot) for name, prints, spot in _spots(docx, rows) if name in found]
    printed = {name for name, prints, _ in spots if prints}
    for name, prints, spot in spots:
        if prints or name not in printed:  # a condition alone is shown only where nothing else is
            found[name].spots.append(spot)
    return found


def fields_seen(docx: bytes) -> Mapping[str, Seen]:
    """The fields by name, in the order of the form. Raises InvalidInput for a file that cannot be a form."""
    return _seen(docx)


def _learn(placed: PlacedTag, found: dict[str, Seen], rows: dict[str, str]) -> None:
    body = placed.tag.body
    if loop := _LOOP.match(body):
        row, name = loop.groups()
        rows[row] = name
        if name in found:
            found[name].kind = "table" if placed.tag.level == "tr" or found[name].columns else "lines"
        return
    for row, column in re.findall(r"\b(\w+)\.(\w+)", body):
        owner = found.get(rows.get(row, ""))
        if owner is not None and row != "loop":
            owner.kind = "table"
            if column not in owner.columns:
                owner.columns.append(column)
    filtered = _FILTERED.match(body)
    if filtered and filtered[1] in found and not found[filtered[1]].kind:
        found[filtered[1]].kind = _KINDS.get(filtered[2], "")


def _spots(docx: bytes, rows: Mapping[str, str]) -> Iterator[tuple[str, bool, Spot]]:
    """Name, whether its value prints there, and the place."""
    for words in words_of(docx):
        if "{" not in words.text:
            continue
        try:
            spans = list(find_tags(words.text))
        except UnclosedTag:
            continue
        for span in spans:
            before = _read(words.text[: span.start])[-_AROUND:] or _read(words.lead)[-_AROUND:]
            after = _read(words.text[span.end :])[:_AROUND]
            spot = Spot(words.where, before.lstrip(), after.rstrip())
            names = dict.fromkeys(re.findall(r"(?<![.\w])\w+", span.tag.body))
            for name in dict.fromkeys(rows.get(one, one) for one in names):
                yield name, span.tag.kind == "value", spot


def _read(text: str) -> str:
    """As one reads it: values as 〔　〕, conditions left out."""
    return _CONTROL.sub("", _VALUE.sub("〔　〕", text))


def in_japanese_style(docx: bytes, kinds: Mapping[str, str]) -> bytes:
    """The file in which dates and amounts print as letters write them.

    A date written ``{{ 納期限 }}`` would print 2026-10-30 and an amount 56400: such bare tags get 和暦 and 円 (only digits
    with commas where the letter itself goes on with 円). Tags that say how they want to look stay.
    """
    wanted: list[Replacement] = []
    for words in words_of(docx):
        try:
            spans = list(find_tags(words.text)) if "{{" in words.text else []
        except UnclosedTag:
            continue
        for span in spans:
            bare = _BARE.match(span.tag.body) if span.tag.kind == "value" and not span.tag.level else None
            style = _style(kinds.get(bare[1], ""), words.text[span.end :]) if bare else ""
            if bare and style:
                wanted.append(Replacement(words.number, span.start, span.end, f"{{{{ {bare[1]}|{style} }}}}"))
    return retyped(docx, wanted) if wanted else docx


def _style(kind: str, after: str) -> str:
    if kind == "yen":
        return "桁区切り" if after.lstrip(" 　").startswith("円") else "円"
    return {"date": "和暦", "bool": "チェック"}.get(kind, "")
