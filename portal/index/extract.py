"""The text of an attachment (docx, xlsx, xls, ods, pptx, pdf, txt, csv, md), within limits of size, time and memory.

Reading happens in a process of its own (``extract_worker``): a bomb or a file that never ends costs the time limit and
nothing else. What cannot be read is ``InvalidInput`` with a sentence; the attachment itself stays as it is.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from portal.domain.errors import InvalidInput

ENDINGS = frozenset({".docx", ".xlsx", ".xls", ".ods", ".pptx", ".pdf", ".txt", ".csv", ".md"})
_WORKER = Path(__file__).with_name("extract_worker.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attachment may cost. ``memory`` (bytes) is enforced where the system can."""

    size: int = 50_000_000
    characters: int = 500_000
    seconds: float = 20.0
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text, and whether it is all of it."""

    text: str
    complete: bool


def extract_text(data: bytes, name: str, *, limits: Limits = Limits()) -> Extracted:
    """The text of the file ``name`` (its ending decides how it is read)."""
    ending = PurePath(name).suffix.casefold()
    if ending not in ENDINGS:
        raise InvalidInput(
            f"『{name}』は文字を取り出せない形式です。検索に載せるには docx・xlsx・pptx・pdf・txt で添付してください。"
        )
    if len(data) > limits.size:
        raise InvalidInput(
            f"『{name}』は{len(data) // 1_000_000}MBあり、検索に載せられる{limits.size // 1_000_000}MBを超えています。分けて添付してください。"
        )
    try:
        done = subprocess.run(  # noqa: S603 - our own script, the ending is one of ENDINGS
            [sys.executable, "-I", "-X", "utf8", str(_WORKER), ending, str(limits.characters), str(limits.memory)],
            input=data,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InvalidInput(
            f"『{name}』は{limits.seconds:g}秒以内に読み終わりませんでした。小さく分けて添付してください。"
        ) from None
    if done.returncode != 0:
        raise InvalidInput(
            f"『{name}』の文字を取り出せません。壊れているか、パスワードが付いています。開けるか確かめて添付し直してください。"
        )
    text = done.stdout.decode("utf-8", "replace")
    return Extracted(
        " \n".join(line.strip() for line in text.splitlines() if line.strip()), len(text) < limits.characters
    )
