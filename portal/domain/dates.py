"""Reading a date in every way a person or a system types it.

Accepted: 令和8年4月1日, 令和元年, R8.4.1, 令8.4.1, R080401, 2026-04-01, 2026/4/1, 2026年4月1日, 20260401, all of them
in full width, in 漢数字, with spaces, with the weekday in brackets, or with a midnight behind it (sheets add one).
Refused with a sentence: days that do not exist, an era that had ended, a weekday that does not match, years of two
digits without an era, and anything else: a date is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import KANJI_NUMBER_CHARACTERS, parse_kanji
from portal.domain.wareki import ERAS, Wareki, format_wareki

WEEKDAYS = "月火水木金土日"
LONGEST_TEXT = 40
LAST_DAY = date(2199, 12, 31)  # 9999-12-31 and the like stand for "no date" in other systems, never for a day
_ERA_NAMES = {key: era.name for era in ERAS for key in (era.name, era.name[0], era.letter, era.letter.lower())}
_ERA = "明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr]"
_SEPARATORS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－/.,、。・年月", "-"))
_KANJI_RUN = re.compile(f"[{KANJI_NUMBER_CHARACTERS}]+")
_TIME = re.compile(r"[T ]\s*0{1,2}:00(:00(\.0+)?)?Z?$")
_WEEKDAY = re.compile(rf"[((]?([{WEEKDAYS}])(?:曜日?)?[))]$|([{WEEKDAYS}])曜日?$")
_ERA_FORM = re.compile(rf"({_ERA})\.?(元|\d{{1,2}})-(\d{{1,2}})-(\d{{1,2}})")
_ERA_PACKED = re.compile(rf"({_ERA})(\d\d)(\d\d)(\d\d)")
_WESTERN_FORM = re.compile(r"(?:西暦)?(\d{4})-(\d{1,2})-(\d{1,2})")
_WESTERN_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)")
_NO_YEAR = re.compile(r"\d{1,2}-\d{1,2}")
_HOW = "『令和8年4月1日』『R8.4.1』『2026-04-01』のように入力してください。"


def parse_date(text: str, *, field: str | None = None) -> date:
    """The day written in ``text``; raises :class:`InvalidInput` with ``field`` and a sentence otherwise."""
    prefix = f"『{field}』：" if field else ""
    shown = text.strip()
    if not shown:
        raise InvalidInput(f"{prefix}日付が空です。{_HOW}", field=field)
    if len(shown) > LONGEST_TEXT:
        raise InvalidInput(f"{prefix}『{shown[:LONGEST_TEXT]}…』は日付として長すぎます。{_HOW}", field=field)
    try:
        return _parse(shown)
    except InvalidInput as error:
        raise InvalidInput(prefix + error.sentence, field=field) from None


def _parse(shown: str) -> date:
    plain, weekday = _plain(shown)
    parts = _parts(plain)
    if parts is None and _NO_YEAR.fullmatch(plain):
        raise InvalidInput(f"『{shown}』には年がありません。{_HOW}")
    if parts is None:
        raise InvalidInput(f"『{shown}』を日付として読み取れません。{_HOW}")
    era, year, month, day = parts
    found = Wareki(era, year, month, day).to_date() if era else _western(shown, year, month, day)
    if found > LAST_DAY:
        raise InvalidInput(f"『{shown}』は{LAST_DAY.year}年より後の日付です。年を確かめてください。")
    if weekday and WEEKDAYS[found.weekday()] != weekday:
        actual = WEEKDAYS[found.weekday()]
        raise InvalidInput(f"『{shown}』：{format_wareki(found)}は{actual}曜日です。日付か曜日を直してください。")
    return found


def _plain(shown: str) -> tuple[str, str | None]:
    """Digits, era and hyphens only; the weekday apart."""
    plain = _TIME.sub("", unicodedata.normalize("NFKC", shown).strip())
    plain = re.sub(r"\s", "", plain)
    match = _WEEKDAY.search(plain)
    weekday = None
    if match:
        weekday = match.group(1) or match.group(2)
        plain = plain[: match.start()]
    plain = _KANJI_RUN.sub(lambda run: str(parse_kanji(run.group())), plain)
    plain = plain.translate(_SEPARATORS)
    return plain.removesuffix("日"), weekday


def _parts(plain: str) -> tuple[str, int, int, int] | None:
    match = _ERA_FORM.fullmatch(plain) or _ERA_PACKED.fullmatch(plain)
    if match:
        era, year, month, day = match.groups()
        return _ERA_NAMES[era], 1 if year == "元" else int(year), int(month), int(day)
    match = _WESTERN_FORM.fullmatch(plain) or _WESTERN_PACKED.fullmatch(plain)
    if match:
        return "", int(match[1]), int(match[2]), int(match[3])
    return None


def _western(shown: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InvalidInput(f"『{shown}』は存在しない日付です。月と日を確かめてください。") from None
    if found < ERAS[0].first_day:
        raise InvalidInput(f"『{shown}』は明治元年より前の日付です。年を確かめてください。")
    return found
