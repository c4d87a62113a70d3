"""kill -9 during commits of the index, as often as asked: every confirmed put is there, and the index opens.

A child process writes pages one by one and prints each number once ``put`` has returned; it is killed at a random moment
of its work, a new opener looks, and the next child goes on in the same folder. Commits of single pages, of bulks (whose
merges take longest) and deletions are all hit.

    python tests/benchmarks/kill_index.py [--rounds 100] [--seed 9]
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from portal.index import Document, IndexDamaged, Query, open_index

ROOT = Path(__file__).resolve().parents[2]

WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from portal.index import Document, open_index
index = open_index(Path(sys.argv[1]))
start = int(sys.argv[2])
for n in range(start, start + 10_000, 10):
    many = 10 if n % 3 == 0 else 1
    index.put([Document(f"k{n + m}", "manual", f"督促{n + m}", "督促状を出す。" * 50) for m in range(many)])
    print("+", *range(n, n + many), flush=True)
    if n % 7 == 0 and n > start:
        print("?", n - 10, flush=True)
        index.delete([f"k{n - 10}"])
        print("-", n - 10, flush=True)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    lost = damaged = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        put: set[str] = set()
        gone: set[str] = set()
        begin = time.monotonic()
        for number in range(options.rounds):
            confirm(killed(place, number * 10_000, chance), put, gone)
            try:
                index = open_index(place)
                ids = index.ids()
                missing, back = put - gone - ids, gone & ids
                lost += len(missing) + len(back)
                assert index.search(Query("督促状")).total == index.count() == len(ids)
                index.close()
            except IndexDamaged:
                damaged += 1
                index = open_index(place)
                index.rebuild([Document(name, "manual", name, "督促状を出す。") for name in sorted(put - gone)])
                index.close()
        spent = time.monotonic() - begin
    print(
        f"{options.rounds} kills in {spent:.0f} s: {len(put)} confirmed pages, {len(gone)} confirmed deletions, {lost} lost, "
        f"{damaged} times damaged and rebuilt"
    )
    return 1 if lost else 0


def killed(place: Path, start: int, chance: random.Random) -> list[str]:
    """The lines a writer printed before it was killed, after its first commit."""
    command = [sys.executable, "-c", WRITER, str(place), str(start), str(ROOT)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(chance.uniform(0.0, 0.4))
    child.send_signal(signal.SIGKILL)
    return [first.strip(), *child.communicate()[0].split("\n")[:-1]]


def confirm(lines: list[str], put: set[str], gone: set[str]) -> None:
    for line in lines:
        sign, *numbers = line.split()
        names = {f"k{number}" for number in numbers}
        if sign == "+":
            put |= names
        elif sign == "-":
            gone |= names
        else:  # about to be deleted: whether it was is known only with the line that follows
            put -= names


if __name__ == "__main__":
    sys.exit(main())
