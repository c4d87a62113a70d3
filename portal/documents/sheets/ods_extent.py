"""How far an OpenDocument table reaches, counted from its repeat attributes before anything is laid out."""

from __future__ import annotations

import re

from portal.documents.sheets.limits import Limits
from portal.documents.sheets.prescan import refuse_beyond

_TAG = re.compile(rb"<(table:table-row|table:table-cell|table:covered-table-cell|table:table)(\s[^>]*)?>")
_ROWS = re.compile(rb'table:number-rows-repeated="(\d{1,12})"')
_COLUMNS = re.compile(rb'table:number-columns-repeated="(\d{1,12})"')


def check_ods_extent(xml: bytes, limits: Limits) -> None:
    """Refuse a document one of whose tables would be larger than ``limits`` once the repeats are written out."""
    row = column = last_row = last_column = 0
    for match in _TAG.finditer(xml):
        name, attributes = match.group(1), match.group(2) or b""
        if name == b"table:table":
            row = last_row = last_column = 0
        elif name == b"table:table-row":
            row += _repeat(_ROWS, attributes)
            column = 0
        else:
            column += _repeat(_COLUMNS, attributes)
            if b"value-type=" in attributes:
                last_row, last_column = max(last_row, row), max(last_column, column)
                refuse_beyond(last_row, last_column, limits)


def _repeat(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found.group(1)) if found else 1
