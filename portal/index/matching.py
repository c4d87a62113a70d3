"""One side of an OR over the views: the score of every document, and whether it matches.

Score: BM25 impacts of words (1.0), pairs of letters (0.3) and neighbouring words (0.3), added up flat.
Match (``covering``): a document must cover enough of what was asked for, weighed by rarity; so an unknown question finds
nothing instead of the least bad page. A phrase and an exclusion are exact: whole short units, 京都 is not in 東京都.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from portal.index import impacts, tokens
from portal.index.analysis import words as words_of
from portal.index.covering import MAX_CONCEPTS, Asked, Cover, Way, bar_of
from portal.index.folding import fold
from portal.index.plan import GroupPlan
from portal.index.postings import Lookup, Mask, Numbers, Points
from portal.index.views import DIGITS, Filter, View

PAIR_WEIGHT = 0.3
NEIGHBOUR_WEIGHT = 0.3
UNIT = impacts.scale(1.0)  # what one step of an impact is worth
SMALL = 200  # below so many documents rarity says little
SPARE = 8  # documents beyond those wanted that are looked at first, for some may cover too little

LineOf = Callable[[int, int], str]
Places = list[tuple[float, int, int]]
"""−score, view, number: sorted, the best come first, and equal ones in the order of entry."""


class GroupMatch:
    """One group over all views; what is common to them is worked out once, what is not asked for never."""

    def __init__(
        self,
        views: tuple[View, ...],
        allowed: Sequence[Filter],
        inner: Sequence[Filter],
        visible: int,
        group: GroupPlan,
        line_of: LineOf,
    ) -> None:
        self._views, self._allowed, self._inner = views, allowed, inner
        self._group, self._line_of = group, line_of
        self._concepts = group.concepts[:MAX_CONCEPTS]
        keys, amounts = self._terms()
        self._found = [view.arrays.postings.find(keys) for view in views]
        seen = everywhere = self._frequencies(self._found, None)
        if any(mask is not None for mask in allowed):
            seen = self._frequencies(self._found, allowed)
        self._seen: list[int] = seen.tolist()
        cover = Cover(self._asked(), self._seen, self._otherwise, self._containing, max(visible, SMALL))
        self._amounts = np.zeros(len(self._seen))  # some may have been looked up since
        np.multiply(amounts, impacts.idfs(sum(map(len, views))).take(everywhere), out=self._amounts[: len(keys)])
        self._amounts[: len(cover.weights)] = cover.weights
        self._cover, self.doubtful = cover, cover.doubtful

    @property
    def exact(self) -> bool:
        """Whether it asks for phrases or excludes something, so that texts must be looked into."""
        return bool(self._group.phrases or self._group.excluded)

    # ranking

    def top(self, base: Sequence[Filter], wanted: int) -> Places | None:
        """The best ``wanted`` that match; None where the documents with the most points do not decide it."""
        ahead = wanted + SPARE
        found = [
            view.arrays.postings.best(self._found[n], self._amounts, self._first, ahead, base[n])
            for n, view in enumerate(self._views)
        ]
        bar = bar_of(self._cover.worths, max(float(covers.max(initial=0.0)) for _, _, covers in found))
        if self._cover.manifold and any(covers.min(initial=np.inf) < bar for _, _, covers in found):
            found = [(own[0], own[1], self._with_manifold(n, own[2], own[0])) for n, own in enumerate(found)]
            bar = bar_of(self._cover.worths, max(float(covers.max(initial=0.0)) for _, _, covers in found))
        return _decided(found, wanted, bar)

    def points(self, n: int, numbers: Numbers) -> Points:
        """The scores of the documents ``numbers`` of a view."""
        return self._all[n][0][numbers]

    # matching

    def matching(self, n: int) -> Mask:
        """Which documents of a view that pass the outer filter match."""
        group, inner = self._group, self._inner[n]
        if not group.phrases and (self._concepts or not group.excluded):
            mask = self._all[n][1] >= self._bar
            mask = mask if inner is None else mask & inner
        else:
            mask = np.ones(len(self._views[n]), dtype=np.bool_) if inner is None else inner
        for phrase in group.phrases:
            mask = mask & self._exactly(n, phrase, mask)
        for phrase in group.excluded:
            if tokens.phrase_pattern(phrase) is not None:
                mask = mask & ~self._exactly(n, phrase, mask)
        return mask

    @cached_property
    def _all(self) -> list[tuple[Points, Points]]:
        """For each view every document's points and what it covers of what was asked for."""
        found: list[tuple[Points, Points]] = []
        for n, view in enumerate(self._views):
            points, covers = view.arrays.postings.all(self._found[n], self._amounts, self._first)
            found.append((points, self._with_manifold(n, covers, None)))
        return found

    @cached_property
    def _bar(self) -> float:
        covers = [own[1] if mask is None else own[1][mask] for own, mask in zip(self._all, self._inner, strict=True)]
        return bar_of(self._cover.worths, max((float(cover.max(initial=0.0)) for cover in covers), default=0.0))

    def _with_manifold(self, n: int, covers: Points, numbers: Numbers | None) -> Points:
        """``covers`` of ``numbers`` (None: of all) of a view with what they cover of the concepts that are not one word."""
        view, rows = self._views[n], self._found[n].rows
        for worth, ways, letter in self._cover.manifold:
            masks = [view.arrays.postings.together(rows[list(way)].tolist(), numbers) for way in ways]
            if letter:
                own = view.containing(letter)
                masks.append(own if numbers is None else own[numbers])
            covers = covers + worth * np.logical_or.reduce(masks)
        return covers

    def _exactly(self, n: int, phrase: str, base: Mask) -> Mask:
        """Which documents of ``base`` hold ``phrase`` as whole short units, 送り仮名 folded."""
        pattern = tokens.phrase_pattern(phrase)
        if pattern is None:
            return np.ones_like(base)
        view, folded = self._views[n], fold(phrase)
        units = words_of(folded)
        names = [word.normal for word in units if word.content]
        likely = view.containing(folded) if len(folded) > 1 else np.zeros_like(base)
        sure = np.zeros_like(base)
        if len(units) == 1:
            sure = view.holding_all(names)
        else:
            likely |= view.holding_all(names)
        for number in np.flatnonzero(likely & base & ~sure).tolist():
            sure[number] = pattern.search(tokens.short_units(self._line_of(n, number))) is not None
        return sure

    # what is looked up

    def _terms(self) -> tuple[impacts.U64, Points]:
        """The keys looked up and their weights: who holds each concept (which is covered, not weighed), then the words, their neighbours and the pairs of letters."""
        concepts = self._concepts
        words = [impacts.word_key(concept.word) for concept in concepts]
        keys = array("Q", [key ^ impacts.HELD for key in words])
        self._ways: dict[int, tuple[Way, ...]] = {}
        named: list[tuple[str, float]] = []
        for place, concept in enumerate(concepts):
            if concept.alternatives:
                ways: list[Way] = []
                for names, share in concept.alternatives:
                    ways.append(tuple(range(len(keys), len(keys) + len(names))))
                    keys.extend(map(impacts.held_key, names))
                    named.extend((name, share) for name in names)
                self._ways[place] = tuple(filter(None, ways))
        self._first = len(keys)
        weights = array("d", bytes(8 * self._first))
        keys.extend(words)
        weights.extend([0.0 if concept.alternatives else UNIT for concept in concepts])
        keys.extend([impacts.word_key(name) for name, _ in named])
        weights.extend([share * UNIT for _, share in named])
        keys.extend(starmap(impacts.neighbour_key, self._group.neighbours))
        weights.extend([NEIGHBOUR_WEIGHT * UNIT] * len(self._group.neighbours))
        self._pairs = impacts.pair_list(self._group.text)  # one that stands twice counts twice
        self._pairs_from = len(keys)
        keys.extend(self._pairs)
        weights.extend([PAIR_WEIGHT * UNIT] * len(self._pairs))
        return np.frombuffer(keys, dtype=np.uint64), np.frombuffer(weights)

    def _frequencies(self, found: list[Lookup], masks: Sequence[Filter] | None) -> NDArray[np.int64]:
        """For each key looked up how many documents of the masks hold it."""
        counts = []
        for n, own in enumerate(found):
            mask = masks[n] if masks else None
            counts.append(own.sizes if mask is None else self._views[n].arrays.postings.counted(own, mask))
        return counts[0] if len(counts) == 1 else np.sum(counts, axis=0)

    def _containing(self, letter: str) -> int:
        masks = zip((view.containing(letter) for view in self._views), self._allowed, strict=True)
        return sum(int(np.count_nonzero(own if mask is None else own & mask)) for own, mask in masks)

    def _asked(self) -> list[Asked]:
        """The concepts that matter; if all are mere asking words, those. A single letter typed alone (税) is meant inside
        words, too."""
        light = all(concept.mass == 0 for concept in self._concepts)
        asked: list[Asked] = []
        for place, concept in enumerate(self._concepts):
            mass = 1.0 if light else concept.mass
            if not mass:
                continue
            if concept.alternatives:
                asked.append(Asked(mass, place, self._ways[place]))
            elif len(concept.surface) == 1 and concept.surface in self._group.text.split():
                asked.append(Asked(mass, place, ((place,),), concept.surface))
            else:
                asked.append(Asked(mass, place))
        return asked

    def _otherwise(self, place: int) -> Iterator[Way]:
        """Where nobody holds a word, not even as a part: its letters inside longer words, then its short units together."""
        if pairs := impacts.pair_keys(self._concepts[place].surface):
            places = {pair: self._pairs_from + at for at, pair in enumerate(self._pairs)}
            if places.keys() >= pairs:
                yield tuple(places[pair] for pair in pairs)
        if parts := self._concepts[place].parts:
            yield self._also(array("Q", map(impacts.held_key, parts)))

    def _also(self, keys: array[int]) -> Way:
        """Look more keys up; their places."""
        found = [view.arrays.postings.find(np.frombuffer(keys, dtype=np.uint64)) for view in self._views]
        first = len(self._seen)
        self._seen.extend(self._frequencies(found, self._allowed).tolist())
        self._found = [
            Lookup(*map(np.concatenate, ((a.rows, b.rows), (a.sizes, b.sizes), (a.dense, b.dense + first))))
            for a, b in zip(self._found, found, strict=True)
        ]
        return tuple(range(first, len(self._seen)))


def _decided(found: list[tuple[Numbers, Points, Points]], wanted: int, bar: float) -> Places | None:
    """The page, if those ahead decide it: whoever is not among them has fewer points than the last of its view."""
    least = 0.0
    places: Places = []
    for n, (numbers, points, covers) in enumerate(found):
        if len(numbers) >= wanted + SPARE:
            least = max(least, float(points.min()))
        enough = (covers >= bar).nonzero()[0]
        own = numbers.take(enough).tolist()
        places += zip((-points.take(enough).round(DIGITS)).tolist(), [n] * len(own), own, strict=True)
    places.sort()
    del places[wanted:]
    undecided = least and (len(places) < wanted or -places[-1][0] < round(least, DIGITS))
    return None if not places or undecided else places
