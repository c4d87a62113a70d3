"""カスタマバーコード in the address block: a paragraph below the addressee's name, filled from 郵便番号 and 住所.

The bars are a picture made by ``domain.postal_barcode``. An address that cannot be coded gets none (the letter is sent
all the same, without the discount).
"""

from __future__ import annotations

import copy
import zipfile
from functools import lru_cache
from io import BytesIO
from typing import Any

from lxml import etree

from portal.documents import InlineImage
from portal.domain.errors import InvalidInput
from portal.domain.postal_barcode import address_number, barcode_png, customer_barcode

BARCODE_FIELD = "カスタマバーコード"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"


@lru_cache(maxsize=16)
def with_barcode(docx: bytes) -> bytes:
    """The Word file with a paragraph for the barcode after the one that prints 氏名; unchanged when there is none."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read(_DOCUMENT), etree.XMLParser(resolve_entities=False))
        if not _insert(root):
            return docx
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for item in archive.infolist():
                entry = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                content = archive.read(item.filename)
                if item.filename == _DOCUMENT:
                    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
                out.writestr(entry, content)
    return target.getvalue()


def _insert(root: Any) -> bool:
    for paragraph in root.iter(f"{_W}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{_W}t"))
        if "{{" in text and "氏名" in text and "様" in text and "債務者" not in text:
            made = etree.Element(f"{_W}p")
            look = paragraph.find(f"{_W}pPr")
            if look is not None:
                made.append(copy.deepcopy(look))
                for tag in ("spacing", "numPr"):
                    for found in made[0].findall(f"{_W}{tag}"):
                        made[0].remove(found)
            run = etree.SubElement(made, f"{_W}r")
            etree.SubElement(run, f"{_W}t").text = "{{ " + BARCODE_FIELD + " }}"
            paragraph.addnext(made)
            return True
    return False


def barcode_value(postal_code: str, address: str, building: str = "") -> InlineImage | str:
    """The picture for the field, or an empty text when there is no valid code."""
    png = _png(postal_code, address, building)
    return InlineImage(png, width_mm=79.8, alt="カスタマバーコード") if png else ""


@lru_cache(maxsize=4096)
def _png(postal_code: str, address: str, building: str) -> bytes:
    try:
        code = customer_barcode(postal_code, address_number(f"{address} {building}".strip()))
    except InvalidInput:
        return b""
    return barcode_png(code, dots_per_bar=4)
