"""What the typeahead knows of a document: titles, readings, aliases and 条番号, in one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.index import analysis
from portal.index.folding import fold, katakana
from portal.index.port import Document
from portal.index.sounds import from_romaji

_HALF_TYPED = re.compile(r"(.)[a-z]{1,2}$")


def key_of(text: str) -> str:
    """The spelling under which entries and beginnings meet: folded, kana as katakana, without spaces."""
    return katakana("".join(fold(text).split()))


def keys_of(typed: str) -> Iterator[str]:
    """The keys of a beginning, the likeliest first: as typed, romaji as kana, and without the letters of a kana that is half
    typed (とくそk)."""
    key = key_of(typed)
    kana = _HALF_TYPED.sub(r"\1", key)
    yield from dict.fromkeys(one for one in (key, from_romaji(key), kana, from_romaji(kana)) if one)


def entries_of(document: Document) -> Iterator[str]:
    """The lines of one document without its number: key, shown text, source."""
    named = [
        (document.title, document.title, "title"),
        (document.reading or reading_of(document.title), document.title, "reading"),
    ]
    for alias in document.aliases:
        named += [(alias, alias, "alias"), (reading_of(alias), alias, "reading")]
    named += [(statute, statute, "statute") for statute in document.statutes]
    seen: set[tuple[str, str]] = set()
    for text, shown, source in named:
        key, name = key_of(text), " ".join(shown.split())
        if key and (key, name) not in seen:
            seen.add((key, name))
            yield "\t".join((key, name, source))


def reading_of(title: str) -> str:
    """How a name is read, in katakana."""
    return "".join(word.reading for word in analysis.words(fold(title)))
