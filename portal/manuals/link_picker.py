"""つなぐ先: what a writer can link to — pages, word forms, laws and articles — each with what to write for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from portal.accounts.audience import audience_of
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.domain.statutes import parse_statute
from portal.index.port import Query
from portal.manuals.laws import read_laws
from portal.manuals.relations import word_forms
from portal.office import Office


@dataclass(frozen=True, slots=True)
class Target:
    """``code`` is the Markdown. A citation needs no brackets: it becomes a link by itself."""

    kind: str
    label: str
    code: str


def targets(office: Office, actor: Actor, text: str) -> list[Target]:
    """At most six pages, five word forms and four laws or articles for ``text``."""
    return [*_articles(office, text), *_pages(office, actor, text), *_forms(office, text)]


def _pages(office: Office, actor: Actor, text: str) -> Iterator[Target]:
    query = Query(text, kinds=frozenset({"manual"}), audience=audience_of(actor), limit=6)
    for hit in office.index.search(query).hits:
        title = hit.document.title
        yield Target("手引き", title, f"[{title}](page:{hit.id.removeprefix('manual:')})")


def _forms(office: Office, text: str) -> list[Target]:
    return [
        Target("様式", form.title, f"[{form.title}](form:{form.name})")
        for form in word_forms(office.settings.templates).values()
        if text in form.title or text in form.name
    ][:5]


def _articles(office: Office, text: str) -> list[Target]:
    laws = read_laws(office.settings.manuals)
    for wording in (text, f"{text}条"):
        with suppress(InvalidInput):
            ref = parse_statute(wording, laws.names)
            return [Target("法令", ref.short(), ref.short())] if ref.law in laws.by_name else []
    return [
        Target("法令", law.name, law.name)
        for law in laws.by_name.values()
        if law.name.startswith(text) or text in (law.reading, *law.abbreviations)
    ][:4]
