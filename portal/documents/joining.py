"""Two word forms in one package, so that one can be enclosed with the other: a letter and its 計算書.

`join` brings the second form's styles, lists, headers, footers and pictures over under names of their own and returns
the two bodies. Styles that are the same in both are shared; otherwise all of the second form's are renamed, with its
document defaults written into them, so that neither form changes the look of the other.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from portal.documents.joined_styles import PREFIX, append_lists, own_styles, same_styles, shift_lists, use_renamed
from portal.documents.package import Package, parse_xml, rels_name
from portal.documents.places import P, w
from portal.domain.errors import InvalidInput

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL_ATTRIBUTE = f"{{{_RELATIONS}}}"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
# The first form's own settings, fonts and theme count for both.
_SHARED_KINDS = frozenset(
    {"styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering", "footnotes",
     "endnotes", "comments", "customXml", "glossaryDocument"}
)  # fmt: skip
_NOTES = (w("footnoteReference"), w("endnoteReference"), w("commentReference"))
_PAGES = re.compile(r"\bNUMPAGES\b")


@dataclass(frozen=True)
class Joined:
    """The package of both, and the two document parts as trees under the same namespaces."""

    package: Package
    first: etree._Element
    second: etree._Element


def join(first: Package, second: Package) -> Joined:
    """Bring `second` into the package of `first`. `InvalidInput` says what cannot be enclosed."""
    return _Joiner(first, second).joined()


class _Joiner:
    """One joining; `parts` grows from those of the first form."""

    def __init__(self, first: Package, second: Package) -> None:
        self.first = first
        self.second = second
        self.parts = dict(first.parts)
        self.types = parse_xml(first.parts["[Content_Types].xml"], "[Content_Types].xml")
        self.copied: dict[str, str] = {}
        self.trees: dict[str, etree._Element] = {}

    def joined(self) -> Joined:
        ours = parse_xml(self.first.parts[self.first.document], self.first.document)
        theirs = parse_xml(self.second.parts[self.second.document], self.second.document)
        if next(theirs.iter(*_NOTES), None) is not None:
            raise InvalidInput("同封する様式には、脚注とコメントを置けません。本文に移してください。")
        self._copy_related(theirs)
        trees = [theirs, *self.trees.values()]
        renamed = self._styles(trees)
        self._numbering(trees, renamed)
        self._same_layout(ours, theirs)
        for name, tree in self.trees.items():
            self.parts[name] = _bytes(tree)
        self._count_pages_of_each()
        self.parts["[Content_Types].xml"] = _bytes(self.types)
        package = Package(self.parts, self.first.document, self.first.content_types)
        return Joined(package, *_same_namespaces(ours, theirs))

    # Headers, footers, pictures …

    def _copy_related(self, root: etree._Element) -> None:
        lines = [r for r in self.second.relationships(self.second.document) if r.kind not in _SHARED_KINDS]
        for element in root.iter():
            for key, value in element.attrib.items():
                if key.startswith(_REL_ATTRIBUTE):
                    element.set(key, PREFIX + value)
        made = []
        for line in lines:
            target = line.target if line.external else self._copy(self.second.target(self.second.document, line))
            if target:
                made.append(_relationship(PREFIX + line.id, line.type, target, external=line.external))
        self._relate(self.first.document, made)

    def _copy(self, name: str) -> str:
        """The part `name` of the second form under a new name, with what it refers to; its absolute target."""
        if name not in self.second.parts:
            return ""
        if name in self.copied:
            return "/" + self.copied[name]
        folder, base = posixpath.split(name)
        new = posixpath.join(folder, PREFIX + base)
        self.copied[name] = new
        self.parts[new] = self.second.parts[name]
        self._declare(name, new)
        if name.endswith(".xml") and "wordprocessingml" in self.second.type_of(name):
            self.trees[new] = parse_xml(self.second.parts[name], name)
        made = []
        for line in self.second.relationships(name):
            target = line.target if line.external else self._copy(self.second.target(name, line))
            if target:
                made.append(_relationship(line.id, line.type, target, external=line.external))
        if made:
            self._relate(new, made)
        return "/" + new

    def _declare(self, name: str, new: str) -> None:
        kind = self.second.content_types.get("/" + name)
        extension = name.rpartition(".")[2].lower()
        known = {(node.get("Extension") or "").lower() for node in self.types}
        if kind:
            etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName="/" + new, ContentType=kind)
        elif extension not in known:
            node = etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=self.second.type_of(name))
            self.types.insert(0, node)

    def _relate(self, part: str, lines: Iterable[etree._Element]) -> None:
        name = rels_name(part)
        blob = self.parts.get(name)
        root = parse_xml(blob, name) if blob else etree.Element(f"{{{_RELS}}}Relationships", nsmap={None: _RELS})
        root.extend(lines)
        self.parts[name] = _bytes(root)

    # Styles

    def _styles(self, trees: list[etree._Element]) -> bool:
        """Whether the second form's styles had to be renamed."""
        ours, theirs = self._part(self.first, "styles"), self._part(self.second, "styles")
        if ours is None or theirs is None or same_styles(ours[1], theirs[1]):
            return False
        name, root = ours
        for style in own_styles(root, theirs[1]):
            root.append(style)
        self.parts[name] = _bytes(root)
        defaults = {
            style.get(w("type")): style.get(w("styleId"))
            for style in theirs[1].iter(w("style"))
            if style.get(w("default")) in ("1", "true")
        }
        for tree in trees:
            use_renamed(tree, defaults)
        return True

    def _part(self, package: Package, kind: str) -> tuple[str, etree._Element] | None:
        for line in package.relationships(package.document):
            name = package.target(package.document, line)
            if line.kind == kind and not line.external and name in package.parts:
                blob = self.parts[name] if package is self.first else package.parts[name]
                return name, parse_xml(blob, name)
        return None

    # Lists

    def _numbering(self, trees: list[etree._Element], renamed: bool) -> None:
        theirs = self._part(self.second, "numbering")
        if theirs is None:
            return
        root = theirs[1]
        if renamed:
            for node in root.iter(w("pStyle"), w("styleLink"), w("numStyleLink")):
                node.set(w("val"), PREFIX + (node.get(w("val")) or ""))
        ours = self._part(self.first, "numbering")
        if ours is None:
            new = "/" + posixpath.join(posixpath.dirname(theirs[0]), PREFIX + posixpath.basename(theirs[0]))
            self.parts[new[1:]] = _bytes(root)
            override = {"PartName": new, "ContentType": f"{_WORDML}.numbering+xml"}
            etree.SubElement(self.types, f"{{{_TYPES}}}Override", override)
            self._relate(self.first.document, [_relationship(f"{PREFIX}lists", f"{_RELATIONS}/numbering", new)])
            return
        name, kept = ours
        shift = append_lists(kept, root)
        self.parts[name] = _bytes(kept)
        styles = self._part(self.first, "styles")
        if styles is not None and renamed:
            for style in styles[1].iter(w("style")):
                if (style.get(w("styleId")) or "").startswith(PREFIX):
                    shift_lists(style, shift)
            self.parts[styles[0]] = _bytes(styles[1])
        for tree in trees:
            shift_lists(tree, shift)

    # Sections

    def _same_layout(self, ours: etree._Element, theirs: etree._Element) -> None:
        """A section without a header would show the one before it: where one form has none, it gets an empty one."""
        for words in ("headerReference", "footerReference"):
            kinds = {node.get(w("type")) for root in (ours, theirs) for node in root.iter(w(words))}
            for root in (ours, theirs):
                for kind in sorted(filter(None, kinds)):
                    self._complete(root, words, kind)

    def _complete(self, root: etree._Element, words: str, kind: str) -> None:
        first = next(root.iter(w("sectPr")), None)
        body = root.find(w("body"))
        if first is None and body is not None:
            first = etree.SubElement(body, w("sectPr"))
        if first is None or any(node.get(w("type")) == kind for node in first.findall(w(words))):
            return
        node = etree.Element(w(words))
        node.set(w("type"), kind)
        node.set(f"{_REL_ATTRIBUTE}id", self._empty(words.removesuffix("Reference")))
        first.insert(0, node)

    def _empty(self, kind: str) -> str:
        rid = f"{PREFIX}no-{kind}"
        part = posixpath.join(posixpath.dirname(self.first.document), f"{rid}.xml")
        if part not in self.parts:
            root = etree.Element(w("hdr" if kind == "header" else "ftr"), nsmap={"w": w("p")[1:].partition("}")[0]})
            etree.SubElement(root, P)
            self.parts[part] = _bytes(root)
            override = {"PartName": f"/{part}", "ContentType": f"{_WORDML}.{kind}+xml"}
            etree.SubElement(self.types, f"{{{_TYPES}}}Override", override)
            self._relate(self.first.document, [_relationship(rid, f"{_RELATIONS}/{kind}", "/" + part)])
        return rid

    def _count_pages_of_each(self) -> None:
        """「1／2」 in a footer counts the pages of the letter, not of what is enclosed."""
        package = Package(self.parts, self.first.document, self.first.content_types)
        for line in package.relationships(package.document):
            if line.kind in ("header", "footer") and not line.external:
                name = package.target(package.document, line)
                text = self.parts[name].decode("utf-8-sig")
                if _PAGES.search(text):
                    self.parts[name] = _PAGES.sub("SECTIONPAGES", text).encode()


def _relationship(rid: str, kind: str, target: str, *, external: bool = False) -> etree._Element:
    mode = {"TargetMode": "External"} if external else {}
    return etree.Element(f"{{{_RELS}}}Relationship", {"Id": rid, "Type": kind, "Target": target, **mode})


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _same_namespaces(ours: etree._Element, theirs: etree._Element) -> tuple[etree._Element, etree._Element]:
    """Both under one root's declarations: the text of the second body is pasted below the first's root."""
    spaces = {**theirs.nsmap, **ours.nsmap}
    ignored = dict.fromkeys(word for root in (ours, theirs) for word in (root.get(_IGNORABLE) or "").split())
    made = []
    for root in (ours, theirs):
        new = etree.Element(root.tag, nsmap=spaces)
        for key, value in root.attrib.items():
            new.set(key, value)
        if ignored:
            new.set(_IGNORABLE, " ".join(word for word in ignored if word in spaces))
        new.extend(list(root))
        made.append(new)
    return made[0], made[1]
