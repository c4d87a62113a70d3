"""The state of a running office, in one value without logic (just under ``accounts``).

``app.extensions["portal"]`` on the web, ``click``'s object on the command line, the first argument of a job handler in
the worker: always this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huey import Huey
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.documents.store import FileStore
from portal.domain.reliance import Relying
from portal.index.port import SearchIndex
from portal.settings import Settings


@dataclass(frozen=True, slots=True)
class Office:
    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    index: SearchIndex
    store: FileStore
    queue: Huey
    lent: Mapping[str, Any] = field(default_factory=dict)
    """What one feature lends another, by name: neighbours never import one another, ``wiring`` fills it."""
    relying: tuple[RelyingSource, ...] = ()


RelyingSource = Callable[[Office, Session], Iterable[Relying]]
"""A feature's things that rest on statutes; ``wiring.RELYING`` lists them."""
