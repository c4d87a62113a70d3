"""SMS to debtors and the call centre's list: how many messages a text costs, and what it must never say.

A mobile number may have been given to somebody else since it was recorded. So no amount, no name, no word that
tells of a debt, no link, and never a request to pay by transfer or card (東京都主税局の運用, FORMS §1.7).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from portal.domain.names import fold_name

SINGLE_LIMIT = 70  # 全角 characters in one message
PART_LIMIT = 67  # in each part once a message is split (three go to the joining header)
GATEWAY_CAP = 670  # between carriers since 2019-09; gateways differ (660, 670, 700): a setting

_URL = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:jp|com|net|org|info|ly|me|co|to|link|page)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"[¥\\]\s*\d|[\d,]+\s*(?:円|万円|千円)|[一二三四五六七八九十百千万億壱弐参]+円|円也")
_HONORIFIC = re.compile(r"(?<![お皆])[^\s、。【】]{1,12}(?:様|殿|さま)(?!子|式)")
_FORBIDDEN = (
    "滞納", "差押", "差し押", "督促", "催告", "未納", "債権", "延滞", "強制", "訴訟", "裁判", "法的", "財産", "給与",
    "ATM", "振込", "振り込", "送金", "カード", "暗証", "口座番号", "電子マネー", "支払", "納付",
)  # fmt: skip
_PHONE = re.compile(r"0\d{1,4}-?\d{1,4}-?\d{3,4}")
_MOBILE = re.compile(r"0[6-9]0\d{8}")
_CLOCK = re.compile(r"(?P<half>午前|午後)?(?P<hour>\d{1,2})時(?:(?P<minute>\d{1,2})分|(?P<thirty>半))?")
_WRITTEN = re.compile(r"0[\d-]+\d")


class SmsProblem(Enum):
    """Why a text may not be sent."""

    TOO_LONG = "長すぎる"
    URL = "URL"
    AMOUNT = "金額"
    NAME = "氏名"
    WORD = "使わない言葉"
    NO_SENDER = "差出人なし"
    NO_PHONE = "電話番号なし"


@dataclass(frozen=True, slots=True)
class SmsLength:
    """``units`` as carriers count them (UTF-16: 𠮷 is two) and the number of messages charged."""

    units: int
    messages: int


@dataclass(frozen=True, slots=True)
class SmsFinding:
    """One problem with the part of the text it is about and the sentence for the officer."""

    problem: SmsProblem
    excerpt: str
    sentence: str


def sms_length(text: str, *, limit: int = SINGLE_LIMIT, part_limit: int = PART_LIMIT) -> SmsLength:
    """Units and messages of ``text``: up to ``limit`` one message, beyond it parts of ``part_limit`` (70 → 1, 71 → 2)."""
    units = len(text.encode("utf-16-le")) // 2
    if units <= limit:
        return SmsLength(units, 1 if units else 0)
    return SmsLength(units, -(-units // part_limit))


def check_sms(
    text: str, *, sender: str, names: Iterable[str] = (), limit: int = SINGLE_LIMIT, allowed: Iterable[str] = ()
) -> tuple[SmsFinding, ...]:
    """Every reason not to send ``text``; empty when it may go.

    ``sender`` (世田谷区納税課) must open the text; ``names`` are the debtor's; ``allowed`` words are overlooked
    (the name of a section such as 滞納整理係 belongs to ``sender`` and is overlooked anyway).
    """
    plain = unicodedata.normalize("NFKC", text)
    bare = plain
    for word in (sender, *allowed):
        bare = bare.replace(unicodedata.normalize("NFKC", word), "")
    return (
        *_check_length(text, limit),
        *_check_pattern(_URL, plain, SmsProblem.URL, "リンク先は載せられません。電話番号だけを案内してください。"),
        *_check_pattern(_AMOUNT, plain, SmsProblem.AMOUNT, "金額は載せられません。電話で伝えてください。"),
        *_check_names(bare, names),
        *_check_words(bare),
        *_check_frame(plain, sender),
    )


def _check_length(text: str, limit: int) -> list[SmsFinding]:
    units = sms_length(text).units
    if units <= limit:
        return []
    return [SmsFinding(SmsProblem.TOO_LONG, "", f"本文が{units}文字です。{limit}文字以内にしてください。")]


def _check_pattern(pattern: re.Pattern[str], text: str, problem: SmsProblem, advice: str) -> list[SmsFinding]:
    return [SmsFinding(problem, found.group(), f"『{found.group()}』：{advice}") for found in pattern.finditer(text)]


def _check_names(text: str, names: Iterable[str]) -> list[SmsFinding]:
    folded = fold_name(text)
    parts = {part for name in names for part in (name, *name.split()) if len(fold_name(part)) >= 2}
    known = [part for part in sorted(parts) if fold_name(part) in folded]
    addressed = [] if known else [found.group() for found in _HONORIFIC.finditer(text)]
    advice = "氏名は載せられません（番号が別の人のものになっていることがあります）。"
    return [SmsFinding(SmsProblem.NAME, excerpt, f"『{excerpt}』：{advice}") for excerpt in (*known, *addressed)]


def _check_words(text: str) -> list[SmsFinding]:
    advice = "滞納や支払に関わる言葉は使えません。「お伝えしたいことがあります」などにしてください。"
    return [SmsFinding(SmsProblem.WORD, word, f"『{word}』：{advice}") for word in _FORBIDDEN if word in text.upper()]


def _check_frame(text: str, sender: str) -> list[SmsFinding]:
    findings: list[SmsFinding] = []
    opening = re.sub(r"^[\s【\[(「]+", "", text)
    if not opening.startswith(unicodedata.normalize("NFKC", sender)):
        findings.append(SmsFinding(SmsProblem.NO_SENDER, "", f"本文の初めに『【{sender}】』と差出人を書いてください。"))
    if not _PHONE.search(text):
        findings.append(SmsFinding(SmsProblem.NO_PHONE, "", "折り返し先の電話番号を書いてください。"))
    return findings


def short_hours(hours: str) -> str:
    """Opening hours as a text message has room for: 平日 午前8時30分から午後5時まで → 平日8:30-17:00."""
    plain = unicodedata.normalize("NFKC", hours).replace("正午", "午後0時")
    figures = _CLOCK.sub(_on_the_clock, plain)
    return re.sub(r"\s|まで", "", re.sub("から|[~〜―–]", "-", figures))


def _on_the_clock(found: re.Match[str]) -> str:
    hour = int(found["hour"]) + (12 if found["half"] == "午後" and int(found["hour"]) < 12 else 0)
    return f"{hour}:{30 if found['thirty'] else int(found['minute'] or 0):02}"


def is_mobile(phone: str) -> bool:
    """Whether SMS reach the number."""
    return _MOBILE.fullmatch(_digits(phone)) is not None


@dataclass(frozen=True, slots=True)
class ContactTarget:
    """One person to reach. ``reference`` is the 宛名番号 or the like; ``phone`` digits with or without hyphens."""

    reference: str
    phone: str
    name: str = ""
    kana: str = ""
    consented: bool = False
    opted_out: bool = False
    withheld: bool = False  # 支援措置 and other cases in which nobody is to be rung up


@dataclass(frozen=True, slots=True)
class ContactList:
    """``rows`` under ``columns``, ready for ``write_csv``; ``left_out`` tells why a reference is missing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: tuple[tuple[str, str], ...]


def sms_list(targets: Sequence[ContactTarget], text: str) -> ContactList:
    """Rows for the gateway: number, text, reference; never a name. A number is used once."""
    rows: list[tuple[str, ...]] = []
    left_out: list[tuple[str, str]] = []
    used: set[str] = set()
    for target in targets:
        phone = _digits(target.phone)
        reason = _reason_against_sms(target, phone, used)
        if reason:
            left_out.append((target.reference, reason))
            continue
        used.add(phone)
        rows.append((phone, text, target.reference))
    return ContactList(("電話番号", "本文", "管理番号"), tuple(rows), tuple(left_out))


def call_list(targets: Sequence[ContactTarget]) -> ContactList:
    """Rows for the call centre, one a number: the caller asks for the person and tells nothing to anybody else."""
    rows: list[tuple[str, ...]] = []
    left_out: list[tuple[str, str]] = []
    used: set[str] = set()
    for target in targets:
        phone = _digits(target.phone)
        reason = _reason_against_call(target, phone, used)
        if reason:
            left_out.append((target.reference, reason))
            continue
        used.add(phone)
        rows.append(
            (str(len(rows) + 1), target.reference, target.name, target.kana, _written(target.phone), "", "", "")
        )
    columns = ("連番", "管理番号", "氏名", "カナ", "電話番号", "架電日時", "結果", "備考")
    return ContactList(columns, tuple(rows), tuple(left_out))


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))


def _written(phone: str) -> str:
    """The number as the office wrote it (03-0000-1111): digits alone lose their 0 when Excel opens the list."""
    plain = unicodedata.normalize("NFKC", phone).strip()
    return plain if _WRITTEN.fullmatch(plain) else _digits(phone)


def _reason_against_call(target: ContactTarget, phone: str, used: set[str]) -> str:
    if target.withheld:
        return "電話をしない扱い（支援措置など）です。"
    if not re.fullmatch(r"0\d{9,10}", phone):
        return f"『{target.phone}』は電話番号ではありません。" if target.phone else "電話番号が登録されていません。"
    return "同じ電話番号が既に一覧にあります。" if phone in used else ""


def _reason_against_sms(target: ContactTarget, phone: str, used: set[str]) -> str:
    reason = _reason_against_call(target, phone, used)
    if reason:
        return reason
    if target.opted_out:
        return "SMSの停止を希望しています。"
    if not target.consented:
        return "SMSの利用に同意した記録がありません。"
    return "" if _MOBILE.fullmatch(phone) else f"『{target.phone}』は携帯電話の番号ではありません。"
