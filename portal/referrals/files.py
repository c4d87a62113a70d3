"""What may be uploaded as an exhibit: PDF, Word, Excel, JPEG and PNG, told by content and never by name.

Nothing that runs goes to a lawyer: macros, embedded programs and PDF scripts that start on opening are refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from PIL import Image, UnidentifiedImageError

from portal.documents.package import open_package
from portal.documents.sheets.limits import Limits
from portal.documents.sheets.sniff import Kind, kind_of
from portal.domain.errors import InvalidInput

LARGEST_MB = 20
_ACCEPTED = "PDF、Word（docx）、Excel（xlsx）、JPEG、PNG"
_MOST_PIXELS = 200_000_000
_FORBIDDEN = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file fit to be an exhibit. ``extension`` follows its content; ``stem`` is the name given to it, made safe."""

    content: bytes
    extension: str
    stem: str


def accept(content: bytes, file_name: str) -> Accepted:
    """Look at the bytes. Raises InvalidInput that names the file and says how to mend it."""
    shown = _stem(file_name)
    if not content:
        raise InvalidInput(f"『{shown}』は空のファイルです。中身のあるファイルを選んでください。", field="files")
    if len(content) > LARGEST_MB * 1024 * 1024:
        size = len(content) / 1024 / 1024
        raise InvalidInput(
            f"『{shown}』は{size:,.1f}MBあり、上限（{LARGEST_MB}MB）を超えています。分けるか、画質を下げてください。",
            field="files",
        )
    try:
        return Accepted(content, _extension(content), shown)
    except InvalidInput as error:
        raise InvalidInput(f"『{shown}』：{error.sentence}", field="files") from error


def _extension(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        return _picture(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidInput(
            "古い形式（doc・xls）か、パスワードの付いたファイルです。"
            "パスワードを外し、docx・xlsx・PDFのいずれかで保存し直してください。"
        )
    raise InvalidInput(f"この種類のファイルは使えません。使えるのは、{_ACCEPTED}です。")


def _pdf(content: bytes) -> str:
    try:
        with pikepdf.open(BytesIO(content)) as document:
            root = document.Root
            scripts = "/OpenAction" in root and "/JS" in str(root.get("/OpenAction"))
            names = root.get("/Names")
            scripts = scripts or "/AA" in root or (names is not None and "/JavaScript" in names)
            attached = names is not None and "/EmbeddedFiles" in names
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise InvalidInput("パスワードの付いたPDFです。パスワードを外して保存し直してください。") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError, TypeError, AttributeError) as error:
        raise InvalidInput("PDFが壊れていて開けません。作り直すか、印刷してスキャンしてください。") from error
    if scripts or attached:
        raise InvalidInput("プログラム又は別のファイルが埋め込まれたPDFです。印刷してPDFに保存し直してください。")
    if not pages:
        raise InvalidInput("ページのないPDFです。作り直してください。")
    return "pdf"


def _office(content: bytes) -> str:
    if b"word/" in content:
        package = open_package(content)
        if any(re.search(r"(?i)vbaProject|activeX|/embeddings/", name) for name in package.parts):
            raise InvalidInput(
                "プログラム（マクロ）又は別のファイルが埋め込まれています。PDFにして読み込んでください。"
            )
        return "docx"
    if kind_of(content, Limits()) is not Kind.XLSX:
        raise InvalidInput(f"この種類のファイルは使えません。使えるのは、{_ACCEPTED}です。")
    if b"vbaProject" in content or b"xl/embeddings/" in content or b"xl/externalLinks/" in content:
        raise InvalidInput("マクロ、別のファイル又は外部へのリンクを含むExcelです。PDFにして読み込んでください。")
    return "xlsx"


def _picture(content: bytes) -> str:
    try:
        with Image.open(BytesIO(content)) as image:
            if image.size[0] * image.size[1] > _MOST_PIXELS:
                raise InvalidInput("画像が大きすぎます。縮小してください。")
            image.verify()
            return "png" if image.format == "PNG" else "jpg"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput("画像が壊れていて開けません。撮り直すか、保存し直してください。") from error


def safe_name(text: str, *, longest: int = 60) -> str:
    """``text`` as a file name that Windows stores too; never empty."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .　")
    plain = f"_{plain}" if _RESERVED.match(plain) else plain
    return plain[:longest].rstrip(" .") or "_"


def _stem(file_name: str) -> str:
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return safe_name(name.rsplit(".", 1)[0] if "." in name[1:] else name)
