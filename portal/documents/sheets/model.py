"""What a sheet is once it has been read: column names, rows with Excel's row numbers, and what the reader noticed.

Every cell is text in one canonical form (see ``cells``); nothing has a type yet. ``rows`` gives types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What Excel shows in a cell that could not be computed. The last one is ours: a formula saved without its result.
UNCOMPUTED = "#未計算"
ERROR_VALUES = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", UNCOMPUTED}
)


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
