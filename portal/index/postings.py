"""The postings of a segment: who holds a word, how much it weighs there, and who has the most points.

What stands in few documents is a list of document numbers; what stands in many (``dense``) is one byte a document, which
takes little more room and is read for a few candidates only. Both have a row of the one table of keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.index.impacts import NEIGHBOURS, U64

DENSE = 8  # a word of more than every eighth document is dense
DENSE_FROM = 500  # documents; in a smaller segment everything is a list
BLOCK = 16  # documents of which only the best is looked at first
LETTERS = 64  # single letters whose documents are remembered
_RIGHT = np.uint64(0x1FFFFF)

Numbers = NDArray[np.uint16] | NDArray[np.int64]
Points = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
_SLACK = 1e-9  # for the rounding of sums in another order


class Lookup(NamedTuple):
    """Where keys stand in a segment: their rows, how many documents stand there, and which of the keys are dense."""

    rows: Rows
    sizes: NDArray[np.int64]
    dense: NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """``keys`` ascend and end with ``MAX_KEY``, where nobody stands. The list of ``row`` begins at ``starts[row]``.

    ``dense`` has a line for each of ``dense_rows`` and a column a document, the columns filled up to whole blocks.
    """

    size: int
    keys: U64
    starts: NDArray[np.uint32]
    documents: NDArray[np.uint16]
    impacts: NDArray[np.uint8]
    sizes: NDArray[np.uint16]
    """How many documents stand in each row."""
    dense_rows: Rows
    dense: NDArray[np.uint8]

    @cached_property
    def _bound(self) -> int:
        """What stands in more documents is dense."""
        return dense_bound(self.size)

    def find(self, keys: U64) -> Lookup:
        """Where the keys stand; the last row stands for those the segment lacks."""
        rows = self.keys.searchsorted(keys)
        rows[self.keys.take(rows) != keys] = len(self.keys) - 1
        sizes = self.sizes.take(rows)
        return Lookup(rows, sizes.astype(np.int64), (sizes > self._bound).nonzero()[0])

    def _lines(self, rows: Rows) -> NDArray[np.int64]:
        """The lines of dense rows."""
        return np.asarray(self.dense_rows.searchsorted(rows), dtype=np.int64)

    # one row

    def _line(self, row: int) -> NDArray[np.uint8]:
        return np.asarray(self.dense[self.dense_rows.searchsorted(row)])

    def documents_of(self, row: int) -> Numbers:
        if self.sizes[row] > self._bound:
            return self._line(row).nonzero()[0]
        return self.documents[self.starts[row] : self.starts[row + 1]]

    def mark(self, row: int, mask: Mask) -> None:
        """Set ``mask`` for the documents of a row."""
        mask[self.documents_of(row)] = True

    def held_by(self, row: int, numbers: Numbers) -> Mask:
        """Which of ``numbers`` stand in a row."""
        if self.sizes[row] > self._bound:
            return np.asarray(self._line(row)[numbers] > 0)
        own = self.documents_of(row)
        if not len(own):
            return np.zeros(len(numbers), dtype=np.bool_)
        places = own.searchsorted(numbers)
        places[places == len(own)] = 0
        return np.asarray(own[places] == numbers)

    def together(self, rows: Sequence[int], numbers: Numbers | None) -> Mask:
        """Who of ``numbers`` (None: of all) stands in every one of the rows."""
        if numbers is None:
            mask = np.zeros(self.size, dtype=np.bool_)
            mask[self.meeting(rows)] = True
            return mask
        mask = self.held_by(rows[0], numbers)
        for row in rows[1:]:
            if mask.any():
                mask &= self.held_by(row, numbers)
        return mask

    def meeting(self, rows: Sequence[int]) -> Numbers:
        """The documents that stand in every one of the rows, the rarest looked at first."""
        ordered = sorted(rows, key=lambda row: int(self.sizes[row]))
        numbers = self.documents_of(ordered[0])
        for row in ordered[1:]:
            numbers = numbers[self.held_by(row, numbers)]
        return numbers

    # all that was looked up

    def _places(self, begins: NDArray[np.uint32], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the postings of several lists lie, one list after the other."""
        ends = sizes.cumsum()
        places = np.arange(ends[-1])
        places += (begins - ends + sizes).repeat(sizes)
        return places

    def counted(self, found: Lookup, mask: Mask) -> NDArray[np.int64]:
        """How many documents of ``mask`` stand in each row."""
        counts = np.zeros(len(found.rows), dtype=np.int64)
        for at, line in zip(found.dense.tolist(), self._lines(found.rows[found.dense]).tolist(), strict=True):
            counts[at] = np.count_nonzero(self.dense[line, : self.size] * mask)
        own = ((found.sizes > 0) & (found.sizes <= self._bound)).nonzero()[0]
        if len(own):
            sizes = found.sizes[own]
            documents = self.documents.take(self._places(self.starts.take(found.rows[own]), sizes))
            counts[own] = np.add.reduceat(mask.take(documents), sizes.cumsum() - sizes, dtype=np.int64)
        return counts

    def _listed(self, found: Lookup, amounts: Points, first: int) -> tuple[Points, Points]:
        """From the lists alone, for every document: the sum of amount × impact over the keys from ``first`` on, and the
        sum of the amounts of the keys before."""
        width = self.dense.shape[1]
        own = ((found.sizes <= self._bound) & (amounts > 0)).nonzero()[0]
        sizes = found.sizes.take(own)
        if not sizes.any():
            return np.zeros(width), np.zeros(width)
        places = self._places(self.starts.take(found.rows.take(own)), sizes)
        flat = int(sizes[: own.searchsorted(first)].sum())
        points = amounts.take(own).repeat(sizes)
        points[flat:] *= self.impacts.take(places[flat:])
        documents = self.documents.take(places).astype(np.int64)
        documents[:flat] += width
        sums: Points = np.bincount(documents, weights=points, minlength=2 * width).astype(np.float64, copy=False)
        return sums[:width], sums[width:]

    def all(self, found: Lookup, amounts: Points, first: int) -> tuple[Points, Points]:
        """Every document's points and what it covers: amount × impact over the keys from ``first`` on; the amounts of
        the keys before."""
        points, covers = self._listed(found, amounts, first)
        for at, line in zip(found.dense.tolist(), self._lines(found.rows[found.dense]).tolist(), strict=True):
            if at < first:
                covers += amounts[at] * (self.dense[line] > 0)
            else:
                points += amounts[at] * self.dense[line]
        return points[: self.size], covers[: self.size]

    def best(
        self, found: Lookup, amounts: Points, first: int, wanted: int, base: Mask | None
    ) -> tuple[Numbers, Points, Points]:
        """The ``wanted`` documents of ``base`` with the most points (all that tie with the last), numbers ascending, with
        their points and what they cover.

        The lists are added up for everybody; the dense rows only for those whom they can still lift among the best.
        """
        points, covers = self._listed(found, amounts, first)
        if base is not None:
            points[: self.size][~base] = -np.inf
        lines, own = self._lines(found.rows.take(found.dense)), amounts.take(found.dense)
        flat = int(found.dense.searchsorted(first))
        numbers, rest, weights = self._ahead(points, lines[flat:], own[flat:], wanted)
        points, covers = points.take(numbers), covers.take(numbers)
        if len(rest):
            points += weights @ self.dense.take(rest, axis=0).take(numbers, axis=1)
        if len(numbers) > wanted:
            kept = (points >= _nth(points.copy(), wanted)).nonzero()[0]
            numbers, points, covers = numbers.take(kept), points.take(kept), covers.take(kept)
        if flat:
            covers += own[:flat] @ (self.dense.take(lines[:flat], axis=0).take(numbers, axis=1) > 0)
        return numbers, points, covers

    def _ahead(
        self, points: Points, lines: NDArray[np.int64], weights: Points, wanted: int
    ) -> tuple[Numbers, NDArray[np.int64], Points]:
        """Who can still be among the best, and the dense lines to look up for them.

        The weightiest quarter of the lines is added to everybody's ``points`` as long as that leaves too many.
        """
        lifts = weights * self._tops.take(lines)
        lift = float(lifts.sum()) + _SLACK
        bar = _least(points, wanted) - lift
        if bar > 0 or not len(lines):
            if bar <= 0:
                points[self.size :] = -np.inf
            numbers = (points >= max(bar, 0.0)).nonzero()[0]
            if len(numbers) * 3 <= self.size or not len(lines):
                return numbers, lines, weights
        order = (-lifts).argsort()
        most = -(-len(order) // 4)
        points += weights.take(order[:most]) @ self.dense.take(lines.take(order[:most]), axis=0)
        return self._ahead(points, lines.take(order[most:]), weights.take(order[most:]), wanted)

    @cached_property
    def _tops(self) -> Points:
        """The greatest impact of each dense row."""
        return np.asarray(self.dense.max(axis=1, initial=0), dtype=np.float64)

    # single letters

    def containing(self, char: str) -> Numbers:
        """The documents of all pairs that hold ``char``; the letters asked last are remembered."""
        found = self._letters.get(char)
        if found is None:
            mask = np.zeros(self.size, dtype=np.bool_)
            for row in self._pairs_of(ord(char)):
                self.mark(row, mask)
            found = mask.nonzero()[0].astype(np.uint16)
            if len(self._letters) < LETTERS:
                self._letters[char] = found
        return found

    def _pairs_of(self, code: int) -> list[int]:
        """The rows of the pairs that hold a letter."""
        first, last = self.keys.searchsorted(np.array([code << 21, code + 1 << 21], dtype=np.uint64)).tolist()
        order, rights = self._by_right
        begin, end = rights.searchsorted(np.array([code, code + 1], dtype=np.uint32)).tolist()
        return [*range(first, last), *order[begin:end].tolist()]

    @cached_property
    def _letters(self) -> dict[str, Numbers]:
        return {}

    @cached_property
    def _by_right(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """The rows of the pairs in the order of their right letter, and those letters."""
        pairs = self.keys[: self.keys.searchsorted(np.uint64(NEIGHBOURS))]
        rights = (pairs & _RIGHT).astype(np.uint32)
        order = np.argsort(rights, kind="stable").astype(np.uint32)
        return order, rights[order]

    @property
    def nbytes(self) -> int:
        arrays = (self.keys, self.starts, self.documents, self.impacts, self.sizes, self.dense_rows, self.dense)
        return sum(array.nbytes for array in arrays)


def dense_bound(size: int) -> int:
    """In a segment of ``size`` documents, what stands in more of them is dense."""
    return size // DENSE if size >= DENSE_FROM else size


def _least(points: Points, wanted: int) -> float:
    """A bar that at least ``wanted`` documents reach, found by the best of each block; −∞ if there are not so many."""
    if len(points) > BLOCK * wanted:
        return _nth(np.maximum.reduce(points.reshape(BLOCK, -1)), wanted)
    return _nth(points.copy(), wanted) if len(points) > wanted else -np.inf


def _nth(points: Points, wanted: int) -> float:
    """The least of the ``wanted`` greatest; ``points`` are brought into disorder."""
    place = len(points) - wanted
    points.partition(place)
    return float(points[place])
