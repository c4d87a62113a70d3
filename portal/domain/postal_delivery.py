"""配達記録: what the words of a delivery list mean, and whether a 引受番号 can be one.

Registered mail (書留・簡易書留・特定記録) is followed by its 引受番号; the post answers with words, not codes, and offices
copy them by hand. Words nobody knows are refused, never guessed: a wrong 配達日 moves a limitation clock.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import InvalidInput


class DeliveryKind(StrEnum):
    """What became of a letter."""

    DELIVERED = "delivered"
    RETURNED = "returned"
    UNDERWAY = "underway"

    @property
    def label(self) -> str:
        return {"delivered": "配達", "returned": "返戻", "underway": "配達の途中"}[self.value]


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """``words`` as the list has them; ``reason`` is the 返戻の理由 of the register when the words give one."""

    kind: DeliveryKind
    words: str
    reason: str = ""


RETURN_REASONS = ("あて所に尋ねあたらず", "転居先不明", "保管期間経過", "受取拒否", "その他")
# Looked for in this order: 「保管期間経過のため返送」 is a return, 「保管」 alone is not.
_REASONS = (
    (re.compile("(?:尋ね|たずね|訪ね)(?:当|あ)た(?:ら|り)|(?:宛|あて)(?:所|先|て所)?不明"), "あて所に尋ねあたらず"),
    (re.compile("転居先(?:が|は)?不(?:明|詳)"), "転居先不明"),
    (re.compile("(?:保管|留置)?(?:期間|期限)(?:の)?(?:経過|満了)"), "保管期間経過"),
    (re.compile("拒否|辞退"), "受取拒否"),
)
_RETURNED = re.compile("返戻|返送|返還|差出人に返|還付|配達不能|不達")
_SURELY_DELIVERED = re.compile("届け済|配達完了|配達済|配完|窓口でお渡し|窓口交付")
_DELIVERED = re.compile("受取済|受領済|完了|交付済|配達")
_NOT_YET = re.compile("持ち?戻り?|再配達|不在|保管|引き?受け?|通過|中継|到着|持ち出し|配達中|転送|調査中|局留")
_NEGATED = re.compile(r"(?:未|不)(?:配達|着|達|完了)|配達(?:でき|不)")
EXAMPLES = "お届け済み、配達完了、返送、あて所に尋ねあたらず、転居先不明、保管期間経過、受取拒否、持ち戻り、保管"
_BLANKS = re.compile(r"\s+")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))


def delivery_outcome(text: str) -> DeliveryOutcome:
    """The meaning of 結果. Raises InvalidInput with examples for words it does not know."""
    words = text.strip()
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", words))
    reason = next((reason for words_of, reason in _REASONS if words_of.search(plain)), "")
    if reason or _RETURNED.search(plain):
        return DeliveryOutcome(DeliveryKind.RETURNED, words, reason or "その他")
    if _NOT_YET.search(plain) and not _SURELY_DELIVERED.search(plain):
        return DeliveryOutcome(DeliveryKind.UNDERWAY, words)
    if (_SURELY_DELIVERED.search(plain) or _DELIVERED.search(plain)) and not _NEGATED.search(plain):
        return DeliveryOutcome(DeliveryKind.DELIVERED, words)
    raise InvalidInput(f"『{words[:30]}』は配達の結果として読めません。次のような言葉にしてください：{EXAMPLES}。")


def tracking_number(text: str) -> str:
    """A 引受番号 as digits only (``123-45-67890-1`` → ``12345678901``); empty stays empty.

    11 or 12 digits. Raises InvalidInput, also for what Excel made of long numbers (1.23E+11).
    """
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_HYPHENS)
    if not plain:
        return ""
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", plain):
        raise InvalidInput(
            f"『{text[:30]}』は、Excel が長い番号を丸めたものです。列を「文字列」にしてから番号を入力し直してください。"
        )
    digits = plain.replace("-", "")
    if not re.fullmatch(r"[0-9]{11,12}", digits):
        raise InvalidInput(f"『{text[:30]}』は引受番号ではありません。11桁か12桁の数字で入力してください。")
    return digits


def check_digit_fits(digits: str) -> bool:
    """Whether the last digit is the rest of the others divided by seven (7DR), as on the labels of the post."""
    return int(digits[:-1]) % 7 == int(digits[-1])


def shown_tracking_number(digits: str) -> str:
    """``12345678901`` → ``123-45-67890-1`` as printed on the receipt; 12 digits in fours."""
    if len(digits) == 11:
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:10]}-{digits[10]}"
    if len(digits) == 12:
        return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
    return digits
