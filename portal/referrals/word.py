"""The word forms of a packet, compiled once; a draft's carry 「案」 across every page.

The mark goes into the form's header before it is compiled, so that a draft is as deterministic as the final document.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml

from portal.documents import CompiledForm, Rendered, compile_form

REQUEST, SUMMARY, CHRONOLOGY, EXHIBIT_LIST = "委任依頼書", "債権概要書", "経過記録", "証拠説明書"

_MARK = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:rPr><w:noProof/></w:rPr><w:pict '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>'
    '<v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft-mark" o:spid="_x0000_s2049" type="#_x0000_t136" alt="案（確定前の資料）" '
    'style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:300pt;z-index:-251658752;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#c8c8c8" stroked="f">'
    '<v:fill opacity=".4"/><v:textpath style="font-family:&quot;ＭＳ ゴシック&quot;;font-size:1pt" string="案"/>'
    "</v:shape></w:pict></w:r>"
)


def render(folder: Path, name: str, values: Mapping[str, Any], *, draft: bool) -> Rendered:
    """Fill in the form ``name`` of ``folder``."""
    path = folder / f"{name}.docx"
    return _compiled(path.read_bytes(), name, draft).render(values)


@lru_cache(maxsize=16)
def _compiled(docx: bytes, name: str, draft: bool) -> CompiledForm:
    content = with_draft_mark(docx) if draft else docx
    return compile_form(content, properties={"title": f"{name}（案）" if draft else name})


def with_draft_mark(docx: bytes) -> bytes:
    """The form with 「案」 in grey behind the text and in words at the head of every page."""
    document = Document(BytesIO(docx))
    for section in document.sections:
        header = section.header
        header.is_linked_to_previous = False
        line = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
        line.alignment = 2  # right
        line.add_run("案（確定前の資料。外部に渡さないこと。）")
        line._p.append(parse_xml(_MARK))
    out = BytesIO()
    document.save(out)
    return out.getvalue()
