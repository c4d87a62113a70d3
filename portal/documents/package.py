"""Opening a .docx that anybody may have made: sizes first, then the parts, then XML without entities.

Only what a word form needs is accepted. Refused: not a docx, too big, bombs, DOCTYPE, macros. What merely deserves
a finding (external links, missing fonts) is left to `checking`.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from portal.domain.errors import InvalidInput

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DOCUMENT_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)


@dataclass(frozen=True)
class Limits:
    """How big a form may be. Sizes in bytes; a real form of the office stays far below each."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    part_bytes: int = 30 * 1024 * 1024
    ratio: int = 200  # styles.xml of an empty Word file packs 36 : 1
    ratio_from_bytes: int = 1024 * 1024
    parts: int = 2000
    depth: int = 200


@dataclass(frozen=True)
class Relationship:
    """One line of a .rels part."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """Last word of the type: ``header``, ``footnotes``, ``image``, ``hyperlink`` …"""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class Package:
    """The parts of a form by name (``word/document.xml``), in the order of the file."""

    parts: Mapping[str, bytes]
    document: str
    content_types: Mapping[str, str] = field(default_factory=dict)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """What `part` refers to; empty when it has no .rels."""
        blob = self.parts.get(rels_name(part))
        return tuple(_relationships(blob, rels_name(part))) if blob is not None else ()

    def target(self, part: str, relationship: Relationship) -> str:
        """Name of the part a relationship of `part` points to."""
        if relationship.target.startswith("/"):
            return relationship.target[1:]
        return posixpath.normpath(posixpath.join(posixpath.dirname(part), relationship.target))

    def type_of(self, part: str) -> str:
        """Content type of `part`, by its own entry or its extension."""
        extension = "." + part.rpartition(".")[2].lower()
        return self.content_types.get("/" + part) or self.content_types.get(extension, "")


def rels_name(part: str) -> str:
    """``word/document.xml`` → ``word/_rels/document.xml.rels``; the package itself is ``""``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def open_package(docx: bytes, *, limits: Limits | None = None) -> Package:
    """Read a word form. `InvalidInput` says in one sentence why a file cannot be taken."""
    limits = limits or Limits()
    if len(docx) > limits.file_bytes:
        raise InvalidInput(
            f"ファイルが大きすぎます（{len(docx) / 1e6:.1f}MB、上限{limits.file_bytes / 1e6:.0f}MB）。画像を小さくしてください。"
        )
    if docx[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InvalidInput(
            "古い形式（.doc）か、パスワード付きのWordファイルです。"
            "Wordで開き、パスワードを外して「Word文書（.docx）」で保存してください。"
        )
    parts = _unzip(docx, limits)
    types = _content_types(parts)
    package = Package(parts, "", types)
    main = [r for r in package.relationships("") if r.kind == "officeDocument" and not r.external]
    if main and main[0].type.startswith("http://purl.oclc.org/"):
        raise InvalidInput(
            "「Strict Open XML」形式のファイルです。Wordで「Word文書（.docx）」として保存し直してください。"
        )
    name = package.target("", main[0]) if main else ""
    if name not in parts:
        raise InvalidInput("Word文書（.docx）ではありません。Wordで「Word文書（.docx）」として保存してください。")
    kind = package.type_of(name)
    if "macroEnabled" in kind or any(part.endswith("vbaProject.bin") for part in parts):
        raise InvalidInput("マクロを含むファイルは使えません。Wordで「Word文書（.docx）」として保存し直してください。")
    if kind not in DOCUMENT_TYPES:
        raise InvalidInput("Word文書（.docx）ではありません。Wordで「Word文書（.docx）」として保存してください。")
    return Package(parts, name, types)


def parse_xml(blob: bytes, name: str, *, limits: Limits | None = None) -> etree._Element:
    """Root element of an XML part: no DOCTYPE, no entities, no comments, bounded depth."""
    refuse_doctype(blob, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, load_dtd=False
    )
    try:
        root = etree.fromstring(blob, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidInput(f"Wordファイルの中身（{name}）が壊れています。Wordで開き、保存し直してください。") from error
    if _deeper_than(root, (limits or Limits()).depth):
        raise InvalidInput(f"Wordファイルの中身（{name}）の入れ子が深すぎます。作り直してください。")
    return root


def refuse_doctype(blob: bytes, name: str) -> None:
    """Word never writes a DOCTYPE; one is an attack (or UTF-16 hiding one)."""
    if blob[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            blob = blob.decode("utf-16").encode()
        except UnicodeDecodeError:
            blob = b"<!DOCTYPE"
    if _DOCTYPE.search(blob):
        raise InvalidInput(
            f"Wordファイルの中身（{name}）に使えない宣言（DOCTYPE）があります。Wordで作り直してください。"
        )


def _unzip(docx: bytes, limits: Limits) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(docx))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise InvalidInput("Word文書（.docx）ではありません。ファイルの種類を確かめてください。") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_sizes(entries, limits)
        try:
            return {_part_name(entry.filename): _read_entry(archive, entry) for entry in entries}
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise InvalidInput("Wordファイルが壊れています。Wordで開き、保存し直してください。") from error


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.parts:
        raise InvalidInput(f"Wordファイルの中の部品が多すぎます（{len(entries)}個、上限{limits.parts}個）。")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise InvalidInput("Wordファイルの中に同じ名前の部品が2つあります。Wordで開き、保存し直してください。")
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise InvalidInput(f"Wordファイルを開くと大きすぎます（{total / 1e6:.0f}MB）。画像を小さくしてください。")
    for entry in entries:
        packed = max(entry.compress_size, 1)
        too_dense = entry.file_size > limits.ratio_from_bytes and entry.file_size > packed * limits.ratio
        if entry.file_size > limits.part_bytes or too_dense:
            raise InvalidInput(
                f"Wordファイルの中身（{entry.filename}）が異常に大きいため開きません"
                f"（{entry.file_size / 1e6:.0f}MB）。Wordで作り直してください。"
            )


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the size declared: a lying header ends here, not in memory."""
    with archive.open(entry) as stream:
        blob = stream.read(entry.file_size + 1)
    if len(blob) != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return blob


def _part_name(name: str) -> str:
    cleaned = name.replace("\\", "/").lstrip("/")
    if ".." in cleaned.split("/"):
        raise zipfile.BadZipFile(name)
    return cleaned


def _content_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    blob = parts.get("[Content_Types].xml")
    if blob is None:
        raise InvalidInput("Word文書（.docx）ではありません。ファイルの種類を確かめてください。")
    types: dict[str, str] = {}
    for node in parse_xml(blob, "[Content_Types].xml"):
        if node.tag == _CT + "Default":
            types["." + (node.get("Extension") or "").lower()] = node.get("ContentType") or ""
        elif node.tag == _CT + "Override":
            types[node.get("PartName") or ""] = node.get("ContentType") or ""
    return types


def _relationships(blob: bytes, name: str) -> Iterator[Relationship]:
    for node in parse_xml(blob, name).iter(_REL):
        yield Relationship(
            node.get("Id") or "",
            node.get("Type") or "",
            node.get("Target") or "",
            node.get("TargetMode") == "External",
        )


def _deeper_than(root: etree._Element, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False
