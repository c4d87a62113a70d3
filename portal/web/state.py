"""What a view may ask of the request: the office, the actor, the time.

Only views and commands ask for the time. ``now`` is an instant in UTC, ``today`` the calendar day in Tokyo: a notice
made at 8 in the morning in Japan is still yesterday in UTC, and must not be dated so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, request

from portal.domain.actor import Actor
from portal.domain.permissions import Permission

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the header: shown to people who have ``permission``."""

    label: str
    endpoint: str
    permission: Permission


def office() -> Any:
    """The running ``portal.office.Office`` (typed loosely: that class sits a floor above)."""
    return current_app.extensions["portal"]


def actor() -> Actor:
    """The person of this request. Set by ``accounts`` before any view that is not public."""
    return g.actor


def now() -> datetime:
    """This instant, in UTC."""
    clock = current_app.config.get("PORTAL_CLOCK")
    return clock() if clock else datetime.now(UTC)


def page_number(name: str = "page") -> int:
    """The page asked for in the address: 1 to 100,000; anything unreadable is the first page."""
    text = request.args.get(name, "1")
    return min(max(int(text), 1), 100_000) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def asked_number(name: str, otherwise: int = 0) -> int:
    """A whole number from the address (a row, an id): ``otherwise`` when it is absent, unreadable or too large to be one."""
    text = request.args.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise


def today() -> date:
    """Today's date in Tokyo."""
    return now().astimezone(TOKYO).date()
