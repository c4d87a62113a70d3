"""Word forms made on the spot, and the text of what comes out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def saved(document: Document) -> bytes:
    """The bytes of a python-docx document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def form_of(*paragraphs: str | list[str]) -> bytes:
    """A form of paragraphs; a list is one paragraph split into runs, every second one bold."""
    document = docx.Document()
    for paragraph in paragraphs:
        add_split(document.add_paragraph(), [paragraph] if isinstance(paragraph, str) else paragraph)
    return saved(document)


def add_split(paragraph: Paragraph, pieces: list[str]) -> None:
    """Runs of differing look with the spelling marks Word leaves between them."""
    for index, piece in enumerate(pieces):
        run = paragraph.add_run(piece)
        run.bold = bool(index % 2) or None
        if index:
            mark = paragraph._p.makeelement(f"{W}proofErr", {f"{W}type": "spellStart"})
            run._r.addprevious(mark)


def text_of(content: bytes, part: str = "word/document.xml") -> list[str]:
    """Text of every paragraph of a part as one sees it: tabs and line breaks kept, empty paragraphs too."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(part))
    return [_paragraph_text(paragraph) for paragraph in root.iter(f"{W}p")]


def _paragraph_text(paragraph: object) -> str:
    pieces: list[str] = []
    for node in paragraph.iter():  # type: ignore[attr-defined]
        name = str(node.tag).rpartition("}")[2]
        pieces.append({"t": node.text or "", "tab": "\t", "br": "\n"}.get(name, ""))
    return "".join(pieces)


def xml_of(content: bytes, part: str = "word/document.xml") -> str:
    """A part as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part).decode()


def with_part(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The same file with one part rewritten (or added)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for each in names:
            blob = old.read(each)
            new.writestr(each, change(blob.decode()) if each == name else blob)
        if name not in names:
            new.writestr(name, change(""))
    return out.getvalue()


def in_body(content: bytes, xml: str) -> bytes:
    """The same form with raw XML at the start of its body."""
    return with_part(content, "word/document.xml", lambda text: re.sub(r"(<w:body>)", lambda m: m.group() + xml, text))
