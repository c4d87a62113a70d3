"""The arrays of one durable segment: postings, what filters look at, and the vocabulary.

Built from the stored token lines alone, so a segment written by another process is taken over like one's own.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.index import impacts, tokens
from portal.index.analysis import articles
from portal.index.entries import entries_of
from portal.index.folding import fold
from portal.index.impacts import U64
from portal.index.joining import Table, joined
from portal.index.port import Document
from portal.index.postings import Postings


@dataclass(frozen=True)
class Column:
    """A property of every document as a small number and the list of its distinct values."""

    codes: NDArray[np.uint16]
    values: tuple[object, ...]


@dataclass(frozen=True)
class SegmentArrays:
    ids: tuple[str, ...]
    numbers: dict[str, int]
    postings: Postings
    kinds: Column
    folders: Column
    audiences: Column
    authors: Column
    updated: NDArray[np.int32]
    vocabulary: str
    """``\\n``-joined ``reading\\tword`` of every distinct word, enclosed by ``\\n``."""
    entries: str
    """What the typeahead offers, one line an entry: key, shown text, source, number of the document."""

    def __len__(self) -> int:
        return len(self.ids)


class _Coder:
    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}
        self.codes = array("H")

    def add(self, value: object) -> None:
        self.codes.append(self.numbers.setdefault(value, len(self.numbers)))

    def column(self) -> Column:
        return Column(np.array(self.codes, dtype=np.uint16), tuple(self.numbers))


class _Terms:
    """Collects words (or pairs) as dense numbers, one entry an occurrence."""

    def __init__(self) -> None:
        self.terms = array("I")
        self.owners = array("H")

    def extend(self, terms: Iterable[int], owner: int) -> int:
        before = len(self.terms)
        self.terms.extend(terms)
        added = len(self.terms) - before
        self.owners.extend([owner] * added)
        return added

    def arrays(self) -> tuple[U64, NDArray[np.uint16]]:
        return np.array(self.terms, dtype=np.uint64), np.array(self.owners, dtype=np.uint16)


class Builder:
    """Takes documents with their token lines one by one; ``build`` makes the arrays."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._kinds, self._folders, self._audiences, self._authors = _Coder(), _Coder(), _Coder(), _Coder()
        self._updated = array("i")
        self._known: dict[str, tuple[int, tuple[int, ...], str]] = {}
        self._words: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        self._word_terms, self._part_terms = _Terms(), _Terms()
        self._follows = array("b")
        self._word_lengths, self._pair_lengths = array("f"), array("f")
        self._pairs: list[NDArray[np.uint64]] = []
        self._entries: list[str] = []

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, document: Document, line: str) -> None:
        number = len(self._ids)
        self._ids.append(document.id)
        self._kinds.add(document.kind)
        self._folders.add(document.folder)
        self._audiences.add(document.audience)
        self._authors.add(fold(document.author))
        self._updated.append(document.updated_on.toordinal() if document.updated_on else 0)
        self._entries.extend(f"{entry}\t{number}" for entry in entries_of(document))
        text = tokens.gram_text(document)
        self._add_words(number, line, articles(text))
        pairs = impacts.gram_codes(text)
        self._pair_lengths.append(len(pairs))
        self._pairs.append(pairs)

    def _add_words(self, number: int, line: str, extra: list[str]) -> None:
        known = self._known
        whole: list[int] = []
        parts: set[int] = set()
        follows = False
        for token in tokens.tokens(line):
            entry = known.get(token)
            if entry is None:
                entry = known[token] = self._learn(token)
            if entry[0] >= 0:
                whole.append(entry[0])
                parts.update(entry[1])
                self._follows.append(follows)
                follows = True
            elif token in tokens.BREAKS:
                follows = False
        self._word_lengths.append(len(whole))
        whole.extend(self._words.setdefault(article, len(self._words)) for article in extra)
        parts.update(self._parts.setdefault(article, len(self._parts)) for article in extra)
        self._follows.extend([0] * len(extra))
        self._word_terms.extend(whole, number)
        self._part_terms.extend(parts, number)

    def _learn(self, token: str) -> tuple[int, tuple[int, ...], str]:
        normal, reading, parts = tokens.decode(token)
        if not normal:
            return -1, (), ""
        number = self._words.setdefault(normal, len(self._words))
        held = dict.fromkeys((normal, *parts))
        return number, tuple(self._parts.setdefault(part, len(self._parts)) for part in held), f"{reading}\t{normal}"

    def build(self) -> SegmentArrays:
        lengths = np.array(self._word_lengths, dtype=np.float32)
        words = np.array([impacts.word_key(word) for word in self._words], dtype=np.uint64)
        parts = np.array([impacts.held_key(part) for part in self._parts], dtype=np.uint64)
        tables = [
            self._pair_table(),
            self._neighbour_table(words, lengths),
            _table(*self._word_terms.arrays(), lengths, words),
            _table(*self._part_terms.arrays(), lengths, parts),
        ]
        vocabulary = "\n" + "\n".join(sorted({entry[2] for entry in self._known.values() if entry[2]})) + "\n"
        return SegmentArrays(
            ids=tuple(self._ids),
            numbers={identity: number for number, identity in enumerate(self._ids)},
            postings=joined(tables, len(self._ids)),
            kinds=self._kinds.column(),
            folders=self._folders.column(),
            audiences=self._audiences.column(),
            authors=self._authors.column(),
            updated=np.array(self._updated, dtype=np.int32),
            vocabulary=vocabulary,
            entries="\n" + "\n".join(sorted(self._entries)) + "\n",
        )

    def _neighbour_table(self, words: U64, lengths: NDArray[np.float32]) -> Table:
        """Words that follow one another within a sentence, whatever particles stand between."""
        terms, owners = self._word_terms.arrays()
        follows = np.array(self._follows, dtype=np.bool_)[1:]
        keys = words[terms]
        buckets = impacts.neighbour_buckets(keys[:-1][follows], keys[1:][follows])
        return _table(buckets, owners[1:][follows], lengths, None)

    def _pair_table(self) -> Table:
        """Pairs by way of a dense 32-bit number, so that one sort of 64-bit integers counts them."""
        lengths = np.array(self._pair_lengths, dtype=np.float32)
        codes = np.concatenate(self._pairs) if self._pairs else np.empty(0, dtype=np.uint64)
        owners = np.repeat(np.arange(len(self._pairs), dtype=np.uint16), lengths.astype(np.int64))
        self._pairs = []
        used = np.unique(np.concatenate((codes >> np.uint64(21), codes & np.uint64(0x1FFFFF))))
        dense = np.zeros(0x110000, dtype=np.uint64)
        dense[used] = np.arange(len(used), dtype=np.uint64)
        terms = dense[codes >> np.uint64(21)] << np.uint64(20) | dense[codes & np.uint64(0x1FFFFF)]
        del codes
        found, documents, counts = impacts.counted(terms, owners)
        first = _firsts(found)
        distinct = found[first]
        keys = used[distinct >> np.uint64(20)] << np.uint64(21) | used[distinct & np.uint64(0xFFFFF)]
        average = float(lengths.mean()) if len(lengths) else 0.0
        return Table(
            keys.astype(np.uint64),
            np.append(first, len(found)).astype(np.uint32),
            documents,
            impacts.quantized(counts, lengths, documents, average),
        )


def _firsts(terms: NDArray[np.uint64]) -> NDArray[np.int64]:
    if not len(terms):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], terms[1:] != terms[:-1])))


def _table(terms: U64, owners: NDArray[np.uint16], lengths: NDArray[np.float32], names: U64 | None) -> Table:
    """Postings of terms given by number; ``names`` are their keys (None: neighbours, which are their own)."""
    found, documents, counts = impacts.counted(terms, owners)
    first = _firsts(found)
    distinct = found[first]
    keys = impacts.marked_neighbours(distinct) if names is None else names[distinct] if len(names) else distinct
    average = float(lengths.mean()) if len(lengths) else 0.0
    values = impacts.quantized(counts, lengths, documents, average)
    return Table(keys, np.append(first, len(found)).astype(np.uint32), documents, values)
