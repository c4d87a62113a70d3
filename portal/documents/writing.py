"""Values into WordprocessingML: escaped once, never expanded again, line breaks and tabs as Word writes them.

What cannot be printed (control characters, lone surrogates) is removed and noted in the rendering state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from jinja2 import Undefined
from markupsafe import Markup

from portal.documents import order
from portal.documents.pictures import picture_xml
from portal.documents.places import shortened
from portal.documents.values import InlineImage, Listing, QrCode, RichText, RichTextParagraph, Style
from portal.domain.errors import InvalidInput

# In the order of the frequent case: most values match nothing here and are written as they are.
_SPECIAL = re.compile("[&<>\"'\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNPRINTABLE = re.compile(
    "[\x00-\x06\x07\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_END = re.compile("\r\n|[\r\x85]")
_OPEN_TEXT = '<w:t xml:space="preserve">'
BREAK = f"</w:t><w:br/>{_OPEN_TEXT}"
TAB = f"</w:t><w:tab/>{_OPEN_TEXT}"
# Set by `Listing`, resolved after rendering when the paragraph around is known. No value can hold these two.
NEW_PARAGRAPH, NEW_PAGE = "\x07", "\x0c"
_UNDERLINES = ("single", "double", "thick", "dotted", "dash", "dotDash", "dotDotDash", "wave")


@dataclass
class RenderState:
    """What one rendering gathers on the side: notes for the officer, pictures for the package, the loop budget."""

    budget: int
    part: str = ""
    notes: list[str] = field(default_factory=list)
    pictures: dict[str, dict[bytes, str]] = field(default_factory=dict)
    picture_count: int = 0

    def picture_id(self, data: bytes) -> str:
        """Relationship id of a picture in the current part; the same bytes are kept once."""
        known = self.pictures.setdefault(self.part, {})
        return known.setdefault(data, f"rIdPicture{len(known) + 1}")


STATE: ContextVar[RenderState] = ContextVar("rendering")


def cleaned(text: str) -> str:
    """Without what XML cannot hold; surrogate pairs are joined first. Removal is noted."""
    text = _LINE_END.sub("\n", text)
    if _UNPRINTABLE.search(text) is None:
        return text
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _paired(text) else text
    kept, count = _UNPRINTABLE.subn("", paired)
    if count:
        STATE.get().notes.append(
            f"値『{shortened(kept, limit=20)}』から、印刷できない文字を{count}字取り除きました。元のデータを確かめてください。"
        )
    return kept


def _paired(text: str) -> bool:
    return re.search("[\ud800-\udbff][\udc00-\udfff]", text) is not None


def escaped(text: str) -> str:
    """`text` for the inside of an element or attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def write_text(value: object) -> str:
    """A value inside ``w:t`` (Jinja's finalize): the text that goes into the document, escaped here and nowhere else."""
    if type(value) is str:
        return value if _SPECIAL.search(value) is None else text_xml(value)
    if isinstance(value, Markup):  # what a macro or a ``set`` block has written
        return value
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    return text_xml(plain(value))


def text_xml(text: str) -> str:
    """Escaped text with Word's line breaks and tabs, to stand inside ``w:t``."""
    return escaped(cleaned(text)).replace("\n", BREAK).replace("\t", TAB)


def write_plain(value: object) -> Markup:
    """A value where only bare characters may stand: attributes, field codes, formulas, document properties."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if isinstance(value, (InlineImage, QrCode)):
        raise InvalidInput("画像とQRコードは、本文・ヘッダー・フッターの文字の位置にだけ置けます。")
    text = value.text if isinstance(value, (RichText, Listing)) else plain(value)
    return Markup(escaped(" ".join(cleaned(text).split("\n")).replace("\t", " ")))  # noqa: S704


def plain(value: object) -> str:
    """A value's text: nothing for None, otherwise what `str` says. What has no text of its own raises InvalidInput."""
    if value is None:
        return ""
    kind = type(value)
    nameless = kind.__str__ is object.__str__ and kind.__repr__ is object.__repr__
    if (
        nameless
        or callable(value)
        or isinstance(value, (Iterator, set, frozenset))
        or kind.__module__.startswith("jinja2")
    ):
        # Python would print an address in memory, another one each time.
        raise InvalidInput("文字として印刷できない値です。一覧はforで繰り返すか「|join('、')」でつないでください。")
    return str(value)


def write_runs(value: object, properties: str) -> Markup:
    """``{{r 名 }}``: runs of their own; `properties` is the ``w:rPr`` of the run the tag stood in."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if isinstance(value, RichText):
        return Markup("".join(_run(text, _merged(properties, look)) for text, look in value.parts))  # noqa: S704
    return Markup(f"<w:r>{properties}{_OPEN_TEXT}{write_text(value)}</w:t></w:r>")  # noqa: S704


def write_paragraphs(value: object) -> Markup:
    """``{{p 名 }}``: whole paragraphs in the place of the tag's."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    if isinstance(value, RichTextParagraph):
        return Markup("".join(_paragraph(text, style) for text, style in value.paragraphs))  # noqa: S704
    if isinstance(value, RichText):
        return Markup(_paragraph(value, None))  # noqa: S704
    return Markup("".join(f"<w:p>{write_runs(line, '')}</w:p>" for line in cleaned(plain(value)).split("\n")))  # noqa: S704


def _paragraph(text: RichText, style: str | None) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{escaped(cleaned(style))}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{write_runs(text, '')}</w:p>"


def _run(text: str, properties: str) -> str:
    return f"<w:r>{properties}{_OPEN_TEXT}{_with_marks(text)}</w:t></w:r>"


_RPR_CHILD = re.compile(r"<w:(\w+)(?:\s[^>]*)?(?:/>|>.*?</w:\1>)", re.DOTALL)


def _merged(properties: str, look: Style) -> str:
    """The run properties of the form with those of `look` over them, in the order the schema wants."""
    inner = properties.removeprefix("<w:rPr>").removesuffix("</w:rPr>").replace("<w:rPr/>", "")
    items = {match.group(1): match.group() for match in _RPR_CHILD.finditer(inner)}
    items |= _look_items(look)
    place = {name: index for index, name in enumerate(order.RUN)}
    body = "".join(items[name] for name in sorted(items, key=lambda name: place.get(name, 99)))
    return f"<w:rPr>{body}</w:rPr>" if body else ""


def _look_items(look: Style) -> dict[str, str]:
    items: dict[str, str] = {}

    def put(name: str, value: object) -> None:
        items[name] = f'<w:{name} w:val="{escaped(cleaned(str(value)))}"/>'

    for name, value in (("rStyle", look.style), ("sz", look.size), ("szCs", look.size)):
        if value:
            put(name, value)
    for name, wanted in (("b", look.bold), ("i", look.italic), ("strike", look.strike)):
        if wanted:
            items[name] = f"<w:{name}/>"
    if look.color:
        put("color", look.color.lstrip("#"))
    if look.highlight:
        items["shd"] = f'<w:shd w:val="clear" w:fill="{escaped(cleaned(look.highlight.lstrip("#")))}"/>'
    if look.underline:
        put("u", look.underline if look.underline in _UNDERLINES else "single")
    if look.subscript or look.superscript:
        put("vertAlign", "subscript" if look.subscript else "superscript")
    if look.font:
        items["rFonts"] = _fonts(look.font)
    if look.rtl:
        items["rtl"] = "<w:rtl/>"
    if look.lang:
        put("lang", look.lang)
    return items


def _fonts(font: str) -> str:
    region, _, name = font.rpartition(":")
    name = escaped(cleaned(name))
    regions = ["ascii", "hAnsi", "cs", *([region] if region.isalpha() else [])]
    return "<w:rFonts " + " ".join(f'w:{each}="{name}"' for each in regions) + "/>"


def _write_listing(value: Listing) -> str:
    return _with_marks(value.text)


def _with_marks(text: str) -> str:
    """Text whose new paragraphs and pages are resolved once the paragraph around is known."""
    pieces = re.split("([\x07\x0c])", text)
    return "".join(piece if piece in (NEW_PARAGRAPH, NEW_PAGE) else text_xml(piece) for piece in pieces)


def _write_picture(value: InlineImage | QrCode) -> str:
    state = STATE.get()
    state.picture_count += 1
    drawing = picture_xml(value, state.picture_id, state.picture_count)
    return f"</w:t>{drawing}{_OPEN_TEXT}"


def _refuse_rich_text(value: object) -> str:
    raise InvalidInput("書式付きの文字は「{{r 項目名 }}」、段落は「{{p 項目名 }}」と書いた場所にだけ置けます。")


_WRITERS: dict[type, Callable[..., str]] = {
    int: str,
    Listing: _write_listing,
    InlineImage: _write_picture,
    QrCode: _write_picture,
    RichText: _refuse_rich_text,
    RichTextParagraph: _refuse_rich_text,
}


_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>(?:(?!<w:p[ >]).)*?</w:p>", re.DOTALL)
_RUN = re.compile(r"<w:r(?: [^>]*)?>(?:(?!<w:r[ >]).)*?</w:r>", re.DOTALL)


def resolve_listings(xml: str) -> str:
    """Turn the marks `Listing` left into paragraphs and pages of the look around them."""
    if NEW_PARAGRAPH not in xml and NEW_PAGE not in xml:
        return xml
    return _PARAGRAPH.sub(_resolve_paragraph, xml)


def _resolve_paragraph(match: re.Match[str]) -> str:
    paragraph = match.group()
    if NEW_PARAGRAPH not in paragraph and NEW_PAGE not in paragraph:
        return paragraph
    found = re.match(r"<w:p(?: [^>]*)?>(<w:pPr>.*?</w:pPr>|<w:pPr/>)?", paragraph, re.DOTALL)
    properties = (found.group(1) if found else "") or ""

    def resolve_run(run: re.Match[str]) -> str:
        text = run.group()
        look = re.search(r"<w:rPr>.*?</w:rPr>", text, re.DOTALL)
        opening = f"<w:p>{properties}<w:r>{look.group() if look else ''}{_OPEN_TEXT}"
        page = '</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>' + opening
        return text.replace(NEW_PARAGRAPH, "</w:t></w:r></w:p>" + opening).replace(NEW_PAGE, page)

    return _RUN.sub(resolve_run, paragraph)
