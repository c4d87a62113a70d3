"""How a document is kept in a column of bytes."""

from __future__ import annotations

import json
import zlib
from datetime import date

from portal.index.port import Document


def deflated(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 3)


def inflated(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def packed(document: Document) -> str:
    """All fields as JSON, dates as day numbers."""
    return json.dumps(
        [
            document.id, document.kind, document.title, document.body, document.folder, document.url,
            sorted(document.audience), document.reading, document.aliases, document.statutes, document.author,
            document.updated_on.toordinal() if document.updated_on else 0,
            document.review_by.toordinal() if document.review_by else 0,
        ],
        ensure_ascii=False,
    )  # fmt: skip


def unpacked(text: str) -> Document:
    """The inverse of ``packed``."""
    values = json.loads(text)
    identity, kind, title, body, folder, url, audience, reading, aliases, statutes, author, updated, review = values
    return Document(
        identity, kind, title, body, folder, url, frozenset(audience), reading, tuple(aliases), tuple(statutes), author,
        date.fromordinal(updated) if updated else None, date.fromordinal(review) if review else None,
    )  # fmt: skip
