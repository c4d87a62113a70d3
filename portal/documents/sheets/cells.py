"""One canonical text for every cell value, whatever the file format.

Whole numbers lose ".0", dates become 2026-04-01, truth values TRUE/FALSE, line ends become \\n, outer blanks go.
Digits and letters stay as typed (全角 stays 全角): normalising is the business of the typed column.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

# Control characters (except tab and line feed), zero-width marks and a stray BOM: invisible, and fatal in Word and XML.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_BLANK = " \t\n\r\u00a0\u3000"

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


def text_of(value: CellValue) -> str:
    """Canonical text of ``value`` as a spreadsheet reader returns it; ``None`` and blanks are ``""``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _text_of_float(value)
    return _text_of_moment(value)


def clean_text(text: str) -> str:
    """``text`` with \\n line ends, without invisible characters and without blanks around it."""
    if text.isascii() and text.isprintable():
        return text.strip(_BLANK)
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip(_BLANK)


def _text_of_float(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return "#NUM!"
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def _text_of_moment(value: date | datetime | time | timedelta) -> str:
    if isinstance(value, datetime):
        whole_day = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:d}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat() if isinstance(value, date) else value.isoformat(timespec="seconds")
