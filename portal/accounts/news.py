"""What changed since the last visit, on the home page: read from the audit trail, which says it in sentences already.

Only changes are news, never readings. What concerns everybody (手引き・議事録・回答・様式・率の表) is shown to everybody; what
concerns a case or a packet only to the department that did it. One's own doings are no news.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import User
from portal.audit import AuditEntry
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.web.state import TOKYO
from portal.web.views import HomeCard, HomeItem, HomeSource

FOR_ALL = (
    "manual.release", "manual.required", "meeting.asked", "meeting.final", "question.answered", "form.approved",
    "tables.rate", "tables.rule_set",
)  # fmt: skip
FOR_THE_DEPARTMENT = (
    "referral.asked", "referral.final", "referral.given_back", "referral.sent", "notice.issued", "case.closed",
    "case.reopened", "case.address", "case.debtor",
)  # fmt: skip
SHOWN = 8

Pages = Mapping[str, tuple[str, str]]
"""For each kind of object the endpoint that shows it and the name of its number there."""


def news_card(pages: Pages) -> HomeSource:
    """The card, with links to where ``pages`` says that an object is shown."""

    def card(session: Session, actor: Actor, today: date) -> HomeCard | None:
        user = session.get(User, actor.user_id)
        since = user.previous_sign_in_at if user else None
        if since is None:
            return None
        own = FOR_THE_DEPARTMENT if actor.may(Permission.CASES_READ) else ()
        found = audit.changes(
            session, since=since, but_not_by=actor.user_id, anywhere=FOR_ALL, inside=own,
            department_id=actor.department_id, limit=SHOWN,
        )  # fmt: skip
        local = since.astimezone(TOKYO)
        title = f"前回（{format_wareki(local.date())} {local.hour}:{local.minute:02}）の後に変わったこと"
        items = [_item(entry, pages) for entry in found]
        return HomeCard(title, items, empty="変わったことはありません。", order=90)

    return card


def _item(entry: AuditEntry, pages: Pages) -> HomeItem:
    endpoint, name = pages.get(entry.object_kind, ("", ""))
    value: Any = int(entry.object_id) if entry.object_id.isdecimal() else entry.object_id
    local = entry.at.astimezone(TOKYO)
    note = f"{format_wareki(local.date())} {local.hour}:{local.minute:02}　{entry.actor_name}"
    return HomeItem(entry.sentence, url_for(endpoint, **{name: value}) if endpoint else "", note=note)
