"""The folder on the disk: several processes, damage, kills. What was confirmed is there, or the index says it is damaged."""

from __future__ import annotations

import gc
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from portal.index import Document, IndexBusy, IndexDamaged, Query, open_index
from portal.index.tiers import to_merge

DOCUMENTS = [Document(f"d{n}", "manual", f"督促の手引き{n}", "督促状を出す。" * 20) for n in range(40)]
ROUNDS = 6  # kills; the project's endurance run repeats this test
WRITER = """
import sys
from pathlib import Path
from portal.index import Document, open_index
index = open_index(Path(sys.argv[1]))
start = int(sys.argv[2])
for n in range(start, start + 10_000):
    index.put([Document(f"k{n}", "manual", f"督促{n}", "督促状を出す。" * 50)])
    print(n, flush=True)
"""


def test_a_reopened_index_holds_what_was_put(tmp_path: Path) -> None:
    first = open_index(tmp_path / "index")
    first.put(DOCUMENTS)
    first.delete(["d1"])
    first.close()
    second = open_index(tmp_path / "index")
    assert second.ids() == {document.id for document in DOCUMENTS} - {"d1"}
    assert second.search(Query("督促")).total == 39


def test_many_small_commits_are_merged_and_stay_right(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    for document in DOCUMENTS:
        index.put([document])
    for document in DOCUMENTS[:15]:
        index.put([Document(document.id, "manual", "催告の手引き")])
    assert index.count() == 40
    assert index.search(Query("督促", limit=50)).total == 25
    assert index.search(Query("催告", limit=50)).total == 15
    assert len(list(tmp_path.glob("*.seg"))) < 16


def test_another_opener_sees_a_commit_at_once(tmp_path: Path) -> None:
    web, worker = open_index(tmp_path), open_index(tmp_path)
    assert web.count() == 0
    for number, document in enumerate(DOCUMENTS[:10], start=1):
        (worker if number % 2 else web).put([document])
        assert web.count() == worker.count() == number


def test_files_are_closed_even_when_their_last_reader_goes_in_a_ring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ring is collected in any order: an open file before the one that was to close it. Python then warns."""
    warned: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", warned.append)
    for number in range(20):
        index = open_index(tmp_path / str(number))
        index.put(DOCUMENTS[:1])
        assert index.search(Query("督促")).hits[0].document.title
        ring: list[object] = [index]
        ring.append(ring)
        del index, ring
    gc.collect()
    assert not warned


def test_threads_write_and_read_at_once(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for document in DOCUMENTS[number::4]:
                index.put([document])
                assert document.id in {hit.id for hit in index.search(Query("督促", limit=100)).hits}
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert index.count() == len(DOCUMENTS)


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path) -> None:
    index = open_index(tmp_path, timeout_seconds=0.05)
    other = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys,time,fcntl,os\n"
            "lock = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY); fcntl.flock(lock, fcntl.LOCK_EX)\n"
            "print('held', flush=True); time.sleep(60)",
            str(tmp_path / "MAIN_WRITELOCK"),
        ],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert other.stdout is not None
    other.stdout.readline()
    with pytest.raises(IndexBusy, match="もう一度"):
        index.put(DOCUMENTS[:1])
    assert index.count() == 0
    other.kill()
    other.communicate()
    assert index.put(DOCUMENTS[:1]) == 1


def _truncate(folder: Path) -> None:
    for path in folder.glob("*.seg"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scramble(folder: Path) -> None:
    chance = random.Random(5)
    for path in folder.glob("*.seg"):
        path.write_bytes(chance.randbytes(path.stat().st_size))


def _cut_list(folder: Path) -> None:
    for path in folder.glob("*.toc"):
        path.write_bytes(path.read_bytes()[:20])


def _lose(pattern: str):  # type: ignore[no-untyped-def]
    def lose(folder: Path) -> None:
        for path in folder.glob(pattern):
            path.unlink()

    return lose


def _old_format(folder: Path) -> None:
    (folder / "format.json").write_text('{"format": 0}')


DAMAGE = [_truncate, _scramble, _cut_list, _lose("*.seg"), _lose("*.toc"), _lose("format.json"), _old_format]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_said_and_healed_by_a_rebuild(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    open_index(tmp_path).put(DOCUMENTS)
    damage(tmp_path)
    index = open_index(tmp_path)
    with pytest.raises(IndexDamaged, match="作り直して"):
        index.search(Query("督促"))
    with pytest.raises(IndexDamaged, match="作り直して"):
        index.put(DOCUMENTS[:1])
    assert index.rebuild(DOCUMENTS) == 40
    assert index.search(Query("督促")).total == 40
    assert open_index(tmp_path).count() == 40


@pytest.mark.parametrize("damage", [*DAMAGE[:5], shutil.rmtree])
def test_damage_while_running_never_crashes(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "index"
    index = open_index(folder)
    index.put(DOCUMENTS)
    assert index.search(Query("督促")).total == 40
    damage(folder)
    try:
        assert index.search(Query("督促 手引き", limit=40)).total == 40
    except IndexDamaged as error:
        assert "作り直して" in str(error)
    index.rebuild(DOCUMENTS)
    assert index.search(Query("督促")).total == 40


def test_an_opener_notices_the_rebuild_of_another(tmp_path: Path) -> None:
    web, worker = open_index(tmp_path), open_index(tmp_path)
    web.put(DOCUMENTS)
    assert worker.count() == 40
    web.rebuild(DOCUMENTS[:3])
    assert worker.count() == 3
    assert worker.put([Document("new", title="督促")]) == 1
    assert web.count() == 4


@pytest.mark.slow
def test_a_kill_during_commits_loses_nothing_confirmed(tmp_path: Path) -> None:
    chance = random.Random(9)
    confirmed: set[str] = set()
    for number in range(ROUNDS):
        start = number * 10_000
        child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(start)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        for _ in range(1 + number % 3):
            confirmed.add(f"k{int(child.stdout.readline())}")
        time.sleep(chance.uniform(0.0, 0.15))
        child.send_signal(signal.SIGKILL)
        confirmed.update(f"k{int(line)}" for line in child.communicate()[0].split(b"\n")[:-1])
        index = open_index(tmp_path)
        assert confirmed <= index.ids()
        assert index.search(Query("督促状")).total == index.count()
    assert len(confirmed) > ROUNDS


def test_segments_of_one_size_are_merged_and_large_ones_seldom_rewritten() -> None:
    def commit(sizes: list[int], added: int) -> int:
        chosen = to_merge([(size, size) for size in sizes], added)
        written = added + sum(sizes[place] for place in chosen)
        sizes[:] = [size for place, size in enumerate(sizes) if place not in chosen] + [written]
        return written

    bulk, office = [0], [10_000]
    for _ in range(20):
        commit(bulk, 500)
    assert len(bulk) <= 5
    written = [commit(office, 1) for _ in range(3_000)]
    assert sum(written) / len(written) < 30
    assert len(office) <= 8
    assert to_merge([(59_990, 59_990)] * 3, 1) == [0]
    assert to_merge([(10, 100), (5_000, 5_000)], 3_000) == [0]
