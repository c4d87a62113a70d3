"""Writing one paragraph: plain text with `**…**` for emphasis in Gothic. A tag is never split over two runs."""

from __future__ import annotations

from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from builder.page import GOTHIC, set_fonts


def write(paragraph: Paragraph, text: str) -> Paragraph:
    """Add the text; parts between double asterisks become Gothic."""
    for index, part in enumerate(text.split("**")):
        if not part:
            continue
        run = paragraph.add_run(part)
        if index % 2:
            set_fonts(run._r.get_or_add_rPr(), GOTHIC)
    return paragraph


def hanging(paragraph: Paragraph, characters: float, *, left: float = 0, size: float = 10.5) -> Paragraph:
    """Indent all lines but the first by so many full-width characters; `left` (mm) moves the whole paragraph."""
    form = paragraph.paragraph_format
    form.left_indent = Pt(characters * size) + Mm(left)
    form.first_line_indent = -Pt(characters * size)
    return paragraph
