"""Statute texts from e-Gov, manuals from Word, the whole base as one file and as a zip."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from click.testing import CliRunner
from docx import Document

from portal.db import reading, unit_of_work
from portal.domain.actor import SYSTEM
from portal.domain.errors import InvalidInput
from portal.manuals import export, statute_import
from portal.manuals.commands import manuals as manuals_command
from portal.manuals.commands import statutes as statutes_command
from portal.manuals.docx_import import read_word
from portal.manuals.egov import read_law
from portal.manuals.laws import read_laws
from portal.manuals.render import no_links, render
from tests.manuals.conftest import write_page
from tests.manuals.test_editing import picture

LAW = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Meiji" Lang="ja" LawType="Act" Num="089" Year="29"><LawNum>明治二十九年法律第八十九号</LawNum><LawBody>
<LawTitle Kana="みんぽう">民法</LawTitle>
<MainProvision><Part Num="1"><Chapter Num="7"><Section Num="1">
<Article Num="145"><ArticleCaption>（時効の援用）</ArticleCaption><ArticleTitle>第百四十五条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence Num="1">時効は、当事者が<Ruby>援<Rt>えん</Rt></Ruby>用しなければならない。</Sentence></ParagraphSentence></Paragraph></Article>
<Article Num="166_2"><ArticleTitle>第百六十六条の二</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>次に掲げる。</Sentence></ParagraphSentence>
<Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>五年間</Sentence></ItemSentence><Subitem1 Num="1"><Subitem1Title>イ</Subitem1Title><Subitem1Sentence><Sentence>細目</Sentence></Subitem1Sentence></Subitem1></Item></Paragraph>
<Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>第二項。</Sentence></ParagraphSentence></Paragraph></Article>
<Article Num="38:84"><ArticleTitle>第三十八条から第八十四条まで</ArticleTitle><Paragraph><ParagraphNum/><ParagraphSentence><Sentence>削除</Sentence></ParagraphSentence></Paragraph></Article>
</Section></Chapter></Part></MainProvision>
<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>公布の日から施行する。</Sentence></ParagraphSentence></Paragraph></SupplProvision>
<SupplProvision AmendLawNum="平成二九年法律第四四号"><Article Num="1"><ArticleTitle>第一条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>改正の附則。</Sentence></ParagraphSentence></Paragraph></Article></SupplProvision>
<AppdxTable><AppdxTableTitle>別表第一（第五条関係）</AppdxTableTitle><TableStruct><Table><TableRow><TableColumn><Sentence>甲</Sentence></TableColumn><TableColumn><Sentence>乙</Sentence></TableColumn></TableRow></Table></TableStruct></AppdxTable>
</LawBody></Law>"""
NAME = "129AC0000000089_20260401_507AC0000000001.xml"


@pytest.fixture
def law_file(tmp_path):
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / NAME).write_text(LAW, encoding="utf-8")
    return folder / NAME


def test_a_law_is_read_article_by_article(law_file):
    law = read_law(law_file)
    texts = {article.key: article for article in law.articles}
    assert (law.title, law.law_id, str(law.effective_on)) == ("民法", "129AC0000000089", "2026-04-01")
    assert texts["145"].caption == "（時効の援用）" and texts["145"].text == "時効は、当事者が援用しなければならない。"
    assert texts["166の2"].text.splitlines() == ["次に掲げる。", "一　五年間", "イ　細目", "２　第二項。"]
    assert "公布の日" in texts["附則"].text and "甲｜乙" in texts["別表1"].text
    assert "1" not in texts and not any("38" in key for key in texts)


@pytest.mark.parametrize(
    "content",
    [
        "<a",
        "<html/>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Law><LawBody><LawTitle>&x;</LawTitle></LawBody></Law>',
        "",
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Law>&b;</Law>',
    ],
)
def test_what_is_no_law_is_refused_with_words(law_file, content):
    law_file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=NAME):
        read_law(law_file)


def test_the_card_shows_the_text_with_its_day(office, people, sign_in, law_file, clock, manuals):
    with unit_of_work(office.sessions) as session:
        outcomes = statute_import.import_folder(
            session, SYSTEM, clock(), law_file.parent, laws=read_laws(manuals), today=clock().date()
        )
    assert [outcome.articles for outcome in outcomes] == [4]
    page = sign_in("hanako").get("/manuals/statutes/民法/145").get_data(as_text=True)
    assert "援用しなければならない" in page and "令和8年4月1日施行の条文" in page
    assert "この条はありません" in sign_in("hanako").get("/manuals/statutes/民法/9999").get_data(as_text=True)


def test_older_future_and_unknown_laws_change_nothing(office, law_file, clock, manuals):
    def run():
        with unit_of_work(office.sessions) as session:
            return statute_import.import_folder(
                session, SYSTEM, clock(), law_file.parent, laws=read_laws(manuals), today=clock().date()
            )

    run()
    law_file.unlink()
    folder = law_file.parent
    (folder / "129AC0000000089_20200401_a.xml").write_text(LAW, encoding="utf-8")
    (folder / "129AC0000000089_20270401_a.xml").write_text(LAW, encoding="utf-8")
    (folder / "x.xml").write_text(LAW.replace("民法</LawTitle>", "架空法</LawTitle>"), encoding="utf-8")
    (folder / "broken.xml").write_text("<", encoding="utf-8")
    said = " ".join(outcome.sentence for outcome in run())
    assert "より新しい" in said and "施行前" in said and "法令.toml にない" in said and "broken.xml" in said


def test_a_folder_without_xml_is_refused_with_what_to_do(office, law_file, clock, manuals, tmp_path):
    (tmp_path / "zipped").mkdir()
    with unit_of_work(office.sessions) as session, pytest.raises(InvalidInput, match="展開してから"):
        statute_import.import_folder(
            session, SYSTEM, clock(), tmp_path / "zipped", laws=read_laws(manuals), today=clock().date()
        )


def test_the_commands_import_and_adopt(office, law_file, manuals, tmp_path):
    run = CliRunner().invoke
    assert "1法令を読み込みました" in run(statutes_command, ["import", str(law_file.parent)], obj=office).output
    assert "2ページを取り込みました" in run(manuals_command, ["sync"], obj=office).output
    assert office.index.count() > 2
    target = tmp_path / "base.zip"
    assert run(manuals_command, ["export", "--zip", str(target)], obj=office).exit_code == 0
    assert zipfile.is_zipfile(target)
    assert run(manuals_command, ["check"], obj=office).exit_code == 0


def word_document() -> bytes:
    made = Document()
    made.add_heading("徴収の手引き", 1)
    made.add_paragraph("納期限を過ぎたら*督促*する。<script>")
    made.add_paragraph("一つ目", style="List Bullet")
    made.add_paragraph("二つ目", style="List Bullet")
    made.add_paragraph("順の一", style="List Number")
    table = made.add_table(2, 2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["項目", "内容|縦線", "期限", "20日"], strict=True
    ):
        cell.text = text
    made.add_picture(io.BytesIO(picture()))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def test_a_word_manual_becomes_markdown():
    text = read_word(word_document(), lambda blob, kind: "file:7").body
    assert "## 徴収の手引き" in text and "\\*督促\\*" in text and "- 一つ目\n- 二つ目" in text
    assert "| 項目 | 内容\\|縦線 |\n|---|---|\n| 期限 | 20日 |" in text and "](file:7)" in text


def saved(document) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_the_title_of_a_word_manual_is_the_title_of_the_page(sign_in):
    made = Document()
    made.add_heading("還付*の手引き", 0)
    made.add_paragraph("本文。")
    read = read_word(saved(made), lambda blob, kind: None)
    assert (read.title, read.body) == ("還付*の手引き", "本文。\n")


def test_a_numbered_list_after_a_bulleted_one_is_a_list_of_its_own():
    made = Document()
    for text, style in (("点", "List Bullet"), ("一", "List Number"), ("二", "List Number"), ("また点", "List Bullet")):
        made.add_paragraph(text, style=style)
    html = render(read_word(saved(made), lambda blob, kind: None).body, no_links()).html
    assert re.sub(r"\s", "", html) == "<ul><li>点</li></ul><ol><li>一</li><li>二</li></ol><ul><li>また点</li></ul>"


def test_merged_cells_keep_the_columns_in_line():
    made = Document()
    table = made.add_table(3, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(number)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "縦"
    text = read_word(saved(made), lambda blob, kind: None).body
    assert text == "| 横 |  | 2 |\n|---|---|---|\n| 縦 | 4 | 5 |\n|  | 7 | 8 |\n"


def test_a_word_manual_becomes_a_draft_with_its_pictures(sign_in):
    hanako = sign_in("hanako")
    data = {
        "file": (io.BytesIO(word_document()), "還付の手引き.docx"),
        "page_id": "refund",
        "folder": "総則",
        "owner": "見本住宅課",
    }
    answer = hanako.post("/manuals/import", data, page="/manuals/import", content_type="multipart/form-data")
    assert answer.status_code == 302
    page = hanako.get(answer.location).get_data(as_text=True)
    assert "還付の手引き" in page and 'src="/manuals/files/1"' in page
    assert "還付の手引き" not in sign_in("taro").get("/manuals/").get_data(as_text=True)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 old doc", word_document()[:900]])
def test_what_is_no_word_document_is_refused(sign_in, content):
    data = {"file": (io.BytesIO(content), "a.docx"), "page_id": "refund", "folder": "総則", "owner": "課"}
    answer = sign_in("hanako").post("/manuals/import", data, page="/manuals/import", content_type="multipart/form-data")
    assert answer.status_code == 422 and "Word" in answer.get_data(as_text=True)


def test_a_word_bomb_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (201 * 1024 * 1024))
    with pytest.raises(InvalidInput, match="大きすぎます"):
        read_word(held.getvalue(), lambda blob, kind: None)


def test_the_offline_zip_holds_no_link_that_leads_nowhere(office, manuals, clock):
    write_page(
        manuals, "extra", body="[様式](form:督促状-公債権)と[督促](page:demand)と[消えた](page:gone)。民法145条。"
    )
    with reading(office.sessions) as session:
        made = export.offline_zip(
            session, office.store, manuals, office.settings.templates, office_name="見本区", today=clock().date()
        )
    archive = zipfile.ZipFile(io.BytesIO(made))
    names = set(archive.namelist())
    for name in names:
        if name.endswith(".html"):
            for target in re.findall(r'(?:href|src)="([^"#]+)', archive.read(name).decode()):
                folder = "pages" if name.startswith("pages/") else ""
                path = target.removeprefix("../") if target.startswith("../") else f"{folder}/{target}".strip("/")
                assert path in names, (name, target)
    assert "forms/督促状-公債権.docx" in names


def test_the_printable_file_holds_every_page_and_its_pictures(office, sign_in, manuals):
    hanako = sign_in("hanako")
    hanako.post(
        "/manuals/demand/files",
        {"files": (io.BytesIO(picture()), "図.png")},
        page="/manuals/demand/files",
        content_type="multipart/form-data",
    )
    write_page(manuals, "extra", body="![図](file:1)\n\n## 見出し\n\n[督促](page:demand)")
    write_page(manuals, "other", body="## 見出し")
    answer = hanako.get("/manuals/export/print")
    page = answer.get_data(as_text=True)
    assert 'src="data:image/png;base64,' in page and 'id="extra--見出し"' in page and 'href="#demand"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert zipfile.is_zipfile(io.BytesIO(hanako.get("/manuals/export/offline").get_data()))
