"""Whether what a tag opens and closes fits into Word's XML: a loop may not begin inside a row and end outside of it.

Works on the text of a part with its tags in place. A block may run over the end of a paragraph, as docxtpl's may, as long
as it leaves as many elements open as it found.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from portal.documents.places import FormError
from portal.documents.runs import PlacedTag

_PIECE = re.compile("\x01[^\x02]*\x02|<(/?)([\\w:]+)(?:[^>\x01]|\x01[^\x02]*\x02)*?(/?)>")
_WORDS = {
    "w:tr": "表の行", "w:tc": "表のセル", "w:tbl": "表", "w:p": "段落", "w:txbxContent": "テキストボックス",
    "w:sdt": "コンテンツ コントロール", "w:hyperlink": "ハイパーリンク", "w:footnote": "脚注",
}  # fmt: skip


def check_nesting(text: str, tags: list[PlacedTag], shown: Callable[[PlacedTag], str]) -> None:
    """`FormError` at the first block whose end stands in another element than its beginning. ``tags`` in text order."""
    open_elements: list[str] = []
    blocks: list[tuple[PlacedTag, list[str]]] = []
    following = iter(tags)
    for piece in _PIECE.finditer(text):
        if piece.group().startswith("\x01"):
            _tag(next(following), open_elements, blocks, shown)
        elif piece[1]:
            if open_elements:
                open_elements.pop()
        elif not piece[3]:
            open_elements.append(piece[2])
        if "\x01" in piece.group()[1:]:  # tags inside an attribute
            for _ in range(piece.group().count("\x01") - piece.group().startswith("\x01")):
                next(following)


def _tag(
    placed: PlacedTag, now: list[str], blocks: list[tuple[PlacedTag, list[str]]], shown: Callable[[PlacedTag], str]
) -> None:
    keyword = placed.tag.keyword
    if keyword.startswith("end") or keyword in ("else", "elif"):
        if not blocks:
            return
        opened, then = blocks.pop() if keyword.startswith("end") else blocks[-1]
        if then != now:
            raise FormError(_sentence(then, now, shown(opened)), place=placed.place, tag=shown(placed))
    elif opens(placed):
        blocks.append((placed, list(now)))


def opens(placed: PlacedTag) -> bool:
    """Whether the tag begins something that has an end."""
    keyword = placed.tag.keyword
    blocks = ("for", "if", "macro", "call", "with")
    return keyword in blocks or (keyword == "set" and "=" not in placed.tag.body)


def _sentence(then: list[str], now: list[str], opened: str) -> str:
    same = next(
        (at for at, (one, other) in enumerate(zip(then, now, strict=False)) if one != other), min(len(then), len(now))
    )
    words = [_WORDS[name] for name in (*then[same:], *now[same:]) if name in _WORDS]
    where = f"（{words[0]}）" if words else ""
    return f"始まりの『{opened}』と、違う囲みの中{where}にあります。始まりと終わりを同じ場所に置いてください。"
