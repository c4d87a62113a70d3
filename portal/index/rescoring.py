"""BM25 over a few candidates, from their token lines: the local engine's score where no arrays are at hand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.index import tokens
from portal.index.analysis import articles
from portal.index.impacts import K1, B, idf, neighbour_key
from portal.index.matching import NEIGHBOUR_WEIGHT, PAIR_WEIGHT
from portal.index.plan import GroupPlan, Plan
from portal.index.port import Document


@dataclass(frozen=True)
class Analysed:
    """What one document holds, counted."""

    words: Counter[str]
    parts: frozenset[str]
    pairs: Counter[str]
    neighbours: Counter[str]
    readings: frozenset[tuple[str, str]]
    word_length: int
    pair_length: int

    @classmethod
    def of(cls, document: Document, line: str) -> Analysed:
        words: Counter[str] = Counter()
        parts: set[str] = set()
        readings: set[tuple[str, str]] = set()
        for token, times in Counter(tokens.tokens(line)).items():
            normal, reading, units = tokens.decode(token)
            if normal:
                words[normal] += times
                parts.update(units)
                readings.add((reading, normal))
        length = words.total()
        text = tokens.gram_text(document)
        words.update(articles(text))
        pairs = pairs_of(text)
        return cls(words, frozenset(parts), pairs, _neighbours(line), frozenset(readings), length, pairs.total())


@dataclass(frozen=True)
class Statistics:
    """How many documents there are, how long on average, and in how many each lexeme stands."""

    size: int
    words: float
    pairs: float
    frequencies: Mapping[str, int]


def neighbour_name(left: str, right: str) -> str:
    """The lexeme of two words that follow one another; hashed as the local engine does."""
    return f"{neighbour_key(left, right) & 0xFFFFFF:x}"


def _neighbours(line: str) -> Counter[str]:
    found: Counter[str] = Counter()
    before = ""
    for token in tokens.tokens(line):
        normal = tokens.decode(token)[0]
        if normal:
            if before:
                found[neighbour_name(before, normal)] += 1
            before = normal
        elif token in tokens.BREAKS:
            before = ""
    return found


def pairs_of(text: str) -> Counter[str]:
    return Counter(a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum())


def wanted(group: GroupPlan) -> dict[str, float]:
    """The lexemes a group adds up, with their weights."""
    weights: dict[str, float] = {}

    def want(lexeme: str, weight: float) -> None:
        weights[lexeme] = weights.get(lexeme, 0.0) + weight

    for concept in group.concepts:
        for names, share in concept.alternatives or (((concept.word,), 1.0),):
            for name in names:
                want("w" + name, share)
    for left, right in group.neighbours:
        want("n" + neighbour_name(left, right), NEIGHBOUR_WEIGHT)
    for pair, times in pairs_of(group.text).items():
        want("g" + pair, PAIR_WEIGHT * times)
    return weights


def ranked(
    plan: Plan, candidates: Iterable[tuple[int, Document, str]], statistics: Statistics
) -> list[tuple[Document, float]]:
    """The candidates, the best first; equal ones in the order of entry."""
    weights: Counter[str] = Counter()
    for group in plan.groups:
        weights.update(wanted(group))
    scored = [
        (-_score(Analysed.of(document, line), weights, statistics), number, document)
        for number, document, line in candidates
    ]
    return [(document, -score) for score, _, document in sorted(scored, key=lambda row: row[:2])]


def _score(analysed: Analysed, weights: Mapping[str, float], statistics: Statistics) -> float:
    total = 0.0
    for lexeme, weight in weights.items():
        name, space = lexeme[1:], lexeme[0]
        if space == "g":
            times, length, average = analysed.pairs[name], analysed.pair_length, statistics.pairs
        else:
            times = (analysed.words if space == "w" else analysed.neighbours)[name]
            length, average = analysed.word_length, statistics.words
        if times:
            norm = K1 * (1 - B + B * length / max(average, 1e-6))
            rarity = idf(statistics.frequencies.get(lexeme, 0), statistics.size)
            total += weight * rarity * (K1 + 1) * times / (times + norm)
    return total if math.isfinite(total) else 0.0
