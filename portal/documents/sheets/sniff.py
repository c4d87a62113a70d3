"""What kind of file it is, told by its content and never by its name; unsafe archives are refused before parsing."""

from __future__ import annotations

import io
import zipfile
import zlib
from enum import Enum

from portal.documents.sheets.limits import Limits
from portal.domain.errors import InvalidInput

_SMALL_PART = 1024 * 1024  # a ratio says nothing about a part that stays small

_UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error,
)  # fmt: skip


class Kind(Enum):
    """The families of files that hold a table."""

    TEXT = "CSV"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


def kind_of(content: bytes, limits: Limits) -> Kind:
    """Kind of ``content``; :class:`InvalidInput` says what the file is when it is not a table."""
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise InvalidInput("ファイルが空です。見出しとデータのあるファイルを選んでください。")
    if len(content) > limits.bytes_packed:
        raise limits.refuse_size()
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content, limits)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_compound(content)
    _refuse_other_formats(content)
    return Kind.TEXT


def _kind_of_compound(content: bytes) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise InvalidInput("パスワードが設定されています。パスワードを外して保存し直し、再度読み込んでください。")
    if "WordDocument".encode("utf-16-le") in content:
        raise InvalidInput("Wordの文書です。ExcelまたはCSVのファイルを選んでください。")
    return Kind.XLS


def _refuse_other_formats(content: bytes) -> None:
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        raise InvalidInput("PDFのファイルです。元になったExcelまたはCSVのファイルを選んでください。")
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        raise InvalidInput(
            "中身がウェブページ（HTML）のファイルです。Excelで開き、「Excel ブック (*.xlsx)」で保存し直してください。"
        )
    if head.startswith(b"<?xml"):
        raise InvalidInput("中身がXMLのファイルです。Excelで開き、「Excel ブック (*.xlsx)」で保存し直してください。")
    if head.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise InvalidInput("画像または圧縮ファイルです。ExcelまたはCSVのファイルを選んでください。")


def _kind_of_archive(content: bytes, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, len(content), limits)
            return _kind_by_parts({part.filename for part in parts}, archive)
    except _UNREADABLE as error:
        raise InvalidInput(
            "ファイルが壊れていて開けません。Excelで開けることを確かめ、保存し直してから再度読み込んでください。"
        ) from error


def _check_sizes(parts: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.bytes_unpacked:
        raise limits.refuse_size()
    if sum(part.compress_size for part in parts) > packed:
        raise limits.refuse_size()  # entries that overlap: the classic way to hide a bomb
    for part in parts:
        if part.file_size > _SMALL_PART and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise limits.refuse_size()
        if part.flag_bits & 0x1:
            raise InvalidInput("パスワードが設定されています。パスワードを外して保存し直し、再度読み込んでください。")


def _kind_by_parts(names: set[str], archive: zipfile.ZipFile) -> Kind:
    if any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in names:
            raise InvalidInput("Excelバイナリブック（xlsb）です。「Excel ブック (*.xlsx)」で保存し直してください。")
        return Kind.XLSX
    if "word/document.xml" in names:
        raise InvalidInput("Wordの文書です。ExcelまたはCSVのファイルを選んでください。")
    if "mimetype" in names and "content.xml" in names:
        if b"spreadsheet" in archive.read("mimetype")[:200]:
            return Kind.ODS
        raise InvalidInput("表計算のファイルではありません。ExcelまたはCSVのファイルを選んでください。")
    raise InvalidInput("zip形式の圧縮ファイルです。展開（解凍）して、中のExcelまたはCSVのファイルを選んでください。")
