"""Finding docxtpl's tags in plain text: ``{{ 氏名 }}``, ``{%tr for 行 in 明細 %}``, ``{# 注 #}``, ``{_{``.

Pure text in, spans out. Word's XML (split runs, rows, cells) is left to `runs` and `structure`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["value", "statement", "comment", "literal"]
Level = Literal["", "p", "tr", "tc", "r"]

_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_KINDS: dict[str, Kind] = {"{{": "value", "{%": "statement", "{#": "comment"}
_ESCAPES = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}
_OPENER = re.compile(r"\{_\{|\}_\}|\{_%|%_\}|\{\{|\{%|\{#")
_LEVEL = re.compile(r"(tr|tc|p|r)\s+(?=\S)")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u200b": "", "\ufeff": ""})
_RAW_END = re.compile(r"\{%-?\s*endraw\s*-?%\}")


@dataclass(frozen=True)
class Tag:
    """One tag as written: what it does, which element it replaces (`level`), and the expression inside."""

    kind: Kind
    level: Level
    body: str
    trims_before: bool = False
    trims_after: bool = False

    @property
    def keyword(self) -> str:
        """First word of a statement (``for``, ``endif``, ``cellbg`` …); empty for the other kinds."""
        words = self.body.split(None, 1)
        return words[0] if self.kind == "statement" and words else ""


@dataclass(frozen=True)
class Span:
    """Where a tag stands in the text that was scanned: ``text[start:end]``."""

    start: int
    end: int
    tag: Tag


class UnclosedTag(ValueError):
    """A tag opens at `start` and the text ends before it closes."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start


def find_tags(text: str) -> Iterator[Span]:
    """Every tag in `text`, left to right; raises `UnclosedTag` at the first that does not close.

    Between ``{% raw %}`` and ``{% endraw %}`` nothing is a tag; the two markers themselves come out as empty literals.
    """
    position = 0
    while found := _OPENER.search(text, position):
        start, opener = found.start(), found.group()
        if opener in _ESCAPES:
            position = found.end()
            yield Span(start, position, Tag("literal", "", _ESCAPES[opener]))
            continue
        end = _end_of(text, start, opener)
        span = Span(start, end, _read(text[start:end], opener))
        position = end
        if span.tag.keyword != "raw":
            yield span
            continue
        yield Span(start, end, Tag("literal", "", ""))
        closing = _RAW_END.search(text, end)
        if closing is None:
            raise UnclosedTag(start)
        yield Span(closing.start(), closing.end(), Tag("literal", "", ""))
        position = closing.end()


def _end_of(text: str, start: int, opener: str) -> int:
    closer = _CLOSERS[opener]
    if opener != "{#" and (end := _end_outside_strings(text, start + 2, closer)):
        return end
    plain = text.find(closer, start + 2)
    if plain < 0:
        raise UnclosedTag(start)
    return plain + 2


def _end_outside_strings(text: str, position: int, closer: str) -> int:
    """End of the tag, past strings and braces inside it; 0 when quotes or braces do not pair up."""
    quote, depth = "", 0
    while position < len(text):
        char = text[position]
        if quote:
            if char == "\\":
                position += 1
            elif char == quote:
                quote = ""
        elif depth == 0 and text.startswith(closer, position):
            return position + 2
        elif char in "\"'":
            quote = char
        elif char == "{":
            if text.startswith(("{{", "{%", "{#"), position) and depth == 0:
                return 0
            depth += 1
        elif char == "}":
            depth -= 1
        position += 1
    return 0


def _read(raw: str, opener: str) -> Tag:
    kind = _KINDS[opener]
    body = raw[2:-2]
    before, after = body.startswith("-"), body.endswith("-")
    body = body[1:] if body.startswith(("-", "+")) else body  # "+": blanks stay, as they do anyway
    body = body[:-1] if body.endswith(("-", "+")) and kind != "comment" else body
    level: Level = ""
    if match := _LEVEL.match(body):
        level = match.group(1)  # type: ignore[assignment]
        body = body[match.end() :]
    if kind != "comment":
        body = body.translate(_QUOTES)
    return Tag(kind, level, body.strip(), before, after)


def shown(tag: Tag) -> str:
    """A tag as one would type it: ``{%tr for 行 in 明細 %}``."""
    opener, closer = ("{{", "}}") if tag.kind == "value" else ("{%", "%}")
    return f"{opener}{tag.level} {tag.body} {closer}"
