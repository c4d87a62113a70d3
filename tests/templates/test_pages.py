"""A notice that is meant for one sheet stays on one sheet, with the real 教示文 in it."""

from __future__ import annotations

import copy
import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from portal.documents import compile_form
from portal.documents.fonts import fontconfig
from portal.documents.pdf import page_count
from tests.templates.conftest import TEMPLATES, ShippedForm, shipped_forms

# An answer sheet, a calculation sheet or a second page of an application belongs to these; all others are one sheet.
TWO_SHEETS = {"債権差押通知書-給与", "債権概要書", "徴収猶予申請書", "換価の猶予申請書", "議事録", "財産調査照会書-給与",
              "財産調査照会書-預貯金", "財産調査照会書-取引先", "官公署照会書", "財産収支状況書", "収支の明細書"}  # fmt: skip
NAMES = {"処分庁": "世田谷区長", "審査庁": "東京都国民健康保険審査会", "団体名": "世田谷区", "代表者": "世田谷区長"}


def longest_instruction(form: ShippedForm) -> list[str]:
    with (TEMPLATES / "教示文.toml").open("rb") as file:
        data = tomllib.load(file)
    variants = [entry for entry in data["variants"] if entry["code"] in form.about["appeal_variants"]]
    paragraphs = max((entry["paragraphs"] for entry in variants), key=lambda texts: len("".join(texts)), default=[])
    extra = [
        entry["text"] for entry in data["additions"] if form.name in entry["forms"] and not entry["property_kinds"]
    ]
    return [text.format(**NAMES) for text in [*paragraphs, *extra]]


def convert_all(office: Path, folder: Path) -> None:
    """One start of LibreOffice for all forms, with fonts as the portal sets them."""
    fonts = folder / "fonts.conf"
    fonts.write_text(fontconfig(folder / "cache"), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(path) for path in sorted(folder.glob("*.docx"))]
    subprocess.run(
        [str(office), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True,
        capture_output=True,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        timeout=300,
    )


@pytest.mark.pdf
@pytest.mark.slow
def test_forms_keep_to_their_number_of_sheets(libreoffice: Path, tmp_path: Path) -> None:
    for form in shipped_forms():
        values = form.example | ({"教示文": longest_instruction(form)} if "教示文" in form.example else {})
        content = compile_form(form.docx.read_bytes()).render(values).content
        (tmp_path / f"{form.name}.docx").write_bytes(content)
    convert_all(libreoffice, tmp_path)
    counted = {form.name: page_count(tmp_path / f"{form.name}.pdf") for form in shipped_forms()}
    assert counted == {name: 2 if name in TWO_SHEETS else 1 for name in counted}


@pytest.mark.pdf
@pytest.mark.slow
def test_a_long_list_adds_sheets_and_loses_nothing(libreoffice: Path, tmp_path: Path) -> None:
    """Fifteen claims of nine digits, to a long name: a reminder still fits its sheet, a letter with 教示文 takes a second."""
    named = {"督促状-公債権": 1, "催告書": 1, "差押予告書": 2, "徴収猶予許可通知書": 2, "保証債務履行請求書": 2}
    for form in shipped_forms():
        if form.name in named:
            values = copy.deepcopy(form.example)
            for row in values.get("明細", []):
                row.update(
                    {
                        "債権名": "特別区民税・都民税（普通徴収）",
                        "元金": 123_456_789,
                        "延滞金": 12_345_678,
                        "計": 135_802_467,
                    }
                )
            if "明細" in values:
                values["明細"] = (values["明細"] * 15)[:15]
            if "教示文" in values:
                values["教示文"] = longest_instruction(form)
            values |= {
                "氏名": "架空　" + "長" * 30,
                "住所": "世田谷区架空町一丁目" * 3,
                "方書": "架空グランドレジデンス" * 2 + "101号室",
            }
            content = compile_form(form.docx.read_bytes()).render(values).content
            (tmp_path / f"{form.name}.docx").write_bytes(content)
    convert_all(libreoffice, tmp_path)
    assert {name: page_count(tmp_path / f"{name}.pdf") for name in named} == named
