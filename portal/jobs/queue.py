"""The Huey queue: a file beside the SQLite database, or PostgreSQL itself when that is the database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import make_url

from portal.settings import Settings

logger = logging.getLogger(__name__)
NAME = "portal"


def make_queue(settings: Settings) -> Huey:
    """One queue, of the database's own kind. Results are not stored: the job's row is where they are."""
    url = settings.database()
    if url.startswith("postgresql"):
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(NAME, dsn=plain, results=False)
    return SqliteHuey(NAME, filename=str(settings.instance / "queue.db"), results=False, fsync=True)


def bell(queue: Huey, answer: Callable[[int], None] | None = None) -> Callable[[int], object]:
    """The queue's one task, ``run_job(job_id)``. The worker gives ``answer``; others only ring."""
    with _lock:
        if not hasattr(queue, "portal_answer") or answer is not None:
            queue.portal_answer = answer
        if not hasattr(queue, "portal_bell"):

            def run_job(job_id: int) -> None:
                if queue.portal_answer is None:
                    raise RuntimeError("this process is no worker")
                queue.portal_answer(job_id)

            queue.portal_bell = queue.task(name="run_job")(run_job)
    return queue.portal_bell


def ring(queue: Huey, job_id: int) -> None:
    """Wake a worker for the job. A failure is only logged: the sweep finds the waiting row within seconds."""
    try:
        bell(queue)(job_id)
    except Exception:
        logger.exception("could not wake the worker for job %s; the sweep will", job_id)


_lock = threading.Lock()
