"""Stored files: whole or absent, named by their content, reachable by key only."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.store import FileStore
from portal.domain.errors import Conflict, InvalidInput, NotFound


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def leftovers(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "files" / "incoming").glob("*"))


def test_a_file_is_kept_under_the_hash_of_its_bytes(store: FileStore, tmp_path: Path) -> None:
    key = store.put("架空".encode())
    assert key == hashlib.sha256("架空".encode()).hexdigest()
    assert store.get(key) == "架空".encode()
    assert (store.exists(key), store.size(key), store.verify(key)) == (True, 6, True)
    assert leftovers(tmp_path) == []


def test_the_same_bytes_are_kept_once(store: FileStore) -> None:
    assert store.put(b"a") == store.put_stream([b"a"])
    assert len(list(store.keys())) == 1


def test_a_finished_draft_is_taken_over_as_it_is(store: FileStore, tmp_path: Path) -> None:
    draft = store.draft()
    draft.write_bytes(b"ab")
    assert list(store.keys()) == []
    assert store.adopt(draft) == store.put(b"ab")
    assert leftovers(tmp_path) == []


def test_a_stream_is_the_same_as_its_bytes(store: FileStore) -> None:
    assert store.put_stream(iter([b"ab", b"", b"cd"])) == store.put(b"abcd")


def test_a_deleted_file_is_gone(store: FileStore) -> None:
    key = store.put(b"a")
    assert store.delete(key)
    assert not store.delete(key)
    assert not store.exists(key)
    with pytest.raises(NotFound, match="ファイルが見つかりません"):
        store.open(key)
    with pytest.raises(NotFound):
        store.size(key)


@pytest.mark.parametrize(
    "key", ["", "..", "../" * 5 + "etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 63 + "/"]
)
def test_only_keys_become_paths(store: FileStore, key: str) -> None:
    with pytest.raises(InvalidInput, match="番号が正しくありません"):
        store.path(key)


def test_damage_is_noticed_and_mended_by_storing_again(store: FileStore) -> None:
    key = store.put(b"abc")
    store.path(key).write_bytes(b"ab")
    assert not store.verify(key)
    store.put(b"abc")
    assert store.verify(key)


def test_a_stream_that_breaks_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a"
        raise RuntimeError("the sender went away")

    with pytest.raises(RuntimeError):
        store.put_stream(broken())
    assert (list(store.keys()), leftovers(tmp_path)) == ([], [])


def test_a_full_disk_is_told_in_words_and_leaves_nothing(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Conflict, match="空き容量"):
        store.put(b"abc")
    assert (list(store.keys()), leftovers(tmp_path)) == ([], [])


def test_strays_of_killed_writers_are_swept(store: FileStore, tmp_path: Path) -> None:
    key = store.put(b"abc")
    stray = tmp_path / "files" / "incoming" / "x.part"
    stray.write_bytes(b"half")
    os.utime(stray, (1_000, 1_000))
    assert store.sweep(datetime.fromtimestamp(999, UTC)) == 0
    assert store.sweep(datetime.fromtimestamp(2_000, UTC)) == 1
    assert list(store.keys()) == [key]


WRITER = """
import sys, pathlib
from portal.documents.store import FileStore
store = FileStore(pathlib.Path(sys.argv[1]))
for number in range(100_000):
    print(store.put(str(number).encode() * 5_000), flush=True)
"""


def test_every_key_told_before_a_kill_is_whole_after_it(store: FileStore, tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "files")], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert writer.stdout is not None
    told = [writer.stdout.readline().strip() for _ in range(15)]
    writer.kill()
    rest = writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    assert all(store.verify(key) for key in told + [key for key in rest if len(key) == 64])
    assert all(map(store.verify, store.keys()))


@given(st.binary(max_size=2_000))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = FileStore(tmp_path_factory.getbasetemp() / "property")
    assert store.get(store.put(content)) == content
