"""Text that is about to be written into a cell: nothing in it may run, and nothing in it may break the file."""

from __future__ import annotations

import re

from portal.documents.sheets.cells import clean_text

# A cell that starts so is run as a formula by some spreadsheet (OWASP's list; 全角 because Japanese Excel takes them too).
_RUNS = re.compile(r"[\s\u3000]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
LONGEST = 32_767  # characters in one Excel cell


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet might compute ``text`` instead of showing it; a plain number such as -1200 is harmless."""
    return bool(_RUNS.match(text)) and not _NUMBER.fullmatch(text)


def writable(text: str) -> str:
    """``text`` without characters that no cell can hold, cut at Excel's limit."""
    return clean_text(text)[:LONGEST]
