"""CSV and its cousins (tab, semicolon) to a grid numbered as Excel numbers its rows.

A quoted cell with line breaks stays one row, and an empty line counts as one: that is what Excel shows on opening.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from portal.documents.sheets.cells import clean_text
from portal.documents.sheets.decoding import decode
from portal.documents.sheets.limits import Limits
from portal.documents.sheets.model import Grid, SharedTexts
from portal.domain.errors import InvalidInput

_DELIMITERS = (",", "\t", ";")
_SAMPLE_RECORDS = 30
_CLOSED = "\ue0ff\ue0fe閉"  # follows the last line: swallowed by the last cell when a quote is never closed
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?[ \t]*(\r\n|\r|\n|$)", re.IGNORECASE)
# Written in front of a cell that would run as a formula (see ``csv_file``); taken off again here.
_ESCAPED = re.compile("'+[=+\\-@\t\r＝＋－＠]")


def read_delimited(content: bytes, limits: Limits) -> Grid:
    """Grid of a text table; quotes, delimiter and encoding are found out, never asked."""
    text, encoding = decode(content)
    text, delimiter = _delimiter_of(text)
    lines = tuple(_numbered_lines(text, delimiter, limits))
    return Grid(lines=lines, encoding=encoding)


def _delimiter_of(text: str) -> tuple[str, str]:
    declared = _SEP_LINE.match(text)
    if declared:  # Excel's own first line: it is not shown as a row
        return text[declared.end() :], declared.group(1)
    sample = text[:200_000]
    return text, max(_DELIMITERS, key=lambda delimiter: _score(sample, delimiter))


def _score(sample: str, delimiter: str) -> tuple[int, int]:
    """How table-like ``sample`` is under ``delimiter``: rows that agree on a width above one, then that width."""
    widths: Counter[int] = Counter()
    for count, record in enumerate(_records(sample, delimiter)):
        if count >= _SAMPLE_RECORDS:
            break
        widths[len(record)] += len(record) > 1
    width, agreeing = max(widths.items(), key=lambda item: (item[1] * item[0], item[0]), default=(0, 0))
    return agreeing * width, width


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise InvalidInput(
            '1つのセルが長すぎて読めません。引用符（"）の閉じ忘れがないか確かめ、保存し直してください。'
        ) from error


def _numbered_lines(text: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, tuple[str, ...]]]:
    number = 0
    data_rows = 0
    ending = "" if text.endswith(("\n", "\r")) else "\n"
    shared = SharedTexts()
    records = enumerate(_records(f"{text}{ending}{_CLOSED}", delimiter), start=1)
    for number, record in records:
        if record == [_CLOSED]:
            return
        if len(record) > limits.columns and any(record[limits.columns :]):
            raise limits.refuse_columns(len(record))
        cells = tuple(shared.one(_cell(value)) for value in record[: limits.columns])
        if any(cells):
            data_rows += 1
            if data_rows > limits.rows + 50:  # 50: titles above the header
                raise limits.refuse_rows(_last_row(records, number))
            if _CLOSED not in cells[-1]:
                yield number, cells
                continue
            raise _unclosed(number)
    raise _unclosed(number)


def _last_row(records: Iterator[tuple[int, list[str]]], number: int) -> int:
    """The last row that holds anything, so that the officer learns how much too long the file is."""
    last = number
    for number, record in records:
        if record != [_CLOSED] and any(record):
            last = number
    return last


def _unclosed(number: int) -> InvalidInput:
    return InvalidInput(f'{number}行目の引用符（"）が閉じられていません。その行を直して再度読み込んでください。')


def _cell(value: str) -> str:
    text = clean_text(value)
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text
