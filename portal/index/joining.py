"""Joining: from one table a kind of key (words, short units, neighbours, pairs) to the postings of a segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.index.impacts import MAX_KEY, U64
from portal.index.postings import BLOCK, Postings, dense_bound


@dataclass(frozen=True)
class Table:
    """Postings as lists alone, of one kind of key, the keys in any order."""

    keys: U64
    starts: NDArray[np.uint32]
    documents: NDArray[np.uint16]
    impacts: NDArray[np.uint8]


def joined(tables: list[Table], size: int) -> Postings:
    """The postings of ``size`` documents out of the tables of all kinds of keys."""
    offsets = np.cumsum([0, *(len(table.documents) for table in tables)])
    keys = np.concatenate([table.keys for table in tables])
    sizes = np.concatenate([np.diff(table.starts) for table in tables]).astype(np.int64)
    begins = np.concatenate([table.starts[:-1] + offset for table, offset in zip(tables, offsets, strict=False)])
    documents = np.concatenate([table.documents for table in tables])
    values = np.concatenate([table.impacts for table in tables])
    order = np.argsort(keys, kind="stable")
    sizes, begins = sizes[order], begins[order]
    rows = (sizes > dense_bound(size)).nonzero()[0]
    dense = np.zeros((len(rows), -(-max(size, 1) // BLOCK) * BLOCK), dtype=np.uint8)
    for line, row in enumerate(rows.tolist()):
        span = slice(begins[row], begins[row] + sizes[row])
        dense[line, documents[span]] = values[span]
    lengths = sizes.copy()
    lengths[rows] = 0
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    places = np.repeat(begins - starts[:-1], lengths) + np.arange(starts[-1])
    return Postings(
        size=size,
        keys=np.append(keys[order], np.uint64(MAX_KEY)),
        starts=np.append(starts, starts[-1]).astype(np.uint32),
        documents=documents[places],
        impacts=values[places],
        sizes=np.append(sizes, 0).astype(np.uint16),
        dense_rows=rows,
        dense=dense,
    )
