"""Comparing two texts as a Japanese reader would: line by line, and inside changed lines word by word.

Words are those of the search's analyser: Japanese writes no blanks, and a comparison letter by letter would find 催 of 催告 in
催促. Pure; gives segments, the page marks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.index.analysis import words

_MANY_LINES = 4_000
_MANY_WORDS = 4_000
_MANY_LETTERS = 4 * _MANY_WORDS


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the comparison: ``kind`` is ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Part]:
    """The parts in reading order; joined without the added ones they are ``old``, without the removed ones ``new``."""
    a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(a) + len(b) > _MANY_LINES:
        matcher = SequenceMatcher(None, a, b)
    else:
        matcher = SequenceMatcher(None, a, b, autojunk=False)
    parts: list[Part] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        before, after = "".join(a[i:j]), "".join(b[k:m])
        parts += [Part("same", before)] if tag == "equal" else _words(before, after)
    return _joined(parts)


def _words(before: str, after: str) -> list[Part]:
    many = len(before) + len(after) > _MANY_LETTERS
    a, b = ([], []) if many else (_pieces(before), _pieces(after))
    if not a or not b or len(a) + len(b) > _MANY_WORDS:
        return [Part("removed", before), Part("added", after)]
    parts = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(a[i:j])))
        else:
            parts += [Part("removed", "".join(a[i:j])), Part("added", "".join(b[k:m]))]
    return parts


def _pieces(text: str) -> list[str]:
    """The words, and whatever stands between them; joined they are ``text``."""
    pieces: list[str] = []
    position = 0
    for word in words(text):
        at = text.find(word.surface, position)
        if at < 0:
            continue
        if at > position:
            pieces.append(text[position:at])
        pieces.append(word.surface)
        position = at + len(word.surface)
    return [*pieces, text[position:]] if position < len(text) else pieces


def _joined(parts: list[Part]) -> list[Part]:
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if joined and joined[-1].kind == part.kind:
            joined[-1] = Part(part.kind, joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined


def shortened(parts: list[Part], *, around: int = 3) -> list[Part]:
    """Long unchanged stretches cut to ``around`` lines at each side; ``kind`` ``gap`` stands for what was left out."""
    short: list[Part] = []
    for number, part in enumerate(parts):
        lines = part.text.splitlines(keepends=True)
        if part.kind != "same" or len(lines) <= 2 * around + 1:
            short.append(part)
            continue
        head = lines[:around] if number else []
        tail = lines[-around:] if number < len(parts) - 1 else []
        short += [
            Part("same", "".join(head)),
            Part("gap", str(len(lines) - len(head) - len(tail))),
            Part("same", "".join(tail)),
        ]
    return [part for part in short if part.text]
