"""A Word manual becomes Markdown, with its pictures. Mammoth reads the document; the few tags it gives are written here.

The package is measured before it is opened: a document that unpacks to more than it should is refused with words.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from portal.domain.errors import InvalidInput

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 3_000
_STYLES = "p[style-name='Title'] => p.title:fresh"
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")

KeepPicture = Callable[[bytes, str], str | None]
"""Takes bytes and media type; gives the target to write (``file:12``), or None when the picture cannot be kept."""


@dataclass(frozen=True, slots=True)
class WordManual:
    """What a document says: its title (empty when no paragraph has Word's style 表題) and its text as Markdown."""

    title: str
    body: str


def read_word(content: bytes, keep_picture: KeepPicture) -> WordManual:
    """The document in the Markdown of the manuals. Raises InvalidInput for what is no sound .docx."""
    _check(content)

    def picture(image: Any) -> dict[str, str]:
        with image.open() as stream:
            target = keep_picture(stream.read(), image.content_type)
        return {"src": target or "", "alt": image.alt_text or "図"}

    try:
        import mammoth  # rarely needed: kept out of the memory of a serving process

        converted = mammoth.convert_to_html(
            io.BytesIO(content), convert_image=mammoth.images.img_element(picture), style_map=_STYLES
        )
    except InvalidInput:
        raise
    except Exception as error:  # whatever a damaged document makes the reader trip over
        raise InvalidInput(
            "Word 文書を読み取れません。Word で開いて保存し直してから選んでください。", field="file"
        ) from error
    writer = _Writer()
    writer.feed(converted.value)
    return WordManual(writer.title, writer.text())


def _check(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise InvalidInput("Word 文書が大きすぎます（上限30MB）。分けてから選んでください。", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise InvalidInput("Word 文書の中身が大きすぎます。分けてから選んでください。", field="file")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(entry)[:4096]:
                    raise InvalidInput(
                        "Word 文書に、許されない宣言が含まれています。Word で保存し直してください。", field="file"
                    )
            if "word/document.xml" not in package.namelist():
                raise InvalidInput(
                    "Word 文書（.docx）ではありません。.doc は Word で .docx に保存し直してください。", field="file"
                )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise InvalidInput("Word 文書（.docx）ではないか、壊れています。選び直してください。", field="file") from error


@dataclass
class _Cell:
    across: int = 1
    down: int = 1
    text: str = ""


class _Writer(HTMLParser):
    """Mammoth's HTML to Markdown. Headings move one level down: a page's title is not in its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._inline: list[str] = []
        self._lists: list[list[int | str]] = []
        self._rows: list[list[_Cell]] = []
        self._row: list[_Cell] | None = None
        self.title = ""
        self._in_title = False
        self._tables = 0
        self._links: list[str] = []
        self._level = 0

    def text(self) -> str:
        self._block()
        return re.sub(r"\n{3,}", "\n\n", "\n\n".join(self._blocks)).strip() + "\n"

    def handle_data(self, data: str) -> None:
        self._inline.append(_SPECIAL.sub(r"\\\1", data.replace("\n", " ")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"ul", "ol"}:
            self._block()
            self._lists.append([tag, 0])
        elif tag == "li" and self._lists:
            self._block()
            self._lists[-1][1] = int(self._lists[-1][1]) + 1
        elif tag in {"strong", "b"}:
            self._inline.append("**")
        elif tag == "br":
            self._inline.append("<br>" if self._tables else "  \n")
        elif tag == "a":
            self._links.append(given.get("href") or "")
            self._inline.append("[" if self._links[-1] else "")
        elif tag == "img" and given.get("src"):
            alt = re.sub(r"[\[\]\n]", " ", given.get("alt") or "図")
            self._inline.append(f"![{alt}]({given['src']})")
        elif tag == "table":
            self._block()
            self._tables += 1
        elif tag == "tr" and self._tables == 1:
            self._row = []
        elif tag in {"td", "th"} and self._tables == 1 and self._row is not None:
            self._row.append(_Cell(_count(given.get("colspan")), _count(given.get("rowspan"))))
        elif tag == "p" and given.get("class") == "title" and not self._tables:
            self._block()
            self._in_title = True
        elif re.fullmatch(r"h[1-6]", tag):
            self._block()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"strong", "b"}:
            self._inline.append("**")
        elif tag == "a" and self._links:
            target = self._links.pop()
            self._inline.append(f"]({target})" if target else "")
        elif tag in {"td", "th"} and self._tables == 1 and self._row:
            self._row[-1].text = self._taken().replace("|", "\\|")
        elif tag == "tr" and self._tables == 1 and self._row is not None:
            self._rows.append(self._row)
            self._row = None
        elif tag == "table":
            self._tables = max(0, self._tables - 1)
            if not self._tables:
                self._table()
        elif tag in {"ul", "ol"} and self._lists:
            self._block()
            self._lists.pop()
        elif re.fullmatch(r"h[1-6]", tag):
            self._heading(int(tag[1]))
        elif tag == "p" and self._in_title:
            self._in_title = False
            words = re.sub(r"\\([\\`*_\[\]<>])", r"\1", self._taken().replace("**", ""))
            self.title = self.title or " ".join(words.split())
        elif tag in {"p", "li"}:
            if self._tables:
                self._inline.append(" ")
            else:
                self._block()

    def _taken(self) -> str:
        text = "".join(self._inline).strip()
        self._inline = []
        return re.sub(r"\*\*\*\*|\*\*\s*\*\*", "", text)

    def _heading(self, level: int) -> None:
        text = self._taken().replace("**", "")
        if text:
            self._level = min(level + 1, self._level + 1 if self._level else 2, 6)
            self._blocks.append(f"{'#' * self._level} {text}")

    def _block(self) -> None:
        if self._tables:
            return
        text = self._taken()
        if not text:
            return
        if self._lists:
            kind, number = self._lists[-1]
            mark = f"{number}. " if kind == "ol" else "- "
            line = "    " * (len(self._lists) - 1) + mark + text
            if self._goes_on(mark):
                self._blocks[-1] += "\n" + line
                return
            text = line
        elif re.match(r"(?:#|[-+] |\d+\. |>|---)", text):
            text = "\\" + text
        self._blocks.append(text)

    def _goes_on(self, mark: str) -> bool:
        """Whether an item of ``mark`` belongs to the list above; a list of another kind stands apart."""
        if not self._blocks:
            return False
        last = self._blocks[-1].splitlines()
        if not re.match(r" *(?:- |\d+\. )", last[-1]):
            return False
        return len(self._lists) > 1 or last[0].startswith("- ") == mark.startswith("- ")

    def _table(self) -> None:
        self._inline = []
        rows = _spread(self._rows)
        width = max((len(row) for row in rows), default=0)
        if width:
            lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
            lines.insert(1, "|" + "---|" * width)
            self._blocks.append("\n".join(lines))
        self._rows = []


def _spread(rows: list[list[_Cell]]) -> list[list[str]]:
    """Merged cells as Markdown can have them: the words once, and empty cells for the rest of the place."""
    places: dict[tuple[int, int], str] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row:
            while (down, across) in places:
                across += 1
            places |= {(down + y, across + x): "" for y in range(cell.down) for x in range(cell.across)}
            places[(down, across)] = cell.text
            across += cell.across
    width = max((across for _, across in places), default=-1) + 1
    return [[places.get((down, across), "") for across in range(width)] for down in range(len(rows))]


def _count(text: str | None) -> int:
    return min(int(text), 100) if text and text.isascii() and text.isdecimal() and int(text) else 1
