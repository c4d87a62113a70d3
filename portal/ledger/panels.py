"""What the features above add to a case's page: their own box, handed down by ``wiring``.

The ledger knows no notice, no packet and no clock; it shows whatever ``wiring`` lists as panels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.ledger.models import Case


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line of a box: text, and where it leads when it leads anywhere."""

    text: str
    url: str = ""
    note: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class CasePanel:
    """One box on a case's page: lines to read and actions (label, address) to take."""

    title: str
    lines: Sequence[PanelLine] = ()
    actions: Sequence[tuple[str, str]] = ()
    order: int = 50


PanelSource = Callable[[Session, Actor, date, Case], CasePanel | None]
