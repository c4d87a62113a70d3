"""The migrations build exactly what the models say, and keep the trail append-only."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import wiring
from portal.db import Base, make_engine
from portal.db.schema import current_revision, newest_revision, upgrade


@pytest.fixture
def migrated(tmp_path):
    assert wiring.BLUEPRINTS  # all models are declared
    engine = make_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def test_migrating_an_empty_database_gives_what_the_models_declare(migrated):
    with migrated.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == [], "write a migration: the models have moved on"
    assert current_revision(migrated) == newest_revision()


def test_migrating_twice_changes_nothing(migrated):
    upgrade(migrated)
    assert current_revision(migrated) == newest_revision()


def test_a_migrated_database_refuses_to_change_the_trail(migrated):
    with migrated.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_entries (at, actor_name, action, sentence, object_kind, object_id, address) "
                "VALUES ('2026-11-24 00:00:00', 'x', 'x', 'x', '', '', '')"
            )
        )
    with pytest.raises(DBAPIError, match="append-only"), migrated.begin() as connection:
        connection.execute(text("DELETE FROM audit_entries"))
