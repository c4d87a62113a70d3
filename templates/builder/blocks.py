"""Blocks that forms share: letterhead, title, amounts, 教示, contact, application head, approval boxes."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from builder.page import ALIGN, BOUND, CENTER, INTERNAL, LETTER, RIGHT, STYLES, Margins, new_document
from builder.tables import Text, fill, fixed_table, height, keep_rows_together, keep_together, label, sheet
from builder.text import hanging, write

SIGNATORY = "{{ 発信者職名 }}　{{ 発信者氏名 }}"
ADDRESS = ["{{ 郵便番号|郵便番号 }}", "{{ 住所 }}", "{%p if 方書 %}", "{{ 方書 }}", "{%p endif %}"]
CROSSING = "この通知と行き違いに{0}がお済みの場合は、ご容赦ください。{0}の確認には2週間程度かかることがあります。"


class Page:
    """A form being drawn: a document and the usual ways to add to it."""

    def __init__(self, margins: Margins) -> None:
        self.margins = margins
        self.document: WordDocument = new_document(margins)

    @property
    def width(self) -> float:
        """Width between the margins in mm."""
        return 210 - self.margins.left - self.margins.right

    @classmethod
    def letter(cls) -> Page:
        return cls(LETTER)

    @classmethod
    def internal(cls) -> Page:
        return cls(INTERNAL)

    @classmethod
    def bound(cls) -> Page:
        return cls(BOUND)

    # -- paragraphs -------------------------------------------------------------------------------------------------
    def para(self, text: str, style: str = "本文", align: str | None = None) -> Paragraph:
        paragraph = write(self.document.add_paragraph(style=style), text)
        if align:
            paragraph.alignment = ALIGN[align]
        return paragraph

    def paras(self, texts: Sequence[str], style: str = "本文") -> None:
        for text in texts:
            self.para(text, style)

    def lines(self, name: str, style: str = "本文") -> None:
        """All paragraphs of a `lines` field."""
        self.paras(loop(name), style)

    def items(self, texts: Sequence[str], *, style: str = "注記", marks: Sequence[str] = ()) -> None:
        """Numbered items with a hanging indent, none broken over two pages; a control tag stays as it is."""
        size = STYLES[style][1]
        number = 0
        for text in texts:
            if text.startswith("{%p"):
                self.para(text, style)
                continue
            mark = marks[number] if marks else f"{number + 1}"
            number += 1
            width = 1.0 + (1.0 if mark in ("※", "・") else 0.5 * len(mark))
            paragraph = hanging(self.para(f"{mark}　{text}", style), 2 if mark in ("※", "・") else width, size=size)
            paragraph.paragraph_format.keep_together = True

    def gap(self, points: float = 6) -> None:
        self.para("", "余白").paragraph_format.line_spacing = Pt(points)

    def title(self, text: str, note: str = "") -> None:
        self.para(text, "標題")
        if note:
            self.para(note, "本文", CENTER)

    def heading(self, text: str) -> None:
        self.para(text, "見出し").paragraph_format.keep_with_next = True

    def below(self) -> None:
        """記 between the sentence and the particulars."""
        self.para("記", "本文", CENTER).paragraph_format.space_after = Pt(3)

    def end(self) -> None:
        """以上 closes what 記 opened."""
        self.para("以上", "本文", RIGHT)

    # -- heads ------------------------------------------------------------------------------------------------------
    def letterhead(self, *, name: str = "{{ 氏名|様 }}", signatory: Text = SIGNATORY) -> None:
        """Address in the window at the left; number, date and sender at the right.

        A company's representative stands on a line of his own and takes the 様. A very long address pushes the body
        down instead of losing a line. The column is wide enough for the カスタマバーコード (80 mm) below the name.
        """
        table = fixed_table(self.document, 1, [84, 4, self.width - 88], borders=False)
        row = table.rows[0]
        height(row, 44)
        left, _, right = row.cells
        left.vertical_alignment = right.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
        fill(left, [*ADDRESS], "宛名")
        if "{{ 氏名" in name:
            last = "{% if 代表者 %}{{ 代表者|様 }}{% else %}" + name + "{% endif %}"
            lines = ["{%p if 代表者 %}", "{{ 氏名 }}", "{%p endif %}", last]
        else:
            lines = [name]
        for line in lines:
            write(left.add_paragraph(style="宛名氏名"), line)
        names = [signatory] if isinstance(signatory, str) else list(signatory)
        fill(right, ["{{ 文書番号 }}", "{{ 発信日|和暦 }}", "", "", *names, "{{ 公印 }}"], "右上")
        self.gap(4)

    def section_head(self) -> None:
        """As `letterhead`, for a paper without number and seal that a section hands out in its own name."""
        self.letterhead()
        right = self.document.tables[-1].rows[0].cells[2]
        for paragraph in right.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        right.paragraphs[0].clear()
        fill(right, ["{{ 発信日|和暦 }}", "", "", "{{ 担当課 }}{{ 担当係 }}"], "右上")

    def organisation_head(self, *, name: str = "{{ 氏名 }}　御中", signatory: Text = SIGNATORY) -> None:
        self.letterhead(name=name, signatory=signatory)

    def application_head(self, *, to: str = "（宛先）{{ 発信者職名 }}", who: str = "申請者",
                         rows: Sequence[tuple[str, Text]] | None = None) -> None:  # fmt: skip
        """Head of a paper that a resident hands in: date to fill in, addressee, the applicant's box at the right."""
        self.para("令和　　年　　月　　日", "本文", RIGHT)
        self.para(to)
        self.gap(4)
        left = self.width - 129
        cells = rows or [
            ("住所（所在地）", ["{{ 住所 }}", "{%p if 方書 %}", "{{ 方書 }}", "{%p endif %}"]),
            ("氏名（名称・代表者）", "{{ 氏名 }}"),
            ("電話番号", ""),
        ]
        table = fixed_table(self.document, len(cells), [left, 14, 40, 75], borders=False)
        for index, (row, (name, value)) in enumerate(zip(table.rows, cells, strict=True)):
            height(row, 8.5)
            fill(row.cells[1], who if index == 0 else "", "表中")
            fill(row.cells[2], name, "表見出し")
            fill(row.cells[3], value)
            _underline(row.cells[3])
        self.gap(8)

    def approval_boxes(self, titles: Sequence[str] = ("課長", "係長", "担当")) -> None:
        """決裁欄 at the right: one box a person."""
        widths = [self.width - 18 * len(titles), *[18.0] * len(titles)]
        table = fixed_table(self.document, 2, widths, borders=False)
        height(table.rows[0], 5.5)
        height(table.rows[1], 13, exact=True)
        for index, text in enumerate(titles, start=1):
            fill(table.rows[0].cells[index], text, "表見出し", CENTER)
            for row in table.rows:
                _box(row.cells[index])
        self.gap(6)

    # -- tables -----------------------------------------------------------------------------------------------------
    def sheet(self, rows: Sequence[Sequence[Text]], widths: Sequence[float] | None = None, **options: object) -> Table:
        """Label/value rows over the whole width."""
        columns = widths or ([35, self.width - 35] if max(len(row) for row in rows) == 2 else quarter(self.width))
        return sheet(self.document, rows, columns, **options)  # type: ignore[arg-type]

    def whole_sheet(self, rows: Sequence[Sequence[Text]], widths: Sequence[float] | None = None) -> Table:
        """A short sheet that no page break cuts in two."""
        table = self.sheet(rows, widths)
        keep_rows_together(table)
        return table

    def box(self, texts: Text, *, style: str = "表中", align: str | None = None) -> None:
        """A frame around paragraphs."""
        table = fixed_table(self.document, 1, [self.width])
        fill(table.rows[0].cells[0], texts, style, align)

    # -- closing blocks ---------------------------------------------------------------------------------------------
    def appeal(self, heading: str = "不服申立て等について（教示）") -> None:
        """The shared 教示文: its paragraphs are given by claim, never typed in a form; they stay on one page."""
        self.para(heading, "見出し").paragraph_format.keep_with_next = True
        for text in loop("教示文"):
            paragraph = hanging(self.para(text, "教示"), 2, size=STYLES["教示"][1])
            paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True

    def contact(self, *, number: bool = True, heading: Text = "問合せ先") -> None:
        """Whom to ask: section, address, telephone, hours and the number to name; never alone on a page."""
        self.gap(5)
        self._hold_last_lines()
        last = "　整理番号 {{ 整理番号 }}" if number else ""
        table = fixed_table(self.document, 1, [22, self.width - 22])
        keep_together(table.rows[0])
        label(table.rows[0].cells[0], heading)
        fill(
            table.rows[0].cells[1],
            [
                "**{{ 担当課 }}{{ 担当係 }}**",
                "{{ 担当郵便番号|郵便番号 }}　{{ 担当所在地 }}",
                "電話 {{ 電話番号 }}（直通）{% if ファクス番号 %}　ファクス {{ ファクス番号 }}{% endif %}" + last,
                "受付時間　{{ 受付時間 }}",
            ],
            "注記",
        )

    def _hold_last_lines(self) -> None:
        """Keep the last paragraphs, back to one with words or to a table, with what comes next."""
        for block in reversed(list(self.document.iter_inner_content())):
            if isinstance(block, Table):
                return
            block.paragraph_format.keep_with_next = True
            if block.text and not block.text.startswith("{%"):
                return

    def footer(self, code: str, version: int, *, numbered: bool = False) -> None:
        """Code of the form at the foot: the same on every copy, so that merged files may share it."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = "注記"
        paragraph.alignment = ALIGN[RIGHT]
        run = paragraph.add_run(f"様式{code}（第{version}版）")
        _faint(run)
        if numbered:
            run = paragraph.add_run("　－ ")
            _faint(run)
            _page_number(paragraph)
            _faint(paragraph.add_run(" －"))


def loop(name: str) -> list[str]:
    """Paragraph loop over a `lines` field."""
    return ["{%p for " + name + "行 in " + name + " %}", "{{ " + name + "行 }}", "{%p endfor %}"]


def quarter(width: float) -> list[float]:
    """Label, value, label, value."""
    return [30, width / 2 - 30, 30, width / 2 - 30]


def _faint(run: object) -> None:
    run.font.size, run.font.color.rgb = Pt(7.5), RGBColor(0x59, 0x59, 0x59)  # type: ignore[attr-defined]


def _page_number(paragraph: Paragraph) -> None:
    """A PAGE field. The figure between separate and end carries the size of the line around it."""
    for kind in ("begin", "instruction", "separate", "1", "end"):
        run = paragraph.add_run("1" if kind == "1" else "")
        _faint(run)
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = " PAGE "
            run._r.append(element)
        elif kind != "1":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)


def _borders(cell: object, edges: Sequence[str]) -> None:
    properties = cell._tc.get_or_add_tcPr()  # type: ignore[attr-defined]
    borders = OxmlElement("w:tcBorders")
    for edge in ("top", "left", "bottom", "right"):
        if edge not in edges:
            continue
        element = OxmlElement(f"w:{edge}")
        element.set(qn("w:val"), "single")
        element.set(qn("w:sz"), "4")
        element.set(qn("w:color"), "auto")
        borders.append(element)
    anchor = properties.find(qn("w:vAlign"))
    if anchor is not None:
        anchor.addprevious(borders)
    else:
        properties.append(borders)


def _underline(cell: object) -> None:
    _borders(cell, ["bottom"])


def _box(cell: object) -> None:
    _borders(cell, ["top", "left", "bottom", "right"])
