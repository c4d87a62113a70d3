"""Lists for other hands: SMS and the call centre."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.domain.sms import ContactList, ContactTarget, call_list, is_mobile, sms_list
from portal.ledger.models import Case
from portal.notices.amounts import live_events
from portal.notices.criteria import bankrupt
from portal.notices.filters import LedgerFilter, matching

# 「不同意」 holds the word 同意: refusals are looked for first.
_REFUSAL = re.compile(
    "停止|不同意|同意(?:し|でき)?(?:ない|ません|ず|は(?:ない|なし)|なし|撤回|を?撤回|を?取り?消)|拒否|断"
)


def targets(
    session: Session, actor: Actor, chosen: LedgerFilter, today: date, *, mobile: bool = False
) -> list[ContactTarget]:
    """The people behind a filter, with the first number on record; ``mobile``: the first that SMS reach.

    Consent to SMS is an event of the kind SMS that says 同意; a later 停止 ends it."""
    made = []
    for case, _ in matching(session, actor, chosen, today):
        debtor = case.debtor
        consented, opted_out = _consent(case)
        phones = [one for one in (debtor.phone, debtor.phone_other) if one]
        reached = [one for one in phones if is_mobile(one)] if mobile else []
        made.append(
            ContactTarget(
                reference=case.number, phone=next(iter((*reached, *phones)), ""), name=debtor.name, kana=debtor.kana,
                consented=consented, opted_out=opted_out,
                withheld=debtor.support_measure or debtor.lawyer_notified_on is not None or debtor.died_on is not None
                or bankrupt(case, today),
            )
        )  # fmt: skip
    return made


def _consent(case: Case) -> tuple[bool, bool]:
    """Whether the person agreed to SMS, and whether they want no more: what was said last counts."""
    consented = opted_out = False
    for event in sorted(live_events(case, None, ("sms",)), key=lambda one: (one.happened_on, one.id)):
        words = f"{event.result}{event.memo}"
        if _REFUSAL.search(words):
            consented, opted_out = False, True
        elif "同意" in words:
            consented, opted_out = True, False
    return consented, opted_out


def calls(session: Session, actor: Actor, chosen: LedgerFilter, today: date) -> ContactList:
    """The call centre's list."""
    actor.require(Permission.NOTICES_DRAFT)
    return call_list(targets(session, actor, chosen, today))


def messages(session: Session, actor: Actor, chosen: LedgerFilter, today: date, *, text: str) -> ContactList:
    """The gateway's list; the text was checked before."""
    actor.require(Permission.NOTICES_DRAFT)
    return sms_list(targets(session, actor, chosen, today, mobile=True), text)
