"""The durable half: a Whoosh index in a folder, one commit a write, fsynced, readable by several processes.

Whoosh keeps the documents and their token lines and says which are alive; it ranks nothing. Learnt from trials:
Whoosh does not fsync, a second writer fails at once (hence the timeout), and a file truncated under a memory map
kills the process with SIGBUS (hence no map). Whatever cannot be read is ``IndexDamaged``.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary, finalize

from whoosh import columns, fields, index, writing
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from portal.index.packing import deflated, inflated, packed, unpacked
from portal.index.port import Document, IndexBusy, IndexDamaged
from portal.index.tiers import to_merge

FORMAT = 1
_STAMP = "format.json"
_LOCK = "MAIN_WRITELOCK"
_DAMAGED = (
    OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, ImportError,
    MemoryError, RecursionError, NameError, struct.error, zlib.error, pickle.PickleError, index.IndexError, NotImplementedError,
    ZeroDivisionError,
)  # fmt: skip


def _schema() -> fields.Schema:
    """Columns of bytes deflated here: Whoosh's own compressed column cannot be merged (it has no default value)."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        document=fields.COLUMN(columns.VarBytesColumn()),
        line=fields.COLUMN(columns.VarBytesColumn()),
    )


@contextmanager
def _damage_is_named(folder: Path) -> Iterator[None]:
    try:
        yield
    except (IndexDamaged, IndexBusy):
        raise
    except _DAMAGED as error:
        raise IndexDamaged(
            f"検索の索引『{folder.name}』が壊れています（{type(error).__name__}）。索引を作り直してください。"
        ) from error


class _Opened:
    """A segment's files, closed when the last one who reads them lets go. Its file positions are shared, so: one at a time.

    A finalizer and not ``__del__``: it keeps the files out of a garbage cycle, where they could be collected, open,
    before the ``__del__`` that was to close them.
    """

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        finalize(self, reader.close)
        self.guard = threading.Lock()
        self._columns: dict[str, Any] = {}

    def column(self, name: str) -> Any:
        """The column's reader; making one reads the places of all its values, so it is made once."""
        if name not in self._columns:
            self._columns[name] = self.reader.column_reader(name)
        return self._columns[name]


@dataclass(frozen=True)
class StoredSegment:
    """One segment of one commit: its name, how many documents were ever in it, and which of them are gone."""

    name: str
    size: int
    deleted: frozenset[int]
    _opened: _Opened
    _folder: Path

    def document(self, number: int) -> Document:
        with _damage_is_named(self._folder), self._opened.guard:
            return unpacked(inflated(self._opened.column("document")[number]))

    def line(self, number: int) -> str:
        with _damage_is_named(self._folder), self._opened.guard:
            return inflated(self._opened.column("line")[number])

    def everything(self) -> Iterator[tuple[Document, str]]:
        """All documents with their token lines, the deleted included, in the order of their numbers."""
        with _damage_is_named(self._folder), self._opened.guard:
            lines = self._opened.column("line")
            documents = self._opened.column("document")
            for number in range(self.size):
                yield unpacked(inflated(documents[number])), inflated(lines[number])


class _Files(FileStorage):
    """Whoosh's files of one reading or writing, so that what it leaves open at a damaged place can be closed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)
        self._files: list[Any] = []

    def open_file(self, name: str, *args: Any, **options: Any) -> Any:
        file = super().open_file(name, *args, **options)
        self._files.append(file)
        return file

    @contextmanager
    def closed_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            for file in self._files:
                if not file.is_closed:
                    file.close()
            raise
        finally:
            self._files.clear()


class DurableIndex:
    """The folder. ``segments`` reads the last commit, ``write`` makes the next one."""

    def __init__(self, folder: Path, *, timeout_seconds: float = 30.0) -> None:
        self.folder = folder
        self._path = str(folder)
        self._timeout = timeout_seconds
        self._opened: WeakValueDictionary[str, _Opened] = WeakValueDictionary()

    def create(self) -> None:
        """Make the folder an empty index, throwing away what is in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._write_lock():
            for path in self.folder.iterdir():
                if path.is_file() and path.name != _LOCK:
                    path.unlink(missing_ok=True)
            index.FileIndex.create(_Files(self.folder), _schema())
            (self.folder / _STAMP).write_text(json.dumps(self._stamp()), encoding="utf-8")
            self._sync()

    @contextmanager
    def _write_lock(self) -> Iterator[None]:
        lock = _Files(self.folder).lock(_LOCK)
        if not writing.try_for(lock.acquire, timeout=self._timeout, delay=0.02):
            raise _busy()
        try:
            yield
        finally:
            lock.release()

    @staticmethod
    def _stamp() -> dict[str, object]:
        return {"format": FORMAT, "dictionary": version("sudachidict-core")}

    def exists(self) -> bool:
        return self.folder.is_dir() and any(path.suffix in {".toc", ".seg"} for path in self.folder.iterdir())

    def state(self) -> object:
        """Changes with every commit of any process; cheap enough to ask before each search."""
        try:
            return os.stat(self._path).st_mtime_ns  # noqa: PTH116 - half the time of Path.stat
        except OSError:
            return None

    def segments(self) -> list[StoredSegment]:
        """The segments of the last commit; a commit or merge that comes between is waited for."""
        with _damage_is_named(self.folder):
            stamp = json.loads((self.folder / _STAMP).read_text(encoding="utf-8"))
            if stamp != self._stamp():
                raise IndexDamaged("検索の索引は前の版の形式です。索引を作り直してください。")
            for attempt in range(5):
                try:
                    return self._open()
                except FileNotFoundError:  # merged away between reading the list and opening the file
                    if attempt == 4:
                        raise
        raise AssertionError

    def _open(self) -> list[StoredSegment]:
        files = _Files(self.folder)
        with files.closed_on_failure():
            info = index.FileIndex(files)._read_toc()
            return [self._segment(files, info.schema, segment) for segment in info.segments]

    def _segment(self, files: _Files, schema: Any, segment: Any) -> StoredSegment:
        name = segment.segment_id()
        opened = self._opened.get(name)
        if opened is None:
            opened = self._opened[name] = _Opened(SegmentReader(files, schema, segment))
        deleted = frozenset(segment.deleted_docs()) if segment.has_deletions() else frozenset()
        return StoredSegment(name, segment.doc_count_all(), deleted, opened, self.folder)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One commit: everything done inside becomes visible together at the end, or nothing does."""
        files = _Files(self.folder)
        with _damage_is_named(self.folder), files.closed_on_failure():
            try:
                writer = _SyncedWriter(index.FileIndex(files), timeout=self._timeout, delay=0.02)
            except index.LockError as error:
                raise _busy() from error
            try:
                yield Writing(writer)
                writer.commit(mergetype=_merge)
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise

    def _sync(self) -> None:
        for path in self.folder.iterdir():
            if path.is_file():
                _sync_file(path)
        _sync_folder(self.folder)


class Writing:
    """The changes of one commit."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._segments = {segment.segment_id(): segment for segment in writer.segments}

    def delete(self, segment: str, number: int) -> None:
        if segment in self._segments and not self._segments[segment].is_deleted(number):
            self._segments[segment].delete_document(number)

    def add(self, document: Document, line: str) -> None:
        self._writer.add_document(id=_clean(document.id), document=deflated(packed(document)), line=deflated(line))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


class _SyncedWriter(writing.SegmentWriter):
    """Whoosh's writer, with everything on the disk before the list of segments names it, and the list itself."""

    def _commit_toc(self, segments: list[Any]) -> None:
        folder = Path(self.storage.folder)
        for path in folder.glob(f"{self.indexname}_{self.newsegment.segid}.*"):
            _sync_file(path)
        toc = index.TOC(self.schema, segments, self.generation)
        toc.write(self.storage, self.indexname)
        _sync_file(folder / index.TOC._filename(self.indexname, self.generation))
        _sync_folder(folder)
        index.clean_files(self.storage, self.indexname, self.generation, segments)


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge as many segments of about one size as there may be, with all smaller ones, and what is mostly deleted."""
    chosen = to_merge([(int(s.doc_count()), int(s.doc_count_all())) for s in segments], writer.docnum)
    for segment in (segments[place] for place in chosen):
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for place, segment in enumerate(segments) if place not in chosen]


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; the file system orders its entries itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _busy() -> IndexBusy:
    return IndexBusy("検索の索引をほかの処理が書き込んでいます。しばらく待ってから、もう一度保存してください。")
