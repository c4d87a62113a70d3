"""Many cases in one print file or one archive: in order, each from page 1, nothing shared that must not be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from portal.documents import QrCode, RowFailure, compile_form, merge_documents, zip_documents
from portal.documents.zipping import ZipStream, store
from portal.domain.errors import InvalidInput
from tests.documents import making

W = making.W


def merged(form: bytes, rows: list[dict[str, Any]], **options: Any) -> bytes:
    out = io.BytesIO()
    merge_documents(compile_form(form), rows, out, **options)
    return out.getvalue()


def people(count: int) -> list[dict[str, Any]]:
    return [{"氏名": f"架空 花子{number}"} for number in range(1, count + 1)]


def ids(xml: str, tag: str, attribute: str) -> list[str]:
    return [element.get(attribute) for element in etree.fromstring(xml.encode()).iter(tag)]


def test_every_case_is_a_section_whose_pages_start_at_one() -> None:
    content = merged(making.form_of("{{ 氏名 }}", "本文"), people(3))
    document = docx.Document(io.BytesIO(content))
    assert [p.text for p in document.paragraphs] == ["架空 花子1", "本文", "架空 花子2", "本文", "架空 花子3", "本文"]
    starts = [section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for section in document.sections]
    assert starts == ["1", "1", "1"]
    assert {section.start_type for section in document.sections} == {docx.enum.section.WD_SECTION.NEW_PAGE}


def test_duplex_padding_starts_every_case_on_a_front_page() -> None:
    document = docx.Document(io.BytesIO(merged(making.form_of("{{ 氏名 }}"), people(2), duplex_padding=True)))
    assert {section.start_type for section in document.sections} == {docx.enum.section.WD_SECTION.ODD_PAGE}


def test_one_case_merged_holds_no_section_break() -> None:
    document = docx.Document(io.BytesIO(merged(making.form_of("{{ 氏名 }}"), people(1))))
    assert len(document.sections) == 1
    assert len(document.paragraphs) == 1


def test_a_form_that_ends_in_a_table_or_a_loop_gets_a_low_paragraph_for_the_break() -> None:
    for last in ("table", "loop"):
        made = docx.Document()
        made.add_paragraph("{{ 氏名 }}")
        if last == "table":
            made.add_table(1, 1).cell(0, 0).text = "終"
        else:
            for text in ("{%p if 氏名 %}", "終", "{%p endif %}"):
                made.add_paragraph(text)
        document = docx.Document(io.BytesIO(merged(making.saved(made), people(3))))
        assert len(document.sections) == 3


def test_sections_of_the_form_itself_stay() -> None:
    made = docx.Document()
    made.add_paragraph("{{ 氏名 }}")
    made.add_section()
    made.add_paragraph("裏面")
    document = docx.Document(io.BytesIO(merged(making.saved(made), people(3))))
    assert len(document.sections) == 6
    starts = [section._sectPr.find(qn("w:pgNumType")) is not None for section in document.sections]
    assert starts == [True, False] * 3


def form_with_everything_numbered() -> bytes:
    made = docx.Document()
    paragraph = made.add_paragraph("{{ 氏名 }} {{ qr }}")
    for tag, name in (("w:bookmarkStart", "印"), ("w:bookmarkEnd", None)):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), "0")
        if name:
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)
    code = made.add_paragraph().add_run()._r
    field = OxmlElement("w:instrText")
    field.text = " PAGEREF 印 \\h "
    code.append(field)
    image = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (4, 4)).save(image, "PNG")
    image.seek(0)
    made.add_paragraph().add_run().add_picture(image)
    return making.saved(made)


def test_bookmarks_drawings_and_pictures_are_numbered_anew_for_each_case() -> None:
    rows = [{"氏名": str(n), "qr": QrCode(f"https://example.jp/{n % 2}")} for n in range(4)]
    content = merged(form_with_everything_numbered(), rows)
    xml = making.xml_of(content)
    names = ids(xml, f"{W}bookmarkStart", f"{W}name")
    assert names == ["印_1", "印_2", "印_3", "印_4"]
    assert ids(xml, f"{W}bookmarkStart", f"{W}id") == ids(xml, f"{W}bookmarkEnd", f"{W}id")
    assert "PAGEREF 印_3 \\h" in xml
    drawings = ids(xml, "{*}docPr", "id")
    assert len(set(drawings)) == len(drawings) == 8
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sum(name.startswith("word/media/merged") for name in archive.namelist()) == 2
    assert "\ufdd2" not in xml


def form_with_a_footnote() -> bytes:
    made = docx.Document()
    paragraph = made.add_paragraph("{{ 氏名 }}")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    notes = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>{{ 氏名 }}の注</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    content = making.with_part(making.saved(made), "word/footnotes.xml", lambda _: notes)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    content = making.with_part(
        content,
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace(
            "</Relationships>", f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
        ),
    )
    type_ = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    return making.with_part(
        content,
        "[Content_Types].xml",
        lambda xml: xml.replace(
            "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{type_}"/></Types>'
        ),
    )


def test_footnotes_are_filled_and_every_case_has_its_own() -> None:
    form = form_with_a_footnote()
    single = compile_form(form).render({"氏名": "架空"}).content
    assert making.text_of(single, "word/footnotes.xml") == ["", "架空の注"]
    content = merged(form, people(2))
    assert making.text_of(content, "word/footnotes.xml") == ["", "架空 花子1の注", "架空 花子2の注"]
    notes = ids(making.xml_of(content, "word/footnotes.xml"), f"{W}footnote", f"{W}id")
    assert notes[1:] == ids(making.xml_of(content), f"{W}footnoteReference", f"{W}id")
    assert len(set(notes)) == 3


def form_with_header() -> bytes:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "発行 {{ 発行日 }}"
    made.add_paragraph("{{ 氏名 }}")
    return making.saved(made)


def test_a_header_takes_shared_values_and_refuses_those_of_a_row() -> None:
    content = merged(form_with_header(), people(2), shared={"発行日": "本日"})
    assert making.text_of(content, "word/header1.xml") == ["発行 本日"]
    with pytest.raises(InvalidInput) as caught:
        merged(form_with_header(), [{"氏名": "架空", "発行日": "x"}])
    assert "ヘッダー 第1段落" in caught.value.sentence
    assert caught.value.field == "発行日"


def test_the_number_of_pages_becomes_that_of_the_case() -> None:
    made = docx.Document()
    run = made.sections[0].footer.paragraphs[0].add_run()
    field = OxmlElement("w:instrText")
    field.text = " NUMPAGES "
    run._r.append(field)
    content = merged(making.saved(made), [{}, {}])
    assert "SECTIONPAGES" in making.xml_of(content, "word/footer1.xml")


def failing_rows() -> Iterator[dict[str, Any]]:
    yield {"氏名": "一"}
    yield {}
    yield {"氏名": "三\x00"}


@pytest.mark.parametrize("make", [merge_documents, zip_documents])
def test_a_failing_row_is_reported_and_left_out(make: Any) -> None:
    failures: list[RowFailure] = []
    seen: list[int] = []
    result = make(
        compile_form(making.form_of("{{ 氏名 }}")),
        failing_rows(),
        io.BytesIO(),
        on_error=failures.append,
        progress=seen.append,
    )
    assert (result.done, [f.number for f in result.failed], seen) == (2, [2], [1, 2])
    assert "項目『氏名』に値がありません" in str(failures[0])
    assert [number for number, _ in result.notes] == [3]


@pytest.mark.parametrize("make", [merge_documents, zip_documents])
def test_without_a_place_for_errors_the_first_failing_row_ends_the_batch(make: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^2件目：本文 第1段落"):
        make(compile_form(making.form_of("{{ 氏名 }}")), failing_rows(), io.BytesIO())


@pytest.mark.parametrize("make", [merge_documents, zip_documents])
def test_a_cancelled_batch_leaves_a_whole_file_of_what_was_made(make: Any) -> None:
    out = io.BytesIO()
    answers = iter([False, False, True])
    result = make(compile_form(making.form_of("{{ 氏名 }}")), people(9), out, cancelled=lambda: next(answers))
    assert (result.done, result.cancelled) == (2, True)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("make", [merge_documents, zip_documents])
def test_a_batch_is_the_same_bytes_every_time(make: Any) -> None:
    made = []
    for _ in range(2):
        out = io.BytesIO()
        make(compile_form(form_with_everything_numbered()), [{"氏名": "a", "qr": QrCode("x")}] * 3, out)
        made.append(out.getvalue())
    assert made[0] == made[1]


def test_the_archive_names_files_as_asked_and_never_twice() -> None:
    wanted = ["架空 花子", "架空 花子", "a/b:c", "CON", "", "A/B:C"]
    out = io.BytesIO()
    form = compile_form(making.form_of("{{ 氏名 }}"))
    zip_documents(form, people(6), out, name=lambda number, row: wanted[number - 1])
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [
            "架空 花子.docx", "架空 花子_2.docx", "a_b_c.docx", "_CON.docx", "_.docx", "A_B_C_2.docx",
        ]  # fmt: skip
        assert making.text_of(archive.read("架空 花子_2.docx"))[0] == "架空 花子2"


def test_more_files_than_an_old_zip_can_count(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with path.open("wb") as out:
        stream = ZipStream(out)
        for number in range(70_000):
            stream.add(store(f"{number}.txt", b"x"))
        stream.close()
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 70_000
        assert archive.read("69999.txt") == b"x"


def test_nothing_is_read_back_so_any_stream_will_do() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    merge_documents(compile_form(making.form_of("{{ 氏名 }}")), people(2), pipe)  # type: ignore[arg-type]
    assert len(docx.Document(io.BytesIO(pipe.written)).sections) == 2


def test_numbered_lists_count_from_one_in_every_case() -> None:
    made = docx.Document()
    for text in ("{{ 氏名 }}", "二番目"):
        properties = made.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'))
    form = making.saved(made)
    content = merged(form, people(3))
    used = ids(making.xml_of(content), f"{W}numId", f"{W}val")
    numbering = etree.fromstring(making.xml_of(content, "word/numbering.xml").encode())
    known = {num.get(f"{W}numId"): num for num in numbering.iter(f"{W}num")}
    assert used[0] == used[1] == "5"
    assert len(set(used)) == 3
    assert all(known[number].find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val") == "1" for number in used[2:])
    single = compile_form(form).render({"氏名": "x"}).content
    assert ids(making.xml_of(single), f"{W}numId", f"{W}val") == ["5", "5"]


def test_a_list_its_style_numbers_starts_again_in_every_case() -> None:
    made = docx.Document()
    made.add_paragraph("{{ 氏名 }}", style="List Number")
    made.add_paragraph("二", style="List Number")
    indent = made.styles["List Number"].paragraph_format
    indent.left_indent = docx.shared.Mm(10)
    content = merged(making.saved(made), people(3))
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    numbers = [p._p.pPr.numPr.numId.val for p in paragraphs]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3] != numbers[4] == numbers[5]
    assert [p._p.pPr.ind.get(qn("w:left")) for p in paragraphs] == ["567"] * 6
    single = docx.Document(io.BytesIO(compile_form(making.saved(made)).render(people(1)[0]).content))
    assert all(p._p.pPr.numPr is None for p in single.paragraphs), "a letter alone stays as the form has it"
