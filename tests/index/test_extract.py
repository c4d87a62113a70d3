"""Attachments: their text, and what bad ones are told."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pptx
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from portal.domain.errors import InvalidInput
from portal.index.extract import Limits, extract_text


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("納付相談の記録")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "氏名", "架空 花子"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    active.title = "滞納一覧"
    active.append(["氏名", "金額"])
    active.append(["架空 太郎", 12000])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def slides() -> bytes:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = "研修のねらい"
    assert slide.notes_slide.notes_text_frame is not None
    slide.notes_slide.notes_text_frame.text = "話し手の覚え"
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer)
    page.setFont("HeiseiMin-W3", 12)
    page.drawString(72, 700, "Tokusoku 督促状の見本")
    page.save()
    return buffer.getvalue()


CASES = [
    ("記録.docx", word, ["納付相談の記録", "架空 花子"]),
    ("一覧.XLSX", sheet, ["滞納一覧", "架空 太郎", "12000"]),
    ("研修.pptx", slides, ["研修のねらい", "話し手の覚え"]),
    ("見本.pdf", pdf, ["督促状の見本"]),
    ("メモ.txt", lambda: "覚え書き".encode("cp932"), ["覚え書き"]),
    ("メモ.md", lambda: "\ufeff# 見出し".encode(), ["# 見出し"]),
]


@pytest.mark.parametrize(("name", "make", "pieces"), CASES)
def test_the_text_of_an_attachment_is_found(name: str, make, pieces: list[str]) -> None:  # type: ignore[no-untyped-def]
    extracted = extract_text(make(), name)
    assert all(piece in extracted.text for piece in pieces)
    assert extracted.complete


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 400_000_000)
    return buffer.getvalue()


BAD = [
    ("絵.png", lambda: b"\x89PNG", "形式"),
    ("壊れ.docx", lambda: b"PK\x03\x04broken", "取り出せません"),
    ("壊れ.pdf", lambda: b"%PDF-1.7 broken", "取り出せません"),
    ("空.xlsx", lambda: b"", "取り出せません"),
    ("爆弾.docx", bomb, "取り出せません"),
    ("化け.txt", lambda: b"\x81", "取り出せません"),
]


@pytest.mark.parametrize(("name", "make", "sentence"), BAD)
def test_a_bad_attachment_is_refused_in_words(name: str, make, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput, match=sentence):
        extract_text(make(), name)


def test_limits_hold() -> None:
    with pytest.raises(InvalidInput, match="超えています"):
        extract_text(b"a" * 11, "a.txt", limits=Limits(size=10))
    with pytest.raises(InvalidInput, match="読み終わりません"):
        extract_text(b"a", "a.txt", limits=Limits(seconds=0.001))
    cut = extract_text("あ".encode() * 100, "a.txt", limits=Limits(characters=10))
    assert (cut.text, cut.complete) == ("あ" * 10, False)
