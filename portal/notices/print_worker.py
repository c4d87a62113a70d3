"""``python -m portal.notices.print_worker``: prints the rows on standard input into one file.

The first line is the order as JSON (press, what to make, where to write), then one line a row, then ``end``. Answers go
to standard output, one JSON object a line: ``done`` (rows so far), ``hashes``, ``failed`` (a row that cannot be made),
``refused`` (the file cannot be made), ``disk`` (errno), ``end`` at the very end. When the input closes before ``end``,
whoever asked is gone, and so is this process.

`work` does the same in the caller's process, for short lists.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from portal.documents import merge_documents
from portal.documents.zipping import ZipStream, store
from portal.domain.errors import InvalidInput, PortalError
from portal.notices.press import Press, file_name, press_from

END = "end"
SAY_EVERY = 100
Say = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Row:
    """One frozen row with its number."""

    id: int
    number: str
    reference: str
    payload: Mapping[str, Any]
    enclosed: list[Mapping[str, Any]] | None


class Abandoned(Exception):
    """The input ended before all rows had come."""


def line_of(row_id: int, number: str, reference: str, payload: str, enclosed: str | None) -> str:
    """A row as one line; payload and enclosed are JSON already (which never holds a bare tab or line end)."""
    head = json.dumps([row_id, number, reference], ensure_ascii=False)
    return f"{head}\t{payload}\t{enclosed or ''}\n"


def rows_from(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of those lines. Raises Abandoned when the last line is missing."""
    for line in lines:
        if line == END + "\n":
            return
        head, payload, enclosed = line.split("\t")
        row_id, number, reference = json.loads(head)
        yield Row(row_id, number, reference, json.loads(payload), json.loads(enclosed) if enclosed.strip() else None)
    raise Abandoned


def work(order: Mapping[str, Any], press: Press, lines: Iterable[str], say: Say) -> None:
    """Carry out an order: write the file, say how it goes."""
    try:
        with Path(order["out"]).open("wb") as out:
            count = _MAKERS[order["what"]](press, rows_from(lines), out, say, order)
    except PortalError as error:
        say({"refused": error.sentence})
    except OSError as error:
        say({"disk": error.errno or errno.EIO})
    else:
        say({"end": count})


def _zip(press: Press, rows: Iterable[Row], out: BinaryIO, say: Say, order: Mapping[str, Any]) -> int:
    """One Word file a letter, with the hash of each; a row that cannot be made is left out and said."""
    archive = ZipStream(out)
    hashes: list[tuple[int, str]] = []
    count = done = 0
    for done, row in enumerate(rows, 1):
        try:
            content = press.program.render(press.values(row.payload, row.number, row.enclosed)).content
        except PortalError as error:
            say({"failed": [row.id, error.sentence]})
        except Exception as error:  # a row's values must not stop the others; the text may hold personal data
            say({"failed": [row.id, _cannot(error)]})
        else:
            hashes.append((row.id, hashlib.sha256(content).hexdigest()))
            archive.add(store(file_name(row.number, row.reference), content))
            count += 1
        if done % SAY_EVERY == 0:
            say({"done": done, "hashes": hashes})
            hashes = []
    archive.close()
    say({"done": done, "hashes": hashes})
    return count


def _merged(press: Press, rows: Iterable[Row], out: BinaryIO, say: Say, order: Mapping[str, Any]) -> int:
    """One print file in the order of the rows."""
    values = (_values(press, row) for row in rows)

    def progress(done: int) -> None:
        if done % SAY_EVERY == 0:
            say({"done": done})

    result = merge_documents(press.program, values, out, duplex_padding=order["duplex"], progress=progress)
    say({"done": result.done})
    return result.done


def _values(press: Press, row: Row) -> dict[str, Any]:
    try:
        return press.values(row.payload, row.number, row.enclosed)
    except PortalError:
        raise
    except Exception as error:
        raise InvalidInput(_cannot(error)) from error


def _cannot(error: Exception) -> str:
    return f"この行は作成できませんでした（{type(error).__name__}）。値を確かめてください。"


_MAKERS: Mapping[str, Callable[[Press, Iterable[Row], BinaryIO, Say, Mapping[str, Any]], int]] = {
    "zip": _zip,
    "merged": _merged,
}


def main() -> int:
    """Read the order, print, answer."""
    lines = (line.decode() for line in sys.stdin.buffer)
    order = json.loads(next(lines, "null"))
    if order is None:
        return 3
    try:
        work(order, press_from(order["press"]), lines, _answer)
    except Abandoned:
        with contextlib.suppress(OSError):
            Path(order["out"]).unlink()
        return 3
    except Exception as error:
        # The text of an unexpected error may hold a resident's data: where it happened is enough.
        where = "".join(traceback.format_tb(error.__traceback__))
        _answer({"crash": f"{type(error).__name__}\n{where}"})
        return 1
    return 0


def _answer(said: Mapping[str, Any]) -> None:
    try:
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(3)  # nobody listens any more


if __name__ == "__main__":
    sys.exit(main())
