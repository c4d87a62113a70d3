"""Letters as offices have them: typed in pieces as Word and LibreOffice keep them, blanks, Word's own merge fields."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

MAIL_SOURCE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/mailMergeSource"
LINES = (
    "８世納第　　号",
    "令和　年　月　日",
    "〒154-0000",
    "世田谷区架空町一丁目2番3号",
    "架空　花子　様",
    "世田谷区長　架空　太郎",
    "国民健康保険料の納付について（お知らせ）",
    "　あなたの国民健康保険料○○円が、納期限（令和８年９月３０日）を過ぎても納付されていません。",
    "　つきましては、令和８年１２月１４日までに納付してください。",
    "問合せ先　財務部納税課　電話　｛電話番号｝　担当　｛担当者｝",
)
CELLS = (("期別", "○○"), ("延滞金", "金　　　　円"), ("備考", "＿＿＿＿"))


def bytes_of(document: Any) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def opened(docx: bytes) -> Any:
    return Document(BytesIO(docx))


def typed_in_pieces(paragraph: Any, text: str, *, size: int = 2) -> None:
    """Runs of two characters, every other one in another language: a tag or a blank never stands in one run."""
    for at in range(0, len(text), size):
        language = OxmlElement("w:lang")
        language.set(qn("w:eastAsia"), "ja-JP" if at % (2 * size) else "en-US")
        paragraph.add_run(text[at : at + size])._r.get_or_add_rPr().append(language)


def ordinary_letter(*more: str) -> bytes:
    """A letter with blanks, ○○, named braces and last year's values; no tag in it."""
    document = Document()
    for line in (*LINES, *more):
        typed_in_pieces(document.add_paragraph(), line)
    table = document.add_table(rows=len(CELLS), cols=2)
    for row, cells in enumerate(CELLS):
        for column, text in enumerate(cells):
            typed_in_pieces(table.cell(row, column).paragraphs[0], text)
    return bytes_of(document)


def merge_letter() -> bytes:
    """A main document of Word's 差し込み印刷, with its memory of somebody's Excel file."""
    document = Document()
    first = document.add_paragraph()
    _merge_field(first, "送付先氏名")
    first.add_run("　様")
    second = document.add_paragraph("未納額は")
    _merge_field(second, "滞納額")
    second.add_run("です。")
    _simple_field(second, "訪問予定日")
    second.add_run("に伺います。")
    document.settings.element.insert(0, OxmlElement("w:mailMerge"))
    document.part._settings_part.relate_to("file:///C:/list.xlsx", MAIL_SOURCE, is_external=True)
    return bytes_of(document)


def _merge_field(paragraph: Any, name: str) -> None:
    for kind in ("begin", "code", "separate", "text", "end"):
        run = paragraph.add_run(f"«{name}»" if kind == "text" else None)
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.text = f" MERGEFIELD {name} \\* MERGEFORMAT "
            run._r.append(code)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _simple_field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f' MERGEFIELD "{name}" ')
    run = paragraph.add_run(f"«{name}»")._r
    field.append(run)
    paragraph._p.append(field)
