"""Where something stands in a word form, said as an officer would: 「本文 表1 3行目 2列目」.

Counts paragraphs, tables, rows and cells as one sees them in Word, before the compiler changes anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from portal.domain.errors import InvalidInput

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def w(name: str) -> str:
    """The qualified name of an element of the main namespace: ``w("p")``."""
    return f"{{{W}}}{name}"


P, R, T, TBL, TR, TC = w("p"), w("r"), w("t"), w("tbl"), w("tr"), w("tc")
TXBX = w("txbxContent")
_NOTES = (w("footnote"), w("endnote"))


@dataclass(frozen=True)
class Place:
    """A spot in a form: which part, where in it, and the text around (at most 40 characters)."""

    part: str
    where: str
    text: str

    def __str__(self) -> str:
        around = f"「{self.text}」" if self.text else ""
        return f"{self.part}{' ' if self.where else ''}{self.where}{around}"


class FormError(InvalidInput):
    """Something a form says cannot be right: `place` is where, `tag` what is written there, `problem` the rest."""

    def __init__(self, problem: str, *, place: Place | None = None, tag: str = "", field: str | None = None) -> None:
        where = str(place) if place else ""
        shown = f"『{tag}』" if tag else ""
        before = f"{where}の{shown}" if where and shown else where or shown
        super().__init__(f"{before}：{problem}" if before else problem, field=field)
        self.problem = problem
        self.place = place
        self.tag = tag


def shortened(text: str, *, limit: int = 40) -> str:
    """`text` on one line, at most `limit` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


class PlaceFinder:
    """Names the place of every paragraph of one part. Build it before the tree is changed."""

    def __init__(self, root: etree._Element, part: str) -> None:
        self.part = part
        self._places: dict[etree._Element, Place] = {}
        self._name(root, "", {"p": 0, "tbl": 0})

    def of(self, element: etree._Element) -> Place:
        """Place of the nearest paragraph at or above `element`; the part alone where there is none."""
        node: etree._Element | None = element
        while node is not None:
            if node in self._places:
                return self._places[node]
            node = node.getparent()
        return Place(self.part, "", "")

    def _name(self, parent: etree._Element, prefix: str, counts: dict[str, int]) -> None:
        for child in parent:
            if child.tag == P:
                counts["p"] += 1
                where = f"{prefix}第{counts['p']}段落"
                self._places[child] = Place(self.part, where.strip(), shortened(own_text(child)))
                self._boxes(child, where)
            elif child.tag == TBL:
                counts["tbl"] += 1
                self._cells(child, f"{prefix}表{counts['tbl']} ")
            elif child.tag in _NOTES:
                self._name(child, f"{prefix}注{child.get(w('id'))} ", {"p": 0, "tbl": 0})
            elif isinstance(child.tag, str):
                self._name(child, prefix, counts)

    def _cells(self, table: etree._Element, prefix: str) -> None:
        for number, row in enumerate(table.iter(TR), 1):
            if _nearest(row, TBL) is not table:
                continue
            for column, cell in enumerate(row.iter(TC), 1):
                if _nearest(cell, TR) is row:
                    self._cell(cell, f"{prefix}{number}行目{column}列目 ")

    def _cell(self, cell: etree._Element, prefix: str) -> None:
        counts = {"p": 0, "tbl": 0}
        self._name(cell, prefix, counts)
        if counts["p"] == 1 and (only := cell.find(P)) is not None:
            self._places[only] = Place(self.part, prefix.strip(), shortened(own_text(only)))

    def _boxes(self, paragraph: etree._Element, where: str) -> None:
        for box in paragraph.iter(TXBX):
            if _nearest(box, P) is paragraph:
                self._name(box, f"{where}のテキストボックス ", {"p": 0, "tbl": 0})


def own_text(paragraph: etree._Element) -> str:
    """Text of the paragraph itself, without what its text boxes hold."""
    return "".join(node.text or "" for node in paragraph.iter(T) if _nearest(node, P) is paragraph)


def _nearest(element: etree._Element, tag: str) -> etree._Element | None:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent
