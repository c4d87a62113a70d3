"""カスタマバーコード: from a 郵便番号 and an address to 67 bars, with the check digit.

Rules: 日本郵便「郵便番号・バーコードマニュアル」 (post.japanpost.jp/zipcode/zipmanual p11–p22).
The bars are drawn as SVG or PNG without any library. A 代表の郵便番号 (以下に掲載がない場合) takes no barcode: the caller
knows which code came from the postal list, this module does not.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from dataclasses import dataclass

from portal.domain.errors import InvalidInput

ADDRESS_LENGTH = 13
BAR_COUNT = 67
# 1 ロング, 2 セミロング上, 3 セミロング下, 4 タイミング; three bars a code (p11).
_BARS = {
    **dict(zip("0123456789", ("144", "114", "132", "312", "123", "141", "321", "213", "231", "411"), strict=True)),
    "-": "414",
    **dict(
        zip(
            ("CC1", "CC2", "CC3", "CC4", "CC5", "CC6", "CC7", "CC8"),
            ("324", "342", "234", "432", "243", "423", "441", "111"),
            strict=True,
        )
    ),
}
_VALUES = {code: value for value, code in enumerate(_BARS)}  # 0–9, - = 10, CC1–CC8 = 11–18
_START, _STOP = "13", "31"
_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
_BEFORE_MARK = re.compile(r"([〇一二三四五六七八九十百千]+)(?=丁目|丁|番地|番|号|地割|線|の|ノ)")
_FLOOR = re.compile(r"(?<=[0-9])F(?![A-Z])")
# [0-9], not \d: that would take the digits of every script, which have no bars.
_KEPT = re.compile(r"[0-9]+|-|(?<![A-Z])[A-Z](?![A-Z])")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_CHOON_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])ー(?=[0-9])")


@dataclass(frozen=True, slots=True)
class CustomerBarcode:
    """``codes``: 7 + 13 codes; ``check_digit``: the 21st; ``bars``: 67 characters of 1–4 from left to right."""

    codes: tuple[str, ...]
    check_digit: str
    bars: str


def address_number(address: str, *, town: str = "") -> str:
    """住所表示番号 of ``address``: ``3丁目30-8 郵便ビル403号`` → ``3-30-8-403``.

    ``town`` (町域名までの住所) is taken off the front when it stands there; it matters only where a town's own name
    holds digits. Rules p19: 小文字 → 大文字; & / ・ . vanish; digits, hyphens and lone letters stay; anything else
    before them becomes one hyphen; hyphens beside a letter vanish; 漢数字 before 丁目・番地・号 … count as digits.
    """
    plain = unicodedata.normalize("NFKC", address).translate(_HYPHENS).upper()
    plain = plain.removeprefix(unicodedata.normalize("NFKC", town).upper())
    plain = _CHOON_BETWEEN_DIGITS.sub("-", plain)
    plain = re.sub(r"[&/・.]", "", plain)
    plain = _BEFORE_MARK.sub(lambda match: str(_number(match.group(1))), plain)
    plain = _FLOOR.sub(" ", plain)
    pieces: list[str] = []
    end = 0
    for match in _KEPT.finditer(plain):
        if match.start() > end:
            pieces.append("-")
        pieces.append(match.group())
        end = match.end()
    joined = re.sub(r"-+", "-", "".join(pieces)).strip("-")
    return re.sub(r"-?([A-Z])-?", r"\1", joined)


def customer_barcode(postal_code: str, number: str = "") -> CustomerBarcode:
    """Barcode of a 7-digit ``postal_code`` and a 住所表示番号 (:func:`address_number`).

    >>> customer_barcode("100-0013", "1-3-2-503").check_digit
    '9'

    Beyond 13 codes the number is cut (a letter's control code in 13th place stays); short ones are filled with CC4.
    """
    digits = unicodedata.normalize("NFKC", postal_code).translate(_HYPHENS).replace("-", "").replace("〒", "").strip()
    if not re.fullmatch(r"[0-9]{7}", digits):
        raise InvalidInput(
            f"『{postal_code}』は郵便番号ではありません。7桁の数字を入力してください。", field="郵便番号"
        )
    if not re.fullmatch(r"[0-9A-Z-]*", number):
        raise InvalidInput(f"『{number}』はバーコードにできません。数字・英大文字・ハイフンだけにしてください。")
    address = [code for character in number for code in _codes_of(character)][:ADDRESS_LENGTH]
    codes = (*digits, *address, *["CC4"] * (ADDRESS_LENGTH - len(address)))
    check = _check_digit(codes)
    body = "".join(_BARS[code] for code in (*codes, check))
    return CustomerBarcode(codes=codes, check_digit=check, bars=_START + body + _STOP)


def _codes_of(character: str) -> tuple[str, ...]:
    """Two codes for a letter (A–J = CC1 + 0–9, K–T = CC2, U–Z = CC3), one for anything else."""
    if not character.isalpha():
        return (character,)
    control, digit = divmod(ord(character) - ord("A"), 10)
    return (f"CC{control + 1}", str(digit))


def _check_digit(codes: tuple[str, ...]) -> str:
    """The code that makes the sum a multiple of 19."""
    value = -sum(_VALUES[code] for code in codes) % 19
    return next(code for code, own in _VALUES.items() if own == value)


def _number(kanji: str) -> int:
    """二十三 → 23, 二三 → 23, 百五 → 105."""
    if not any(character in _KANJI_UNITS for character in kanji):
        return int("".join(str(_KANJI_DIGITS[character]) for character in kanji))
    total = current = 0
    for character in kanji:
        if character in _KANJI_UNITS:
            total += (current or 1) * _KANJI_UNITS[character]
            current = 0
        else:
            current = _KANJI_DIGITS[character]
    return total + current


def _extent(bar: str) -> tuple[int, int]:
    """Top and bottom of a bar in thirds of the full height (p12: 3.6 mm long, 1.2 mm timing at 10 points)."""
    return {"1": (0, 3), "2": (0, 2), "3": (1, 3), "4": (1, 2)}[bar]


def barcode_svg(barcode: CustomerBarcode, *, points: float = 10) -> str:
    """SVG of the bars in millimetres; ``points`` from 8 to 11.5 (p12)."""
    scale = _scale(points)
    pitch, width, third = 1.2 * scale, 0.6 * scale, 1.2 * scale
    total = pitch * (BAR_COUNT - 1) + width
    path = "".join(
        f"M{at * pitch:.3f} {top * third:.3f}h{width:.3f}v{(bottom - top) * third:.3f}h-{width:.3f}z"
        for at, (top, bottom) in enumerate(map(_extent, barcode.bars))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total:.3f}mm" height="{3 * third:.3f}mm" '
        f'viewBox="0 0 {total:.3f} {3 * third:.3f}" role="img" aria-label="カスタマバーコード"><path d="{path}"/></svg>'
    )


def barcode_png(barcode: CustomerBarcode, *, points: float = 10, dots_per_bar: int = 8) -> bytes:
    """Black-and-white PNG whose declared resolution prints it at the size of ``points``; a bar is ``dots_per_bar`` wide."""
    dots_per_mm = dots_per_bar / (0.6 * _scale(points))
    third, pitch = dots_per_bar * 2, dots_per_bar * 2
    width = pitch * (BAR_COUNT - 1) + dots_per_bar
    rows = b"".join(_png_row(barcode.bars, band, width, dots_per_bar) * third for band in range(3))
    per_metre = round(dots_per_mm * 1000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, third * 3, 1, 0, 0, 0, 0))
        + _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _scale(points: float) -> float:
    if not 8 <= points <= 11.5:
        raise ValueError(f"points must be between 8 and 11.5, not {points}")
    return points / 10


def _png_row(bars: str, band: int, width: int, dots_per_bar: int) -> bytes:
    """One scan line of the third ``band``: filter byte, then one bit a dot (1 is white)."""
    dots = "".join(
        ("0" if _extent(bar)[0] <= band < _extent(bar)[1] else "1") * dots_per_bar + "1" * dots_per_bar for bar in bars
    )[:width]
    padded = dots + "1" * (-len(dots) % 8)
    return b"\x00" + int(padded, 2).to_bytes(len(padded) // 8, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
