"""What the home page shows of meetings: the department's 宿題, and drafts that wait for comments."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.meetings.models import ActionItem, Meeting
from portal.meetings.reporting import silent_departments
from portal.meetings.values import title_of
from portal.web.views import HomeCard, HomeItem


def home_card(session: Session, actor: Actor, today: date) -> HomeCard | None:
    """Undone 宿題 of the actor's department, nearest first, and meetings under 照会."""
    if not actor.may(Permission.MEETINGS_READ):
        return None
    items = [*_actions(session, actor, today), *_inquiries(session, today), *_figures_due(session, actor, today)]
    return HomeCard("連絡会", items, more_url=url_for("meetings.index"), order=45) if items else None


def _actions(session: Session, actor: Actor, today: date) -> list[HomeItem]:
    carried = select(ActionItem.carried_from_id).where(ActionItem.carried_from_id.is_not(None))
    found = session.scalars(
        select(ActionItem)
        .where(
            ActionItem.department == actor.department_name,
            ActionItem.department != "",
            ActionItem.done_on.is_(None),
            ActionItem.id.not_in(carried),
        )
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
        .limit(20)
    )
    return [
        HomeItem(
            f"宿題　{one.content}",
            url_for("meetings.show", meeting_id=one.meeting_id, _anchor="actions"),
            due=one.due_on,
            days_left=(one.due_on - today).days if one.due_on else None,
            note=one.person,
        )
        for one in found
    ]


def _figures_due(session: Session, actor: Actor, today: date) -> list[HomeItem]:
    """Meetings that still wait for the figures of a department that has reported before."""
    if not actor.may(Permission.MEETINGS_REPORT):
        return []
    waiting = session.scalars(select(Meeting).where(Meeting.state != "final").order_by(Meeting.held_on))
    return [
        HomeItem(
            f"{title_of(one)}の数値の入力",
            url_for("meetings.edit_figures", meeting_id=one.id),
            due=one.held_on if one.held_on >= today else None,
            days_left=(one.held_on - today).days if one.held_on >= today else None,
            note="この課の収納状況がまだ入力されていません。",
        )
        for one in waiting
        if actor.department_name in silent_departments(session, one)
    ]


def _inquiries(session: Session, today: date) -> list[HomeItem]:
    found = session.scalars(select(Meeting).where(Meeting.state == "inquiry").order_by(Meeting.inquiry_until))
    return [
        HomeItem(
            f"{title_of(one)}の議事録（案）への意見",
            url_for("meetings.show", meeting_id=one.id),
            due=one.inquiry_until,
            days_left=(one.inquiry_until - today).days if one.inquiry_until else None,
            note="照会中です。",
        )
        for one in found
    ]
