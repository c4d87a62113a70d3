"""What minutes must not hold: a debtor's name or an individual number. It warns; a person decides.

``架空 花子様`` and ``123456789012`` are found; 様式, 仕様, 同様, 皆様 are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.meetings.models import Meeting

_NAME = re.compile(r"([一-鿿々〆ヵヶ]{1,5}[ \u3000]?[一-鿿々ぁ-んァ-ヶー]{0,6})[ \u3000]?(?:様|さま)(?![式々相子態])")
_NOT_NAMES = ("仕", "同", "皆", "模", "多", "一", "異", "左", "有り", "各位", "市民の皆", "区民の皆", "文", "紋", "王")
_DIGITS = re.compile(r"(?<!\d)(?:\d{12}|\d{4}[ -]\d{4}[ -]\d{4})(?!\d)")
_WIDE = str.maketrans("０１２３４５６７８９－\u3000", "0123456789- ")


def suspicious(text: str) -> list[str]:
    """The pieces of ``text`` that look like a resident's name or an individual number."""
    names = [found.group(0) for found in _NAME.finditer(text) if not found.group(1).endswith(_NOT_NAMES)]
    return [*names, *(found.group(0) for found in _DIGITS.finditer(text.translate(_WIDE)))]


def warnings(meeting: Meeting) -> list[str]:
    """One sentence for each place that should be looked at again."""
    found = []
    for place, text in _texts(meeting):
        for piece in suspicious(text):
            found.append(
                f"{place}の「{piece}」は、債務者の氏名か個人番号ではありませんか。番号などに言い換えてください。"
            )
    return list(dict.fromkeys(found))


def _texts(meeting: Meeting) -> Iterable[tuple[str, str]]:
    for place, item in enumerate(meeting.items, start=1):
        talk = "\n".join(f"{one['speaker']}\n{one['text']}" for one in item.remarks or [])
        yield f"議題{place}", "\n".join([item.title, item.explanation, talk, item.opinion, item.conclusion])
    for decision in meeting.decisions:
        yield "決定事項", decision.content
    for action in meeting.action_items:
        yield "宿題", f"{action.content}\n{action.done_note}"
    for material in meeting.materials:
        yield "配付資料", material.title
