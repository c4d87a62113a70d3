"""Floor 1: the database — engine, declarative base, column types, and the one place that commits.

Services receive a session and never commit; ``unit_of_work`` does, once, and then runs what had to wait for the
commit (index refresh, waking the worker). Nothing here knows a table of the portal.
"""

from portal.db import lengths
from portal.db.base import Base, Id
from portal.db.engine import make_engine, make_sessions
from portal.db.types import JsonValue, UtcDateTime, YenAmount
from portal.db.work import after_commit, reading, unit_of_work

__all__ = [
    "Base",
    "Id",
    "JsonValue",
    "UtcDateTime",
    "YenAmount",
    "after_commit",
    "lengths",
    "make_engine",
    "make_sessions",
    "reading",
    "unit_of_work",
]
