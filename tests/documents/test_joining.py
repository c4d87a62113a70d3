"""A form enclosed with another: directly after its letter, with its own look, and neither changes the other."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from portal.documents import InlineImage, compile_form, merge_documents
from portal.documents.bodies import ENCLOSED
from portal.documents.joined_styles import PREFIX
from portal.documents.pdf_batch import pdf_of_rows
from portal.domain.errors import InvalidInput
from tests.documents import making

W = making.W


def letter() -> bytes:
    made = docx.Document()
    made.add_paragraph("手紙 {{ 氏名 }}")
    made.add_paragraph("番号一", style="List Number")
    made.sections[0].footer.paragraphs[0].text = "手紙の下"
    return making.saved(made)


def sheet() -> bytes:
    """A sheet unlike the letter: landscape, a size of its own, a list, a header, a picture, a table."""
    made = docx.Document()
    made.styles["Normal"].font.size = Pt(7)
    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.header.paragraphs[0].text = "計算書の上"
    made.add_paragraph("計算 {{ 氏名 }} {{ 額|円 }}")
    for _ in range(2):
        made.add_paragraph("項", style="List Number")
    made.add_picture(io.BytesIO(png()))
    made.add_table(1, 1, style="Table Grid").cell(0, 0).text = "{{ 額 }}"
    return making.saved(made)


def png() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def row(*amounts: int) -> dict[str, Any]:
    return {"氏名": "外", ENCLOSED: [{"氏名": f"内{amount}", "額": amount} for amount in amounts]}


def words(content: bytes) -> list[str]:
    return [text for text in making.text_of(content) if text.strip()]


def test_what_is_enclosed_follows_its_letter_with_its_own_values() -> None:
    form = compile_form(letter(), enclosure=sheet())
    assert words(form.render(row(1, 2)).content) == [
        "手紙 外", "番号一", "計算 内1 1円", "項", "項", "1", "計算 内2 2円", "項", "項", "2",
    ]  # fmt: skip
    out = io.BytesIO()
    merge_documents(form, [row(3), row(), row(4)], out)
    assert [text for text in words(out.getvalue()) if text.startswith(("手紙", "計算"))] == [
        "手紙 外", "計算 内3 3円", "手紙 外", "手紙 外", "計算 内4 4円",
    ]  # fmt: skip


def test_without_anything_enclosed_the_letter_is_the_plain_one() -> None:
    form = compile_form(letter(), enclosure=sheet())
    document = docx.Document(io.BytesIO(form.render({"氏名": "外"}).content))
    assert len(document.sections) == 1
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT


def test_each_keeps_its_paper_header_and_footer() -> None:
    content = compile_form(letter(), enclosure=sheet()).render(row(1)).content
    first, second = docx.Document(io.BytesIO(content)).sections
    assert (first.orientation, second.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert (first.header.paragraphs[0].text, second.header.paragraphs[0].text) == ("", "計算書の上")
    assert (first.footer.paragraphs[0].text, second.footer.paragraphs[0].text) == ("手紙の下", "")
    starts = [one._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for one in (first, second)]
    assert starts == ["1", "1"]


def test_styles_that_differ_get_names_of_their_own() -> None:
    content = compile_form(letter(), enclosure=sheet()).render(row(1)).content
    document = docx.Document(io.BytesIO(content))
    mine, theirs = document.paragraphs[0], next(p for p in document.paragraphs if p.text.startswith("計算"))
    assert mine.style.font.size is None
    assert theirs.style.style_id == f"{PREFIX}Normal"
    assert theirs.style.font.size == Pt(7)
    defaults = [s.style_id for s in document.styles if s.element.get(qn("w:default")) == "1"]
    assert not any(name.startswith(PREFIX) for name in defaults)


def test_styles_that_are_the_same_are_shared() -> None:
    content = compile_form(making.form_of("手紙"), enclosure=making.form_of("計算")).render({ENCLOSED: [{}]}).content
    assert PREFIX not in making.xml_of(content, "word/styles.xml")


def test_lists_count_from_one_in_every_copy() -> None:
    """A style numbers them (List Number): every copy gets a list of its own, the two lines of one copy the same."""
    content = compile_form(letter(), enclosure=sheet()).render(row(1, 2)).content
    document = docx.Document(io.BytesIO(content))
    used = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.text in ("番号一", "項")]
    assert used[1] == used[2] != used[3] == used[4]
    assert len(set(used)) == 3
    numbering = document.part.numbering_part.element
    known = {number.get(qn("w:numId")) for number in numbering.findall(qn("w:num"))}
    assert {str(number) for number in used} <= known
    abstract = [number.get(qn("w:abstractNumId")) for number in numbering.findall(qn("w:abstractNum"))]
    assert len(abstract) == len(set(abstract))


def test_pictures_of_both_and_of_the_values_are_there() -> None:
    inner = making.form_of("{{ 図 }}")
    form = compile_form(making.form_of("{{ 図 }}"), enclosure=inner)
    values = {"図": InlineImage(png()), ENCLOSED: [{"図": InlineImage(png())}]}
    content = form.render(values).content
    assert making.xml_of(content).count("<w:drawing>") == 2
    with zipfile.ZipFile(io.BytesIO(compile_form(letter(), enclosure=sheet()).render(row(1)).content)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        assert any(name.startswith(f"word/media/{PREFIX}") for name in archive.namelist())
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def test_ids_stay_unique_when_a_sheet_is_enclosed_twice() -> None:
    content = compile_form(letter(), enclosure=sheet()).render(row(1, 2)).content
    ids = [node.get("id") for node in etree.fromstring(making.xml_of(content).encode()).iter("{*}docPr")]
    assert len(ids) == len(set(ids)) == 2


def test_the_same_values_give_the_same_bytes() -> None:
    one, other = (compile_form(letter(), enclosure=sheet()).render(row(1, 2)).content for _ in range(2))
    assert one == other


def test_a_footer_counts_the_pages_of_its_own_section() -> None:
    made = docx.Document(io.BytesIO(letter()))
    run = made.sections[0].footer.paragraphs[0].add_run()
    node = run._r.makeelement(qn("w:instrText"), {})
    node.text = " NUMPAGES "
    run._r.append(node)
    content = compile_form(making.saved(made), enclosure=sheet()).render(row(1)).content
    assert "SECTIONPAGES" in making.xml_of(content, "word/footer1.xml")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("header", "同封する様式のヘッダーには、差込項目を置けません"),
        ("note", "同封する様式には、脚注とコメントを置けません"),
    ],
)
def test_what_cannot_be_enclosed_is_said(change: str, sentence: str) -> None:
    made = docx.Document()
    if change == "header":
        made.sections[0].header.paragraphs[0].text = "{{ 氏名 }}"
    else:
        made.add_paragraph().add_run()._r.append(made.element.makeelement(qn("w:footnoteReference"), {qn("w:id"): "1"}))
    with pytest.raises(InvalidInput, match=sentence):
        compile_form(letter(), enclosure=making.saved(made))


def test_a_mistake_in_what_is_enclosed_is_named() -> None:
    form = compile_form(letter(), enclosure=sheet())
    with pytest.raises(InvalidInput, match=r"同封する様式 第1段落.*『額』に値がありません"):
        form.render({"氏名": "外", ENCLOSED: [{"氏名": "内"}]})


@pytest.mark.pdf
def test_the_pages_of_a_notice_include_what_is_enclosed(libreoffice: Path, tmp_path: Path) -> None:
    form = compile_form(letter(), enclosure=sheet())
    for duplex in (False, True):
        target = tmp_path / "a.pdf"
        result = pdf_of_rows(form, [row(1), row(), row(1, 2)], target, office=libreoffice, duplex_padding=duplex)
        assert (result.page_counts, result.sheet_counts) == ((2, 1, 3), (2, 1, 3))
