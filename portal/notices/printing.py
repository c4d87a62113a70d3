"""Printing a batch: the zip and the print file at the same time, each in a process of its own.

The helpers (``print_worker``) get the form and the rows through a pipe and know neither the database nor any secret;
when this process dies, the pipes close and they end too. Short lists are printed here: starting a process takes longer.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from portal.documents.store import cannot_write
from portal.domain.errors import Conflict
from portal.notices.press import Press
from portal.notices.print_worker import END, work

logger = logging.getLogger(__name__)
APART_FROM = 200  # rows; below, two new processes cost more than they save
LOOK_EVERY_SECONDS = 0.5
_ROOT = str(Path(__file__).resolve().parents[2])


@dataclass
class Printed:
    """What became of one file. ``refused``: why it cannot be made at all; the batch goes on without it."""

    path: Path
    done: int = 0
    hashes: dict[int, str] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    refused: str = ""
    finished: bool = False

    def take(self, said: Mapping[str, Any]) -> None:
        """Book one answer of the helper. Raises Conflict when the disk is full or the helper broke."""
        self.done = said.get("done", self.done)
        self.hashes.update(said.get("hashes", ()))
        if "failed" in said:
            row_id, sentence = said["failed"]
            self.failures[row_id] = sentence
        if "disk" in said:
            raise cannot_write(OSError(said["disk"], ""))
        if "crash" in said:
            logger.error("print worker: %s", said["crash"])
            raise _broken()
        self.refused = said.get("refused", self.refused)
        self.finished = self.finished or "end" in said or "refused" in said


@dataclass(frozen=True)
class Task:
    """One file to be made: what, of which rows (lines of ``print_worker.line_of``), where to."""

    what: str
    lines: Callable[[], Iterable[str]]
    out: Path
    duplex: bool = False


def print_all(
    press: Press, paths: tuple[Path, Path | None], tasks: Iterable[Task], *, apart: bool, tick: Callable[[int], None]
) -> dict[str, Printed]:
    """Make those files. ``paths`` are the Word files of the press; ``tick`` gets the rows done so far and may raise.

    Raises Conflict when the disk is full or a helper broke; whatever ends it, no helper is left behind.
    """
    tasks = list(tasks)
    printed = {task.what: Printed(task.out) for task in tasks}
    if not apart:
        for task in tasks:
            _print_here(press, task, printed, tick)
        return printed
    answers: Queue[tuple[str, Mapping[str, Any] | None]] = Queue()
    helpers = [_Helper(press.order(*paths), task, answers) for task in tasks]
    try:
        for helper in helpers:
            helper.start()
        _listen(answers, {helper.what: helper for helper in helpers}, printed, tick)
    finally:
        for helper in helpers:
            helper.stop()
    return printed


def _print_here(press: Press, task: Task, printed: Mapping[str, Printed], tick: Callable[[int], None]) -> None:
    def say(said: Mapping[str, Any]) -> None:
        printed[task.what].take(said)
        tick(sum(one.done for one in printed.values()))

    def lines() -> Iterator[str]:
        yield from task.lines()
        yield END + "\n"

    work({"what": task.what, "out": str(task.out), "duplex": task.duplex}, press, lines(), say)


def _listen(
    answers: Queue[tuple[str, Mapping[str, Any] | None]],
    helpers: Mapping[str, _Helper],
    printed: Mapping[str, Printed],
    tick: Callable[[int], None],
) -> None:
    open_ends = set(helpers)
    looked = time.monotonic()
    while open_ends:
        with contextlib.suppress(Empty):
            what, said = answers.get(timeout=LOOK_EVERY_SECONDS)
            if said is not None:
                printed[what].take(said)
            else:
                open_ends.discard(what)
                helpers[what].check(printed[what])
        if time.monotonic() - looked >= LOOK_EVERY_SECONDS:
            looked = time.monotonic()
            tick(sum(one.done for one in printed.values()))


class _Helper:
    """One process, a thread that feeds it and a thread that listens to it."""

    def __init__(self, press_order: Mapping[str, Any], task: Task, answers: Queue[Any]) -> None:
        self.what = task.what
        self._order = {"press": press_order, "what": task.what, "out": str(task.out), "duplex": task.duplex}
        self._lines = task.lines
        self._answers = answers
        self._process: subprocess.Popen[bytes] | None = None
        self._error: BaseException | None = None
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH", ""))))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "portal.notices.print_worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip
        except OSError as error:
            raise _broken() from error
        for target in (self._feed, self._hear):
            thread = threading.Thread(target=target, args=(self._process,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def check(self, printed: Printed) -> None:
        """Raises what kept the helper from finishing."""
        if self._error is not None:
            raise self._error
        if not printed.finished:
            raise _broken()

    def stop(self) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _feed(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(self._order).encode() + b"\n")
            for line in self._lines():
                process.stdin.write(line.encode())
            process.stdin.write(f"{END}\n".encode())
            process.stdin.close()
        except OSError:
            pass  # the helper has ended; why is said by its answers
        except BaseException as error:  # the rows could not be read: the helper must not wait for them
            self._error = error
            with contextlib.suppress(OSError):
                process.stdin.close()

    def _hear(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with contextlib.suppress(ValueError):  # a helper killed in the middle of a line
                self._answers.put((self.what, json.loads(line)))
        self._answers.put((self.what, None))


def _broken() -> Conflict:
    return Conflict(
        "文書を作る補助のプログラムが途中で止まりました。付けた番号と確定した内容は残っています。"
        "「続きから作成する」を選び、続くときは管理者に連絡してください。"
    )
