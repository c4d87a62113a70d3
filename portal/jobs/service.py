"""Asking for long work, watching it, stopping it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from huey import Huey
from sqlalchemy.orm import Session

from portal.db import after_commit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, NotFound
from portal.jobs.models import Job, JobState
from portal.jobs.queue import ring


def enqueue(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    queue: Huey,
    kind: str,
    title: str,
    payload: dict[str, Any],
    total: int = 0,
) -> Job:
    """Write the job into the caller's transaction; the worker is woken once it has committed."""
    job = Job(
        kind=kind,
        title=title,
        payload=payload,
        total=total,
        state=JobState.WAITING.value,
        actor_id=actor.user_id,
        department_id=actor.department_id,
        created_at=now,
    )
    session.add(job)
    session.flush()
    job_id = job.id
    after_commit(session, lambda: ring(queue, job_id))
    return job


def find(session: Session, actor: Actor, job_id: int) -> Job:
    """The job, if it belongs to the actor's department. Raises NotFound otherwise (its existence is not revealed)."""
    job = session.get(Job, job_id)
    if job is None or (job.department_id is not None and job.department_id != actor.department_id):
        raise NotFound("そのジョブは見つかりません。一覧から開き直してください。")
    return job


def cancel(session: Session, actor: Actor, now: datetime, job_id: int) -> Job:
    """Ask the job to stop. A waiting one ends at once; a running one at its next row. Raises Conflict when ended."""
    job = find(session, actor, job_id)
    if job.status.ended:
        raise Conflict(f"このジョブは既に終わっています（{job.status.label}）。")
    job.cancel_asked = True
    if job.status is JobState.WAITING:
        job.state = JobState.CANCELLED.value
        job.finished_at = now
        job.message = "始める前に中止しました。"
    return job
