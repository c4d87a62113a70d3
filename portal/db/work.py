"""Units of work: the only place that commits.

What must happen only when the transaction is really in the database (refreshing the index, waking the worker) is
registered with ``after_commit`` and runs after it, in order; a rolled-back unit runs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session, sessionmaker

_WAITING = "portal.after_commit"


@contextmanager
def unit_of_work(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session that commits when the block ends and rolls back when it raises."""
    with sessions() as session:
        session.connection(execution_options={"portal_write": True})
        yield session
        session.commit()
        waiting = session.info.pop(_WAITING, [])
    for action in waiting:
        action()


@contextmanager
def reading(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session for looking only; what is changed in it is thrown away.

    Closing (not rolling back) ends it: a rollback would expire the objects, and the page still shows them.
    """
    with sessions() as session:
        yield session


def after_commit(session: Session, action: Callable[[], None]) -> None:
    """Run ``action`` once the unit of work that owns ``session`` has committed."""
    session.info.setdefault(_WAITING, []).append(action)
