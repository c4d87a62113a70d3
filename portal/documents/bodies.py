"""The document part as a row of pieces: each case is the letter and whatever is enclosed with it, a section each.

`Bodies` are compiled once, a `Succession` renders the pieces of case after case; `in_sequence` puts pieces of many cases together so that each section break
stands in the last paragraph of its own piece. A merged file is made of these, and a single letter with an enclosure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from lxml import etree

from portal.documents import order
from portal.documents.expressions import as_text
from portal.documents.marks import ID_MARK, SECTION_MARK
from portal.documents.numbering import Lists
from portal.documents.parts import PartProgram, PartSource
from portal.documents.places import w
from portal.documents.structure import xml_of
from portal.domain.errors import InvalidInput

# Where a case carries what is enclosed with it: a list of values for the enclosed form.
ENCLOSED = "\ufdd0enclosed"
_BODY = re.compile(r"<w:body(?: [^>]*)?>")
_SECTION = re.compile(r"<w:sectPr(?: [^>]*)?/>|<w:sectPr(?: [^>]*)?>.*?</w:sectPr>", re.DOTALL)
# A form that ends in a table needs a paragraph to carry the break: as low as Word allows.
_CARRIER = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    f'<w:rPr><w:sz w:val="2"/></w:rPr>{SECTION_MARK}</w:pPr></w:p>'
)


@dataclass(frozen=True)
class Body:
    """A document part taken apart: what stands before, the text for each case, and its closing section."""

    head: str
    case: str
    section: str


@dataclass(frozen=True)
class Piece:
    """One rendered section of a case; `xml` still holds the mark where its break goes."""

    xml: str
    section: str


class Bodies:
    """The document part of a form, and of the form enclosed with it, compiled."""

    def __init__(self, source: PartSource, enclosed: PartSource | None, environment: Environment, *, kind: str) -> None:
        body = taken_apart(source.text, kind)
        self.head, self.text, self.section = body.head, body.case, body.section
        self.letter = PartProgram(source, environment, text=body.case, keep_ids=True)
        self.enclosed: PartProgram | None = None
        self.enclosed_section = ""
        if enclosed is not None:
            inner = taken_apart(enclosed.text, kind)
            self.enclosed = PartProgram(enclosed, environment, text=inner.case, keep_ids=True)
            self.enclosed_section = inner.section


class Succession:
    """One run through many cases: every piece gets ids of its own."""

    def __init__(self, bodies: Bodies, lists: Lists, *, alone: bool = False) -> None:
        self._bodies = bodies
        self._lists = lists
        self._alone = alone
        self._count = 0

    def case(self, values: Mapping[str, Any]) -> tuple[list[Piece], CaseIds]:
        """The pieces of one case, and the ids of its letter (its notes need the same)."""
        bodies = self._bodies
        letter = bodies.letter.render(values)
        inner = [bodies.enclosed.render(as_text(own)) for own in values.get(ENCLOSED, ())] if bodies.enclosed else []
        ids = self._next()
        pieces = [Piece(ids.renumbered(letter), bodies.section)]
        pieces += [Piece(self._next().renumbered(xml), bodies.enclosed_section) for xml in inner]
        return pieces, ids

    def _next(self) -> CaseIds:
        self._count += 1
        return CaseIds(self._count, self._lists, plain_notes=self._alone)


class CaseIds:
    """New ids for one piece. Piece 7 numbers from 7,000: bookmarks and notes of one stay below a thousand."""

    def __init__(self, number: int, lists: Lists, *, plain_notes: bool = False) -> None:
        self._number = number
        self._lists = lists
        self._plain = ("footnote", "endnote") if plain_notes else ()
        self._given: dict[tuple[str, str], str] = {}
        self._drawings = 0

    def renumbered(self, xml: str) -> str:
        return ID_MARK.sub(self._new, xml) if "\ufdd2" in xml else xml

    def _new(self, match: re.Match[str]) -> str:
        kind, value = match.group(1), match.group(2)
        if kind in self._plain:
            return value
        if kind == "drawing":
            self._drawings += 1
            return str(self._number * 1000 + self._drawings)
        if kind == "name":
            return f"{value[:32]}_{self._number}"
        if kind == "list" and (kind, value) not in self._given:
            self._given[kind, value] = value if self._number == 1 else self._lists.restarted(value)
        same_kind = sum(1 for given, _ in self._given if given == kind)
        return self._given.setdefault((kind, value), str(self._number * 1000 + same_kind + 1))


def in_sequence(pieces: Iterable[Piece], *, closing: str) -> Iterator[str]:
    """The text of the body with its closing section (`closing` when there is no piece at all).

    A piece is held back until it is known whether another follows.
    """
    held: Piece | None = None
    for piece in pieces:
        if held is not None:
            yield held.xml.replace(SECTION_MARK, held.section)
        held = piece
    if held is not None:
        yield held.xml.replace(f"<w:pPr>{SECTION_MARK}</w:pPr>", "").replace(SECTION_MARK, "")
    yield closing if held is None else held.section


def taken_apart(text: str, kind: str) -> Body:
    """Cut a document part at its body; its first section starts a page (`kind`) numbered from 1."""
    opening = _BODY.search(text)
    if opening is None:
        raise InvalidInput("Word文書の本文がありません。Wordで開き、保存し直してください。")
    end = text.rindex("</w:body>")
    head, inner = text[: opening.end()], text[opening.end() : end]
    found = list(_SECTION.finditer(inner))
    closing = found.pop() if found and not inner[found[-1].end() :].strip() else None
    case, section = (inner[: closing.start()], closing.group()) if closing else (inner, "<w:sectPr/>")
    if found:
        first = found[0]
        case = case[: first.start()] + _restarted(head, first.group(), kind) + case[first.end() :]
    else:
        section = _restarted(head, section, kind)
    return Body(head, case if SECTION_MARK in case else case + _CARRIER, section)


def _restarted(head: str, section: str, kind: str) -> str:
    """The section on a new page (or front page) with its page numbers from 1."""
    root = etree.fromstring(f"{head}{section}</w:body></w:document>")
    node = root[0][0]
    for name, values in (("type", {"val": kind}), ("pgNumType", {"start": "1"})):
        made = node.find(w(name))
        if made is None:
            made = etree.Element(w(name))
            order.put(node, made, order.SECTION)
        for key, value in values.items():
            made.set(w(key), value)
    return xml_of(node)
