"""Many cases as one PDF: merged in chunks, one LibreOffice a core, the pages and sheets of each case counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf

from portal.documents.batches import BatchResult, Row, RowFailure
from portal.documents.compiler import CompiledForm
from portal.documents.merging import NOTICE_BOOKMARK, merge_documents
from portal.documents.pdf import TIMEOUT_SECONDS, PdfFailed, PdfMaker

ROWS_PER_CHUNK = 300  # below, starting LibreOffice costs more than the pages; above, progress comes in too few steps
_LOOK_AGAIN_SECONDS = 0.5  # how soon a wish to stop is seen while LibreOffice works
_PIECE = re.compile(rf"{NOTICE_BOOKMARK}(\d+)part\d+")
_DRAWS = re.compile(rb"\b(?:Tj|TJ|Do|f|F|B|S|s|b|sh)\b|['\"]")  # operators that leave ink


@dataclass(frozen=True)
class PdfResult(BatchResult):
    """A batch that ended as PDF; the pages (padding apart) and the sheets, printed on both sides, of each row made."""

    page_counts: tuple[int, ...] = field(default=())
    sheet_counts: tuple[int, ...] = field(default=())


def pdf_of_rows(
    form: CompiledForm,
    rows: Iterable[Row],
    out: Path,
    *,
    office: str | Path | None = None,
    workers: int | None = None,
    rows_per_chunk: int = ROWS_PER_CHUNK,
    timeout_seconds: float = TIMEOUT_SECONDS,
    duplex_padding: bool = False,
    shared: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
    on_error: Callable[[RowFailure], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PdfResult:
    """All rows as one PDF at `out`, in the order given, with the pages of each (for postage).

    Merged in chunks of `rows_per_chunk`, one LibreOffice a core. Options as in `merge_documents`.
    """
    with PdfMaker(office=office, workers=workers, timeout_seconds=timeout_seconds) as maker:
        batch = _PdfBatch(maker, form, dict(shared or {}), duplex_padding, progress, on_error, cancelled)
        return batch.run(rows, out, rows_per_chunk)


@dataclass
class _PdfBatch:
    """The run of `pdf_of_rows`: chunks are merged here while the processes convert those before."""

    maker: PdfMaker
    form: CompiledForm
    shared: dict[str, Any]
    duplex: bool
    progress: Callable[[int], None] | None
    on_error: Callable[[RowFailure], None] | None
    cancelled: Callable[[], bool] | None
    done: int = 0
    stopped: bool = False
    failed: list[RowFailure] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    lengths: list[tuple[int, int]] = field(default_factory=list)
    waiting: list[tuple[Future[Path], int]] = field(default_factory=list)

    def run(self, rows: Iterable[Row], out: Path, rows_per_chunk: int) -> PdfResult:
        iterator = iter(rows)
        offset = 0
        finished: list[Path | None] = []
        while not self.stopped and (chunk := list(islice(iterator, rows_per_chunk))):
            self._merge(chunk, offset)
            offset += len(chunk)
            while len(self.waiting) > self.maker._workers + 1:
                finished.append(self._finish())
        while self.waiting:
            finished.append(self._finish())
        if not self.stopped:
            _join([pdf for pdf in finished if pdf is not None], out)
        return PdfResult(self.done, tuple(self.failed), tuple(self.notes), self.stopped, *self._counts())

    def _counts(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return tuple(pages for pages, _ in self.lengths), tuple(sheets for _, sheets in self.lengths)

    def _merge(self, chunk: Sequence[Row], offset: int) -> None:
        source = self.maker.folder / f"chunk{offset:08}.docx"
        with source.open("wb") as out:
            result = merge_documents(
                self.form,
                chunk,
                out,
                duplex_padding=self.duplex,
                shared=self.shared,
                number_bookmarks=True,
                on_error=None if self.on_error is None else lambda failure: self._fail(failure, offset),
                cancelled=self.cancelled,
            )
        self.notes.extend((offset + number, note) for number, note in result.notes)
        self.stopped = result.cancelled
        if result.done:
            self.waiting.append((self.maker.submit(source, blank_pages=self.duplex), result.done))

    def _result(self, future: Future[Path]) -> Path | None:
        """What a conversion made; None when somebody asked to stop meanwhile."""
        while not self.stopped:
            try:
                return future.result(timeout=_LOOK_AGAIN_SECONDS)
            except FutureTimeout:
                self.stopped = self.cancelled is not None and self.cancelled()
        self.maker.stop()
        return None

    def _fail(self, failure: RowFailure, offset: int) -> None:
        moved = RowFailure(failure.number + offset, failure.error)
        self.failed.append(moved)
        if self.on_error is not None:
            self.on_error(moved)

    def _finish(self) -> Path | None:
        future, done = self.waiting.pop(0)
        pdf = self._result(future)
        if pdf is None:
            return None
        pdf.with_suffix(".docx").unlink(missing_ok=True)
        lengths = _lengths(pdf, padded=self.duplex)
        if len(lengths) != done:
            raise PdfFailed("PDFのページ数を数えられませんでした。1件ずつのファイルで作成してください。")
        self.lengths.extend(lengths)
        self.done += done
        if self.progress is not None:
            self.progress(self.done)
        return pdf


def _lengths(pdf: Path, *, padded: bool) -> list[tuple[int, int]]:
    """Pages and sheets of each case, from the named destinations the bookmarks became.

    With `padded`, an empty page at the end of a piece is no page; sheets are printed on both sides, a new one a piece.
    """
    pages: dict[int, list[int]] = {}
    with pikepdf.open(pdf) as document:
        numbers = {page.objgen: index for index, page in enumerate(document.pages)}
        named = ((_PIECE.fullmatch(name), target) for name, target in _destinations(document))
        starts = sorted((numbers[target[0].objgen], int(found[1])) for found, target in named if found)
        ends = [*(start for start, _ in starts[1:]), len(numbers)]
        for (start, case), end in zip(starts, ends, strict=True):
            empty = padded and end - start > 1 and _is_blank(document.pages[end - 1])
            pages.setdefault(case, []).append(end - start - empty)
    return [(sum(pages[case]), sum(-(-one // 2) for one in pages[case])) for case in sorted(pages)]


def _is_blank(page: pikepdf.Page) -> bool:
    """Whether nothing is drawn on the page: LibreOffice puts such a page before a section that starts on a front page."""
    content = page.obj.get("/Contents")
    parts = content if isinstance(content, pikepdf.Array) else [] if content is None else [content]
    return all(_DRAWS.search(part.read_bytes()) is None for part in parts)


def _destinations(document: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    root: Any = document.Root
    if "/Dests" in root:
        named: Iterable[tuple[Any, Any]] = root.Dests.items()
    elif "/Names" in root and "/Dests" in root.Names:
        named = pikepdf.NameTree(root.Names.Dests).items()
    else:
        named = ()
    for name, target in named:
        yield str(name).lstrip("/"), target.D if isinstance(target, pikepdf.Dictionary) else target


def _join(files: Sequence[Path], out: Path) -> None:
    """One PDF of all chunks. Its id comes from its content, so that the same pages give the same id."""
    with pikepdf.new() as joined:
        for file in files:
            with pikepdf.open(file) as part:
                joined.pages.extend(part.pages)
        joined.save(out, deterministic_id=True)
