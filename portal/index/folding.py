"""Folding: the one spelling under which text and queries meet.

NFKC, lower case, 旧字体 → 新字体, article numbers in digits (第二百三十六条の三 = 236条の3). Pure; it never raises,
whatever the text holds (NUL, lone surrogates, variation selectors). 送り仮名 and readings are ``analysis``'s part.
"""

from __future__ import annotations

import re
import unicodedata

from portal.index.kanji import MODERN

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[〇零一二三四五六七八九十百千]"
_ARTICLE = re.compile(
    rf"(?:第(?P<a>{_NUMERAL}+)(?=条|項|号|款|節|章|編))|(?:(?<=[法令則例])(?P<b>{_NUMERAL}+)(?=条))"
    rf"|(?P<c>{_NUMERAL}*[十百千]{_NUMERAL}*)(?=条)|(?<=[条の]の)(?P<d>{_NUMERAL}+)|(?:(?<=条の)(?P<e>{_NUMERAL}+))"
)
_ORDINAL = re.compile(
    r"第(?=\d+条)|(?<=条)第(?=\d+項)|(?<=項)第(?=\d+号)|(?<=条の\d)第(?=\d+項)|(?<=条の\d\d)第(?=\d+項)"
)
_CLUSTER = re.compile("(?s).[\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef]*")


def kanji_number(text: str) -> int:
    """The value of a 漢数字 such as 二百三十六 or 二三六.

    >>> kanji_number("二百三十六"), kanji_number("二三六")
    (236, 236)
    """
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _in_digits(match: re.Match[str]) -> str:
    numeral = next(group for group in match.groups() if group)
    return ("第" if match.group("a") else "") + str(kanji_number(numeral))


def fold_letters(text: str) -> str:
    """The folding that looks at letters only; positions shift only where NFKC changes the length."""
    text = _SURROGATE.sub("\ufffd", text)
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(MODERN)


def fold(text: str) -> str:
    """The whole folding, article numbers included.

    >>> fold("地方自治法第二百三十六条第２項")
    '地方自治法236条2項'
    """
    return _fold_articles(fold_letters(text))


def _fold_articles(text: str) -> str:
    if "条" not in text and "第" not in text:
        return text
    return _ORDINAL.sub("", _ARTICLE.sub(_in_digits, text))


def fold_aligned(text: str) -> tuple[str, list[int]]:
    """``fold_letters`` with, for every folded character (and the end), its position in ``text``."""
    folded = fold_letters(text)
    if len(folded) == len(text):
        return folded, list(range(len(text) + 1))
    pieces: list[str] = []
    positions: list[int] = []
    for match in _CLUSTER.finditer(text):
        piece = fold_letters(match.group())
        pieces.append(piece)
        positions.extend([match.start()] * len(piece))
    return "".join(pieces), [*positions, len(text)]


def katakana(text: str) -> str:
    """Hiragana as katakana; everything else unchanged."""
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char for char in text)


def is_kana(text: str) -> bool:
    """Whether ``text`` is kana alone (spaces aside)."""
    return bool(text.strip()) and all("ぁ" <= char <= "ゖ" or "ァ" <= char <= "ヺ" or char in "ー・ " for char in text)
