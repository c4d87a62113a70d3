"""Citations of statutes (根拠条文) in running Japanese text: finding, reading and writing them one way.

Read: 地方自治法第231条の3第1項, 自治法236条4項, 民法第百四十五条, 地方税法附則第3条の2, 別表第一, 平成29年法律第44号附則第17条第3項,
同法第5条, 同条第2項, and what is listed after one (第1項及び第3項, 171条の2から171条の7まで). Names and abbreviations come
in as a mapping. A law whose name is not in it, an old law (旧民法) and a bare 第5条 are left alone: never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import format_kanji, parse_kanji

Number = tuple[int, ...]
SUPPLEMENTARY = "附則"
TABLE = "別表"


@dataclass(frozen=True)
class StatuteRef:
    """One place in a law. ``article`` (231, 3) is 第231条の3; in a 別表 it is the table's number and ``item`` its row."""

    law: str
    article: Number = ()
    paragraph: int | None = None
    item: Number = ()
    subitem: str = ""
    clause: str = ""
    part: str = ""

    def __str__(self) -> str:
        return self.format()

    def format(self) -> str:
        """地方自治法第231条の3第1項第2号: the form for documents and for comparing."""
        if self.part == TABLE:
            number = f"第{format_kanji(self.article[0])}" if self.article else ""
            row = f"の{_joined(self.item)}の項" if self.item else ""
            return f"{self.law}{TABLE}{number}{row}"
        article = f"第{self.article[0]}条{_branches(self.article)}" if self.article else ""
        paragraph = "" if self.paragraph is None else f"第{self.paragraph}項"
        item = f"第{self.item[0]}号{_branches(self.item)}" if self.item else ""
        return f"{self.law}{self.part}{article}{paragraph}{item}{self.subitem}{self.clause}"

    def short(self) -> str:
        """地方自治法231条の3第1項: the form used in lists; 第 stays where digits would run together."""
        return re.sub(r"第(?=\d+条)|(?<=条)第(?=\d+項)|(?<=項)第(?=\d+号)", "", self.format())

    @property
    def whole_article(self) -> StatuteRef:
        """The article without paragraph and item (for links and search)."""
        return StatuteRef(self.law, self.article, part=self.part)


@dataclass(frozen=True)
class Citation:
    """A citation found in ``text[start:end]``."""

    start: int
    end: int
    ref: StatuteRef


_D = "[一二三四五六七八九]"
_KANJI = rf"[〇一二三四五六七八九]{{1,6}}+(?![十百千])|(?:{_D}?千)?(?:{_D}?百)?(?:{_D}?十)?{_D}?"
_N = rf"(?:[0-9０-９]{{1,6}}+|(?=[一二三四五六七八九十百千])(?:{_KANJI}))"
_NOT_A_COUNT = r"(?![0-9０-９〇一二三四五六七八九十百千つ人件名年月日円回種者点段枚]|[か箇ヶカケ]月|[か箇ヶカケ]所)"
_BRANCH = rf"(?:の{_N}{_NOT_A_COUNT})*"
_GAP = r"[ 　]*"
_PARAGRAPH = rf"(?:第?(?P<paragraph>{_N})項(?!目)|(?P<circled>[①-⑳]))"
_ITEM = rf"第?(?P<item>{_N}号(?![室機車棟線店館様議])(?:の{_N}{_NOT_A_COUNT})*)(?P<subitem>[イロハニホヘトチリヌルヲワカヨタレソ](?![ァ-ヶー]))?"
_CLAUSE = r"(?P<clause>本文|ただし書|但書|但し書|前段|後段|柱書)?"
_ARTICLE = rf"第?(?P<article>{_N}条(?![例件文約理項]){_BRANCH})"
_SUPPLEMENT = r"(?P<supplement>附則|附　則|付則)(?:[（(][^（）()]{1,40}[）)])?"
_TABLE = rf"(?P<table>別表)(?:第(?P<table_number>{_N}))?(?:の(?P<row>{_N})の項|{_GAP}(?P<row2>{_N})の項)?"
_LOWER = rf"(?:{_GAP}{_PARAGRAPH})?(?:{_GAP}{_ITEM})?{_CLAUSE}"
_STARTS = rf"(?=附則|附　則|付則|第?{_N}条(?![例件文約理項]))"
_TAIL = re.compile(rf"{_GAP}(?:{_TABLE}|{_STARTS}(?:{_SUPPLEMENT})?(?:{_GAP}{_ARTICLE})?{_LOWER})")
_REST = re.compile(_LOWER)
_ITEM_REST = re.compile(rf"(?:{_GAP}{_ITEM})?{_CLAUSE}")
_CONNECTOR = re.compile(
    r"[ 　]*(?:まで)?[ 　]*(?:、|，|,|・|及び|並びに|又は|若しくは|かつ|から|ないし|乃至|[～〜~－-]|と|や)[ 　]*"
)
_BETWEEN = re.compile(r"[」』）)]?[ 　]*(?:[（(](?:[^（）()]|[（(][^（）()]{0,60}[）)]){1,120}[）)])?[ 　]*の?")
_BY_NUMBER = (
    r"(?:明治|大正|昭和|平成|令和)(?:元|[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})年"
    rf"(?:法律|政令|条例|規則|[一-龠]{{1,6}}(?:省令|府令|規則))第{_N}号"
)
_SAME = (
    r"同(?:法施行令|法施行規則|条例|規則(?!正)|法(?![人律廷務案曹学])|令(?![和状息])"
    r"|条(?![文件理約項目])|項(?!目)|号(?![室機車棟]))"
)
_OLD = ("旧", "改正前の", "改正前")
_JOINS = "条項号・法令）」』"


def find_citations(text: str, names: Mapping[str, str]) -> list[Citation]:
    """Every citation in order. ``names`` maps each name and abbreviation of a law to the name to use in the result."""
    return list(_citations(text, names))


def parse_statute(text: str, names: Mapping[str, str], *, field: str | None = None) -> StatuteRef:
    """The one citation ``text`` consists of; anything else raises :class:`InvalidInput`."""
    stripped = text.strip()
    found = find_citations(stripped, names)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(stripped)):
        return found[0].ref
    raise InvalidInput(
        f"『{stripped}』を一つの条文として読み取れません。『地方自治法第231条の3第1項』のように、登録された法令名で入力してください。",
        field=field,
    )


def normalise_citations(text: str, names: Mapping[str, str]) -> str:
    """``text`` with every citation in the form for documents, abbreviations and 「同法」 written out."""
    parts, position = [], 0
    for citation in find_citations(text, names):
        parts += [text[position : citation.start], str(citation.ref)]
        position = citation.end
    return "".join([*parts, text[position:]])


def _citations(text: str, names: Mapping[str, str]) -> Iterator[Citation]:
    opening = _opening(tuple(names))
    last: StatuteRef | None = None
    position, named_until = 0, -1
    while (match := opening.search(text, position)) is not None:
        position = match.end()
        same = match["same"] or ""
        if same:
            head = _resolve(same, last, names)
            if head is None:
                continue
        elif text[named_until : match.start()] in {"（", "("}:
            continue  # 民法（明治29年法律第89号）: the number explains the name before it
        elif _belongs_to_a_longer_name(text, match.start()):
            last = None  # 旧民法…: what 「同法」 means next is not ours to guess
            continue
        else:
            head, named_until = StatuteRef(names.get(match["name"], match["name"])), position
        tail = _tail_of(text, position, same)
        last = head if tail is None else _combined(head, tail)
        if tail is not None:
            position = tail.end()
        elif not same.endswith(("条", "項", "号")):
            continue
        yield Citation(match.start(), position, last)
        for citation in _continued(text, position, last):
            yield citation
            position, last = citation.end, citation.ref


def _tail_of(text: str, position: int, same: str) -> re.Match[str] | None:
    if same.endswith("号"):
        return None
    if same.endswith(("条", "項")):
        rest = (_REST if same.endswith("条") else _ITEM_REST).match(text, position)
        return rest if rest and rest.group() else None
    between = _BETWEEN.match(text, position)
    return _TAIL.match(text, between.end() if between else position) or _TAIL.match(text, position)


def _resolve(same: str, last: StatuteRef | None, names: Mapping[str, str]) -> StatuteRef | None:
    """What 同… stands for, or None when nothing of the kind was cited before."""
    if last is None:
        return None
    if same in {"同法施行令", "同法施行規則"}:
        law = last.law + same.removeprefix("同法")
        return StatuteRef(names.get(law, law))
    kind = same.removeprefix("同")
    if kind == "条" and last.article and last.part != TABLE:
        return last.whole_article
    if kind == "項" and last.paragraph is not None:
        return replace(last, item=(), subitem="", clause="")
    if kind == "号" and last.item and last.part != TABLE:
        return replace(last, subitem="", clause="")
    by_number = re.search(rf"{kind}律?第{_N}号$", last.law) is not None
    return (
        StatuteRef(last.law)
        if kind in {"法", "令", "条例", "規則"} and (last.law.endswith(kind) or by_number)
        else None
    )


def _continued(text: str, position: int, last: StatuteRef) -> Iterator[Citation]:
    """What is listed after a citation: 第1項及び第3項, 第171条の2から第171条の7まで."""
    while (connector := _CONNECTOR.match(text, position)) is not None:
        start = connector.end()
        tail = _TAIL.match(text, start) or (_REST.match(text, start) if last.article else None)
        if tail is None or tail.end() == start:
            return
        last = _combined(_inherited(last, tail), tail)
        position = tail.end()
        yield Citation(start, position, last)


def _inherited(last: StatuteRef, tail: re.Match[str]) -> StatuteRef:
    parts = tail.groupdict()
    if parts.get("table") or parts.get("supplement"):
        return StatuteRef(last.law)
    if parts.get("article"):
        return StatuteRef(last.law, part="" if last.part == TABLE else last.part)
    if parts.get("paragraph") or parts.get("circled"):
        return last.whole_article
    return replace(last, item=(), subitem="", clause="")


def _combined(head: StatuteRef, tail: re.Match[str]) -> StatuteRef:
    parts = tail.groupdict()
    if parts.get("table"):
        row = parts["row"] or parts["row2"]
        number = parts["table_number"]
        return StatuteRef(
            head.law, (parse_kanji(number),) if number else (), item=(parse_kanji(row),) if row else (), part=TABLE
        )
    circled, paragraph = parts.get("circled"), parts.get("paragraph")
    ref = head
    if parts.get("supplement"):
        ref = replace(ref, part=SUPPLEMENTARY)
    if parts.get("article"):
        ref = replace(ref, article=_number(parts["article"], "条"))
    if circled or paragraph:
        ref = replace(ref, paragraph=ord(circled) - ord("①") + 1 if circled else parse_kanji(paragraph or ""))
    if parts.get("item"):
        ref = replace(ref, item=_number(parts["item"], "号"), subitem=parts["subitem"] or "")
    return replace(ref, clause=_CLAUSES.get(parts["clause"] or "", parts["clause"] or ""))


_CLAUSES = {"但書": "ただし書", "但し書": "ただし書"}


def _number(text: str, unit: str) -> Number:
    return tuple(parse_kanji(part) for part in text.replace(unit, "", 1).split("の"))


def _belongs_to_a_longer_name(text: str, start: int) -> bool:
    """True for 旧民法 and for laws whose name merely ends like a known one."""
    before = text[max(0, start - 4) : start].rpartition("\n")[2]  # a name does not go on from the line above
    if before.endswith(_OLD):
        return True
    return bool(re.search(r"[一-龠々ァ-ヶー]$", before)) and before[-1] not in _JOINS


@lru_cache(maxsize=16)
def _opening(names: tuple[str, ...]) -> re.Pattern[str]:
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    alternatives = f"{known}|{_BY_NUMBER}" if known else _BY_NUMBER
    return re.compile(rf"(?P<same>{_SAME})|(?P<name>{alternatives})")


def _branches(number: Number) -> str:
    return "".join(f"の{branch}" for branch in number[1:])


def _joined(number: Number) -> str:
    return "の".join(str(part) for part in number)
