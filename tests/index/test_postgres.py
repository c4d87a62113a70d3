"""PostgreSQL: that it was tested at all, and what only it can get wrong."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.db import make_engine
from portal.index import Document, IndexBusy, IndexDamaged, Query, open_postgres_index


@pytest.mark.postgres
def test_a_lost_table_is_damage_that_a_rebuild_heals(postgres_url: str) -> None:
    index = open_postgres_index(postgres_url)
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("drop table search_entries, search_words, search_documents"))
    with pytest.raises(IndexDamaged):
        index.search(Query("督促"))
    assert index.rebuild([Document("a", title="督促")]) == 1
    assert index.search(Query("督促")).total == 1
    again = open_postgres_index(engine)
    assert again.search(Query("督促")).total == 1
    index.close()
    engine.dispose()


def test_a_database_out_of_reach_is_said_in_words() -> None:
    with pytest.raises(IndexBusy, match="届きません"):
        open_postgres_index("postgresql+psycopg://nobody@127.0.0.1:9/none")
