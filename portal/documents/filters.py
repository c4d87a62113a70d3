"""The filters of every word form: ``{{ 納期限|和暦 }}``, ``{{ 元金|円 }}``, ``{{ 氏名|様 }}`` …

The same ones in notices, packets and minutes. A filter given nothing (None or an empty text) prints nothing; one given
text reads it as an officer would type it, and says which value it cannot read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from jinja2 import Undefined

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import format_daiji, format_kanji
from portal.domain.money import format_yen, parse_yen
from portal.domain.wareki import format_wareki, format_wareki_short

_WEEKDAYS = "月火水木金土日"
# Half-width ASCII to full width; ￥ and 　 have places of their own.
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000, 0xA5: 0xFFE5}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items() if narrow != 0xA5} | {0xFFE5: 0x5C}
_YES = {"はい", "有", "該当", "○", "◯", "〇", "✓", "レ", "☑", "■", "1", "true", "yes", "on"}
_NO = {"いいえ", "無", "非該当", "×", "□", "☐", "0", "false", "no", "off"}


def wareki(value: object) -> str:
    """2026-04-01 → 令和8年4月1日."""
    return "" if _empty(value) else format_wareki(_day(value))


def wareki_short(value: object) -> str:
    """2026-04-01 → R8.4.1."""
    return "" if _empty(value) else format_wareki_short(_day(value))


def western(value: object) -> str:
    """2026-04-01 → 2026年4月1日."""
    if _empty(value):
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def deadline(value: object) -> str:
    """2026-04-01 → 令和8年4月1日（水）, for days people must keep."""
    if _empty(value):
        return ""
    day = _day(value)
    return f"{format_wareki(day)}（{_WEEKDAYS[day.weekday()]}）"


def yen(value: object) -> str:
    """12000 → 12,000円."""
    return "" if _empty(value) else format_yen(_number(value))


def grouped(value: object) -> str:
    """12000 → 12,000; a negative number is shown with △."""
    return yen(value).removesuffix("円")


def kanji(value: object) -> str:
    """12000 → 一万二千."""
    return "" if _empty(value) else format_kanji(_number(value))


def daiji(value: object) -> str:
    """12000 → 壱万弐千."""
    return "" if _empty(value) else format_daiji(_number(value))


def full_width(value: object) -> str:
    """12,000 → １２，０００; half-width kana with their marks become full width too."""
    if _empty(value):
        return ""
    return _wide_kana(str(value)).translate(_WIDE)


def half_width(value: object) -> str:
    """１２，０００ → 12,000; kana, kanji and variation selectors stay as they are."""
    return "" if _empty(value) else str(value).translate(_NARROW)


def honorific(value: object, title: str = "様") -> str:
    """架空 花子 → 架空 花子　様; another title by ``|様("御中")``; one that is already there is not doubled."""
    if _empty(value):
        return ""
    name = str(value).rstrip(" \u3000")
    return name if name.endswith(("様", "御中", "殿", title)) else f"{name}\u3000{title}"


def postcode(value: object) -> str:
    """1540001 or １５４－０００１ → 〒154-0001; other text is refused."""
    if _empty(value):
        return ""
    digits = re.sub(r"[〒\s\-－−‐–—ー]", "", unicodedata.normalize("NFKC", str(value)))
    if not (digits.isascii() and digits.isdigit() and len(digits) == 7):
        raise InvalidInput(f"『{value}』は郵便番号ではありません。7桁の数字（例：154-0001）で入力してください。")
    return f"〒{digits[:3]}-{digits[3:]}"


def checkbox(value: object, choice: object = None) -> str:
    """☑ when true, □ when not; ``{{ 区分|チェック("私債権") }}`` is ☑ when the value is (or holds) that choice."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if choice is not None:
        chosen = choice in value if isinstance(value, (list, tuple, set, frozenset)) else value == choice
        return "☑" if chosen else "□"
    if isinstance(value, str):
        word = unicodedata.normalize("NFKC", value).strip().lower()
        if word not in _YES | _NO | {""}:
            raise InvalidInput(f"『{value}』は「はい」か「いいえ」で入力してください。")
        return "☑" if word in _YES else "□"
    return "☑" if value else "□"


FILTERS: dict[str, Callable[..., str]] = {
    "和暦": wareki,
    "和暦略": wareki_short,
    "西暦": western,
    "期日": deadline,
    "円": yen,
    "桁区切り": grouped,
    "漢数字": kanji,
    "大字": daiji,
    "全角": full_width,
    "半角": half_width,
    "様": honorific,
    "郵便番号": postcode,
    "チェック": checkbox,
}


def _empty(value: object) -> bool:
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    return value is None or value == ""


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return parse_date(str(value))


def _number(value: object) -> int:
    if isinstance(value, bool):
        raise InvalidInput(f"『{value}』を金額として読み取れません。数字で入力してください。")
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return parse_yen(value)
    whole = int(value)  # type: ignore[call-overload]
    if whole != value:
        raise InvalidInput(f"『{value}』には1円未満の端数があります。整数にしてください。")
    return int(whole)


def _wide_kana(text: str) -> str:
    """Half-width kana with their voicing marks to full width, everything else untouched (no NFKC: ㈱ and ① stay)."""
    return re.sub("[\uff61-\uff9f]+", lambda match: unicodedata.normalize("NFKC", match.group()), text)
