"""Ranking a plan over the views of one snapshot, for one audience.

Every count (the rarity of a word that decides on a match included) is taken over what the audience may see, so that
nothing forbidden shows through. ``matching`` does one side of an OR; here they are put together and cut to a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.index import impacts, tokens
from portal.index.matching import GroupMatch, LineOf, Places
from portal.index.meant import alike
from portal.index.plan import Plan
from portal.index.port import Query
from portal.index.postings import Lookup, Mask, Numbers, Points
from portal.index.views import (
    Filter,
    View,
    both,
    chosen,
    chosen_folders,
    facet,
    numbers_of,
    page_of,
    size_of,
)

MAX_PAGE = 1_000
Page = Places
Facets = Mapping[str, Mapping[str, int]]


class Found(NamedTuple):
    """Places of the page asked for, and everybody else who matches."""

    page: Page
    matches: Matches


class Ranking:
    def __init__(self, views: tuple[View, ...], audience: frozenset[str] | None) -> None:
        self.views = views
        self.allowed = [view.allowed(audience) for view in views]
        self.visible = sum(size_of(mask, view) for mask, view in zip(self.allowed, views, strict=True))
        self.size = sum(len(view) for view in views)

    def may_see(self, n: int, number: int) -> bool:
        mask = self.allowed[n]
        return mask is None or bool(mask[number])

    def knows(self, word: str) -> bool:
        """Whether a visible document holds ``word`` as a word or a short unit."""
        holders = ((view.holding(word), mask) for view, mask in zip(self.views, self.allowed, strict=True))
        return any(len(numbers) and (mask is None or mask[numbers].any()) for numbers, mask in holders)

    def written_as(self, reading: str) -> list[tuple[str, ...]]:
        """How visible texts write what is given in katakana: whole words, or two that make it up together."""
        whole: list[tuple[str, ...]] = [(word,) for word in self._read(reading)]
        if whole or len(reading) > 24:
            return whole[:8]
        for cut in range(len(reading) - 2, 1, -1):
            first, second = self._read(reading[:cut]), self._read(reading[cut:])
            if first and second:
                return [(a, b) for a in first[:3] for b in second[:3]]
        return []

    def _read(self, reading: str) -> list[str]:
        found: dict[str, None] = {}
        needle = f"\n{reading}\t"
        for view in self.views:
            text, at = view.arrays.vocabulary, 0
            while (at := text.find(needle, at)) >= 0:
                end = text.index("\n", at + 1)
                found[text[at + len(needle) : end]] = None
                at = end
        return [word for word in found if self.knows(word)]

    def words_like(self, piece: str, reading: str) -> Iterator[tuple[str, str]]:
        for view in self.views:
            for line in view.arrays.vocabulary.split("\n"):
                read, _, word = line.rpartition("\t")
                if alike(piece, reading, word, read):
                    yield read, word

    def ranked(self, plan: Plan, query: Query, line_of: LineOf) -> Found:
        """The page asked for. The usual question is decided by the documents with the most points; who else matches is
        worked out only where they do not decide it, or where it is counted."""
        outer = self.allowed
        if plan.author or plan.after:
            outer = [self._filtered(view, mask, plan) for view, mask in zip(self.views, self.allowed, strict=True)]
        asked = plan.groups if self.views else ()
        groups = [GroupMatch(self.views, self.allowed, outer, self.visible, group, line_of) for group in asked]
        matches = Matches(self.views, groups, outer, plan)
        offset, limit = max(query.offset, 0), min(max(query.limit, 0), MAX_PAGE)
        page: Page | None = [] if not limit else None
        if limit and len(groups) == 1 and not groups[0].exact:
            page = groups[0].top(matches.inner, offset + limit)
        if page is None:
            page = matches.page(offset + limit)
        return Found(page[offset:], matches)

    def similar(self, line: str, place: tuple[int, int], limit: int) -> Page:
        """The documents that share the most telling words of ``line``."""
        names = _frequent(line)
        keys = [impacts.word_key(name) for name in names]
        found = [view.found(keys) for view in self.views]
        rarity = rarity_of(self.views, found)
        strength = np.array([times / (times + 1.2) for times in names.values()]) * rarity
        strength[np.argsort(-strength)[25:]] = 0
        hits: list[Numbers] = []
        scores: list[Points] = []
        for n, view in enumerate(self.views):
            points, _ = view.arrays.postings.all(found[n], strength * rarity * impacts.scale(1.0), 0)
            if n == place[0]:
                points[place[1]] = 0
            numbers = numbers_of(both(points > 0, self.allowed[n]), view)
            scores.append(points[numbers])
            hits.append(numbers)
        return page_of(scores, hits, limit)

    def place_of(self, identity: str) -> tuple[int, int] | None:
        for n, view in enumerate(self.views):
            number = view.arrays.numbers.get(identity)
            if number is not None and self.may_see(n, number):
                return n, number
        return None

    def _filtered(self, view: View, mask: Filter, plan: Plan) -> Filter:
        if plan.author:
            codes = [n for n, author in enumerate(view.arrays.authors.values) if plan.author in str(author)]
            mask = both(np.isin(view.arrays.authors.codes, codes), mask)
        if plan.after:
            mask = both(view.arrays.updated >= plan.after.toordinal(), mask)
        return mask


def rarity_of(views: tuple[View, ...], found: list[Lookup]) -> NDArray[np.float64]:
    """Lucene's idf of each key over all views."""
    size, frequencies = sum(map(len, views)), np.sum([own.sizes for own in found], axis=0)
    return np.asarray(np.log1p((size - frequencies + 0.5) / (frequencies + 0.5)), dtype=np.float64)


def _frequent(line: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for token in tokens.tokens(line):
        normal = tokens.decode(token)[0]
        if len(normal) > 1:
            counts[normal] = counts.get(normal, 0) + 1
    best = sorted(counts, key=lambda word: counts[word], reverse=True)[:80]
    return {word: counts[word] for word in best}


class Matches:
    """Everybody who matches a plan, worked out when first asked for."""

    def __init__(self, views: tuple[View, ...], groups: list[GroupMatch], outer: list[Filter], plan: Plan) -> None:
        self._views, self._groups, self._outer = views, groups, outer
        self._kinds = [chosen(view.arrays.kinds, plan.kinds) for view in views] if plan.kinds else [None] * len(views)
        self._folders: list[Filter] = [None] * len(views)
        if plan.folders:
            self._folders = [chosen_folders(view.arrays.folders, plan.folders) for view in views]
        self.inner = outer
        if plan.kinds or plan.folders:
            self.inner = [both(a, both(b, c)) for a, b, c in zip(outer, self._kinds, self._folders, strict=True)]

    @cached_property
    def _matched(self) -> list[list[Mask]]:
        """For each view and each side of the OR who matches it."""
        return [[group.matching(n) for group in self._groups] for n in range(len(self._views))]

    @cached_property
    def _whole(self) -> list[Mask]:
        return [_any(masks, len(view)) for masks, view in zip(self._matched, self._views, strict=True)]

    @cached_property
    def _hits(self) -> list[Numbers]:
        masks = zip(self._whole, self.inner, self._views, strict=True)
        return [numbers_of(both(mask, base), view) for mask, base, view in masks]

    def total(self) -> int:
        return sum(map(len, self._hits))

    @property
    def doubtful(self) -> bool:
        """Nothing was found, or a word asked for is nowhere: もしかして may help."""
        return any(group.doubtful for group in self._groups) or not self.total()

    def page(self, wanted: int) -> Page:
        """The best ``wanted``, whatever was asked."""
        scores = [_points(self._groups, masks, n, self._hits[n]) for n, masks in enumerate(self._matched)]
        return page_of(scores, self._hits, wanted)

    def facets(self) -> Facets:
        wide = [both(mask, base) for mask, base in zip(self._whole, self._outer, strict=True)]
        columns = [(view.arrays.kinds, view.arrays.folders) for view in self._views]
        return {
            "kind": facet([c[0] for c in columns], [both(*m) for m in zip(wide, self._folders, strict=True)]),
            "folder": facet([c[1] for c in columns], [both(*m) for m in zip(wide, self._kinds, strict=True)]),
        }


def _any(masks: list[Mask], size: int) -> Mask:
    """Who matches one side of an OR."""
    whole = masks[0] if masks else np.zeros(size, dtype=np.bool_)
    for mask in masks[1:]:
        whole = whole | mask
    return whole


def _points(groups: list[GroupMatch], masks: list[Mask], n: int, numbers: Numbers) -> Points:
    """The scores of the documents that match: the sum over the sides of the OR that they match."""
    if len(groups) == 1:
        return groups[0].points(n, numbers)
    points = np.zeros(len(numbers))
    for group, mask in zip(groups, masks, strict=True):
        points += group.points(n, numbers) * mask[numbers]
    return points
