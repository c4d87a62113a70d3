"""What every test may use: a fresh office with five people, signed-in browsers, a fixed clock, and no outside world.

The office lives in a temporary folder. With ``PORTAL_TEST_POSTGRES_URL`` set and ``--postgres`` given, the same suite
runs on PostgreSQL (each test process in a database of its own). The clock stands at 2026-11-24 10:00 in Tokyo.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, make_url, text
from werkzeug.routing import Rule

from portal import create_app, opening
from portal.accounts import passwords
from portal.accounts import service as accounts
from portal.db import Base, make_engine, unit_of_work
from portal.db import engine as engines
from portal.domain.actor import SYSTEM, Actor
from portal.domain.permissions import Role
from portal.index import open_index
from portal.office import Office
from portal.settings import Settings

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo, a Tuesday
PASSWORD = "mihon-no-aikotoba"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="run the offices of the suite on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--postgres`` only what opens an office: the rest has run on no database at all."""
    if not config.getoption("--postgres"):
        return
    with_office = [item for item in items if {"office", "postgres_url"} & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=[item for item in items if item not in with_office])
    items[:] = with_office


@pytest.fixture(autouse=True)
def no_outside_world(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The suite never talks to another machine: says so loudly instead of hanging."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}: the portal must work without a network")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


one_engine = cache(make_engine)
_grammar = cache(lambda: make_engine("sqlite://"))


def kindred_engine(url: str) -> Engine:
    """An engine of its own that knows the statements which the earlier ones compiled: a third of what a test cost."""
    engine, first = make_engine(url), _grammar()
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine


@pytest.fixture(autouse=True, scope="session")
def seldom_collected() -> Iterator[None]:
    """What the suite imports stays anyway; looking through it again and again for garbage took a fifth of the time."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture(autouse=True, scope="session")
def hasty_disk() -> Iterator[None]:
    """No test survives a power cut, so none waits for the disk; those that kill a portal kill a process of its own."""
    prepare = engines._prepare_sqlite

    def hastily(connection: Any, record: Any) -> None:
        prepare(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_prepare_sqlite", hastily)
        yield


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> None:
    """argon2 is slow on purpose; the suite hashes thousands of times and tests none of that cost."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._decoy.cache_clear()


class Compiled(BytecodeCache):
    """Templates compiled by an earlier test of this process."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture(autouse=True, scope="session")
def compiled_routes() -> Iterator[None]:
    """Each test's application has the same 230 addresses; compiling them took most of what a test cost."""
    known: dict[object, Any] = {}
    compile_builder = Rule._compile_builder

    def once(self: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(self, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@dataclass(frozen=True)
class People:
    """花子 (担当) and 太郎 (係長) of one department, 次郎 of another, the secretariat and the administrator."""

    hanako: Actor
    taro: Actor
    jiro: Actor
    secretariat: Actor
    admin: Actor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path / "instance", secret_key="for-tests-only")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no row, made once; each test gets its own copy."""
    path = tmp_path_factory.mktemp("database") / "portal.db"
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test process alone: workers run side by side.

    Skips without ``PORTAL_TEST_POSTGRES_URL``, unless ``PORTAL_TEST_REQUIRE=1`` insists.
    """
    server = os.environ.get("PORTAL_TEST_POSTGRES_URL", "")
    if not server:
        assert os.environ.get("PORTAL_TEST_REQUIRE") != "1", "PORTAL_TEST_POSTGRES_URL is not set"
        pytest.skip("PORTAL_TEST_POSTGRES_URL is not set: nothing was tested on PostgreSQL")
    name = f"portal_test_{os.getpid()}"
    engine = make_engine(server.replace("postgresql://", "postgresql+psycopg://", 1)).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str) -> str:
    """The address of a PostgreSQL database with all tables and no row, made once."""
    engine = make_engine(postgres_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return postgres_url


# Tables that hold something are emptied and numbers begin at 1 again. TRUNCATE of all of them does the same in 100 times
# the time (0.28 s): it makes every table's files anew.
EMPTIED = """
DO $$
DECLARE one record; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.tablename) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', one.tablename); END IF;
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
  END LOOP;
END $$
"""


@pytest.fixture
def office(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office with an empty database, an empty index and an empty store."""
    settings.instance.mkdir()
    if request.config.getoption("--postgres"):
        settings = dataclasses.replace(settings, database_url=request.getfixturevalue("empty_postgres"))
        # One engine for all tests: it keeps what it has compiled, and need not ask each time what the server can do.
        request.getfixturevalue("monkeypatch").setattr(opening, "make_engine", one_engine)
    else:
        request.getfixturevalue("monkeypatch").setattr(opening, "make_engine", kindred_engine)
        shutil.copyfile(request.getfixturevalue("empty_database"), settings.instance / "portal.db")
    opened = opening.open_office(settings, index=open_index(None))
    if opened.engine.dialect.name == "postgresql":
        with opened.engine.begin() as connection:
            connection.execute(text(EMPTIED))
        opened.queue.flush()
    yield opened
    opening.close_office(opened)


@pytest.fixture
def people(office: Office) -> People:
    """The five people, as actors; their sign-in names are the field names and their password is PASSWORD."""
    rows = {
        "hanako": ("架空 花子", "見本住宅課", {Role.OFFICER}),
        "taro": ("架空 太郎", "見本住宅課", {Role.APPROVER}),
        "jiro": ("架空 次郎", "見本保険課", {Role.OFFICER, Role.APPROVER}),
        "secretariat": ("架空 局子", "見本債権管理課", {Role.SECRETARIAT}),
        "admin": ("架空 管理", "見本債権管理課", {Role.ADMIN}),
    }
    actors: dict[str, Actor] = {}
    with unit_of_work(office.sessions) as session:
        departments = {
            name: accounts.add_department(
                session,
                SYSTEM,
                NOW,
                name=name,
                section="管理係",
                document_symbol=name[2:3],
                postal_code="154-0000",
                address="世田谷区架空町1-2-3",
                phone="03-0000-0000",
            )
            for name in ("見本住宅課", "見本保険課", "見本債権管理課")
        }
        for login, (name, department, roles) in rows.items():
            user, _ = accounts.add_user(
                session,
                SYSTEM,
                NOW,
                login=login,
                name=name,
                department_id=departments[department].id,
                roles=frozenset(roles),
                password=PASSWORD,
                must_change_password=False,
            )
            actors[login] = user.as_actor("127.0.0.1")
    return People(**actors)


class Clock:
    """The time as the portal sees it; a test may move it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(office: Office, clock: Clock) -> Flask:
    made = create_app(office=office)
    made.jinja_env.bytecode_cache = COMPILED
    made.config.update(TESTING=False, PORTAL_CLOCK=clock, PROPAGATE_EXCEPTIONS=False)
    return made


class Browser:
    """A signed-in person without a real browser: posts carry the form's CSRF token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._own_token = ""

    def get(self, url: str, **kwargs: Any) -> Any:
        return self.client.get(url, **kwargs)

    def token(self, url: str = "/sign-in") -> str:
        page = self.client.get(url).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, f"no form on {url}"
        return found.group(1)

    def post(self, url: str, data: dict[str, Any] | None = None, *, page: str | None = None, **kwargs: Any) -> Any:
        """POST with the token of ``page`` (the page that holds the form), or with this session's own."""
        if not page:
            self._own_token = self._own_token or self.token("/me")
        token = self.token(page) if page else self._own_token
        return self.client.post(url, data={"csrf_token": token, **(data or {})}, **kwargs)


@pytest.fixture
def browse() -> Callable[[Flask], Browser]:
    """A browser of a stranger."""
    return lambda app: Browser(app.test_client())


@pytest.fixture
def sign_in(app: Flask, people: People) -> Callable[[str], Browser]:
    """``sign_in("hanako")`` gives that person's browser."""

    def as_person(login: str) -> Browser:
        browser = Browser(app.test_client())
        answer = browser.post("/sign-in", {"login": login, "password": PASSWORD}, page="/sign-in")
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return browser

    return as_person
