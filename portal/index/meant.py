"""もしかして: what was meant by what is written nowhere, out of what the asker may see and nothing else.

A piece that stands somewhere as it was typed is right. Otherwise it is compared, whole and then run by run, with the
names of things (titles, aliases, the terms of the field) by sound, for wrong conversions (換価の有余), and by one letter
(差押予告 for 差抑予告); then word by word with the words of the texts. What comes out must itself stand somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import Protocol

from portal.index import analysis
from portal.index.entries import key_of, reading_of
from portal.index.folding import fold, is_kana, katakana
from portal.index.language import parse
from portal.index.plan import is_asking
from portal.index.sounds import from_romaji, one_edit, with_small_kana
from portal.index.terms import Terms

MIN_LIKENESS = 0.6  # two letters of three
LONG_LIKENESS = 0.75  # アパート is not what パスポート meant
SOUND_LIKENESS = 0.85  # wrong conversions: 差抑え sounds almost like 差し押さえ
MAX_CORRECTED = 40  # letters; what is longer is a sentence, and found by its many words
MAX_WORD = 8  # letters of what is compared with words as a whole
MAX_WRONG = 2  # runs of one piece; more are another subject, not slips
MIN_WRITTEN, MIN_KANA, MIN_SOUNDED = 3, 4, 5  # letters of what may be one letter wrong
COMBINED = 4  # readings that are tried as two words


class Vocabulary(Protocol):
    """What もしかして needs to know of the visible texts."""

    def knows(self, word: str) -> bool: ...

    def holders(self, text: str) -> int:
        """How many documents hold all the pairs of letters of folded ``text``: as good as the text itself."""

    def written_as(self, reading: str) -> list[tuple[str, ...]]: ...

    def words_like(self, piece: str, reading: str) -> Iterable[tuple[str, str]]:
        """(reading, word) of the words ``alike`` to what was typed."""

    def names_like(self, key: str) -> Iterable[tuple[str, str]]:
        """(key, name) of the entries of the typeahead that have the first or the second half of ``key``; of a longer name
        its beginning."""


def alike(piece: str, reading: str, word: str, read: str) -> bool:
    """Whether a word is worth comparing: as long, give or take one letter, and of the same letters or sound."""
    if len(word) < 2:
        return False
    if abs(len(word) - len(piece)) <= 1 and not frozenset(piece).isdisjoint(word):
        return True
    return len(reading) > 3 and abs(len(read) - len(reading)) <= 1 and read[:1] == reading[:1]


def did_you_mean(known: Vocabulary, text: str, terms: Terms) -> str | None:
    """The query with what is wrong replaced by the likeliest known, or None if there is nothing to say."""
    plain = fold(parse(text).plain).strip()
    if len(plain) > MAX_CORRECTED:
        return None
    guess = _Guess(known, terms)
    corrected = " ".join(guess.piece(piece) for piece in plain.split())
    return corrected if corrected != " ".join(plain.split()) else None


class _Guess:
    def __init__(self, known: Vocabulary, terms: Terms) -> None:
        self._known, self._terms = known, terms
        self._right: dict[str, bool] = {}

    def piece(self, piece: str) -> str:
        """What was meant by a piece of the query without a space; itself if that is right or unknown."""
        if self._is_right(piece):
            return piece
        sound = _sound_of(piece)
        named = self._named(piece, sound) or self._spelt(piece, sound)
        if not named and MIN_WRITTEN <= len(piece) <= MAX_WORD:
            named = self._worded(piece, sound, only_slips=True)
        if named:
            return named
        runs = list(_runs(piece))
        if sum(not self._is_right(run) for run in runs) > MAX_WRONG:
            return piece
        found = [run if self._is_right(run) else self._run(run) for run in runs]
        whole = "".join(found)
        sure = (
            len(runs) == 1
            or self._known.holders(whole)
            or all(run == now or (len(run) > 3 and self._stands(now)) for run, now in zip(runs, found, strict=True))
        )
        return whole if sure else piece

    def _is_right(self, piece: str) -> bool:
        if piece in self._right:
            return self._right[piece]
        self._right[piece] = self._stands_as_typed(piece)
        return self._right[piece]

    def _stands_as_typed(self, piece: str) -> bool:
        words = [word for word in analysis.words(piece) if word.content and not is_asking(word)]
        if len(piece) < 2 or not words:
            return True
        if is_kana(piece) and self._readable(katakana(piece)):
            return True
        if len(words) == 1 and self._known.knows(words[0].normal):
            return True
        return self._known.holders(piece) > 0

    def _readable(self, reading: str) -> bool:
        return reading in self._terms.readings or any(len(words) == 1 for words in self._known.written_as(reading))

    def _run(self, run: str) -> str:
        if run.isascii():
            return run  # a name or a number of something else
        sound = _sound_of(run)
        return self._named(run, sound) or self._spelt(run, sound) or self._worded(run, sound) or run

    def _named(self, piece: str, sound: str) -> str | None:
        """The name that sounds the same or, if it is long enough, has one letter another."""
        own = _normal(piece)
        found: list[tuple[int, int, int, str]] = []
        for sounds, name in self._names(piece, sound):
            folded = fold(name)
            if _normal(folded) == own:
                return None  # 差押えの手続き is no slip for 差押えの手続
            grade = 0 if sounds else 1 if one_edit(piece, folded) else 2
            if _digits(folded) == _digits(piece) and self._stands(folded):
                found.append((grade, -self._known.holders(folded), len(name), folded))
        return min(found)[3] if found else None

    def _names(self, piece: str, sound: str) -> Iterator[tuple[bool, str]]:
        """(whether it sounds the same, name) of the names like ``piece``."""
        sounds = [*with_small_kana(sound)] if len(sound) > 2 else []
        key = key_of(piece)
        least = 2 if len(_normal(piece)) == len(piece) else MIN_WRITTEN  # 督則 is no word at all, 免許 is another one
        for own, name in chain(
            self._terms.sounding, *(self._known.names_like(one) for one in dict.fromkeys((key, *sounds)))
        ):
            if own in sounds:
                yield True, name
            elif (len(piece) >= least and one_edit(key, own) and not is_kana(piece)) or (
                len(sound) >= (MIN_KANA if is_kana(piece) else MIN_SOUNDED) and one_edit(sounds[0], own)
            ):
                yield False, name

    def _spelt(self, piece: str, sound: str) -> str | None:
        """How the texts write what was typed as it sounds: in romaji, with large kana, in wrong conversions."""
        for number, reading in enumerate(with_small_kana(sound) if len(sound) > 1 else ()):
            for term in self._terms.readings.get(reading, ()):
                if self._stands(term) and _normal(term) != _normal(piece):
                    return term
            if number < COMBINED:
                for words in self._known.written_as(reading):
                    joined = "".join(words)
                    same = len(words) == 1 or reading_of(joined) == reading
                    if same and _normal(joined) != _normal(piece) and self._stands(joined):
                        return joined
        return None

    def _worded(self, run: str, sound: str, *, only_slips: bool = False) -> str | None:
        """The visible word most like a run that holds unknown words, in writing or in sound; or a letter away from it."""
        words = [word for word in analysis.words(run) if word.content]
        if all(is_asking(word) or self._known.knows(word.normal) for word in words):
            return None
        scored: set[tuple[float, str]] = set()
        for read, word in self._known.words_like(run, sound):
            likeness = _likeness(run, word)
            if only_slips and not one_edit(run, word):
                continue
            if read and len(sound) > 3 and _likeness(sound, read) >= SOUND_LIKENESS:
                likeness = max(likeness, SOUND_LIKENESS)
            likely = likeness >= (MIN_LIKENESS if len(run) < 5 else LONG_LIKENESS)
            if likely and word != run and _digits(word) == _digits(run):
                scored.add((-likeness, word))
        return next((word for _, word in sorted(scored)[:20] if self._known.knows(word)), None)

    def _stands(self, text: str) -> bool:
        """Whether a correction can be found: it stands somewhere, or all its words do."""
        if self._known.holders(text):
            return True
        words = [word for word in analysis.words(text) if word.content]
        return len(words) == 1 and self._known.knows(words[0].normal)


def _sound_of(piece: str) -> str:
    """The katakana of what was typed; empty where it has none."""
    if (kana := from_romaji(katakana(piece))) and is_kana(kana):
        return kana
    return "".join(word.reading for word in analysis.words(piece) if word.surface.strip())


def _digits(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]


def _normal(text: str) -> tuple[str, ...]:
    return tuple(word.normal for word in analysis.words(fold(text)) if word.content)


def _runs(text: str) -> Iterator[str]:
    """Words of content as runs of neighbours, everything else as it stands."""
    run = ""
    at = 0
    for word in analysis.words(text):
        start = max(text.find(word.surface, at), at)
        gap, at = text[at:start], start + len(word.surface)
        if run and (gap or not word.content):
            yield run
            run = ""
        if gap:
            yield gap
        if word.content:
            run += word.surface
        else:
            yield word.surface
    yield from (piece for piece in (run, text[at:]) if piece)


def _likeness(one: str, other: str) -> float:
    """0 to 1; the cheap upper bound first, for most pairs are far apart."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= MIN_LIKENESS else 0.0
