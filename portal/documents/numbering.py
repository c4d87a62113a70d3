"""Numbered lists in a merged file: each case counts from the start again, as it does in a file of its own."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from portal.documents.package import Package, parse_xml
from portal.documents.places import w
from portal.domain.errors import InvalidInput

_MOST_LISTS = 30_000  # Word counts lists in 15 bits


class Lists:
    """The lists of a form; `restarted` gives a case its own copy of one, `xml` the part with all copies."""

    def __init__(self, package: Package) -> None:
        self.name = ""
        for relationship in package.relationships(package.document):
            if relationship.kind == "numbering" and not relationship.external:
                self.name = package.target(package.document, relationship)
        self._root = parse_xml(package.parts[self.name], self.name) if self.name in package.parts else None
        self._numbered = {} if self._root is None else _numbered(self._root)
        self._taken = max(map(int, self._numbered), default=0) + 1000
        self._copies = 0
        self._last = None if self._root is None else next(iter(reversed(self._root.findall(w("num")))), None)

    def restarted(self, number: str) -> str:
        """Id of a fresh copy of list `number`; bullets and unknown lists stay as they are."""
        original = self._numbered.get(number)
        if original is None or self._last is None:
            return number
        self._copies += 1
        if self._copies > _MOST_LISTS:
            raise InvalidInput(
                "番号付きの箇条書きが多すぎて、1つの印刷ファイルにまとめられません。件数を分けて作成してください。"
            )
        made = copy.deepcopy(original)
        made.set(w("numId"), str(self._taken + self._copies))
        _start_again(made)
        self._last.addnext(made)
        self._last = made
        return str(self._taken + self._copies)

    def xml(self) -> bytes | None:
        """The part with the copies; None when there are none."""
        if self._root is None or not self._copies:
            return None
        return bytes(etree.tostring(self._root, encoding="UTF-8", xml_declaration=True, standalone=True))


@dataclass(frozen=True)
class StyleList:
    """The list a paragraph style puts its paragraphs in: number, level, and the indent the style sets itself."""

    number: str
    level: str
    indent: etree._Element | None


def style_lists(package: Package) -> Mapping[str, StyleList]:
    """Styles whose paragraphs are numbered although they say nothing about it themselves, by id."""
    name = next(
        (package.target(package.document, r) for r in package.relationships(package.document) if r.kind == "styles"), ""
    )
    if name not in package.parts:
        return {}
    styles = {node.get(w("styleId")): node for node in parse_xml(package.parts[name], name).findall(w("style"))}
    found = {}
    for key, style in styles.items():
        chain = list(_chain(style, styles))
        number, level = (_inherited(chain, f"{w('pPr')}/{w('numPr')}/{w(word)}") for word in ("numId", "ilvl"))
        if number is None or number.get(w("val")) in (None, "0"):
            continue
        deepest = "0" if level is None else level.get(w("val")) or "0"
        found[str(key)] = StyleList(str(number.get(w("val"))), deepest, _inherited(chain, f"{w('pPr')}/{w('ind')}"))
    return found


def _chain(style: etree._Element, styles: Mapping[str | None, etree._Element]) -> Iterator[etree._Element]:
    """The style and those it is based on, each once."""
    seen: set[str | None] = set()
    node: etree._Element | None = style
    while node is not None and node.get(w("styleId")) not in seen:
        yield node
        seen.add(node.get(w("styleId")))
        base = node.find(w("basedOn"))
        node = None if base is None else styles.get(base.get(w("val")))


def _inherited(chain: Iterable[etree._Element], path: str) -> etree._Element | None:
    return next((found for style in chain if (found := style.find(path)) is not None), None)


def _numbered(root: etree._Element) -> Mapping[str, etree._Element]:
    """Lists that count, by id (bullets need no restart)."""
    bullets = set()
    for abstract in root.iter(w("abstractNum")):
        kind = abstract.find(f"{w('lvl')}/{w('numFmt')}")
        if kind is not None and kind.get(w("val")) in ("bullet", "none"):
            bullets.add(abstract.get(w("abstractNumId")))
    found = {}
    for number in root.findall(w("num")):
        abstract = number.find(w("abstractNumId"))
        if abstract is not None and abstract.get(w("val")) not in bullets:
            found[number.get(w("numId"))] = number
    return found


def _start_again(number: etree._Element) -> None:
    override = next((each for each in number.findall(w("lvlOverride")) if each.get(w("ilvl")) == "0"), None)
    if override is None:
        override = etree.SubElement(number, w("lvlOverride"), {w("ilvl"): "0"})
    if override.find(w("startOverride")) is None:
        start = etree.Element(w("startOverride"), {w("val"): "1"})
        override.insert(0, start)
