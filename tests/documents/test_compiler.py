"""A form compiled once: what is typed prints as typed, what is wrong is said with its place, and nothing runs."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from portal.documents import (
    InlineImage,
    Listing,
    QrCode,
    RichText,
    RichTextParagraph,
    compile_form,
)
from portal.domain.errors import InvalidInput
from tests.documents import making

W = making.W
BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" Requires="wps">'
    "<wps:txbx><w:txbxContent><w:p><w:r><w:t>{{ 氏</w:t></w:r><w:r><w:t>名 }}様</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    "</mc:Choice></mc:AlternateContent></w:r><w:r><w:t>箱の外 {{ 氏名 }}</w:t></w:r></w:p>"
)


def render(form: bytes, **values: Any) -> list[str]:
    return [text for text in making.text_of(compile_form(form).render(values).content) if text]


def sentence(form: bytes, **values: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        compile_form(form).render(values)
    return caught.value.sentence


@pytest.mark.parametrize(
    "value",
    [
        "{{ 7*7 }}",
        "{% if 1 %}x{% endif %}",
        "{{氏名}}",
        "{_{",
        "%}",
        "架空 <b>&amp;</b> \"'",
        "&lt;",
        "𠮷野",
        "葛\U000e0100飾",
        "\ue000外字",
        "①㈱髙﨑",
        "<w:p/>",
    ],
)
def test_a_value_prints_exactly_as_it_is(value: str) -> None:
    assert render(making.form_of("氏名：{{ 氏名 }}様"), 氏名=value) == [f"氏名：{value}様"]


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\ufffe\uffff"), max_size=30)
)
@settings(max_examples=60, deadline=None)
def test_any_printable_text_survives(value: str) -> None:
    kept = "".join(char for char in value if not "\ufdd0" <= char <= "\ufdef")
    assert making.text_of(FORM.render({"x": value}).content)[0] == f"[{kept}]"


FORM = compile_form(making.form_of("[{{ x }}]"))


def test_line_breaks_and_tabs_become_those_of_word() -> None:
    rendered = compile_form(making.form_of("{{ 住所 }}")).render({"住所": "一行\r\n二行\r三行\tタブ"})
    assert making.text_of(rendered.content)[0] == "一行\n二行\n三行\tタブ"
    assert making.xml_of(rendered.content).count("<w:br/>") == 2
    assert rendered.notes == ()


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ud800", "\udfff", "\ufffe", "\x7f"])
def test_what_cannot_be_printed_is_removed_and_noted(bad: str) -> None:
    rendered = compile_form(making.form_of("{{ 氏名 }}様", "終わり")).render({"氏名": f"架空{bad}花子"})
    assert making.text_of(rendered.content)[:2] == ["架空花子様", "終わり"]
    assert len(rendered.notes) == 1
    assert "印刷できない文字を1字取り除きました" in rendered.notes[0]


def test_halves_of_a_surrogate_pair_are_joined() -> None:
    assert render(making.form_of("{{ x }}"), x="\ud842\udfb7野") == ["𠮷野"]


def test_a_missing_field_is_named_with_its_place() -> None:
    form = making.form_of("督促状", "氏名：{{ 氏名 }}")
    assert sentence(form) == (
        "本文 第2段落「氏名：{{ 氏名 }}」の『{{ 氏名 }}』：項目『氏名』に値がありません。"
        "一覧の列名か、様式の項目名を確かめてください。"
    )


def test_a_missing_column_is_named_with_its_cell() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "{%tr for 行 in 明細 %}", "{{ 行.金額|円 }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    assert "本文 表1 2行目2列目「{{ 行.金額|円 }}」の『{{ 行.金額|円 }}』：項目『金額』に値がありません" in sentence(
        making.saved(document), 明細=[{"年度": 1}]
    )


def test_a_value_that_does_not_fit_is_said_with_its_place() -> None:
    text = sentence(making.form_of("{{ 納期限|和暦 }}"), 納期限="令和6年2月30日")
    assert text.startswith("本文 第1段落「{{ 納期限|和暦 }}」の『{{ 納期限|和暦 }}』：")
    assert "令和6年2月30日" in text


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["{%p for 行 in 明細 %}", "{{ 行 }}"], "『{%p for 行 in 明細 %}』：これに対応する endfor がありません"),
        (["あ", "{% endif %}"], "本文 第2段落「{% endif %}」の『{% endif %}』：これに対応する if がありません"),
        (["{% if a %}{% for x in y %}{% endif %}{% endfor %}"], "先に『{% for x in y %}』"),
        (["{% else %}"], "『{% else %}』：これに対応する for か if がありません"),
        (["氏名 {{ 氏名 "], "本文 第1段落「氏名 {{ 氏名」の『{{ 氏名』：差込項目が閉じていません"),
        (["{{ 氏名|わからない }}"], "『わからない』というフィルターはありません。使えるもの：和暦、"),
        (["{{ 電話（直通） }}"], "書き方が正しくありません"),
        (["{{ }}"], "中に項目名がありません"),
        (["{% include 'a' %}"], "様式では使えない命令です"),
        (["{% filter 半角 %}{{ x }}{% endfilter %}"], "様式では使えない命令です"),
        (["{% set y|半角 %}{{ x }}{% endset %}"], "様式では使えない命令です"),
        (["{%tr for x in y %}"], "表の行の中で使います"),
        (["{% おかしい %}"], "『おかしい』はここでは使えません"),
    ],
)
def test_a_form_that_is_wrong_says_where_and_what(paragraphs: list[str], expected: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_form(making.form_of(*paragraphs))
    assert expected in caught.value.sentence


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ x.__init__.__globals__ }}",
        "{{ x|attr('__class__') }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__class__ }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{% for i in range(100000000) %}{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
        "{% for i in x %}{% for j in x %}{% for k in x %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'a'.center(1000000000) }}",
        "{{ 'a'|center(1000000000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '%1000000000d'|format(1) }}",
        "{% set ns = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
        "{% set ns = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
        "{% set ns = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set ns.t = ns.t|replace('a', ns.t) %}{% endfor %}",
        "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "{% for i in range(190000) %}" + "長い文字列" * 2000 + "{% endfor %}",
        "{{ x.append(1) }}",
        "{{ x|map(attribute='__class__')|list }}",
    ],
)
def test_a_hostile_form_ends_in_a_sentence_soon(tag: str) -> None:
    began = time.process_time()
    try:
        shown = render(making.form_of(tag), x=list(range(1000)))
    except InvalidInput as error:
        assert error.sentence
    else:
        assert not any("class" in text for text in shown)
    assert time.process_time() - began < 5


def test_markup_given_as_a_value_is_text() -> None:
    assert render(making.form_of("{{ x }}{{ x|safe }}"), x=Markup("<w:br/>")) == ["<w:br/><w:br/>"]


def test_the_same_values_give_the_same_bytes() -> None:
    form = making.form_of("{{ 氏名 }}", "{{ qr }}")
    values = {"氏名": "架空 花子", "qr": QrCode("https://example.jp/")}
    first, second = compile_form(form).render(values), compile_form(form).render(values)
    assert first.content == second.content
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("deflate", ["stdlib", "zlib-ng"])
def test_both_ways_of_packing_hold_the_same_parts(deflate: Any) -> None:
    pytest.importorskip("zlib_ng") if deflate == "zlib-ng" else None
    content = compile_form(making.form_of("{{ x }}"), deflate=deflate).render({"x": "値"}).content
    assert making.text_of(content)[0] == "値"


def test_fields_come_in_the_order_of_the_form() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ 番号 }}"
    document.add_paragraph("{{ 氏名 }}{% for 行 in 明細 %}{{ 行.額 }}{{ loop.index }}{% endfor %}{{ 氏名 }}")
    form = compile_form(making.saved(document))
    assert form.fields == ("氏名", "明細", "番号")
    assert [(use.name, use.place.part) for use in form.uses][-1] == ("番号", "ヘッダー")


def test_tags_in_text_boxes_headers_footnotes_and_properties_are_filled() -> None:
    document = docx.Document()
    document.core_properties.title = "督促状 {{ 氏名 }}"
    form = making.in_body(making.saved(document), BOX)
    content = compile_form(form).render({"氏名": "架空"}).content
    assert making.text_of(content)[:2] == ["架空様箱の外 架空", "架空様"]
    assert "督促状 架空" in making.xml_of(content, "docProps/core.xml")


def test_bookmarks_and_hyperlinks_around_a_split_tag_stay() -> None:
    xml = (
        '<w:p><w:r><w:t xml:space="preserve">前 {{ 氏</w:t></w:r><w:bookmarkStart w:id="1" w:name="a"/><w:proofErr w:type="spellStart"/>'
        '<w:hyperlink w:anchor="a"><w:r><w:t>名</w:t></w:r></w:hyperlink><w:bookmarkEnd w:id="1"/>'
        '<w:r><w:br/><w:t xml:space="preserve"> }} 後</w:t></w:r></w:p>'
    )
    content = compile_form(making.in_body(making.form_of(), xml)).render({"氏名": "架空"}).content
    assert making.text_of(content)[0] == "前 架空 後"
    assert 'w:name="a"' in making.xml_of(content)


def test_a_field_in_an_attribute_is_escaped() -> None:
    xml = '<w:p><w:hyperlink w:anchor="{{ 先 }}"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'
    content = compile_form(making.in_body(making.form_of(), xml)).render({"先": 'a" w:x="\n<&'}).content
    root = etree.fromstring(making.xml_of(content).encode())
    assert root.find(f".//{W}hyperlink").attrib == {f"{W}anchor": 'a" w:x=" <&'}


def test_pictures_and_qr_codes_are_placed_in_body_and_header() -> None:
    image = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (40, 20), "red").save(image, "PNG", dpi=(200, 200))
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "印 {{ 印 }}"
    document.add_paragraph("QR {{ qr }} 終 {{ 印 }}")
    form = compile_form(making.saved(document))
    content = form.render({"印": InlineImage(image.getvalue(), width_mm=20, alt="公印"), "qr": QrCode("x")}).content
    opened = docx.Document(io.BytesIO(content))
    assert [round(shape.width.mm) for shape in opened.inline_shapes] == [20, 20]
    assert [round(shape.height.mm) for shape in opened.inline_shapes] == [20, 10]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sum(name.startswith("word/media/") for name in archive.namelist()) == 2
        assert b"rIdPicture1" in archive.read("word/_rels/header1.xml.rels")
    assert 'descr="公印"' in making.xml_of(content)


def test_rich_text_takes_the_look_of_its_place_and_adds_its_own() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("{{r 注意 }}")
    run.font.size = docx.shared.Pt(14)
    content = compile_form(making.saved(document)).render(
        {"注意": RichText("至急", color="#FF0000").add("!", bold=True)}
    )
    runs = docx.Document(io.BytesIO(content.content)).paragraphs[0].runs
    assert [(r.text, r.font.size.pt, r.bold) for r in runs] == [("至急", 14, None), ("!", 14, True)]


def test_rich_text_in_a_plain_tag_says_how_to_write_it() -> None:
    assert "{{r 項目名 }}" in sentence(making.form_of("{{ 注意 }}"), 注意=RichText("x"))


def test_paragraphs_take_the_place_of_their_tag() -> None:
    value = RichTextParagraph("一").add(RichText("二", bold=True))
    assert render(making.form_of("前", "{{p 本文 }}", "後"), 本文=value) == ["前", "一", "二", "後"]


def test_a_listing_keeps_the_look_of_its_paragraph() -> None:
    content = compile_form(making.form_of(["前 ", "{{ x }}"])).render({"x": Listing("一\a二")}).content
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    assert [p.text for p in paragraphs] == ["前 一", "二"]
    assert paragraphs[1].runs[0].bold


def test_cells_and_tables_emptied_by_conditions_stay_valid() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "{%p if 無 %}"
    table.cell(0, 0).add_paragraph("x")
    table.cell(0, 0).add_paragraph("{%p endif %}")
    rows = document.add_table(3, 1)
    for row, text in zip(rows.rows, ["{%tr for 行 in 空 %}", "{{ 行 }}", "{%tr endfor %}"], strict=True):
        row.cells[0].text = text
    root = etree.fromstring(
        making.xml_of(compile_form(making.saved(document)).render({"無": False, "空": []}).content).encode()
    )
    assert all(cell.findall(f"{W}p") for cell in root.iter(f"{W}tc"))
    assert all(table.findall(f"{W}tr") for table in root.iter(f"{W}tbl"))


def test_drawings_repeated_in_a_loop_get_numbers_of_their_own() -> None:
    document = docx.Document()
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    picture.seek(0)
    document.add_paragraph("{%p for i in 列 %}")
    document.add_paragraph().add_run().add_picture(picture)
    document.add_paragraph("{%p endfor %}")
    xml = making.xml_of(compile_form(making.saved(document)).render({"列": [1, 2, 3]}).content)
    ids = [e.get("id") for e in etree.fromstring(xml.encode()).iter("{*}docPr")]
    assert len(set(ids)) == 3


def test_properties_are_set_when_passed_in_and_kept_otherwise() -> None:
    form = making.form_of("x")
    content = compile_form(form, properties={"title": "督促状", "creator": "世田谷区"}).render({}).content
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.author) == ("督促状", "世田谷区")
    with pytest.raises(InvalidInput, match="タイトル"):
        compile_form(form, properties={"タイトル": "x"})


def test_none_prints_nothing_and_a_date_takes_its_filter() -> None:
    assert render(making.form_of("[{{ 備考 }}]{{ 日|期日 }}"), 備考=None, 日=date(2026, 4, 1)) == [
        "[]令和8年4月1日（水）"
    ]


def test_a_template_file_comes_out_as_a_document() -> None:
    form = making.with_part(
        making.form_of("{{ x }}"), "[Content_Types].xml", lambda xml: xml.replace(".document.main", ".template.main")
    )
    content = compile_form(form).render({"x": "値"}).content
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "値"


def test_years_in_a_pattern_are_not_mistaken_for_widths() -> None:
    form = making.form_of("{{ '2026年%s月' % x }}{{ '2026年{}月{:03}'.format(x, 7) }}{{ '%.2f'|format(10000) }}")
    assert render(form, x=4) == ["2026年4月2026年4月00710000.00"]


def test_one_form_may_be_rendered_in_many_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    form = compile_form(making.form_of("{{ x }}"))
    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(lambda n: form.render({"x": f"{n}\x00"}), range(100)))
    assert [making.text_of(c.content)[0] for c in contents] == [str(n) for n in range(100)]
    assert all(len(c.notes) == 1 for c in contents)
