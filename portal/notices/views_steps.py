"""The steps of a batch: ask, approve, send back, take back, drop, issue, stop — each a button on its page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.errors import Conflict, InvalidInput, NotAllowed
from portal.domain.permissions import Permission
from portal.jobs import cancel as cancel_job
from portal.ledger.service import find_case, reindex_after_commit
from portal.notices import approval, confirming, issuing, letter_typing
from portal.notices.blueprint import blueprint
from portal.notices.drafting import (
    find_batch,
)
from portal.notices.forms import NoteForm
from portal.notices.models import NoticeBatch
from portal.notices.views_batches import batch_page
from portal.web import actor, now, office, requires


def _step(batch_id: int, action: Any, done: str) -> ResponseReturnValue:
    """Run one step of a batch; its sentence is shown on the batch's page when it cannot be done."""
    try:
        with unit_of_work(office().sessions) as session:
            batch = find_batch(session, actor(), batch_id)
            action(session, batch)
            if batch.state != "draft":
                letter_typing.forget_batch(session, batch.id)
    except (InvalidInput, Conflict, NotAllowed) as error:
        with reading(office().sessions) as session:
            return batch_page(session, find_batch(session, actor(), batch_id), errors=error.sentence.split("\n"))
    flash(done, "success")
    return redirect(url_for("notices.show_batch", batch_id=batch_id))


@blueprint.post("/batches/<int:batch_id>/submit")
@requires(Permission.NOTICES_DRAFT)
def submit(batch_id: int) -> ResponseReturnValue:
    return _step(batch_id, lambda s, b: approval.submit(s, office(), actor(), now(), b), "承認を依頼しました。")


@blueprint.post("/batches/<int:batch_id>/approve")
@requires(Permission.NOTICES_APPROVE)
def approve(batch_id: int) -> ResponseReturnValue:
    note = NoteForm().note.data or ""
    return _step(batch_id, lambda s, b: approval.approve(s, actor(), now(), b, note=note), "承認しました。")


@blueprint.post("/batches/<int:batch_id>/send-back")
@requires(Permission.NOTICES_APPROVE)
def send_back(batch_id: int) -> ResponseReturnValue:
    note = NoteForm().note.data or ""
    return _step(batch_id, lambda s, b: approval.send_back(s, actor(), now(), b, note=note), "差し戻しました。")


@blueprint.post("/batches/<int:batch_id>/take-back")
@requires(Permission.NOTICES_DRAFT)
def take_back(batch_id: int) -> ResponseReturnValue:
    return _step(batch_id, lambda s, b: approval.take_back(s, actor(), now(), b), "起案中に戻しました。")


@blueprint.post("/batches/<int:batch_id>/drop")
@requires(Permission.NOTICES_DRAFT)
def drop(batch_id: int) -> ResponseReturnValue:
    return _step(batch_id, lambda s, b: approval.give_up(s, actor(), now(), b), "起案を取りやめました。")


@blueprint.post("/batches/<int:batch_id>/issue")
@requires(Permission.NOTICES_DRAFT)
def issue(batch_id: int) -> ResponseReturnValue:
    """Issue one letter at once, or hand a list to the worker."""

    def act(session: Session, batch: NoticeBatch) -> None:
        if batch.origin == "case":
            notice = issuing.issue_single(session, office(), actor(), now(), batch)
            if notice.case_id:
                session.flush()  # expiring first would throw away what was just issued
                session.flush()  # before expiring: what is not written yet would be thrown away
                session.expire_all()
                reindex_after_commit(session, office().index, find_case(session, actor(), notice.case_id))
        else:
            confirming.start_making(session, office(), actor(), now(), batch)

    return _step(batch_id, act, "文書番号を付けて発行しました。" if _is_single(batch_id) else "作成を始めました。")


def _is_single(batch_id: int) -> bool:
    with reading(office().sessions) as session:
        return find_batch(session, actor(), batch_id).origin == "case"


@blueprint.post("/batches/<int:batch_id>/stop")
@requires(Permission.NOTICES_DRAFT)
def stop(batch_id: int) -> ResponseReturnValue:
    def act(session: Session, batch: NoticeBatch) -> None:
        if batch.job_id is None:
            raise Conflict("作成は始まっていません。")
        job = cancel_job(session, actor(), now(), batch.job_id)
        if job.status.ended and batch.numbered_at is None and batch.state == "making":
            batch.state = "approved" if batch.approver_id else "draft"

    return _step(batch_id, act, "中止を依頼しました。")
