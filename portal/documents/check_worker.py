"""``python -m portal.documents.check_worker``: checks the form on standard input under a memory limit.

The first line is JSON with the arguments, the rest the .docx; the findings go to standard output as JSON.
"""

from __future__ import annotations

import json
import sys

from portal.documents.checking import as_json, check_form


def main() -> None:
    """Read, limit, check, write."""
    arguments = json.loads(sys.stdin.buffer.readline())
    _limit_memory(arguments.pop("memory_bytes"))
    sys.stdout.write(as_json(check_form(sys.stdin.buffer.read(), **arguments)))


def _limit_memory(size: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main()
