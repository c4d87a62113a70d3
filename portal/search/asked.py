"""What a search page was asked: the words, and the boxes ticked, some of which were typed (``kind:様式``)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from portal.index.filters import KINDS
from portal.index.language import ALL, Parsed, parse

MAX_QUERY = 400


@dataclass(frozen=True)
class Asked:
    """``text`` as typed. ``kinds`` and ``folders`` hold what was typed and what was ticked."""

    text: str
    kinds: frozenset[str]
    folders: frozenset[str]
    narrowed: bool
    """Whether a box was ticked: such a look is no search of its own."""
    parsed: Parsed

    @classmethod
    def of_request(cls) -> Asked:
        text = request.args.get("q", "")[:MAX_QUERY].strip()
        kinds = frozenset(kind for kind in request.args.getlist("kind") if kind in KINDS)
        folders = frozenset(folder for folder in request.args.getlist("folder") if folder.strip())
        parsed = parse(text)
        return cls(text, kinds | parsed.kinds, folders | parsed.folders, bool(kinds or folders), parsed)

    def __bool__(self) -> bool:
        return bool(self.text or self.narrowed)

    @property
    def query(self) -> str:
        """The words for the index, which gets the boxes apart. Boxes alone ask for all of theirs."""
        return self.parsed.rest or ALL[0]

    @property
    def kept(self) -> str:
        """What stays in the query when the boxes speak for the typed kinds and folders: no box says 「not」."""
        without = (f'-folder:"{name[2:-1]}"' for name in sorted(self.parsed.folders) if name.startswith("-*"))
        return " ".join(part for part in (self.parsed.rest, *without) if part)

    @property
    def unknown_kinds(self) -> list[str]:
        return sorted(kind for kind in self.kinds if kind not in KINDS and kind.strip("\0"))
