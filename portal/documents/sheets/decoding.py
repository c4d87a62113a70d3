"""Bytes of a text file to text: UTF-8 (with or without BOM), UTF-16 with BOM, CP932. Guesses that give 文字化け are refused."""

from __future__ import annotations

import codecs
import re

from portal.domain.errors import InvalidInput

_SAVE_AGAIN = "Excelで開き、「CSV UTF-8」または「Excel ブック (*.xlsx)」で保存し直してください。"
# UTF-8 kana and punctuation read as CP932 come out as these, again and again.
_UTF8_AS_CP932 = re.compile("[縺繧繝縲蜿譁莉菴]")
_HALFWIDTH_KANA = re.compile("[\uff61-\uff9f]")
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_LATIN_MOJIBAKE = re.compile("[ÃãåæçèéäÂ][\x80-\xbf\u2018-\u203a\u0152-\u0178]")


def decode(content: bytes) -> tuple[str, str]:
    """``(text, encoding)``; raises :class:`InvalidInput` with the line of the first broken character."""
    text, encoding = _decode(content)
    if "\x00" in text:
        raise InvalidInput(f"文字のファイルとして読めません（何も表さない文字が混じっています）。{_SAVE_AGAIN}")
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        raise InvalidInput(f"{line}行目付近に文字化け（\ufffd）があります。元のシステムから出力し直してください。")
    if len(_LATIN_MOJIBAKE.findall(text)) >= 3:
        raise InvalidInput(
            f"文字化けしています（文字コードを取り違えて保存されたファイルです）。元のファイルを{_SAVE_AGAIN}"
        )
    return text, encoding


def _decode(content: bytes) -> tuple[str, str]:
    for bom, codec, name in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8（BOM付き）"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if content.startswith(bom):
            return _decode_strictly(content[len(bom) :], codec, name), name
    if b"\x1b$" in content or b"\x1b(" in content:
        raise InvalidInput(f"文字コードがJIS（ISO-2022-JP）です。{_SAVE_AGAIN}")
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        return _decode_cp932(content, error), "CP932"


def _decode_strictly(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(codec, "replace").count("\n") + 1
        raise InvalidInput(f"{name}のファイルですが、{line}行目の文字が壊れています。{_SAVE_AGAIN}") from error


def _decode_cp932(content: bytes, not_utf8: UnicodeDecodeError) -> str:
    """CP932 when that reads as Japanese; otherwise the sentence names the encoding it looks like."""
    as_utf8 = content.decode("utf-8", "replace")
    if len(_JAPANESE.findall(as_utf8)) > 3 * as_utf8.count("\ufffd"):
        line = content[: not_utf8.start].count(b"\n") + 1
        raise InvalidInput(f"UTF-8のファイルですが、{line}行目の文字が壊れています。{_SAVE_AGAIN}") from not_utf8
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError as error:
        if _reads_as_euc(content):
            raise InvalidInput(f"文字コードがEUC-JPです。{_SAVE_AGAIN}") from error
        line = content[: error.start].count(b"\n") + 1
        raise InvalidInput(
            f"{line}行目の文字が読めません（文字コードがUTF-8でもCP932（シフトJIS）でもありません）。{_SAVE_AGAIN}"
        ) from error
    _refuse_mojibake(text, content)
    return text


def _refuse_mojibake(text: str, content: bytes) -> None:
    japanese = len(_JAPANESE.findall(text))
    if len(_UTF8_AS_CP932.findall(text)) * 4 > max(japanese, 1) * 2 and japanese > 4:
        raise InvalidInput(f"文字化けしています（UTF-8のファイルが途中で壊れています）。{_SAVE_AGAIN}")
    if len(_HALFWIDTH_KANA.findall(text)) > japanese and _reads_as_euc(content):
        raise InvalidInput(f"文字コードがEUC-JPです。{_SAVE_AGAIN}")


def _reads_as_euc(content: bytes) -> bool:
    try:
        text = content.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    wide = [character for character in text if ord(character) > 0x7F]
    japanese = len(_JAPANESE.findall(text)) + sum(
        character in "、。「」（）　ー－０１２３４５６７８９" for character in wide
    )
    return bool(wide) and japanese * 10 >= len(wide) * 9 and not _HALFWIDTH_KANA.search(text)
