"""Blocks of a form: every ``for`` and ``if`` has its end, in the order they were opened."""

from __future__ import annotations

from collections.abc import Iterable

from portal.documents.places import FormError
from portal.documents.runs import PlacedTag
from portal.documents.tags import shown

BLOCKS = {"for": "endfor", "if": "endif", "macro": "endmacro", "call": "endcall", "filter": "endfilter",
           "with": "endwith", "autoescape": "endautoescape"}  # fmt: skip
_MIDDLE = {"else": ("for", "if"), "elif": ("if",)}


def check_blocks(tags: Iterable[PlacedTag]) -> None:
    """Every ``for`` and ``if`` has its end; otherwise `InvalidInput` shows the tag that is left over."""
    open_blocks: list[PlacedTag] = []
    for placed in tags:
        keyword = placed.tag.keyword
        if keyword in BLOCKS or (keyword == "set" and "=" not in placed.tag.body):
            open_blocks.append(placed)
        elif keyword in _MIDDLE:
            if not open_blocks or open_blocks[-1].tag.keyword not in _MIDDLE[keyword]:
                raise _unmatched(placed, f"これに対応する {' か '.join(_MIDDLE[keyword])} がありません。")
        elif keyword.startswith("end"):
            _close(open_blocks, placed)
    if open_blocks:
        keyword = open_blocks[-1].tag.keyword
        raise _unmatched(open_blocks[-1], f"これに対応する end{keyword} がありません。同じ種類の印で閉じてください。")


def _close(open_blocks: list[PlacedTag], placed: PlacedTag) -> None:
    keyword = placed.tag.keyword
    if not open_blocks:
        raise _unmatched(placed, f"これに対応する {keyword[3:]} がありません。")
    opened = open_blocks.pop()
    if "end" + opened.tag.keyword != keyword:
        raise _unmatched(placed, f"先に『{shown(opened.tag)}』（{opened.place}）を閉じてください。")


def _unmatched(placed: PlacedTag, sentence: str) -> FormError:
    return FormError(sentence, place=placed.place, tag=shown(placed.tag))
