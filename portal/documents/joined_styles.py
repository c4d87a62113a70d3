"""Styles and lists of an enclosed form beside those of the letter, under names and numbers of their own."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from portal.documents import order
from portal.documents.places import P, w

PREFIX = "enclosed-"
_STYLE_WORDS = (w("pStyle"), w("rStyle"), w("tblStyle"))
_STYLE_LINKS = (w("basedOn"), w("next"), w("link"))
# What Word takes where document defaults say nothing.
_BARE_PARAGRAPH = {"spacing": {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}}
_BARE_RUN = {"sz": {"val": "20"}, "szCs": {"val": "20"}, "kern": {"val": "0"}}


def _canonical(node: etree._Element | None) -> bytes:
    return b"" if node is None else bytes(etree.tostring(node, method="c14n", exclusive=True, with_tail=False))


def same_styles(ours: etree._Element, theirs: etree._Element) -> bool:
    """Whether the second form's styles and document defaults are all the first's."""
    if _canonical(ours.find(w("docDefaults"))) != _canonical(theirs.find(w("docDefaults"))):
        return False
    known = {style.get(w("styleId")): _canonical(style) for style in ours.findall(w("style"))}
    return all(known.get(style.get(w("styleId"))) == _canonical(style) for style in theirs.findall(w("style")))


def own_styles(ours: etree._Element, theirs: etree._Element) -> Iterator[etree._Element]:
    """The styles of the second form, renamed, with its document defaults in those based on nothing."""
    for style in theirs.findall(w("style")):
        made = copy.deepcopy(style)
        made.attrib.pop(w("default"), None)
        made.set(w("styleId"), PREFIX + (style.get(w("styleId")) or ""))
        for link in made.iter(*_STYLE_LINKS):
            link.set(w("val"), PREFIX + (link.get(w("val")) or ""))
        name = made.find(w("name"))
        if name is not None:
            name.set(w("val"), f"{PREFIX}{name.get(w('val'))}")
        if made.get(w("type")) == "paragraph" and made.find(w("basedOn")) is None:
            for kind, bare in (("pPr", _BARE_PARAGRAPH), ("rPr", _BARE_RUN)):
                _lay_under(made, kind, _defaults(theirs, kind), _defaults(ours, kind), bare)
        yield made


def _defaults(styles: etree._Element, kind: str) -> etree._Element | None:
    return styles.find(f"{w('docDefaults')}/{w(kind + 'Default')}/{w(kind)}")


def _lay_under(
    style: etree._Element, kind: str, own: etree._Element | None, other: etree._Element | None,
    bare: dict[str, dict[str, str]],
) -> None:  # fmt: skip
    """Properties the style does not set itself: its own document's, else Word's where the other document's would show."""
    properties = style.find(w(kind))
    if properties is None:
        properties = etree.Element(w(kind))
        after = style.find(w("pPr")) if kind == "rPr" else None
        at = next((i for i, child in enumerate(style) if child.tag in (w("rPr"), w("tblPr"), w("tcPr"))), len(style))
        style.insert(list(style).index(after) + 1 if after is not None else at, properties)
    for child in own if own is not None else ():
        if properties.find(child.tag) is None:
            properties.append(copy.deepcopy(child))
    for name, values in bare.items():
        if other is not None and other.find(w(name)) is not None and properties.find(w(name)) is None:
            etree.SubElement(properties, w(name), {w(key): value for key, value in values.items()})
    _in_order(properties)


def _in_order(properties: etree._Element) -> None:
    names = order.RUN if properties.tag == w("rPr") else order.PARAGRAPH
    place = {w(name): number for number, name in enumerate(names)}
    properties[:] = sorted(properties, key=lambda child: place.get(child.tag, len(place)))


def use_renamed(tree: etree._Element, defaults: dict[str | None, str | None]) -> None:
    """Name the renamed styles in a text of the second form, its defaults (by kind of style) where none is named."""
    for node in tree.iter(*_STYLE_WORDS):
        node.set(w("val"), PREFIX + (node.get(w("val")) or ""))
    for kind, element, holder, word in (
        ("paragraph", P, "pPr", "pStyle"),
        ("table", w("tbl"), "tblPr", "tblStyle"),
    ):
        if not defaults.get(kind):
            continue
        for node in tree.iter(element):
            properties = node.find(w(holder))
            if properties is None:
                properties = etree.Element(w(holder))
                node.insert(0, properties)
            if properties.find(w(word)) is None:
                named = etree.Element(w(word))
                named.set(w("val"), f"{PREFIX}{defaults[kind]}")
                properties.insert(0, named)


def append_lists(ours: etree._Element, theirs: etree._Element) -> int:
    """Lists of the second form behind those of the first, with ids of their own; by how much the numbers moved."""
    abstract = 1 + max((int(n.get(w("abstractNumId")) or 0) for n in ours.findall(w("abstractNum"))), default=0)
    shift = 1 + max((int(n.get(w("numId")) or 0) for n in ours.findall(w("num"))), default=0)
    last = next(iter(reversed(ours.findall(w("abstractNum")))), None)
    for node in theirs.findall(w("abstractNum")):
        node.set(w("abstractNumId"), str(int(node.get(w("abstractNumId")) or 0) + abstract))
        for old in [
            *node.findall(w("nsid")),
            *node.iter(w("lvlPicBulletId")),
        ]:  # the same list by its mark, it would be
            old.getparent().remove(old)
        if last is None:
            ours.insert(0, node)
        else:
            last.addnext(node)
        last = node
    for node in theirs.findall(w("num")):
        node.set(w("numId"), str(int(node.get(w("numId")) or 0) + shift))
        pointer = node.find(w("abstractNumId"))
        if pointer is not None:
            pointer.set(w("val"), str(int(pointer.get(w("val")) or 0) + abstract))
        ours.append(node)
    return shift


def shift_lists(tree: etree._Element, shift: int) -> None:
    """Let a text use the lists that `append_lists` moved."""
    for node in tree.iter(w("numId")):
        if (value := node.get(w("val")) or "0").isdigit() and value != "0":
            node.set(w("val"), str(int(value) + shift))
