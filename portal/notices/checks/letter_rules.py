"""Checks of the letter itself: its days, 教示, 個人番号, characters nobody can print, the same letter twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache

from portal.domain.calendar import next_open_day
from portal.domain.wareki import format_wareki
from portal.notices.checks.facts import NoticeFacts
from portal.notices.checks.findings import Finding, Severity

_TWELVE = re.compile(r"(?<![\d-])\d{4}[ 　-]?\d{4}[ 　-]?\d{4}(?![\d-])")


def individual_numbers(text: str) -> list[str]:
    """Runs of twelve digits whose check digit makes them a 個人番号 (番号法施行令8条の算式)."""
    plain = unicodedata.normalize("NFKC", text)
    digits = (re.sub(r"\D", "", match) for match in _TWELVE.findall(plain))
    return [number for number in digits if is_individual_number(number)]


def is_individual_number(digits: str) -> bool:
    """Whether twelve digits carry the check digit of a 個人番号 (all the same digit is no number)."""
    if not re.fullmatch(r"\d{12}", digits) or len(set(digits)) == 1:
        return False
    body = [int(digit) for digit in reversed(digits[:11])]
    total = sum(digit * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(body, start=1))
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def designated(facts: NoticeFacts) -> Iterator[Finding]:
    day = facts.designated
    if day is None:
        return
    if day <= facts.issue_day:
        yield Finding(
            "designated_date",
            Severity.BLOCK,
            f"指定した期限（{format_wareki(day)}）が発信日（{format_wareki(facts.issue_day)}）以前です。後の日にしてください。",
        )
        return
    if facts.calendar.is_closed(day):
        opened = format_wareki(next_open_day(day, facts.calendar))
        yield Finding(
            "designated_date",
            Severity.WARN,
            f"指定した期限（{format_wareki(day)}）は閉庁日です。次の開庁日の{opened}にすると間違いがありません。",
            "地方自治法4条の2、民法142条",
        )
    if facts.event == "demand" and day < facts.issue_day + timedelta(days=10):
        yield Finding(
            "designated_date",
            Severity.WARN,
            "督促の指定期限が発信日から10日より短くなっています。条例・規則の日数を確かめてください。",
            "地方税法331条1項",
        )


def duplicate(facts: NoticeFacts) -> Iterator[Finding]:
    last = facts.last_same
    if last is not None and 0 <= (facts.issue_day - last).days < facts.same_notice_days:
        yield Finding(
            "duplicate",
            Severity.WARN,
            f"同じ通知を{format_wareki(last)}に発行しています（{facts.same_notice_days}日以内）。二重に送る理由を書いてください。",
        )


def appeal(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.appeal_needed and not facts.appeal_paragraphs:
        yield Finding(
            "appeal_notice",
            Severity.BLOCK,
            "処分の通知書ですが、教示文がありません。",
            "行政不服審査法82条、行政事件訴訟法46条",
        )
    if facts.appeal_needed and facts.appeal_caution:
        yield Finding("appeal_notice", Severity.NOTE, facts.appeal_caution)


def number(facts: NoticeFacts) -> Iterator[Finding]:
    if individual_numbers(facts.text):
        yield Finding(
            "individual_number",
            Severity.BLOCK,
            "個人番号と思われる12桁の数字があります。通知書に個人番号は書けません。消してください。",
            "番号法19条",
        )


def glyphs(facts: NoticeFacts) -> Iterator[Finding]:
    """外字 print as boxes anywhere but on the machine that made them; rare characters print where a font has them."""
    unusual = [(one, kind) for one in dict.fromkeys(facts.text) if (kind := _unusual(one))]
    gaiji, signs, letters = (_shown([one for one, kind in unusual if kind == name]) for name in _UNUSUAL)
    if gaiji:
        yield Finding(
            "glyphs", Severity.BLOCK, f"外字（{gaiji}）があり、印字できません。正字か代替の文字に直してください。"
        )
    if signs:
        yield Finding(
            "glyphs",
            Severity.WARN,
            f"標準の明朝体にない記号・絵文字（{signs}）があり、□で印字されるおそれがあります。",
        )
    if letters:
        yield Finding(
            "glyphs",
            Severity.NOTE,
            f"標準の明朝体にないおそれのある文字（{letters}）があります。できあがりで字の形を確かめてください。",
        )


_UNUSUAL = ("gaiji", "sign", "letter")
# Together these hold what Japanese fonts cover: CP932, JIS X 0212 (in EUC), JIS X 0213.
_COVERED = ("cp932", "euc_jp", "shift_jis_2004")


def has_gaiji(text: str) -> bool:
    """Whether a text holds a character that only the machine it was typed on can print."""
    return any(_unusual(character) == "gaiji" for character in text)


@lru_cache(maxsize=65536)
def _unusual(character: str) -> str:
    """gaiji (private use, unassigned), sign or letter for what no usual set holds; empty for all the rest."""
    category = unicodedata.category(character)
    if category in {"Co", "Cn", "Cs"}:
        return "gaiji"
    if character.isascii() or category in {"Mn", "Cf", "Cc", "Zs"} or any(_holds(s, character) for s in _COVERED):
        return ""
    return "letter" if category[0] == "L" else "sign"


def _holds(charset: str, character: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _shown(characters: Sequence[str]) -> str:
    """The first characters with their code points: 𠮷 U+20BB7."""
    return "、".join(f"{one if one.isprintable() else ''} U+{ord(one):04X}".strip() for one in characters[:5])


def authority(facts: NoticeFacts) -> Iterator[Finding]:
    yield Finding(
        "authority",
        Severity.NOTE,
        "調査の根拠条文と、必要な範囲だけの照会であることを確かめてください。",
        "国税徴収法141条、住民基本台帳法12条の2、戸籍法10条の2",
    )
