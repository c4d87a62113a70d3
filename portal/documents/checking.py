"""A word form looked over before it is used: every finding says where, what, and how to mend it.

`check_form` runs here; `check_form_apart` runs the same in a process with little memory and time, for files of anybody.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from portal.documents.compiler import ENVIRONMENT, labelled_parts
from portal.documents.fonts import known_substitute
from portal.documents.merging import SHARED_PROBLEM, SHARED_REMEDY
from portal.documents.package import Limits, Package, open_package, parse_xml, refuse_doctype
from portal.documents.parts import FieldUse, PartProgram, part_source
from portal.documents.places import FormError, P, Place, PlaceFinder, own_text, shortened, w
from portal.documents.properties import PROPERTIES_PART
from portal.domain.errors import InvalidInput

Severity = Literal["error", "warning"]
_ACTIVE = re.compile(r"(?i)(vbaproject|activex|/embeddings/|\.bin$|\.exe$|\.js$)")
_LAYOUT = ("ヘッダー", "フッター")
_WIDE_BRACES = re.compile("｛[｛%％]|[%％]｝|｝｝|｛\\{|\\{｛")
_FACES = (w("ascii"), w("hAnsi"), w("eastAsia"))
_STYLE_REFERENCES = (w("pStyle"), w("rStyle"), w("tblStyle"))
_ALWAYS_THERE = {"Symbol", "Wingdings", "Times New Roman", "Arial", "Calibri", "Cambria", "Century", "Courier New"}


@dataclass(frozen=True)
class Finding:
    """One thing to look at: an `error` keeps the form from use, a `warning` is for the officer to judge."""

    part: str
    place: str
    text: str
    problem: str
    remedy: str
    severity: Severity

    def __str__(self) -> str:
        where = " ".join(piece for piece in (self.part, self.place) if piece)
        around = f"「{self.text}」" if self.text else ""
        return f"{where}{around}：{self.problem}{self.remedy}"


def check_form(
    docx: bytes,
    known_fields: Collection[str] | None = None,
    *,
    shared_fields: Collection[str] = (),
    installed_fonts: Collection[str] | None = None,
    limits: Limits | None = None,
) -> list[Finding]:
    """All findings, errors first. None for `known_fields` or `installed_fonts` leaves that check out.

    `shared_fields` are those that are the same for a whole batch and may stand in a header.
    """
    try:
        package = open_package(docx, limits=limits)
    except InvalidInput as error:
        return [_of_error("ファイル", error)]
    found = [*_file_findings(package)]
    try:
        labels = list(labelled_parts(package))
    except InvalidInput as error:
        return list(dict.fromkeys([*found, _of_error("ファイル", error)]))
    for name, label in labels:
        found.extend(_part_findings(package, name, label, known_fields, shared_fields, limits))
    if installed_fonts is not None:
        found.extend(_font_findings(package, installed_fonts))
    return sorted(dict.fromkeys(found), key=lambda finding: finding.severity != "error")


def _file_findings(package: Package) -> Iterator[Finding]:
    for name, blob in package.parts.items():
        if _ACTIVE.search(name):
            yield _error("ファイル", name, "埋め込まれたプログラムやファイルがあります。", "Wordで削除してください。")
        if name.endswith((".xml", ".rels")):
            try:
                refuse_doctype(blob, name)
            except InvalidInput as error:
                yield _of_error("ファイル", error)
        if name.endswith(".rels"):
            yield from _link_findings(package, name)


def _link_findings(package: Package, rels: str) -> Iterator[Finding]:
    folder, _, file = rels.rpartition("/_rels/")
    owner = f"{folder}/{file.removesuffix('.rels')}".lstrip("/") if folder or file else ""
    try:
        relationships = package.relationships(owner if rels != "_rels/.rels" else "")
    except InvalidInput as error:
        yield _of_error("ファイル", error)
        return
    for link in relationships:
        if link.kind == "aFChunk":
            yield _error("ファイル", link.target, "別の文書が埋め込まれています。", "内容を貼り付け直してください。")
        if not link.external:
            continue
        if link.kind == "hyperlink":
            yield Finding(
                "ファイル", "", link.target, "外部へのリンクがあります。", "リンク先を確かめてください。", "warning"
            )
        else:
            yield _error(
                "ファイル",
                link.target,
                "外部のファイルを読み込む設定があります。",
                "Wordで、図は埋め込みに、テンプレートの添付は標準（Normal.dotm）に変えてください。",
            )


def _part_findings(
    package: Package,
    name: str,
    label: str,
    known_fields: Collection[str] | None,
    shared_fields: Collection[str],
    limits: Limits | None,
) -> Iterator[Finding]:
    try:
        root = parse_xml(package.parts[name], name, limits=limits)
        yield from _text_findings(root, label)
        source = part_source(root, name, label)
        program = PartProgram(source, ENVIRONMENT)
    except InvalidInput as error:
        yield _of_error(label, error)
        return
    for place, text in source.dropped:
        yield _at(
            place,
            f"「{{%p」「{{%tr」などの印と同じ場所の文字『{shortened(text, limit=20)}』は印刷されません。",
            "印だけの段落や行に分けてください。",
            "warning",
        )
    for use in program.fields:
        yield from _field_findings(use, label, name, known_fields, shared_fields)


def _field_findings(
    use: FieldUse, label: str, name: str, known_fields: Collection[str] | None, shared_fields: Collection[str]
) -> Iterator[Finding]:
    if known_fields is not None and use.name not in known_fields:
        close = difflib.get_close_matches(use.name, list(known_fields), n=1, cutoff=0.5)
        hint = (
            f"『{close[0]}』のことであれば、そのように直してください。"
            if close
            else "項目一覧に加えるか、様式から消してください。"
        )
        yield _at(use.place, f"項目『{use.name}』は、この様式の項目一覧にありません。", hint, "error")
    if name != PROPERTIES_PART and label.startswith(_LAYOUT) and use.name not in shared_fields:
        yield _at(use.place, f"項目『{use.name}』：{SHARED_PROBLEM}", SHARED_REMEDY, "warning")


def _text_findings(root: etree._Element, label: str) -> Iterator[Finding]:
    places = PlaceFinder(root, label)
    for paragraph in root.iter(P):
        text = own_text(paragraph)
        if _WIDE_BRACES.search(text):
            yield _at(
                places.of(paragraph),
                "全角の波かっこは差込項目になりません。",
                "半角の「{{ }}」で書いてください。",
                "warning",
            )
    for kind, problem, remedy in _LEFTOVERS:
        found = next(root.iter(w(kind)), None)
        if found is not None:
            yield _at(places.of(found), problem, remedy, "warning")
    for code in root.iter(w("instrText")):
        if re.search(r"\b(MERGEFIELD|INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO)\b", code.text or ""):
            yield _at(
                places.of(code),
                f"Wordのフィールド『{shortened(code.text or '', limit=20)}』は差し込まれません。",
                "「{{ 項目名 }}」に書き換えてください。",
                "warning",
            )


_LEFTOVERS = (
    ("ins", "変更履歴が残っています。", "Wordの「校閲」で承諾してから保存してください。"),
    ("del", "変更履歴（削除）が残っています。", "Wordの「校閲」で承諾してから保存してください。"),
    ("commentReference", "コメントが残っています。", "Wordの「校閲」で削除してください。"),
)


def _font_findings(package: Package, installed: Collection[str]) -> Iterator[Finding]:
    names = dict.fromkeys(
        value for fonts in _fonts_in_use(package) for key, value in fonts.attrib.items() if key in _FACES and value
    )
    for font in names:
        if font not in installed and not known_substitute(font) and font not in _ALWAYS_THERE:
            yield Finding(
                "ファイル", "", font, f"フォント『{font}』がPDFを作る機械にありません。",
                "別の書体で印刷されます。ＭＳ 明朝かＭＳ ゴシックに変えることを勧めます。", "warning",
            )  # fmt: skip


def _fonts_in_use(package: Package) -> Iterator[etree._Element]:
    """Font settings of the text and of the styles it uses; those of styles nobody uses do not print."""
    roots = [parse_xml(package.parts[name], name) for name, _ in labelled_parts(package)]
    used = {node.get(w("val")) for root in roots for node in root.iter(*_STYLE_REFERENCES)}
    for root in roots:
        yield from root.iter(w("rFonts"))
    styles = [r for r in package.relationships(package.document) if r.kind == "styles" and not r.external]
    name = package.target(package.document, styles[0]) if styles else ""
    if name not in package.parts:
        return
    root = parse_xml(package.parts[name], name)
    yield from (fonts for defaults in root.iter(w("docDefaults")) for fonts in defaults.iter(w("rFonts")))
    known = {style.get(w("styleId")): style for style in root.iter(w("style"))}
    waiting = [key for key, style in known.items() if key in used or style.get(w("default")) == "1"]
    for key in waiting:
        if (style := known.pop(key, None)) is not None:
            yield from style.iter(w("rFonts"))
            waiting.extend(based.get(w("val")) for based in style.iter(w("basedOn"), w("link")))


def _of_error(part: str, error: InvalidInput) -> Finding:
    if isinstance(error, FormError) and error.place is not None:
        shown = f"『{error.tag}』：" if error.tag else ""
        return _at(error.place, shown + error.problem, "", "error")
    return Finding(part, "", "", error.sentence, "", "error")


def _error(part: str, text: str, problem: str, remedy: str) -> Finding:
    return Finding(part, "", text, problem, remedy, "error")


def _at(place: Place, problem: str, remedy: str, severity: Severity) -> Finding:
    return Finding(place.part, place.where, place.text, problem, remedy, severity)


def check_form_apart(
    docx: bytes,
    known_fields: Collection[str] | None = None,
    *,
    shared_fields: Collection[str] = (),
    installed_fonts: Collection[str] | None = None,
    memory_bytes: int = 1024 * 1024 * 1024,
    timeout_seconds: float = 30,
) -> list[Finding]:
    """`check_form` in a process of its own that may use so much memory and time (memory: not on Windows)."""
    arguments = {
        "known_fields": None if known_fields is None else sorted(known_fields),
        "shared_fields": sorted(shared_fields),
        "installed_fonts": None if installed_fonts is None else sorted(installed_fonts),
        "memory_bytes": memory_bytes,
    }
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "portal.documents.check_worker"],
            input=json.dumps(arguments).encode() + b"\n" + docx,
            capture_output=True,
            timeout=timeout_seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return [_unfinished()]
    if ended.returncode:
        return [_unfinished()]
    return [Finding(**item) for item in json.loads(ended.stdout)]


def as_json(findings: list[Finding]) -> str:
    """Findings for the pipe between the processes."""
    return json.dumps([asdict(finding) for finding in findings])


def _unfinished() -> Finding:
    return _error(
        "ファイル", "", "検査が終わりませんでした（大きすぎるか、壊れています）。", "Wordで作り直してください。"
    )
