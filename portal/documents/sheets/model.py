"""What a sheet is once it has been read: column names, rows with Excel's row numbers, and what the reader noticed.

Every cell is text in one canonical form (see ``cells``); nothing has a type yet. ``rows`` gives types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

# What Excel shows in a cell that could not be computed. The last one is ours: a formula saved without its result.
UNCOMPUTED = "#未計算"
ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", UNCOMPUTED}
)


Held = TypeVar("Held")


class Cells(Mapping[str, Held]):
    """The cells of a row by heading (or its values by column name). All rows share ``places`` (name → position), so a
    long list is not fifty thousand dictionaries; a row that ends early holds ``beyond`` to the right."""

    __slots__ = ("_beyond", "_held", "_places")

    def __init__(self, places: Mapping[str, int], held: tuple[Held, ...], beyond: Held) -> None:
        self._places = places
        self._held = held
        self._beyond = beyond

    def __getitem__(self, name: str) -> Held:
        at = self._places[name]
        return self._held[at] if at < len(self._held) else self._beyond

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return repr(dict(self))


class SharedTexts:
    """One object for each text that stands in many cells (税目, 納期限). The first ten thousand are remembered."""

    __slots__ = ("_known",)
    MOST = 10_000

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def one(self, text: str) -> str:
        """``text``, as the very object that was given before where it is remembered."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) < self.MOST:
                self._known[text] = text
            return text
        return known


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header: ``number`` is the one Excel shows at the left edge when the file is opened.

    ``surplus`` holds what stands to the right of the last column (usually an unquoted comma in an address).
    """

    number: int
    cells: Mapping[str, str]
    surplus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: ``columns`` are unique names in file order, ``notes`` are sentences for the officer."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    notes: tuple[str, ...] = ()
    encoding: str = ""
    sheet_name: str = ""
    sheet_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells before a header is chosen: (Excel row number, cells from column A on), in order."""

    lines: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()
    encoding: str = ""
    sheet_name: str = ""
    sheet_names: tuple[str, ...] = field(default=())
