"""How much of what was asked for a document covers, weighed by rarity, and how much is enough.

A concept is answered by whoever holds its word, as such or as a short unit of a longer one. Where nobody does, its short
units together answer it, else its letters inside longer words. The worth of a concept is its rarity among what the asker may
see, so that nothing forbidden shows through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.index import impacts

MAX_CONCEPTS = 200
LEAST_COVER = 0.05

Way = tuple[int, ...]
"""Places among the keys looked up: who holds all of these."""


def needed_cover(worths: Sequence[float]) -> float:
    """The share of what was asked for that the best document must cover, or nothing was found.

    Two or three words out of scope meet one by chance; a long question is rarely covered whole by its own answer.
    """
    asked = sum(worth > 0 for worth in worths)
    return max(0.15, min(0.4, 1.4 / max(asked, 1)))


def bar_of(worths: Sequence[float], best: float) -> float:
    """The cover that counts as a match where the best document has ``best``; infinite if nothing was found."""
    whole = sum(worths)
    return np.inf if not whole or best < needed_cover(worths) * whole else LEAST_COVER * whole


class Asked(NamedTuple):
    """One concept: what it counts, the place of its word among the keys, the ways that answer it instead of the word,
    and a single letter to look for inside words."""

    mass: float
    place: int
    ways: tuple[Way, ...] = ()
    letter: str = ""


class Manifold(NamedTuple):
    """A concept with other answers than its word alone."""

    worth: float
    ways: tuple[Way, ...]
    letter: str


class Cover:
    """The worths of the concepts asked for. ``weights``: those that are one word, at the places of their keys."""

    def __init__(
        self, asked: list[Asked], frequencies: Sequence[int], otherwise: Callable[[int], Iterable[Way]],
        containing: Callable[[str], int], visible: int,
    ) -> None:  # fmt: skip
        """``frequencies``, ``containing``: how many visible documents hold each key, and a single letter.
        ``otherwise``: the ways to answer a concept that nobody holds."""

        def holders(way: Way) -> int:
            return min(frequencies[place] for place in way)

        self.worths: list[float] = []
        self.manifold: list[Manifold] = []
        self.doubtful = False
        single = [0.0] * (asked[-1].place + 1 if asked else 0)
        for mass, place, ways, letter in asked:
            found = 0 if ways else frequencies[place]
            if ways:
                found = max(*map(holders, ways), containing(letter) if letter else 0)
            elif not found:
                ways = next(((way,) for way in otherwise(place) if holders(way)), ())
                found = holders(ways[0]) if ways else 0
            worth = mass * impacts.idf(found, visible)
            self.worths.append(worth)
            if not found:
                self.doubtful = True
            elif ways:
                self.manifold.append(Manifold(worth, ways, letter))
            else:
                single[place] = worth
        self.weights: NDArray[np.float64] = np.array(single)
