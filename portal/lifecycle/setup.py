"""Making what is missing in an instance folder: database schema, secret key, search index."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from portal import opening
from portal.accounts.models import User
from portal.db import reading
from portal.db.schema import current_revision, newest_revision, upgrade
from portal.office import Office


@dataclass(frozen=True, slots=True)
class SetUp:
    """What had to be done."""

    migrated: bool
    indexed: bool
    empty: bool  # no account exists yet


def _is_newest(office: Office) -> bool:
    return current_revision(office.engine) == newest_revision()


def is_empty(office: Office) -> bool:
    """Whether no account exists yet."""
    if not _is_newest(office):
        return current_revision(office.engine) is None
    with reading(office.sessions) as session:
        return not session.scalar(select(func.count()).select_from(User))


def is_set_up(office: Office) -> bool:
    """Whether the instance can serve as it is: newest schema, an account, a readable index."""
    return _is_newest(office) and not is_empty(office) and opening.index_is_whole(office)


def set_up(office: Office) -> SetUp:
    """Bring the instance to a state that can serve. Changes nothing on one that already can."""
    office.settings.key()
    migrated = not _is_newest(office)
    if migrated:
        upgrade(office.engine)
    empty = is_empty(office)
    healed = opening.heal_index(office)
    if not healed:
        opening.catch_up(office)
    return SetUp(migrated=migrated, indexed=healed, empty=empty)
