"""What a check is, and the facts it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.ledger.models import Case, Event
from portal.referrals.clock import CaseClock
from portal.referrals.models import ReferralExhibit, ReferralPacket
from portal.referrals.owed import Owed

SECRET_KINDS = frozenset({"asset_inquiry"})
REFUSED_CLASS = (
    "強制徴収公債権は、区が自ら滞納処分（財産調査・差押え）で徴収する債権のため、弁護士委任の資料は作れません"
    "（地方自治法231条の3第3項）。案件の画面から、滞納処分の手続に進んでください。"
)


class State(StrEnum):
    OK = "ok"
    MISSING = "missing"
    WAIVED = "waived"
    NOTE = "note"  # worth knowing; does not block


LABELS = {State.OK: "済み", State.MISSING: "不足", State.WAIVED: "承認で省略", State.NOTE: "注意"}


@dataclass(frozen=True, slots=True)
class Fix:
    """Where it is mended: an endpoint with its values beside ``case_id`` or ``packet_id``, or an anchor on the page."""

    label: str
    endpoint: str = ""
    params: tuple[tuple[str, str], ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line: ``why`` says what hangs on it; ``found`` what the portal sees now."""

    code: str
    title: str
    state: State
    found: str
    why: str = ""
    fix: Fix | None = None
    waivable: bool = True
    waived_by: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.state]


@dataclass(frozen=True)
class Facts:
    """Everything the checks look at."""

    case: Case
    packet: ReferralPacket
    owed: Owed
    clock: CaseClock
    today: date

    @property
    def events(self) -> list[Event]:
        return [event for event in self.case.events if event.cancelled_at is None]

    def last(self, *kinds: str) -> Event | None:
        found = [event for event in self.events if event.kind in kinds]
        return max(found, key=lambda event: event.happened_on, default=None)

    def exhibits(self, *kinds: str) -> list[ReferralExhibit]:
        return [one for one in self.packet.included if one.kind in kinds]


def ok(code: str, title: str, found: str) -> Check:
    return Check(code, title, State.OK, found)


def lacking(code: str, title: str, found: str, why: str, fix: Fix | None = None, *, waivable: bool = True) -> Check:
    return Check(code, title, State.MISSING, found, why, fix, waivable)


def note(code: str, title: str, found: str, why: str = "", fix: Fix | None = None) -> Check:
    return Check(code, title, State.NOTE, found, why, fix, waivable=False)


def event_fix(kind: str, label: str) -> Fix:
    return Fix(label, "ledger.add_event", (("kind", kind),))
