"""Notices on the home page and on a case's page."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.models import Case
from portal.ledger.panels import CasePanel, PanelLine
from portal.notices import letter_typing, workshop
from portal.notices.models import LetterTyping, Notice, NoticeBatch
from portal.web.state import TOKYO
from portal.web.views import HomeCard, HomeItem

SHOWN = 6


def drafts_card(session: Session, actor: Actor, today: date) -> HomeCard | None:
    """What waits for this person: approvals to give, own drafts, lists being made."""
    if not actor.may(Permission.NOTICES_READ) or actor.department_id is None:
        return None
    query = (
        select(NoticeBatch)
        .where(NoticeBatch.department_id == actor.department_id)
        .order_by(NoticeBatch.id.desc())
        .limit(SHOWN)
    )
    items = [_typing(row, case) for row, case in letter_typing.listed(session, actor, limit=SHOWN)]
    if actor.may(Permission.NOTICES_APPROVE):
        waiting = query.where(NoticeBatch.state == "submitted", NoticeBatch.author_id != actor.user_id)
        items += [_item(one, f"承認待ち（{one.author_name}）") for one in session.scalars(waiting)]
    own = query.where(NoticeBatch.author_id == actor.user_id, NoticeBatch.state.in_(("draft", "approved")))
    items += _forms(session, actor)
    labels = {"draft": "起案中", "approved": "承認済み。発行できます"}
    items += [_item(one, labels[one.state]) for one in session.scalars(own)]
    items += [_item(one, "作成中") for one in session.scalars(query.where(NoticeBatch.state == "making"))]
    return HomeCard(
        "通知書", items[: SHOWN * 2], empty="待っている起案はありません。", more_url=url_for("notices.index"), order=30
    )


def _forms(session: Session, actor: Actor) -> list[HomeItem]:
    """Versions of forms: those that wait for this person's approval, and the own drafts."""
    if not actor.may(Permission.FORMS_EDIT):
        return []
    made = []
    for row in workshop.drafts(session, actor)[:SHOWN]:
        own = row.author_id == actor.user_id
        if row.state == "submitted" and not own and actor.may(Permission.FORMS_APPROVE):
            note = f"様式の承認待ち（{row.author_name}）"
        elif row.state == "draft" and own:
            note = "様式の起案中"
        else:
            continue
        title = f"様式　{row.name}　第{row.version}版"
        made.append(HomeItem(title, url_for("notices.show_version", version_id=row.id), note=note))
    return made


def _typing(row: LetterTyping, case: Case) -> HomeItem:
    at = row.updated_at.astimezone(TOKYO)
    note = f"書きかけです（{format_wareki(at.date())} {at.hour}:{at.minute:02}に保存）。"
    return HomeItem(f"{row.form_title}　{case.number}", typing_url(row), note=note)


def typing_url(row: LetterTyping) -> str:
    """Where a half-typed letter is taken up again."""
    if row.batch_id is not None:
        return url_for("notices.edit", batch_id=row.batch_id)
    return url_for("notices.new", case=row.case_id, form=row.form_name, claim=row.claim_id)


def _item(batch: NoticeBatch, note: str) -> HomeItem:
    return HomeItem(batch.title, url_for("notices.show_batch", batch_id=batch.id), note=note)


def case_panel(session: Session, actor: Actor, today: date, case: Case) -> CasePanel | None:
    """The last letters of the case and what can be made."""
    if not actor.may(Permission.NOTICES_READ):
        return None
    rows = session.scalars(
        select(Notice)
        .where(Notice.case_id == case.id, Notice.state != "failed")
        .order_by(Notice.id.desc())
        .limit(SHOWN)
    )
    lines = [_line(one) for one in rows]
    actions = [("通知書を作る", url_for("notices.new", case=case.id))] if actor.may(Permission.NOTICES_DRAFT) else []
    return CasePanel("通知書", lines or [PanelLine("まだありません。")], actions, order=20)


def _line(one: Notice) -> PanelLine:
    if one.serial is None:
        return PanelLine(one.batch.form_title, url_for("notices.show_batch", batch_id=one.batch_id), "下書き・承認待ち")
    day = format_wareki(one.issue_day) if one.issue_day else ""
    warning = "取消し" if one.state == "cancelled" else "返戻" if one.returned_on and not one.followed_up_on else ""
    delivered = f"配達 {format_wareki(one.delivered_on)}" if one.delivered_on else one.delivery_result
    return PanelLine(
        f"{day}　{one.batch.form_title}（{one.number}）",
        url_for("notices.show_notice", notice_id=one.id),
        warning or delivered,
        bool(warning),
    )
