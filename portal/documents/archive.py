"""Many cases into one zip of Word files, written as they are made: memory does not grow with their number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

from portal.documents.batches import Batch, BatchResult, Row, RowFailure
from portal.documents.compiler import CompiledForm
from portal.documents.zipping import ZipStream, store

_FORBIDDEN = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST_NAME = 100


def zip_documents(
    form: CompiledForm,
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    name: Callable[[int, Row], str] | None = None,
    progress: Callable[[int], None] | None = None,
    on_error: Callable[[RowFailure], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BatchResult:
    """One .docx a row into a zip on `out`, in the order given.

    `name(number, row)` gives the file name (default ``00001.docx``); what Windows cannot store is replaced by 「_」 and
    a name used twice gets a number. A failing row is left out and reported to `on_error`; without it, it ends the batch.
    """
    batch = Batch(progress, on_error, cancelled)
    archive = ZipStream(out)
    names = _Names()

    def make(number: int, row: Row) -> tuple[str, bytes]:
        rendered = form.render(row)
        batch.notes.extend((number, note) for note in rendered.notes)
        wanted = name(number, row) if name else f"{number:05}.docx"
        return names.free(wanted), rendered.content

    for file_name, content in batch.run(rows, make):
        archive.add(store(file_name, content))
    archive.close()
    return batch.result()


class _Names:
    """File names that every system can store, each used once (Windows does not tell A from a)."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def free(self, wanted: str) -> str:
        stem = _FORBIDDEN.sub("_", wanted.removesuffix(".docx")).strip(" .") or "_"
        stem = f"_{stem}" if _RESERVED.match(stem) else stem[:_LONGEST_NAME]
        candidate = stem
        while candidate.lower() in self._used:
            self._used[stem.lower()] += 1
            candidate = f"{stem}_{self._used[stem.lower()]}"
        self._used[candidate.lower()] = 1
        return f"{candidate}.docx"
