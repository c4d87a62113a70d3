"""Whole numbers in 漢数字 (一万二千) and 大字 (壱万弐千), both ways.

Reading accepts units (三百二十一), positions (二〇二六), formal numerals (大字) and digits mixed with units (1万2千).
Amounts with 円, commas and signs are left to ``money``.
"""

from __future__ import annotations

import re
import unicodedata

from portal.domain.errors import InvalidInput

LIMIT = 10**20
LONGEST_TEXT = 60
_DIGITS = "〇一二三四五六七八九"
_DAIJI = str.maketrans("一二三十", "壱弐参拾")
_BIG_UNITS: tuple[tuple[str, int], ...] = (("京", 10**16), ("兆", 10**12), ("億", 10**8), ("万", 10**4))
_SMALL_UNITS: tuple[tuple[str, int], ...] = (("千", 1000), ("百", 100), ("十", 10), ("", 1))
_TO_KANJI = str.maketrans(
    "零壱壹弌弐貳貮弍参參弎肆伍陸漆柒質捌玖拾佰陌仟阡萬", "〇一一一二二二二三三三四五六七七七八九十百百千千万"
)
_TO_ASCII = str.maketrans(_DIGITS, "0123456789")
_SECTION = re.compile(r"(?:(\d?)千)?(?:(\d?)百)?(?:(\d?)十)?(\d?)")
KANJI_NUMBER_CHARACTERS = "〇零一二三四五六七八九十百千万億兆京壱壹弌弐貳貮弍参參弎肆伍陸漆柒捌玖拾佰陌仟阡萬"


def format_kanji(number: int) -> str:
    """12000 → 一万二千; 千 opens a final group bare (千二百), 一千 one with a unit (一千万)."""
    _check(number)
    if number == 0:
        return "〇"
    groups: list[str] = []
    rest = number
    for name, size in _BIG_UNITS:
        group, rest = divmod(rest, size)
        if group:
            groups.append(_group(group, "千") + name)
    return "".join(groups) + _group(rest, "")


def format_kanji_digits(number: int) -> str:
    """2026 → 二〇二六."""
    _check(number)
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def format_daiji(number: int) -> str:
    """12345 → 壱万弐千参百四拾五, with 壱 before every unit, so that nothing can be put in front."""
    _check(number)
    if number == 0:
        return "零"
    groups: list[str] = []
    rest = number
    for name, size in _BIG_UNITS:
        group, rest = divmod(rest, size)
        if group:
            groups.append(_group(group, "千百十") + name)
    return ("".join(groups) + _group(rest, "千百十")).translate(_DAIJI)


def parse_kanji(text: str, *, field: str | None = None) -> int:
    """The number written in 漢数字, 大字 or digits with units; anything else raises :class:`InvalidInput`."""
    if len(text) > LONGEST_TEXT:
        raise _unreadable(text[:LONGEST_TEXT] + "…", field)
    plain = unicodedata.normalize("NFKC", text).translate(_TO_KANJI)
    plain = re.sub(r"[\s,]", "", plain).translate(_TO_ASCII)
    total, rest, found = 0, plain, False
    for name, size in _BIG_UNITS:
        head, unit, tail = rest.partition(name)
        if unit:
            total += _parse_section(head, text, field) * size
            rest, found = tail, True
    if rest or not found:
        total += _parse_section(rest, text, field, alone=not found)
    return total


def _parse_section(section: str, text: str, field: str | None, *, alone: bool = False) -> int:
    if section.isascii() and section.isdigit() and (alone or len(section) <= 4):
        return int(section)
    match = _SECTION.fullmatch(section)
    if not section or match is None:
        raise _unreadable(text, field)
    total = 0
    for digit, (name, size) in zip(match.groups(), _SMALL_UNITS, strict=True):
        if digit is not None and (digit or name):
            total += (int(digit) if digit else 1) * size
    return total


def _unreadable(text: str, field: str | None) -> InvalidInput:
    return InvalidInput(
        f"『{text}』を数として読み取れません。『12000』や『一万二千』のように入力してください。", field=field
    )


def _group(group: int, ones_before: str) -> str:
    text = ""
    for name, size in _SMALL_UNITS:
        digit, group = divmod(group, size)
        if digit == 0:
            continue
        bare = digit == 1 and name != "" and name not in ones_before
        text += ("" if bare else _DIGITS[digit]) + name
    return text


def _check(number: int) -> None:
    if not 0 <= number < LIMIT:
        raise InvalidInput(f"『{number}』は漢数字で表せる範囲（0以上1垓未満）にありません。")
