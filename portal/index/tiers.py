"""Which segments a commit writes into one, so that there are never many and large ones are rarely rewritten."""

from __future__ import annotations

from portal.index.impacts import MAX_DOCUMENTS

MERGE_AT = 3  # segments of about one size; each costs a query some hundredths of a millisecond


def to_merge(sizes: list[tuple[int, int]], added: int) -> list[int]:
    """The places of the segments (given by how many of their documents are alive and how many there ever were) that go
    into one with ``added`` new documents. Rewriting is rare for large ones, and no segment grows beyond 16-bit numbers."""
    tiers = [_tier(alive) for alive, _ in sizes]
    own = _tier(added)
    full = max((t for t in {*tiers, own} if tiers.count(t) + (t == own) >= MERGE_AT), default=-1)
    chosen: list[int] = []
    room = MAX_DOCUMENTS - added
    for place in sorted(range(len(sizes)), key=lambda place: sizes[place]):
        alive, ever = sizes[place]
        if (tiers[place] <= full or alive * 2 < ever) and alive <= room:
            chosen.append(place)
            room -= alive
    return chosen


def _tier(size: int) -> int:
    """Sizes below 64, 256, 1,024 … are of one tier each."""
    return max(size >> 6, 0).bit_length() + 1 >> 1
