"""The sanitized HTML of a page as the body of an OpenDocument text, which LibreOffice lays out for paper.

Only what ``safety`` lets through can come: paragraphs, headings, lists, tables, callouts, figures, links. Whatever cannot
stand where HTML has it (a table inside a list) is set after the list. ``book`` holds the styles that are named here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.sax.saxutils import quoteattr

from portal.manuals.odf_pieces import Cell, figure_xml, known, picture_xml, plain, table_xml

_SPANS = {"strong": "Bold", "b": "Bold", "em": "Italic", "i": "Italic", "code": "Code", "del": "Struck", "s": "Struck",
          "sub": "Sub", "sup": "Sup"}  # fmt: skip
_PARAGRAPHS = {"blockquote": "Quote", "dt": "Term", "dd": "Definition", "figcaption": "Caption", "caption": "Caption"}
_BLOCKS = {"p", "div", "section", "dl", "ul", "ol", "li", "pre", "figure", "hr", "table", *_PARAGRAPHS}
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_STEPS = re.compile(r'<details class="flow__steps">.*?</details>', re.DOTALL)
_HEADING = re.compile(r"h[2-6]")
_CALLOUTS = ("warning", "danger", "tip")


def body_xml(clean_html: str) -> str:
    """What stands for ``clean_html`` in ``office:text``. Links to ``#id`` lead to the bookmark of that id."""
    figures: list[str] = []

    def keep(match: re.Match[str]) -> str:
        figures.append(match[0])
        return f'<img src="flow:{len(figures) - 1}">'

    writer = _Writer(figures)
    writer.feed(_SVG.sub(keep, _STEPS.sub("", clean_html)))
    writer.close()
    return writer.xml()


@dataclass
class _List:
    tag: str
    item_open: bool = False


@dataclass
class _Table:
    """A table or callout that is being read, and the lists that were open around it."""

    rows: list[list[Cell]] = field(default_factory=list)
    headed: int = 0
    around: list[_List] = field(default_factory=list)


class _Writer(HTMLParser):
    """Writes as it reads. ``out`` is a stack, because a cell or a callout collects its own; the tags in the input nest."""

    def __init__(self, figures: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.figures = figures
        self.out: list[list[str]] = [[]]
        self.paragraph = ""  # the closing tag of the open paragraph
        self.inline: list[tuple[str, str, str]] = []  # HTML tag, what opens it and what closes it here
        self.styles: list[str] = []  # of paragraphs, by what they stand in
        self.lists: list[_List] = []
        self.tables: list[_Table] = []
        self.divs: list[str] = []  # the kind of callout; empty for any other
        self.marks: list[str] = []  # bookmarks for the next paragraph
        self.verbatim = 0

    def xml(self) -> str:
        self._close()
        return "".join(self.out[0])

    def _put(self, *xml: str) -> None:
        self.out[-1] += xml

    # ---- paragraphs ----

    def handle_data(self, data: str) -> None:
        if self.verbatim:
            self._open()
            self._put("<text:line-break/>".join(_with_blanks(line) for line in data.split("\n")))
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)  # a full-width blank is a letter
        if self.paragraph or text.strip():
            self._open()
            self._put(plain(text))

    def _open(self, opening: str = "", closing: str = "</text:p>") -> None:
        if self.paragraph:
            return
        style = self.styles[-1] if self.styles else "Item" if self.lists else "Body"
        self._put(opening or f'<text:p text:style-name="{style}">')
        self.paragraph = closing
        self._put(*(f"<text:bookmark text:name={quoteattr(mark)}/>" for mark in self.marks))
        self.marks = []
        self._put(*(opening for _, opening, _ in self.inline))

    def _close(self) -> None:
        if self.paragraph:
            self._put(*(closing for _, _, closing in reversed(self.inline)), self.paragraph)
            self.paragraph = ""

    # ---- tags ----

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        names = given.get("class", "").split()
        if tag in _BLOCKS or _HEADING.fullmatch(tag):
            self._close()
        if given.get("id"):
            self.marks.append(known(given["id"]))
        if _HEADING.fullmatch(tag):
            level = min(int(tag[1]), 4)
            self._open(f'<text:h text:style-name="Heading_{level}" text:outline-level="{level}">', "</text:h>")
        elif tag in _SPANS:
            self._begin_inline(tag, f'<text:span text:style-name="{_SPANS[tag]}">', "</text:span>")
        elif tag == "a" and given.get("href"):
            target = quoteattr(known(given["href"]))
            self._begin_inline(tag, f'<text:a xlink:type="simple" xlink:href={target}>', "</text:a>")
        elif tag in {"td", "th"} and self.tables:
            self._begin_cell(tag, given, names)
        elif tag == "div":
            self._begin_div(names)
        elif tag == "p" and "admonition-title" in names:
            self._open('<text:p text:style-name="CalloutTitle">')
        else:
            self._begin_block(tag)
            self._stand_alone(tag, given)

    def _begin_block(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.styles.append(_PARAGRAPHS[tag])
        elif tag == "pre":
            self.styles.append("Pre")
            self.verbatim += 1
        elif tag in {"ul", "ol"}:
            self.lists.append(_List(tag))
            self._put(f'<text:list text:style-name="{tag.upper()}">')
        elif tag == "li" and self.lists:
            self._begin_item()
        elif tag == "table":
            self.tables.append(_Table(around=self._leave_lists()))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])

    def _stand_alone(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br" and self.paragraph:
            self._put("<text:line-break/>")
        elif tag == "hr":
            self._put('<text:p text:style-name="Rule"/>')
        elif tag == "input":
            self._open()
            self._put("☑ " if "checked" in given else "☐ ")
        elif tag == "img":
            number = given.get("src", "").removeprefix("flow:")
            drawn = (
                figure_xml(self.figures[int(number)])
                if number.isdecimal() and int(number) < len(self.figures)
                else picture_xml(given.get("src", ""), given.get("alt", ""))
            )
            self._close()
            self._put(drawn)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or _HEADING.fullmatch(tag) or tag in {"td", "th"}:
            self._close()
        if self.inline and self.inline[-1][0] == tag:
            _, _, closing = self.inline.pop()
            if self.paragraph:
                self._put(closing)
        elif tag in {"td", "th"} and self.tables:
            self._end_cell()
        elif tag == "thead" and self.tables:
            self.tables[-1].headed = len(self.tables[-1].rows)
        elif tag == "table" and self.tables:
            done = self.tables.pop()
            self._put(table_xml(done.rows, headed=done.headed))
            self._enter_lists(done.around)
        elif tag == "div" and self.divs:
            self._end_div()
        else:
            self._end_block(tag)

    def _end_block(self, tag: str) -> None:
        if (tag in _PARAGRAPHS or tag == "pre") and self.styles:
            self.styles.pop()
            self.verbatim -= tag == "pre"
        elif tag == "li" and self.lists:
            self._end_item()
        elif tag in {"ul", "ol"} and self.lists:
            self._end_item()
            self.lists.pop()
            self._put("</text:list>")

    def _begin_inline(self, tag: str, opening: str, closing: str) -> None:
        self.inline.append((tag, opening, closing))
        if self.paragraph:
            self._put(opening)

    # ---- lists, cells, callouts ----

    def _begin_item(self) -> None:
        self._end_item()
        self.lists[-1].item_open = True
        self._put("<text:list-item>")

    def _end_item(self) -> None:
        if self.lists[-1].item_open:
            self._put("</text:list-item>")
        self.lists[-1].item_open = False

    def _leave_lists(self) -> list[_List]:
        """What cannot stand in a list: the lists end before it, and go on after it."""
        around, self.lists = self.lists, []
        for one in reversed(around):
            self._put("</text:list-item></text:list>" if one.item_open else "</text:list>")
        return around

    def _enter_lists(self, around: list[_List]) -> None:
        for one in around:
            self._put(f'<text:list text:style-name="{one.tag.upper()}" text:continue-numbering="true">')
            self._put("<text:list-item>" if one.item_open else "")
        self.lists = around

    def _begin_cell(self, tag: str, given: dict[str, str], names: list[str]) -> None:
        table = self.tables[-1]
        if not table.rows:
            table.rows.append([])
        align = "Right" if "number" in names else "Centre" if "centre" in names else ""
        self.styles.append(("Head" if tag == "th" else "Cell") + align)
        table.rows[-1].append(Cell(tag == "th", _count(given.get("colspan")), _count(given.get("rowspan"))))
        self.out.append([])

    def _end_cell(self) -> None:
        inside, style = "".join(self.out.pop()), self.styles.pop()
        self.tables[-1].rows[-1][-1].xml = inside or f'<text:p text:style-name="{style}"/>'

    def _begin_div(self, names: list[str]) -> None:
        callout = "admonition" in names
        self.divs.append(next((kind for kind in _CALLOUTS if kind in names), "note") if callout else "")
        if callout:
            self.tables.append(_Table(around=self._leave_lists()))
            self.styles.append("CalloutText")
            self.out.append([])

    def _end_div(self) -> None:
        kind = self.divs.pop()
        if not kind:
            return
        inside = "".join(self.out.pop()) or '<text:p text:style-name="CalloutText"/>'
        self.styles.pop()
        self._put(
            '<table:table table:style-name="Callout"><table:table-column/><table:table-row><table:table-cell '
            f'table:style-name="Callout_{kind}" office:value-type="string">{inside}</table:table-cell></table:table-row>'
            '</table:table><text:p text:style-name="After"/>'
        )
        self._enter_lists(self.tables.pop().around)


def _with_blanks(line: str) -> str:
    return re.sub(r" {2,}", lambda match: f'<text:s text:c="{len(match[0])}"/>', plain(line))


def _count(text: str | None) -> int:
    return min(int(text), 50) if text and text.isascii() and text.isdecimal() and int(text) else 1
