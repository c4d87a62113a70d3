"""Stored files, named by what is in them: the key of a file is the SHA-256 of its bytes.

The same bytes are kept once. A file appears under its key whole or not at all: it is written beside its place, flushed to
the disk and then moved, so a killed process or a full disk leaves nothing but a stray ``.part`` file, which
:meth:`FileStore.sweep` removes. Who may open a file is decided above, never here.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from portal.domain.errors import Conflict, InvalidInput, NotFound

_KEY = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024


class FileStore:
    """Files under ``root`` as ``ab/cd/<sha256>``; safe for several processes at once."""

    def __init__(self, root: Path) -> None:
        self._root = Path(root)

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its key; the same content twice is stored once."""
        return self.put_stream([content])

    def put_stream(self, chunks: Iterable[bytes]) -> str:
        """Keep what ``chunks`` make together, without holding it in memory.

        Raises :class:`Conflict` when the disk cannot take it; nothing is left behind then.
        """
        digest = hashlib.sha256()
        temporary = self.draft()
        try:
            with temporary.open("wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            return self._settle(temporary, digest.hexdigest())
        except OSError as error:
            raise cannot_write(error) from error
        finally:
            temporary.unlink(missing_ok=True)

    def draft(self) -> Path:
        """An empty ``.part`` file on the store's own disk, for whoever writes a long file himself; see :meth:`adopt`."""
        incoming = self._root / "incoming"
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=incoming, suffix=".part")
            os.close(handle)
        except OSError as error:
            raise cannot_write(error) from error
        return Path(name)

    def adopt(self, draft: Path) -> str:
        """Keep a finished draft under its key, by a move. Raises :class:`Conflict` when the disk cannot take it."""
        digest = hashlib.sha256()
        try:
            with draft.open("rb+") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                os.fsync(file.fileno())
            return self._settle(draft, digest.hexdigest())
        except OSError as error:
            raise cannot_write(error) from error
        finally:
            draft.unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        """The file ``key`` opened for reading."""
        try:
            return self.path(key).open("rb")
        except FileNotFoundError as error:
            raise _missing() from error

    def get(self, key: str) -> bytes:
        """The bytes of ``key``."""
        with self.open(key) as file:
            return file.read()

    def path(self, key: str) -> Path:
        """Where ``key`` lies or would lie; anything but a key of ours is refused before a path is made of it."""
        if not _KEY.fullmatch(key):
            raise InvalidInput("ファイルの番号が正しくありません。一覧から選び直してください。")
        return self._root / key[:2] / key[2:4] / key

    def exists(self, key: str) -> bool:
        return self.path(key).is_file()

    def size(self, key: str) -> int:
        """Bytes of the file ``key``."""
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError as error:
            raise _missing() from error

    def delete(self, key: str) -> bool:
        """Remove the file ``key``; ``False`` when there is none. The caller knows that nothing refers to it any more."""
        try:
            self.path(key).unlink()
        except FileNotFoundError:
            return False
        return True

    def verify(self, key: str) -> bool:
        """Whether the bytes on the disk still have the hash they are named by."""
        digest = hashlib.sha256()
        with self.open(key) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == key

    def keys(self) -> Iterator[str]:
        """Every key, sorted."""
        for path in sorted(self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _KEY.fullmatch(path.name):
                yield path.name

    def sweep(self, before: datetime) -> int:
        """Remove what writes interrupted ``before`` that instant left behind; returns how many files."""
        removed = 0
        for path in (self._root / "incoming").glob("*.part"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _settle(self, temporary: Path, key: str) -> str:
        target = self.path(key)
        if target.is_file() and target.stat().st_size == temporary.stat().st_size:
            return key
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        _sync_folder(target.parent)
        _sync_folder(target.parent.parent)
        return key


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows cannot open a folder, and needs no such thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_REASONS = {
    errno.ENOSPC: "保存先の空き容量がありません",
    errno.EDQUOT: "保存先の割当量を使い切りました",
    errno.EACCES: "保存先に書き込む権限がありません",
    errno.EPERM: "保存先に書き込む権限がありません",
    errno.EROFS: "保存先が読取り専用です",
    errno.ENOENT: "その場所がありません",
    errno.ENOTDIR: "途中の名前がフォルダーではありません",
    errno.EISDIR: "その名前のフォルダーがあります",
    errno.EEXIST: "その名前のファイルがあります",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EMFILE: "開いているファイルが多すぎます",
}


def reason_of(error: OSError) -> str:
    """Why the disk did not take or give a file, in Japanese (the machine says it in English)."""
    return _REASONS.get(error.errno or 0, "読み書きの失敗")


def write_out(path: Path, content: bytes) -> None:
    """Write a file that a person named on the command line. Raises InvalidInput with the path and the reason."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise cannot_write_out(path, error) from error


def cannot_write_out(path: Path, error: OSError) -> InvalidInput:
    """The sentence for a file that a person named on the command line and that cannot be written there."""
    return InvalidInput(f"『{path}』に書き込めません（{reason_of(error)}）。置き場所を確かめてください。")


def cannot_write(error: OSError) -> Conflict:
    """The sentence for a disk that does not take what is written."""
    return Conflict(
        f"ファイルを保存できませんでした（{reason_of(error)}）。"
        "保存先の空き容量を確かめ、空けてからもう一度行ってください。何も失われていません。"
    )


def _missing() -> NotFound:
    return NotFound("ファイルが見つかりません。削除されたか、保存先が変わっています。")
