"""A segment as one commit and one audience see it, and what can be asked of it: who holds a word, who contains a text.

Documents are numbers within the view. A mask is True for the documents meant; None stands for all of them, which is
the common case and costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.index import impacts
from portal.index.filters import in_folder
from portal.index.postings import Lookup, Mask, Numbers, Points
from portal.index.segments import Column, SegmentArrays

Filter = Mask | None
DIGITS = 6  # of a score; what differs less is equal, in whatever order it was added up


@dataclass(frozen=True)
class View:
    """A segment's arrays and which of its documents are alive (None: all)."""

    name: str
    arrays: SegmentArrays
    live: Filter

    @classmethod
    def of(cls, name: str, arrays: SegmentArrays, deleted: frozenset[int]) -> View:
        live = np.ones(len(arrays), dtype=np.bool_) if deleted else None
        if live is not None:
            live[list(deleted)] = False
        return cls(name, arrays, live)

    def __len__(self) -> int:
        return len(self.arrays)

    def live_ids(self) -> Iterator[str]:
        return (i for n, i in enumerate(self.arrays.ids) if self.live is None or self.live[n])

    def allowed(self, audience: frozenset[str] | None) -> Filter:
        """Who is alive and carries one label of ``audience`` (None: whatever the label)."""
        column = self.arrays.audiences
        if audience is None:
            return self.live
        table = [isinstance(value, frozenset) and not audience.isdisjoint(value) for value in column.values]
        return self.live if all(table) else both(np.array(table, dtype=np.bool_)[column.codes], self.live)

    def found(self, keys: Sequence[int]) -> Lookup:
        return self.arrays.postings.find(np.array(keys, dtype=np.uint64))

    def answering(self, keys: Sequence[int]) -> Numbers:
        """The documents that hold every one of the ``keys``."""
        return self.arrays.postings.meeting(self.found(keys).rows.tolist())

    def holding(self, word: str) -> Numbers:
        """Who holds ``word`` as a word or as a short unit of one."""
        return self.answering([impacts.held_key(word)])

    def holding_all(self, words: Sequence[str]) -> Mask:
        mask = np.zeros(len(self), dtype=np.bool_)
        if words:
            mask[self.answering([impacts.held_key(word) for word in words])] = True
        return mask

    def containing(self, text: str) -> Mask:
        """Who contains folded ``text`` as far as pairs of letters tell; a single letter: inside any pair or as a word."""
        mask = np.zeros(len(self), dtype=np.bool_)
        if len(text) == 1:
            mask[self.holding(text)] = True
            mask[self.arrays.postings.containing(text)] = True
        elif pairs := impacts.pair_keys(text):
            mask[self.answering(list(pairs))] = True
        return mask


def both(first: Filter, second: Filter) -> Filter:
    if first is None:
        return second
    return first if second is None else first & second


def size_of(mask: Filter, view: View) -> int:
    return len(view) if mask is None else int(np.count_nonzero(mask))


def numbers_of(mask: Filter, view: View) -> Numbers:
    return (np.arange(len(view)) if mask is None else np.flatnonzero(mask)).astype(np.uint16)


def chosen(column: Column, wanted: frozenset[str]) -> Filter:
    if not wanted:
        return None
    table = np.array([value in wanted for value in column.values], dtype=np.bool_)
    return table[column.codes]


def chosen_folders(column: Column, wanted: frozenset[str]) -> Filter:
    """A folder stands for what lies below it, too (see ``filters.in_folder``)."""
    return chosen(column, frozenset(v for v in map(str, column.values) if in_folder(v, wanted)) or wanted)


def facet(columns: Sequence[Column], masks: Sequence[Filter]) -> Mapping[str, int]:
    """How many documents have each value, the most frequent first."""
    counts: dict[str, int] = {}
    for column, mask in zip(columns, masks, strict=True):
        codes = column.codes if mask is None else column.codes[mask]
        for value, number in zip(column.values, np.bincount(codes, minlength=len(column.values)).tolist(), strict=True):
            if number and value:
                counts[str(value)] = counts.get(str(value), 0) + number
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def page_of(scores: Sequence[Points], hits: Sequence[Numbers], wanted: int) -> list[tuple[float, int, int]]:
    """The best ``wanted`` as (−score, view, number), sorted; equal scores in the order of entry.

    ``scores`` are those of ``hits``, the numbers of the documents that match.
    """
    best: list[tuple[float, int, int]] = []
    for n, (values, numbers) in enumerate(zip(scores, hits, strict=True)):
        if len(values) > wanted > 0:
            least = np.partition(values, len(values) - wanted)[len(values) - wanted]
            kept = np.flatnonzero(values >= least)
            numbers, values = numbers[kept], values[kept]
        best.extend(zip((-values.round(DIGITS)).tolist(), [n] * len(values), numbers.tolist(), strict=True))
    return sorted(best)[:wanted]
