"""Making each tag stand in one piece: Word splits what was typed over runs, marks and paragraphs.

`gather_tags` changes the tree so that every tag is one short token in the text of one ``w:t`` (or in an attribute) and
returns the tags by number. Which element a tag replaces is left to `structure`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from portal.documents.places import TXBX, FormError, P, Place, PlaceFinder, R, T, W, shortened, w
from portal.documents.tags import Span, Tag, UnclosedTag, find_tags

# Noncharacters: legal in XML, never in a text anybody types; dropped from the form before use.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
TOKEN = re.compile(f"{OPEN}(\\d+){CLOSE}")
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DRAWING_T = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_MATH_T = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_INSTRUCTION = w("instrText")
_LOOSE = (_DRAWING_T, _MATH_T)
_PROPERTIES = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}coreProperties"
_TEXTS = {T, _DRAWING_T, _MATH_T, _INSTRUCTION}
_MARKS = {w("proofErr"), w("lastRenderedPageBreak")}
_INSIDE_TAG = {w("br"), w("tab"), w("cr"), w("softHyphen"), w("noBreakHyphen"), w("lastRenderedPageBreak")}
_RPR, _PPR = w("rPr"), w("pPr")
_NOISE = re.compile(r"\{[^}]*\}(?:rsid\w*|paraId|textId)$")


@dataclass(frozen=True)
class PlacedTag:
    """A tag and where it stands in the form."""

    tag: Tag
    place: Place


@dataclass
class _Piece:
    """A text node's share of the joined text of its paragraph."""

    node: etree._Element
    start: int
    text: str


class TagGatherer:
    """Works through one part; `tags` grows in document order and a token's number is the index into it."""

    def __init__(self, root: etree._Element, places: PlaceFinder) -> None:
        self.root = root
        self.places = places
        self.tags: list[PlacedTag] = []

    def gather(self) -> list[PlacedTag]:
        """Put a token for every tag of the part and return the tags."""
        _drop_noise(self.root)
        for run in list(self.root.iter(R)):
            _join_with_next(run)
        for paragraph in list(self.root.iter(P)):
            if paragraph.getparent() is not None:
                self._paragraph(paragraph)
        for node in self.root.iter(*(_LOOSE if self.root.tag.startswith(f"{{{W}}}") else ())):
            if node.text and OPEN not in node.text:
                self._whole(node)
        if self.root.tag == _PROPERTIES:
            for node in self.root:
                self._whole(node)
        self._attributes()
        return self.tags

    def _paragraph(self, paragraph: etree._Element) -> None:
        while True:
            pieces = list(_pieces(paragraph))
            text = "".join(piece.text for piece in pieces)
            if "{" not in text and "}_}" not in text and "%_}" not in text:
                return
            try:
                spans = list(find_tags(text))
            except UnclosedTag as error:
                if self._take_next_paragraph(paragraph):
                    continue
                raise self._unclosed(paragraph, text[error.start :]) from error
            numbers = [self._token(span, paragraph) for span in spans]
            for span, token in reversed(list(zip(spans, numbers, strict=True))):
                _replace(pieces, span, token)
            return

    def _token(self, span: Span, element: etree._Element) -> str:
        if span.tag.kind == "literal":
            return span.tag.body
        self.tags.append(PlacedTag(span.tag, self.places.of(element)))
        return f"{OPEN}{len(self.tags) - 1}{CLOSE}"

    def _take_next_paragraph(self, paragraph: etree._Element) -> bool:
        """A tag may run on into the next paragraph of the same cell or page: the two become one, as docxtpl does."""
        following = paragraph.getnext()
        while (
            following is not None
            and following.tag != P
            and following.tag in _MARKS | {w("bookmarkStart"), w("bookmarkEnd")}
        ):
            following = following.getnext()
        if following is None or following.tag != P:
            return False
        for child in list(following):
            if child.tag != _PPR:
                paragraph.append(child)
        following.getparent().remove(following)
        return True

    def _unclosed(self, element: etree._Element, rest: str) -> FormError:
        return FormError(
            "差込項目が閉じていません。「}}」「%}」「#}」のいずれかで閉じてください。",
            place=self.places.of(element),
            tag=shortened(rest, limit=20),
        )

    def _whole(self, node: etree._Element) -> None:
        """A text node outside paragraphs of its own (drawings, formulas)."""
        node.text = self._replaced(node.text or "", node)

    def _attributes(self) -> None:
        for element in self.root.iter():
            for name, value in element.attrib.items():
                if "{{" in value or "{%" in value or "{#" in value:
                    element.set(name, self._replaced(value, element))

    def _replaced(self, text: str, element: etree._Element) -> str:
        try:
            spans = list(find_tags(text))
        except UnclosedTag as error:
            raise self._unclosed(element, text[error.start :]) from error
        for span in reversed(spans):
            text = text[: span.start] + self._token(span, element) + text[span.end :]
        return text


def _pieces(paragraph: etree._Element) -> Iterator[_Piece]:
    position = 0
    for node in _own_texts(paragraph):
        text = node.text or ""
        yield _Piece(node, position, text)
        position += len(text)


def _own_texts(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag in _TEXTS:
            yield child
        elif child.tag not in (P, TXBX, w("txbx")) and isinstance(child.tag, str):
            yield from _own_texts(child)


def _replace(pieces: list[_Piece], span: Span, token: str) -> None:
    """Put `token` where the tag begins and take the tag's characters out of every piece it was split over."""
    touched = [p for p in pieces if p.start < span.end and p.start + len(p.text) > span.start]
    first, last = touched[0], touched[-1]
    for piece in touched:
        start = max(span.start - piece.start, 0)
        end = span.end - piece.start
        piece.text = piece.text[:start] + (token if piece is first else "") + piece.text[end:]
        piece.node.text = piece.text
    if first.node.tag == T:
        first.node.set(XML_SPACE, "preserve")
    if first is last:
        return
    _drop_between(first.node, last.node)
    if last.node.tag == T:
        last.node.set(XML_SPACE, "preserve")
    for piece in touched[1:]:
        if not piece.text:
            _remove_if_empty(piece.node)


def _drop_between(first: etree._Element, last: etree._Element) -> None:
    """Line breaks and tabs typed inside a tag do not print."""
    paragraph = _ancestor(first, P)
    between = False
    for node in list(paragraph.iter()) if paragraph is not None else []:
        if node is first:
            between = True
        elif node is last:
            return
        elif between and node.tag in _INSIDE_TAG:
            node.getparent().remove(node)


def _remove_if_empty(node: etree._Element) -> None:
    run = node.getparent()
    run.remove(node)
    if run.tag == R and all(child.tag == _RPR for child in run) and run.getparent() is not None:
        run.getparent().remove(run)


def _drop_noise(root: etree._Element) -> None:
    """Revision ids, spelling marks and page-break memories: nothing that prints."""
    for element in list(root.iter()):
        if element.tag in _MARKS:
            element.getparent().remove(element)
            continue
        for name in [name for name in element.attrib if _NOISE.match(name)]:
            del element.attrib[name]
        if element.text and (OPEN in element.text or CLOSE in element.text):
            element.text = element.text.replace(OPEN, "").replace(CLOSE, "")


def _join_with_next(run: etree._Element) -> None:
    """Runs of the same look that follow one another become one; Word splits them at every edit."""
    if run.getparent() is None:
        return
    look = _look(run)
    following = run.getnext()
    while following is not None and following.tag == R and _look(following) == look and not following.attrib:
        if not (_only_text(run) and _only_text(following)):
            return
        for child in list(following):
            if child.tag != _RPR:
                run.append(child)
        following.getparent().remove(following)
        following = run.getnext()
    _join_texts(run)


def _join_texts(run: etree._Element) -> None:
    texts = [child for child in run if child.tag == T]
    if len(texts) < 2 or len(texts) + len(run.findall(_RPR)) != len(run):
        return
    first = texts[0]
    first.text = "".join(_shown(node) for node in texts)
    first.set(XML_SPACE, "preserve")
    for node in texts[1:]:
        run.remove(node)


def _shown(node: etree._Element) -> str:
    text = node.text or ""
    return text if node.get(XML_SPACE) == "preserve" else text.strip(" \t\r\n")


def _only_text(run: etree._Element) -> bool:
    return all(child.tag in (T, _RPR) for child in run)


def _look(run: etree._Element) -> bytes:
    properties = run.find(_RPR)
    return b"" if properties is None else etree.tostring(properties, with_tail=False)


def _ancestor(element: etree._Element, tag: str) -> etree._Element | None:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent
