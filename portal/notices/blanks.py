"""Where an ordinary letter wants a value: ○○, ＿＿, 令和　年　月　日, ｛氏名｝, and last year's dates, amounts and names.

For people who know Word and no template language: the workshop shows these places, they choose what belongs there, and
``filled`` puts the tags in. Nothing is replaced that nobody chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.documents.merge_fields import with_tags_for_merge_fields
from portal.documents.retyping import Replacement, Words, retyped, words_of
from portal.notices.field_guide import Entry, exact, guess, guessed_type, identifier, tag_for

MOST = 60
_AROUND = 14
_MARU = "○〇◯●"
_GAP = f"[ 　{_MARU}＿_]"
_NUMBER = "[0-9０-９元]"
_DAY = f"(?:{_GAP}|{_NUMBER}){{1,12}}"
# Every repetition has an end, so that a paragraph of a million blanks is read in a moment.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("named", r"｛{1,2}\s*(?P<n1>[^｛｝]{1,20}?)\s*｝{1,2}|《(?P<n2>[^《》]{1,20})》|«(?P<n3>[^«»]{1,20})»"),
    ("date", rf"(?:令和|平成){_DAY}年{_DAY}月{_DAY}日"),
    ("number", rf"[^\s　、。（）()]{{0,8}}第(?:{_GAP}|[0-9０-９]){{1,12}}号(?!議案)"),
    ("postcode", r"〒?[　 ]?[0-9０-９〇○]{3}[-－‐][0-9０-９〇○]{4}(?![-－‐0-9０-９])"),
    ("yen", rf"(?:[{_MARU}＿_]{{2,40}}|[　 ]{{2,40}}|[0-9０-９][0-9０-９,，]{{0,20}})円"),
    ("name", r"(?:^|(?<=[　 ]))[^\s　、。{}]{1,12}[　 ][^\s　、。{}]{1,12}(?=[　 ]?様)|[　 ]{3,40}(?=様)"),
    (
        "address",
        r"(?:^|(?<=[　 ]))(?:東京都)?[^\s　、。{}0-9０-９]{1,6}[区市][^\s　、。{}]{0,40}(?:丁目|番|[0-9０-９][-－‐][0-9０-９])[^\s　、。{}]{0,40}",
    ),
    ("signer", r"(?<=長[　 ])[^\s　、。{}]{1,6}[　 ][^\s　、。{}]{1,6}$"),
    (
        "blank",
        rf"[{_MARU}]{{2,40}}(?:[　 ][{_MARU}]{{2,40}})?|＿{{2,80}}|_{{3,80}}|【[　 ]{{0,40}}】|［[　 ]{{0,40}}］",
    ),
)
_ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS))
_TAGS = re.compile(r"\{[{%#].*?[}%#]\}")
_USUAL = {"postcode": "郵便番号", "number": "文書番号", "name": "氏名", "address": "住所", "signer": "発信者氏名"}
_TYPES = {"date": "date", "yen": "yen"}
_JOINING = " 　：:は（「を・"
_GOLD = re.compile(r"(?:^|(?<=[\s　：:はをが（「]))金[ 　]*$")  # 金○○円: the 金 of the amount, not that of 延滞金
_OPEN_NUMBER = re.compile(f"第{_GAP}+号")
_FRAME = f" 　{_MARU}＿_令和平成年月日円〒-－‐【】［］"  # what is left of a place nobody has filled in


@dataclass(frozen=True, slots=True)
class Blank:
    """One place: the words that would give way, those around it, and what it seems to be.

    ``sure``: it was left open or named by the author, so that the guess is chosen beforehand; last year's values are not.
    """

    key: str
    where: str
    before: str
    words: str
    after: str
    kind: str
    guess: str
    sure: bool
    span: Replacement


def blanks(docx: bytes, folder: Path) -> list[Blank]:
    """The places of a letter that may want a value, in order, at most ``MOST``."""
    found: list[Blank] = []
    for words in words_of(docx):
        taken = [match.span() for match in _TAGS.finditer(words.text)]
        for match in _ANY.finditer(words.text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                found.append(_blank(words, match, folder))
    return found[:MOST]


def _blank(words: Words, match: re.Match[str], folder: Path) -> Blank:
    kind = match.lastgroup or "blank"
    before, after = words.text[: match.start()], words.text[match.end() :]
    name = match["n1"] or match["n2"] or match["n3"] or ""
    lead = _GOLD.sub("", before).rstrip(_JOINING) or words.lead.rstrip(" 　：:")
    entry = _guess(kind, name, lead, match.group(), folder, alone=not before.strip())
    return Blank(
        key=f"{words.number}-{match.start()}-{match.end()}", where=words.where, before=before[-_AROUND:].lstrip() or words.lead[-_AROUND:],
        words=match.group(), after=after[:_AROUND].rstrip(), kind=kind, guess=entry.name if entry else identifier(name),
        sure=bool(name) or (entry is not None and _left_open(kind, match.group())), span=Replacement(words.number, match.start(), match.end(), ""),
    )  # fmt: skip


def _left_open(kind: str, words: str) -> bool:
    return bool(_OPEN_NUMBER.search(words)) if kind == "number" else not words.strip(_FRAME)


def _guess(kind: str, name: str, lead: str, words: str, folder: Path, *, alone: bool) -> Entry | None:
    if name:
        return exact(folder, name)
    usual = _USUAL.get(kind, "")
    if usual:
        return exact(folder, usual)
    entry = guess(folder, re.split(r"[。、\s　：:（]+", lead[-20:])[-1])
    wanted = _TYPES.get(kind, "")
    if entry is not None and (not wanted or entry.type == wanted):
        return entry
    if kind == "date":
        return exact(folder, "発信日" if alone and len(words) < 14 else "指定期限")
    return exact(folder, "合計") if kind == "yen" else None


def filled(docx: bytes, folder: Path, chosen: Mapping[str, str]) -> bytes:
    """The file with a tag at each chosen place. ``chosen``: key of the blank → name of the field."""
    wanted = []
    for one in blanks(docx, folder):
        if name := chosen.get(one.key):
            wanted.append(Replacement(one.span.number, one.span.start, one.span.end, _tag(folder, one, name)))
    return retyped(docx, wanted) if wanted else docx


def _tag(folder: Path, one: Blank, name: str) -> str:
    entry = exact(folder, name)
    kind = entry.type if entry is not None and entry.name == name else _TYPES.get(one.kind) or guessed_type(name)
    if one.kind == "postcode" and "〒" not in one.words:
        return f"{{{{ {name} }}}}"
    if one.kind == "yen" and kind != "yen":
        return f"{{{{ {name} }}}}円"
    return tag_for(name, "text" if kind in {"table", "lines"} else kind)


def with_known_fields(docx: bytes, folder: Path) -> tuple[bytes, list[str]]:
    """The file with tags for Word's own merge fields (差し込み印刷), and how those were called."""

    def tag_of(name: str) -> str:
        entry = exact(folder, name)
        if entry is not None and entry.type not in {"table", "lines"}:
            return entry.tag
        own = identifier(name) or "項目"
        return tag_for(own, guessed_type(own))

    return with_tags_for_merge_fields(docx, tag_of)


def names_chosen(blanks_found: Sequence[Blank], posted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Key and field name of every place for which a field was chosen or a name was typed."""
    for one in blanks_found:
        picked = posted.get(f"field-{one.key}", "")
        name = identifier(posted.get(f"own-{one.key}", "")) if picked == "own" else picked
        if name:
            yield one.key, name
