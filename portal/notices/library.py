"""The office's word forms (様式): what the files under ``templates/`` say, as values.

A form is a ``.docx`` and a ``.toml`` of the same name. Office forms from the workshop are laid over them by name (see
``workshop``); this module reads the shipped files only.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from portal.documents import CompiledForm, compile_form
from portal.documents.zipping import Deflate
from portal.domain.errors import InvalidInput, NotFound

DATA_FILES = frozenset({"項目", "教示文"})
TYPES = ("text", "lines", "date", "yen", "int", "choice", "table", "bool")
OWN_CATEGORY = "課で作った様式"
# As the work goes, the daily ones first; a category that is not named here comes last.
CATEGORIES = (
    "督促・催告", OWN_CATEGORY, "納付相談・誓約", "納付緩和", "調査", "滞納処分", "私債権・非強制徴収公債権", "弁護士委任",
    "生活保護返還金", "放棄・欠損", "管理様式", "連絡会",
)  # fmt: skip
_EMPTY = {"bool": False, "text": "", "choice": ""}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CONTROL_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FIELD_TAG = re.compile(r"\{\{[a-z]?\s*(\w+)[^}]*\}\}")


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a table field."""

    name: str
    label: str
    type: str


@dataclass(frozen=True)
class FormField:
    """One value a notice needs: where it comes from, and what an example looks like."""

    name: str
    label: str
    type: str
    required: bool
    example: Any
    source: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[FormColumn, ...] = ()

    @property
    def empty(self) -> Any:
        """The value of a field nobody filled in."""
        if self.type in {"lines", "table"}:
            return []
        return _EMPTY.get(self.type)


@dataclass(frozen=True)
class WordForm:
    """One word form with its description. ``name`` is its id (督促状-公債権); ``docx`` its bytes."""

    name: str
    title: str
    code: str
    version: int
    category: str
    statutes: tuple[str, ...]
    claim_classes: tuple[str, ...]
    addressee: str
    signer: str
    appeal_notice: str
    appeal_variants: tuple[str, ...]
    disposition: bool
    event: str
    retention_years: int
    checks: tuple[str, ...]
    manual: str
    note: str
    fields: tuple[FormField, ...]
    docx: bytes = field(repr=False)
    about: Mapping[str, Any] = field(repr=False, default_factory=dict)
    office_version_id: int | None = None

    @property
    def shelf(self) -> tuple[int, str, str, str]:
        """Where it stands in a list of forms."""
        known = CATEGORIES.index(self.category) if self.category in CATEGORIES else len(CATEGORIES)
        return known, self.category, self.code, self.name

    @property
    def by_name(self) -> Mapping[str, FormField]:
        return {one.name: one for one in self.fields}

    @property
    def example(self) -> dict[str, Any]:
        """The example row of the form."""
        return {one.name: one.example for one in self.fields}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the Word file."""
        return hashlib.sha256(self.docx).hexdigest()

    @property
    def compiled(self) -> CompiledForm:
        return compiled(self.docx)

    @property
    def belongs_to(self) -> str:
        """The other part of the portal that makes this document (連絡会, 弁護士委任), or empty."""
        sources = {one.source for one in self.fields}
        if any(source.startswith("meeting.") for source in sources):
            return "連絡会"
        return "弁護士委任" if sources & _PACKET_SOURCES else ""

    @property
    def per_claim(self) -> bool:
        """Whether it is about a single claim (期別), not the whole case."""
        sources = {one.source for one in self.fields}
        return "claims" not in sources and bool(sources & {"claim.due_date", "claim.period", "computed.steps"})


_PACKET_SOURCES = {"referral.number", "referral.exhibits", "referral.documents", "referral.policy"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a form: the sentence, and whether it keeps the form from use."""

    form: str
    sentence: str
    mild: bool = False


@lru_cache(maxsize=64)
def compiled(docx: bytes, enclosure: bytes | None = None, deflate: Deflate = "stdlib") -> CompiledForm:
    """The form as a program, kept: the same bytes are compiled once."""
    return compile_form(docx, enclosure=enclosure, deflate=deflate)


def shipped(folder: Path) -> Mapping[str, WordForm]:
    """Every readable form of the folder by name; read again when a file changes."""
    return _shipped(folder, _signature(folder))[0]


def unreadable(folder: Path) -> Sequence[Problem]:
    """The forms that could not be read, with reasons."""
    return _shipped(folder, _signature(folder))[1]


def shipped_form(folder: Path, name: str) -> WordForm:
    """The form called ``name``. Raises NotFound."""
    found = shipped(folder).get(name)
    if found is None:
        raise unknown_form(name)
    return found


def unknown_form(name: str) -> NotFound:
    return NotFound(f"様式『{name[:60]}』は見つかりません。様式の一覧から選び直してください。")


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    listed = sorted(path for path in folder.glob("*.*") if path.suffix in {".toml", ".docx"})
    stats = ((path.name, path.stat()) for path in listed)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=4)
def _shipped(folder: Path, _signature: object) -> tuple[Mapping[str, WordForm], tuple[Problem, ...]]:
    forms: dict[str, WordForm] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem in DATA_FILES:
            continue
        try:
            forms[path.stem] = read_form(path.stem, path.read_bytes(), path.with_suffix(".docx").read_bytes())
        except (InvalidInput, OSError) as error:
            sentence = error.sentence if isinstance(error, InvalidInput) else "Wordファイルがありません。"
            problems.append(Problem(path.stem, f"様式『{path.stem}』：{sentence}"))
    return dict(sorted(forms.items(), key=lambda item: item[1].shelf)), tuple(problems)


def read_form(name: str, toml: bytes, docx: bytes) -> WordForm:
    """A form from its two files. Raises InvalidInput naming the key."""
    try:
        about = tomllib.loads(toml.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"説明ファイル（.toml）を読み取れません（{error}）。") from error
    return form_from(name, about, docx)


def form_from(name: str, about: Mapping[str, Any], docx: bytes, *, office_version_id: int | None = None) -> WordForm:
    """A form from its description. Raises InvalidInput naming what is missing."""
    try:
        return WordForm(
            name=name,
            title=about["title"],
            code=about["code"],
            version=about["version"],
            category=about["category"],
            statutes=tuple(about.get("statutes", ())),
            claim_classes=tuple(about["claim_classes"]),
            addressee=about["addressee"],
            signer=about.get("signer", ""),
            appeal_notice=about.get("appeal_notice", "none"),
            appeal_variants=tuple(about.get("appeal_variants", ())),
            disposition=bool(about.get("disposition", False)),
            event=about.get("event", ""),
            retention_years=int(about.get("retention_years", 5)),
            checks=tuple(about.get("checks", ())),
            manual=about.get("manual", ""),
            note=about.get("note", ""),
            fields=tuple(_field(row) for row in about["fields"]),
            docx=docx,
            about=about,
            office_version_id=office_version_id,
        )
    except KeyError as error:
        raise InvalidInput(f"説明ファイルに『{error.args[0]}』がありません。") from error


def _field(row: Mapping[str, Any]) -> FormField:
    if row["type"] not in TYPES:
        raise InvalidInput(
            f"項目『{row['name']}』の種類『{row['type']}』は使えません。{'、'.join(TYPES)}から選びます。"
        )
    return FormField(
        name=row["name"],
        label=row.get("label", row["name"]),
        type=row["type"],
        required=bool(row.get("required", False)),
        example=row.get("example"),
        source=row.get("source", ""),
        help=row.get("help", ""),
        choices=tuple(row.get("choices", ())),
        columns=tuple(
            FormColumn(one["name"], one.get("label", one["name"]), one["type"]) for one in row.get("columns", ())
        ),
    )


def text_of(docx: bytes) -> str:
    """The words of a form, one line a paragraph; fields as 〔名〕. For search and for the form's page."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    paragraphs = ("".join(node.text or "" for node in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p"))
    cleaned = (_FIELD_TAG.sub(r"〔\1〕", _CONTROL_TAG.sub("", line)).strip() for line in paragraphs)
    return "\n".join(line for line in cleaned if line)


def check(form: WordForm) -> Iterator[Problem]:
    """Whether the form compiles, knows its fields and renders with its example."""
    try:
        program = form.compiled
        unknown = set(program.fields) - set(form.by_name)
        if unknown:
            yield Problem(
                form.name, f"様式『{form.name}』：説明ファイルにない項目があります：{'、'.join(sorted(unknown))}。"
            )
            return
        program.render(form.example)
    except InvalidInput as error:
        yield Problem(form.name, f"様式『{form.name}』：{error.sentence}")


def problems(folder: Path) -> Iterator[Problem]:
    """Everything wrong with the shipped forms (for `portal doctor`)."""
    yield from unreadable(folder)
    for form in shipped(folder).values():
        yield from check(form)


def doctor(office: Any, today: date) -> Iterator[Problem]:
    """様式"""
    yield from problems(office.settings.templates)
