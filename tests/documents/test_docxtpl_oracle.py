"""docxtpl is the oracle: what officers learned about its tags prints the same words here.

Left out on purpose, because docxtpl is wrong there: undefined fields, unescaped values, lone surrogates, code.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document

from portal.documents import compile_form
from tests.documents import making

PEOPLE = [{"氏名": "架空 花子", "額": 12000, "済": True}, {"氏名": "見本 太郎", "額": 500, "済": False}]
VALUES: dict[str, Any] = {
    "氏名": "架空 花子",
    "金額": 12000,
    "人": PEOPLE,
    "列": ["四月", "五月", "六月"],
    "空": [],
    "有": True,
    "無": False,
    "色": "FFCC00",
    "幅": 2,
}


def words(content: bytes, *parts: str) -> list[str]:
    """Paragraph texts with something in them."""
    found: list[str] = []
    for part in parts or ("word/document.xml",):
        found += [text for text in making.text_of(content, part) if text.strip()]
    return found


def by_docxtpl(form: bytes, values: dict[str, Any]) -> bytes:
    from docxtpl import DocxTemplate

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        template = DocxTemplate(io.BytesIO(form))
        template.render(values, autoescape=True)
        out = io.BytesIO()
        template.save(out)
    return out.getvalue()


def paragraphs(*texts: str | list[str]) -> Callable[[Document], None]:
    def build(document: Document) -> None:
        for text in texts:
            making.add_split(document.add_paragraph(), [text] if isinstance(text, str) else text)

    return build


def table(*rows: list[str]) -> Callable[[Document], None]:
    def build(document: Document) -> None:
        made = document.add_table(len(rows), max(map(len, rows)))
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
        document.add_paragraph("表の後")

    return build


def header_and_footer(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "番号 {{ 金額 }}"
    making.add_split(document.sections[0].footer.paragraphs[0], ["{", "{ 氏", "名 }", "} 様"])
    document.add_paragraph("本文")


FORMS: dict[str, Callable[[Document], None]] = {
    "a plain field": paragraphs("氏名：{{ 氏名 }}　{{金額}}円"),
    "a tag split over runs": paragraphs(["{", "{ 氏", "名", " }", "} 様"], ["前{{ 金", "額 }}後{{ 氏名", " }}終"]),
    "a statement split over runs": paragraphs(["{% i", "f 有 %", "}はい{% el", "se %}いいえ{", "% endif %}"]),
    "an inline condition": paragraphs("{% if 有 %}有{% endif %}{% if 無 %}無{% else %}無し{% endif %}。"),
    "a condition over paragraphs": paragraphs(
        "{%p if 有 %}", "残る", "{%p endif %}", "{%p if 無 %}", "消える", "{%p endif %}", "末"
    ),
    "else between paragraphs": paragraphs("{%p if 無 %}", "甲", "{%p else %}", "乙 {{ 氏名 }}", "{%p endif %}"),
    "a loop over paragraphs": paragraphs(
        "{%p for 行 in 人 %}", "{{ loop.index }}. {{ 行.氏名 }} {{ 行['額'] }}", "{%p endfor %}"
    ),
    "an inline loop": paragraphs("{% for 月 in 列 %}{{ 月 }}{% if not loop.last %}、{% endif %}{% endfor %}"),
    "a loop spanning paragraphs without p": paragraphs(
        "始{% for 月 in 列 %}[{{ 月 }}]{% endfor %}", "{% if 有 %}次", "の段落{% endif %}"
    ),
    "a loop with an empty list": paragraphs("{%p for 行 in 空 %}", "{{ 行 }}", "{%p else %}", "なし", "{%p endfor %}"),
    "joined paragraphs": paragraphs(
        "私の家は", "{%- if 有 -%}", "町の中", "{%- else -%}", "いなか", "{%- endif -%}", "にあります。"
    ),
    "joined to the one before only": paragraphs("家は {% if 有 %}", "町", "{%- else %}", "村", "{%- endif %}", "です"),
    "filters of Jinja": paragraphs(
        "{{ 列|join('・') }} {{ 氏名|length }} {{ 列|first }} {{ 金額 + 1 }} {{ '%05d'|format(金額) }} {{ 列|upper }}"
    ),
    "set and expressions": paragraphs("{% set 合計 = 金額 * 2 %}{{ 合計 }} {{ 合計 if 有 else 0 }} {{ '有' ~ 合計 }}"),
    "a macro": paragraphs("{% macro 書く(x) %}《{{ x }}》{% endmacro %}{{ 書く(氏名) }}{{ 書く(金額) }}"),
    "Word's curly quotes in a tag": paragraphs("{{ 列|join(“／”) }} {{ 人[0][‘氏名’] }}"),
    "comparison signs in a tag": paragraphs("{% if 金額 > 100 and 金額 < 99999 %}範囲内{% endif %}"),
    "comments": paragraphs("前{# 見えない #}後", "{#p この段落は消える #}", "末"),
    "escaped braces": paragraphs("{_{ 氏名 }_} {_% if %_}"),
    "rows in a loop": table(
        ["氏名", "額"], ["{%tr for 行 in 人 %}", ""], ["{{ 行.氏名 }}", "{{ 行.額 }}"], ["{%tr endfor %}", ""]
    ),
    "rows with a condition": table(["{%tr if 無 %}"], ["消える"], ["{%tr else %}"], ["残る"], ["{%tr endif %}"]),
    "a commented row": table(["一"], ["{#tr この行は消える #}"], ["二"]),
    "nested rows": table(
        ["{%tr for 行 in 人 %}"],
        ["{{ 行.氏名 }}"],
        ["{%tr for 月 in 列 %}"],
        ["{{ 月 }}"],
        ["{%tr endfor %}"],
        ["{%tr endfor %}"],
    ),
    "cells in a loop": table(["月", "{%tc for 月 in 列 %}", "{{ 月 }}", "{%tc endfor %}"]),
    "a coloured cell": table(["{% cellbg 色 %}色 {{ 氏名 }}", "白"]),
    "a spanning cell": table(["{% colspan 幅 %}{{ 氏名 }}"], ["a", "b"]),
    "cells merged downwards": table(["{%tr for 月 in 列 %}", ""], ["{% vm %}年度", "{{ 月 }}"], ["{%tr endfor %}", ""]),
    "cells merged sideways": table(["{%tc for 月 in 列 %}", "{% hm %}見出し", "{%tc endfor %}"]),
    "a paragraph condition in a cell": table(["{% if 有 %}はい{% endif %}", "{{ 氏名 }}"]),
    "header and footer": header_and_footer,
    "line breaks and tabs in a value": paragraphs("{{ 複数行 }}"),
    "raw": paragraphs("{% raw %}{{ 氏名 }}{% endraw %} {{ 氏名 }}"),
}
VALUES["複数行"] = "一行目\n二行目\tタブの後"


@pytest.mark.parametrize("name", FORMS)
def test_prints_the_words_docxtpl_prints(name: str) -> None:
    document = docx.Document()
    FORMS[name](document)
    form = making.saved(document)
    parts = ["word/document.xml"]
    if name == "header and footer":
        parts += ["word/header1.xml", "word/footer1.xml"]
    expected = words(by_docxtpl(form, VALUES), *parts)
    assert expected, "the oracle printed nothing"
    assert words(compile_form(form).render(VALUES).content, *parts) == expected


def test_rich_text_prints_the_words_docxtpl_prints() -> None:
    from docxtpl import RichText as OracleText

    from portal.documents import RichText

    form = making.form_of("前 {{r 文 }} 後", ["{%r if 有 %}", "はい", "{%r endif %}"])
    theirs = OracleText("赤", color="FF0000", bold=True)
    theirs.add(" 普通 & <b>")
    ours = RichText("赤", color="FF0000", bold=True).add(" 普通 & <b>")
    expected = words(by_docxtpl(form, {"文": theirs, "有": True}))
    assert words(compile_form(form).render({"文": ours, "有": True}).content) == expected


def test_a_listing_starts_the_paragraphs_docxtpl_starts() -> None:
    from docxtpl import Listing as OracleListing

    from portal.documents import Listing

    form = making.form_of("{{ 一覧 }}", "末")
    text = "一\n二\a新しい段落\t& <x>\f新しいページ"
    expected = words(by_docxtpl(form, {"一覧": OracleListing(text)}))
    assert words(compile_form(form).render({"一覧": Listing(text)}).content) == expected


def test_the_sample_forms_cover_every_level_and_cell_word() -> None:
    assert len(FORMS) > 25
