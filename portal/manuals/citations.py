"""Citations of statutes in rendered, sanitized HTML become links to statute cards; and which articles a text relies on.

Text inside links, code, figures and headings is left alone, but read along, so that 「同法」 after a heading is understood.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.domain.statutes import StatuteRef, find_citations

_TOKEN = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_SILENT = frozenset({"code", "pre", "svg"})
_UNLINKED = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "figcaption"})
_INLINE = frozenset({"a", "abbr", "b", "em", "i", "s", "del", "span", "strong", "sub", "sup", "code"})
MAX_CHARACTERS = 1_000_000

Address = Callable[[StatuteRef], str | None]


@dataclass(slots=True)
class _Piece:
    """A text node: where it stands among the tokens and in the whole text."""

    token: int
    start: int
    text: str
    linkable: bool


def link_citations(clean_html: str, names: Mapping[str, str], address: Address) -> str:
    """``clean_html`` with each citation as ``<a class="statute">``. The input must be sanitized already."""
    if not names or len(clean_html) > MAX_CHARACTERS * 3:
        return clean_html
    tokens = _TOKEN.split(clean_html)
    pieces, whole = _pieces(tokens)
    links: dict[int, list[tuple[int, int, str]]] = {}
    place = 0
    for citation in find_citations(whole, names) if len(whole) <= MAX_CHARACTERS else ():
        while place < len(pieces) - 1 and pieces[place].start + len(pieces[place].text) <= citation.start:
            place += 1
        piece = pieces[place]
        inside = piece.start <= citation.start and citation.end <= piece.start + len(piece.text)
        target = address(citation.ref) if piece.linkable and inside else None
        if target:
            links.setdefault(piece.token, []).append((citation.start - piece.start, citation.end - piece.start, target))
    texts = {piece.token: piece.text for piece in pieces}
    for token, found in links.items():
        tokens[token] = _with_links(texts[token], found)
    return "".join(tokens)


def _pieces(tokens: list[str]) -> tuple[list[_Piece], str]:
    pieces: list[_Piece] = []
    parts: list[str] = []
    depth = dict.fromkeys((*_SILENT, *_UNLINKED), 0)
    length = silent = unlinked = 0
    for number, token in enumerate(tokens):
        if number % 2:
            name = (_NAME.match(token) or [""])[0].strip("</").lower()
            step = -1 if token.startswith("</") else 1
            if name in depth:
                silent += step if name in _SILENT else 0
                unlinked += step if name in _UNLINKED else 0
            gap = "" if name in _INLINE else "\n"
            parts.append(gap)
            length += len(gap)
        elif token:
            text = html.unescape(token) if not silent else "\ufffc"
            if not silent:
                pieces.append(_Piece(number, length, text, not unlinked))
            parts.append(text)
            length += len(text)
    return pieces, "".join(parts)


def _with_links(text: str, found: list[tuple[int, int, str]]) -> str:
    parts, position = [], 0
    for start, end, target in found:
        parts.append(html.escape(text[position:start], quote=False))
        words = html.escape(text[start:end], quote=False)
        parts.append(f'<a class="statute" href="{html.escape(target)}">{words}</a>')
        position = end
    return "".join([*parts, html.escape(text[position:], quote=False)])


class LawNames(dict[str, str]):
    """What each name and abbreviation of a law stands for; never changed, so that it can be remembered by."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(len(self))


def articles_in(text: str, names: Mapping[str, str]) -> frozenset[StatuteRef]:
    """The articles that ``text`` relies on (whole articles of laws in the list)."""
    return _articles_in(text, names if isinstance(names, LawNames) else LawNames(names))


@lru_cache(maxsize=4096)
def _articles_in(text: str, names: LawNames) -> frozenset[StatuteRef]:
    laws = set(names.values())
    found = find_citations(text[:MAX_CHARACTERS], names)
    return frozenset(c.ref.whole_article for c in found if c.ref.law in laws)
