"""The conditions a department puts together for its own filter of the ledger, and the claims of a case that meet them.

Conditions of a claim (name, due date, demand, reminder) pick claims; conditions of the case (class, balance, last
contact, what to leave out) take the whole case or none of it. A blank condition holds for everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.errors import InvalidInput
from portal.domain.money import format_yen
from portal.domain.wareki import format_wareki
from portal.ledger.models import Case, Claim
from portal.notices.amounts import last_event, live_events, unpaid

WITHOUT = {
    "plan": "分納中", "relief": "猶予・停止中", "bankruptcy": "破産などの手続中", "attorney": "受任通知あり", "death": "死亡",
    "welfare": "生活保護受給中", "returned": "返戻の調査中",
}  # fmt: skip
DEMAND = {"": "問わない", "none": "督促していない", "done": "督促した"}
REMINDER = {"": "問わない", "none": "督促の後に催告していない", "done": "督促の後に催告した"}
CONTACTS = ("phone", "visit", "interview")
_REMINDERS = ("reminder", "final_reminder")
_RELIEFS = (
    "collection_grace", "realization_grace", "disposition_suspension", "performance_deferral", "collection_suspension",
)  # fmt: skip
_DATES = frozenset({"due_from", "due_to"})


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What a saved filter asks for. Days are whole days before today, amounts whole yen of the principal left."""

    claim_name: str = ""
    claim_classes: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    demand: str = ""
    demand_days: int | None = None
    reminder: str = ""
    reminder_days: int | None = None
    balance_from: int | None = None
    balance_to: int | None = None
    contact_days: int | None = None
    without: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As kept in the table: dates as text, blank conditions left out."""
        kept = {name: value for name, value in self.as_fields().items() if value not in (None, "", ())}
        return {
            n: v.isoformat() if isinstance(v, date) else list(v) if isinstance(v, tuple) else v for n, v in kept.items()
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Criteria:
        """The criteria of a row; what this version does not know is left out."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        for name, value in values.items():
            if name in _DATES and value:
                values[name] = date.fromisoformat(value)
            elif isinstance(value, list):
                values[name] = tuple(value)
        return cls(**values)

    def as_fields(self) -> dict[str, Any]:
        """Field by field, for a page."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def sentence(self) -> str:
        """The conditions in words, in the order of the form."""
        return "、".join(_words(self)) or "条件なし（残額のある債権すべて）"


def checked(criteria: Criteria) -> Criteria:
    """The criteria, settled. Raises InvalidInput for conditions that nothing can meet, or none at all."""
    if not criteria.to_dict():
        raise InvalidInput("条件を一つ以上指定してください。")
    if criteria.due_from and criteria.due_to and criteria.due_from > criteria.due_to:
        raise InvalidInput("納期限の始めが終わりより後です。", field="due_from")
    low, high = criteria.balance_from, criteria.balance_to
    if low is not None and high is not None and low > high:
        raise InvalidInput("残額の下限が上限より大きくなっています。", field="balance_from")
    if criteria.demand == "none" and criteria.demand_days is not None:
        raise InvalidInput(
            "督促していない債権に「督促から何日」は使えません。どちらかを空にしてください。", field="demand_days"
        )
    if criteria.reminder == "none" and criteria.reminder_days is not None:
        raise InvalidInput(
            "催告していない債権に「催告から何日」は使えません。どちらかを空にしてください。", field="reminder_days"
        )
    return criteria


def pick(criteria: Criteria, case: Case, today: date) -> Sequence[Claim]:
    """The unpaid claims of the case that meet the criteria; none when the case itself does not."""
    if criteria.claim_classes and case.claim_class not in criteria.claim_classes:
        return []
    if any(_LEFT_OUT[name](case, today) for name in criteria.without if name in _LEFT_OUT):
        return []
    if criteria.contact_days is not None:
        contact = last_event(case, None, CONTACTS)
        if contact is not None and contact.happened_on > today - timedelta(days=criteria.contact_days):
            return []
    found = [claim for claim in unpaid(case) if _claim_meets(criteria, case, claim, today)]
    balance = sum(claim.balance for claim in found)
    too_small = criteria.balance_from is not None and balance < criteria.balance_from
    too_large = criteria.balance_to is not None and balance > criteria.balance_to
    return [] if too_small or too_large else found


def _claim_meets(criteria: Criteria, case: Case, claim: Claim, today: date) -> bool:
    if criteria.claim_name and criteria.claim_name not in f"{claim.name}　{case.title}":
        return False
    if criteria.due_from and claim.due_date < criteria.due_from:
        return False
    if criteria.due_to and claim.due_date > criteria.due_to:
        return False
    return _demand_meets(criteria, case, claim, today)


def _demand_meets(criteria: Criteria, case: Case, claim: Claim, today: date) -> bool:
    demand = last_event(case, claim, ("demand",))
    if criteria.demand == "none" and demand is not None:
        return False
    if criteria.demand == "done" or criteria.demand_days is not None:
        days = criteria.demand_days or 0
        if demand is None or demand.happened_on > today - timedelta(days=days):
            return False
    since = demand.happened_on if demand else date.min
    reminders = [event for event in live_events(case, claim, _REMINDERS) if event.happened_on >= since]
    if criteria.reminder == "none":
        return not reminders
    if criteria.reminder == "done" or criteria.reminder_days is not None:
        last = max((event.happened_on for event in reminders), default=None)
        return last is not None and last <= today - timedelta(days=criteria.reminder_days or 0)
    return True


def _in_relief(case: Case, today: date) -> bool:
    return any(
        event.happened_on <= today and (event.ends_on is None or event.ends_on >= today)
        for event in live_events(case, None, _RELIEFS)
    )


def bankrupt(case: Case, today: date) -> bool:
    """Whether bankruptcy or the like is under way."""
    events = live_events(case, None, ("bankruptcy_claim",))
    return any(event.ends_on is None or event.ends_on >= today for event in events)


_LEFT_OUT = {
    "plan": lambda case, today: any(plan.state == "active" for plan in case.plans),
    "relief": _in_relief,
    "bankruptcy": bankrupt,
    "attorney": lambda case, today: case.debtor.lawyer_notified_on is not None,
    "death": lambda case, today: case.debtor.died_on is not None,
    "welfare": lambda case, today: case.debtor.on_welfare,
    "returned": lambda case, today: bool(case.debtor.address and case.debtor.address.returned_mail),
}


def _words(criteria: Criteria) -> Iterator[str]:
    if criteria.claim_name:
        yield f"債権名に「{criteria.claim_name}」"
    if criteria.claim_classes:
        yield "・".join(CLAIM_CLASSES.get(one, one) for one in criteria.claim_classes)
    if criteria.due_from or criteria.due_to:
        yield f"納期限が{_range(criteria.due_from, criteria.due_to, format_wareki)}"
    if criteria.demand_days is not None:
        yield f"督促から{criteria.demand_days}日以上"
    elif criteria.demand:
        yield DEMAND[criteria.demand]
    if criteria.reminder_days is not None:
        yield f"催告から{criteria.reminder_days}日以上"
    elif criteria.reminder:
        yield REMINDER[criteria.reminder]
    if criteria.balance_from is not None or criteria.balance_to is not None:
        yield f"残額が{_range(criteria.balance_from, criteria.balance_to, format_yen)}"
    if criteria.contact_days is not None:
        yield f"最終交渉から{criteria.contact_days}日以上"
    if criteria.without:
        yield f"{'・'.join(WITHOUT[one] for one in criteria.without if one in WITHOUT)}を除く"


def _range(low: Any, high: Any, shown: Any) -> str:
    if low is None:
        return f"{shown(high)}まで"
    return f"{shown(low)}から" if high is None else f"{shown(low)}から{shown(high)}まで"
