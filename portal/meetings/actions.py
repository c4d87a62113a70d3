"""宿題: a department marks its own as done at any time, also after the meeting is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import NotAllowed, NotFound
from portal.domain.permissions import Permission
from portal.meetings import values
from portal.meetings.models import ActionItem, Meeting
from portal.meetings.writing import trail


def find_action(meeting: Meeting, action_id: int) -> ActionItem:
    found = next((one for one in meeting.action_items if one.id == action_id), None)
    if found is None:
        raise NotFound("その宿題は見つかりません。画面を開き直してください。")
    return found


def undone_by_meeting(found: Sequence[Meeting]) -> dict[int, int]:
    """How many 宿題 are left of each meeting; one carried to a later meeting counts there only."""
    carried = {one.carried_from_id for meeting in found for one in meeting.action_items}
    return {
        meeting.id: sum(one.done_on is None and one.id not in carried for one in meeting.action_items)
        for meeting in found
    }


def finish(
    session: Session,
    actor: Actor,
    now: datetime,
    meeting: Meeting,
    action: ActionItem,
    *,
    done_on: date | None,
    note: str,
) -> None:
    """Mark a 宿題 as done (None: not done after all), here and where it was carried from."""
    may_own = actor.may(Permission.MEETINGS_REPORT) and action.department == actor.department_name
    if not (actor.may(Permission.MEETINGS_EDIT) or may_own):
        raise NotAllowed("ほかの課の宿題は変更できません。担当の課か事務局に連絡してください。")
    chain: ActionItem | None = action
    while chain is not None:
        chain.done_on, chain.done_note = done_on, note.strip()[:300]
        chain = session.get(ActionItem, chain.carried_from_id) if chain.carried_from_id else None
    words = "済みにしました" if done_on else "未了に戻しました"
    trail(session, actor, now, "meeting.action_done", meeting, f"会議「{values.title_of(meeting)}」の宿題を{words}。")
