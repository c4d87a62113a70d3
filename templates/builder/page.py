"""The paper: A4 portrait, margins, Japanese paragraph styles, and saving the same bytes every time.

Line heights are exact, so a form keeps its length whichever Mincho the machine has.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

MINCHO = "ＭＳ 明朝"
GOTHIC = "ＭＳ ゴシック"
LEFT, CENTER, RIGHT, JUSTIFY = "left", "center", "right", "justify"
ALIGN = {
    LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
    JUSTIFY: WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Margins:
    """Page margins in millimetres."""

    top: float
    right: float
    bottom: float
    left: float


# A letter starts 13 mm from the top and 20 mm from the left: the address stands in the window of a 長3 envelope.
LETTER = Margins(13, 20, 12, 20)
INTERNAL = Margins(18, 18, 14, 20)
# Papers that a lawyer binds at the left keep 30 mm there (証拠説明書の左余白).
BOUND = Margins(22, 20, 18, 30)

SPARE_PARTS = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")
KEPT_STYLES = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Header", "HeaderChar", "Footer",
               "FooterChar"}  # fmt: skip

# name: font, size pt, exact line pt, space before pt, space after pt, alignment
STYLES: dict[str, tuple[str, float, float, float, float, str]] = {
    "本文": (MINCHO, 10.5, 17, 0, 0, JUSTIFY),
    "標題": (GOTHIC, 16, 24, 4, 8, CENTER),
    "見出し": (GOTHIC, 10.5, 17, 5, 1, LEFT),
    "表中": (MINCHO, 10, 15, 0, 0, LEFT),
    "表細": (MINCHO, 9, 13, 0, 0, LEFT),
    "表見出し": (GOTHIC, 9.5, 14, 0, 0, LEFT),
    "強調": (GOTHIC, 12, 18, 0, 0, LEFT),
    "注記": (MINCHO, 9.5, 14, 0, 0, JUSTIFY),
    "教示": (MINCHO, 9, 12.5, 0, 0, JUSTIFY),
    "宛名": (MINCHO, 10.5, 15, 0, 0, LEFT),
    "宛名氏名": (MINCHO, 12, 17, 2, 0, LEFT),
    "右上": (MINCHO, 10.5, 16, 0, 0, RIGHT),
    "余白": (MINCHO, 5, 6, 0, 0, LEFT),
}


def set_fonts(properties: object, font: str) -> None:
    """Declare one font for Latin and East Asian text and drop the theme fonts that would win over it."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), font)


def new_document(margins: Margins) -> WordDocument:
    """An empty A4 document with the styles above."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.header_distance, section.footer_distance = Mm(6), Mm(6)
    _drop_spare_parts(document)
    _keep_used_styles(document)
    _base_style(document)
    for name, look in STYLES.items():
        _add_style(document, name, look)
    _settings(document)
    return document


def _base_style(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    set_fonts(normal.element.get_or_add_rPr(), MINCHO)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(run, MINCHO)
    language = run.find(qn("w:lang"))
    language.set(qn("w:val"), "ja-JP")
    language.set(qn("w:eastAsia"), "ja-JP")
    spacing = normal.paragraph_format
    spacing.space_after, spacing.space_before = Pt(0), Pt(0)


def _add_style(document: WordDocument, name: str, look: tuple[str, float, float, float, float, str]) -> None:
    font, size, line, before, after, align = look
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(size)
    set_fonts(style.element.get_or_add_rPr(), font)
    style.paragraph_format.line_spacing = Pt(line)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.alignment = ALIGN[align]
    style.paragraph_format.widow_control = False
    _no_auto_space(style.element.get_or_add_pPr())
    style.quick_style = True


def _no_auto_space(properties: object) -> None:
    """Digits stand close to kanji, as in ＭＳ 明朝 letters of an office; a date keeps its width in a narrow column."""
    for name in ("autoSpaceDE", "autoSpaceDN"):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), "0")
        anchor = properties.find(qn("w:spacing"))  # type: ignore[attr-defined]
        anchor.addprevious(element)


def _settings(document: WordDocument) -> None:
    """Current Word, not compatibility mode; full-width punctuation may be squeezed as Japanese typesetting does."""
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        settings.append(compat)
    for old in compat.findall(qn("w:compatSetting")):
        compat.remove(old)
    mode = OxmlElement("w:compatSetting")
    mode.set(qn("w:name"), "compatibilityMode")
    mode.set(qn("w:uri"), "http://schemas.microsoft.com/office/word")
    mode.set(qn("w:val"), "15")
    compat.append(mode)


def _drop_spare_parts(document: WordDocument) -> None:
    """Leave out what the empty document brings along and no form uses: every notice of a batch would carry it."""
    for relations in (document.part.package.rels, document.part.rels):
        spare = [key for key, relation in relations.items() if relation.reltype.endswith(SPARE_PARTS)]
        for identifier in spare:
            del relations[identifier]


def _keep_used_styles(document: WordDocument) -> None:
    root = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            root.remove(style)


def to_bytes(document: WordDocument, *, title: str) -> bytes:
    """The finished file; the same document gives the same bytes (no clock, no random ids)."""
    core = document.core_properties
    core.title, core.author, core.comments, core.keywords, core.last_modified_by = title, "", "", "", ""
    core.subject, core.category, core.revision = "", "", 1
    core.created = core.modified = datetime(2026, 4, 1)  # noqa: DTZ001 - a fixed stamp, not an instant
    buffer = io.BytesIO()
    document.save(buffer)
    return _restamp(buffer.getvalue())


def _restamp(content: bytes) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, source.read(name), compresslevel=9)
    return result.getvalue()
