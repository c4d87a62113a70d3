"""Builders of hostile and ordinary sheets: everything is made in memory, nothing is looked up."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import pytest

_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="表1">'
)
_ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def xlsx(rows: Iterable[Sequence[Any]], *, sheet: str = "Sheet", also: Mapping[str, Any] | None = None) -> bytes:
    """A workbook of ``rows`` from A1 on; ``also`` puts values at coordinates."""
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    active.title = sheet
    for row in rows:
        active.append(list(row))
    for coordinate, value in (also or {}).items():
        active[coordinate] = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def patched(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package ``content`` with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            body = source.read(entry.filename)
            target.writestr(entry.filename, change(body) if entry.filename == part else body)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, body, compress_type=method)
    return out.getvalue()


def ods(rows_xml: str) -> bytes:
    """An OpenDocument spreadsheet whose one table holds ``rows_xml``."""
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": _ODS_MANIFEST.encode(),
            "content.xml": (_ODS_HEAD + rows_xml + _ODS_TAIL).encode(),
        }
    )


def ods_row(*cells: str) -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


def xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A BIFF8 workbook (Excel 97–2003) in a compound file, as small as it can be."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def text(value: str, *, wide_count: bool) -> bytes:
        return struct.pack("<HB" if wide_count else "<BB", len(value), 1) + value.encode("utf-16-le")

    bof_globals = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    bof_sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    code_page = record(0x0042, struct.pack("<H", 1200))
    name = text("表", wide_count=False)
    offset = len(bof_globals) + len(code_page) + 4 + 6 + len(name) + 4
    sheet_entry = record(0x0085, struct.pack("<IBB", offset, 0, 0) + name)
    cells = b""
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", at, column, 0)
            if isinstance(value, str):
                cells += record(0x0204, place + text(value, wide_count=True))
            else:
                cells += record(0x0203, place + struct.pack("<d", value))
    dimensions = record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    end = record(0x000A, b"")
    stream = bof_globals + code_page + sheet_entry + end + bof_sheet + dimensions + cells + end
    return _compound("Workbook", stream.ljust(4096, b"\0"))


def _compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream of at least 4,096 bytes (so that it needs no mini stream)."""
    sectors = -(-len(stream) // 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    assert len(fat) <= 128, "one sector of FAT is enough for a test"
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(label: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = label.encode("utf-16-le") + b"\0\0" if label else b""
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + links + b"\0" * 36
            + struct.pack("<II", start, size) + b"\0" * 4
        )  # fmt: skip

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    directory += entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
        + struct.pack("<HHHHH", 0x003E, 3, 0xFFFE, 9, 6) + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0) + b"\xff" * 4 * 108
    )  # fmt: skip
    return header + struct.pack("<128I", *fat) + directory + stream.ljust(sectors * 512, b"\0")


class Builders:
    """What the tests of this folder build files with."""

    xlsx = staticmethod(xlsx)
    saved = staticmethod(saved)
    patched = staticmethod(patched)
    zipped = staticmethod(zipped)
    ods = staticmethod(ods)
    ods_row = staticmethod(ods_row)
    xls = staticmethod(xls)


@pytest.fixture(scope="session")
def build() -> type[Builders]:
    return Builders
