"""Marks in a part's XML: what merging numbers anew for each case (ids, lists), and where a section break goes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from portal.documents import order
from portal.documents.numbering import StyleList
from portal.documents.places import P, w
from portal.documents.runs import OPEN
from portal.documents.structure import xml_of

# Ids that must be unique in a document, as "kind:value" between noncharacters; merging numbers them anew.
ID_OPEN, ID_CLOSE = "\ufdd2", "\ufdd3"
SECTION = "section"
SECTION_MARK = f"<?{SECTION} ?>"
LISTED = "listed"
LISTED_MARK = re.compile(f"<\\?{LISTED} (\\d+)\\?>")
ID_MARK = re.compile(f"{ID_OPEN}(\\w+):([^{ID_CLOSE}]*){ID_CLOSE}")
_WP_DOCPR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_ID_KINDS = {
    w("bookmarkStart"): "bookmark",
    w("bookmarkEnd"): "bookmark",
    w("footnoteReference"): "footnote",
    w("endnoteReference"): "endnote",
    w("footnote"): "footnote",
    w("endnote"): "endnote",
    _WP_DOCPR: "drawing",
}
_REFERENCE = re.compile(r"((?:PAGEREF|NOTEREF|REF)\s+)([^\s\\]+)")


def mark_ids(root: etree._Element) -> None:
    """Mark what must be unique in a document, so that merging can number it anew for each case."""
    for element in root.iter(*_ID_KINDS):
        if element.get(w("type")) is None:
            _mark(element, "id" if element.tag == _WP_DOCPR else w("id"), _ID_KINDS[element.tag])
        if element.tag == w("bookmarkStart"):
            _mark(element, w("name"), "name")
    for link in root.iter(w("hyperlink")):
        _mark(link, w("anchor"), "name")
    for number in root.iter(w("numId")):
        _mark(number, w("val"), "list")
    for code in root.iter(w("instrText")):
        code.text = _REFERENCE.sub(rf"\1{ID_OPEN}name:\2{ID_CLOSE}", code.text or "")


def mark_style_lists(root: etree._Element, lists: Mapping[str, StyleList]) -> list[str]:
    """Note where a paragraph is numbered by its style: in a merged file it needs its own list to count from 1 again."""
    made: list[str] = []
    for properties in root.iter(w("pPr")) if lists else ():
        style = properties.find(w("pStyle"))
        known = None if style is None else lists.get(style.get(w("val")) or "")
        if known is None or properties.find(w("numPr")) is not None:
            continue
        number = f'<w:numId w:val="{ID_OPEN}list:{known.number}{ID_CLOSE}"/>'
        pieces = [("numPr", f'<w:numPr><w:ilvl w:val="{known.level}"/>{number}</w:numPr>')]
        if known.indent is not None and properties.find(w("ind")) is None:
            pieces.append(("ind", xml_of(known.indent)))  # the list's own indent would go before the style's
        for name, xml in pieces:
            made.append(xml)
            order.put(properties, etree.ProcessingInstruction(LISTED, str(len(made) - 1)), order.PARAGRAPH, name=name)
    return made


def _mark(element: etree._Element, attribute: str, kind: str) -> None:
    value = element.get(attribute)
    if value and OPEN not in value:
        element.set(attribute, f"{ID_OPEN}{kind}:{value}{ID_CLOSE}")


def mark_section(root: etree._Element) -> None:
    """Where the section break goes when cases are merged: into the last paragraph, or no blank page would be safe."""
    body = root.find(w("body"))
    paragraph = last_paragraph(body) if body is not None else None
    if paragraph is None or paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None:
        return
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    place = etree.ProcessingInstruction(SECTION, "")
    change = properties.find(w("pPrChange"))
    if change is None:
        properties.append(place)
    else:
        change.addprevious(place)


def plain_ids(text: str, *, but_drawings: bool) -> str:
    """The XML with the ids as the form has them; `but_drawings`: those of pictures stay marked."""

    def plain(match: re.Match[str]) -> str:
        return match.group() if but_drawings and match.group(1) == "drawing" else match.group(2)

    return ID_MARK.sub(plain, text)


def last_paragraph(body: etree._Element) -> etree._Element | None:
    """The paragraph a section break can go into: the last element of the body, when it is a paragraph."""
    children = [child for child in body if child.tag != w("sectPr")]
    return children[-1] if children and children[-1].tag == P else None
