"""From what was typed to what is looked up: the plan both backends carry out.

A concept is one thing asked for, with everything that counts as finding it (its own word, its synonyms, its short
units). ``mass`` says whether missing it matters: question words and helpers (何, 方法, 教える) do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from portal.index import analysis, language
from portal.index.folding import fold, is_kana, katakana
from portal.index.port import ConfusionCard, Query
from portal.index.terms import Terms

SYNONYM_WEIGHT = 0.8
READING_WEIGHT = 1.0
Written = Callable[[str], list[tuple[str, ...]]]
_ASKING = frozenset(
    re.split(
        r"\s+",
        """何 何処 どこ 何時 いつ 誰 だれ どれ どの どう どんな どちら 何故 なぜ 幾つ いくつ 幾ら いくら 教える 知る 言う 呼ぶ 有る 居る 為る 成る
        出来る 行う 事 物 者 時 為 様 場合 方法 仕方 やり方 取り方 仕組み 知りたい 下さい 良い 無い 此の 其の 此れ 其れ 於く 因る 付く 就く 対する
        関する 名前 名 貰う 於ける 同じ 得る 御 人物 事柄 意味 理由 訳""",
    )
)
_WAY = re.compile(r"(?:[ぁ-ん]|^)方$")  # 送り方, 取り方
_LIGHT = frozenset({"接尾辞", "接頭辞", "代名詞", "連体詞", "副詞", "接続詞", "感動詞", "形状詞"})


class Concept(NamedTuple):
    """``word`` and what stands for it: each alternative is words that must all be there, and its weight."""

    surface: str
    word: str
    parts: tuple[str, ...] = ()
    mass: float = 1.0
    alternatives: tuple[tuple[tuple[str, ...], float], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPlan:
    text: str
    concepts: tuple[Concept, ...]
    neighbours: tuple[tuple[str, str], ...]
    """Words that follow one another, particles left out."""
    phrases: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    groups: tuple[GroupPlan, ...]
    kinds: frozenset[str]
    folders: frozenset[str]
    author: str
    after: date | None
    cards: tuple[ConfusionCard, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """What the highlighter marks: surfaces as typed, normal forms, synonyms."""
        return _marks(self.groups)


def plan_of(query: Query, terms: Terms, written_as: Written) -> Plan:
    """The plan of ``query``; ``written_as`` tells how the indexed texts write a word given in katakana."""
    parsed = language.parse(query.text)
    groups = tuple(_group(group, terms, written_as) for group in parsed.groups)
    author = parsed.author or query.author
    return Plan(
        groups=groups,
        kinds=_narrowed(query.kinds, parsed.kinds),
        folders=_narrowed(query.folders, parsed.folders),
        author=fold(author) if author else "",
        after=max(query.after, parsed.after) if query.after and parsed.after else query.after or parsed.after,
        cards=terms.cards_for(" ".join(group.text for group in groups)) if terms.confusions else (),
    )


def _narrowed(chosen: frozenset[str], typed: frozenset[str]) -> frozenset[str]:
    """Both restrictions at once; ``\\0`` stands for nothing at all."""
    if chosen and typed:
        return chosen & typed or frozenset({"\0"})
    return chosen or typed


def _group(group: language.Group, terms: Terms, written_as: Written) -> GroupPlan:
    text = fold(" ".join((*group.words, *group.phrases)))
    words = [word for word in analysis.words(text) if word.content]
    normals = [word.normal for word in words]
    found = dict(zip(normals, map(_concept, words), strict=True))
    for article in analysis.articles(text):
        found[article] = Concept(article, article)
    for concept in _named(text, terms, written_as):
        for word in concept.alternatives[0][0]:
            found.pop(word, None)
        found[concept.word] = concept
    neighbours = tuple(dict.fromkeys(pairwise(normals)))
    return GroupPlan(text, tuple(found.values()), neighbours, group.phrases, group.excluded)


def is_asking(word: analysis.Word) -> bool:
    """Whether the word belongs to the asking (何, 方法, 送り方) and not to what is asked for."""
    return word.normal in _ASKING or word.surface in _ASKING or bool(_WAY.search(word.normal))


@lru_cache(maxsize=8_192)
def _concept(word: analysis.Word) -> Concept:
    mass = 1.0
    if is_asking(word):
        mass = 0.0
    elif word.pos in _LIGHT or len(word.normal) == 1:
        mass = 0.3 if word.pos != "名詞" else 0.6
    return Concept(word.surface, word.normal, word.parts, mass)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.normal for word in analysis.words(text) if word.content)


def _named(text: str, terms: Terms, written_as: Written) -> list[Concept]:
    """Terms of the field (国保) found also by their synonyms, and words in kana found by their writing."""
    found = [
        Concept(term, term, alternatives=((_words(term), 1.0), *((_words(other), SYNONYM_WEIGHT) for other in others)))
        for term, others in terms.synonyms_in(text).items()
    ]
    for piece in text.split():
        if len(piece) > 1 and is_kana(piece):
            written = [_words(term) for term in terms.readings.get(katakana(piece), ())] + written_as(katakana(piece))
            if written:
                alternatives = ((_words(piece), READING_WEIGHT), *((words, READING_WEIGHT) for words in written))
                found.append(Concept(piece, piece, alternatives=alternatives))
    return found


def _marks(groups: tuple[GroupPlan, ...]) -> tuple[str, ...]:
    marks: dict[str, None] = {}
    for group in groups:
        marks.update(dict.fromkeys(fold(phrase) for phrase in group.phrases))
        for concept in group.concepts:
            if concept.mass:
                marks.update({concept.surface: None, concept.word: None})
                marks.update({"".join(words): None for words, _ in concept.alternatives if words})
    return tuple(mark for mark in marks if mark)
