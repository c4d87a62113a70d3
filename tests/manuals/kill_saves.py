"""Kill the portal in the middle of saving a page, many times, and look whether anything confirmed is gone.

    python -m tests.manuals.kill_saves 100          # in a temporary folder; prints what it saw

A child saves one version of a page after the other as the portal does (revision, file, audit, then the index) and reports
each save that was confirmed. It is killed with SIGKILL at a random moment. Then the office is opened as `portal serve` opens
it: pages changed outside are adopted, a damaged index is made again. Every confirmed version must be in the history, the
file must hold the newest, and the search must find it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from portal import opening
from portal.db import Base, after_commit, reading, unit_of_work
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.index.port import Query
from portal.manuals import revisions
from portal.manuals.documents import document_of
from portal.manuals.pages import library
from portal.manuals.writing import Words
from portal.office import Office
from portal.settings import HOME, Settings
from tests.manuals.conftest import write_page

TARO = Actor(None, "架空 太郎", None, "見本課", frozenset(Permission))
PAGE = "demand"


def office_in(folder: Path) -> Office:
    return opening.open_office(Settings(instance=folder / "instance", secret_key="x", manuals=folder / "manuals"))


def prepare(folder: Path) -> None:
    (folder / "manuals").mkdir(parents=True)
    shutil.copy(HOME / "manuals" / "法令.toml", folder / "manuals" / "法令.toml")
    write_page(folder / "manuals", PAGE, title="督促の手順", body="版0番。")
    office = office_in(folder)
    Base.metadata.create_all(office.engine)
    opening.rebuild_index(office)
    opening.close_office(office)


def save(office: Office, number: int) -> None:
    """One version, as the view saves it. The text is long, so that a kill often meets a half-written file."""
    root = office.settings.manuals
    page = library(root).get(PAGE)
    words = replace(Words.of(page), body=f"版{number}番。目印{number}\n\n" + "あ" * 20_000)
    with unit_of_work(office.sessions) as session:
        new = revisions.Release(PAGE, words, revisions.current_hash(page), f"{number}")
        saved = revisions.release(session, TARO, datetime.now(UTC), new, root=root)
        after_commit(session, lambda: office.index.put([document_of(saved)]))


def save_for_ever(folder: Path, number: int, report: int) -> None:
    """Report each version when its save has returned, as the page then tells the person."""
    office = office_in(folder)
    while True:
        number += 1
        save(office, number)
        os.write(report, number.to_bytes(4, "big"))


def killed_once(folder: Path, confirmed: int, after_seconds: float) -> int:
    """The last version that was confirmed before the kill."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        save_for_ever(folder, confirmed, writer)
    os.close(writer)
    first = os.read(reader, 4)  # the office is open and saves: from here on a kill counts
    time.sleep(after_seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    rest = first
    while data := os.read(reader, 4096):
        rest += data
    os.close(reader)
    return max(int.from_bytes(rest[n : n + 4], "big") for n in range(0, len(rest), 4))


def look(folder: Path, confirmed: int) -> tuple[int, bool]:
    """(newest version, was the index made again). Raises AssertionError when something confirmed is gone."""
    office = office_in(folder)
    try:
        with unit_of_work(office.sessions) as session:
            revisions.sync(session, datetime.now(UTC), library(office.settings.manuals))
        text = revisions.text_of(library(office.settings.manuals).get(PAGE))
        newest = number_in(text)
        with reading(office.sessions) as session:
            kept = [row.content for row in revisions.history(session, PAGE)]
        assert newest >= confirmed, f"the file holds version {newest}, confirmed was {confirmed}"
        missing = set(range(confirmed + 1)) - {number_in(content) for content in kept}
        assert not missing, f"versions {missing} are gone from the history"
        assert kept[0] == text, "the newest version of the history is not the file"
        healed = opening.heal_index(office)
        if not healed:
            opening.catch_up(office)
        found = shown_by_search(office)
        assert found == newest, f"the search holds version {found}, the newest is {newest}"
    finally:
        opening.close_office(office)
    return newest, healed


def number_in(text: str) -> int:
    return int(text.split("版")[1].split("番")[0])


def shown_by_search(office: Office) -> int:
    (hit, *_) = office.index.search(Query("督促の手順", kinds=frozenset({"manual"}))).hits
    return number_in(hit.document.body)


def run(folder: Path, times: int, *, seed: int) -> str:
    """``times`` kills; what was seen, in one line."""
    choose = random.Random(seed)
    prepare(folder)
    confirmed = rebuilt = ahead = 0
    for _ in range(times):
        said = killed_once(folder, confirmed, choose.uniform(0.0, 0.25))
        newest, healed = look(folder, said)
        confirmed, rebuilt, ahead = newest, rebuilt + healed, ahead + (newest > said)
    return (
        f"{times} kills (seed {seed}), {confirmed} versions, none lost; "
        f"{ahead} kills met a save that was on the disk but not yet confirmed; {rebuilt} times the index was made again"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(
            run(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 100, seed=random.SystemRandom().getrandbits(32))
        )
