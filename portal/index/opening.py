"""Opening an index: a folder (or memory) on this machine, or PostgreSQL shared by several."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from portal.index.local import WRITE_TIMEOUT_SECONDS, LocalIndex
from portal.index.port import SearchIndex
from portal.index.terms import Terms


def open_index(
    folder: Path | None, *, terms: Terms | None = None, timeout_seconds: float = WRITE_TIMEOUT_SECONDS
) -> SearchIndex:
    """The index in ``folder``, made if it is not there; None means a temporary one that goes with ``close``.

    A damaged index opens, too: reading then raises ``IndexDamaged`` until ``rebuild`` was called.
    """
    return LocalIndex(folder, terms=terms or Terms(), timeout_seconds=timeout_seconds)


def open_postgres_index(database: Engine | str, *, terms: Terms | None = None) -> SearchIndex:
    """The index in the PostgreSQL behind ``database`` (engine or URL), its tables made if they are not there."""
    from portal.index.postgres import PostgresIndex

    return PostgresIndex(database, terms=terms or Terms())
