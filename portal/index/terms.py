"""The reviewed terms of the field (``manuals/用語.toml``): synonyms, never-synonyms, readings.

    [[synonyms]]            [[confusions]]                       [[readings]]
    terms = ["国保", …]     terms = ["督促", "催告"]              term = "差押え"
                            text = "督促は…"                      reading = "さしおさえ"
                            page = "demand-and-reminder"

The file is read whole or refused with the place of the mistake; without a file there are no terms.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.domain.errors import InvalidInput
from portal.index.entries import key_of, reading_of
from portal.index.folding import fold, katakana
from portal.index.port import ConfusionCard


@dataclass(frozen=True)
class Terms:
    """``synonyms``: folded term → the other folded terms of its group. ``readings``: katakana → term."""

    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    confusions: tuple[ConfusionCard, ...] = ()
    readings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def synonyms_in(self, text: str) -> dict[str, tuple[str, ...]]:
        """The terms that stand in folded ``text`` (the longest at each place) with their synonyms."""
        standing = {
            (-len(term), number, term)
            for at, letter in enumerate(text)
            for number, term in self._by_letter.get(letter, ())
            if text.startswith(term, at)
        }
        found: dict[str, tuple[str, ...]] = {}
        for _, _, term in sorted(standing):
            if not any(term in longer for longer in found):
                found[term] = self.synonyms[term]
        return found

    @cached_property
    def _by_letter(self) -> dict[str, list[tuple[int, str]]]:
        """The terms by their first letter, with their place in the file."""
        found: dict[str, list[tuple[int, str]]] = {}
        for number, term in enumerate(self.synonyms):
            found.setdefault(term[:1], []).append((number, term))
        return found

    @cached_property
    def sounding(self) -> tuple[tuple[str, str], ...]:
        """(key or reading in katakana, term) of every term of the field."""
        names = dict.fromkeys((*self.synonyms, *(fold(term) for card in self.confusions for term in card.terms)))
        read = [(reading, term) for reading, terms in self.readings.items() for term in terms]
        return (*((key, term) for term in names for key in (key_of(term), reading_of(term))), *read)

    def cards_for(self, text: str) -> tuple[ConfusionCard, ...]:
        """The 混同注意 cards of the terms that stand in folded ``text``."""
        return tuple(card for card in self.confusions if any(fold(term) in text for term in card.terms))


def load_terms(path: Path) -> Terms:
    """The terms in the TOML file at ``path``; ``InvalidInput`` says what is wrong with it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(
            f"用語ファイル『{path.name}』を読めません：{error}。直して再度読み込んでください。"
        ) from error
    return Terms(
        _synonyms(data), tuple(_card(row, number) for number, row in _rows(data, "confusions")), _readings(data)
    )


def _rows(data: dict[str, Any], table: str) -> list[tuple[int, dict[str, Any]]]:
    rows = data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidInput(f"用語ファイルの『{table}』は [[{table}]] の並びで書いてください。", field=table)
    return list(enumerate(rows, start=1))


def _texts(row: dict[str, Any], key: str, *, where: str, least: int) -> tuple[str, ...]:
    values = row.get(key, [])
    if not isinstance(values, list) or len(values) < least or not all(isinstance(v, str) and v.strip() for v in values):
        raise InvalidInput(f"用語ファイルの{where}：『{key}』に語を{least}つ以上書いてください。", field=key)
    return tuple(values)


def _synonyms(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = {}
    for number, row in _rows(data, "synonyms"):
        terms = [fold(term) for term in _texts(row, "terms", where=f"同義語{number}件目", least=2)]
        for term in terms:
            groups.setdefault(term, {}).update(dict.fromkeys(other for other in terms if other != term))
    return {term: tuple(others) for term, others in groups.items() if others}


def _card(row: dict[str, Any], number: int) -> ConfusionCard:
    terms = _texts(row, "terms", where=f"混同注意{number}件目", least=2)
    text = row.get("text", "")
    if not isinstance(text, str) or not text.strip():
        raise InvalidInput(f"用語ファイルの混同注意{number}件目：『text』に違いの説明を書いてください。", field="text")
    return ConfusionCard(terms, text.strip(), str(row.get("page", "")))


def _readings(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    readings: dict[str, tuple[str, ...]] = {}
    for number, row in _rows(data, "readings"):
        term, reading = row.get("term", ""), row.get("reading", "")
        if not (isinstance(term, str) and isinstance(reading, str) and term and reading):
            raise InvalidInput(
                f"用語ファイルの読み{number}件目：『term』と『reading』を書いてください。", field="reading"
            )
        key = katakana(fold(reading))
        readings[key] = (*readings.get(key, ()), fold(term))
    return readings
