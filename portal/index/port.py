"""The port of the search engine: what is put in, what is asked, what comes back.

Everything above this package speaks these types only; ``open_index`` chooses what stands behind them
(Whoosh with impact arrays in memory, or PostgreSQL). The port knows no Flask, no session and no clock.

    index = open_index(None)
    index.put([Document("demand", "manual", "督促と催告", "督促状は納期限後20日以内に…")])
    results = index.search(Query("督促状はいつまでに出すか"))
    [hit.id for hit in results.hits]  # ["demand"]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from portal.domain.errors import PortalError

EVERYONE = "everyone"
"""The audience label of what everybody may read, and the default on both sides."""


class IndexDamaged(PortalError):
    """The stored index cannot be read; ``rebuild`` with the documents from the source of truth heals it."""


class IndexBusy(PortalError):
    """Somebody else has been writing for longer than the timeout; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Document:
    """One findable thing. ``body`` is rendered plain text; who carries one label of ``audience`` may see it."""

    id: str
    kind: str = "page"
    title: str = ""
    body: str = ""
    folder: str = ""
    url: str = ""
    audience: frozenset[str] = frozenset({EVERYONE})
    reading: str = ""
    aliases: tuple[str, ...] = ()
    statutes: tuple[str, ...] = ()
    author: str = ""
    updated_on: date | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Empty ``kinds`` and ``folders`` mean all; ``audience`` is any-of and never widened."""

    text: str
    kinds: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset({EVERYONE})
    limit: int = 10
    offset: int = 0
    after: date | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a snippet; ``marked`` pieces are the hit itself. The page escapes the text."""

    text: str
    marked: bool = False


@dataclass
class Hit:
    """One document found. The document is read, and the snippet cut, when it is first looked at."""

    id: str
    score: float
    load: Callable[[], Document] = field(repr=False, compare=False)
    cut: Callable[[Document], tuple[Segment, ...]] = field(repr=False, compare=False)

    @cached_property
    def document(self) -> Document:
        return self.load()

    @cached_property
    def snippet(self) -> tuple[Segment, ...]:
        return self.cut(self.document)


@dataclass(frozen=True, slots=True)
class ConfusionCard:
    """混同注意: terms that look alike and are not the same, how they differ, and the page that explains it."""

    terms: tuple[str, ...]
    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the typeahead: the text to show, what kind of entry it is, and the document it leads to."""

    text: str
    source: str
    document_id: str
    kind: str
    url: str
    title: str = ""


def _nothing() -> int:
    return 0


def _no_facets() -> Mapping[str, Mapping[str, int]]:
    return {"kind": {}, "folder": {}}


def _nothing_meant() -> str | None:
    return None


@dataclass(frozen=True)
class Results:
    """The page of hits asked for. Everything counts only what the asker may see.

    ``total``, ``facets`` ("kind", "folder": value → documents, ignoring the filter on itself) and ``did_you_mean`` are
    worked out when they are first looked at.
    """

    hits: tuple[Hit, ...] = ()
    confusion_cards: tuple[ConfusionCard, ...] = ()
    count_total: Callable[[], int] = field(default=_nothing, repr=False, compare=False)
    count_facets: Callable[[], Mapping[str, Mapping[str, int]]] = field(default=_no_facets, repr=False, compare=False)
    guess_meant: Callable[[], str | None] = field(default=_nothing_meant, repr=False, compare=False)

    @cached_property
    def total(self) -> int:
        return self.count_total()

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return self.count_facets()

    @cached_property
    def did_you_mean(self) -> str | None:
        return self.guess_meant()


class SearchIndex(Protocol):
    """What every backend does. Writing is durable when the call returns; reading sees the last commit."""

    def put(self, documents: Iterable[Document]) -> int:
        """Add or replace by id, in one commit; how many were written."""

    def delete(self, ids: Iterable[str]) -> int:
        """Remove by id; how many existed."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Throw everything away and put ``documents``; also heals a damaged index."""

    def search(self, query: Query) -> Results: ...

    def suggest(
        self, prefix: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 8
    ) -> tuple[Suggestion, ...]: ...

    def related(
        self, document_id: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 5
    ) -> tuple[Hit, ...]: ...

    def count(self, *, audience: frozenset[str] | None = None) -> int:
        """How many documents there are, or how many ``audience`` may see."""

    def ids(self) -> frozenset[str]: ...

    def close(self) -> None: ...
