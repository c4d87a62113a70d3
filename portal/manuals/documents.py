"""Manual pages and statute cards as findable documents.

A page gives its rendered plain text, because markup would hide 地方税法第326条.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.index.port import Document
from portal.manuals import statutes
from portal.manuals.pages import Page, library
from portal.manuals.render import no_links, render_cached


def document_of(page: Page) -> Document:
    return Document(
        id=f"manual:{page.id}",
        kind="manual",
        title=page.title,
        body=render_cached(page.body, no_links()).text,
        folder=page.folder,
        url=f"/manuals/{page.id}",
        reading=page.reading,
        aliases=page.aliases,
        statutes=page.statutes,
        author=page.owner,
        updated_on=page.reviewed_on,
        review_by=page.review_by,
    )


def changed_since(office: Any, moment: float) -> list[Document]:
    """The pages whose files changed after ``moment`` (seconds since 1970)."""
    return [document_of(page) for page in library(office.settings.manuals) if page.path.stat().st_mtime > moment]


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    for page in library(office.settings.manuals):
        yield document_of(page)


def all_statutes(office: Any, session: Session) -> Iterator[Document]:
    """The statute cards (kind ``statute``)."""
    yield from statutes.documents(office, session)
