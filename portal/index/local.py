"""The engine of one machine: Whoosh keeps, numpy ranks.

A snapshot holds the arrays of every segment of one commit. A search works on the snapshot it took; a commit (of any
process) makes a new one out of the unchanged segments' arrays and those of the new segment, and swaps it in.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from portal.index import highlight, tokens
from portal.index.durable import DurableIndex, StoredSegment
from portal.index.impacts import MAX_DOCUMENTS
from portal.index.known import LocalVocabulary
from portal.index.meant import did_you_mean
from portal.index.plan import plan_of
from portal.index.port import (
    EVERYONE,
    Document,
    Hit,
    IndexBusy,
    IndexDamaged,
    Query,
    Results,
    Segment,
    Suggestion,
)  # fmt: skip
from portal.index.ranking import Page, Ranking
from portal.index.segments import Builder, SegmentArrays
from portal.index.suggest import suggestions
from portal.index.terms import Terms
from portal.index.views import View

WRITE_TIMEOUT_SECONDS = 30.0
COMMIT_DOCUMENTS = 20_000
CACHED_CHARACTERS = 4_000_000  # of the documents shown last; 8 MB
AUDIENCES = 100  # whose masks are kept with a commit, a byte a document each
_SETTLED_NS = 50_000_000  # a folder changed longer ago than this will show the next change by its time


@dataclass(frozen=True)
class Snapshot:
    views: tuple[View, ...]
    stored: tuple[StoredSegment, ...]
    rankings: dict[frozenset[str], Ranking] = field(default_factory=dict)

    def ranking(self, audience: frozenset[str]) -> Ranking:
        """The ranking for one audience; those of the audiences asked first are kept."""
        known = self.rankings.get(audience)
        if known is None:
            known = Ranking(self.views, audience)
            if len(self.rankings) < AUDIENCES:
                self.rankings[audience] = known
        return known

    def line(self, view: int, number: int) -> str:
        return self.stored[view].line(number)


class LocalIndex:
    """``SearchIndex`` in a folder (or a temporary one)."""

    def __init__(self, folder: Path | None, *, terms: Terms, timeout_seconds: float = WRITE_TIMEOUT_SECONDS) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="portal-index-") if folder is None else None
        self.folder = Path(self._temporary.name) if self._temporary else Path(folder or "")
        self._terms = terms
        self._timeout = timeout_seconds
        self._durable = DurableIndex(self.folder, timeout_seconds=timeout_seconds)
        self._gate = threading.Lock()
        self._refreshing = threading.Lock()
        self._arrays: dict[str, SegmentArrays] = {}
        self._snapshot: Snapshot | None = None
        self._seen: object = None
        self._documents: OrderedDict[tuple[str, int], Document] = OrderedDict()
        self._remembered = 0
        self._remembering = threading.Lock()
        if not self._durable.exists():
            self._durable.create()

    # writing

    def put(self, documents: Iterable[Document]) -> int:
        written = 0
        pending = iter(documents)
        while batch := list(islice(pending, COMMIT_DOCUMENTS)):
            latest = {document.id: document for document in batch}
            written += len(latest)
            self._write(list(latest.values()), ())
        return written

    def delete(self, ids: Iterable[str]) -> int:
        known = self.ids()
        gone = [identity for identity in dict.fromkeys(ids) if identity in known]
        if gone:
            self._write([], gone)
        return len(gone)

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._writing():
            self._durable.create()
            with self._refreshing:
                self._snapshot, self._seen, self._arrays = None, None, {}
        return self.put(documents)

    def _write(self, documents: list[Document], gone: Iterable[str]) -> None:
        lines = [tokens.line_of(document) for document in documents]
        with self._writing(), self._durable.writing() as writing:
            snapshot = self._refreshed()
            for identity in (*gone, *(document.id for document in documents)):
                for view in snapshot.views:
                    number = view.arrays.numbers.get(identity)
                    if number is not None:
                        writing.delete(view.name, number)
            for document, line in zip(documents, lines, strict=True):
                writing.add(document, line)
        self._refreshed()

    def _writing(self) -> _Gate:
        return _Gate(self._gate, self._timeout)

    # the current commit

    def _current(self) -> Snapshot:
        state = self._durable.state()
        if self._snapshot is not None and state == self._seen:
            return self._snapshot
        return self._refreshed()

    def _refreshed(self) -> Snapshot:
        with self._refreshing:
            state = self._durable.state()
            stored = self._durable.segments()
            arrays = {segment.name: self._arrays.get(segment.name) or _built(segment) for segment in stored}
            views = tuple(View.of(segment.name, arrays[segment.name], segment.deleted) for segment in stored)
            self._arrays = arrays
            self._snapshot = Snapshot(views, tuple(stored))
            settled = isinstance(state, int) and time.time_ns() - state > _SETTLED_NS
            self._seen = state if settled else None
            return self._snapshot

    # reading

    def search(self, query: Query) -> Results:
        snapshot = self._current()
        ranking = snapshot.ranking(query.audience)
        plan = plan_of(query, self._terms, ranking.written_as)
        page, matches = ranking.ranked(plan, query, snapshot.line)

        def cut(document: Document) -> tuple[Segment, ...]:
            return highlight.snippet(document.body, plan.marks)

        def meant() -> str | None:
            return did_you_mean(LocalVocabulary(ranking), query.text, self._terms)

        return Results(self._hits(snapshot, page, cut), plan.cards, matches.total, matches.facets, meant)

    def suggest(
        self, prefix: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 8
    ) -> tuple[Suggestion, ...]:
        snapshot = self._current()
        ranking = snapshot.ranking(audience)
        return suggestions(ranking, prefix, lambda n, number: self._document(snapshot, n, number), limit=limit)

    def related(
        self, document_id: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 5
    ) -> tuple[Hit, ...]:
        snapshot = self._current()
        ranking = snapshot.ranking(audience)
        place = ranking.place_of(document_id)
        if place is None:
            return ()
        line = snapshot.stored[place[0]].line(place[1])
        document = self._document(snapshot, *place)
        found = ranking.similar(line, place, limit)
        marks = (document.title,)
        return self._hits(snapshot, found, lambda shown: highlight.snippet(shown.body, marks))

    def _hits(self, snapshot: Snapshot, page: Page, cut: Callable[[Document], tuple[Segment, ...]]) -> tuple[Hit, ...]:
        return tuple(
            Hit(snapshot.views[n].arrays.ids[number], -negative, partial(self._document, snapshot, n, number), cut)
            for negative, n, number in page
        )

    def count(self, *, audience: frozenset[str] | None = None) -> int:
        return Ranking(self._current().views, audience).visible

    def ids(self) -> frozenset[str]:
        return frozenset(identity for view in self._current().views for identity in view.live_ids())

    def close(self) -> None:
        self._snapshot, self._arrays = None, {}
        if self._temporary:
            self._temporary.cleanup()

    def _document(self, snapshot: Snapshot, view: int, number: int) -> Document:
        key = (snapshot.stored[view].name, number)
        document = self._documents.get(key)
        if document is None:
            document = snapshot.stored[view].document(number)
            self._remember(key, document)
        return document

    def _remember(self, key: tuple[str, int], document: Document) -> None:
        with self._remembering:
            if key not in self._documents:
                self._documents[key] = document
                self._remembered += len(document.body) + 300
            while self._remembered > CACHED_CHARACTERS and len(self._documents) > 1:
                self._remembered -= len(self._documents.popitem(last=False)[1].body) + 300


class _Gate:
    """The queue of this process's writers; waiting ends with ``IndexBusy``."""

    def __init__(self, lock: threading.Lock, timeout_seconds: float) -> None:
        self._lock, self._timeout = lock, timeout_seconds

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._timeout):
            raise IndexBusy("検索の索引への書き込みが混み合っています。しばらく待ってから、もう一度保存してください。")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _built(segment: StoredSegment) -> SegmentArrays:
    builder = Builder()
    for document, line in segment.everything():
        builder.add(document, line)
    if len(builder) > MAX_DOCUMENTS:
        raise IndexDamaged("検索の索引の一部が大きすぎます。索引を作り直してください。")
    return builder.build()
