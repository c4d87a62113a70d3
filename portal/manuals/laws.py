"""The laws that the manuals cite (``法令.toml``): names, abbreviations, e-Gov ids; and the address of a statute card.

A card is known by the law's name and the article as people write it without 第 and 条: ``231の3``, ``附則17``, ``別表1``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.domain.errors import InvalidInput
from portal.domain.statutes import SUPPLEMENTARY, TABLE, StatuteRef
from portal.manuals.citations import LawNames

FILE = "法令.toml"


@dataclass(frozen=True, slots=True)
class Law:
    """One entry of the list. ``url`` is shown as text for those who may go out; the portal never does."""

    name: str
    reading: str = ""
    abbreviations: tuple[str, ...] = ()
    id: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Laws:
    """All of them, by name, and what each name and abbreviation stands for."""

    by_name: Mapping[str, Law]
    names: Mapping[str, str]
    version: str = ""

    def find(self, name: str) -> Law | None:
        return self.by_name.get(self.names.get(name, name))


NO_LAWS = Laws({}, {})


def read_laws(root: Path) -> Laws:
    """The list beside the pages; none when the file is missing. Raises InvalidInput when it cannot be read."""
    path = root / FILE
    try:
        status = path.stat()
    except FileNotFoundError:
        return NO_LAWS
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int) -> Laws:
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("laws", [])
        laws = [
            Law(
                name=row["name"],
                reading=row.get("reading", ""),
                abbreviations=tuple(row.get("abbreviations", ())),
                id=row.get("id", ""),
                url=row.get("url", ""),
                note=row.get("note", ""),
            )
            for row in rows
        ]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise InvalidInput(f"{FILE} を読み取れません（{error}）。書き方を確かめてください。") from error
    names = {short: law.name for law in laws for short in law.abbreviations} | {law.name: law.name for law in laws}
    return Laws({law.name: law for law in laws}, LawNames(names), f"{changed}.{size}")


def article_key(ref: StatuteRef) -> str:
    """The article part of a card's address: 231の3, 附則17, 別表1; empty for the law as a whole."""
    number = "の".join(map(str, ref.article))
    if ref.part == TABLE:
        return f"{TABLE}{number}"
    return f"{SUPPLEMENTARY}{number}" if ref.part == SUPPLEMENTARY else number


_KEY = re.compile(rf"({SUPPLEMENTARY}|{TABLE})?((?:\d{{1,5}}(?:の\d{{1,4}})*)?)")


def ref_of_key(law: str, key: str) -> StatuteRef | None:
    """The article that a card's address names, or None for an address that names nothing."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    number = tuple(int(part) for part in match[2].split("の")) if match[2] else ()
    return StatuteRef(law, number, part=match[1] or "")
