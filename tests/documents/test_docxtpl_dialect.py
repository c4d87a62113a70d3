"""The whole of docxtpl's dialect, compared with docxtpl itself: words, rows, spans, colours — and where we differ, why.

`skeleton` is what a reader sees: paragraphs, tables with their columns, cells with span, vertical merge and colour.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from portal.documents import InlineImage, RichText, RichTextParagraph, compile_form
from portal.domain.errors import InvalidInput
from tests.documents import making
from tests.documents.test_docxtpl_oracle import VALUES as SIMPLE
from tests.documents.test_docxtpl_oracle import by_docxtpl, paragraphs, table

W = making.W
DEPARTMENTS = [{"名": "甲課", "員": [{"名": "一"}, {"名": "二"}]}, {"名": "乙課", "員": [{"名": "三"}]}]
TREE = [{"名": "根", "子": [{"名": "枝", "子": [{"名": "葉", "子": []}]}, {"名": "芽", "子": []}]}]
VALUES = {**SIMPLE, "x": "X", "y": "Y", "n": 3, "小数": 1.5, "d": {"鍵": "値", "items": "品"}, "部": DEPARTMENTS, "木": TREE}  # fmt: skip


def skeleton(content: bytes, part: str = "word/document.xml") -> list[Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(part))
    body = root.find(f"{W}body")
    return list(_blocks(root if body is None else body))


def _blocks(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{W}p":
            if (text := _text(child)).strip():
                yield text
        elif child.tag == f"{W}tbl":
            rows = [row for row in child.iter(f"{W}tr") if _above(row, "tbl") is child]
            yield "table", len(child.findall(f"{W}tblGrid/{W}gridCol")), [_cells(row) for row in rows]
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _blocks(child)


def _cells(row: Any) -> list[Any]:
    cells = [cell for cell in row.iter(f"{W}tc") if _above(cell, "tr") is row]
    looks = (("gridSpan", "val"), ("vMerge", "val"), ("shd", "fill"))
    return [(*(_property(cell, *look) for look in looks), list(_blocks(cell))) for cell in cells]


def _property(cell: Any, name: str, attribute: str) -> str | None:
    found = cell.find(f"{W}tcPr/{W}{name}")
    return None if found is None else found.get(f"{W}{attribute}")


def _above(element: Any, name: str) -> Any:
    parent = element.getparent()
    while parent.tag != f"{W}{name}":
        parent = parent.getparent()
    return parent


def _text(paragraph: Any) -> str:
    words = {"tab": "\t", "br": "\n", "drawing": "[絵]"}
    pieces = []
    for node in paragraph.iter():
        name = str(node.tag).rpartition("}")[2]
        pieces.append(
            node.text or "" if name == "t" else words.get(name, "") if node.getparent().tag == f"{W}r" else ""
        )
    return "".join(pieces)


def built(build: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    build(document)
    return making.saved(document)


LINES: dict[str, list[str]] = {
    "blanks taken by a value": ["甲  {{- x -}}  乙", "甲  {{- x }}  乙"],
    "blanks kept by a plus": ["{%+ if 有 %}a{%+ endif +%}b"],
    "blanks taken by a statement": ["甲  {%- if 有 -%}  乙  {%- endif -%}  丙"],
    "paragraphs taken by a statement": ["甲", "", "{%- if 有 %}乙{% endif %}", "{% if 有 -%}", "", "丙{% endif %}"],
    "a comment over paragraphs": ["前{# 見え", "ない", "#}後", "末"],
    "a comment that holds tags": ["前{# {{ x }} {% if 有 %} #}後"],
    "default and defined": ["{{ 無い|default('なし') }}{% if 無い is defined %}有{% else %}無{% endif %}"],
    "set blocks, with, namespace": [
        "{% set z %}[{{ x }}]{% endset %}{{ z }}{% with a=x, b=y %}{{ a }}{{ b }}{% endwith %}",
        "{% set ns = namespace(s=0) %}{% for 行 in 人 %}{% set ns.s = ns.s + 行.額 %}{% endfor %}{{ ns.s }}",
    ],
    "macros and call": [
        "{% macro m(a, b='B') %}{{ a }}-{{ b }}{% endmacro %}{{ m('q') }}{{ m(x, b=y) }}",
        "{% macro k() %}<{{ caller() }}>{% endmacro %}{% call k() %}中{% endcall %}",
    ],
    "a recursive loop": ["{% for 節 in 木 recursive %}{{ 節.名 }}({{ loop(節.子) }}){% endfor %}"],
    "what a loop knows": [
        "{% for 月 in 列 %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.first }}{{ loop.last }}"
        "{{ loop.length }}{{ loop.cycle('a','b') }}{{ loop.changed(月) }}{% endfor %}",
        "{% for 課 in 部 %}{% for 人員 in 課.員 %}{{ loop.depth }}{{ 人員.名 }}{% endfor %}{% endfor %}",
    ],
    "loops with if, else, two names": [
        "{% for 行 in 人 if 行.済 %}{{ 行.氏名 }}{% endfor %}{% for 行 in 空 %}x{% else %}なし{% endfor %}",
        "{% for k, v in d.items() %}{{ k }}{{ v }}{% endfor %}{% for i in range(3) %}{{ i }}{% endfor %}",
    ],
    "nested loops over paragraphs": [
        "{%p for 課 in 部 %}", "■{{ 課.名 }}", "{%p for 人員 in 課.員 %}", "・{{ 人員.名 }}", "{%p endfor %}", "{%p endfor %}",
    ],
    "elif": ["{%p if 無 %}", "a", "{%p elif n == 3 %}", "b", "{%p else %}", "c", "{%p endif %}", "{% if 無 %}a{% elif n > 2 %}b{% endif %}"],
    "filters": [
        "{{ 列|join('、') }}{{ 小数|round(0)|int }}{{ 列|sort|reverse|list|first }}{{ 人|map(attribute='氏名')|join(',') }}",
        "{{ 人|selectattr('済')|list|length }}{{ 人|sum(attribute='額') }}{{ '%.2f'|format(小数) }}{{ 列|batch(2)|list|length }}",
        "{{ x|center(5) }}|{{ '  a '|trim }}|{{ 'a b'|title }}|{{ 'abc'|truncate(2, True, '') }}|{{ 列|max }}|{{ 列|unique|list }}",
    ],
    "tests": ["{{ n is odd }}{{ n is divisibleby 3 }}{{ x is string }}{{ 'a' in 'abc' }}{{ x is none }}{{ not 無 }}"],
    "arithmetic": ["{{ n + 1 }} {{ n / 2 }} {{ n // 2 }} {{ n % 2 }} {{ -n }} {{ (n + 1) * 2 }} {{ n ~ x }} {{ n if 有 else 0 }}"],
    "literals and methods": [
        "{{ [1,2] }}{{ {'a':1} }}{{ (1,2)[0] }}{{ '}}' }}{{ {'a': {'b': 1}}['a']['b'] }}{{ true }}",
        "{{ 氏名.replace('架','仮') }}{{ x.lower() }}{{ 列.index('五月') }}{{ d.get('鍵') }}{{ '{} {}'.format(x, y) }}{{ d['items'] }}",
    ],
    "cycler and joiner": ["{% set c = cycler('a','b') %}{{ c.next() }}{{ c.next() }}{% set j = joiner('、') %}{% for 月 in 列 %}{{ j() }}{{ 月 }}{% endfor %}"],
    "braces that are no tags": ["{ x } {{ x }} } {", "100% {{ x }} 50 % }", "{_{ x }_} {_% if %_}"],
    "run tags": ["a {%r if 有 %}b{%r endif %} c", "{%r for 月 in 列 %}{{ 月 }}{%r endfor %}"],
    "paragraph tags with text beside them": ["前 {%p if 有 %} 後", "中", "x{%p endif %}"],
    "statements over paragraphs": ["{% if 無 %}a", "b", "c{% endif %}d", "a{% if 無 %}b", "c{% else %}d", "e{% endif %}f"],
    "raw": ["{% raw %}{{ x }} {% if %}{% endraw %}{{ x }}"],
    "no blanks in tags": ["{%if 有%}a{%else%}b{%endif%}{{x}}{{y}}"],
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_lines_read_as_docxtpl_writes_them(name: str) -> None:
    form = built(paragraphs(*LINES[name]))
    expected = skeleton(by_docxtpl(form, VALUES))
    assert expected
    assert skeleton(compile_form(form).render(VALUES).content) == expected


def nested_table(d: Document) -> None:
    made = d.add_table(3, 2)
    made.cell(0, 0).text, made.cell(2, 0).text = "{%tr for 課 in 部 %}", "{%tr endfor %}"
    made.cell(1, 0).text = "{{ 課.名 }}"
    inner = made.cell(1, 1).add_table(3, 1)
    for row, text in zip(inner.rows, ("{%tr for 人員 in 課.員 %}", "{{ 人員.名 }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text


def paragraphs_in_a_cell(d: Document, what: str = "列") -> None:
    cell = d.add_table(1, 1).cell(0, 0)
    cell.text = f"{{%p for 月 in {what} %}}"
    cell.add_paragraph("・{{ 月 }}")
    cell.add_paragraph("{%p endfor %}")
    d.add_paragraph("末")


def merged_cells(d: Document) -> None:
    made = d.add_table(3, 3)
    made.cell(1, 0).merge(made.cell(1, 1)).text = "{{ 行.氏名 }}"
    made.cell(1, 2).text = "{{ 行.額 }}"
    made.cell(0, 0).merge(made.cell(0, 2)).text = "{%tr for 行 in 人 %}"
    made.cell(2, 0).text = "{%tr endfor %}"


def split_cell(*pieces: str) -> Callable[[Document], None]:
    def build(d: Document) -> None:
        made = d.add_table(1, 2)
        making.add_split(made.cell(0, 0).paragraphs[0], list(pieces))
        made.cell(0, 1).text = "隣"

    return build


def table_in_a_loop(d: Document) -> None:
    d.add_paragraph("{%p for 課 in 部 %}")
    d.add_table(1, 1).cell(0, 0).text = "{{ 課.名 }}"
    d.add_paragraph("{%p endfor %}")


TABLES: dict[str, Callable[[Document], None]] = {
    "a table in a row": nested_table,
    "paragraphs in a cell": paragraphs_in_a_cell,
    "a cell left empty": lambda d: paragraphs_in_a_cell(d, "空"),
    "rows with merged cells": merged_cells,
    "vertical merge in nested loops": table(
        ["{%tr for 課 in 部 %}", ""], ["{%tr for 人員 in 課.員 %}", ""], ["{% vm %}{{ 課.名 }}", "{{ 人員.名 }}"],
        ["{%tr endfor %}", ""], ["{%tr endfor %}", ""],
    ),
    "vertical merge amid text": table(["{%tr for 月 in 列 %}", ""], ["年{% vm %}度", "{{ 月 }}"], ["{%tr endfor %}", ""]),
    "two vertical merges": table(["{%tr for 月 in 列 %}", ""], ["{% vm %}甲", "{% vm %}乙"], ["{%tr endfor %}", ""]),
    "a merge with a colour": table(
        ["{%tr for 月 in 列 %}", ""], ["{% vm %}{% cellbg 色 %}年", "{{ 月 }}"], ["{%tr endfor %}", ""]
    ),
    "a colour split over runs": split_cell("{% cell", "bg 色 %}", "文{{ x }}"),
    "a colour amid text": split_cell("文{% cellbg 色 %}後"),
    "a colour from an expression": split_cell("{% cellbg '00FF00' if 有 else 'FF0000' %}緑"),
    "colours in a loop": table(
        ["{%tr for 行 in 人 %}", ""], ["{% cellbg 色 %}{{ 行.氏名 }}", "{{ 行.額 }}"], ["{%tr endfor %}", ""]
    ),
    "columns and rows in loops": table(
        ["月", "{%tc for 月 in 列 %}", "{{ 月 }}", "{%tc endfor %}"], ["{%tr for 行 in 人 %}"],
        ["{{ 行.氏名 }}", "{%tc for 月 in 列 %}", "{{ 行.額 }}{{ 月 }}", "{%tc endfor %}"], ["{%tr endfor %}"],
    ),
    "a condition on cells": table(["{%tc if 無 %}", "消", "{%tc endif %}", "残"]),
    "merged sideways": table(["{%tc for 月 in 列 %}", "{% hm %}見出し", "{%tc endfor %}"], ["a", "b", "c"]),
    "the tag in the second cell": table(["a", "{%tr for 行 in 人 %}"], ["{{ 行.氏名 }}", "b"], ["", "{%tr endfor %}"]),
    "rows with else": table(["{%tr if 無 %}"], ["a"], ["{%tr elif 有 %}"], ["b"], ["{%tr else %}"], ["c"], ["{%tr endif %}"]),
    "commented rows and cells": table(["{#tr 説明 #}", "x"], ["{#tc 説明 #}", "b"]),
    "a value set in a row": table(["{%tr set z = 5 %}"], ["{{ z }}"]),
    "the row's number": table(
        ["{%tr for 行 in 人 %}"], ["{{ loop.index }}{% if loop.last %}終{% endif %}"], ["{%tr endfor %}"]
    ),
    "an empty loop below a heading": table(["見出し"], ["{%tr for 行 in 空 %}"], ["{{ 行 }}"], ["{%tr endfor %}"]),
    "statements over cells and rows": table(["{% if 有 %}a", "b{% endif %}"], ["{% for 月 in 列 %}{{ 月 }}", "c{% endfor %}"]),
    "a table in a loop": table_in_a_loop,
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_shaped_as_docxtpl_shapes_them(name: str) -> None:
    form = built(TABLES[name])
    expected = skeleton(by_docxtpl(form, VALUES))
    assert expected
    assert skeleton(compile_form(form).render(VALUES).content) == expected


SPACES = nsdecls("w", "r", "wp", "a") + "".join(
    f' xmlns:{name}="{uri}"'
    for name, uri in {
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)


def p(*inner: str) -> str:
    return f"<w:p {SPACES}>{''.join(inner)}</w:p>"


def r(text: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def box(*inner: str) -> str:
    """A text box as Word writes it: once for itself and once for older programs."""
    content = f"<w:txbxContent>{''.join(inner)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="9" cy="9"/>'
        '<wp:docPr id="5" name="Box" descr="{{ x }}"/><a:graphic><a:graphicData uri="u"><wps:wsp><wps:txbx>'
        f"{content}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(instruction: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate"))
    return f'{begin}<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>{end}'


BOLD = "<w:rPr><w:b/></w:rPr>"
LOOP = ("{%p for 月 in 列 %}", "{{ 月 }}", "{%p endfor %}")
PLACES: dict[str, list[str]] = {
    "a text box": [p(r("前 {{ x }}"), box(p(r("箱 {{ "), r("氏名 }}", BOLD))), r("後 {{ y }}"))],
    "a loop in a text box": [p(box(*(p(r(text)) for text in LOOP)))],
    "a condition around a text box": [p(r("{% if 有 %}"), box(p(r("箱"))), r("{% endif %}"))],
    "a hyperlink": [p('<w:hyperlink w:anchor="{{ x }}">', r("{{ x }}"), "</w:hyperlink>", r(" {{ "), r("y }}", BOLD))],
    "a statement in an attribute": [p('<w:hyperlink w:anchor="{% if 有 %}a{% else %}b{% endif %}">', r("l"), "</w:hyperlink>")],
    "inserted and deleted text": [
        p(r("{{ "), '<w:ins w:id="1" w:author="a">', r("x }}"), "</w:ins>",
          '<w:del w:id="2" w:author="a"><w:r><w:delText>旧 {{ y }}</w:delText></w:r></w:del>'),
    ],
    "a content control": [
        p("<w:sdt><w:sdtContent>", r("{{ x }}"), "</w:sdtContent></w:sdt>"),
        f"<w:sdt {SPACES}><w:sdtContent>{''.join(p(r(text)) for text in LOOP)}</w:sdtContent></w:sdt>",
    ],
    "smart tags and bookmarks inside a tag": [
        p('<w:smartTag w:element="x">', r("{{ 氏"), "</w:smartTag>", '<w:bookmarkStart w:id="0" w:name="印"/>', r("名 }}"),
          '<w:bookmarkEnd w:id="0"/>'),
    ],
    "spelling marks inside a tag": [
        p(r("{"), '<w:proofErr w:type="spellStart"/>', r("{"), '<w:proofErr w:type="spellEnd"/>', r(" x "), r("}"), r("}")),
    ],
    "a field": [p('<w:fldSimple w:instr=" DATE ">', r("{{ x }}"), "</w:fldSimple>"), p(field(' HYPERLINK "a/{{ x }}" '), r("{{ y }}"))],
    "breaks inside a tag": [p("<w:r><w:t>{% if 有</w:t><w:br/><w:t> %}a{% endif %}</w:t></w:r>"), p("<w:r><w:t>{{</w:t><w:t> x </w:t><w:t>}}</w:t></w:r>")],
    "languages inside a tag": [p(r("{{", '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'), r("氏名", '<w:rPr><w:lang w:val="ja-JP"/></w:rPr>'), r("}}"))],
    "ruby": [p("<w:r><w:ruby><w:rubyPr/><w:rt>", r("{{ x }}"), "</w:rt><w:rubyBase>", r("{{ y }}"), "</w:rubyBase></w:ruby></w:r>")],
    "tabs and page breaks": [p(r("a"), "<w:r><w:tab/><w:t>{{ x }}</w:t><w:tab/><w:t>b</w:t></w:r>", '<w:r><w:br w:type="page"/></w:r>')],
    "a bookmark with a number": [p('<w:bookmarkStart w:id="0" w:name="b{{ n }}"/>', r("t"), '<w:bookmarkEnd w:id="0"/>')],
}  # fmt: skip
MARKS = re.compile(r'w:anchor="[^"]*"|descr="[^"]*"|HYPERLINK [^<]*|w:name="b[^"]*"')


@pytest.mark.parametrize("name", PLACES)
def test_tags_work_wherever_docxtpl_finds_them(name: str) -> None:
    def build(d: Document) -> None:
        for at, xml in enumerate(PLACES[name]):
            d.element.body.insert(at, parse_xml(xml))

    form = built(build)
    theirs, ours = by_docxtpl(form, VALUES), compile_form(form).render(VALUES).content
    assert skeleton(theirs)
    assert skeleton(ours) == skeleton(theirs)
    assert MARKS.findall(making.xml_of(ours)) == MARKS.findall(making.xml_of(theirs))


def test_every_header_and_footer_is_filled_as_docxtpl_fills_them() -> None:
    document = docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text, section.first_page_header.paragraphs[0].text = "h {{ x }}", "f {{ y }}"
    section.even_page_header.paragraphs[0].text = "e {{ n }}"
    rows = section.footer.add_table(3, 1, 1000).rows
    for row, text in zip(rows, ("{%tr for 月 in 列 %}", "{{ 月 }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "2 {{ x }}"
    form = making.saved(document)
    theirs, ours = by_docxtpl(form, VALUES), compile_form(form).render(VALUES).content
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        names = [name for name in archive.namelist() if "header" in name or "footer" in name]
    assert len(names) == 5
    for name in names:
        assert skeleton(ours, name) == skeleton(theirs, name)


def test_properties_are_filled_as_docxtpl_fills_them() -> None:
    document = docx.Document()
    known = document.core_properties
    known.title, known.subject, known.author = "題 {{ x }}", "{% if 有 %}s{% endif %}", "{{ 氏名 }}"
    form = making.saved(document)
    for content in (by_docxtpl(form, VALUES), compile_form(form).render(VALUES).content):
        made = docx.Document(io.BytesIO(content)).core_properties
        assert (made.title, made.subject, made.author) == ("題 X", "s", "架空 花子")


LOOKS: list[dict[str, Any]] = [
    {"bold": True}, {"italic": True}, {"color": "#ff0000"}, {"size": 40}, {"underline": True}, {"underline": "wave"},
    {"underline": "bogus"}, {"strike": True}, {"subscript": True}, {"superscript": True}, {"font": "Arial"},
    {"font": "eastAsia:ＭＳ 明朝"}, {"style": "Emphasis"}, {"lang": "ja-JP"},
    {"bold": True, "italic": True, "size": 20, "color": "0000FF", "underline": "double"},
]  # fmt: skip


def looks(content: bytes) -> list[Any]:
    """Each run with its text and its properties, whatever their order."""
    root = etree.fromstring(making.xml_of(content).encode())
    found = []
    for run in root.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        items = sorted(
            (child.tag, sorted(child.attrib.items())) for child in (properties if properties is not None else ())
        )
        found.append(("".join(node.text or "" for node in run.iter(f"{W}t")), items))
    return [one for one in found if one[0]]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_rich_text_looks_as_docxtpl_s(look: dict[str, Any]) -> None:
    from docxtpl import RichText as Theirs

    form = making.form_of("前{{r 文 }}後")
    expected = looks(by_docxtpl(form, {"文": Theirs("赤 & <b>", **look)}))
    assert looks(compile_form(form).render({"文": RichText("赤 & <b>", **look)}).content) == expected


def test_rich_text_starts_paragraphs_and_pages_as_docxtpl_s() -> None:
    from docxtpl import RichText as Theirs
    from docxtpl import RichTextParagraph as TheirParagraph

    form = making.form_of("前{{r 文 }}後", "{{p 段 }}", "末")
    theirs = {"文": Theirs("一\n二\t三\a四\f五", bold=True), "段": TheirParagraph("段落", parastyle="Title")}
    ours = {"文": RichText("一\n二\t三\a四\f五", bold=True), "段": RichTextParagraph("段落", parastyle="Title")}
    assert skeleton(compile_form(form).render(ours).content) == skeleton(by_docxtpl(form, theirs))


def test_a_picture_is_as_big_as_docxtpl_s_and_stands_where_it_stands() -> None:
    from docx.shared import Mm
    from docxtpl import DocxTemplate
    from docxtpl import InlineImage as Theirs
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "PNG")
    form = making.form_of("{%p for 図 in 図面 %}", "前{{ 図 }}後", "{%p endfor %}")
    template = DocxTemplate(io.BytesIO(form))
    template.render({"図面": [Theirs(template, io.BytesIO(out.getvalue()), width=Mm(width)) for width in (20, 30)]})
    target = io.BytesIO()
    template.save(target)
    ours = (
        compile_form(form).render({"図面": [InlineImage(out.getvalue(), width_mm=width) for width in (20, 30)]}).content
    )
    assert skeleton(ours) == skeleton(target.getvalue()) == ["前[絵]後", "前[絵]後"]
    sizes = [re.findall(r"<wp:extent[^>]*>", making.xml_of(content)) for content in (ours, target.getvalue())]
    assert sizes[0] == sizes[1]


TEXTS = ("甲", "乙 丙", " ", "a&b", "<x>", "100%", "“引”", "\t", "、")
TAGS = ("{{ x }}", "{{x}}", "{{ 氏名 }}", "{{ 人[0].氏名 }}", "{{ 金額 + 1 }}", "{{ 列|join('・') }}", "{{ d['鍵'] }}", '{{ "q\'" }}')  # fmt: skip


def anything(choose: random.Random, depth: int = 0) -> str:
    return "".join(_piece(choose, depth) for _ in range(choose.randint(1, 4)))


def _piece(choose: random.Random, depth: int) -> str:
    kind = choose.random()
    if kind < 0.25:
        return choose.choice(TEXTS)
    if kind < 0.6 or depth > 2:
        return choose.choice(TAGS)
    if kind < 0.75:
        otherwise = choose.choice(["", "{% else %}" + anything(choose, depth + 1)])
        return choose.choice(["{% if 有 %}", "{% if 無 %}"]) + anything(choose, depth + 1) + otherwise + "{%endif%}"
    if kind < 0.9:
        return "{% for 月 in 列 %}{{ 月 }}" + anything(choose, depth + 1) + "{% endfor %}"
    return choose.choice(["{# 注 {{ x }} #}", "{% set z = 1 %}{{ z }}"])


def typed(choose: random.Random, paragraph: Any, text: str) -> None:
    """As Word leaves it: cut into runs anywhere, of differing looks, with marks between."""
    while text:
        length = choose.choice([1, 2, 3, 5, 9, 30])
        run = paragraph.add_run(text[:length])
        run.bold = choose.choice([None, True])
        if choose.random() < 0.3:
            name = choose.choice(["proofErr", "bookmarkStart", "bookmarkEnd"])
            run._r.addprevious(paragraph._p.makeelement(f"{W}{name}", {f"{W}id": "1"}))
        text = text[length:]


@pytest.mark.parametrize("seed", range(60))
def test_any_mix_cut_anywhere_prints_what_docxtpl_prints(seed: int) -> None:
    choose = random.Random(seed)

    def build(d: Document) -> None:
        for _ in range(choose.randint(1, 4)):
            kind = choose.random()
            if kind < 0.15:
                d.add_paragraph("{%p for 月 in 列 %}")
                typed(choose, d.add_paragraph(), anything(choose))
                d.add_paragraph("{%p endfor %}")
            elif kind < 0.35:
                rows = d.add_table(3, 2).rows
                rows[0].cells[0].text, rows[2].cells[choose.randint(0, 1)].text = (
                    "{%tr for 行 in 人 %}",
                    "{%tr endfor %}",
                )
                typed(choose, rows[1].cells[0].paragraphs[0], anything(choose))
                typed(choose, rows[1].cells[1].paragraphs[0], "{{ 行.氏名 }}" + anything(choose))
            else:
                typed(choose, d.add_paragraph(), anything(choose))
        d.add_paragraph("末")

    form = built(build)
    assert skeleton(compile_form(form).render(VALUES).content) == skeleton(by_docxtpl(form, VALUES))


# Where we differ, and why


def test_an_emptied_content_control_does_not_tear_a_loop() -> None:
    """docxtpl prints the first row only: the loop begins inside the control and ends outside."""
    cell = "<w:tr><w:tc><w:tcPr/>{}</w:tc></w:tr>"
    first, second, third = (cell.format(p(r(t))) for t in ("{%tr for 月 in 列 %}", "{{ 月 }}", "{%tr endfor %}"))
    xml = (
        f'<w:tbl {SPACES}><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid>'
        f"<w:sdt><w:sdtContent>{first}</w:sdtContent></w:sdt>{second}{third}</w:tbl>"
    )
    form = built(lambda d: d.element.body.insert(0, parse_xml(xml)))
    [(_, _, rows)] = skeleton(compile_form(form).render(VALUES).content)
    assert [row[0][3] for row in rows] == [["四月"], ["五月"], ["六月"]]


def test_further_paragraphs_of_a_merged_cell_are_printed_once() -> None:
    """docxtpl repeats what follows the first paragraph in cells nobody sees."""

    def build(d: Document) -> None:
        rows = d.add_table(3, 1).rows
        rows[0].cells[0].text, rows[2].cells[0].text = "{%tr for 月 in 列 %}", "{%tr endfor %}"
        rows[1].cells[0].text = "{% vm %}甲"
        rows[1].cells[0].add_paragraph("乙")

    [(_, _, rows)] = skeleton(compile_form(built(build)).render(VALUES).content)
    assert [row[0][3] for row in rows] == [["甲", "乙"], [], []]


def test_a_table_without_rows_is_none() -> None:
    """docxtpl leaves a table without rows, which Word calls damaged."""
    form = built(table(["{%tr for 行 in 空 %}"], ["{{ 行 }}"], ["{%tr endfor %}"]))
    assert skeleton(compile_form(form).render(VALUES).content) == ["表の後"]


REFUSED = {
    "{{ 電話1 }}{{ 電話１ }}": "全角と半角の違いだけ",
    "{% for カナ in 列 %}{{ ｶﾅ }}{% endfor %}": "全角と半角の違いだけ",
    "{{ 列|map('upper') }}": "文字として印刷できない値",
    "{{ range }}": "文字として印刷できない値",
    "{{ self }}": "文字として印刷できない値",
    "{% block a %}b{% endblock %}": "様式では使えない命令",
    "{% filter upper %}b{% endfilter %}": "様式では使えない命令",
    "{% include 'a' %}": "様式では使えない命令",
    "{{tr x }}": "行やセルは値では置けません",
}


@pytest.mark.parametrize("tag", REFUSED)
def test_what_would_print_nonsense_is_refused_with_a_sentence(tag: str) -> None:
    """docxtpl prints another field's value, an address in memory, or runs what it was told."""
    form = built(table([tag])) if "tr" in tag else making.form_of(tag)
    with pytest.raises(InvalidInput, match=REFUSED[tag]):
        compile_form(form).render({**VALUES, "電話1": 1, "電話１": 2, "ｶﾅ": 3})


def torn(d: Document) -> None:
    d.add_table(1, 2).cell(0, 0).text = "{%p if 有 %}"
    d.add_paragraph("{%p endif %}")


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (torn, "違う囲みの中（表）"),
        (
            table(["{%tr for 行 in 人 %}"], ["{%p if 有 %}"], ["{%tr endfor %}"], ["{%p endif %}"]),
            "先に『{%p if 有 %}』",
        ),
    ],
)
def test_a_block_torn_between_two_places_is_refused(build: Callable[[Document], None], words: str) -> None:
    """docxtpl mends the broken XML by throwing away what does not fit."""
    with pytest.raises(InvalidInput, match=words):
        compile_form(built(build))
