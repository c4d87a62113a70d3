"""What もしかして asks of the local engine: the words, names and texts that one audience may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import numpy as np

from portal.index.folding import fold
from portal.index.ranking import Ranking
from portal.index.suggest import lines_beginning

MAX_NAMES = 400  # that have a half in common with what was typed


class LocalVocabulary:
    """``meant.Vocabulary`` over the views of one ranking."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def knows(self, word: str) -> bool:
        return self._ranking.knows(word)

    def written_as(self, reading: str) -> list[tuple[str, ...]]:
        return self._ranking.written_as(reading)

    def words_like(self, piece: str, reading: str) -> Iterable[tuple[str, str]]:
        return self._ranking.words_like(piece, reading)

    def holders(self, text: str) -> int:
        found = 0
        for view, allowed in zip(self._ranking.views, self._ranking.allowed, strict=True):
            own = view.containing(text)
            found += int(np.count_nonzero(own if allowed is None else own & allowed))
        return found

    def names_like(self, key: str) -> Iterator[tuple[str, str]]:
        if len(key) < 2:
            return
        for n, view in enumerate(self._ranking.views):
            lines = chain(_beginning(view.arrays.entries, key), _ending(view.arrays.entries, key))
            for own, shown, number in islice(lines, MAX_NAMES):
                if self._ranking.may_see(n, int(number)):
                    yield own, shown


def shortened(own: str, shown: str, source: str, key: str) -> tuple[str, str]:
    """An entry that is longer than ``key``, cut to what may be compared: the reading of a part is not known."""
    written = "".join(fold(shown).split())
    if source == "reading" or len(own) <= len(key) + 1 or len(written) != len(own):
        return own, shown
    return own[: len(key)], written[: len(key)]


def _beginning(entries: str, key: str) -> Iterator[tuple[str, str, str]]:
    for line in lines_beginning(entries, key[: len(key) // 2]):
        own, shown, source, number = line.split("\t")
        own, shown = shortened(own, shown, source, key)
        if abs(len(own) - len(key)) <= 1:
            yield own, shown, number


def _ending(entries: str, key: str) -> Iterator[tuple[str, str, str]]:
    at, needle = 0, key[len(key) // 2 :] + "\t"
    while (at := entries.find(needle, at)) >= 0:
        begin, end = entries.rfind("\n", 0, at) + 1, entries.index("\n", at)
        own, shown, _, number = (*entries[begin:end].split("\t"), "")[:4]
        if abs(len(own) - len(key)) <= 1 and begin + len(own) == at + len(needle) - 1:
            yield own, shown, number
        at = end
