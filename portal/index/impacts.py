"""Keys and impacts: what a word, a pair of letters or two neighbours are called in a segment's arrays, and their BM25 weight.

One byte an impact and two a document number: 10,000 pages of 1,500 characters stay below 60 MB. Words, short units
and character pairs share one table; the 64-bit key says which. The idf (Lucene's) is applied when asked, over all
segments. k1, b and the weights were measured, see ``tests/benchmarks/bench_search.py``.
"""

from __future__ import annotations

import math
import unicodedata
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

K1, B = 0.6, 0.5
MAX_DOCUMENTS = 60_000  # a segment's: document numbers are 16 bits wide
_WORD = 1 << 63
HELD = 1
NEIGHBOURS = 1 << 62  # keys below are pairs of letters
MAX_KEY = (1 << 64) - 1
_BUCKETS = 18  # bits; neighbouring words share 262,144 keys, which bounds the memory and mixes few of them up
_MIX, _SPREAD = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
U64 = NDArray[np.uint64]
F32 = NDArray[np.float32]


@lru_cache(maxsize=16_384)
def word_key(word: str) -> int:
    """The key of a word as such."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big") | _WORD


def held_key(word: str) -> int:
    """The key of who holds a word, as such or as a short unit of a longer one."""
    return word_key(word) ^ HELD


@lru_cache(maxsize=16_384)
def _mixed(word: str) -> int:
    return word_key(word) * _MIX & MAX_KEY


@lru_cache(maxsize=16_384)
def neighbour_key(left: str, right: str) -> int:
    """The key of two words that follow one another, whatever particles stand between."""
    return ((_mixed(left) ^ word_key(right)) * _SPREAD & MAX_KEY) >> (64 - _BUCKETS) | NEIGHBOURS


def neighbour_buckets(left: U64, right: U64) -> U64:
    """What ``neighbour_key`` computes, for arrays of word keys, without its mark."""
    return ((left * np.uint64(_MIX)) ^ right) * np.uint64(_SPREAD) >> np.uint64(64 - _BUCKETS)


def marked_neighbours(buckets: U64) -> U64:
    return buckets | np.uint64(NEIGHBOURS)


@cache
def _letters() -> NDArray[np.bool_]:
    """Which code points may stand in a pair: letters, digits and marks; all above the BMP."""
    table = np.ones(0x110000, dtype=np.bool_)
    for code in range(0x10000):
        table[code] = unicodedata.category(chr(code))[0] in "LNM"
    return table


def pair_list(text: str) -> list[int]:
    """The keys of the pairs of a short folded ``text`` as they follow one another."""
    codes = [ord(letter) if letter.isalnum() else 0 for letter in text]
    return [left << 21 | right for left, right in pairwise(codes) if left and right]


def pair_keys(text: str) -> frozenset[int]:
    """The keys of the pairs that stand in a short folded ``text``."""
    return frozenset(pair_list(text))


def gram_codes(text: str) -> U64:
    """The pairs of neighbouring letters of folded ``text``, as keys."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    if len(codes) < 2:
        return np.empty(0, dtype=np.uint64)
    good = _letters()[codes]
    both = good[:-1] & good[1:]
    left, right = codes[:-1][both].astype(np.uint64), codes[1:][both].astype(np.uint64)
    return left << np.uint64(21) | right


def counted(
    terms: NDArray[np.uint64], documents: NDArray[np.uint16]
) -> tuple[U64, NDArray[np.uint16], NDArray[np.uint32]]:
    """Dense term numbers and document numbers, one pair an occurrence → distinct pairs with their count."""
    packed = terms << np.uint64(16) | documents
    packed.sort()
    if not len(packed):
        return packed, documents, np.empty(0, np.uint32)
    first = np.flatnonzero(np.concatenate(([True], packed[1:] != packed[:-1])))
    counts = np.diff(np.append(first, len(packed))).astype(np.uint32)
    distinct = packed[first]
    return distinct >> np.uint64(16), (distinct & np.uint64(0xFFFF)).astype(np.uint16), counts


def quantized(
    counts: NDArray[np.uint32], lengths: F32, documents: NDArray[np.uint16], average: float
) -> NDArray[np.uint8]:
    """BM25's saturated frequency, 1–255."""
    norms = (K1 * (1 - B + B * lengths / max(average, 1e-6))).astype(np.float32)
    frequency = counts.astype(np.float32)
    frequency /= frequency + norms[documents]
    frequency *= 255
    return np.maximum(np.rint(frequency), 1).astype(np.uint8)


def scale(idf: float) -> float:
    """What one unit of a quantized impact is worth at ``idf``."""
    return idf * (K1 + 1) / 255


def idf(frequency: float, total: int) -> float:
    """Lucene's inverse document frequency: never negative, also for a word that is everywhere."""
    return math.log1p((total - frequency + 0.5) / (frequency + 0.5))


@lru_cache(maxsize=8)
def idfs(total: int) -> NDArray[np.float64]:
    """``idf`` of every frequency up to ``total``."""
    frequencies = np.arange(total + 1)
    return np.asarray(np.log1p((total - frequencies + 0.5) / (frequencies + 0.5)), dtype=np.float64)
