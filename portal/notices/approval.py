"""起案 → 決裁: asking for approval, deciding, sending back. A draft nobody may wave through alone is marked as such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotAllowed
from portal.domain.permissions import Permission
from portal.notices.checks import Finding, blocking, finding_from, needing_reason, needs_approver
from portal.notices.drafting import missing_sentences, ready_to_change
from portal.notices.library import WordForm, form_from
from portal.notices.models import Notice, NoticeBatch
from portal.notices.workshop import with_dates

STATES = {
    "draft": "起案中",
    "submitted": "承認待ち",
    "approved": "承認済み",
    "making": "作成中",
    "issued": "発行済み",
    "cancelled": "取りやめ",
}


def form_of(office: Any, batch: NoticeBatch) -> WordForm:
    """The form as it was when the batch was drafted."""
    return form_from(batch.form_name, with_dates(batch.form_about), office.store.get(batch.form_key))


def findings_of(session: Session, batch: NoticeBatch) -> dict[Finding, int]:
    """Each finding of the rows once, with the number of letters that have it. Reads no payload: lists are long."""
    counted: Counter[Finding] = Counter()
    for findings in session.scalars(select(Notice.findings).where(Notice.batch_id == batch.id)):
        counted.update(finding_from(one) for one in findings)
    return counted


def first_notices(session: Session, batch: NoticeBatch, count: int = 1) -> Sequence[Notice]:
    """The first letters of the batch."""
    return session.scalars(
        select(Notice).where(Notice.batch_id == batch.id).order_by(Notice.position).limit(count)
    ).all()


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters of a batch are shown: those with a finding that asks for something, or with one kind of finding."""

    warned: bool = False
    code: str = ""


def letters_of(
    session: Session, batch: NoticeBatch, chosen: LetterFilter, *, limit: int, offset: int
) -> tuple[Sequence[Notice], int]:
    """A page of the letters of a batch, and how many there are in all."""
    findings = type_coerce(Notice.findings, Text)
    query = select(Notice).where(Notice.batch_id == batch.id)
    if chosen.warned:
        query = query.where(or_(*(findings.contains(f'"severity": "{one}"') for one in ("block", "approve", "warn"))))
    if chosen.code:
        query = query.where(findings.contains(f'"code": "{chosen.code}"', autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return session.scalars(query.order_by(Notice.position).limit(limit).offset(offset)).all(), total


def check_ready(session: Session, office: Any, batch: NoticeBatch) -> None:
    """Raises InvalidInput with everything that keeps the batch from approval or issue.

    The rows of a list were checked when they were frozen; a draft about a case may still lack values.
    """
    if batch.origin == "case":
        form, notice = form_of(office, batch), first_notices(session, batch)[0]
        found = [finding_from(one) for one in notice.findings]
        sentences = [*missing_sentences(form, notice.payload), *(one.sentence for one in blocking(found))]
        if sentences:
            raise InvalidInput("\n".join(sentences[:20]))
    if needing_reason(findings_of(session, batch)) and not batch.waiver_reason.strip():
        raise InvalidInput("確認が必要な事項があります。このまま送る理由を入力してください。", field="waiver_reason")


def refresh_needs(session: Session, form: WordForm, batch: NoticeBatch) -> None:
    """Whether an approver must look at it: a 処分, or a grave finding that would be waived."""
    session.flush()
    batch.needs_approval = form.disposition or needs_approver(findings_of(session, batch))


def submit(session: Session, office: Any, actor: Actor, now: datetime, batch: NoticeBatch) -> None:
    """Ask for approval."""
    actor.require(Permission.NOTICES_DRAFT)
    ready_to_change(batch)
    check_ready(session, office, batch)
    batch.state, batch.submitted_at, batch.decision_note = "submitted", now, ""
    _trail(
        session,
        actor,
        now,
        "notice.submitted",
        batch,
        f"起案{batch.id}「{batch.form_title}」（{batch.total}通）の承認を依頼しました。",
    )


def approve(session: Session, actor: Actor, now: datetime, batch: NoticeBatch, *, note: str = "") -> None:
    """Say yes. The drafter cannot approve (決裁の分離)."""
    actor.require(Permission.NOTICES_APPROVE)
    _submitted(batch)
    if batch.author_id == actor.user_id:
        raise NotAllowed("自分が起案した通知書は承認できません。ほかの承認者に依頼してください。")
    batch.state, batch.decided_at, batch.decision_note = "approved", now, note.strip()[:500]
    batch.approver_id, batch.approver_name = actor.user_id, actor.name
    _trail(
        session,
        actor,
        now,
        "notice.approved",
        batch,
        f"起案{batch.id}「{batch.form_title}」（{batch.total}通）を承認しました。",
    )


def send_back(session: Session, actor: Actor, now: datetime, batch: NoticeBatch, *, note: str) -> None:
    """Return it to the drafter with a reason."""
    actor.require(Permission.NOTICES_APPROVE)
    _submitted(batch)
    if not note.strip():
        raise InvalidInput("差し戻す理由を入力してください。", field="note")
    batch.state, batch.decision_note = "draft", note.strip()[:500]
    _trail(session, actor, now, "notice.sent_back", batch, f"起案{batch.id}「{batch.form_title}」を差し戻しました。")


def take_back(session: Session, actor: Actor, now: datetime, batch: NoticeBatch) -> None:
    """The drafter withdraws the request, or reopens an approved draft: the approval ends with it."""
    actor.require(Permission.NOTICES_DRAFT)
    if batch.state not in {"submitted", "approved"}:
        raise Conflict("この起案は取り戻せない状態です。開き直して確かめてください。")
    batch.state, batch.approver_id, batch.approver_name, batch.decided_at = "draft", None, "", None
    _trail(
        session, actor, now, "notice.taken_back", batch, f"起案{batch.id}「{batch.form_title}」を起案中に戻しました。"
    )


def give_up(session: Session, actor: Actor, now: datetime, batch: NoticeBatch) -> None:
    """Drop a draft that got no number."""
    actor.require(Permission.NOTICES_DRAFT)
    if batch.state not in {"draft", "submitted", "approved"}:
        raise Conflict("発行した通知書は取りやめられません。登録簿から取消しをしてください。")
    batch.state = "cancelled"
    _trail(session, actor, now, "notice.dropped", batch, f"起案{batch.id}「{batch.form_title}」を取りやめました。")


def list_batches(
    session: Session, actor: Actor, *, states: Sequence[str] = (), limit: int = 50, offset: int = 0
) -> tuple[Sequence[NoticeBatch], int]:
    """The department's batches, the newest first, and how many there are."""
    actor.require(Permission.NOTICES_READ)
    query = select(NoticeBatch).where(NoticeBatch.department_id == actor.department_id)
    if states:
        query = query.where(NoticeBatch.state.in_(states))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return session.scalars(query.order_by(NoticeBatch.id.desc()).limit(limit).offset(offset)).all(), total


def counts_by_state(session: Session, batch: NoticeBatch) -> dict[str, int]:
    """How many rows of the batch are in which state."""
    rows = session.execute(select(Notice.state, func.count()).where(Notice.batch_id == batch.id).group_by(Notice.state))
    return {row[0]: row[1] for row in rows}


def count_enclosed(session: Session, batch: NoticeBatch) -> int:
    """How many letters of the batch have a 計算書 with them."""
    query = select(func.count()).where(Notice.batch_id == batch.id, Notice.enclosed.is_not(None))
    return session.scalar(query) or 0


def _submitted(batch: NoticeBatch) -> None:
    if batch.state != "submitted":
        raise Conflict("この起案は承認待ちではありません。開き直して確かめてください。")


def _trail(session: Session, actor: Actor, now: datetime, action: str, batch: NoticeBatch, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="batch", object_id=batch.id)
