"""Strict values: the text of one cell to the type its column asks for, or :class:`InvalidInput` with what to do.

A value is never guessed; where Excel is known to spoil one (leading zeros, serial dates) it is mended *and reported*.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.money import parse_yen
from portal.domain.names import fold_header, parse_kana
from portal.domain.postal_codes import parse_postal_code, plain_postal_code
from portal.domain.wareki import format_wareki

Value = str | int | bool | date | Decimal | None

_EXCEL_DAY_ZERO = date(1899, 12, 30)  # serials from 1900-03-01 on; Excel counts a 29 February 1900 that never was
_SERIAL = re.compile(r"[1-7]\d{4}")  # 10000 = 1927-05-18 … 79999 = 2119-01-09
_INT = re.compile(r"-?(?:\d{1,18}|\d{1,3}(?:,\d{3})+)")
_PERCENT = re.compile(r"(?:年|年利)?(\d{1,3}(?:\.\d{1,6})?)(?:%|パーセント)")
_FRACTION = re.compile(r"0(?:\.\d{1,8})?|\.\d{1,8}")
_TRUE = frozenset({"true", "はい", "有", "あり", "有り", "○", "〇", "◯", "1", "yes", "y", "済", "該当"})
_FALSE = frozenset({"false", "いいえ", "無", "なし", "無し", "×", "✕", "0", "no", "n", "未", "非該当", "-"})
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value and, where the cell had to be mended to get it, the sentence that says so."""

    value: Value
    warning: str = ""


def text_value(text: str) -> Parsed:
    return Parsed(text)


def kana_value(text: str) -> Parsed:
    return Parsed(parse_kana(text))


def date_value(text: str) -> Parsed:
    plain = unicodedata.normalize("NFKC", text)
    if _SERIAL.fullmatch(plain):
        day = _EXCEL_DAY_ZERO + timedelta(days=int(plain))
        return Parsed(day, f"『{text}』はExcelの日付番号なので、{format_wareki(day)}と読みました。")
    return Parsed(parse_date(text))


def yen_value(text: str) -> Parsed:
    return Parsed(parse_yen(text))


def int_value(text: str) -> Parsed:
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    if not _INT.fullmatch(plain):
        raise InvalidInput(f"『{text}』は整数ではありません。数字だけで入力してください。")
    return Parsed(int(plain.replace(",", "")))


def rate_value(text: str) -> Parsed:
    """A rate per year as a fraction: 年14.6%, 14.6％ and Excel's 0.146 → Decimal("0.146"); 14.6 alone is refused."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    percent = _PERCENT.fullmatch(plain)
    if percent:
        return Parsed(Decimal(percent.group(1)) / 100)
    if _FRACTION.fullmatch(plain):
        return Parsed(Decimal(plain))
    raise InvalidInput(f"『{text}』を割合として読めません。『14.6%』のように％を付けて入力してください。")


def bool_value(text: str) -> Parsed:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain in _TRUE or plain in _FALSE:
        return Parsed(plain in _TRUE)
    raise InvalidInput(
        f"『{text}』は「はい」「いいえ」のどちらかではありません。「はい」または「いいえ」を入力してください。"
    )


def choice_value(text: str, choices: tuple[str, ...]) -> Parsed:
    """The choice that ``text`` means (width and blanks ignored), spelt as in ``choices``."""
    by_fold = {fold_header(choice, keep_brackets=True): choice for choice in choices}
    found = text if text in choices else by_fold.get(fold_header(text, keep_brackets=True))
    if found is None:
        raise InvalidInput(f"『{text}』は選べません。次のいずれかを入力してください：{'、'.join(choices)}。")
    return Parsed(found)


def postal_code_value(text: str) -> Parsed:
    """Seven digits with a hyphen (``154-0001``); a zero that Excel dropped in front is put back and reported."""
    plain = plain_postal_code(text)
    if re.fullmatch(r"\d{5,6}", plain):
        code = parse_postal_code(plain.zfill(7))
        return Parsed(code, f"『{text}』は先頭の0が消えているため、{code}と読みました。確かめてください。")
    return Parsed(parse_postal_code(text))


def phone_value(text: str) -> Parsed:
    """Digits of a domestic number (``0312345678``); a zero that Excel dropped in front is put back and reported."""
    plain = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    digits = re.sub(r"[\s()\-.]", "", re.sub(r"^\s*\+81\s*(?:\(0\))?", "0", plain))
    if re.fullmatch(r"0[1-9]\d{8}|0[5-9]0\d{8}|0120\d{6}|0800\d{7}", digits):
        return Parsed(digits)
    if re.fullmatch(r"[5-9]0\d{8}|[1-9]\d{8}", digits) and digits == plain:
        return Parsed(f"0{digits}", f"『{text}』は先頭の0が消えているため、0{digits}と読みました。確かめてください。")
    raise InvalidInput(f"『{text}』は電話番号ではありません。『03-1234-5678』のように市外局番から入力してください。")
