"""The words of a Word file in reading order, as paragraphs and tables: what a picture of it does not tell a screen reader.

Also the whole preview where there is no LibreOffice. Only the body is read; headers and footers are left out.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ALIGNED = {"right": "end", "end": "end", "center": "center"}


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """One paragraph; ``align`` is start, center or end. Line breaks are \\n."""

    text: str
    align: str = "start"


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table: rows of cells, each cell its lines."""

    rows: tuple[tuple[str, ...], ...]


TextBlock = TextParagraph | TextTable


def text_blocks(docx: bytes) -> tuple[TextBlock, ...]:
    """The paragraphs and tables of the body. Empty paragraphs are left out."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(archive.read("word/document.xml"), parser)
    body = root.find(f"{_W}body")
    return () if body is None else tuple(_blocks(body))


def _blocks(parent: etree._Element) -> Iterator[TextBlock]:
    for child in parent:
        if child.tag == f"{_W}p":
            for box in _boxes(child):
                yield from _blocks(box)
            text = _words(child)
            if text.strip():
                yield TextParagraph(text.strip("\n"), _alignment(child))
        elif child.tag == f"{_W}tbl":
            rows = tuple(tuple(_cell(cell) for cell in _own(row, "tc")) for row in _own(child, "tr"))
            yield TextTable(rows)
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _blocks(child)


def _own(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table and cells of a row, also inside content controls, but not those of a table within."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _own(child, name)


def _cell(cell: etree._Element) -> str:
    lines: list[str] = []
    for block in _blocks(cell):
        if isinstance(block, TextParagraph):
            lines.append(block.text)
        else:
            lines.extend("　".join(part for part in row if part) for row in block.rows)
    return "\n".join(lines)


def _boxes(paragraph: etree._Element) -> list[etree._Element]:
    """Text boxes of the paragraph; the older copy that Word keeps beside each is skipped."""
    return [
        box
        for box in paragraph.iter(f"{_W}txbxContent")
        if next(box.iterancestors(_FALLBACK), None) is None and _nearest_box(box) is None
    ]


def _nearest_box(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors(f"{_W}txbxContent"), None)


def _words(paragraph: etree._Element) -> str:
    parts: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if next(node.iterancestors(f"{_W}p"), None) is not paragraph:
            continue  # words of a text box stand on their own
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            if next(node.iterancestors(f"{_W}tabs"), None) is None:
                parts.append("　")
        else:
            parts.append("\n")
    return "".join(parts)


def _alignment(paragraph: etree._Element) -> str:
    node = paragraph.find(f"{_W}pPr/{_W}jc")
    return _ALIGNED.get("" if node is None else str(node.get(f"{_W}val")), "start")
