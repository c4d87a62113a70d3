"""CSV for other systems and for Excel: no cell of it runs as a formula, and lost characters are reported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from portal.documents.sheets.safe_text import runs_as_formula, writable

OutValue = str | int | bool | Decimal | date | datetime | None
Encoding = Literal["cp932", "utf-8-sig"]

# Same glyph, two code points: what CP932 knows beside what Unicode texts usually hold.
_CP932_TWINS = str.maketrans("〜−—‖¢£¬\u00a0", "～－―∥￠￡￢ ")
_SUBSTITUTE = "〓"
_APOSTROPHES = re.compile("'+")
_MOST_NOTES = 100


@dataclass(frozen=True, slots=True)
class Written:
    """A file and what the officer must know about it (empty when nothing was lost)."""

    content: bytes
    notes: tuple[str, ...] = ()


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[OutValue]], *, encoding: Encoding = "utf-8-sig"
) -> Written:
    """CSV with CRLF line ends; the same input gives the same bytes.

    A text that a spreadsheet would run gets an apostrophe in front (``read_sheet`` takes it off again);
    a character that CP932 lacks becomes 〓 with a note that names row, column and character.
    """
    buffer = io.StringIO(newline="")
    notes: list[str] = []
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, row in enumerate(_all_rows(columns, rows), start=1):
        cells = [csv_text(value) for value in row]
        if encoding == "cp932":
            cells = [_in_cp932(cell, number, at, columns, notes) for at, cell in enumerate(cells)]
        writer.writerow(cells)
    return Written(buffer.getvalue().encode(encoding), tuple(_shortened(notes)))


def csv_text(value: OutValue) -> str:
    """``value`` as it stands in the file; dates as 2026-04-01, truth values as はい／いいえ."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    text = writable(value)
    return f"'{text}" if runs_as_formula(_APOSTROPHES.sub("", text, count=1)) else text


def _all_rows(columns: Sequence[str], rows: Iterable[Sequence[OutValue]]) -> Iterator[Sequence[OutValue]]:
    yield columns
    yield from rows


def _in_cp932(cell: str, number: int, at: int, columns: Sequence[str], notes: list[str]) -> str:
    if cell.isascii():
        return cell
    twin = cell.translate(_CP932_TWINS)
    try:
        twin.encode("cp932")
        return twin
    except UnicodeEncodeError:
        return "".join(_known(character, number, at, columns, notes) for character in twin)


def _known(character: str, number: int, at: int, columns: Sequence[str], notes: list[str]) -> str:
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        column = columns[at] if at < len(columns) else f"{at + 1}列目"
        notes.append(f"{number}行目『{column}』：「{character}」はCP932で表せないため、「{_SUBSTITUTE}」にしました。")
        return _SUBSTITUTE
    return character


def _shortened(notes: list[str]) -> list[str]:
    if len(notes) <= _MOST_NOTES:
        return notes
    return [
        *notes[:_MOST_NOTES],
        f"ほかに{len(notes) - _MOST_NOTES:,}文字を「{_SUBSTITUTE}」にしました。UTF-8で作り直すと残ります。",
    ]
