"""How a Word file will look on paper: its first pages as one picture, made by LibreOffice and PDFium.

A page of the portal asks for the picture after it is shown, so that nobody waits for LibreOffice; the last pictures are
kept in memory, never on the disk, because letters hold personal data. At most two are made at a time.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from portal.documents.pdf import PdfFailed, convert_to_pdf, find_office

PAGES_SHOWN = 4
KEPT = 64
TIMEOUT_SECONDS = 45
_AT_A_TIME = 2
_WAIT_SECONDS = 60
_DOTS_PER_POINT = 1.5  # A4 comes out 892 dots wide
_GAP, _GAP_COLOUR = 16, 0xC8
_COLOURS = 64

_makers = threading.BoundedSemaphore(_AT_A_TIME)
_pdfium = threading.Lock()  # PDFium may be used by one thread at a time
_kept: OrderedDict[str, Look] = OrderedDict()
_keeping = threading.Lock()


@dataclass(frozen=True, slots=True)
class Look:
    """The first pages below one another as PNG; ``pages`` counts all of the document, ``shown`` those in the picture."""

    png: bytes
    pages: int
    shown: int


def look_of(docx: bytes, *, office: str | Path | None = None) -> Look:
    """The look of a document. Raises PdfUnavailable without LibreOffice, PdfFailed when it does not manage."""
    program = find_office(office or None)
    key = hashlib.sha256(docx).hexdigest()
    with _keeping:
        if found := _kept.get(key):
            _kept.move_to_end(key)
            return found
    if not _makers.acquire(timeout=_WAIT_SECONDS):
        raise PdfFailed("ほかの見本を作っているため、見え方を作れませんでした。少し待って開き直してください。")
    try:
        made = picture_of_pdf(convert_to_pdf(docx, office=program, timeout_seconds=TIMEOUT_SECONDS))
    finally:
        _makers.release()
    with _keeping:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def picture_of_pdf(pdf: bytes) -> Look:
    """The first pages of a PDF as one picture."""
    import pypdfium2  # late: the program library is large, and most offices' requests never need it

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = len(document)
            shown = min(pages, PAGES_SHOWN)
            drawn = [_drawn(document[number]) for number in range(shown)]
        finally:
            document.close()
    return Look(_below_one_another(drawn), pages, shown)


def _drawn(page: Any) -> Image.Image:
    return page.render(scale=_DOTS_PER_POINT).to_pil().convert("RGB")  # type: ignore[no-any-return]


def _below_one_another(pages: Sequence[Image.Image]) -> bytes:
    width = max(page.width for page in pages)
    height = sum(page.height for page in pages) + _GAP * (len(pages) - 1)
    sheet = Image.new("RGB", (width, height), (_GAP_COLOUR, _GAP_COLOUR, _GAP_COLOUR))
    top = 0
    for page in pages:
        sheet.paste(page, ((width - page.width) // 2, top))
        top += page.height + _GAP
    target = BytesIO()
    sheet.quantize(_COLOURS).save(target, "PNG")
    return target.getvalue()
