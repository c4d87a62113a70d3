"""A look at a workbook's XML before it is parsed: how large the table would be, and cells the parser hides.

The parser lays out every cell between the first and the last, so two cells at A1 and XFD1048576 would take
all memory; and it returns an error cell (#N/A) or a formula saved without its result as blank. Both are found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.documents.sheets.limits import Limits
from portal.documents.sheets.model import UNCOMPUTED

_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^<>/"]|"[^"<]*")*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^<>/"]|"[^"<]*")*>(?!\s*</)')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>]*?\bt="e"[^<>]*>.{0,4000}?<(?:\w+:)?v>([^<]{1,20})<',
    re.DOTALL,
)
_FORMULA_WITHOUT_RESULT = re.compile(
    rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"[^<>/]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)

_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^<>]*?\bhidden="(?:1|true)"[^<>/]*>\s*<(?:\w+:)?c\s')


@dataclass(frozen=True, slots=True)
class Hidden:
    """What stands in a cell the parser returns as blank; ``row`` and ``column`` count from 0."""

    row: int
    column: int
    text: str


def check_extent(xml: bytes, limits: Limits) -> None:
    """Refuse a worksheet whose cells with content reach beyond the limits."""
    last_row = 0
    last_column = 0
    seen: set[bytes] = set()
    for match in _CELL.finditer(xml):
        letters, digits = match.groups()
        row = int(digits)
        last_row = max(last_row, row)
        if letters not in seen:
            seen.add(letters)
            last_column = max(last_column, column_index(letters.decode()) + 1)
    refuse_beyond(last_row, last_column, limits)


def refuse_beyond(last_row: int, last_column: int, limits: Limits) -> None:
    """Raise when a table of that many rows and columns is more than ``limits`` allow."""
    if last_column > limits.columns:
        raise limits.refuse_columns(last_column)
    if last_row > limits.rows * 4 or (last_row > limits.rows + 50 and last_row * last_column > limits.cells):
        raise limits.refuse_rows(last_row)
    if last_row * last_column > limits.cells:
        raise limits.refuse_size()


def hidden_cells(xml: bytes) -> Iterator[Hidden]:
    """Error cells with the text Excel shows, and formulas that were saved without a result."""
    if b't="e"' in xml:
        for match in _ERROR.finditer(xml):
            yield _hidden(match, match.group(3).decode("utf-8", "replace"))
    if b"<f" in xml or b":f" in xml:
        for match in _FORMULA_WITHOUT_RESULT.finditer(xml):
            yield _hidden(match, UNCOMPUTED)


def hidden_row_count(xml: bytes) -> int:
    """Rows with cells that Excel does not show (hidden by hand or by a filter)."""
    return sum(1 for _ in _HIDDEN_ROW.finditer(xml))


def _hidden(match: re.Match[bytes], text: str) -> Hidden:
    return Hidden(row=int(match.group(2)) - 1, column=column_index(match.group(1).decode()), text=text)


def column_index(letters: str) -> int:
    """0 for ``A``, 26 for ``AA``."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """``A`` for 0, ``AA`` for 26: the name Excel shows above the column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
