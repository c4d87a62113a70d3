"""Both backends behind one fixture. PostgreSQL needs PORTAL_TEST_POSTGRES_URL; PORTAL_TEST_REQUIRE=1 insists on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.index import SearchIndex, Terms, load_terms, open_index, open_postgres_index

MANUALS = Path(__file__).resolve().parents[2] / "manuals"
POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)
BACKENDS = ["whoosh", POSTGRES] if os.environ.get("PORTAL_TEST_POSTGRES_URL") else ["whoosh"]


@pytest.fixture(scope="session")
def terms() -> Terms:
    return load_terms(MANUALS / "用語.toml")


@pytest.fixture(params=BACKENDS)
def index(request: pytest.FixtureRequest, terms: Terms) -> Iterator[SearchIndex]:
    """An empty index of each backend."""
    if request.param == "whoosh":
        opened = open_index(None, terms=terms)
    else:
        opened = open_postgres_index(request.getfixturevalue("postgres_url"), terms=terms)
        opened.rebuild([])
    yield opened
    opened.close()
