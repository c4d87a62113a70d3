"""The audit trail can be added to, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import audit
from portal.db import reading, unit_of_work
from tests.conftest import NOW


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET sentence = 'x'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_the_trail(office, people, statement):
    with unit_of_work(office.sessions) as session:
        audit.record(session, people.hanako, NOW, action="case.open", sentence="案件 J-1 を開きました。")
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work(office.sessions) as session:
        session.execute(text(statement))


def test_what_was_rolled_back_is_not_in_the_trail(office, people):
    with pytest.raises(RuntimeError), unit_of_work(office.sessions) as session:
        audit.record(session, people.hanako, NOW, action="case.open", sentence="案件 J-1 を開きました。")
        raise RuntimeError
    with reading(office.sessions) as session:
        assert "case.open" not in {entry.action for entry in audit.entries(session)}
