"""The search engine behind one port. ``port`` says what it does, ``opening`` what stands behind it.

Flow of a search: ``language`` (what was typed) → ``plan`` (what is looked up) → ``ranking`` over ``segments``
(numpy arrays made from what ``durable`` keeps in Whoosh) → ``highlight``. ``postgres`` does the same in PostgreSQL.
"""

from portal.index.opening import open_index, open_postgres_index
from portal.index.port import (
    EVERYONE,
    ConfusionCard,
    Document,
    Hit,
    IndexBusy,
    IndexDamaged,
    Query,
    Results,
    SearchIndex,
    Segment,
    Suggestion,
)
from portal.index.terms import Terms, load_terms

__all__ = [
    "EVERYONE",
    "ConfusionCard",
    "Document",
    "Hit",
    "IndexBusy",
    "IndexDamaged",
    "Query",
    "Results",
    "SearchIndex",
    "Segment",
    "Suggestion",
    "Terms",
    "load_terms",
    "open_index",
    "open_postgres_index",
]
