"""The knowledge base as lent to those who build on its pages (研修): neighbours never import one another, ``wiring`` lends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from portal.domain.statutes import find_citations
from portal.manuals.citations import articles_in
from portal.manuals.laws import read_laws
from portal.manuals.linking import page_links, statute_address
from portal.manuals.pages import Page, library
from portal.manuals.render import no_links, render_cached


class Knowledge:
    """The knowledge base of one office."""

    def __init__(self, manuals: Path, templates: Path) -> None:
        self._manuals, self._templates = manuals, templates

    def pages(self) -> Mapping[str, Page]:
        """All pages by id, as they are now."""
        return library(self._manuals).by_id()

    def citations(self, text: str) -> Sequence[str]:
        """Every article that ``text`` cites of the laws in the list, in order, as 地方自治法231条の3."""
        found = articles_in(text, read_laws(self._manuals).names)
        return [ref.short() for ref in sorted(found, key=lambda ref: (ref.law, ref.part, ref.article))]

    def is_citation(self, text: str) -> bool:
        """Whether ``text`` as a whole is one citation of a law in the list."""
        laws = read_laws(self._manuals)
        found = find_citations(text, laws.names)
        return len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) and found[0].ref.law in laws.by_name

    def plain(self, markdown: str) -> str:
        return render_cached(markdown, no_links()).text

    def writer(self) -> Callable[[str], Markup]:
        """Markdown to safe HTML with links to pages and statute cards. Call it inside a request."""
        links = page_links(self._manuals, self._templates)
        # nh3 has sanitized it.
        return lambda markdown: Markup(render_cached(markdown, links).html)  # noqa: S704

    def card_address(self, citation: str) -> str | None:
        """The address of the statute card of one citation. Call it inside a request."""
        laws = read_laws(self._manuals)
        return next((statute_address(ref, laws) for ref in articles_in(citation, laws.names)), None)
