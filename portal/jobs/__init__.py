"""Floor 2: long work (ジョブ) — a row that says what to do and how far it is, a queue that wakes a worker.

The row is the truth, Huey only the bell: a worker *claims* a waiting row by a conditional UPDATE, beats its heart into
it while it works, and looks between rows of business whether somebody asked to cancel. A row whose heart stopped
(worker killed) is put back to waiting by the sweep and run again; handlers therefore skip what already exists.
"""

from portal.jobs.models import Job, JobState
from portal.jobs.queue import make_queue
from portal.jobs.service import cancel, enqueue, find
from portal.jobs.worker import Handler, JobCancelled, JobRun, Worker

__all__ = [
    "Handler",
    "Job",
    "JobCancelled",
    "JobRun",
    "JobState",
    "Worker",
    "cancel",
    "enqueue",
    "find",
    "make_queue",
]
