"""The description of a form as a page of inputs, and back: labels, types, examples, sources — all in Japanese.

What was typed is shown again whatever is wrong with it; every sentence leads to its input. A value from the ledger brings
its own type, so that nobody has to know that an amount is not a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.errors import InvalidInput
from portal.notices.field_guide import MADE_UP, example_of
from portal.notices.fields_seen import Seen, Spot
from portal.notices.source_choices import Source, grouped, sources
from portal.notices.values import parse_cell, shown

KINDS = {
    "text": "文字", "lines": "文章（段落）", "date": "日付", "yen": "金額", "int": "数", "choice": "選択肢から選ぶ",
    "bool": "はい・いいえ", "table": "表（行の繰り返し）",
}  # fmt: skip
CELL_KINDS = {key: KINDS[key] for key in ("text", "date", "yen", "int")}
EVENTS = {
    "note": "お知らせ・案内など（経過に「文書」として残す）",
    "reminder": "催告（時効の完成が6か月猶予される文書）",
    "final_reminder": "最終催告",
    "": "台帳に残さない",
}
_TEXTUAL = {"text", "lines", "choice"}
_LONGEST = {"label": 100, "help": 300, "choices": 4000, "title": 200, "note": 500}


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a table field. ``unknown``: the chosen source of the table has no such column."""

    name: str
    label: str
    kind: str
    unknown: bool = False


@dataclass(slots=True)
class Row:
    """One field on the page: what was found in Word, and the texts of its inputs."""

    name: str
    label: str
    kind: str
    required: bool
    example: str
    source: str
    help: str
    choices: str
    spots: Sequence[Spot] = ()
    cells: list[Cell] = field(default_factory=list)
    error: str = ""
    part: str = "example"  # the input the error is about

    @property
    def choices_of_source(self) -> Mapping[str, Sequence[Source]]:
        return grouped(tables=self.kind == "table")

    @property
    def strange_source(self) -> str:
        """A source of another part of the portal, kept as it is."""
        return self.source if self.source and self.source not in sources() else ""


@dataclass(slots=True)
class Described:
    """A whole page: what the form is, its rows, and the sentences about what has to be mended."""

    title: str
    note: str
    classes: Sequence[str]
    event: str
    rows: list[Row]
    errors: list[tuple[str, str]] = field(default_factory=list)  # sentence, id of its input
    notes: list[str] = field(default_factory=list)  # what was fitted on its own

    @property
    def sentences(self) -> list[str]:
        return [sentence for sentence, _ in self.errors]

    @property
    def links(self) -> dict[str, str]:
        return dict(self.errors)


def page_of(about: Mapping[str, Any], seen: Mapping[str, Seen]) -> Described:
    """The description as it is kept."""
    rows = [_row(one, seen.get(one["name"])) for one in about["fields"]]
    return Described(about["title"], about.get("note", ""), about["claim_classes"], about.get("event", ""), rows)


def _row(one: Mapping[str, Any], seen: Seen | None) -> Row:
    return Row(
        one["name"], one.get("label", one["name"]), one["type"], bool(one.get("required")), _example(one), one.get("source", ""),
        one.get("help", ""), "\n".join(one.get("choices", ())), seen.spots if seen else (), _cells(one),
    )  # fmt: skip


def _example(one: Mapping[str, Any]) -> str:
    value = one.get("example")
    if one["type"] == "date" and isinstance(value, str) and value:
        value = parse_cell("date", one["name"], value)
    if one["type"] == "table":
        days = {column["name"] for column in one.get("columns", ()) if column["type"] == "date"}
        value = [{key: _day(cell) if key in days else cell for key, cell in row.items()} for row in value or []]
    return shown(one["type"], value)


def _day(cell: Any) -> Any:
    return parse_cell("date", "例", cell) if isinstance(cell, str) and cell else cell


def _cells(one: Mapping[str, Any]) -> list[Cell]:
    known = sources().get(one.get("source", ""))
    return [
        Cell(c["name"], c.get("label", c["name"]), c["type"], known is not None and c["name"] not in known.columns)
        for c in one.get("columns", ())
    ]


def read_page(about: Mapping[str, Any], seen: Mapping[str, Seen], posted: Any) -> tuple[Described, dict[str, Any]]:
    """The page as it was sent, and the description it makes. With ``errors`` the description is not to be kept."""
    page = Described(
        posted.get("title", "").strip(), posted.get("note", "").strip(), [c for c in posted.getlist("classes") if c in CLAIM_CLASSES],
        posted.get("event", about.get("event", "")), [],
    )  # fmt: skip
    if not page.title:
        page.errors.append(("題名を入力してください。", "title"))
    if not page.classes:
        page.errors.append(("使える債権区分を一つ以上選んでください。", "classes"))
    for key in ("title", "note"):
        _check_length(page, getattr(page, key), key, {"title": "題名", "note": "注記"}[key], key)
    fields = [_read_field(page, one, seen.get(one["name"]), posted) for one in about["fields"]]
    changed = {**about, "title": page.title, "note": page.note, "claim_classes": list(page.classes), "fields": fields}
    if about.get("event", "") in EVENTS and page.event in EVENTS:
        changed["event"] = page.event
    return page, changed


def _read_field(page: Described, one: Mapping[str, Any], seen: Seen | None, posted: Any) -> dict[str, Any]:
    def text(part: str, usual: str) -> str:
        return str(posted.get(f"{part}-{one['name']}", usual)).replace("\r\n", "\n").strip()

    row = _row(one, seen)
    row.label, row.help = text("label", row.label) or row.name, text("help", row.help)
    if f"label-{row.name}" in posted:  # the page knew the field; a box that is not ticked is not sent
        row.required = f"required-{row.name}" in posted
    row.source, row.choices = text("source", row.source), text("choices", row.choices)
    row.example = text("example", row.example)
    kind = text("type", row.kind)
    row.kind = kind if kind in KINDS and (kind == "table") == (one["type"] == "table") else one["type"]
    if row.source and row.source not in sources() and row.source != one.get("source", ""):
        _say(page, row, "source", f"『{row.label}』の入れるものを、一覧から選び直してください。")
    _fit_to_source(page, row)
    for part, word in (("label", "表示名"), ("help", "説明"), ("choices", "選択肢")):
        _check_length(page, getattr(row, part), part, f"『{row.name}』の{word}", f"{part}-{row.name}")
    made = {
        **one, "label": row.label, "type": row.kind, "required": row.required, "help": row.help, "source": row.source,
        "choices": [line.strip() for line in row.choices.splitlines() if line.strip()],
    }  # fmt: skip
    made |= (
        _columns(row, one, posted) if row.kind == "table" else {"example": _read_example(page, row, made["choices"])}
    )
    row.cells = _cells(made)
    page.rows.append(row)
    return made


def _fit_to_source(page: Described, row: Row) -> None:
    """A value from the ledger brings its type along."""
    source = sources().get(row.source)
    if source is None or row.kind == "table" or source.type == row.kind:
        return
    if {source.type, row.kind} <= _TEXTUAL:
        return
    page.notes.append(
        f"『{row.label}』の種類を、入れるもの（{source.label}）に合わせて「{KINDS[source.type]}」にしました。"
    )
    row.kind = source.type


def _read_example(page: Described, row: Row, choices: Sequence[str]) -> Any:
    if row.kind == "choice":
        if not choices and not row.source:
            _say(page, row, "choices", f"『{row.label}』の選択肢を、1行に一つずつ入力してください。")
        elif choices and row.example in {"", MADE_UP}:
            row.example = choices[0]
        elif choices and row.example not in choices:
            _say(page, row, "example", f"『{row.label}』の例「{row.example[:40]}」は、選択肢にありません。")
    if row.kind not in _TEXTUAL and row.example == MADE_UP:
        row.example = _example({"name": row.label, "type": row.kind, "example": example_of(row.kind)})
    try:
        return parse_cell(row.kind, f"{row.label}の例", row.example)
    except InvalidInput as error:
        _say(page, row, "example", error.sentence)
        return None


def _columns(row: Row, one: Mapping[str, Any], posted: Any) -> dict[str, Any]:
    """The columns with their labels and types; where a type changed, the example follows."""
    columns, example = [], [dict(line) for line in one.get("example") or []]
    for number, column in enumerate(one.get("columns", ())):
        kind = posted.get(f"column-type-{row.name}-{number}", column["type"])
        kind = kind if kind in CELL_KINDS else column["type"]
        label = posted.get(f"column-label-{row.name}-{number}", "").strip()[:100] or column["name"]
        columns.append({**column, "label": label, "type": kind})
        for line in example if kind != column["type"] else ():
            line[column["name"]] = example_of(kind)
    return {"columns": columns, "example": example}


def _check_length(page: Described, text: str, part: str, word: str, where: str) -> None:
    if len(text) > _LONGEST[part]:
        page.errors.append((f"{word}は{_LONGEST[part]}文字以内にしてください（今は{len(text)}文字です）。", where))


def _say(page: Described, row: Row, part: str, sentence: str) -> None:
    row.error, row.part = sentence, part
    page.errors.append((sentence, f"{part}-{row.name}"))
