"""Which columns a list must have for a form, and an example sheet of them.

What the office or the law provides (department, day, number, 教示文) is no column. A table field becomes one column per
cell, named 明細：債権名; rows with the same 整理番号 in a run are one letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from portal.documents.sheets import Column, write_csv, write_xlsx
from portal.documents.sheets.csv_file import OutValue
from portal.notices.library import FormField, WordForm

PROVIDED = frozenset(
    {
        "office.name", "office.seal_mark", "office.realization_grace_deadline", "department.name", "department.section",
        "department.postal_code", "department.address", "department.phone", "department.fax", "department.hours",
        "department.payment_methods",
        "issue.date", "issue.document_number", "issue.designated_date", "issue.reply_by", "issue.signer_title",
        "issue.signer_name", "officer.name", "officer.title", "appeal.paragraphs",
    }
)  # fmt: skip
TABLE_MARK = "："
SYNONYMS = {
    "氏名": ("宛名", "名前", "債務者氏名", "納付義務者", "氏名（名称）", "名称"),
    "郵便番号": ("〒", "送付先郵便番号"),
    "住所": ("送付先", "送付先住所", "所在地"),
    "方書": ("建物名", "アパート名", "方書（建物名・部屋番号）"),
    "元金": ("未納額", "本税", "税額", "金額", "未納金額"),
    "納期限": ("履行期限", "納付期限", "期限"),
    "整理番号": ("案件番号", "管理番号", "宛名番号"),
    "年度": ("課税年度", "賦課年度"),
    "期別": ("期", "月分", "期・月"),
    "債権名": ("税目", "科目", "債権の名称", "債権"),
    "通知書番号": ("納付書番号",),
}
_KINDS = {"lines": "text", "table": "text"}


def list_fields(form: WordForm) -> list[FormField]:
    """The fields a list brings."""
    return [one for one in form.fields if one.source not in PROVIDED]


def columns_of(form: WordForm, *, overrides: bool = False) -> tuple[Column, ...]:
    """The columns of a list for the form. Computed figures and customary wordings may be left blank.

    ``overrides`` also takes what the office would provide (文書番号, 発信日 …) when the file has it: command line only.
    """
    made: list[Column] = []
    if overrides:
        kept = (one for one in form.fields if one.source in PROVIDED and one.type in {"text", "date"})
        made.extend(Column(one.name, one.type) for one in kept)
    for one in list_fields(form):
        if one.type == "table":
            made.extend(_table_columns(one))
        else:
            made.append(_column(form, one))
    return tuple(made)


def may_be_blank(form: WordForm, one: FormField) -> bool:
    """What is computed or has a customary wording when the cell is blank."""
    if one.source.startswith("computed.") or not one.required or one.name == "根拠条文":
        return True
    return one.name == "理由" and form.event == "demand" and form.disposition


def _column(form: WordForm, one: FormField) -> Column:
    kind = "postal_code" if one.name == "郵便番号" else _KINDS.get(one.type, one.type)
    synonyms = (*SYNONYMS.get(one.name, ()), *((one.label,) if one.label != one.name else ()))
    if kind == "choice" and not one.choices:
        kind = "text"
    return Column(
        one.name,
        kind,
        required=not may_be_blank(form, one),
        synonyms=synonyms,
        choices=one.choices if kind == "choice" else (),
    )


def _table_columns(one: FormField) -> Iterator[Column]:
    for column in one.columns:
        kind = column.type if column.type in {"date", "yen", "int"} else "text"
        synonyms = (column.name, *SYNONYMS.get(column.name, ())) if one.source == "claims" else ()
        yield Column(f"{one.name}{TABLE_MARK}{column.name}", kind, required=False, synonyms=synonyms)


def example_rows(form: WordForm) -> list[tuple[OutValue, ...]]:
    """The form's own example as rows: the first row whole, one more row for every further line of a table."""
    tables = [one for one in list_fields(form) if one.type == "table"]
    height = max([1, *(len(one.example or []) for one in tables)])
    return [_example_row(form, at) for at in range(height)]


def _example_row(form: WordForm, at: int) -> tuple[OutValue, ...]:
    cells: list[OutValue] = []
    for one in list_fields(form):
        if one.type == "table":
            row = (one.example or [])[at] if at < len(one.example or []) else {}
            cells.extend(_out(row.get(column.name)) for column in one.columns)
        else:
            cells.append(_out(one.example))
    return tuple(cells)


def _out(value: Any) -> OutValue:
    if isinstance(value, list):
        return "\n".join(str(line) for line in value)
    return value if value is None or isinstance(value, (str, int, date)) else str(value)


def headings(form: WordForm) -> Sequence[str]:
    return [column.name for column in columns_of(form)]


def example_xlsx(form: WordForm) -> bytes:
    """The example sheet of the form; opened in Excel it can be filled and read again."""
    formats = {column.name: "#,##0" for column in columns_of(form) if column.type == "yen"}
    return write_xlsx(headings(form), example_rows(form), number_formats=formats, sheet_name="一覧")


def example_csv(form: WordForm) -> bytes:
    """The same as CSV (UTF-8 with a mark, so that Excel reads it)."""
    return write_csv(headings(form), example_rows(form)).content
