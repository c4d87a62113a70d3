"""What a field may hold besides text: rich text, lists with paragraphs, pictures and QR codes.

Plain data; how each is written into Word's XML is left to `writing` and `pictures`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True)
class Style:
    """Look of a stretch of text; None or False keeps what the form says. `size` is in half points, as in docxtpl."""

    style: str | None = None
    color: str | None = None
    highlight: str | None = None
    size: int | None = None
    subscript: bool = False
    superscript: bool = False
    bold: bool = False
    italic: bool = False
    underline: str | bool = False
    strike: bool = False
    font: str | None = None
    rtl: bool = False
    lang: str | None = None


@dataclass
class RichText:
    r"""Text with looks of its own, for ``{{r 名 }}``: ``RichText("至急", bold=True).add("にお納めください")``.

    ``\a`` and ``\f`` start a new paragraph or page as in a `Listing`.
    """

    parts: list[tuple[str, Style]] = field(default_factory=list)

    def __init__(self, text: object = "", **look: object) -> None:
        self.parts = []
        if text:
            self.add(text, **look)

    def add(self, text: object, **look: object) -> Self:
        """Append text (or another rich text) and return self."""
        if isinstance(text, RichText):
            self.parts.extend(text.parts)
        else:
            self.parts.append((str(text), replace(Style(), **look)))  # type: ignore[arg-type]
        return self

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(text for text, _ in self.parts)


@dataclass
class RichTextParagraph:
    """Whole paragraphs, for ``{{p 名 }}``: each a rich text and, where wanted, a paragraph style."""

    paragraphs: list[tuple[RichText, str | None]] = field(default_factory=list)

    def __init__(self, text: object = "", parastyle: str | None = None) -> None:
        self.paragraphs = []
        if text:
            self.add(text, parastyle=parastyle)

    def add(self, text: object, parastyle: str | None = None) -> Self:
        """Append a paragraph and return self."""
        self.paragraphs.append((text if isinstance(text, RichText) else RichText(text), parastyle))
        return self


@dataclass(frozen=True)
class Listing:
    r"""Text in which ``\a`` starts a new paragraph of the same look and ``\f`` a new page; ``\n`` and ``\t`` as anywhere."""

    text: str


@dataclass(frozen=True)
class InlineImage:
    """A picture placed by ``{{ 名 }}``. Without sizes its own size counts; with one side the other keeps the ratio."""

    data: bytes
    width_mm: float | None = None
    height_mm: float | None = None
    alt: str = ""


@dataclass(frozen=True)
class QrCode:
    """A QR code placed by ``{{ 名 }}``: `text` is what it says, `width_mm` its side with the quiet zone."""

    text: str
    width_mm: float = 20.0
    error_correction: str = "M"
    alt: str = "QRコード"
