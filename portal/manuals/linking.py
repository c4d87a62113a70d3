"""Where the links of a page lead in the running portal."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flask import url_for

from portal.domain.statutes import StatuteRef
from portal.manuals.laws import Laws, article_key, read_laws
from portal.manuals.pages import library
from portal.manuals.relations import word_forms
from portal.manuals.render import Links


def page_links(manuals: Path, templates: Path) -> Links:
    """Addresses of pages, word forms, files and statute cards. Call it inside a request."""
    pages = frozenset(library(manuals).by_id())
    forms = word_forms(templates).keys()
    laws = read_laws(manuals)
    state = sha256("\n".join([*sorted(pages), "", *sorted(forms), laws.version]).encode()).hexdigest()
    return Links(
        page=lambda page_id: url_for("manuals.show", page_id=page_id) if page_id in pages else None,
        form=lambda name: url_for("notices.show_form", name=name) if name in forms else None,
        file=lambda number: url_for("manuals.file", file_id=int(number)) if _is_row(number) else None,
        statute=lambda ref: statute_address(ref, laws),
        names=laws.names,
        version=state,
    )


def statute_address(ref: StatuteRef, laws: Laws) -> str | None:
    """The card of a citation; None for a law that is not in the list."""
    if ref.law not in laws.by_name:
        return None
    return url_for("manuals.statute", law=ref.law, article=article_key(ref) or None)


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
