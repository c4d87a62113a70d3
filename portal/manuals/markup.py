"""Markdown to HTML as the library makes it: which extensions, which anchors, and what the library must not be given.

Nothing here is safe to show yet; ``safety`` comes after.
"""

from __future__ import annotations

import re
from typing import Any

import markdown

EXTENSIONS = [
    "tables",
    "admonition",
    "footnotes",
    "def_list",
    "toc",
    "sane_lists",
    "attr_list",
    "pymdownx.superfences",
    "pymdownx.tasklist",
]
_DEEP = re.compile(r"^(?: {4}|\t){25,}[ \t]*(?:[-*+]|\d+\.) ", re.MULTILINE)
_QUOTED = re.compile(r"^(?:> ?){30,}", re.MULTILINE)
MAX_OPEN_BRACKETS = 300
TOO_DEEP = "入れ子が深すぎるため、書式を付けずに表示しています。箇条書きや引用の段を減らしてください。"
_BRACKETS = "かっこ「[」が多すぎるため、書式を付けずに表示しています。段落を分けるか、かっこを減らしてください。"

# What the library takes in time that grows with the square: past the limit a page took from 10 s to the whole day.
_TOO_MANY = (
    (re.compile(r"\[\^"), 2_000, "脚注が多すぎるため、書式を付けずに表示しています。ページを分けてください。"),
    (re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE), 4_000, "囲み（```）が多すぎるため、書式を付けずに表示しています。ページを分けてください。"),
    (re.compile(r"^(?:-{2,}|={2,})[ \t]*$", re.MULTILINE), 2_000, "区切り線が多すぎるため、書式を付けずに表示しています。ページを分けてください。"),
    (re.compile(r"^!!! ", re.MULTILINE), 5_000, "囲み（!!!）が多すぎるため、書式を付けずに表示しています。ページを分けてください。"),
)  # fmt: skip
_WIDE_GAP = re.compile(r"[ \t]{5000}")
_GAP = "空白が続きすぎるため、書式を付けずに表示しています。続いた空白を減らしてください。"


def to_html(body: str, figures: list[str], nonce: str) -> tuple[str, list[dict[str, Any]]]:
    """The HTML, and the headings as the library nests them.

    The source of each flow figure is appended to ``figures``; ``<div>nonce-N-</div>`` stands in its place. Raises
    RecursionError for nesting that ``why_not`` did not see.
    """

    def fence(source: str, language: str, css_class: str, options: dict[str, str], md: object, **_: object) -> str:
        figures.append(source)
        return f"<div>{nonce}-{len(figures) - 1}-</div>"

    converter = markdown.Markdown(
        extensions=EXTENSIONS,
        extension_configs={
            "toc": {"slugify": _Anchors(), "toc_depth": "2-4"},
            "tables": {"use_align_attribute": True},  # the policy of the pages refuses style attributes
            "pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "flow", "format": fence}]},
        },
        output_format="html",
    )
    return converter.convert(body), converter.toc_tokens  # type: ignore[attr-defined]


def why_not(body: str) -> str:
    """Why the library should not see this text, which it could not take in good time; empty when it may."""
    if _WIDE_GAP.search(body):
        return _GAP
    if _DEEP.search(body) or _QUOTED.search(body):
        return TOO_DEEP
    for pattern, limit, sentence in _TOO_MANY:
        if sum(1 for _ in pattern.finditer(body)) > limit:
            return sentence
    for paragraph in re.split(r"\n\s*\n", body):
        if paragraph.count("[") - paragraph.count("](") - paragraph.count("][") > MAX_OPEN_BRACKETS:
            return _BRACKETS
    return ""


class _Anchors:
    """Anchors keep Japanese, so that a permalink reads as its heading does; unique without a search through the others."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def __call__(self, text: str, separator: str) -> str:
        slug = re.sub(r"[^\w぀-ヿ一-鿿々〆ー]+", separator, text.strip().lower()).strip(separator) or "section"
        while True:
            number = self._used[slug] = self._used.get(slug, 0) + 1
            anchor = slug if number == 1 else f"{slug}{separator}{number}"
            if number == 1 or anchor not in self._used:
                self._used.setdefault(anchor, 1)
                return anchor
