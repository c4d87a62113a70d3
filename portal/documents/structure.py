"""From tags in place to the source of a page for Jinja: rows, cells, paragraphs and runs that a tag stands for.

`lift` replaces each element a levelled tag stands in (``{%tr … %}`` its row, ``{%p … %}`` its paragraph, ``{{r … }}`` its
run) by a mark, and turns ``cellbg``, ``colspan``, ``vm`` and ``hm`` into cell properties, as docxtpl does.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from portal.documents import order
from portal.documents.places import TC, TR, FormError, P, R, T, w
from portal.documents.runs import CLOSE, OPEN, TOKEN, XML_SPACE, PlacedTag
from portal.documents.tags import Tag

_RPR, _PPR, _TCPR = w("rPr"), w("pPr"), w("tcPr")
_ELEMENTS = {"tr": TR, "tc": TC, "p": P}
_WORDS = {"tr": "表の行", "tc": "表のセル", "p": "段落", "r": "文字"}
_NAMESPACE = re.compile(r' xmlns:\w+="[^"]*"')
MARK = "tag"


class Lifter:
    """Works through one part after `TagGatherer`; `made` holds the tags it had to write itself."""

    def __init__(self, root: etree._Element, tags: Sequence[PlacedTag]) -> None:
        self.root = root
        self.tags = list(tags)
        self.run_properties: dict[int, str] = {}
        self.dropped_text: list[tuple[int, str]] = []

    def lift(self) -> list[PlacedTag]:
        """Change the tree; return the tags, those written here included (marks and tokens number into them)."""
        self._drop_comments()
        self._trim()
        for number, node in list(self._tokens()):
            if self.tags[number].tag.keyword in ("colspan", "cellbg"):
                self._cell_property(number, node)
        for level, element in _ELEMENTS.items():
            for number, node in list(self._tokens()):
                if self.tags[number].tag.level == level and _in_tree(node, self.root):
                    self._replace_element(node, element, number)
        while found := next(((n, node) for n, node in self._tokens() if self.tags[n].tag.level == "r"), None):
            self._replace_run(*found)  # which moves what follows it in the same text to a new run
        self._unwrap_emptied_controls()
        for number, node in list(self._tokens()):
            if self.tags[number].tag.body in ("vm", "hm") and self.tags[number].tag.kind == "statement":
                self._merged_cell(number, node)
        return self.tags

    def _tokens(self) -> Iterator[tuple[int, etree._Element]]:
        for node in self.root.iter():
            if isinstance(node.tag, str) and node.text and OPEN in node.text:
                for match in TOKEN.finditer(node.text):
                    yield int(match.group(1)), node

    def _new(self, body: str, like: int, kind: str = "statement") -> int:
        tag = Tag("value" if kind == "value" else "statement", "", body)
        self.tags.append(PlacedTag(tag, self.tags[like].place))
        return len(self.tags) - 1

    def _error(self, number: int, sentence: str) -> FormError:
        return FormError(sentence, place=self.tags[number].place)

    def _drop_comments(self) -> None:
        for number, node in list(self._tokens()):
            if self.tags[number].tag.kind == "comment" and self.tags[number].tag.level not in _ELEMENTS:
                node.text = node.text.replace(token(number), "")

    def _trim(self) -> None:
        """``{%-`` takes the tag's paragraph up to the one before, ``-%}`` takes the next one up to it.

        ``{{-`` and ``-}}`` take the blanks beside them only.
        """
        for number, node in list(self._tokens()):
            tag = self.tags[number].tag
            if tag.kind == "value" and not tag.level:
                _trim_blanks(node, number, before=tag.trims_before, after=tag.trims_after)
            if tag.kind != "statement" or tag.level:
                continue
            if tag.trims_before:
                self._trim_before(node, number)
            if tag.trims_after:
                self._trim_after(node, number)

    def _trim_before(self, node: etree._Element, number: int) -> None:
        before, mark, after = node.text.partition(token(number))
        node.text = before.rstrip() + mark + after
        paragraph = ancestor(node, P)
        if paragraph is None or _text_around(paragraph, number)[0].strip():
            return
        previous = paragraph.getprevious()
        while previous is not None and previous.tag == P and not _has_text(previous):
            empty, previous = previous, previous.getprevious()
            empty.getparent().remove(empty)
        if previous is not None and previous.tag == P:
            _append_content(previous, paragraph)

    def _trim_after(self, node: etree._Element, number: int) -> None:
        before, mark, after = node.text.partition(token(number))
        node.text = before + mark + after.lstrip()
        paragraph = ancestor(node, P)
        if paragraph is None or _text_around(paragraph, number)[1].strip():
            return
        following = paragraph.getnext()
        while following is not None and following.tag == P and not _has_text(following):
            empty, following = following, following.getnext()
            empty.getparent().remove(empty)
        if following is not None and following.tag == P:
            _append_content(paragraph, following)

    def _cell_property(self, number: int, node: etree._Element) -> None:
        keyword, _, expression = self.tags[number].tag.body.partition(" ")
        cell = ancestor(node, TC)
        if cell is None:
            raise self._error(number, f"「{{% {keyword} %}}」は表のセルの中で使います。")
        _remove_token(node, number)
        made = token(self._new(expression.strip(), number, "value"))
        if keyword == "colspan":
            _set_property(cell, "gridSpan", {"val": made})
        else:
            _set_property(cell, "shd", {"val": "clear", "color": "auto", "fill": made})

    def _replace_element(self, node: etree._Element, name: str, number: int) -> None:
        level = self.tags[number].tag.level
        element = ancestor(node, name)
        if element is None:
            raise self._error(number, f"「{{%{level}」は{_WORDS[level]}の中で使います。")
        text = "".join(t.text or "" for t in element.iter(T))
        numbers = [int(n) for n in TOKEN.findall(text) if self.tags[int(n)].tag.level == level]
        if rest := TOKEN.sub("", text).strip():
            self.dropped_text.append((number, rest))
        for each in numbers:
            if self.tags[each].tag.kind != "comment":
                element.addprevious(mark(each))
                self.run_properties[each] = ""
        _remove_keeping_section(element)

    def _replace_run(self, number: int, node: etree._Element) -> None:
        run = node.getparent()
        if node.tag != T or run is None or run.tag != R:
            raise self._error(number, "「{{r」「{%r」は本文の文字の中で使います。")
        before, _, after = node.text.partition(token(number))
        rest = _split_run(run, node)
        node.text, rest.text = before, after
        properties = run.find(_RPR)
        self.run_properties[number] = "" if properties is None else xml_of(properties)
        run.addnext(mark(number))
        for half in (run, rest.getparent()):
            _drop_empty_run(half)

    def _unwrap_emptied_controls(self) -> None:
        """A content control of which only marks are left would tear a loop from its end: the marks take its place."""
        for content in list(self.root.iter(w("sdtContent"))):
            control = content.getparent()
            if len(content) and all(child.tag is etree.ProcessingInstruction for child in content):
                for child in list(content):
                    control.addprevious(child)
                control.getparent().remove(control)

    def _merged_cell(self, number: int, node: etree._Element) -> None:
        cell = ancestor(node, TC)
        if cell is None:
            raise self._error(number, "「{% vm %}」「{% hm %}」は表のセルの中で使います。")
        _remove_token(node, number, keep_run=True)
        first, end = self._new("if loop.first", number), self._new("endif", number)
        if self.tags[number].tag.body == "hm":
            span = cell.find(f"{_TCPR}/{w('gridSpan')}")
            times = "" if span is None else f"{span.get(w('val'))} * "
            _set_property(cell, "gridSpan", {"val": token(self._new(f"{times}loop.length", number, "value"))})
            cell.addprevious(mark(first))
            cell.addnext(mark(end))
            return
        word = self._new("'restart' if loop.first else 'continue'", number, "value")
        _set_property(cell, "vMerge", {"val": token(word)})
        for paragraph in cell.findall(P):
            content = [child for child in paragraph if child.tag != _PPR]
            if content:
                content[0].addprevious(mark(first))
                content[-1].addnext(mark(end))


def token(number: int) -> str:
    """The mark of tag `number` inside text."""
    return f"{OPEN}{number}{CLOSE}"


def mark(number: int) -> etree._Element:
    """The mark of tag `number` between elements."""
    return etree.ProcessingInstruction(MARK, str(number))


def ancestor(element: etree._Element, name: str) -> etree._Element | None:
    """Nearest element called `name` above `element`."""
    parent = element.getparent()
    while parent is not None and parent.tag != name:
        parent = parent.getparent()
    return parent


def xml_of(element: etree._Element) -> str:
    """Serialized without the namespace declarations, for pasting under the same root."""
    return _NAMESPACE.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def _in_tree(node: etree._Element, root: etree._Element) -> bool:
    return node.getroottree().getroot() is root


def _remove_keeping_section(element: etree._Element) -> None:
    """A section break that ends in the tag's paragraph stays, or the page layout would change."""
    section = element.find(f"{_PPR}/{w('sectPr')}") if element.tag == P else None
    if section is not None:
        kept = etree.Element(P)
        etree.SubElement(kept, _PPR).append(section)
        element.addprevious(kept)
    element.getparent().remove(element)


def _set_property(cell: etree._Element, name: str, values: dict[str, str]) -> None:
    properties = cell.find(_TCPR)
    if properties is None:
        properties = etree.Element(_TCPR)
        cell.insert(0, properties)
    for old in properties.findall(w(name)):
        properties.remove(old)
    made = etree.Element(w(name))
    for key, value in values.items():
        made.set(w(key), value)
    order.put(properties, made, order.CELL)


def _remove_token(node: etree._Element, number: int, *, keep_run: bool = False) -> None:
    node.text = node.text.replace(token(number), "")
    if not node.text and not keep_run:
        run = node.getparent()
        run.remove(node)
        _drop_empty_run(run)


def _split_run(run: etree._Element, node: etree._Element) -> etree._Element:
    """Everything after `node` goes to a new run of the same look; returns the new text node it starts with."""
    other = etree.Element(R)
    if (properties := run.find(_RPR)) is not None:
        other.append(copy.deepcopy(properties))
    text = etree.SubElement(other, T)
    text.set(XML_SPACE, "preserve")
    node.set(XML_SPACE, "preserve")
    for child in list(node.itersiblings()):
        other.append(child)
    run.addnext(other)
    return text


def _drop_empty_run(run: etree._Element) -> None:
    for child in run.findall(T):
        if not child.text:
            run.remove(child)
    if run.tag == R and all(child.tag == _RPR for child in run) and run.getparent() is not None:
        run.getparent().remove(run)


def _text_around(paragraph: etree._Element, number: int) -> tuple[str, str]:
    text = "".join(node.text or "" for node in paragraph.iter(T))
    before, _, after = text.partition(token(number))
    return before, after


def _has_text(paragraph: etree._Element) -> bool:
    return any(node.text for node in paragraph.iter(T))


def _trim_blanks(node: etree._Element, number: int, *, before: bool, after: bool) -> None:
    left, mark, right = (node.text or "").partition(token(number))
    node.text = (left.rstrip() if before else left) + mark + (right.lstrip() if after else right)


def _append_content(target: etree._Element, source: etree._Element) -> None:
    for child in list(source):
        if child.tag != _PPR:
            target.append(child)
    source.getparent().remove(source)
