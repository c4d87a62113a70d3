"""PDF through LibreOffice: pages in order and counted, hanging processes ended, and a plain word when it is missing."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdf
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn

from portal.documents import compile_form
from portal.documents.fonts import fontconfig, installed_families, known_substitute
from portal.documents.pdf import (
    PdfFailed,
    PdfMaker,
    PdfUnavailable,
    convert_to_pdf,
    find_office,
    page_count,
)
from portal.documents.pdf_batch import pdf_of_rows
from portal.domain.errors import PortalError
from tests.documents import making


def form_of_pages() -> bytes:
    """A form whose number of pages the row decides."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = "ＭＳ 明朝"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")
    document.add_paragraph("{{ 氏名|様 }} 第1頁 12345")
    document.add_paragraph("{%p for 頁 in 追加 %}")
    paragraph = document.add_paragraph()
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("続き{{ 頁 }}")
    document.add_paragraph("{%p endfor %}")
    return making.saved(document)


def rows(*pages: int) -> list[dict[str, Any]]:
    return [{"氏名": f"架空{n}", "追加": list(range(extra - 1))} for n, extra in enumerate(pages, 1)]


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


@pytest.mark.pdf
def test_rows_become_one_pdf_in_order_and_their_pages_are_counted(libreoffice: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.pdf"
    seen: list[int] = []
    result = pdf_of_rows(
        compile_form(form_of_pages()),
        rows(1, 3, 2, 1, 1),
        out,
        office=libreoffice,
        rows_per_chunk=2,
        progress=seen.append,
    )
    assert result.page_counts == (1, 3, 2, 1, 1)
    assert page_count(out) == 8
    firsts = [text for text in texts(out) if "第1頁" in text]
    assert [text[:3] for text in firsts] == ["架空1", "架空2", "架空3", "架空4", "架空5"]
    assert seen == [2, 4, 5]


@pytest.mark.pdf
def test_duplex_padding_puts_every_case_on_a_front_page(libreoffice: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.pdf"
    result = pdf_of_rows(compile_form(form_of_pages()), rows(1, 2, 1), out, office=libreoffice, duplex_padding=True)
    assert result.page_counts == (1, 2, 1), "an empty back is no page to pay for"
    assert page_count(out) == 5
    assert "架空2様" in texts(out)[2]


@pytest.mark.pdf
def test_a_failing_row_is_left_out_of_the_pdf(libreoffice: Path, tmp_path: Path) -> None:
    failed: list[int] = []
    data = [*rows(1, 1), {"氏名": "欠"}, *rows(2)]
    result = pdf_of_rows(
        compile_form(form_of_pages()), data, tmp_path / "a.pdf", office=libreoffice, rows_per_chunk=2,
        on_error=lambda failure: failed.append(failure.number),
    )  # fmt: skip
    assert (failed, result.page_counts) == ([3], (1, 1, 2))


@pytest.mark.pdf
def test_mincho_prints_in_a_japanese_serif_digits_included(libreoffice: Path) -> None:
    content = compile_form(form_of_pages()).render(rows(1)[0]).content
    with pikepdf.open(io.BytesIO(convert_to_pdf(content, office=libreoffice))) as pdf:
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert all("Serif" in name or "Mincho" in name or "明朝" in name for name in fonts), fonts


def fake_office(folder: Path, script: str) -> Path:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_a_hanging_office_is_ended_with_what_it_started(tmp_path: Path) -> None:
    office = fake_office(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait")
    began = time.monotonic()
    with pytest.raises(PdfFailed, match="終わりませんでした"):
        convert_to_pdf(b"x", office=office, timeout_seconds=0.5)
    assert time.monotonic() - began < 10
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the process LibreOffice started is still there")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_an_office_that_crashes_once_is_tried_again(tmp_path: Path) -> None:
    script = f'if [ -e {tmp_path}/again ]; then for a in "$@"; do f=$a; done; echo pdf > "${{f%.docx}}.pdf"; fi; touch {tmp_path}/again; exit 1'
    with PdfMaker(office=fake_office(tmp_path, script), workers=1, timeout_seconds=10) as maker:
        assert maker.convert(b"x") == b"pdf\n"


def test_without_libreoffice_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.documents.pdf._NAMES", ())
    monkeypatch.setattr("portal.documents.pdf._PLACES", ())
    monkeypatch.setattr("portal.documents.pdf._OPT", Path("/nonexistent"))
    with pytest.raises(PdfUnavailable, match="LibreOfficeが入っていない") as caught:
        find_office()
    assert isinstance(caught.value, PortalError)
    with pytest.raises(PdfUnavailable, match="設定されたLibreOffice"):
        find_office("/nonexistent/soffice")


def test_the_setting_names_the_office(tmp_path: Path) -> None:
    office = fake_office(tmp_path, "exit 0")
    assert find_office(office) == office


def test_the_aliases_cover_the_fonts_forms_declare() -> None:
    written = fontconfig(Path("/var/cache/x & y"))
    assert "<family>ＭＳ 明朝</family><accept><family>Noto Serif CJK JP</family>" in written
    assert "x &amp; y" in written
    assert known_substitute("ＭＳ ゴシック")
    assert not known_substitute("架空書体")
    assert isinstance(installed_families(), frozenset)
