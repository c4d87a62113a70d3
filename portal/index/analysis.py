"""Japanese words: SudachiPy mode C with normalized forms, without particles, auxiliaries, symbols and blanks.

A word knows its short units (mode A), so that 督促 is found in 督促状 and 京都 is not found in 東京都.
One tokenizer a thread (it is not safe to share). Text in and out is folded text.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sudachipy import Dictionary, SplitMode

KNOWN_WORDS = 30_000  # kept as analysed, some 10 MB: most of a text is made of them
CHUNK = 8_000  # characters; Sudachi refuses more than 49,149 bytes at once
_DROPPED = {"助詞", "助動詞", "補助記号", "記号", "空白"}
_BREAK = re.compile(r"[。\n]")
_ARTICLE = re.compile(r"\d+条(?:の\d+)*")
_local = threading.local()
_Key = TypeVar("_Key")
_known: dict[tuple[int, str], Word] = {}
_numerals: dict[tuple[str, str], Word] = {}  # by reading, too: 三 is read one way in 三日 and another in 三人


class Word(NamedTuple):
    """One long unit as written, as normalized, its short units, and whether it carries meaning."""

    surface: str
    normal: str
    parts: tuple[str, ...]
    content: bool
    reading: str
    pos: str


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")


def _tokenizer() -> Any:
    tokenizer = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        dictionary = _dictionary()
        make = getattr(dictionary, "tokenizer", None) or dictionary.create
        tokenizer = _local.tokenizer = make(mode=SplitMode.C)
    return tokenizer


def chunks(text: str) -> Iterator[str]:
    """``text`` in pieces the tokenizer takes, cut after a sentence where there is one."""
    start = 0
    while len(text) - start > CHUNK:
        ends = [match.end() for match in _BREAK.finditer(text, start + CHUNK // 2, start + CHUNK)]
        end = ends[-1] if ends else start + CHUNK
        yield text[start:end]
        start = end
    yield text[start:]


def _parts(morpheme: Any) -> tuple[str, ...]:
    if len(morpheme.surface()) < 3:
        return ()
    split = morpheme.split(SplitMode.A, add_single=False)
    return tuple(part.normalized_form().casefold() for part in split)


def _learnt(morpheme: Any) -> Word:
    surface, pos = morpheme.surface(), morpheme.part_of_speech()[0]
    content = pos not in _DROPPED
    parts = _parts(morpheme) if content else ()
    return Word(surface, morpheme.normalized_form().casefold(), parts, content, morpheme.reading_form(), pos)


def _word(morpheme: Any, key: tuple[int, str]) -> Word:
    """A word met for the first time, or a numeral."""
    if morpheme.part_of_speech()[1] != "数詞":
        return _kept(_known, key, morpheme)
    own = (key[1], morpheme.reading_form())
    return _numerals.get(own) or _kept(_numerals, own, morpheme)


def _kept(known: dict[_Key, Word], key: _Key, morpheme: Any) -> Word:
    word = _learnt(morpheme)
    if len(known) < KNOWN_WORDS:
        known[key] = word
    return word


def words(text: str) -> list[Word]:
    """All the words of folded ``text``, particles included (``content`` tells them apart)."""
    found: list[Word] = []
    tokenizer = _tokenizer()
    for chunk in chunks(text):
        for morpheme in tokenizer.tokenize(chunk):
            key = (morpheme.word_id(), morpheme.surface())
            word = _known.get(key) or _word(morpheme, key)
            if word.content or word.surface.strip():
                found.append(word)
    return found


def articles(text: str) -> list[str]:
    """Article numbers of folded ``text`` as words of their own (231条の3), so that they weigh what they mean."""
    return _ARTICLE.findall(text) if "条" in text else []
