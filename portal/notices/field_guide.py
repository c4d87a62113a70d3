"""The field dictionary (``templates/項目.toml``) for people who make forms: names, what they mean, and guesses by name.

``guess`` finds the entry for a name an officer made up (宛名 → 氏名, 納付期限 → 納期限); ``tag_for`` is what one types into
Word for a field. Where a value can come from is ``source_choices``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.notices.columns import SYNONYMS
from portal.notices.source_choices import sources

DICTIONARY = "項目.toml"
MADE_UP = "（例）"
OTHERS = "そのほか（作るときに入力する項目）"
# What letters of other offices call it → our name. Those of lists (columns.SYNONYMS) hold too.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "氏名": ("滞納者", "宛先", "送付先氏名", "あて名", "納付者氏名", "納入義務者", "義務者", "住民氏名"),
    "住所": ("あて先", "宛先住所", "現住所", "お届け先"),
    "方書": ("建物", "マンション名", "部屋番号"),
    "発信日": ("発送日", "発行日", "作成日付", "通知日", "文書日付", "日付"),
    "文書番号": ("発番", "文書記号番号", "記号番号"),
    "指定期限": ("支払期限", "納付指定期限", "指定期日", "納付の期限", "お支払期限", "納付期日"),
    "納期限": ("納期", "本来の納期限", "当初納期限", "支払期日"),
    "合計": (
        "合計額",
        "納付額",
        "請求額",
        "請求金額",
        "滞納額",
        "滞納金額",
        "納付金額",
        "お支払額",
        "支払額",
        "合計金額",
    ),
    "総合計": ("総額", "滞納合計"),
    "元金": ("本税額", "未納税額", "料金", "保険料額", "使用料"),
    "延滞金": ("延滞金額", "遅延金"),
    "督促手数料": ("手数料",),
    "担当課": ("課名", "所属", "担当", "問合せ先", "担当部署"),
    "担当係": ("係名", "係"),
    "担当者": ("担当職員", "担当者名", "職員名"),
    "電話番号": ("電話", "TEL", "連絡先", "担当電話", "問合せ電話"),
    "ファクス番号": ("FAX", "ファックス", "ファクス"),
    "担当所在地": ("所在地（担当課）", "庁舎所在地"),
    "発信者職名": ("発信者", "区長名", "職名"),
    "発信者氏名": ("区長氏名",),
    "債務者フリガナ": ("フリガナ", "ふりがな", "カナ", "氏名カナ"),
    "債務者生年月日": ("生年月日",),
    "明細": ("内訳", "未納明細", "滞納明細"),
    "納付状況": ("納付履歴",),
    "理由": ("処分の理由",),
}
_DATE_NAME = re.compile(r"(日|期限|期日|年月日|日付)$")
_YEN_NAME = re.compile(r"(額|料|料金|代金|金|残高|利息|手数料)$")
_COUNT_NAME = re.compile(r"(回数|件数|人数|月数|日数|通数)$")
_EXAMPLES: Mapping[str, Any] = {"date": "2026-12-14", "yen": 12000, "int": 3, "lines": [MADE_UP], "bool": True}


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the dictionary. ``about`` is its description as a form holds it."""

    name: str
    label: str
    type: str
    source: str
    about: Mapping[str, Any]

    @property
    def tag(self) -> str:
        """What one types into Word."""
        return tag_for(self.name, self.type, rows=self.columns)

    @property
    def example(self) -> Any:
        return self.about.get("example")

    @property
    def help(self) -> str:
        return str(self.about.get("help", ""))

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(one["name"] for one in self.about.get("columns", ()))

    @property
    def group(self) -> str:
        found = sources().get(self.source)
        return found.group if found else OTHERS


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: float) -> tuple[Entry, ...]:
    rows = tomllib.loads(path.read_text(encoding="utf-8-sig"))["fields"]
    return tuple(Entry(one["name"], one["label"], one["type"], one.get("source", ""), one) for one in rows)


def entries(folder: Path) -> tuple[Entry, ...]:
    """The dictionary of the folder of forms; empty where there is none."""
    path = folder / DICTIONARY
    return _read(path, path.stat().st_mtime) if path.is_file() else ()


def usable(folder: Path) -> list[Entry]:
    """The fields an office's own letter can use: what the ledger gives or the officer types, no 連絡会 and no 委任."""
    known = sources()
    return [one for one in entries(folder) if not one.source or one.source in known]


def guess(folder: Path, words: str) -> Entry | None:
    """The entry that ``words`` (a name, or the words before a blank) mean, or None. Whole words only, the longest first."""
    wanted = as_compared(words)
    if not wanted:
        return None
    names = _names(folder)
    if wanted in names:
        return names[wanted]
    ends = [name for name in names if len(name) > 1 and wanted.endswith(name)]
    return names[max(ends, key=len)] if ends else None


def exact(folder: Path, name: str) -> Entry | None:
    """The entry whose name, label or other name is exactly ``name``."""
    return _names(folder).get(as_compared(name))


def _names(folder: Path) -> dict[str, Entry]:
    by_name = {one.name: one for one in usable(folder)}
    made: dict[str, Entry] = {}
    for one in by_name.values():
        made.setdefault(as_compared(one.label), one)
    for table in (_OTHER_NAMES, SYNONYMS):
        for name, others in table.items():
            if name in by_name:
                made |= {as_compared(other): by_name[name] for other in others}
    return made | {as_compared(name): one for name, one in by_name.items()}


def as_compared(words: str) -> str:
    """A name as compared: without blanks, brackets' contents and marks, full and half width alike."""
    text = re.sub(r"[（(].*?[）)]", "", unicodedata.normalize("NFKC", words))
    return re.sub(r"[\s:：・_\-。、,.「」]+", "", text)


def guessed_type(name: str) -> str:
    """The type a name speaks of: 支払日 → date, 過払額 → yen."""
    plain = as_compared(name)
    if _COUNT_NAME.search(plain):
        return "int"
    if _DATE_NAME.search(plain):
        return "date"
    return "yen" if _YEN_NAME.search(plain) else "text"


def described(folder: Path, name: str, kind: str = "", columns: Sequence[str] = ()) -> dict[str, Any]:
    """The first description of a field that was found in a Word file. ``kind``: what its tags say it must be."""
    entry = exact(folder, name)
    if entry is not None and (not kind or kind == entry.type or {kind, entry.type} == {"text", "choice"}):
        return {
            "required": True,
            "help": "",
            "choices": [],
            "source": "",
            **entry.about,
            "name": name,
            "label": entry.label,
        }
    kind = kind or guessed_type(name)
    made = {
        "name": name, "label": name, "type": kind, "required": True, "example": example_of(kind), "source": "", "help": "",
        "choices": [],
    }  # fmt: skip
    if kind == "table":
        made["columns"] = [{"name": one, "label": one, "type": guessed_type(one)} for one in columns]
        made["example"] = [{one["name"]: example_of(one["type"]) for one in made["columns"]}]
    return made


def example_of(kind: str) -> Any:
    """A value to show in the example where nobody gave one."""
    return _EXAMPLES.get(kind, MADE_UP)


def identifier(words: str) -> str:
    """A field name made of any words: without blanks and marks, as tags allow. 「送付先 氏名」 → 送付先氏名."""
    name = re.sub(r"\W", "", unicodedata.normalize("NFKC", words))[:40]
    name = f"項目{name}" if name[:1].isdigit() else name
    return name if name.isidentifier() else ""


def tag_for(name: str, kind: str, *, rows: Sequence[str] = ()) -> str:
    """What stands in Word for a field: dates in 和暦, amounts with 円."""
    if kind == "table":
        return f"{{{{ {name}行.{rows[0] if rows else '列の名前'} }}}}"
    if kind == "bool":
        return f"{{{{ {name}|チェック }}}}"
    if name.endswith("郵便番号"):
        return f"{{{{ {name}|郵便番号 }}}}"
    return f"{{{{ {name}{ {'date': '|和暦', 'yen': '|円'}.get(kind, '') } }}}}"
