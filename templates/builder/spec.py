"""What a form is besides its look: code, law, who signs, which checks; and the vocabulary its fields come from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from jinja2 import Environment, meta

from builder.blocks import Page

HOME = Path(__file__).resolve().parent.parent
FILTERS = (
    "和暦 和暦略 西暦 期日 円 桁区切り 漢数字 大字 全角 半角 様 郵便番号 チェック".split()  # noqa: SIM905 - one line reads better
)

COMPULSORY, ORDINARY, PRIVATE = "compulsory_public", "ordinary_public", "private"
PUBLIC = (COMPULSORY, ORDINARY)
ALL = (COMPULSORY, ORDINARY, PRIVATE)
NON_COMPULSORY = (ORDINARY, PRIVATE)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One word form. `fields` overrides what the vocabulary says (required, example, source, label, help)."""

    name: str
    title: str
    code: str
    category: str
    draw: Callable[[], Page]
    claim_classes: tuple[str, ...]
    statutes: tuple[str, ...] = ()
    version: int = 1
    addressee: str = "debtor"
    signer: str = "区長"
    appeal_notice: str = "none"
    appeal_variants: tuple[str, ...] = ()
    disposition: bool = False
    event: str = ""
    retention_years: int = 5
    checks: tuple[str, ...] = ()
    manual: str = ""
    note: str = ""
    numbered_pages: bool = False
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def vocabulary(home: Path = HOME) -> dict[str, dict[str, Any]]:
    """Every field of every form by name (templates/項目.toml)."""
    with (home / "項目.toml").open("rb") as file:
        return {entry["name"]: entry for entry in tomllib.load(file)["fields"]}


def tag_text(document: WordDocument) -> str:
    """All text of the body in reading order, paragraph by paragraph, with docxtpl's p/tr/tc marks taken off."""
    lines = []
    for paragraph in document.element.body.iter(qn("w:p")):
        lines.append("".join(text.text or "" for text in paragraph.iter(qn("w:t"))))
    return re.sub(r"\{%(p|tr|tc|r)\s", "{% ", "\n".join(lines))


def used_names(text: str) -> list[str]:
    """Fields the tags ask for, in the order of first appearance."""
    environment = Environment(autoescape=True)
    environment.filters.update(dict.fromkeys(FILTERS, str))
    names = meta.find_undeclared_variables(environment.parse(text))
    tags = " ".join(re.findall(r"\{[{%].*?[%}]\}", text))
    return sorted(names, key=lambda name: re.search(rf"(?<!\w){re.escape(name)}(?!\w)", tags).start())  # type: ignore[union-attr]


def declared_fields(form: Form, text: str, words: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The `[[fields]]` of a form: its tags looked up in the vocabulary, changed by the form's own wishes."""
    result = []
    for name in used_names(text):
        if name not in words:
            raise KeyError(f"{form.name}: 『{name}』が項目.tomlにありません。")
        entry = {**words[name], **form.fields.get(name, {})}
        if entry["type"] == "table":
            entry = _only_used_columns(entry, text)
        result.append(entry)
    unknown = set(form.fields) - {entry["name"] for entry in result}
    if unknown:
        raise KeyError(f"{form.name}: 様式で使われていない項目に指定があります: {sorted(unknown)}")
    return result


def _only_used_columns(entry: dict[str, Any], text: str) -> dict[str, Any]:
    used = set(re.findall(rf"(?<!\w){re.escape(entry['name'])}行\.(\w+)", text))
    columns = [column for column in entry["columns"] if column["name"] in used]
    missing = used - {column["name"] for column in columns}
    if missing:
        raise KeyError(f"『{entry['name']}』に列{sorted(missing)}がありません。")
    keep = [column["name"] for column in columns]
    rows = [{key: row[key] for key in keep} for row in entry["example"]]
    return {**entry, "columns": columns, "example": rows}


def to_toml(form: Form, fields: list[dict[str, Any]]) -> str:
    """The form's .toml, with keys always in the same order."""
    head = {
        "title": form.title, "code": form.code, "version": form.version, "category": form.category,
        "statutes": list(form.statutes), "claim_classes": list(form.claim_classes), "addressee": form.addressee,
        "signer": form.signer, "appeal_notice": form.appeal_notice, "appeal_variants": list(form.appeal_variants),
        "disposition": form.disposition, "event": form.event, "retention_years": form.retention_years,
        "checks": list(form.checks), "manual": form.manual, "note": form.note,
    }  # fmt: skip
    lines = [f"{key} = {_value(value)}" for key, value in head.items()]
    for entry in fields:
        lines += ["", "[[fields]]"]
        for key in ("name", "label", "type", "required", "example", "source", "help", "choices"):
            default: Any = {"required": True, "source": "", "help": "", "choices": []}.get(key)
            lines.append(f"{key} = {_value(entry.get(key, default))}")
        for column in entry.get("columns", []):
            lines += ["", "[[fields.columns]]"]
            lines += [f"{key} = {_value(column[key])}" for key in ("name", "label", "type")]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{key}" = {_value(item)}' for key, item in value.items()) + " }"
    if any(isinstance(item, Mapping) for item in value):
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    return "[" + ", ".join(_value(item) for item in value) + "]"
