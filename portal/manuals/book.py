"""The whole knowledge base as one book for paper: cover, contents with page numbers, a chapter a page.

Written as a flat OpenDocument text, which LibreOffice turns into PDF: it numbers the pages, draws the flow figures as lines
and makes the outline of the PDF. Pure but for the time that is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.domain.wareki import format_wareki
from portal.manuals.export import Chapter
from portal.manuals.odf_body import body_xml
from portal.manuals.odf_pieces import WIDTH_MM, column_style, plain
from portal.manuals.pages import Page

_FONT = "Yu Gothic"
_INK, _SOFT, _KEY, _LINE = "#1a1a1c", "#555555", "#00118f", "#8c8c8c"
_CALLOUTS = {"note": (_KEY, "#ffffff"), "warning": ("#927200", "#fffbee"), "danger": ("#b00000", "#fff5f5"),
             "tip": ("#197a4b", "#f4fbf7")}  # fmt: skip
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("meta", "meta"), ("number", "datastyle"),
    )
)  # fmt: skip


def book(folders: Sequence[tuple[str, Sequence[Chapter]]], *, office_name: str, today: date) -> str:
    """The flat OpenDocument text (``.fodt``) of ``folders`` as ``export.chapters`` gives them."""
    title = f"{office_name} 債権管理の手引き"
    count = sum(len(members) for _, members in folders)
    parts = [
        f'<text:p text:style-name="Title">{plain(title)}</text:p>',
        f'<text:p text:style-name="Subtitle">{format_wareki(today)}現在　全{count}件</text:p>',
        '<text:p text:style-name="Subtitle">最新の内容は、債権管理ポータルで確かめてください。</text:p>',
        '<text:p text:style-name="ContentsTitle">目次</text:p>',
    ]
    for folder, members in folders:
        parts.append(f'<text:p text:style-name="ContentsFolder">{plain(folder)}</text:p>')
        parts += [_contents_line(one.page) for one in members]
    for _, members in folders:
        parts += [_chapter(one) for one in members]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta><dc:title>{plain(title)}</dc:title><dc:language>ja-JP</dc:language></office:meta>"
        f"{_fonts()}{_styles()}{_automatic()}{_master(title, today)}"
        f"<office:body><office:text>{''.join(parts)}</office:text></office:body></office:document>"
    )


def _contents_line(page: Page) -> str:
    return (
        f'<text:p text:style-name="Contents"><text:a xlink:type="simple" xlink:href="#{page.id}">{plain(page.title)}</text:a>'
        f'<text:tab/><text:bookmark-ref text:reference-format="page" text:ref-name="{page.id}">0</text:bookmark-ref></text:p>'
    )


def _chapter(one: Chapter) -> str:
    page = one.page
    about = f"{page.folder}　担当：{page.owner}　最終確認日：{format_wareki(page.reviewed_on)}　次回見直し：{format_wareki(page.review_by)}"
    statutes = f"根拠：{'、'.join(page.statutes)}" if page.statutes else ""
    return (
        f'<text:h text:style-name="Heading_1" text:outline-level="1"><text:bookmark text:name="{page.id}"/>'
        f'{plain(page.title)}</text:h><text:p text:style-name="About">{plain(about)}</text:p>'
        + (f'<text:p text:style-name="About">{plain(statutes)}</text:p>' if statutes else "")
        + body_xml(one.html)
    )


def _fonts() -> str:
    faces = (_FONT, "Yu Mincho", "BIZ UDGothic")
    return "<office:font-face-decls>" + "".join(
        f'<style:font-face style:name="{name}" svg:font-family="\'{name}\'"/>' for name in faces
    ) + "</office:font-face-decls>"  # fmt: skip


def _letters(size: float = 0, *, bold: bool = False, colour: str = "", font: str = "") -> str:
    """Properties of letters, for Latin and Japanese alike."""
    given = []
    for prefix, plain_prefix in (("fo", "style"), ("style", "style")):
        east = "-asian" if prefix == "style" else ""
        if size:
            given.append(f'{prefix}:font-size{east}="{size}pt"')
        if bold:
            given.append(f'{prefix}:font-weight{east}="bold"')
        if font:
            given.append(f'{plain_prefix}:font-name{east}="{font}"')
    if colour:
        given.append(f'fo:color="{colour}"')
    return f"<style:text-properties {' '.join(given)}/>"


def _paragraph(name: str, properties: str = "", letters: str = "", *, parent: str = "Body", more: str = "") -> str:
    """A style of paragraphs; ``properties`` are attributes of its lines and margins."""
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}"{more}>'
        f"<style:paragraph-properties {properties}/>{letters}</style:style>"
    )


def _styles() -> str:
    default = (
        '<style:default-style style:family="paragraph"><style:paragraph-properties style:line-break="strict" '
        'style:punctuation-wrap="hanging" style:text-autospace="none" fo:orphans="2" fo:widows="2" style:tab-stop-distance="10mm"/>'
        + _letters(10, colour=_INK, font=_FONT).replace(
            "/>", ' fo:language="ja" fo:country="JP" style:language-asian="ja" style:country-asian="JP"/>'
        )
        + "</style:default-style>"
        '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/></style:default-style>'
        '<style:default-style style:family="table-row"><style:table-row-properties fo:keep-together="auto"/></style:default-style>'
    )
    body = (
        '<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:line-height="17pt" '
        'fo:margin-top="0mm" fo:margin-bottom="2mm"/></style:style>'
    )
    keep = 'fo:keep-with-next="always"'
    small = _letters(9)
    rows = [
        _paragraph("Heading_1", f'fo:break-before="page" {keep} fo:line-height="26pt" fo:margin-bottom="2mm" fo:border-bottom="1.5pt solid {_KEY}" fo:padding-bottom="1mm"', _letters(17, bold=True), more=' style:default-outline-level="1"'),
        _paragraph("Heading_2", f'{keep} fo:line-height="20pt" fo:margin-top="5mm" fo:margin-bottom="2mm" fo:border-bottom="0.75pt solid {_LINE}"', _letters(13, bold=True), more=' style:default-outline-level="2"'),
        _paragraph("Heading_3", f'{keep} fo:margin-top="3.5mm" fo:margin-bottom="1mm"', _letters(11, bold=True), more=' style:default-outline-level="3"'),
        _paragraph("Heading_4", f'{keep} fo:margin-top="3mm" fo:margin-bottom="1mm"', _letters(10, bold=True), more=' style:default-outline-level="4"'),
        _paragraph("Title", f'fo:margin-top="70mm" fo:margin-bottom="8mm" fo:line-height="36pt" fo:border-bottom="2pt solid {_KEY}"', _letters(24, bold=True)),
        _paragraph("Subtitle", 'fo:margin-bottom="2mm"', _letters(11, colour=_SOFT)),
        _paragraph("ContentsTitle", f'fo:break-before="page" {keep} fo:line-height="24pt" fo:margin-bottom="3mm"', _letters(16, bold=True)),
        _paragraph("ContentsFolder", f'{keep} fo:margin-top="3mm" fo:margin-bottom="1mm"', _letters(10.5, bold=True)),
        '<style:style style:name="Contents" style:family="paragraph" style:parent-style-name="Body"><style:paragraph-properties fo:margin-left="5mm" fo:margin-bottom="0mm"><style:tab-stops><style:tab-stop style:position="165mm" style:type="right" style:leader-style="dotted" style:leader-text="."/></style:tab-stops></style:paragraph-properties></style:style>',
        _paragraph("About", 'fo:line-height="13pt" fo:margin-bottom="1mm"', _letters(8.5, colour=_SOFT)),
        _paragraph("Item", 'fo:margin-bottom="0.8mm"'),
        _paragraph("Quote", f'fo:margin-left="6mm" fo:border-left="1.5pt solid {_LINE}" fo:padding-left="3mm"', _letters(colour=_SOFT)),
        _paragraph("Term", f'{keep} fo:margin-bottom="0mm"', _letters(bold=True)),
        _paragraph("Definition", 'fo:margin-left="8mm"'),
        _paragraph("Caption", 'fo:line-height="14pt" fo:margin-bottom="3mm"', small),
        _paragraph("Figure", f'fo:line-height="normal" fo:text-align="center" {keep} fo:margin-top="2mm" fo:margin-bottom="2mm"'),
        _paragraph("Pre", 'fo:background-color="#f2f2f2" fo:padding="2mm" fo:line-height="13pt"', _letters(9, font="BIZ UDGothic")),
        _paragraph("Rule", f'fo:border-bottom="0.5pt solid {_LINE}" fo:line-height="6pt" fo:margin-bottom="3mm"'),
        _paragraph("After", 'fo:line-height="5pt" fo:margin-bottom="1.5mm"', _letters(4)),
        _paragraph("Cell", 'fo:line-height="14pt" fo:margin-bottom="0mm"', small),
        _paragraph("CellRight", 'fo:text-align="end"', parent="Cell"),
        _paragraph("CellCentre", 'fo:text-align="center"', parent="Cell"),
        _paragraph("Head", keep, _letters(bold=True), parent="Cell"),
        _paragraph("HeadRight", 'fo:text-align="end"', parent="Head"),
        _paragraph("HeadCentre", 'fo:text-align="center"', parent="Head"),
        _paragraph("CalloutText", 'fo:margin-bottom="1mm"'),
        _paragraph("CalloutTitle", f'{keep} fo:margin-bottom="0.5mm"', _letters(bold=True)),
        _paragraph("Edge", 'fo:line-height="12pt" fo:margin-bottom="0mm"', _letters(8, colour=_SOFT)),
        '<style:style style:name="EdgeTab" style:family="paragraph" style:parent-style-name="Edge"><style:paragraph-properties><style:tab-stops><style:tab-stop style:position="170mm" style:type="right"/></style:tab-stops></style:paragraph-properties></style:style>',
        f'<style:style style:name="Bold" style:family="text">{_letters(bold=True)}</style:style>',
        '<style:style style:name="Italic" style:family="text"><style:text-properties fo:font-style="italic" style:font-style-asian="italic"/></style:style>',
        f'<style:style style:name="Code" style:family="text">{_letters(9.5, font="BIZ UDGothic")}</style:style>',
        '<style:style style:name="Struck" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>',
        '<style:style style:name="Sub" style:family="text"><style:text-properties style:text-position="sub 70%"/></style:style>',
        '<style:style style:name="Sup" style:family="text"><style:text-properties style:text-position="super 70%"/></style:style>',
        '<style:style style:name="Frame" style:family="graphic"><style:graphic-properties style:vertical-pos="middle" style:vertical-rel="text" fo:border="none"/></style:style>',
        f'<style:style style:name="Internet_20_link" style:display-name="Internet Link" style:family="text"><style:text-properties fo:color="{_KEY}" style:text-underline-style="none"/></style:style>',
        f'<style:style style:name="Visited_20_Internet_20_Link" style:display-name="Visited Internet Link" style:family="text"><style:text-properties fo:color="{_KEY}" style:text-underline-style="none"/></style:style>',
    ]  # fmt: skip
    return f"<office:styles>{default}{body}{''.join(rows)}{_list('UL')}{_list('OL')}</office:styles>"


def _list(name: str) -> str:
    levels = []
    for level in range(1, 11):
        properties = (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="{level * 7}mm" '
            f'fo:text-indent="-5.5mm" fo:margin-left="{level * 7}mm"/></style:list-level-properties>'
        )
        levels.append(
            f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="・">{properties}</text:list-level-style-bullet>'
            if name == "UL"
            else f'<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">{properties}</text:list-level-style-number>'
        )
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def _automatic() -> str:
    columns = "".join(
        f'<style:style style:name="{column_style(width)}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width}mm"/></style:style>'
        for width in range(1, int(WIDTH_MM) + 30)
    )
    line = f"0.5pt solid {_LINE}"
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties fo:padding="1.1mm 1.6mm" '
        f'fo:padding-left="1.6mm" fo:padding-right="1.6mm" fo:padding-top="1.1mm" fo:padding-bottom="1.1mm" '
        f'fo:border="{line}" fo:background-color="{ground}"/></style:style>'
        for name, ground in (("HeadCell", "#eeeeee"), ("BodyCell", "transparent"))
    )
    callouts = "".join(
        f'<style:style style:name="Callout_{kind}" style:family="table-cell"><style:table-cell-properties fo:padding="2.5mm" '
        f'fo:border-left="4pt solid {edge}" fo:border-top="{line}" fo:border-right="{line}" fo:border-bottom="{line}" '
        f'fo:background-color="{ground}"/></style:style>'
        for kind, (edge, ground) in _CALLOUTS.items()
    )
    tables = (
        f'<style:style style:name="Table" style:family="table"><style:table-properties style:width="{WIDTH_MM:.0f}mm" '
        'table:align="left" fo:margin-top="1mm" fo:margin-bottom="0mm"/></style:style>'
        f'<style:style style:name="Callout" style:family="table"><style:table-properties style:width="{WIDTH_MM:.0f}mm" '
        'table:align="left" fo:margin-top="1mm"/></style:style>'
        '<style:style style:name="Row" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>'
    )
    layout = (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
        'fo:margin-top="14mm" fo:margin-bottom="12mm" fo:margin-left="20mm" fo:margin-right="20mm"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="8mm" fo:margin-bottom="4mm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="8mm" fo:margin-top="4mm"/></style:footer-style>'
        "</style:page-layout>"
    )
    return f"<office:automatic-styles>{columns}{cells}{callouts}{tables}{layout}</office:automatic-styles>"


def _master(title: str, today: date) -> str:
    """Above: the chapter; below: the book, its date and the page."""
    chapter = '<text:chapter text:display="name" text:outline-level="1"/>'
    number = '<text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count>'
    foot = f"{plain(title)}（{format_wareki(today)}現在）<text:tab/>{number}"
    return (
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">'
        f'<style:header><text:p text:style-name="EdgeTab"><text:tab/>{chapter}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="EdgeTab">{foot}</text:p></style:footer></style:master-page>'
        "</office:master-styles>"
    )
