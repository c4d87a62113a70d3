"""Changing the words of a Word file and nothing of its looks: what stands in a paragraph gives way to other words.

``words_of`` lists the paragraphs that hold words, ``retyped`` puts new words in. Word splits what was typed over runs; new
words take the look of the first character they replace. What is to be changed is left to the caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from portal.documents.compiler import labelled_parts
from portal.documents.package import Package, open_package, parse_xml
from portal.documents.places import TC, P, PlaceFinder, T, own_text, w
from portal.documents.properties import PROPERTIES_PART
from portal.documents.runs import XML_SPACE
from portal.documents.zipping import Prepared, deflater, pack

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {w("br"), w("cr"), w("tab")}


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph: its number in the file (from 0), where it stands, its text, and the words before it (``lead``).

    ``lead`` is the text of the cell to the left, where a form says what belongs into the empty one.
    """

    number: int
    where: str
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Replacement:
    """``text[start:end]`` of paragraph ``number`` gives way to ``words``."""

    number: int
    start: int
    end: int
    words: str


def words_of(docx: bytes) -> list[Words]:
    """The paragraphs of the body, headers, footers and notes that hold words. Raises InvalidInput for no Word file."""
    package = open_package(docx)
    found: list[Words] = []
    number = 0
    for name, label in _worded_parts(package):
        root = parse_xml(package.parts[name], name)
        places = PlaceFinder(root, label)
        for paragraph in root.iter(P):
            text = own_text(paragraph)
            if text and not _is_copy(paragraph):
                place = places.of(paragraph)
                found.append(Words(number, f"{place.part} {place.where}".strip(), text, _lead(paragraph)))
            number += 1
    return found


def retyped(docx: bytes, replacements: Sequence[Replacement]) -> bytes:
    """The file with the new words. Replacements of one paragraph must not overlap."""
    package = open_package(docx)
    by_number: dict[int, list[Replacement]] = {}
    for one in replacements:
        by_number.setdefault(one.number, []).append(one)
    parts = dict(package.parts)
    number = 0
    for name, _ in _worded_parts(package):
        root = parse_xml(parts[name], name)
        paragraphs = list(enumerate(root.iter(P), number))
        number += len(paragraphs)
        by_text = {own_text(paragraph): by_number[at] for at, paragraph in paragraphs if at in by_number}
        for at, paragraph in paragraphs:
            copied = by_text.get(own_text(paragraph), []) if _is_copy(paragraph) else []
            for one in sorted(by_number.get(at, copied), key=lambda found: -found.start):
                _put(paragraph, one)
        if by_text:
            parts[name] = written(root)
    return packed(parts)


def written(root: etree._Element) -> bytes:
    """A part as bytes."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)  # type: ignore[no-any-return]


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a file again, the list of contents first."""
    first = "[Content_Types].xml"
    names = [first, *(name for name in parts if name != first)]
    engine = deflater("stdlib")
    return Prepared([pack(name, parts[name], engine, level=6) for name in names]).with_entries([])


def worded(docx: bytes) -> Iterator[tuple[Package, str, etree._Element]]:
    """Package, name and root of every part with words, for callers that change the tree themselves."""
    package = open_package(docx)
    for name, _ in _worded_parts(package):
        yield package, name, parse_xml(package.parts[name], name)


def _worded_parts(package: Package) -> Iterator[tuple[str, str]]:
    yield from ((name, label) for name, label in labelled_parts(package) if name != PROPERTIES_PART)


def _is_copy(paragraph: etree._Element) -> bool:
    """Word keeps an older copy beside each text box."""
    return next(paragraph.iterancestors(_FALLBACK), None) is not None


def _lead(paragraph: etree._Element) -> str:
    cell = next(paragraph.iterancestors(TC), None)
    left = None if cell is None else next(cell.itersiblings(TC, preceding=True), None)
    return "" if left is None else " ".join("".join(own_text(p) for p in left.iter(P)).split())


def _put(paragraph: etree._Element, wanted: Replacement) -> None:
    """Put the words in where the span begins and take its characters out of every run it is split over."""
    position, begun, inside = 0, False, False
    for node in list(paragraph.iter()):
        if node.tag in _BREAKS and inside:
            node.getparent().remove(node)  # a line break within what was replaced
        if node.tag != T or next(node.iterancestors(P), None) is not paragraph:
            continue
        text = node.text or ""
        start, end = max(wanted.start - position, 0), wanted.end - position
        position += len(text)
        if start >= len(text) or end <= 0:
            continue
        node.text = text[:start] + ("" if begun else wanted.words) + text[max(end, 0) :]
        node.set(XML_SPACE, "preserve")
        begun, inside = True, end > len(text)
