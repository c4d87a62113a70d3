"""What the courses ask of the knowledge base. Neighbours never import one another: ``wiring`` lends it to the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from markupsafe import Markup


class ManualPage(Protocol):
    """A page of the manuals, as far as a course shows it."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


class Knowledge(Protocol):
    """The knowledge base as lent."""

    def pages(self) -> Mapping[str, ManualPage]:
        """All pages by id, as they are now: ask once a request, it looks at every file."""

    def citations(self, text: str) -> Sequence[str]:
        """Every article that ``text`` cites of the laws in the list, once, as 地方自治法231条の3."""

    def is_citation(self, text: str) -> bool:
        """Whether ``text`` as a whole is one citation of a law in the list."""

    def plain(self, markdown: str) -> str:
        """The rendered text without markup, for the index."""

    def writer(self) -> Callable[[str], Markup]:
        """Markdown to safe HTML with links to pages and statute cards. Within a request only."""

    def card_address(self, citation: str) -> str | None:
        """The address of the statute card. Within a request only."""


def knowledge_of(office: Any) -> Knowledge:
    """The knowledge base that ``wiring`` lent to this office."""
    lent: Knowledge = office.lent["knowledge"]
    return lent
