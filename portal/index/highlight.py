"""Snippets: the best window of a text as (text, marked) pieces. Pure; a Japanese hit is never split.

送り仮名 may differ (差し押さえ marks 差押え and 差押, and the other way round with the plan's normal forms), full and half width and old letters too. Whoosh's own
highlighter splits hits at its token borders, which is why this one works on the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from portal.index.folding import fold_aligned
from portal.index.port import Segment

WIDTH = 140
_KANJI = "[\u3400-\u4dbf\u4e00-\u9fff々〆]"
_KANA = "[ぁ-ん]"
_PIECES = re.compile(f"({_KANJI}+)|({_KANA}+)|([^ぁ-ん\u3400-\u4dbf\u4e00-\u9fff々〆]+)")
_BEGINNING = re.compile(r"[。．！？\n]")


@lru_cache(maxsize=256)
def pattern_of(marks: tuple[str, ...]) -> re.Pattern[str] | None:
    """What to look for in folded text: the marks, the longest first."""
    forms = dict.fromkeys(_form(mark) for mark in sorted(marks, key=len, reverse=True) if mark.strip())
    return re.compile("|".join(forms)) if forms else None


def _form(mark: str) -> str:
    """差押え → 差[ぁ-ん]{0,2}押(?:え)?; kana alone and other letters stay as they are.

    >>> bool(re.fullmatch(_form("差押え"), "差し押さえ")), bool(re.fullmatch(_form("差し押さえる"), "差押"))
    (True, True)
    """
    pieces = [match.group() for match in _PIECES.finditer(mark)]
    if not any(re.match(_KANJI, piece) for piece in pieces):
        return re.escape(mark)
    inside = f"{_KANA}{{0,2}}" if any(re.match(_KANA, piece) for piece in pieces) else ""
    form = ""
    for position, piece in enumerate(pieces):
        if re.match(_KANJI, piece):
            form += inside.join(piece) if len(piece) < 4 else re.escape(piece)
        elif re.match(_KANA, piece) and form:
            form += _okurigana(piece) if position == len(pieces) - 1 else inside
        else:
            form += re.escape(piece)
    return form


def _okurigana(kana: str) -> str:
    """Every way to write the ending: さえる → さえる, さえ, え or nothing."""
    stems = {kana, kana[:-1], kana[-1:]} | ({kana[-2:], kana[1:-1]} if len(kana) > 2 else set())
    forms = sorted((stem for stem in stems if stem), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(form) for form in forms) + ")?"


def spans(text: str, marks: Sequence[str]) -> list[tuple[int, int]]:
    """Where the marks stand in ``text``, joined where they touch."""
    pattern = pattern_of(tuple(marks))
    if pattern is None:
        return []
    folded, positions = fold_aligned(text)
    joined: list[tuple[int, int]] = []
    for match in pattern.finditer(folded):
        if match.start() == match.end():
            continue
        begin, end = positions[match.start()], _end(positions, match.end())
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _end(positions: list[int], end: int) -> int:
    """The end in the original: a letter that folding made longer (㍻ → 平成) is taken whole."""
    while end < len(positions) - 1 and positions[end] == positions[end - 1]:
        end += 1
    return positions[end]


def mark(text: str, marks: Sequence[str]) -> tuple[Segment, ...]:
    """The whole of ``text`` in pieces."""
    return tuple(_pieces(text, spans(text, marks), 0, len(text)))


def snippet(text: str, marks: Sequence[str], *, width: int = WIDTH) -> tuple[Segment, ...]:
    """The window of about ``width`` characters with the most different hits, beginning with a sentence if one is near."""
    text = text[:200_000]
    found = spans(text, marks)
    begin = _window(text, found, width)
    end = min(len(text), begin + width)
    for start, stop in found:
        if start < end < stop:
            end = stop
    pieces = list(_pieces(text, found, begin, end))
    if begin > 0:
        pieces.insert(0, Segment("…"))
    if end < len(text):
        pieces.append(Segment("…"))
    return tuple(pieces)


def _window(text: str, found: list[tuple[int, int]], width: int) -> int:
    if not found or len(text) <= width:
        return 0
    best, best_score = found[0][0], -1
    for position, (begin, _) in enumerate(found[:400]):
        inside = [text[s:e] for s, e in found[position : position + 30] if e <= begin + width]
        score = 3 * len(set(inside)) + sum(len(piece) > 1 for piece in inside)
        if score > best_score:
            best, best_score = begin, score
    sentences = [match.end() for match in _BEGINNING.finditer(text, max(0, best - 60), best)]
    return sentences[0] if sentences else max(0, best - 20 if best > 20 else 0)


def _pieces(text: str, found: Iterable[tuple[int, int]], begin: int, end: int) -> Iterable[Segment]:
    at = begin
    for start, stop in found:
        if stop <= begin or start >= end:
            continue
        start, stop = max(start, begin), min(stop, end)
        if start > at:
            yield Segment(text[at:start])
        yield Segment(text[start:stop], marked=True)
        at = stop
    if at < end:
        yield Segment(text[at:end])
