"""The worker: claims a job, runs its handler, keeps the heart beating, and revives jobs whose worker died.

Claiming is one conditional UPDATE (``… WHERE state = 'waiting'``), so that two workers never run the same job. The
incident that shaped the sweep: a worker killed between taking the message from the queue and writing the first row
left a job that nobody would ever start again.
"""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from huey import Huey
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError, places_of
from portal.jobs.models import Job, JobState
from portal.jobs.queue import bell, ring

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
DEAD_AFTER_SECONDS = 15.0
SWEEP_SECONDS = 3.0
MAX_ATTEMPTS = 5
_FULL = (
    "保存先の空き容量がなくなったため、途中で止まりました。空けてから、もう一度実行してください。"
    "それまでに確定したものは残っています。"
)


class JobCancelled(Exception):
    """Raised by ``JobRun.check`` once somebody asked to stop; the handler lets it pass."""


class JobRun:
    """What a handler holds while it works on one job."""

    def __init__(self, sessions: sessionmaker[Session], job: Job) -> None:
        self._sessions = sessions
        self.id = job.id
        self.kind = job.kind
        self.payload: dict[str, Any] = dict(job.payload)
        self.actor_id = job.actor_id
        self.department_id = job.department_id
        self.attempt = job.attempts
        self.result: dict[str, Any] = {}
        self.message = ""

    def progress(self, done: int, total: int | None = None, *, failed: int | None = None, message: str = "") -> None:
        """Write how far it is (rows), and raise JobCancelled if somebody asked to stop."""
        values: dict[str, Any] = {"done": done, "heartbeat_at": _now()}
        if total is not None:
            values["total"] = total
        if failed is not None:
            values["failed"] = failed
        if message:
            values["message"] = message
        with unit_of_work(self._sessions) as session:
            session.execute(update(Job).where(Job.id == self.id).values(**values))
        self.check()

    def check(self) -> None:
        """Raises JobCancelled if somebody asked to stop."""
        if self.cancelled():
            raise JobCancelled

    def cancelled(self) -> bool:
        with reading(self._sessions) as session:
            return bool(session.scalar(select(Job.cancel_asked).where(Job.id == self.id)))


Handler = Callable[[Any, JobRun], None]


class Worker:
    """Runs jobs of one office. ``office`` is handed to the handlers as it is."""

    def __init__(
        self, office: Any, handlers: Mapping[str, Handler], *, sessions: sessionmaker[Session], queue: Huey
    ) -> None:
        self._office = office
        self._handlers = handlers
        self._sessions = sessions
        self._queue = queue
        self._stopping = threading.Event()

    def run(self, job_id: int) -> None:
        """Claim and run one job; does nothing when another worker has it or it has ended."""
        if not self._claim(job_id):
            return
        with reading(self._sessions) as session:
            job = session.get_one(Job, job_id)
        run = JobRun(self._sessions, job)
        with self._beating(job_id):
            state, message = self._outcome(run)
        self._finish(run, state, message)

    def _claim(self, job_id: int) -> bool:
        now = _now()
        with unit_of_work(self._sessions) as session:
            claimed = session.execute(
                update(Job)
                .where(Job.id == job_id, Job.state == JobState.WAITING.value)
                .values(
                    state=JobState.RUNNING.value,
                    started_at=now,
                    heartbeat_at=now,
                    attempts=Job.attempts + 1,
                    message="",
                )
            )
            return bool(claimed.rowcount)  # type: ignore[attr-defined]

    def _outcome(self, run: JobRun) -> tuple[JobState, str]:
        try:
            self._handlers[run.kind](self._office, run)
        except JobCancelled:
            return JobState.CANCELLED, "中止しました。それまでに作成したものは残っています。"
        except PortalError as error:
            return JobState.FAILED, error.sentence
        except Exception as error:
            if _disk_is_full(error):
                return JobState.FAILED, _FULL
            # The text of an unexpected error may hold a resident's data: it goes to no page and no log line of ours.
            logger.error("job %s (%s) failed: %s", run.id, run.kind, places_of(error))
            return (
                JobState.FAILED,
                "思いがけない誤りで止まりました。もう一度実行し、続くときは管理者に連絡してください。",
            )
        return JobState.DONE, run.message

    def _finish(self, run: JobRun, state: JobState, message: str) -> None:
        now = _now()
        with unit_of_work(self._sessions) as session:
            job = session.get_one(Job, run.id)
            job.state = state.value
            job.message = message[:500]
            job.result = run.result
            job.finished_at = now
            job.heartbeat_at = now
            if state is JobState.DONE and job.total:
                job.done = job.total

    @contextmanager
    def _beating(self, job_id: int) -> Any:
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(HEARTBEAT_SECONDS):
                try:
                    with unit_of_work(self._sessions) as session:
                        session.execute(update(Job).where(Job.id == job_id).values(heartbeat_at=_now()))
                except Exception:
                    logger.exception("heartbeat of job %s", job_id)

        heart = threading.Thread(target=beat, name=f"heart-{job_id}", daemon=True)
        heart.start()
        try:
            yield
        finally:
            ended.set()
            heart.join()

    def sweep(self, now: datetime | None = None) -> list[int]:
        """Put jobs of dead workers back to waiting and ring for all that wait. Returns the ids rung for."""
        moment = now or _now()
        dead = moment - timedelta(seconds=DEAD_AFTER_SECONDS)
        with unit_of_work(self._sessions) as session:
            stopped = Job.heartbeat_at < dead
            session.execute(
                update(Job)
                .where(Job.state == JobState.RUNNING.value, stopped, Job.attempts >= MAX_ATTEMPTS)
                .values(
                    state=JobState.FAILED.value,
                    finished_at=moment,
                    message=f"{MAX_ATTEMPTS}回続けて途中で止まりました。管理者に連絡してください。",
                )
            )
            session.execute(
                update(Job).where(Job.state == JobState.RUNNING.value, stopped).values(state=JobState.WAITING.value)
            )
            waiting = list(session.scalars(select(Job.id).where(Job.state == JobState.WAITING.value).order_by(Job.id)))
        if not waiting or self._queue.pending_count():
            return []  # nothing waits, or a bell is still to be answered: ringing again would only pile up
        for job_id in waiting:
            ring(self._queue, job_id)
        return waiting

    def serve(self, *, threads: int = 1) -> None:
        """Run until stopped by a signal: Huey's consumer, and the sweep beside it."""
        bell(self._queue, self.run)
        sweeper = threading.Thread(target=self._sweep_for_ever, name="sweep", daemon=True)
        sweeper.start()
        consumer = self._queue.create_consumer(workers=threads, periodic=False, max_delay=0.5, worker_type="thread")
        try:
            consumer.run()
        finally:
            self._stopping.set()

    def _sweep_for_ever(self) -> None:
        while not self._stopping.is_set():
            try:
                self.sweep()
            except Exception:
                logger.exception("sweep")
            self._stopping.wait(SWEEP_SECONDS)


def _disk_is_full(error: Exception) -> bool:
    """Whether a file or the database found no room any more."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", "") == "53100" or "disk is full" in str(error.orig)
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


def _now() -> datetime:
    # A heartbeat is a fact of the machine, not of the office's calendar; it alone reads the clock itself.
    return datetime.now(UTC)
