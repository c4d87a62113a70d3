"""What an officer sees of a letter before it is made: a picture where LibreOffice is, the words everywhere."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from portal.documents import looks
from portal.documents.page_text import TextParagraph, TextTable, text_blocks
from portal.documents.pdf import PdfFailed, PdfUnavailable
from portal.notices.library import shipped
from portal.settings import HOME


def pdf_of(pages: int) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    for number in range(pages):
        canvas.drawString(100, 100, f"page {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.fixture(autouse=True)
def nothing_kept():
    looks._kept.clear()


@pytest.mark.parametrize(("pages", "shown"), [(1, 1), (3, 3), (9, looks.PAGES_SHOWN)])
def test_the_first_pages_stand_below_one_another(pages, shown):
    look = looks.picture_of_pdf(pdf_of(pages))
    assert (look.pages, look.shown) == (pages, shown)
    picture = Image.open(BytesIO(look.png))
    assert picture.format == "PNG"
    assert picture.height == 1263 * shown + 16 * (shown - 1)


def test_a_look_is_made_once_and_kept_in_memory(monkeypatch):
    made = []
    monkeypatch.setattr(looks, "find_office", lambda office: office)
    monkeypatch.setattr(looks, "convert_to_pdf", lambda docx, **_: made.append(docx) or pdf_of(1))
    assert looks.look_of(b"one", office="soffice") == looks.look_of(b"one", office="soffice")
    looks.look_of(b"two", office="soffice")
    assert made == [b"one", b"two"]


def test_only_so_many_looks_are_kept(monkeypatch):
    monkeypatch.setattr(looks, "find_office", lambda office: office)
    monkeypatch.setattr(looks, "convert_to_pdf", lambda docx, **_: pdf_of(1))
    monkeypatch.setattr(looks, "KEPT", 3)
    for number in range(5):
        looks.look_of(str(number).encode(), office="soffice")
    assert len(looks._kept) == 3


def test_a_failure_is_not_kept_and_frees_its_place(monkeypatch):
    def fail(docx, **_):
        raise PdfFailed("できません。")

    monkeypatch.setattr(looks, "find_office", lambda office: office)
    monkeypatch.setattr(looks, "convert_to_pdf", fail)
    for _ in range(looks._AT_A_TIME + 1):
        with pytest.raises(PdfFailed):
            looks.look_of(b"one", office="soffice")
    assert not looks._kept


def test_without_libreoffice_the_look_says_so():
    with pytest.raises(PdfUnavailable, match="見つかりません"):
        looks.look_of(b"one", office="/nowhere/soffice")


def test_a_form_has_a_look(libreoffice):
    form = shipped(HOME / "templates")["催告書"]
    look = looks.look_of(form.compiled.render(form.example).content, office=libreoffice)
    assert look.pages == 1
    assert Image.open(BytesIO(look.png)).width > 800


def test_the_words_come_in_reading_order_with_tables_and_sides():
    document = Document()
    document.add_paragraph("8住第1号").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("催　告　書").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("")
    paragraph = document.add_paragraph("一行目")
    paragraph.add_run().add_break()
    paragraph.add_run("二行目\t右")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "元金"
    table.cell(0, 1).text = "1,000円\n内訳"
    document.add_paragraph("<script>")
    target = BytesIO()
    document.save(target)
    assert text_blocks(target.getvalue()) == (
        TextParagraph("8住第1号", "end"),
        TextParagraph("催　告　書", "center"),
        TextParagraph("一行目\n二行目　右"),
        TextTable((("元金", "1,000円\n内訳"),)),
        TextParagraph("<script>"),
    )


@pytest.mark.parametrize("name", sorted(shipped(HOME / "templates")))
def test_every_form_can_be_read_as_words(name):
    form = shipped(HOME / "templates")[name]
    blocks = text_blocks(form.compiled.render(form.example).content)
    words = "".join(
        block.text if isinstance(block, TextParagraph) else "".join("".join(row) for row in block.rows)
        for block in blocks
    )
    assert len(words) > 100
    assert "{{" not in words
