"""The whole base as a book: sound XML whatever was typed, contents that lead somewhere, and a PDF that opens."""

from __future__ import annotations

import dataclasses
import io
import os
import re
from datetime import date

import pikepdf
import pytest
from click.testing import CliRunner
from lxml import etree

from portal.db import reading, unit_of_work
from portal.documents.pdf import PdfUnavailable, find_office
from portal.jobs import Job, Worker
from portal.manuals import book_pdf
from portal.manuals.book import book
from portal.manuals.commands import manuals as manuals_command
from portal.manuals.export import chapters
from portal.manuals.odf_body import body_xml
from portal.manuals.odf_pieces import WIDTH_MM, Cell, table_xml
from portal.manuals.render import no_links, render
from portal.manuals.safety import sanitized
from portal.settings import HOME
from tests.manuals.conftest import write_page
from tests.manuals.test_editing import picture
from tests.manuals.test_render import FLOW

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
SPACES = re.search(r"<office:document [^>]*>", book([], office_name="", today=date(2026, 11, 24)))[0]


def parsed(xml: str) -> etree._Element:
    return etree.fromstring(f"{SPACES}{xml}</office:document>".encode())


def body_of(markdown: str) -> etree._Element:
    return parsed(body_xml(render(markdown, no_links()).html))


def words(element: etree._Element) -> str:
    return "".join(element.itertext())


def test_paragraphs_headings_and_emphasis_keep_their_words():
    made = body_of("## 見出し\n\n**強く**書き、`符号`と~~消し~~を混ぜる。例1　空白\n\n> 引用")
    assert [words(h) for h in made.iter(f"{TEXT}h")] == ["見出し"]
    assert "強く書き、符号と" in words(made) and "例1　空白" in words(made)
    assert {s.get(f"{TEXT}style-name") for s in made.iter(f"{TEXT}span")} >= {"Bold", "Code"}


def test_lists_within_lists_stay_lists():
    made = body_of("1. 一\n    - 内\n2. 二\n")
    outer = next(made.iter(f"{TEXT}list"))
    assert outer.get(f"{TEXT}style-name") == "OL" and len(outer.findall(f"{TEXT}list-item")) == 2
    assert outer.find(f"{TEXT}list-item/{TEXT}list").get(f"{TEXT}style-name") == "UL"


def test_a_table_within_a_list_stands_after_it_and_the_numbers_go_on():
    made = parsed(body_xml("<ol><li>一<table><tr><td>表</td></tr></table>続き</li><li>二</li></ol>"))
    lists = made.findall(f"{TEXT}list")
    assert len(lists) == 2 and lists[1].get(f"{TEXT}continue-numbering") == "true"
    assert not list(lists[0].iter(f"{TABLE}table")) and words(made) == "一表続き二"


def test_a_callout_holds_its_paragraphs():
    made = body_of('!!! warning "落とし穴"\n    - 一つ目\n    - 二つ目\n')
    (cell,) = made.iter(f"{TABLE}table-cell")
    assert cell.get(f"{TABLE}style-name") == "Callout_warning" and words(cell) == "落とし穴一つ目二つ目"


def test_a_flow_figure_is_drawn_with_its_words_and_without_its_list():
    made = body_of(FLOW.format(way="TD"))
    assert len(list(made.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}image"))) == 1
    assert "督促のあと納付があれば" in words(made) and "図の手順" not in words(made)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a & b &lt;c&gt; \x0b \ufffe</p>",
        "<ul>裸の字<li>一</ul>",
        "<a href='#x'><p>段落を囲むリンク</p></a>",
        "<strong>段落<p>をまたぐ</p>強調</strong>",
        "<table><tr><td><table><tr><td>中</td></tr></table></td></tr></table>",
        "<table><tr><th colspan='3' rowspan='9'>大</th></tr><tr><td>小</td></tr></table>",
        "<table></table><div class='admonition'></div>",
        "<li>一覧の外</li></ul></p></div>",
        "<img src='data:image/png;base64,x'><img src='x'><hr><br>",
        "<ul><li><div class='admonition tip'><p>囲み</p></div></li></ul>",
        "<dl><dt>語</dt><dd>意味</dd></dl><pre><code>a  b\n  c</code></pre>",
        "<p id='\"x\"'>a<sup id='f'><a href='#\"'>1</a></sup></p>",
    ],
)
def test_whatever_was_typed_is_sound_xml(html):
    for text in (html, sanitized(html)):
        parsed(body_xml(text))


DRAWN = re.compile(r'<draw:frame.*?</draw:frame>|<svg.*?</svg>|<details class="flow__steps".*?</details>', re.DOTALL)


@pytest.mark.parametrize("path", sorted((HOME / "manuals").rglob("*.md")), ids=lambda path: path.stem)
def test_every_shipped_page_keeps_its_words_in_their_order(path):
    shown = render(path.read_text(encoding="utf-8").split("\n---", 1)[-1], no_links()).html
    on_screen = "".join(etree.fromstring(DRAWN.sub("", shown), etree.HTMLParser()).itertext())
    on_paper = words(parsed(DRAWN.sub("", body_xml(shown))))
    assert re.sub(r"[\s☐☑]", "", on_paper) == re.sub(r"\s", "", on_screen)


def widths(rows: list[list[str]]) -> list[int]:
    xml = table_xml([[Cell(xml=f"<text:p>{text}</text:p>") for text in row] for row in rows], headed=0)
    return [int(number) for number in re.findall(r'"Column(\d+)"', xml)]


def test_columns_share_the_width_by_what_they_hold():
    narrow, wide = widths([["号", "とても長い説明がここに入るので、この列は広くなければ読めない。" * 3]])
    assert narrow < 20 and abs(narrow + wide - WIDTH_MM) <= 2


@pytest.mark.parametrize("row", [["あ" * 40] * 10, ["1"] * 25, ["あ" * 10] * 6, [""], ["あ" * 500]])
def test_a_table_fits_the_page(row):
    assert sum(widths([row])) <= WIDTH_MM + 25 and min(widths([row])) >= 6


@pytest.fixture
def made(office, manuals, clock):
    write_page(
        manuals, "extra", folder="折衝", body="## 見出し\n\n[督促](page:demand#見出し)、[中](#見出し)[^1]\n\n[^1]: 注"
    )
    write_page(manuals, "demand", title="督促の手順", body="## 見出し\n\n本文。[消えた](page:gone)")
    with reading(office.sessions) as session:
        yield book(chapters(session, office.store, manuals), office_name="見本区", today=clock().date())


def test_every_link_and_every_line_of_the_contents_leads_to_a_place_in_the_book(made):
    places = set(re.findall(r'text:bookmark text:name="([^"]+)"', made))
    targets = set(re.findall(r'xlink:href="#([^"]+)"', made)) | set(re.findall(r'text:ref-name="([^"]+)"', made))
    assert {"demand", "demand--見出し", "extra--見出し", "extra--fn:1", "extra--fnref:1"} <= targets <= places


def test_the_printable_html_leads_nowhere_in_vain_either(office, manuals, made, sign_in):
    page = sign_in("hanako").get("/manuals/export/print").get_data(as_text=True)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


@pytest.fixture
def libreoffice() -> None:
    """LibreOffice, or one clear line why the test did not run."""
    try:
        find_office()
    except PdfUnavailable as error:
        if os.environ.get("PORTAL_TEST_REQUIRE") == "1":
            pytest.fail(str(error))
        pytest.skip("LibreOffice is not installed: the PDF of the manuals was not tested")


@pytest.mark.pdf
def test_the_pdf_is_made_by_a_job_and_opens(libreoffice, sign_in, office, manuals):
    hanako = sign_in("hanako")
    hanako.post(
        "/manuals/demand/files", {"files": (io.BytesIO(picture()), "図.png")},
        page="/manuals/demand/files", content_type="multipart/form-data",
    )  # fmt: skip
    write_page(manuals, "demand", title="督促の手順", body=f"{FLOW.format(way='TD')}\n\n![図](file:1)\n\n本文。")
    where = hanako.post("/manuals/export/pdf", page="/manuals/export").location
    assert "順番待ち" in hanako.get(where).get_data(as_text=True)
    assert hanako.get(f"{where}/download").status_code == 404
    Worker(office, {book_pdf.KIND: book_pdf.make}, sessions=office.sessions, queue=office.queue).run(1)
    page = hanako.get(where).get_data(as_text=True)
    assert "PDFを受け取る（4ページ）" in page
    answer = hanako.get(f"{where}/download")
    with pikepdf.open(io.BytesIO(answer.get_data())) as pdf:
        assert len(pdf.pages) == 4
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["督促の手順", "催告の手順"]
    assert sign_in("jiro").get(where).status_code == 404  # another department's job


def test_without_libreoffice_one_sentence_says_what_to_do_instead(app, office, sign_in):
    app.extensions["portal"] = dataclasses.replace(
        office, settings=dataclasses.replace(office.settings, libreoffice="/nowhere/soffice")
    )
    page = sign_in("hanako").get("/manuals/export").get_data(as_text=True)
    assert "「PDFに保存」を選んでください" in page and "PDF を作る" not in page
    answer = sign_in("hanako").post("/manuals/export/pdf", page="/manuals/export")
    assert answer.status_code == 422 and "印刷用のHTML" in answer.get_data(as_text=True)


def test_the_command_says_so_too(office, tmp_path):
    lacking = dataclasses.replace(office, settings=dataclasses.replace(office.settings, libreoffice="/nowhere/soffice"))
    result = CliRunner().invoke(manuals_command, ["export", "--pdf", str(tmp_path / "a.pdf")], obj=lacking)
    assert isinstance(result.exception, PdfUnavailable) and not (tmp_path / "a.pdf").exists()


def test_a_job_that_failed_offers_the_printable_html(office, sign_in, monkeypatch):
    hanako = sign_in("hanako")
    monkeypatch.setattr(book_pdf, "why_not", lambda office: "")
    where = hanako.post("/manuals/export/pdf", page="/manuals/export").location
    lacking = dataclasses.replace(office, settings=dataclasses.replace(office.settings, libreoffice="/nowhere/soffice"))
    Worker(lacking, {book_pdf.KIND: book_pdf.make}, sessions=office.sessions, queue=office.queue).run(1)
    page = hanako.get(where).get_data(as_text=True)
    assert "失敗" in page and "/manuals/export/print" in page and "もう一度作る" in page


def test_the_job_of_another_kind_is_no_pdf(office, sign_in, people, clock):
    with unit_of_work(office.sessions) as session:
        session.add(Job(kind="x", title="x", payload={}, state="done", result={}, created_at=clock()))
    assert sign_in("hanako").get("/manuals/export/pdf/1").status_code == 404
