"""Typed rows out of a sheet: lenient about headings, strict about values.

Three outcomes: the file is wrong (``file_problems``), rows are wrong (``bad``), all is well (``good`` only).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from portal.documents.sheets import values
from portal.documents.sheets.columns import match_columns
from portal.documents.sheets.model import ERROR_VALUES, Cells, Row, Sheet
from portal.domain.errors import InvalidInput

_KEPT = 500  # values a column
_AGAIN = "直して再度読み込んでください。"


class ValueType(Enum):
    """What a column holds; ``value`` is the word used in files and forms."""

    TEXT = "text"
    KANA = "kana"
    DATE = "date"
    YEN = "yen"
    INT = "int"
    RATE = "rate"
    CHOICE = "choice"
    BOOL = "bool"
    POSTAL_CODE = "postal_code"
    PHONE = "phone"


_PARSERS: Mapping[ValueType, Callable[[str], values.Parsed]] = {
    ValueType.TEXT: values.text_value,
    ValueType.KANA: values.kana_value,
    ValueType.DATE: values.date_value,
    ValueType.YEN: values.yen_value,
    ValueType.INT: values.int_value,
    ValueType.RATE: values.rate_value,
    ValueType.BOOL: values.bool_value,
    ValueType.POSTAL_CODE: values.postal_code_value,
    ValueType.PHONE: values.phone_value,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One value wanted from every row. ``type`` may be given as its word (``"date"``)."""

    name: str
    type: ValueType | str = ValueType.TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    def parse(self, text: str) -> values.Parsed:
        """The value in ``text``; raises :class:`InvalidInput` without row and column, which ``read_rows`` adds."""
        kind = ValueType(self.type)
        return values.choice_value(text, self.choices) if kind is ValueType.CHOICE else _PARSERS[kind](text)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row whose every value is right: ``values`` by column name, ``None`` where an optional cell was blank."""

    number: int
    values: Mapping[str, values.Value]


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing to mend: Excel's row number, the column, what stood there, and the whole sentence."""

    row_number: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowsResult:
    """Outcome of an upload. ``headings`` tells which heading of the file serves each column."""

    good: tuple[TypedRow, ...]
    bad: tuple[RowError, ...]
    warnings: tuple[RowError, ...]
    file_problems: tuple[str, ...]
    unmapped: tuple[str, ...]
    headings: Mapping[str, str]

    @property
    def bad_row_numbers(self) -> tuple[int, ...]:
        """Numbers of the rows to mend, each once, in order."""
        return tuple(dict.fromkeys(error.row_number for error in self.bad))


def read_rows(sheet: Sheet, columns: tuple[Column, ...], *, mapping: Mapping[str, str] | None = None) -> RowsResult:
    """Every row of ``sheet`` as typed values of ``columns``.

    ``mapping`` (column name → heading in the file) goes before the matching by name and synonyms.
    With ``file_problems`` no row is read: the columns have to be settled first.
    """
    matched = match_columns(sheet.columns, columns, mapping or {})
    problems = (*matched.problems, *(() if sheet.rows else ("見出しの下にデータの行がありません。",)))
    if problems:
        return RowsResult((), (), (), problems, matched.unmapped, matched.headings)
    good: list[TypedRow] = []
    bad: list[RowError] = []
    warnings: list[RowError] = []
    readers = [_CellReader(column, matched.headings.get(column.name)) for column in columns]
    places = {column.name: at for at, column in enumerate(columns)}
    for row in sheet.rows:
        found, errors, warned = _read_row(row, readers)
        warnings.extend(warned)
        bad.extend(errors)
        if not errors:
            good.append(TypedRow(row.number, Cells(places, tuple(found), None)))
    return RowsResult(tuple(good), tuple(bad), tuple(warnings), (), matched.unmapped, matched.headings)


class _CellReader:
    """Reads one column. What stands there again and again (税目, 納期限) is parsed once and kept once."""

    def __init__(self, column: Column, heading: str | None) -> None:
        self.column = column
        self.heading = heading
        self._known: dict[str, values.Parsed] = {}

    def read(self, text: str) -> values.Parsed:
        parsed = self._known.get(text)
        if parsed is None:
            parsed = _parse_cell(self.column, text)
            if len(self._known) < _KEPT:
                self._known[text] = parsed
        return parsed


def _read_row(row: Row, readers: Sequence[_CellReader]) -> tuple[list[values.Value], list[RowError], list[RowError]]:
    """Its values in the order of ``readers`` (of use only without errors), what is wrong and what is doubtful."""
    found: list[values.Value] = []
    errors: list[RowError] = []
    warned: list[RowError] = []
    if row.surplus:
        sentence = f'見出しの右に『{row.surplus[0]}』があります。コンマを含む値は引用符（"）で囲み、{_AGAIN}'
        errors.append(_error(row, "", row.surplus[0], sentence))
    for reader in readers:
        column = reader.column
        text = row.cells.get(reader.heading, "") if reader.heading is not None else ""
        try:
            parsed = reader.read(text)
        except InvalidInput as error:
            sentence = error.sentence if error.sentence.endswith(_AGAIN) else f"{error.sentence}{_AGAIN}"
            errors.append(_error(row, column.name, text, sentence))
            continue
        found.append(parsed.value)
        if parsed.warning:
            warned.append(_error(row, column.name, text, parsed.warning))
    return found, errors, warned


def _parse_cell(column: Column, text: str) -> values.Parsed:
    if text in ERROR_VALUES:
        raise InvalidInput(f"セルが計算エラー（{text}）です。値を入力し直してください。")
    if text:
        return column.parse(text)
    if column.required:
        raise InvalidInput("空欄です。値を入力してください。")
    return values.Parsed(None)


def _error(row: Row, column: str, value: str, sentence: str) -> RowError:
    where = f"{row.number}行目『{column}』：" if column else f"{row.number}行目："
    return RowError(row.number, column, value, where + sentence)
