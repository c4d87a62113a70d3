"""docxtpl is the oracle for forms nobody thought of: made by chance from its dialect, tags split over Word's runs anywhere.

Left out on purpose: ``None``, which docxtpl prints as a word and we leave empty, and single braces in the text, which
docxtpl draws into the tag of another paragraph.
"""

from __future__ import annotations

import random

import docx
import pytest

from portal.documents import compile_form
from tests.documents import making
from tests.documents.test_docxtpl_oracle import VALUES, by_docxtpl, words

PLAIN = ("文字", "　全角", "a b", "<x>", "&", "1,000", "%", "# ", "「」", "—", "\t")
FIELDS = (
    "氏名", "金額", "列[0]", "人[0].氏名", "人[1]['額']", "列|length", "金額*2", "(-4)|abs", "複数行", "空|length",
    '列|join("、")', "人|map(attribute='氏名')|join(',')", '氏名|replace("架空","見本")', "金額 // 7", "('a','b')[1]",
    "未定|default('既定')", "氏名 if 有 else '無'", "'%.2f'|format(3.5)", "人|selectattr('済')|list|length", "1 < 2",
    "列|reverse|list|first", "有 and not 無", "列|sort|join", "色|lower", "印",
)  # fmt: skip
IN_A_LOOP = ("行.氏名", "行['額']", "loop.index", "loop.first", "loop.last", "loop.length", "loop.revindex")
CONDITIONS = (
    "有",
    "無",
    "not 有",
    "金額 > 100",
    "金額 < 5 or 無",
    "氏名 == '架空 花子'",
    "空",
    "列",
    "未定 is defined",
)
GIVEN = VALUES | {"印": "<b>&amp; 「句」"}
LISTS = ("人", "人 if 行.済", "人|reverse", "人[:1]", "空")


class Chance:
    """Forms out of one seed."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)

    def field(self, looping: bool) -> str:
        blank = self.pick.choice(("", " ", "  "))
        return "{{" + blank + self.pick.choice(FIELDS + IN_A_LOOP * looping) + blank + "}}"

    def inline(self, depth: int, looping: bool) -> str:
        kind = self.pick.random()
        if kind < 0.3 or depth > 3:
            return self.pick.choice(PLAIN)
        if kind < 0.6:
            return self.field(looping)
        if kind < 0.75:
            text = "{% if " + self.pick.choice(CONDITIONS) + " %}" + self.line(depth + 1, looping)
            if self.pick.random() < 0.3:
                text += "{% elif " + self.pick.choice(CONDITIONS) + " %}" + self.line(depth + 1, looping)
            if self.pick.random() < 0.5:
                text += "{% else %}" + self.line(depth + 1, looping)
            return text + "{% endif %}"
        if kind < 0.9:
            return "{% for 行 in " + self.pick.choice(LISTS) + " %}" + self.line(depth + 1, True) + "{% endfor %}"
        return self.pick.choice(
            ("{# 注 #}", "{% set 変 = 金額 %}{{ 変 }}", "{% set 変 %}a{{ 氏名 }}{% endset %}{{ 変 }}")
        )

    def line(self, depth: int = 0, looping: bool = False) -> str:
        return "".join(self.inline(depth, looping) for _ in range(self.pick.randint(1, 3)))

    def lines(self, level: str, depth: int = 0, looping: bool = False) -> list[str]:
        """Paragraphs (``p``) or rows (``tr``)."""
        found: list[str] = []
        for _ in range(self.pick.randint(1, 4)):
            kind = self.pick.random()
            if kind < 0.6 or depth > 2:
                found.append(self.line(1, looping))
            elif kind < 0.8:
                found += ["{%" + level + " if " + self.pick.choice(CONDITIONS) + " %}"]
                found += self.lines(level, depth + 1, looping)
                if self.pick.random() < 0.4:
                    found += ["{%" + level + " else %}", *self.lines(level, depth + 1, looping)]
                found += ["{%" + level + " endif %}"]
            else:
                found += ["{%" + level + " for 行 in " + self.pick.choice(LISTS[2:]) + " %}"]
                found += [*self.lines(level, depth + 1, True), "{%" + level + " endfor %}"]
        return found

    def runs(self, text: str) -> list[str]:
        """``text`` cut anywhere, as Word cuts it."""
        if self.pick.random() < 0.4:
            return [text]
        cuts = sorted({0, len(text), *(self.pick.randrange(len(text) + 1) for _ in range(self.pick.randint(1, 6)))})
        return [text[begin:end] for begin, end in zip(cuts, cuts[1:], strict=False)]

    def form(self) -> bytes:
        document = docx.Document()
        for text in self.lines("p"):
            making.add_split(document.add_paragraph(), self.runs(text))
        rows = self.lines("tr")
        table = document.add_table(len(rows), 2)
        for row, text in zip(table.rows, rows, strict=True):
            making.add_split(row.cells[0].paragraphs[0], self.runs(text))
            making.add_split(row.cells[1].paragraphs[0], [] if "{%tr" in text else self.runs(self.line()))
        document.add_paragraph("表の後")
        making.add_split(document.sections[0].header.paragraphs[0], self.runs(self.line()))
        return making.saved(document)


@pytest.mark.parametrize("seed", range(60))
def test_prints_the_words_docxtpl_prints(seed: int) -> None:
    form = Chance(seed).form()
    parts = ("word/document.xml", "word/header1.xml")
    assert words(compile_form(form).render(GIVEN).content, *parts) == words(by_docxtpl(form, GIVEN), *parts)
