"""Tables and pictures as OpenDocument XML: columns as wide as what they hold, pictures no larger than the page. Pure."""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import unicodedata
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image

WIDTH_MM = 170.0  # the text column of A4
HEIGHT_MM = 200.0  # what a picture may take of the page
PIXEL_MM = 25.4 / 96
LETTER_MM = 3.4  # a full-width letter at the size of a table
EDGES_MM = 3.6
UNBROKEN = 11.0  # letters: a column with no longer cell gets its whole width
_TAG = re.compile(r"<[^>]+>")
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
_WORDS = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def known(text: str) -> str:
    """``text`` without the letters that XML cannot hold."""
    return _NO_XML.sub("", text)


def plain(text: str) -> str:
    """Text as XML."""
    return escape(known(text))


def figure_xml(svg: str) -> str:
    """A flow figure, with its words for those who cannot see it."""
    size, words = _SIZE.search(svg), _WORDS.search(svg)
    width, height = (int(size[1]), int(size[2])) if size else (400, 300)
    return _framed(svg.encode(), width, height, words[1] if words else "")


def picture_xml(source: str, words: str) -> str:
    """A picture whose bytes are in its address (``data:``); nothing for any other."""
    kind, _, content = source.partition(";base64,")
    if not kind.startswith("data:image/"):
        return ""
    try:
        data = base64.b64decode(content, validate=True)
        with Image.open(io.BytesIO(data)) as picture:
            return _framed(data, *picture.size, plain(words))
    except (binascii.Error, OSError):
        return ""


def _framed(content: bytes, width: int, height: int, words: str) -> str:
    """As a paragraph of its own."""
    scale = min(PIXEL_MM, WIDTH_MM / width, HEIGHT_MM / height)
    return (
        '<text:p text:style-name="Figure"><draw:frame draw:style-name="Frame" text:anchor-type="as-char" '
        f'svg:width="{width * scale:.1f}mm" svg:height="{height * scale:.1f}mm"><draw:image><office:binary-data>'
        f"{base64.b64encode(content).decode()}</office:binary-data></draw:image><svg:desc>{words}</svg:desc>"
        "</draw:frame></text:p>"
    )


@dataclass
class Cell:
    """``xml`` is its paragraphs. ``across`` and ``down`` count merged columns and rows."""

    head: bool = False
    across: int = 1
    down: int = 1
    xml: str = ""

    @property
    def width(self) -> float:
        text = html.unescape(_TAG.sub("", self.xml))
        return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.58 for letter in text)


def table_xml(rows: list[list[Cell]], *, headed: int) -> str:
    """The table; the first ``headed`` rows are repeated on each page. Nothing for a table without cells."""
    grid = _grid([row for row in rows if row])
    if not grid:
        return ""
    widths = _widths(grid)
    columns = "".join(f'<table:table-column table:style-name="{column_style(width)}"/>' for width in widths)
    lines = ["".join(_cell_xml(cell) for cell in row) for row in grid]
    written = [f'<table:table-row table:style-name="Row">{line}</table:table-row>' for line in lines]
    head = f"<table:table-header-rows>{''.join(written[:headed])}</table:table-header-rows>" if headed else ""
    return (
        f'<table:table table:style-name="Table">{columns}{head}{"".join(written[headed:])}</table:table>'
        '<text:p text:style-name="After"/>'
    )


def column_style(width_mm: int) -> str:
    """The name of the style of a column; ``book`` defines one for each whole millimetre."""
    return f"Column{width_mm}"


def _grid(rows: list[list[Cell]]) -> list[list[Cell | None]]:
    """Every row with the same number of places; None where a merged cell covers the place."""
    taken: set[tuple[int, int]] = set()
    placed: dict[tuple[int, int], Cell] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row:
            while (down, across) in taken:
                across += 1
            cell.down = min(cell.down, len(rows) - down)
            placed[(down, across)] = cell
            taken |= {(down + y, across + x) for y in range(cell.down) for x in range(cell.across)}
            across += cell.across
    width = max((across for _, across in taken), default=-1) + 1
    for down in range(len(rows)):
        for across in range(width):
            if (down, across) not in taken:
                placed[(down, across)] = Cell(xml='<text:p text:style-name="Cell"/>')
    return [[placed.get((down, across)) for across in range(width)] for down in range(len(rows))]


def _cell_xml(cell: Cell | None) -> str:
    if cell is None:
        return "<table:covered-table-cell/>"
    style = "HeadCell" if cell.head else "BodyCell"
    spans = f' table:number-columns-spanned="{cell.across}"' if cell.across > 1 else ""
    spans += f' table:number-rows-spanned="{cell.down}"' if cell.down > 1 else ""
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>{cell.xml}</table:table-cell>'
    )


def _widths(grid: list[list[Cell | None]]) -> list[int]:
    """Whole millimetres by column. Short columns get what they need, the others share the rest by how much they hold."""
    columns = list(zip(*grid, strict=True))
    longest = [max((c.width for c in column if c and c.across == 1), default=1.0) for column in columns]
    needs = [length * LETTER_MM + EDGES_MM for length in longest]
    if sum(needs) <= WIDTH_MM:
        return [round(need * WIDTH_MM / sum(needs)) for need in needs]
    short = [need if length <= UNBROKEN else 0.0 for need, length in zip(needs, longest, strict=True)]
    if sum(short) > WIDTH_MM * 0.7:
        short = [0.0] * len(short)
    shares = [0.0 if kept else max(length, 6.0) ** 0.6 for kept, length in zip(short, longest, strict=True)]
    left = WIDTH_MM - sum(short)
    return [max(6, round(kept or left * share / sum(shares))) for kept, share in zip(short, shares, strict=True)]
