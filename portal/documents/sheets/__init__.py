"""Tables in and out: what an officer uploads from Excel and what the portal hands back.

Reading goes ``sniff`` (what is it, is it safe) → ``delimited``/``workbook`` (cells as text, Excel's row numbers) →
``header`` (columns) → ``rows`` (typed values; the three outcomes of an upload).
Writing goes through ``xlsx_file`` and ``csv_file``; ``error_sheet`` gives failed rows back for correction.
Nothing here knows the database or HTTP.
"""

from portal.documents.sheets.csv_file import Written, write_csv
from portal.documents.sheets.error_sheet import write_error_sheet
from portal.documents.sheets.model import Row, Sheet
from portal.documents.sheets.reading import read_sheet
from portal.documents.sheets.rows import Column, RowError, RowsResult, TypedRow, read_rows
from portal.documents.sheets.xlsx_file import write_xlsx

__all__ = [
    "Column",
    "Row",
    "RowError",
    "RowsResult",
    "Sheet",
    "TypedRow",
    "Written",
    "read_rows",
    "read_sheet",
    "write_csv",
    "write_error_sheet",
    "write_xlsx",
]
