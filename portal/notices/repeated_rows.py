"""「この表を明細の繰り返しにする」: a table of last year's letter, its headings matched with the columns of a 明細.

A proposal only: the officer says what each column is, and what no column is chosen for stays as it stands. A heading
that names two (年度・期別) prints both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from portal.documents.repeating import PlainTable, plain_tables, with_repeating_rows
from portal.domain.errors import InvalidInput
from portal.notices.columns import SYNONYMS
from portal.notices.field_guide import Entry, as_compared, usable

BLANK = "blank"
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "延滞金": ("延滞金等", "延滞金額", "遅延損害金"),
    "損害金": ("遅延損害金",),
    "計": ("合計", "小計", "合計額", "計額", "納付額"),
    "期別": ("月分", "期月", "月", "年月分"),
    "納付日": ("領収日", "収納日", "入金日"),
    "金額": ("納付額", "収納額", "入金額"),
}
_TOTALS = {"元金": "元金合計", "延滞金": "延滞金合計", "計": "総合計"}  # what the letter's sums are called
_SUM_OF = "claims"  # ... of this table alone
_LEAST = 2  # columns that must be known before a table is proposed
_WESTERN, _SHORT = re.compile(r"[12][0-9]{3}[/.年-]"), re.compile(r"[MTSHRＨＲ明大昭平令]?\s*[0-9０-９元]{1,2}[./．]")
_FIGURE = re.compile(r"[\d０-９,，]+円?")


@dataclass(frozen=True)
class Proposal:
    """A table and what its columns seem to be: for each heading 「明細.元金」, two of them joined by +, or nothing."""

    table: PlainTable
    entry: Entry
    guesses: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        return f"t{self.table.number}"


def proposals(docx: bytes, folder: Path) -> list[Proposal]:
    """The tables that look like a 明細, each with the field it fits best."""
    tables = [one for one in usable(folder) if one.type == "table" and one.columns]
    made = []
    for table in plain_tables(docx):
        fits = [(entry, tuple(_guess(entry, heading) for heading in table.header)) for entry in tables]
        entry, guesses = max(fits, key=lambda fit: sum(map(bool, fit[1])), default=(None, ()))
        if entry is not None and sum(map(bool, guesses)) >= _LEAST:
            made.append(Proposal(table, entry, guesses))
    return made


def _guess(entry: Entry, heading: str) -> str:
    names = _names(entry)
    if (name := names.get(as_compared(heading))) is not None:
        return f"{entry.name}.{name}"
    parts = [names.get(as_compared(part)) for part in re.split(r"[・／/、及び]+", heading)]
    return "+".join(f"{entry.name}.{part}" for part in parts) if len(parts) == 2 and all(parts) else ""


def _names(entry: Entry) -> dict[str, str]:
    made: dict[str, str] = {}
    for column in entry.about["columns"]:
        name = column["name"]
        others = (*_OTHER_NAMES.get(name, ()), *(SYNONYMS.get(name, ()) if entry.source == _SUM_OF else ()))
        for one in (name, column.get("label", name), *others):
            made.setdefault(as_compared(one), name)
    return made | {as_compared(name): name for name in entry.columns}


def chosen(found: Sequence[Proposal], posted: Mapping[str, str]) -> tuple[Proposal, list[str]]:
    """The table whose button was pressed and what was chosen for its columns. Raises InvalidInput naming what to do."""
    one = next((one for one in found if one.key == posted.get("table")), None)
    if one is None:
        raise InvalidInput("その表は見つかりません。画面を開き直して、もう一度押してください。", field="tables")
    picked = [posted.get(f"{one.key}-{at}", guess) for at, guess in enumerate(one.guesses)]
    fields = {part.split(".")[0] for each in picked if each and each != BLANK for part in each.split("+")}
    if not fields:
        raise InvalidInput("表の列に入れるものが選ばれていません。列ごとに選んでから押してください。", field="tables")
    if len(fields) > 1:
        raise InvalidInput(
            f"一つの表に「{'」「'.join(sorted(fields))}」は混ぜられません。どれか一つの項目から選んでください。",
            field="tables",
        )
    return one, picked


def repeated(docx: bytes, folder: Path, one: Proposal, picked: Sequence[str]) -> bytes:
    """The file with the table's rows repeated for each line. Raises InvalidInput for a column that is none."""
    known = {
        f"{entry.name}.{c['name']}": (entry, c) for entry in usable(folder) for c in entry.about.get("columns", ())
    }
    words: list[str | None] = []
    total: dict[int, str] = {}
    entry = one.entry
    for at, each in enumerate(picked):
        if not each or each == BLANK:
            words.append("" if each else None)
            continue
        tags = []
        for part in each.split("+"):
            if part not in known:
                raise InvalidInput(f"『{part[:40]}』という列はありません。選び直してください。", field="tables")
            entry, column = known[part]
            tags.append(_tag(f"{entry.name}行.{column['name']}", column["type"], one.table.rows[0][at]))
            if entry.source == _SUM_OF and column["name"] in _TOTALS:
                total |= _sum(one.table, at, _TOTALS[column["name"]])
        words.append("".join(tags))
    loop = (f"{{%tr for {entry.name}行 in {entry.name} %}}", "{%tr endfor %}")
    return with_repeating_rows(docx, one.table, words, loop=loop, total=total)


def _tag(name: str, kind: str, sample: str) -> str:
    """The tag, written as the letter wrote it: 令和8年6月30日 or R8.6.30, 12,000円 or 12,000."""
    if kind == "date":
        style = "西暦" if _WESTERN.match(sample) else "和暦略" if _SHORT.match(sample) else "和暦"
        return f"{{{{ {name}|{style} }}}}"
    if kind in {"yen", "int"}:
        return f"{{{{ {name}|{'円' if sample.endswith('円') and kind == 'yen' else '桁区切り'} }}}}"
    return f"{{{{ {name} }}}}"


def _sum(table: PlainTable, at: int, name: str) -> dict[int, str]:
    """What the row of sums says below that column, where it holds a figure."""
    said = dict(table.total).get(at, "")
    return {at: _tag(name, "yen", said)} if _FIGURE.fullmatch(said) else {}
