"""The body rows of an xlsx as XML, written one by one.

openpyxl makes the workbook (styles, header, widths); its cell objects would take 15 s and more for 50,000 × 20 cells,
so the rows themselves are written here. A text is always an inline string: there is no way to write a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape

from portal.documents.sheets.csv_file import OutValue
from portal.documents.sheets.safe_text import runs_as_formula, writable

WAREKI_FORMAT = '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"'
MOMENT_FORMAT = "yyyy/mm/dd hh:mm"
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DAY_ZERO = date(1899, 12, 30)
_FIRST_RELIABLE_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was
_OPEN = '<is><t xml:space="preserve">'
# What `writable` takes out, XML escapes or Excel reads as an escape of its own; and how a formula may begin.
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff&<>_]")
_RISKY = frozenset("=+-@＝＋－＠")
_FIFTEEN_DIGITS = 10**15  # beyond, Excel rounds


@dataclass(frozen=True, slots=True)
class Look:
    """What decides the style of a cell: marked as wrong, shown how, and kept a text when edited."""

    marked: bool
    number_format: str | None
    quoted: bool


class RowWriter:
    """Rows to XML; ``style_of`` gives the style number of a look, ``formats`` the number format of each column."""

    def __init__(self, letters: Sequence[str], formats: Sequence[str | None], style_of: Callable[[Look], int]) -> None:
        self._letters = letters
        self._formats = formats
        self._style_of = cache(style_of)
        self._blank = style_of(Look(False, None, False))

    def row(self, number: int, values: Sequence[OutValue], marked: frozenset[int]) -> str:
        """The row ``number`` of the sheet; ``marked`` are the columns (from 0) to colour."""
        cells = []
        for at, value in enumerate(values):
            place = f"{self._letters[at]}{number}"
            if type(value) is str and at not in marked and _is_plain(value):  # most cells of a long list
                cells.append(f'<c r="{place}" s="{self._blank}" t="inlineStr">{_OPEN}{value}</t></is></c>')
            else:
                cells.append(self._cell(place, value, self._formats[at], marked=at in marked))
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: OutValue, wanted: str | None, *, marked: bool) -> str:
        if value is None or value == "":
            return f'<c r="{place}" s="{self._style_of(Look(marked, None, False))}"/>'
        figure, number_format = _figure(value, wanted)
        if figure:
            return f'<c r="{place}" s="{self._style_of(Look(marked, number_format, False))}"><v>{figure}</v></c>'
        text = _text(value)
        style = self._style_of(Look(marked, None, runs_as_formula(text)))
        shown = escape(_ESCAPE_LOOKALIKE.sub("_x005F_", text), quote=False)
        return f'<c r="{place}" s="{style}" t="inlineStr">{_OPEN}{shown}</t></is></c>'


def _is_plain(text: str) -> bool:
    """Whether `text` is written as it is: short, nothing to escape or take out, and never a formula."""
    if not 0 < len(text) < 1000 or text[0] in _RISKY or text[0].isspace() or text[-1].isspace():
        return False
    return _SPECIAL.search(text) is None


def _figure(value: OutValue, wanted: str | None) -> tuple[str, str | None]:
    """``value`` as the number Excel stores and the format that shows it; ``("", None)`` for what must be a text."""
    if isinstance(value, str | bool) or value is None:
        return "", None
    if isinstance(value, datetime):
        midnight = value.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        share = (value.replace(tzinfo=None) - midnight).seconds / 86_400
        serial, _ = _figure(value.date(), None)
        return (f"{int(serial) + share:.10f}" if serial else ""), wanted or MOMENT_FORMAT
    if isinstance(value, date):
        days = str((value - _DAY_ZERO).days) if value >= _FIRST_RELIABLE_DAY else ""
        return days, wanted or WAREKI_FORMAT
    if isinstance(value, Decimal):
        return (f"{value:f}" if value.is_finite() else ""), wanted
    return (str(value) if abs(value) < _FIFTEEN_DIGITS else ""), wanted


def _text(value: OutValue) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return writable(str(value))
