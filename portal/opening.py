"""Opening an office: its settings, its state, its web application, and an index that heals itself.

What exists is listed in ``wiring``; this module only puts it together. The index can always be made again from the
truth (files and database), so a damaged one is rebuilt, at the start or while serving.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from portal import accounts, web, wiring
from portal.db import make_engine, make_sessions, reading
from portal.documents.store import FileStore
from portal.index import load_terms, open_index, open_postgres_index
from portal.index.healing import HealingIndex
from portal.index.port import EVERYONE, Document, IndexDamaged, Query, SearchIndex
from portal.jobs import make_queue
from portal.manuals import documents as manual_documents
from portal.office import Office
from portal.settings import HOME, Settings, load_settings
from portal.web.errors import page

CAUGHT_UP_SECONDS = 24 * 60 * 60
HEALED_SECONDS = 10.0  # a second damage within this time is one that making it again does not heal


def instance_folder() -> Path:
    """Where this office lives: ``PORTAL_INSTANCE``, or ``instance/`` beside the package."""
    return Path(os.environ.get("PORTAL_INSTANCE") or HOME / "instance")


def read_settings(instance: Path | None = None) -> Settings:
    return load_settings(instance or instance_folder(), os.environ)


def open_office(settings: Settings, *, index: SearchIndex | None = None) -> Office:
    """Open database, index (unless one is handed over), files and queue. ``portal init`` has made the schema."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database())
    opened: list[Office] = []
    office = Office(
        settings=settings,
        engine=engine,
        sessions=make_sessions(engine),
        index=HealingIndex(index or open_search(settings), lambda: rebuild_index(opened[0])),
        store=FileStore(settings.instance / "files"),
        queue=make_queue(settings),
        relying=wiring.RELYING,
        lent={name: make(settings) for name, make in wiring.LENT.items()},
    )
    opened.append(office)
    return office


def close_office(office: Office) -> None:
    """Let go of the index, the queue's connection and the database's."""
    office.index.close()
    office.queue.storage.close()
    office.engine.dispose()


def open_search(settings: Settings) -> SearchIndex:
    words = settings.manuals / "用語.toml"
    terms = load_terms(words) if words.exists() else None
    if settings.search_backend == "postgresql":
        return open_postgres_index(settings.database(), terms=terms)
    return open_index(settings.instance / "index", terms=terms)


def make_app(settings: Settings | None, office: Office | None) -> Flask:
    """The web application of one office."""
    office = office or open_office(settings or read_settings())
    app = Flask("portal", static_folder=None)
    app.extensions["portal"] = office
    app.extensions["portal.home"] = wiring.HOME_SOURCES
    app.extensions["portal.case_panels"] = wiring.CASE_PANELS
    app.extensions["portal.law_questions"] = wiring.LAW_QUESTIONS
    web.install(app, office.settings, nav=wiring.NAV)
    accounts.install(app)
    app.register_error_handler(IndexDamaged, lambda error: _heal_and_retry(office))
    for blueprint in wiring.BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


_healing = threading.Lock()
_healed: dict[int, float] = {}


def _heal_and_retry(office: Office) -> ResponseReturnValue:
    """The index broke while it was read: make it again from the truth, then show what was asked for.

    Of several requests that meet the same damage, one makes it again. Writing heals by itself (``HealingIndex``): what a
    person saved is saved, and must not be done again.
    """
    with _healing:
        just_healed = time.monotonic() - _healed.get(id(office), -HEALED_SECONDS) < HEALED_SECONDS
        if not (just_healed and _readable(office)):
            rebuild_index(office)
            _healed[id(office)] = time.monotonic()
    again = request.args.get("healed", "")
    if request.method == "GET" and again != "2":
        query = [(name, value) for name, value in request.args.items(multi=True) if name != "healed"]
        return redirect(f"{request.path}?{urlencode([*query, ('healed', 2 if again else 1)])}")
    return page(503, "検索索引を作り直しました。前の画面に戻り、保存されているかを確かめてください。")


def _readable(office: Office) -> bool:
    """Whether a search, its marked passages and the typeahead can be read."""
    try:
        found = office.index.search(Query("督促", audience=frozenset({EVERYONE}), limit=10))
        _ = (
            [(hit.snippet, office.index.related(hit.id)) for hit in found.hits],
            found.facets,
            office.index.suggest("督"),
        )
    except IndexDamaged:
        return False
    return True


def documents(office: Office) -> Iterator[Document]:
    """Everything that can be found, from the source of truth (files and database)."""
    with reading(office.sessions) as session:
        for source in wiring.SEARCH_SOURCES.values():
            yield from source(office, session)


def rebuild_index(office: Office) -> int:
    """Make the index again from the files and the database; how many documents it holds then."""
    return office.index.rebuild(documents(office))


def heal_index(office: Office) -> bool:
    """Rebuild the index if it is empty or damaged; whether that was needed."""
    if index_is_whole(office):
        return False
    rebuild_index(office)
    return True


def index_is_whole(office: Office) -> bool:
    """Whether the index can be read and holds something."""
    try:
        return bool(office.index.count())
    except IndexDamaged:
        return False


def catch_up(office: Office) -> int:
    """Put the pages that the index may not have seen; how many.

    A portal killed between the commit of a page and the write of the index leaves the page saved and not findable; a file
    edited while the portal stood still, too. What changed after the index was last written is put again (with PostgreSQL,
    whose last write is not a file's time: what changed in the last day).
    """
    folder = office.settings.instance / "index"
    written = [path.stat().st_mtime for path in folder.rglob("*") if path.is_file()]
    since = (
        max(written) - 60 if written and office.settings.search_backend == "whoosh" else time.time() - CAUGHT_UP_SECONDS
    )
    documents = manual_documents.changed_since(office, since)
    return office.index.put(documents) if documents else 0
