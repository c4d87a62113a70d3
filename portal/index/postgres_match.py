"""Matching in PostgreSQL: the rules of ``matching``, with the GIN index telling who holds what.

Documents are the numbers of their rows. Every question is asked under the audience's condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from sqlalchemy import Connection

from portal.index import tokens
from portal.index.analysis import words as words_of
from portal.index.covering import MAX_CONCEPTS, bar_of
from portal.index.filters import in_folder
from portal.index.folding import fold
from portal.index.impacts import idf
from portal.index.known import MAX_NAMES, shortened
from portal.index.matching import SMALL
from portal.index.meant import alike
from portal.index.plan import Concept, GroupPlan, Plan
from portal.index.rescoring import Statistics, pairs_of, wanted

Numbers = frozenset[int]
_NOBODY: Numbers = frozenset()
MAX_LEXEME = 2_000  # bytes


@dataclass
class Matched:
    """Who matches and how well they are covered, with the counts over all of them."""

    covers: dict[int, float] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    doubtful: bool = False

    @property
    def total(self) -> int:
        return len(self.covers)

    def best(self, limit: int) -> list[int]:
        return sorted(self.covers, key=lambda number: (-self.covers[number], number))[:limit]


class Matcher:
    def __init__(self, connection: Connection, audience: frozenset[str]) -> None:
        self._connection = connection
        self._audience = sorted(label.replace("\0", "") for label in audience)
        self._visible: int | None = None
        self._held: dict[str, Numbers] = {}

    # what is asked of the database

    def _where(self, condition: str, *given: Any) -> Numbers:
        sql = f"select number from search_documents where audience && %s and {condition}"  # noqa: S608 - constants only
        return frozenset(self._connection.exec_driver_sql(sql, (self._audience, *given)).scalars())

    def everybody(self) -> Numbers:
        return self._where("true")

    def visible(self) -> int:
        if self._visible is None:
            sql = "select count(*) from search_documents where audience && %s"
            self._visible = int(self._connection.exec_driver_sql(sql, (self._audience,)).scalar_one())
        return self._visible

    def matching(self, query: str) -> Numbers:
        """Who matches a tsquery."""
        if query not in self._held:
            self._held[query] = self._where("tokens @@ %s::tsquery", query) if query else _NOBODY
        return self._held[query]

    def containing(self, text: str) -> Numbers:
        if len(text) == 1:
            return self._where("folded like %s", f"%{like(text)}%")
        return self.matching(_all(f"g{pair}" for pair in pairs_of(text)))

    def knows(self, word: str) -> bool:
        return bool(self.matching(held(word)))

    def written_as(self, reading: str) -> list[tuple[str, ...]]:
        whole: list[tuple[str, ...]] = [(word,) for word in self._read(reading)]
        if whole or len(reading) > 24:
            return whole[:8]
        for cut in range(len(reading) - 2, 1, -1):
            first, second = self._read(reading[:cut]), self._read(reading[cut:])
            if first and second:
                return [(a, b) for a in first[:3] for b in second[:3]]
        return []

    def _read(self, reading: str) -> list[str]:
        sql = "select word from search_words where reading = %s order by word"
        return [word for word in self._connection.exec_driver_sql(sql, (reading,)).scalars() if self.knows(word)]

    def words_like(self, piece: str, reading: str) -> Iterator[tuple[str, str]]:
        rows = self._connection.exec_driver_sql("select reading, word from search_words order by word, reading")
        for read, word in rows.all():
            if alike(piece, reading, word, read):
                yield read, word

    def holders(self, text: str) -> int:
        return len(self.containing(text))

    def names_like(self, key: str) -> Iterator[tuple[str, str]]:
        half = len(key) // 2
        sql = (
            "select distinct e.key, e.shown, e.source from search_entries e join search_documents d using (number)"
            " where d.audience && %s and (e.key like %s or length(e.key) <= %s and e.key like %s) limit %s"
        )
        given = (self._audience, f"{like(key[:half])}%", len(key) + 1, f"%{like(key[half:])}", MAX_NAMES)
        for own, shown, source in self._connection.exec_driver_sql(sql, given) if half else ():
            short, name = shortened(own, shown, source, key)
            if abs(len(short) - len(key)) <= 1:
                yield short, name

    # matching

    def matched(self, plan: Plan) -> Matched:
        outer = self._filtered(plan)
        found = Matched()
        wide: dict[int, float] = {}
        for group in plan.groups:
            covers, doubtful = self._group(group, outer)
            found.doubtful |= doubtful
            for number, cover in covers.items():
                wide[number] = wide.get(number, 0.0) + cover
        kinds, folders = self._properties(wide)
        inside = {n for n in wide if _in(kinds[n], plan.kinds) and _in_folder(folders[n], plan.folders)}
        found.covers = {number: cover for number, cover in wide.items() if number in inside}
        found.facets = {
            "kind": _counted(kinds[n] for n in wide if _in_folder(folders[n], plan.folders)),
            "folder": _counted(folders[n] for n in wide if _in(kinds[n], plan.kinds)),
        }
        return found

    def _filtered(self, plan: Plan) -> Numbers | None:
        """Who passes author and date; None stands for all."""
        if not plan.author and not plan.after:
            return None
        day = plan.after.toordinal() if plan.after else 0
        return self._where("author like %s and updated_on >= %s", f"%{like(plan.author)}%", day)

    def _properties(self, numbers: Mapping[int, float]) -> tuple[dict[int, str], dict[int, str]]:
        sql = "select number, kind, folder from search_documents where number = any(%s)"
        rows = self._connection.exec_driver_sql(sql, (list(numbers),)).all()
        return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}

    def _group(self, group: GroupPlan, outer: Numbers | None) -> tuple[dict[int, float], bool]:
        concepts = group.concepts[:MAX_CONCEPTS]
        light = all(concept.mass == 0 for concept in concepts)
        holders = [self._answering(concept, frozenset(group.text.split()), light=light) for concept in concepts]
        visible = max(self.visible(), SMALL)
        masses = [1.0 if light else concept.mass for concept in concepts]
        worths = [mass * idf(len(own), visible) for mass, own in zip(masses, holders, strict=True)]
        covers: dict[int, float] = {}
        for worth, own in zip(worths, holders, strict=True):
            for number in own if worth else ():
                covers[number] = covers.get(number, 0.0) + worth
        doubtful = any(worth and not own for worth, own in zip(worths, holders, strict=True))
        if outer is not None:
            covers = {number: cover for number, cover in covers.items() if number in outer}
        matched = self._matching(group, covers, worths, outer)
        return {number: covers.get(number, 0.0) for number in matched}, doubtful

    def _answering(self, concept: Concept, pieces: frozenset[str], *, light: bool) -> Numbers:
        if not concept.mass and not light:
            return _NOBODY
        if concept.alternatives:
            return self.matching(_any(_every(names) for names, _ in concept.alternatives if names))
        if len(concept.surface) == 1 and concept.surface in pieces:
            return self.containing(concept.surface) | self.matching(held(concept.word))
        own = self.matching(_any([held(concept.word), *([_every(concept.parts)] if concept.parts else [])]))
        return own if own or len(concept.surface) < 2 else self.containing(fold(concept.surface))

    def _matching(
        self, group: GroupPlan, covers: Mapping[int, float], worths: Sequence[float], outer: Numbers | None
    ) -> Numbers:
        if not group.phrases and (group.concepts or not group.excluded):
            bar = bar_of(worths, max(covers.values(), default=0.0)) if sum(worths) else inf
            found = frozenset(number for number, cover in covers.items() if cover >= bar)
        else:
            found = self.everybody() if outer is None else outer
        for phrase in group.phrases:
            found &= self._exactly(phrase, found)
        for phrase in group.excluded:
            if tokens.phrase_pattern(phrase) is not None:
                found -= self._exactly(phrase, found)
        return found

    def _exactly(self, phrase: str, base: Numbers) -> Numbers:
        pattern = tokens.phrase_pattern(phrase)
        if pattern is None:
            return base
        units = words_of(fold(phrase))
        names = [word.normal for word in units if word.content]
        if len(units) == 1 and names:
            sure = self.matching(_every(names))
        else:
            sure = _NOBODY
        pairs = _all(f"g{pair}" for pair in pairs_of(fold(phrase)))
        likely = _any(part for part in (pairs, _every(names) if names else "") if part)
        condition = "tokens @@ %s::tsquery and units ~ %s" if likely else "units ~ %s"
        verified = self._where(condition, *([likely] if likely else []), pattern.pattern)
        return (sure | verified) & base

    # numbers about everything

    def statistics(self, plan: Plan) -> Statistics:
        lexemes = sorted({lexeme for group in plan.groups for lexeme in wanted(group)})
        row = self._connection.exec_driver_sql(
            "select count(*), coalesce(avg(words), 0)::float8, coalesce(avg(pairs), 0)::float8 from search_documents"
        ).one()
        counts = self._connection.exec_driver_sql(
            "select q.n, (select count(*) from search_documents where tokens @@ q.query::tsquery)"
            " from unnest(%s::text[]) with ordinality as q(query, n)",
            ([quoted(lexeme) for lexeme in lexemes],),
        ).all()
        return Statistics(row[0], row[1], row[2], {lexemes[n - 1]: count for n, count in counts})

    def similar(self, line: str, number: int) -> dict[int, float]:
        """The documents that share telling words with ``line``, and how much."""
        counts: dict[str, int] = {}
        for token in tokens.tokens(line):
            normal = tokens.decode(token)[0]
            if len(normal) > 1:
                counts[normal] = counts.get(normal, 0) + 1
        scores: dict[int, float] = {}
        size = max(self.visible(), 1)
        for word in sorted(counts, key=lambda name: counts[name], reverse=True)[:40]:
            holders = self.matching(quoted("w" + word))
            rarity = idf(len(holders), size) ** 2 * counts[word] / (counts[word] + 1.2)
            for other in holders - {number}:
                scores[other] = scores.get(other, 0.0) + rarity
        return scores


def quoted(lexeme: str) -> str:
    """A lexeme as tsquery text; one too long for PostgreSQL, which was never kept, as one that nobody holds."""
    clean = lexeme.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if len(clean.encode()) >= MAX_LEXEME:
        return "'-'"
    return "'" + clean.replace("\\", "\\\\").replace("'", "''") + "'"


def like(text: str) -> str:
    """``text`` for LIKE, with its wildcards taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("\0", "")


def held(word: str) -> str:
    """The tsquery of who holds ``word`` as a word or a short unit."""
    return f"({quoted('w' + word)} | {quoted('p' + word)})"


def _every(names: Sequence[str]) -> str:
    return "(" + " & ".join(held(name) for name in names) + ")"


def _all(lexemes: Iterator[str]) -> str:
    return " & ".join(quoted(lexeme) for lexeme in lexemes)


def _any(queries: Any) -> str:
    return " | ".join(f"({query})" for query in queries if query)


def _in(kind: str, wanted_kinds: frozenset[str]) -> bool:
    return not wanted_kinds or kind in wanted_kinds


def _in_folder(folder: str, folders: frozenset[str]) -> bool:
    return not folders or in_folder(folder, folders)


def _counted(values: Iterator[str]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
