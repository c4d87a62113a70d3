"""Failed rows back to the officer: the same columns, the bad cells coloured, the message beside them.

The sheet is corrected in Excel and uploaded again as it is: its two added columns are skipped by ``read_rows``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.documents.sheets.columns import ERROR_COLUMN, ROW_COLUMN
from portal.documents.sheets.model import Sheet
from portal.documents.sheets.rows import RowError
from portal.documents.sheets.xlsx_file import write_xlsx


def write_error_sheet(sheet: Sheet, errors: Sequence[RowError], *, headings: Mapping[str, str] | None = None) -> bytes:
    """xlsx of every row of ``sheet`` that ``errors`` name; ``headings`` (``RowsResult.headings``) finds the bad cells."""
    by_row: dict[int, list[RowError]] = {}
    for error in errors:
        by_row.setdefault(error.row_number, []).append(error)
    kept = [column for column in sheet.columns if column not in (ERROR_COLUMN, ROW_COLUMN)]
    columns = [*kept, ERROR_COLUMN, ROW_COLUMN]
    rows = [row for row in sheet.rows if row.number in by_row]
    marked: set[tuple[int, int]] = set()
    body: list[list[str | int]] = []
    for at, row in enumerate(rows):
        named = {(headings or {}).get(error.column, error.column) for error in by_row[row.number]}
        marked |= {(at, kept.index(name)) for name in named if name in kept}
        message = "\n".join(error.sentence for error in by_row[row.number])
        body.append([*(row.cells.get(name, "") for name in kept), message, row.number])
    return write_xlsx(columns, body, widths={ERROR_COLUMN: 60}, sheet_name="直す行", marked=marked)
