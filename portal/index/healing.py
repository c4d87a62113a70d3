"""An index that its writers can rely on: what is written after a commit must never look as if the commit had failed.

The incident: a page was published, its index entry could not be written, and the person was told to do it again. So a
damaged index is made again from the truth, which holds the new document already, and what meets a busy index waits for the
next write. Reading stays as it is: the page that wanted to show something says what happened.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable

from portal.index.port import EVERYONE, Document, Hit, IndexBusy, IndexDamaged, Query, Results, SearchIndex, Suggestion

logger = logging.getLogger(__name__)


class HealingIndex:
    """``inner`` with writes that do not fail; ``heal`` makes the index again from files and database."""

    def __init__(self, inner: SearchIndex, heal: Callable[[], object]) -> None:
        self._inner = inner
        self._heal = heal
        self._lock = threading.Lock()
        self._waiting: dict[str, Document | None] = {}  # None: to be removed

    def put(self, documents: Iterable[Document]) -> int:
        return self._write({document.id: document for document in documents})

    def delete(self, ids: Iterable[str]) -> int:
        return self._write(dict.fromkeys(ids))

    def _write(self, changes: dict[str, Document | None]) -> int:
        with self._lock:
            changes = {**self._waiting, **changes}
            self._waiting = {}
        gone = [name for name, document in changes.items() if document is None]
        kept = [document for document in changes.values() if document is not None]
        try:
            return (self._inner.put(kept) if kept else 0) + (self._inner.delete(gone) if gone else 0)
        except IndexDamaged as error:
            logger.warning("the index was damaged when %d entries were written (%s): made again", len(changes), error)
            self._heal()
        except IndexBusy:
            logger.warning("the index was busy: %d entries wait for the next write", len(changes))
            with self._lock:
                self._waiting = {**changes, **self._waiting}
        return len(changes)

    def rebuild(self, documents: Iterable[Document]) -> int:
        return self._inner.rebuild(documents)

    def search(self, query: Query) -> Results:
        return self._inner.search(query)

    def suggest(
        self, prefix: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 8
    ) -> tuple[Suggestion, ...]:
        return self._inner.suggest(prefix, audience=audience, limit=limit)

    def related(
        self, document_id: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 5
    ) -> tuple[Hit, ...]:
        return self._inner.related(document_id, audience=audience, limit=limit)

    def count(self, *, audience: frozenset[str] | None = None) -> int:
        return self._inner.count(audience=audience)

    def ids(self) -> frozenset[str]:
        return self._inner.ids()

    def close(self) -> None:
        self._inner.close()
