"""The second backend: PostgreSQL, shared by several web processes, for an office that outgrows one machine.

Tokens lie in a ``tsvector`` under a GIN index: ``w…`` words, ``p…`` short units, ``g…`` pairs of letters, ``n…`` neighbours. Plan, match
rules, phrases and highlighting are those of the local engine; the best covered candidates are ranked here by the same
BM25 (``rescoring``). Everything is asked for under the audience's condition, counts and suggestions included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from portal.db import make_engine
from portal.index import highlight, rescoring, tokens
from portal.index.entries import entries_of, keys_of
from portal.index.folding import fold
from portal.index.meant import did_you_mean
from portal.index.packing import deflated, inflated, packed, unpacked
from portal.index.plan import plan_of
from portal.index.port import (
    EVERYONE,
    Document,
    Hit,
    IndexBusy,
    IndexDamaged,
    Query,
    Results,
    Segment,
    Suggestion,
)
from portal.index.postgres_match import MAX_LEXEME, Matcher, like
from portal.index.suggest import MAX_PREFIX
from portal.index.terms import Terms

MAX_PAGE = 1_000
RESCORED = 100  # candidates beyond the page asked for that are ranked exactly
LOCK_TIMEOUT = "30s"
MAX_LEXEMES = 900_000  # bytes; PostgreSQL refuses a tsvector of a megabyte
_LOCK = 7_204_511
_SCHEMA = """
create table if not exists search_documents (
    number bigint generated always as identity unique,
    id text primary key, kind text not null, folder text not null, author text not null, updated_on integer not null,
    audience text[] not null, tokens tsvector not null, units text not null, folded text not null,
    words integer not null, pairs integer not null, document bytea not null, line bytea not null);
create index if not exists search_documents_tokens on search_documents using gin (tokens);
create index if not exists search_documents_audience on search_documents using gin (audience);
create table if not exists search_entries (
    number bigint not null references search_documents (number) on delete cascade,
    key text not null, shown text not null, source text not null);
create index if not exists search_entries_key on search_entries (key text_pattern_ops);
create index if not exists search_entries_number on search_entries (number);
create table if not exists search_words (reading text not null, word text not null, primary key (reading, word));
"""
_PUT = """
insert into search_documents
    (id, kind, folder, author, updated_on, audience, tokens, units, folded, words, pairs, document, line)
values (%s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[]), %s, %s, %s, %s, %s, %s)
on conflict (id) do update set kind = excluded.kind, folder = excluded.folder, author = excluded.author,
    updated_on = excluded.updated_on, audience = excluded.audience, tokens = excluded.tokens, units = excluded.units,
    folded = excluded.folded, words = excluded.words, pairs = excluded.pairs, document = excluded.document,
    line = excluded.line
returning number
"""


class PostgresIndex:
    """``SearchIndex`` in the tables ``search_*`` of one PostgreSQL database."""

    def __init__(self, database: Engine | str, *, terms: Terms) -> None:
        self._owned = isinstance(database, str)
        self._engine = make_engine(database) if isinstance(database, str) else database
        self._terms = terms
        with self._changing() as connection:
            connection.exec_driver_sql(_SCHEMA)

    # writing

    def put(self, documents: Iterable[Document]) -> int:
        latest = {document.id: document for document in documents}
        rows = [(document, tokens.line_of(document)) for document in latest.values()]
        with self._changing() as connection:
            for document, line in rows:
                _put(connection, document, line)
        return len(rows)

    def delete(self, ids: Iterable[str]) -> int:
        names = [_clean(identity) for identity in ids]
        with self._changing() as connection:
            return connection.exec_driver_sql("delete from search_documents where id = any(%s)", (names,)).rowcount

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._changing() as connection:
            connection.exec_driver_sql("drop table if exists search_entries, search_words, search_documents cascade")
            connection.exec_driver_sql(_SCHEMA)
        return self.put(documents)

    # reading

    def search(self, query: Query) -> Results:
        with self._reading() as connection:
            matcher = Matcher(connection, query.audience)
            plan = plan_of(query, self._terms, matcher.written_as)
            found = matcher.matched(plan)
            offset, limit = max(query.offset, 0), min(max(query.limit, 0), MAX_PAGE)
            best = found.best(offset + limit + RESCORED)
            marks = plan.marks

            def cut(document: Document) -> tuple[Segment, ...]:
                return highlight.snippet(document.body, marks)

            ranked = rescoring.ranked(plan, _candidates(connection, best), matcher.statistics(plan))
            hits = [_hit(document, score, cut) for document, score in ranked[offset : offset + limit]]
            facets, total = found.facets, found.total

        return Results(tuple(hits), plan.cards, lambda: total, lambda: facets, lambda: self._meant(query))

    def _meant(self, query: Query) -> str | None:
        with self._reading() as connection:
            return did_you_mean(Matcher(connection, query.audience), query.text, self._terms)

    def suggest(
        self, prefix: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 8
    ) -> tuple[Suggestion, ...]:
        if limit <= 0:
            return ()
        with self._reading() as connection:
            found = (_suggested(connection, key, sorted(audience), limit) for key in keys_of(prefix[:MAX_PREFIX]))
            return next(filter(None, found), ())

    def related(
        self, document_id: str, *, audience: frozenset[str] = frozenset({EVERYONE}), limit: int = 5
    ) -> tuple[Hit, ...]:
        with self._reading() as connection:
            matcher = Matcher(connection, audience)
            row = connection.exec_driver_sql(
                "select number, document, line from search_documents where id = %s and audience && %s",
                (_clean(document_id), sorted(audience)),
            ).first()
            if row is None:
                return ()
            number, own, line = row[0], unpacked(inflated(row[1])), inflated(row[2])
            scores = matcher.similar(line, number)
            best = sorted(scores, key=lambda other: (-scores[other], other))[:limit]
            documents = _candidates(connection, best)
        return tuple(
            _hit(document, scores[other], lambda shown: highlight.snippet(shown.body, (own.title,)))
            for other, document, _ in documents
        )

    def count(self, *, audience: frozenset[str] | None = None) -> int:
        condition, given = ("true", ()) if audience is None else ("audience && %s", (sorted(audience),))
        with self._reading() as connection:
            sql = f"select count(*) from search_documents where {condition}"  # noqa: S608 - one of two constants
            return int(connection.exec_driver_sql(sql, given).scalar_one())

    def ids(self) -> frozenset[str]:
        with self._reading() as connection:
            return frozenset(connection.exec_driver_sql("select id from search_documents").scalars())

    def close(self) -> None:
        if self._owned:
            self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _named_errors(), self._engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("set transaction isolation level repeatable read read only")
            yield connection

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """One writer at a time in all processes; waiting ends with ``IndexBusy``."""
        with _named_errors(), self._engine.begin() as connection:
            connection.exec_driver_sql(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
            connection.exec_driver_sql("set local client_min_messages = warning")
            connection.exec_driver_sql("select pg_advisory_xact_lock(%s)", (_LOCK,))
            yield connection


def _suggested(connection: Connection, key: str, audience: list[str], limit: int) -> tuple[Suggestion, ...]:
    sql = (
        "select e.shown, e.source, d.id, d.kind, d.document from search_entries e join search_documents d using (number)"
        " where d.audience && %s and e.key like %s order by e.key, d.number limit %s"
    )
    found: dict[str, Suggestion] = {}
    for pattern in (like(key) + "%", "%" + like(key) + "%"):
        rows = connection.exec_driver_sql(sql, (audience, pattern, limit * 4)).all()
        for shown, source, identity, kind, document in rows:
            own = unpacked(inflated(document))
            found.setdefault(identity, Suggestion(shown, source, identity, kind, own.url, own.title))
        if len(found) >= limit:
            break
    return tuple(found.values())[:limit]


def _hit(document: Document, score: float, cut: Callable[[Document], tuple[Segment, ...]]) -> Hit:
    return Hit(document.id, score, lambda: document, cut)


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        raise IndexDamaged("検索の索引の表がありません。索引を作り直してください。") from error
    except OperationalError as error:
        raise IndexBusy("検索の索引のデータベースに届きません。しばらく待ってから、もう一度試してください。") from error
    except DBAPIError as error:
        if "lock timeout" in str(error):
            raise IndexBusy(
                "検索の索引への書き込みが混み合っています。しばらく待ってから、もう一度保存してください。"
            ) from error
        raise


def _clean(text: str) -> str:
    """What PostgreSQL takes as text: no NUL, no lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _put(connection: Connection, document: Document, line: str) -> None:
    analysed = rescoring.Analysed.of(document, line)
    audience = [_clean(label) for label in sorted(document.audience)]
    number = connection.exec_driver_sql(
        _PUT,
        (
            _clean(document.id), _clean(document.kind), _clean(document.folder), _clean(fold(document.author)),
            document.updated_on.toordinal() if document.updated_on else 0, audience,
            _lexemes(analysed), _clean(tokens.short_units(line)), _clean(tokens.gram_text(document)),
            analysed.word_length, analysed.pair_length, deflated(packed(document)), deflated(line),
        ),
    ).scalar_one()  # fmt: skip
    connection.exec_driver_sql("delete from search_entries where number = %s", (number,))
    entries = [(number, *map(_clean, entry.split("\t"))) for entry in entries_of(document)]
    _many(connection, "insert into search_entries (number, key, shown, source) values (%s, %s, %s, %s)", entries)
    read = [(_clean(reading), _clean(word)) for reading, word in sorted(analysed.readings)]
    _many(connection, "insert into search_words (reading, word) values (%s, %s) on conflict do nothing", read)


def _many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(sql, list(rows))


def _lexemes(analysed: rescoring.Analysed) -> list[str]:
    """Words first: where a page is too long for one tsvector, its last pairs are left out."""
    whole = ["w" + word for word in analysed.words] + ["p" + part for part in analysed.parts]
    whole += ["g" + pair for pair in analysed.pairs] + ["n" + name for name in analysed.neighbours]
    kept: list[str] = []
    size = 0
    for lexeme in map(_clean, whole):
        length = len(lexeme.encode("utf-8"))
        size += length + 4
        if size > MAX_LEXEMES:
            break
        if length < MAX_LEXEME:
            kept.append(lexeme)
    return kept


def _candidates(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, Document, str]]:
    """Documents with their token lines, in the order of ``numbers``."""
    rows = connection.exec_driver_sql(
        "select number, document, line from search_documents where number = any(%s)", (list(numbers),)
    ).all()
    found: Mapping[int, tuple[int, Document, str]] = {
        number: (number, unpacked(inflated(document)), inflated(line)) for number, document, line in rows
    }
    return [found[number] for number in numbers if number in found]
