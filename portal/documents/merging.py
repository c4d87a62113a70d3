"""Many cases into one print file, in the order given: each a section of its own whose pages start at 1.

Streaming: one case in memory at a time. What must be unique in a document (bookmarks, drawings, notes, pictures) is
numbered anew for each case. Headers and footers are shared by all sections, so their fields take `shared` values only.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from portal.documents.batches import Batch, BatchResult, Row, RowFailure
from portal.documents.bodies import Bodies, Piece, Succession, in_sequence
from portal.documents.compiler import ENVIRONMENT, XML_HEAD, CompiledForm, picture_entries
from portal.documents.expressions import LOOP_BUDGET, as_text
from portal.documents.marks import ID_MARK
from portal.documents.numbering import Lists
from portal.documents.package import parse_xml, rels_name
from portal.documents.parts import PartProgram, PartSource, part_source
from portal.documents.places import FormError
from portal.documents.properties import PROPERTIES_PART
from portal.documents.writing import STATE, RenderState
from portal.documents.zipping import ZipStream, deflater, pack

SHARED_PROBLEM = "ヘッダーとフッターは全件で共通のため、まとめた印刷ファイルでは1件ごとに違う値を置けません。"
SHARED_REMEDY = "本文に移すか、1件ずつのファイルで作成してください。"
_CHUNK = 512 * 1024  # characters handed to the packer at once
_SPOOL = 8 * 1024 * 1024
_PAGES = re.compile(r"\bNUMPAGES\b")
_ONE_NOTE = {
    kind: re.compile(rf"<w:{kind}(?: [^>]*)?>.*?</w:{kind}>|<w:{kind}(?: [^>]*)?/>", re.DOTALL)
    for kind in ("footnote", "endnote")
}
NOTICE_BOOKMARK = "notice"  # no underscore: LibreOffice would write it as 5F into the names of the PDF
_FIRST_PARAGRAPH = re.compile(r"<w:p(?: [^>/]*)?>(?:<w:pPr>.*?</w:pPr>|<w:pPr/>)?", re.DOTALL)


def merge_documents(
    form: CompiledForm,
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    duplex_padding: bool = False,
    shared: Mapping[str, Any] | None = None,
    number_bookmarks: bool = False,
    progress: Callable[[int], None] | None = None,
    on_error: Callable[[RowFailure], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BatchResult:
    """All rows as one .docx on `out` (any stream; nothing is read back).

    `duplex_padding` starts every letter, and whatever is enclosed with it, on a front page. `shared` are values that are the same for all rows; fields in
    headers, footers and properties take theirs from it. `number_bookmarks` marks where each case begins. What a row
    holds under `bodies.ENCLOSED` follows its letter directly, for a form compiled with an enclosure.
    """
    merger = _Merger(form, dict(shared or {}), duplex_padding=duplex_padding, number_bookmarks=number_bookmarks)
    batch = Batch(progress, on_error, cancelled)
    merger.write(rows, out, batch)
    return batch.result()


class _Merger:
    """One merged file in the making."""

    def __init__(
        self, form: CompiledForm, shared: dict[str, Any], *, duplex_padding: bool, number_bookmarks: bool
    ) -> None:
        self._form = form
        self._shared = shared
        self._numbered = number_bookmarks
        self._lists = Lists(form.package)
        source, kind = form.sources[form.package.document], "oddPage" if duplex_padding else "nextPage"
        self._bodies = Bodies(source, form.enclosed, ENVIRONMENT, kind=kind)
        self._cases = Succession(self._bodies, self._lists)
        self._state = RenderState(budget=LOOP_BUDGET)
        self._notes = [_NotePart(form, kind) for kind in ("footnote", "endnote") if f"{kind}:" in self._bodies.text]
        self._fixed = dict(self._shared_parts())

    def write(self, rows: Iterable[Row], out: BinaryIO, batch: Batch) -> None:
        """Write the whole file."""
        archive = ZipStream(out)
        engine = deflater(self._form.deflate)
        replaced = {note.name for note in self._notes} | set(self._fixed) | {self._lists.name}
        for entry in self._form.static_entries():
            if entry.name not in replaced:
                archive.add(entry)
        archive.add_stream(self._form.package.document, _chunks(self._document(rows, batch)), engine)
        for name, xml in self._fixed.items():
            archive.add(pack(name, xml.encode(), engine))
        if self._lists.name:
            numbering = self._lists.xml() or self._form.package.parts[self._lists.name]
            archive.add(pack(self._lists.name, numbering, engine))
        for note in self._notes:
            archive.add_stream(note.name, note.chunks(), engine)
        for entry in self._relationships():
            archive.add(entry)
        archive.close()

    def _document(self, rows: Iterable[Row], batch: Batch) -> Iterator[str]:
        """The text of the document part."""
        yield XML_HEAD + self._bodies.head
        cases = batch.run(rows, lambda number, row: self._case(number, row, batch))
        yield from in_sequence((piece for case in cases for piece in case), closing=self._bodies.section)
        yield "</w:body></w:document>"

    def _case(self, number: int, row: Row, batch: Batch) -> Sequence[Piece]:
        state = self._state
        state.budget, state.notes = LOOP_BUDGET, []
        token = STATE.set(state)
        try:
            values = as_text({**self._shared, **row} if self._shared else row)
            pieces, ids = self._cases.case(values)
            notes = [note.program.render(values) for note in self._notes]
        finally:
            STATE.reset(token)
        for part, text in zip(self._notes, notes, strict=True):
            part.spool.write(ids.renumbered(text).encode())
        batch.notes.extend((number, note) for note in state.notes)
        return _bookmarked(pieces, number) if self._numbered else pieces

    def _shared_parts(self) -> Iterator[tuple[str, str]]:
        """Headers, footers and properties, once for all."""
        skipped = {self._form.package.document, *(note.name for note in self._notes)}
        token = STATE.set(self._state)
        try:
            for name, source in self._form.sources.items():
                if name not in skipped:
                    yield name, XML_HEAD + self._shared_part(name, source)
        finally:
            STATE.reset(token)
        for name, xml in self._form.shared_layout():
            if name not in self._form.sources and _PAGES.search(xml):
                yield name, _PAGES.sub("SECTIONPAGES", xml)

    def _shared_part(self, name: str, source: PartSource) -> str:
        program = PartProgram(source, ENVIRONMENT)
        missing = [use for use in program.fields if use.name not in self._shared]
        if missing and name == PROPERTIES_PART:
            bare = re.sub("\x01.*?\x02", "", source.text, flags=re.DOTALL)
            return PartProgram(source, ENVIRONMENT, text=bare).render({})
        if missing:
            use = missing[0]
            raise FormError(SHARED_PROBLEM + SHARED_REMEDY, place=use.place, tag=use.tag, field=use.name)
        return _PAGES.sub("SECTIONPAGES", program.render(as_text(self._shared)))

    def _relationships(self) -> Iterator[Any]:
        blobs = {rels_name(name): self._form.package.parts.get(rels_name(name), b"") for name in self._form.sources}
        yield from picture_entries(self._state, blobs, self._form.rels_entries(), deflate=self._form.deflate)


class _NotePart:
    """Footnotes or endnotes of all cases, spooled to disk while the document is written."""

    def __init__(self, form: CompiledForm, kind: str) -> None:
        relationship = next(r for r in form.package.relationships(form.package.document) if r.kind == f"{kind}s")
        self.name = form.package.target(form.package.document, relationship)
        source = form.sources.get(self.name) or part_source(
            parse_xml(form.package.parts[self.name], self.name), self.name, "脚注"
        )
        own = [m.group() for m in _ONE_NOTE[kind].finditer(source.text) if f"\ufdd2{kind}:" in m.group()]
        first = source.text.index(own[0]) if own else source.text.rindex("</")
        self._head = XML_HEAD + ID_MARK.sub(r"\2", source.text[:first])
        self._tail = source.text[source.text.rindex("</") :]
        self.program = PartProgram(source, ENVIRONMENT, text="".join(own), keep_ids=True)
        self.spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 - closed when read to the end

    def chunks(self) -> Iterator[bytes]:
        yield self._head.encode()
        self.spool.seek(0)
        while chunk := self.spool.read(_CHUNK):
            yield chunk
        self.spool.close()
        yield self._tail.encode()


def _bookmarked(pieces: Sequence[Piece], number: int) -> Sequence[Piece]:
    """A mark at the very start of each piece of a case, to be found again in the PDF."""
    marked = []
    for at, piece in enumerate(pieces, 1):
        mark = f'w:id="{number * 1000 + 1000 - at}"'
        start = f'<w:bookmarkStart {mark} w:name="{NOTICE_BOOKMARK}{number}part{at}"/><w:bookmarkEnd {mark}/>'
        xml = _FIRST_PARAGRAPH.sub(lambda found, start=start: found.group() + start, piece.xml, count=1)  # type: ignore[misc]
        marked.append(replace(piece, xml=xml))
    return marked


def _chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()
