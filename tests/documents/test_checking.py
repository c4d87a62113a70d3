"""A form at upload: every finding says the part, the place, the text and how to mend it; bombs never open."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest

from portal.documents import check_form, check_form_apart, compile_form
from portal.documents.checking import Finding
from portal.documents.package import Limits
from portal.domain.errors import InvalidInput
from tests.documents import making

W = making.W
RELS = "word/_rels/document.xml.rels"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


def linked(kind: str) -> bytes:
    line = f'<Relationship Id="rIdX" Type="{kind}" Target="http://example.jp/a" TargetMode="External"/>'
    return making.with_part(
        making.form_of("x"), RELS, lambda xml: xml.replace("</Relationships>", line + "</Relationships>")
    )


def zipped(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return out.getvalue()


def test_a_sound_form_has_no_findings() -> None:
    assert check_form(making.form_of("{{ 氏名|様 }}", "{{ 元金|円 }}"), {"氏名", "元金"}) == []


def test_an_unknown_field_is_found_with_its_place_and_a_suggestion() -> None:
    found = only(check_form(making.form_of("督促状", "氏名：{{ 氏名カナ }}"), {"氏名カタカナ", "住所"}))
    assert (found.part, found.place, found.text, found.severity) == ("本文", "第2段落", "氏名：{{ 氏名カナ }}", "error")
    assert found.problem == "項目『氏名カナ』は、この様式の項目一覧にありません。"
    assert "『氏名カタカナ』" in found.remedy


def test_a_field_of_one_case_in_a_header_is_a_warning() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ 番号 }} {{ 発行日 }}"
    found = only(check_form(making.saved(document), None, shared_fields={"発行日"}))
    assert (found.part, found.severity) == ("ヘッダー", "warning")
    assert "『番号』" in found.problem


@pytest.mark.parametrize(
    ("paragraphs", "problem"),
    [
        (["{% if 氏名 %}"], "これに対応する endif がありません"),
        (["{{ 氏名"], "閉じていません"),
        (["{{ 氏名|なし }}"], "『なし』というフィルターはありません"),
        (["｛｛氏名｝｝"], "全角の波かっこ"),
        (["{%p if 氏名 %} 消える文", "x", "{%p endif %}"], "『消える文』は印刷されません"),
    ],
)
def test_what_is_wrong_in_the_text_is_found(paragraphs: list[str], problem: str) -> None:
    found = only(check_form(making.form_of(*paragraphs)))
    assert problem in found.problem
    assert found.place == "第1段落"


def test_leftovers_of_editing_are_found() -> None:
    xml = (
        '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>{{ y</w:delText></w:r></w:del>'
        '<w:r><w:instrText> MERGEFIELD 氏名 </w:instrText></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    found = check_form(making.in_body(making.form_of("x"), xml))
    assert [re.sub("『.*』", "", f.problem) for f in found] == [
        "変更履歴が残っています。", "変更履歴（削除）が残っています。", "コメントが残っています。", "Wordのフィールドは差し込まれません。",
    ]  # fmt: skip


def test_external_links_are_a_warning_and_external_files_an_error() -> None:
    assert only(check_form(linked(LINK))).severity == "warning"
    assert only(check_form(linked(IMAGE))).severity == "error"


def test_a_font_that_is_missing_is_named_unless_it_has_a_substitute() -> None:
    document = docx.Document()
    for font in ("架空書体", "ＭＳ 明朝"):
        document.add_paragraph().add_run("x").font.name = font
    found = [
        f
        for f in check_form(making.saved(document), installed_fonts={"Noto Serif CJK JP", "MS Mincho"})
        if "書体" in f.text
    ]
    assert "『架空書体』" in only(found).problem


def old_word(_: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def macro(form: bytes) -> bytes:
    return making.with_part(
        form,
        "[Content_Types].xml",
        lambda xml: xml.replace("document.main+xml", "document.macroEnabled.main+xml").replace(
            "openxmlformats-officedocument.wordprocessingml.document.macroEnabled", "ms-word.document.macroEnabled"
        ),
    )


def doctype(form: bytes) -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]>'
    return making.with_part(form, "word/document.xml", lambda xml: re.sub(r"(\?>)", r"\1" + bomb, xml, count=1))


def hidden_doctype(form: bytes) -> bytes:
    return making.with_part(form, "word/styles.xml", lambda xml: xml.replace("?>", "?><!DOCTYPE a>", 1))


def dense(form: bytes) -> bytes:
    return making.with_part(form, "word/media/a.xml", lambda _: "0" * 20_000_000)


def strict(form: bytes) -> bytes:
    return making.with_part(
        form,
        "_rels/.rels",
        lambda xml: xml.replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"),
    )


def truncated(form: bytes) -> bytes:
    return form[: len(form) // 2]


def broken_xml(form: bytes) -> bytes:
    return making.with_part(form, "word/document.xml", lambda xml: xml[:-30])


def deep(form: bytes) -> bytes:
    return making.in_body(form, "<w:sdt>" * 230 + "</w:sdt>" * 230)


def lying_size(form: bytes) -> bytes:
    big = making.with_part(form, "word/media/z.txt", lambda _: "0" * 900_000)
    at = big.rindex(b"PK\1\2", 0, big.index(b"word/media/z.txt", big.index(b"PK\1\2")))
    return big[: at + 24] + (10).to_bytes(4, "little") + big[at + 28 :]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda form: b"", "Word文書（.docx）ではありません"),
        (lambda form: b"%PDF-1.7", "Word文書（.docx）ではありません"),
        (lambda form: zipped({"a.txt": b"x"}), "Word文書（.docx）ではありません"),
        (old_word, "古い形式（.doc）"),
        (macro, "マクロ"),
        (doctype, "DOCTYPE"),
        (hidden_doctype, "DOCTYPE"),
        (dense, "異常に大きい"),
        (strict, "Strict Open XML"),
        (truncated, "Word文書（.docx）ではありません"),
        (broken_xml, "壊れています"),
        (deep, "入れ子が深すぎます"),
        (lying_size, "壊れています"),
        (lambda form: zipped({f"{n}.xml": b"" for n in range(2001)}), "部品が多すぎます"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_must_not_be_opened_is_refused_in_words(spoil: Callable[[bytes], bytes], words: str) -> None:
    found = check_form(spoil(making.form_of("{{ x }}")))
    assert found[0].severity == "error"
    assert words in found[0].problem


def test_sizes_are_refused_before_anything_is_read() -> None:
    with pytest.raises(InvalidInput, match="ファイルが大きすぎます"):
        compile_form(making.form_of("x"), limits=Limits(file_bytes=100))
    with pytest.raises(InvalidInput, match="開くと大きすぎます"):
        compile_form(making.form_of("x"), limits=Limits(unpacked_bytes=100))


def test_the_check_apart_finds_the_same() -> None:
    form = making.form_of("{{ 氏名カナ }}", "{% if x %}")
    for candidate in (form, making.form_of("{{ 氏名 }}"), b"junk"):
        assert check_form_apart(candidate, {"氏名"}) == check_form(candidate, {"氏名"})


@pytest.mark.parametrize("limit", [{"memory_bytes": 40_000_000}, {"timeout_seconds": 0.01}])
def test_a_check_that_takes_too_much_ends_in_a_finding(limit: dict[str, float]) -> None:
    found = only(check_form_apart(making.form_of("x"), **limit))  # type: ignore[arg-type]
    assert found.problem.startswith("検査が終わりませんでした")
