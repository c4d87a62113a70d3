"""What points at what: links between pages, the articles that a page relies on, and the word forms that pages name.

Worked out from the files and remembered by content; nothing of it is stored.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.domain.statutes import StatuteRef
from portal.manuals.citations import articles_in
from portal.manuals.laws import Laws
from portal.manuals.pages import Page

_LINK = re.compile(r"\]\((page|form|file):([^)#\s]+)(?:#[^)]*)?\)")
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True, slots=True)
class WordForm:
    """What the manuals need to know of a word form (様式). ``manual`` is the page that explains it."""

    name: str
    title: str
    statutes: tuple[str, ...]
    manual: str = ""


def without_code(body: str) -> str:
    """The body without fences and code, where links and citations are examples only."""
    return _CODE.sub("", _FENCE.sub("", body))


@lru_cache(maxsize=4096)
def links_of(body: str) -> tuple[tuple[str, str], ...]:
    """(kind, target) of every ``page:``, ``form:`` and ``file:`` link."""
    return tuple(_LINK.findall(without_code(body)))


def linking_to(pages: Iterable[Page], page_id: str) -> list[Page]:
    """The pages that link to ``page_id`` in their text or name it as related (リンク元)."""
    return [
        page
        for page in pages
        if page.id != page_id and (page_id in page.related or ("page", page_id) in links_of(page.body))
    ]


def articles_of(page: Page, laws: Laws) -> frozenset[StatuteRef]:
    """The articles a page relies on: its 根拠条文 and what its text cites."""
    return articles_in("\n".join(page.statutes) + "\n\n" + without_code(page.body), laws.names)


def word_forms(templates: Path) -> dict[str, WordForm]:
    """The word forms by name, read again only when their folder's files changed."""
    stamps = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(templates.glob("*.toml")))
    return _word_forms(templates, stamps)


@lru_cache(maxsize=4)
def _word_forms(templates: Path, stamps: tuple[tuple[str, int], ...]) -> dict[str, WordForm]:
    forms = {}
    for name, _ in stamps:
        path = templates / name
        row = read_toml(path)
        if row.get("title") and path.with_suffix(".docx").exists():
            forms[path.stem] = WordForm(
                path.stem, str(row["title"]), tuple(map(str, row.get("statutes", ()))), str(row.get("manual", ""))
            )
    return forms


def read_toml(path: Path) -> dict[str, Any]:
    """The file's table; an empty one for a file that cannot be read (``portal doctor`` says which)."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
