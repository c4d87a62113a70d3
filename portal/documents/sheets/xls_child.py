"""Old xls files are parsed in a process of their own with capped memory and time.

A damaged compound file can send the parser round in circles until the memory is gone, which ends the whole process
(seen with a file of 5 KB whose sector chain bites its own tail). Here it ends the child, and the officer gets a sentence.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

from portal.documents.sheets.limits import Limits
from portal.documents.sheets.model import Grid
from portal.documents.sheets.sniff import Kind
from portal.documents.sheets.workbook import BROKEN, read_workbook
from portal.domain.errors import InvalidInput

_TIMEOUT_SECONDS = 120
_MEMORY_BYTES = 2 * 1024**3
_ROOT = Path(__file__).resolve().parents[3]


def read_xls(content: bytes, limits: Limits, sheet_name: str | None) -> Grid:
    """Grid of an xls file; a child that dies or hangs means that the file is broken."""
    wanted = json.dumps({"rows": limits.rows, "columns": limits.columns, "sheet": sheet_name})
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, nothing of the officer's in the arguments but a JSON text
            [sys.executable, "-m", "portal.documents.sheets.xls_child", wanted],
            input=content,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            env={**os.environ, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8"},
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise InvalidInput(BROKEN) from error
    if "refused" in answer:
        raise InvalidInput(answer["refused"])
    lines = tuple((number, tuple(cells)) for number, cells in answer["lines"])
    return Grid(lines, tuple(answer["notes"]), "", answer["sheet_name"], tuple(answer["sheet_names"]))


def _main() -> None:
    with contextlib.suppress(ImportError):  # Windows has no such limit; there the child's death is enough
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wanted = json.loads(sys.argv[1])
    limits = Limits(rows=wanted["rows"], columns=wanted["columns"])
    try:
        grid = read_workbook(sys.stdin.buffer.read(), Kind.XLS, limits, wanted["sheet"])
    except InvalidInput as error:
        answer: dict[str, object] = {"refused": error.sentence}
    else:
        answer = {
            "lines": grid.lines,
            "notes": grid.notes,
            "sheet_name": grid.sheet_name,
            "sheet_names": grid.sheet_names,
        }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
