"""What rests on a statute (根拠とするもの), in the words that features hand to one another; and what a law change asks of it.

``portal.office.Office.relying`` lists the sources; ``wiring`` names them. Each gives every thing of one kind — page, word
form, table row, quiz — with the text that names its articles. The statute cards show them, and a law change (法改正) makes
those that rest on the article 要確認.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Relying:
    """One thing that rests on statutes.

    ``kind`` and ``target`` are its key (20 and 120 letters at most), ``kind_label`` what people call the kind.
    ``statutes`` is any text with citations, long or abbreviated names. ``owner`` is a department's name; empty: nobody in
    particular, a law change then falls to the department that enters it. ``endpoint`` and ``values`` lead to its page;
    empty: it has none. ``until``: no longer in force after that day (None: still is).
    """

    kind: str
    kind_label: str
    target: str
    title: str
    statutes: str
    owner: str = ""
    endpoint: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LawQuestion:
    """要確認: a law change that waits for the owner of one thing. ``change_id`` leads to the list of what is left."""

    change_id: int
    label: str
    effective_on: date
    due_on: date
    summary: str
    owner: str
