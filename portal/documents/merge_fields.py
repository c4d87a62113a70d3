"""Word's own 差し込み印刷 (MERGEFIELD) turned into our tags: a letter that was made for Word's merge is a form at once.

The data source that Word remembers beside it (a path to somebody's Excel file) is dropped; it would keep the form from
use, and nobody reads from it any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from portal.documents.package import open_package, parse_xml, rels_name
from portal.documents.places import P, R, T, w
from portal.documents.retyping import packed, worded, written
from portal.documents.runs import XML_SPACE

_MERGE = re.compile(r'^\s*MERGEFIELD\s+(?:"([^"]+)"|(\S+))')
_SOURCES = ("mailMergeSource", "mailMergeHeaderSource", "recipientData")
_SIMPLE, _CHAR, _CODE, _KIND = w("fldSimple"), w("fldChar"), w("instrText"), w("fldCharType")
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def with_tags_for_merge_fields(docx: bytes, tag_of: Callable[[str], str]) -> tuple[bytes, list[str]]:
    """The file with a tag for each merge field, and the names of the fields as Word had them, each once.

    ``tag_of`` gives the tag for a name (納期限 → ``{{ 納期限|和暦 }}``). Raises InvalidInput for no Word file.
    """
    parts = dict(open_package(docx).parts)
    names: list[str] = []
    for package, part, root in worded(docx):
        found = [*_complex(root, tag_of), *_simple(root, tag_of)]
        if found:
            names += found
            parts[part] = written(root)
        if part == package.document:
            parts |= _without_data_source(parts, part)
    changed = parts != dict(open_package(docx).parts)
    return (packed(parts) if changed else docx), list(dict.fromkeys(names))


def _simple(root: etree._Element, tag_of: Callable[[str], str]) -> Iterator[str]:
    for node in list(root.iter(_SIMPLE)):
        if name := _name(node.get(w("instr")) or ""):
            runs = [child for child in node if child.tag == R]
            for child in runs:
                node.addprevious(child)
            _say(runs, tag_of(name), node)
            node.getparent().remove(node)
            yield name


def _complex(root: etree._Element, tag_of: Callable[[str], str]) -> Iterator[str]:
    """Fields of several runs: begin, code, separate, what Word showed last, end."""
    for paragraph in root.iter(P):
        open_fields: list[list[etree._Element]] = []
        for run in [one for one in paragraph.iter(R) if next(one.iterancestors(P), None) is paragraph]:
            kinds = [node.get(_KIND) for node in run.iter(_CHAR)]
            if "begin" in kinds:
                open_fields.append([])
            for each in open_fields:
                each.append(run)
            if "end" not in kinds or not open_fields:
                continue
            runs = open_fields.pop()
            code = "".join(node.text or "" for one in runs for node in one.iter(_CODE))
            if name := _name(code):
                _replace(runs, tag_of(name))
                yield name


def _replace(runs: list[etree._Element], words: str) -> None:
    """The run that showed the field says ``words``; the others of the field go."""
    shown = [one for one in runs if one.find(T) is not None] or runs[:1]
    for one in runs:
        if one is not shown[0] and one.getparent() is not None:
            one.getparent().remove(one)
    _say(shown[:1], words, shown[0])


def _say(runs: list[etree._Element], words: str, beside: etree._Element) -> None:
    """Make the first run say ``words``; without one, make one before ``beside``."""
    if not runs:
        runs = [etree.Element(R)]
        beside.addprevious(runs[0])
    for one in runs[1:]:
        one.getparent().remove(one)
    for child in list(runs[0]):
        if child.tag != w("rPr"):
            runs[0].remove(child)
    text = etree.SubElement(runs[0], T)
    text.text = words
    text.set(XML_SPACE, "preserve")


def _name(code: str) -> str:
    found = _MERGE.match(code)
    return (found.group(1) or found.group(2)) if found else ""


def _without_data_source(parts: dict[str, bytes], document: str) -> dict[str, bytes]:
    """Settings without the memory of Word's merge, and without the links to its list."""
    name = f"{document.rpartition('/')[0]}/settings.xml"
    changed: dict[str, bytes] = {}
    if name in parts:
        root = parse_xml(parts[name], name)
        merges = list(root.iter(w("mailMerge")))
        for node in merges:
            node.getparent().remove(node)
        if merges:
            changed[name] = written(root)
    if (links := rels_name(name)) in parts:
        root = parse_xml(parts[links], links)
        gone = [node for node in root.iter(_REL) if (node.get("Type") or "").endswith(_SOURCES)]
        for node in gone:
            root.remove(node)
        if gone:
            changed[links] = written(root)
    return changed
