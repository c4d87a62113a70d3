"""Typeahead over the entries of the visible documents (titles, readings, aliases, 条番号).

The entries of a segment lie in one string, one line an entry; finding a beginning in it is a scan at memory speed and
costs a tenth of the memory of a tree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import islice

from portal.index.entries import keys_of
from portal.index.port import Document, Suggestion
from portal.index.ranking import Ranking

MAX_PREFIX = 60
MAX_SCANNED = 4_000
Line = tuple[str, str, int]
DocumentOf = Callable[[int, int], Document]


def suggestions(ranking: Ranking, prefix: str, document_of: DocumentOf, *, limit: int) -> tuple[Suggestion, ...]:
    """Entries that begin with ``prefix``, then those that contain it; each document once."""
    if limit <= 0:
        return ()
    keys = keys_of(prefix[:MAX_PREFIX])
    return next((found for key in keys if (found := _suggested(ranking, key, document_of, limit))), ())


def _suggested(ranking: Ranking, key: str, document_of: DocumentOf, limit: int) -> tuple[Suggestion, ...]:
    found: dict[tuple[int, int], Suggestion] = {}
    for lines in (_beginning, _containing):
        for n, view in enumerate(ranking.views):
            for shown, source, number in islice(lines(view.arrays.entries, key), MAX_SCANNED):
                if (n, number) not in found and ranking.may_see(n, number):
                    document = document_of(n, number)
                    found[n, number] = Suggestion(
                        shown, source, document.id, document.kind, document.url, document.title
                    )
                    if len(found) >= limit:
                        return tuple(found.values())
    return tuple(found.values())


def _beginning(entries: str, key: str) -> Iterator[Line]:
    for line in lines_beginning(entries, key):
        _, shown, source, number = line.split("\t")
        yield shown, source, int(number)


def lines_beginning(entries: str, key: str) -> Iterator[str]:
    """The lines are sorted: the first that begins with ``key`` is found by halving, the others follow it."""

    def not_before(place: int) -> bool:
        start = entries.rfind("\n", 0, place + 1) + 1
        return entries[start : start + len(key)] >= key

    at = bisect_left(range(len(entries) - 1), True, key=not_before)
    while entries.startswith(key, at + 1):
        end = entries.index("\n", at + 1)
        yield entries[at + 1 : end]
        at = end


def _containing(entries: str, key: str) -> Iterator[Line]:
    """The other entries that hold ``key``."""
    at = 0
    while (at := entries.find(key, at)) >= 0:
        begin, end = entries.rfind("\n", 0, at) + 1, entries.index("\n", at)
        own, shown, source, number = entries[begin:end].split("\t")
        if begin < at < begin + len(own):
            yield shown, source, int(number)
        at = end
