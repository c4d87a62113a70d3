"""What the editor's helpers put into a text: a table, a picture at the end. Pure; the browser's script does the same at
the cursor.
"""

from __future__ import annotations

from portal.domain.errors import InvalidInput

MAX_ROWS, MAX_COLUMNS = 50, 12


def blank_table(rows: int | None, columns: int | None) -> str:
    """A Markdown table of ``rows`` empty rows below a head. Raises InvalidInput beyond 50 rows or 12 columns."""
    if rows is None or not 1 <= rows <= MAX_ROWS:
        raise InvalidInput(f"『行の数』は1から{MAX_ROWS}までの整数で入力してください。", field="table_rows")
    if columns is None or not 1 <= columns <= MAX_COLUMNS:
        raise InvalidInput(f"『列の数』は1から{MAX_COLUMNS}までの整数で入力してください。", field="table_columns")
    head = "|" + "".join(f" 項目{number} |" for number in range(1, columns + 1))
    return "\n".join([head, "|" + "---|" * columns, *["|" + "  |" * columns] * rows])


def appended(body: str, block: str) -> str:
    """``body`` with ``block`` as a paragraph of its own at the end."""
    return f"{body.rstrip()}\n\n{block}\n" if body.strip() else f"{block}\n"
