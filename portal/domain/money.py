"""Amounts in whole yen: reading what people type, writing what notices show, rounding by units."""

from __future__ import annotations

import re
import unicodedata

from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import parse_kanji

Yen = int
LARGEST = 10**15
LONGEST_TEXT = 60
_MINUS = "-−‐–—ー△▲"
_PLAIN = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?")
_IN_UNITS = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(千|百万)")  # 千円単位・百万円単位の表から
_UNITS = {"千": 10**3, "百万": 10**6}
_ENDINGS = re.compile(r"(?<=[\d.円也整])(?:円?(?:也|整)|\.?[-−‐–—ー])$")
_HOW = "『12,000』のように円単位の数字で入力してください。"


def parse_yen(text: str, *, field: str | None = None, allow_zero: bool = True) -> Yen:
    """１２，０００円, ¥12,000-, 金1万2千円也, 壱万弐千円, 12千円 → 12000; a sign, a fraction or a misplaced comma is refused."""
    prefix = f"『{field}』：" if field else ""
    shown = text.strip()
    if len(shown) > LONGEST_TEXT:
        raise InvalidInput(f"{prefix}『{shown[:LONGEST_TEXT]}…』は金額として長すぎます。{_HOW}", field=field)
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", shown))
    if not plain:
        raise InvalidInput(f"{prefix}金額が空です。{_HOW}", field=field)
    plain = _ENDINGS.sub("", plain.removeprefix("金")).removesuffix("也").removesuffix("整")
    plain = plain.removeprefix("¥").removeprefix("\\").removesuffix("円")
    if plain[:1] and plain[0] in _MINUS:
        raise InvalidInput(
            f"{prefix}『{shown}』：金額に負の数は使えません。0以上の金額を入力してください。", field=field
        )
    amount = _read(plain, shown, prefix, field)
    if amount == 0 and not allow_zero:
        raise InvalidInput(f"{prefix}金額が0円です。1円以上の金額を入力してください。", field=field)
    if amount > LARGEST:
        raise InvalidInput(f"{prefix}『{shown}』：金額が大きすぎます。桁を確かめてください。", field=field)
    return amount


def format_yen(amount: Yen) -> str:
    """12000 → 12,000円; a negative amount is shown with △, as public accounts do."""
    sign = "△" if amount < 0 else ""
    return f"{sign}{abs(amount):,}円"


def round_down(amount: Yen, unit: Yen) -> Yen:
    """``amount`` without what is below ``unit`` (1,999 by 1,000 → 1,000)."""
    return amount - amount % unit


def _read(plain: str, shown: str, prefix: str, field: str | None) -> Yen:
    match = _PLAIN.fullmatch(plain)
    if match:
        return int(match[1].replace(",", ""))
    in_units = _IN_UNITS.fullmatch(plain)
    if in_units:
        return int(in_units[1].replace(",", "")) * _UNITS[in_units[2]]
    if re.fullmatch(r"[\d,]*\.\d+", plain):
        raise InvalidInput(f"{prefix}『{shown}』：1円未満の端数は入力できません。{_HOW}", field=field)
    if re.fullmatch(r"[\d,]+", plain):
        raise InvalidInput(f"{prefix}『{shown}』：桁区切りの位置が正しくありません。{_HOW}", field=field)
    try:
        return parse_kanji(plain)
    except InvalidInput:
        raise InvalidInput(f"{prefix}『{shown}』を金額として読み取れません。{_HOW}", field=field) from None
