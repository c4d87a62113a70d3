"""Words of a Word file change while its looks stay; Word's own merge fields become tags."""

from __future__ import annotations

from docx import Document

from portal.documents import check_form, compile_form
from portal.documents.merge_fields import with_tags_for_merge_fields
from portal.documents.retyping import Replacement, retyped, words_of
from tests.documents.letters import bytes_of, merge_letter, opened, typed_in_pieces


def texts(docx: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(docx).paragraphs]


def test_a_place_split_over_runs_is_replaced_whole():
    document = Document()
    typed_in_pieces(document.add_paragraph(), "令和　年　月　日までに、○○円を納めてください。")
    docx = bytes_of(document)
    assert len(document.paragraphs[0].runs) > 5
    made = retyped(docx, [Replacement(0, 0, 8, "{{ 指定期限|和暦 }}"), Replacement(0, 12, 15, "{{ 合計|円 }}")])
    assert texts(made) == ["{{ 指定期限|和暦 }}までに、{{ 合計|円 }}を納めてください。"]


def test_new_words_take_the_look_of_the_first_character_they_replace():
    document = Document()
    paragraph = document.add_paragraph("金")
    paragraph.add_run("○").bold = True
    paragraph.add_run("○円")
    made = retyped(bytes_of(document), [Replacement(0, 1, 4, "{{ 合計|円 }}")])
    runs = opened(made).paragraphs[0].runs
    assert [(run.text, run.bold) for run in runs if run.text] == [("金", None), ("{{ 合計|円 }}", True)]


def test_every_place_says_where_it_is_and_what_stands_to_its_left():
    document = Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "納期限", "○○"
    document.sections[0].footer.paragraphs[0].text = "担当課"
    found = {words.text: words for words in words_of(bytes_of(document))}
    assert (found["○○"].where, found["○○"].lead) == ("本文 表1 1行目2列目", "納期限")
    assert found["担当課"].where.startswith("フッター")


def test_a_footer_is_retyped_too():
    document = Document()
    document.add_paragraph("本文")
    document.sections[0].footer.paragraphs[0].text = "担当　○○課"
    docx = bytes_of(document)
    (number,) = [words.number for words in words_of(docx) if "担当" in words.text]
    made = retyped(docx, [Replacement(number, 3, 6, "{{ 担当課 }}")])
    assert opened(made).sections[0].footer.paragraphs[0].text == "担当　{{ 担当課 }}"
    assert texts(made) == ["本文"]


def test_both_copies_of_a_text_box_change_together():
    box = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
        '<mc:Choice Requires="wps">{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r></w:p>'
    ).format("<w:txbxContent><w:p><w:r><w:t>氏名　○○</w:t></w:r></w:p></w:txbxContent>")
    from lxml import etree

    document = Document()
    document.element.body.insert(0, etree.fromstring(box))
    docx = bytes_of(document)
    (words,) = [one for one in words_of(docx) if "氏名" in one.text]
    made = retyped(docx, [Replacement(words.number, 3, 5, "{{ 氏名 }}")])
    xml = etree.tostring(opened(made).element, encoding="unicode")
    assert xml.count("{{ 氏名 }}") == 2
    assert "○○" not in xml


def test_a_merge_letter_of_word_is_a_form_without_further_work():
    docx = merge_letter()
    assert [one for one in check_form(docx) if "外部のファイル" in one.problem]
    made, names = with_tags_for_merge_fields(docx, lambda name: f"{{{{ {name} }}}}")
    assert names == ["送付先氏名", "滞納額", "訪問予定日"]
    assert texts(made) == ["{{ 送付先氏名 }}　様", "未納額は{{ 滞納額 }}です。{{ 訪問予定日 }}に伺います。"]
    assert not [one for one in check_form(made) if one.severity == "error"]
    values = {"送付先氏名": "架空　花子", "滞納額": "12,000円", "訪問予定日": "令和8年12月1日"}
    assert "架空　花子　様" in texts(compile_form(made).render(values).content)


def test_a_letter_without_merge_fields_comes_back_byte_for_byte():
    document = Document()
    document.add_paragraph("差し込みのない文書")
    docx = bytes_of(document)
    assert with_tags_for_merge_fields(docx, str) == (docx, [])
