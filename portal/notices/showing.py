"""Showing a letter on a page: a picture where LibreOffice is found, its words everywhere, a sentence when neither works.

A view gives the Word file; the page asks for the picture afterwards (``picture``), so that nobody waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from flask import Response

from portal.documents.looks import look_of
from portal.documents.page_text import TextBlock, text_blocks
from portal.documents.pdf import PdfFailed, PdfUnavailable, find_office

_LINE = 34  # characters of the sentence on one line of the picture that replaces the picture


@dataclass(frozen=True)
class Shown:
    """What the page needs to show one letter. ``picture_url`` empty: only the words."""

    title: str
    blocks: tuple[TextBlock, ...]
    picture_url: str
    word_url: str = ""


def has_pictures(settings: Any) -> bool:
    """Whether LibreOffice was found."""
    try:
        find_office(settings.libreoffice or None)
    except PdfUnavailable:
        return False
    return True


def shown_letter(settings: Any, docx: bytes, *, title: str, picture_url: str, word_url: str = "") -> Shown:
    """The letter for the page. ``title`` says which one it is (2行目の通知書)."""
    return Shown(title, text_blocks(docx), picture_url if has_pictures(settings) else "", word_url)


def picture(settings: Any, docx: bytes) -> Response:
    """The picture of the letter; when it cannot be made, a picture of the sentence that says so."""
    try:
        look = look_of(docx, office=settings.libreoffice or None)
    except (PdfUnavailable, PdfFailed) as error:
        return Response(_sentence_as_picture(error.sentence), mimetype="image/svg+xml")
    return Response(look.png, mimetype="image/png")


def _sentence_as_picture(sentence: str) -> str:
    lines = [sentence[at : at + _LINE] for at in range(0, len(sentence), _LINE)]
    texts = "".join(
        f'<text x="24" y="{48 + 30 * number}" font-size="18" fill="#333">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="{60 + 30 * len(lines)}">'
        f'<rect width="100%" height="100%" fill="#f2f2f2"/>{texts}</svg>'
    )
