"""The query language: words, ``"句"``, ``-除外``, ``OR`` and ``kind: folder: author: after:``.

A space joins what belongs together, ``OR`` parts the query into groups; a ``-除外`` belongs to its group and is
never lost (``A OR -B`` finds A and all that lacks B). Filters hold for the whole query; alone they find everything that
passes them. Anything typed is a query: a quote without its partner, symbols alone or megabytes of text lead to a
smaller query, never to an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.index.filters import FIELDS, KINDS, anywhere, kinds_of, parse_after
from portal.index.folding import fold_letters

MAX_CHARACTERS = 2_000  # of a query; a pasted page is searched by its beginning
MAX_GROUPS = 16
_NAME = "|".join(sorted((name for name in FIELDS if not name.isascii()), key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<minus>(?:(?<=\s)|(?<=^))[-－‐−])?"
    rf"(?:(?:(?P<field>[A-Za-zＡ-Ｚａ-ｚ]{{4,6}}|{_NAME})[:：]\s*(?!//))?"
    r"(?:[\"“”＂](?P<quoted>[^\"“”＂]*)(?:[\"“”＂]|$)|「(?P<kagi>[^「」]*)」(?=\s|$)|(?P<plain>[^\s\"“”＂]+)))"
)
_SPECIAL = re.compile(r"[\"“”＂「:：|｜\x00－‐−-]|OR|ＯＲ")


@dataclass(frozen=True, slots=True)
class Group:
    """What one side of an OR asks for."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


ALL = ("*", "＊")
"""The query for everything there is, narrowed by nothing but the filters."""
NOTHING = frozenset({"\0"})
EVERYTHING = Group(excluded=("",))
"""What filters alone ask for: nothing is left out, so everything passes."""


@dataclass(frozen=True, slots=True)
class Parsed:
    groups: tuple[Group, ...] = ()
    kinds: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    author: str = ""
    after: date | None = None
    rest: str = ""
    """The query without ``kind:`` and ``folder:``, for a page that shows these as boxes to tick."""
    unread: tuple[str, ...] = ()
    """Filters that mean nothing (``after:きのう``, ``-author:花子``); the search goes on without them."""

    @property
    def plain(self) -> str:
        """Everything asked for positively, as one text."""
        return " ".join(text for group in self.groups for text in (*group.words, *group.phrases))


class _Reader:
    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.words: list[str] = []
        self.phrases: list[str] = []
        self.excluded: list[str] = []
        self.kinds: set[str] = set()
        self.other_kinds: set[str] = set()
        self.folders: set[str] = set()
        self.author = ""
        self.after: date | None = None
        self.rest: list[str] = []
        self.unread: list[str] = []

    def close_group(self) -> None:
        if self.words or self.phrases or self.excluded:
            self.groups.append(Group(tuple(self.words), tuple(self.phrases), tuple(self.excluded)))
        self.words, self.phrases, self.excluded = [], [], []

    def filter(self, name: str, value: str, *, without: bool) -> bool:
        """Whether the filter was understood."""
        if name == "kind":
            (self.other_kinds if without else self.kinds).update(kinds_of(value))
        elif name == "folder":
            self.folders.add(anywhere(value, without=without))
        elif without or (name == "after" and parse_after(value) is None):
            return False
        elif name == "author":
            self.author = value
        else:
            self.after = parse_after(value)
        return True

    def chosen_kinds(self) -> frozenset[str]:
        if not self.other_kinds:
            return frozenset(self.kinds)
        return frozenset((self.kinds or KINDS.keys()) - self.other_kinds) or NOTHING

    def take(self, match: re.Match[str]) -> None:
        quoted = match["quoted"] if match["quoted"] is not None else match["kagi"]
        field = FIELDS.get(fold_letters(match["field"] or ""))
        value = (quoted if quoted is not None else match["plain"]).strip()
        if match["field"] and not field:  # example:1 is a word as it stands
            value, quoted = match.group().lstrip("-－‐−"), None
        if field not in {"kind", "folder"}:
            self.rest.append(match.group())
        if not value:
            return
        if field:
            if not self.filter(field, value, without=bool(match["minus"])):
                self.unread.append(match.group())
        elif match["minus"]:
            self.excluded.append(value)
        elif quoted is not None:
            self.phrases.append(value)
        elif value in {"OR", "ＯＲ", "|", "｜"}:
            self.close_group()
        else:
            self.words.append(value)


def parse(text: str) -> Parsed:
    """The query that was typed.

    >>> parse('延滞金 "滞納処分の停止" -減免 OR 分納 kind:manual').groups[0]
    Group(words=('延滞金',), phrases=('滞納処分の停止',), excluded=('減免',))
    """
    if text.strip() in ALL:
        return Parsed((EVERYTHING,), rest=text)
    if not _SPECIAL.search(text, 0, MAX_CHARACTERS):
        words = tuple(text[:MAX_CHARACTERS].split())
        return Parsed((Group(words),) if words else (), rest=" ".join(words))
    reader = _Reader()
    for match in _TOKEN.finditer(text[:MAX_CHARACTERS].replace("\x00", " ")):
        reader.take(match)
    reader.close_group()
    kinds = reader.chosen_kinds()
    filtered = kinds or reader.folders or reader.author or reader.after
    return Parsed(
        tuple(reader.groups[:MAX_GROUPS]) or ((EVERYTHING,) if filtered else ()),
        kinds,
        frozenset(reader.folders),
        reader.author,
        reader.after,
        " ".join(reader.rest),
        tuple(reader.unread),
    )
