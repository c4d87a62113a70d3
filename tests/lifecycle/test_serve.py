"""`portal serve`: a second start changes nothing, a killed worker comes back, no orphan stays behind."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Server, start_server

pytestmark = pytest.mark.slow


def children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def stop(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=20)


def rows(instance: Path) -> dict[str, int]:
    connection = sqlite3.connect(instance / "portal.db")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counted = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    connection.close()
    return counted


def test_the_sample_is_loaded_once_and_a_second_start_changes_nothing(tmp_path):
    first = start_server(tmp_path)
    stop(first)
    before = rows(tmp_path)
    key = (tmp_path / "secret_key").read_text()
    assert before["cases"] >= 30
    begun = time.monotonic()
    second = start_server(tmp_path)
    took = time.monotonic() - begun
    stop(second)
    assert rows(tmp_path) == before
    assert (tmp_path / "secret_key").read_text() == key
    assert took < 30  # a hang, not a benchmark: tests/benchmarks/bench_portal.py measures


def test_a_killed_worker_is_replaced_and_dies_with_the_server(tmp_path):
    server = start_server(tmp_path)
    assert wait_for(lambda: len(children(server.process.pid)) == 1)
    (worker,) = children(server.process.pid)
    os.kill(worker, signal.SIGKILL)
    assert wait_for(lambda: [pid for pid in children(server.process.pid) if pid != worker] != [])
    (another,) = children(server.process.pid)
    server.process.kill()  # even kill -9 leaves no orphan: the worker notices its closed pipe
    server.process.wait(timeout=20)
    assert wait_for(lambda: not alive(another))
