"""``read_sheet``: bytes of any table file to a :class:`Sheet`, or one sentence that says why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from portal.documents.sheets.delimited import read_delimited
from portal.documents.sheets.header import sheet_of
from portal.documents.sheets.limits import Limits
from portal.documents.sheets.model import Sheet
from portal.documents.sheets.sniff import Kind, kind_of
from portal.documents.sheets.workbook import read_workbook
from portal.documents.sheets.xls_child import read_xls

_ENDINGS = {"csv": Kind.TEXT, "txt": Kind.TEXT, "tsv": Kind.TEXT, "xlsx": Kind.XLSX, "xlsm": Kind.XLSX}
_ENDINGS |= {"xls": Kind.XLS, "ods": Kind.ODS}


def read_sheet(
    content: bytes,
    filename: str,
    *,
    max_rows: int = 50_000,
    max_columns: int = 256,
    sheet_name: str | None = None,
    expected: Collection[str] = (),
) -> Sheet:
    """The table in ``content`` (CSV, TSV, xlsx, xls, ods; told by content, ``filename`` only serves a note).

    ``expected`` are headings hoped for: with them the header is found even below several title rows.
    Raises :class:`portal.domain.errors.InvalidInput` with the officer's sentence.
    """
    limits = Limits(rows=max_rows, columns=max_columns)
    kind = kind_of(content, limits)
    if kind is Kind.TEXT:
        grid = read_delimited(content, limits)
    elif kind is Kind.XLS:
        grid = read_xls(content, limits, sheet_name)
    else:
        grid = read_workbook(content, kind, limits, sheet_name)
    named = _ENDINGS.get(filename.rpartition(".")[2].lower())
    if named is not None and named is not kind:
        grid = replace(
            grid,
            notes=(
                f"ファイル名は{named.value}ですが、中身は{kind.value}です。{kind.value}として読みました。",
                *grid.notes,
            ),
        )
    return sheet_of(grid, limits, expected)
