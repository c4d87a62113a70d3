"""What people call the filters of the query language: kinds by their labels, folders by a part of their name, days.

Typed filters are folded first, so that ``ｋｉｎｄ：様式``, ``種類:書式`` and ``kind:form`` mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from portal.index.folding import fold_letters

KINDS = {
    "manual": "手引き",
    "knowhow": "質問と回答",
    "statute": "法令",
    "form": "様式",
    "minutes": "議事録",
    "case": "案件",
    "course": "研修",
    "attachment": "添付資料",
}
"""The kinds of findable things with the labels under which pages show them."""

_ALSO = {
    "manual": ("手引", "マニュアル", "ページ"),
    "knowhow": ("質問", "回答", "ノウハウ", "q&a"),
    "statute": ("条文", "法律", "根拠条文"),
    "form": ("書式", "通知書", "ひな形"),
    "minutes": ("会議録", "連絡会"),
    "case": ("事案", "債権", "債務者"),
    "course": ("講座", "効果測定"),
    "attachment": ("添付", "添付ファイル", "ファイル", "資料"),
}
_KIND_OF = {
    fold_letters(name): kind for kind, label in KINDS.items() for name in (kind, label, f"{kind}s", *_ALSO[kind])
}
FIELDS = {
    **dict.fromkeys(("kind", "種類", "種別"), "kind"),
    **dict.fromkeys(("folder", "フォルダ", "フォルダー", "分類"), "folder"),
    **dict.fromkeys(("author", "担当", "担当課", "担当者", "作成", "作成者"), "author"),
    **dict.fromkeys(("after", "更新", "更新日", "以降", "以後"), "after"),
}
"""What stands before the colon, folded, and the filter it names."""

_ANYWHERE = "*"
_LIST = re.compile(r"[,、|]")
_DATE = re.compile(r"(\d{4})(?:[-/.年](?:(\d{1,2})(?:[-/.月](?:(\d{1,2})日?)?)?)?|(年?度))?$|(\d{4})(\d{2})(\d{2})$")
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_ERA_DATE = re.compile(r"(令和|平成|r|h)(\d{1,2}|元)(?:[-/.年](?:(\d{1,2})(?:[-/.月](?:(\d{1,2})日?)?)?)?|(年?度))?$")
_FISCAL_YEAR_BEGINS = 4  # April


def kinds_of(text: str) -> frozenset[str]:
    """The kinds that ``text`` names; what is no kind stays as it is, and finds nothing.

    >>> sorted(kinds_of("様式、研修"))
    ['course', 'form']
    """
    names = (fold_letters(part).strip() for part in _LIST.split(fold_letters(text)))
    return frozenset(_KIND_OF.get(name, name) for name in names if name)


def anywhere(text: str, *, without: bool = False) -> str:
    """How a typed folder is handed on: it means every folder whose name holds it, or (``without``) every other."""
    return f"{'-' if without else ''}{_ANYWHERE}{fold_letters(text)}{_ANYWHERE}"


def in_folder(folder: str, wanted: Iterable[str]) -> bool:
    """Whether ``folder`` is one of those ``wanted`` or lies below one.

    ``*差押*`` stands for whatever holds 差押 in its name, ``-*差押*`` takes these away again.
    """
    without = [name for name in wanted if name.startswith(f"-{_ANYWHERE}")]
    within = [name for name in wanted if name not in without]
    if any(_is_in(folder, name.removeprefix("-")) for name in without):
        return False
    return not within or any(_is_in(folder, name) for name in within)


def _is_in(folder: str, name: str) -> bool:
    if len(name) > 1 and name.startswith(_ANYWHERE) and name.endswith(_ANYWHERE):
        return name.strip(_ANYWHERE) in fold_letters(folder)
    return folder == name or folder.startswith(name + "/")


def parse_after(text: str) -> date | None:
    """The first day meant by 2026, 2026-04, ２０２６／４／１, 20260401, 令和8年4月1日, R8.4 or 令和8年度; None if it is no date."""
    text = "".join(fold_letters(text).replace("以降", "").replace("以後", "").split())
    era, western = _ERA_DATE.match(text), _DATE.match(text)
    if era:
        year = _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        month, day, fiscal = era[3], era[4], era[5]
    elif western:
        year, month, day, fiscal = (
            int(western[1] or western[5]),
            western[2] or western[6],
            western[3] or western[7],
            western[4],
        )
    else:
        return None
    try:
        return date(year, int(month or (_FISCAL_YEAR_BEGINS if fiscal else 1)), int(day or 1))
    except ValueError:
        return None
