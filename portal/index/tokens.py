"""How an analysed document is kept: one line of tokens, from which postings and exact phrases are derived.

A token is ``[MUTE]normal[READ reading][PART part]…``; tokens are joined by ``NEXT``. MUTE marks particles and the
like, which count for phrases only. The same line serves both backends, so a phrase means the same in each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from portal.index import analysis
from portal.index.folding import fold
from portal.index.port import Document

NEXT, PART, MUTE, READ = "\x1f", "\x1e", "\x1d", "\x1c"
TITLE_TIMES = 3
BREAKS = frozenset({MUTE + "。", MUTE + "/"})  # between sentences and fields: no neighbours across
MAX_CHARACTERS = 1_000_000  # of one body; what lies beyond is stored and shown, but not found
_KANJI = re.compile("[\u3400-\u9fff々]")
_READINGS = re.compile(f"{READ}[^{PART}{NEXT}]*")
_WHOLES = re.compile(f"(?:(?<=^)|(?<={NEXT}))[^{PART}{NEXT}]*{PART}")


def encode(text: str) -> str:
    """The token line of ``text`` (not yet folded)."""
    return NEXT.join(_token(word) for word in analysis.words(fold(text[:MAX_CHARACTERS])))


@lru_cache(maxsize=30_000)
def _token(word: analysis.Word) -> str:
    if not word.content:
        return MUTE + word.normal
    reading = READ + word.reading if word.reading and _KANJI.search(word.normal) else ""
    return word.normal + reading + "".join(PART + part for part in word.parts)


def decode(token: str) -> tuple[str, str, tuple[str, ...]]:
    """Normal form, reading and short units of one token; a MUTE token has no normal form."""
    if token.startswith(MUTE):
        return "", "", ()
    head, *parts = token.split(PART)
    normal, _, reading = head.partition(READ)
    return normal, reading, tuple(parts)


def short_units(line: str) -> str:
    """The line as short units, particles included, each enclosed by NEXT: what exact phrases are looked for in."""
    line = _WHOLES.sub("", _READINGS.sub("", line))
    return NEXT + line.replace(PART, NEXT).replace(MUTE, "") + NEXT


def phrase_pattern(text: str) -> re.Pattern[str] | None:
    """Matches ``short_units`` where ``text`` stands as whole units: 京都 is not in 東京都, 処分の停止 is in 滞納処分の停止."""
    joined = "".join(short_units(encode(text)).split(NEXT))
    if not joined:
        return None
    return re.compile(NEXT + f"{NEXT}?".join(re.escape(char) for char in joined) + NEXT)


def title_of(document: Document) -> str:
    """What weighs as the title: the title itself with its aliases."""
    return " ".join((document.title, *document.aliases)).strip()


def gram_text(document: Document) -> str:
    """The folded text whose character pairs are counted, the title thrice."""
    title = fold(title_of(document))
    return " ".join((*[title] * TITLE_TIMES, fold(document.body[:MAX_CHARACTERS])))


def line_of(document: Document) -> str:
    """The token line of a whole document: title thrice, then statutes, then the body."""
    title = encode(title_of(document))
    statutes = encode(" ".join(document.statutes)) if document.statutes else ""
    lines = [*[title] * TITLE_TIMES, statutes, encode(document.body)]
    return f"{NEXT}{MUTE}/{NEXT}".join(line for line in lines if line)


def tokens(line: str) -> Iterator[str]:
    return iter(line.split(NEXT)) if line else iter(())
