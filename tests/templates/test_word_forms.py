"""Every shipped word form has its two files, declares what it uses, renders with its example, and keeps within the law."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Environment, meta

from portal.documents import check_form, compile_form
from portal.documents.filters import FILTERS
from tests.templates.conftest import TEMPLATES, ShippedForm, shipped_forms

FORMS = shipped_forms()
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
KEYS = {
    "title", "code", "version", "category", "statutes", "claim_classes", "addressee", "signer", "appeal_notice",
    "appeal_variants", "disposition", "event", "retention_years", "checks", "manual", "note", "fields",
}  # fmt: skip
TYPES = {"text": str, "choice": str, "date": date, "yen": int, "int": int, "bool": bool, "lines": list, "table": list}
ADDRESSEES = {"debtor", "guarantor", "heir", "third_party", "applicant", "internal"}
CLAIM_CLASSES = {"compulsory_public", "ordinary_public", "private"}
# A private claim is collected through the court: these words would claim a power that the ward does not have.
FORBIDDEN_FOR_PRIVATE = ("差押", "差し押", "滞納処分", "滞納者", "教示", "審査請求", "徴税吏員", "延滞金", "国税徴収法")
# Letters for all classes must be true of a private claim as well.
FORBIDDEN_FOR_SHARED = ("差押", "差し押", "滞納処分", "教示", "審査請求", "徴税吏員")


def text_of(content: bytes | Path) -> str:
    document = Document(io.BytesIO(content) if isinstance(content, bytes) else str(content))
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )


def tags(form: ShippedForm) -> str:
    return re.sub(r"\{%(p|tr|tc|r)\s", "{% ", text_of(form.docx))


def render(form: ShippedForm, values: dict[str, Any]) -> bytes:
    return compile_form(form.docx.read_bytes()).render(values).content


def render_with_oracle(form: ShippedForm, values: dict[str, Any], jinja: Environment) -> bytes:
    template = DocxTemplate(str(form.docx))
    template.render(values, jinja, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def vocabulary() -> dict[str, dict[str, Any]]:
    with (TEMPLATES / "項目.toml").open("rb") as file:
        return {entry["name"]: entry for entry in tomllib.load(file)["fields"]}


@every_form
def test_form_has_both_files_and_all_keys(form: ShippedForm) -> None:
    assert form.docx.is_file()
    assert set(form.about) == KEYS
    assert form.about["addressee"] in ADDRESSEES
    assert form.about["claim_classes"] and set(form.about["claim_classes"]) <= CLAIM_CLASSES
    assert form.about["manual"]


def test_no_word_file_lacks_its_description() -> None:
    assert {path.stem for path in TEMPLATES.glob("*.docx")} == {form.name for form in FORMS}


def test_codes_are_unique() -> None:
    codes = [form.about["code"] for form in FORMS]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-Z]-\d\d", code) for code in codes)


@every_form
def test_tags_and_declared_fields_are_the_same(form: ShippedForm, jinja: Environment) -> None:
    assert meta.find_undeclared_variables(jinja.parse(tags(form))) == set(form.example)
    assert set(compile_form(form.docx.read_bytes()).fields) == set(form.example)


@every_form
def test_upload_check_finds_nothing(form: ShippedForm) -> None:
    assert [str(finding) for finding in check_form(form.docx.read_bytes(), list(form.example))] == []


@every_form
def test_columns_and_row_tags_are_the_same(form: ShippedForm) -> None:
    source = tags(form)
    for field in form.about["fields"]:
        if field["type"] == "table":
            used = set(re.findall(rf"(?<!\w){field['name']}行\.(\w+)", source))
            assert used == {column["name"] for column in field["columns"]}
            assert all(set(row) == used for row in field["example"])


@every_form
def test_tags_use_known_filters_only(form: ShippedForm) -> None:
    assert set(re.findall(r"\|\s*(\w+)", " ".join(re.findall(r"\{\{.*?\}\}", tags(form))))) <= set(FILTERS)


@every_form
def test_fields_keep_to_the_vocabulary(form: ShippedForm) -> None:
    words = vocabulary()
    for field in form.about["fields"]:
        assert field["type"] == words[field["name"]]["type"]
        assert set(field["choices"]) == set(words[field["name"]].get("choices", []))


@every_form
def test_examples_have_the_declared_type(form: ShippedForm) -> None:
    for field in form.about["fields"]:
        assert type(field["example"]) is TYPES[field["type"]], field["name"]
        if field["type"] == "choice":
            assert field["example"] in field["choices"]


@every_form
def test_checks_are_known(form: ShippedForm) -> None:
    with (TEMPLATES / "項目.toml").open("rb") as file:
        known = tomllib.load(file)["checks"]
    assert set(form.about["checks"]) <= set(known)


@every_form
def test_form_renders_with_its_example_as_docxtpl_would(form: ShippedForm, jinja: Environment) -> None:
    text = text_of(render(form, form.example))
    assert text == text_of(render_with_oracle(form, form.example, jinja))
    assert not re.search(r"\{[{%]|[}%]\}", text)
    assert "None" not in text


def without_optional(form: ShippedForm) -> dict[str, Any]:
    empty = {"text": "", "choice": "", "lines": [], "table": [], "bool": False}
    return {
        field["name"]: field["example"] if field["required"] else empty.get(field["type"])
        for field in form.about["fields"]
    }


@every_form
def test_form_renders_without_its_optional_fields(form: ShippedForm) -> None:
    content = render(form, without_optional(form))
    assert "None" not in text_of(content)
    document = Document(io.BytesIO(content))
    assert all(cell.findall(qn("w:p")) for cell in document.element.body.iter(qn("w:tc")))


@every_form
def test_a_name_that_looks_like_a_tag_is_printed_as_it_is(form: ShippedForm) -> None:
    names = [name for name in ("氏名", "債務者氏名", "滞納者氏名") if name in form.example]
    for name in names:
        text = text_of(render(form, {**form.example, name: "{{ 合計 }}<b>&"}))
        assert "{{ 合計 }}<b>&" in text


@every_form
def test_header_and_footer_hold_no_field(form: ShippedForm) -> None:
    with zipfile.ZipFile(form.docx) as archive:
        for name in archive.namelist():
            if re.match(r"word/(header|footer)", name):
                assert "{{" not in archive.read(name).decode("utf-8")


@every_form
def test_fonts_are_declared_for_east_asian_text(form: ShippedForm) -> None:
    with zipfile.ZipFile(form.docx) as archive:
        styles = archive.read("word/styles.xml").decode("utf-8")
    assert 'w:eastAsia="ＭＳ 明朝"' in styles
    assert 'w:eastAsia="ＭＳ ゴシック"' in styles


@every_form
def test_paper_is_a4_portrait(form: ShippedForm) -> None:
    section = Document(str(form.docx)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@every_form
def test_private_claims_never_see_words_of_public_power(form: ShippedForm) -> None:
    classes = form.about["claim_classes"]
    text = text_of(render(form, form.example))
    if classes == ["private"]:
        found = [word for word in FORBIDDEN_FOR_PRIVATE if word in text]
    elif "private" in classes and form.about["addressee"] != "internal":
        found = [word for word in FORBIDDEN_FOR_SHARED if word in text]
    else:
        found = []
    assert not found


@every_form
def test_instruction_on_appeal_stands_on_dispositions_only(form: ShippedForm) -> None:
    wanted = form.about["appeal_notice"] == "auto"
    assert form.about["appeal_notice"] in {"auto", "none"}
    assert ("教示文" in form.example) == wanted
    assert bool(form.about["appeal_variants"]) == wanted
    assert form.about["disposition"] or not wanted
    assert form.about["claim_classes"] != ["private"] or not form.about["disposition"]
    assert "審査請求をすることができます" not in text_of(form.docx)


@every_form
def test_example_people_are_fictional(form: ShippedForm) -> None:
    for name in ("氏名", "債務者氏名", "滞納者氏名", "発信者氏名", "担当者"):
        if name in form.example:
            assert "架空" in form.example[name]


def test_instructions_on_appeal_cover_all_variants() -> None:
    with (TEMPLATES / "教示文.toml").open("rb") as file:
        data = tomllib.load(file)
    assert [variant["code"] for variant in data["variants"]] == list("ABCDEF")
    placeholders = {"処分庁", "審査庁", "団体名", "代表者"}
    for variant in data["variants"]:
        assert variant["sources"]
        assert variant["verified"] or "要確認" in variant["note"]
        assert set(re.findall(r"\{(.+?)\}", "".join(variant["paragraphs"]))) <= placeholders
    assert not data["variants"][-1]["paragraphs"], "a private claim gets no instruction"
    assert {rule["variant"] for rule in data["rules"]} == set("ABCDEF")
    named = {name for part in [*data["rules"], *data["additions"]] for name in part["forms"]}
    assert named <= {form.name for form in FORMS}


def files_of(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted([*folder.glob("*.docx"), *folder.glob("*.toml")]):
        if path.stem not in {"項目", "教示文"}:
            yield path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def test_build_script_makes_the_committed_files_again(tmp_path: Path) -> None:
    """An edit in Word must be carried back into templates/builder, or this form taken out of it."""
    script = TEMPLATES / "build_forms.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True, capture_output=True)
    assert dict(files_of(tmp_path)) == dict(files_of(TEMPLATES))
