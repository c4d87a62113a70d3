"""Long work: claimed once, cancelled on request, revived after a killed worker, honest about how it ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from portal.db import reading, unit_of_work
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.jobs import Job, JobState, Worker, cancel, enqueue, find
from tests.conftest import NOW


def put(office, people, *, kind="count", total=3) -> int:
    with unit_of_work(office.sessions) as session:
        job = enqueue(
            session,
            people.hanako,
            NOW,
            queue=office.queue,
            kind=kind,
            title="数える",
            payload={"n": total},
            total=total,
        )
        return job.id


def worker(office, **handlers) -> Worker:
    return Worker(office, handlers, sessions=office.sessions, queue=office.queue)


def state(office, job_id) -> Job:
    with reading(office.sessions) as session:
        return session.get(Job, job_id)


def count(office, run):
    for number in range(run.payload["n"]):
        run.progress(number + 1)
    run.result = {"counted": run.payload["n"]}


def test_a_job_runs_to_its_end_and_keeps_its_result(office, people):
    job_id = put(office, people)
    worker(office, count=count).run(job_id)
    job = state(office, job_id)
    assert (job.status, job.done, job.percent, job.result) == (JobState.DONE, 3, 100, {"counted": 3})


def test_a_rolled_back_request_leaves_no_job_and_rings_no_bell(office, people):
    with pytest.raises(RuntimeError), unit_of_work(office.sessions) as session:
        enqueue(session, people.hanako, NOW, queue=office.queue, kind="count", title="x", payload={})
        raise RuntimeError
    assert office.queue.pending_count() == 0


def test_two_workers_never_run_the_same_job(office, people):
    job_id = put(office, people)
    ran = []

    def once(office, run):
        ran.append(run.id)
        worker(office, count=once).run(run.id)  # another worker answers the same bell meanwhile

    worker(office, count=once).run(job_id)
    worker(office, count=once).run(job_id)
    assert ran == [job_id]


def test_a_running_job_stops_at_its_next_row_when_asked(office, people):
    job_id = put(office, people)

    def asked_to_stop(office, run):
        run.progress(1)
        with unit_of_work(office.sessions) as session:
            cancel(session, people.hanako, NOW, run.id)
        run.progress(2)
        raise AssertionError("went on after being cancelled")

    worker(office, count=asked_to_stop).run(job_id)
    job = state(office, job_id)
    assert (job.status, job.done) == (JobState.CANCELLED, 2)
    assert "中止しました" in job.message


def test_a_waiting_job_is_cancelled_at_once_and_never_starts(office, people):
    job_id = put(office, people)
    with unit_of_work(office.sessions) as session:
        cancel(session, people.hanako, NOW, job_id)
    worker(office, count=count).run(job_id)
    assert state(office, job_id).status is JobState.CANCELLED
    with unit_of_work(office.sessions) as session, pytest.raises(Conflict, match="既に終わっています"):
        cancel(session, people.hanako, NOW, job_id)


def test_a_job_whose_worker_was_killed_is_run_again(office, people):
    job_id = put(office, people)
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    with unit_of_work(office.sessions) as session:
        session.execute(update(Job).where(Job.id == job_id).values(state="running", attempts=1, heartbeat_at=long_ago))
    office.queue.flush()
    reviver = worker(office, count=count)
    assert reviver.sweep() == [job_id]
    reviver.run(job_id)
    job = state(office, job_id)
    assert (job.status, job.attempts) == (JobState.DONE, 2)


def test_a_job_that_keeps_dying_is_given_up_after_five_attempts(office, people):
    job_id = put(office, people)
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    with unit_of_work(office.sessions) as session:
        session.execute(update(Job).where(Job.id == job_id).values(state="running", attempts=5, heartbeat_at=long_ago))
    worker(office, count=count).sweep()
    job = state(office, job_id)
    assert job.status is JobState.FAILED
    assert "5回" in job.message


def test_a_living_job_is_left_alone_by_the_sweep(office, people):
    job_id = put(office, people)
    with unit_of_work(office.sessions) as session:
        session.execute(update(Job).where(Job.id == job_id).values(state="running", heartbeat_at=datetime.now(UTC)))
    office.queue.flush()
    assert worker(office, count=count).sweep() == []
    assert state(office, job_id).status is JobState.RUNNING


def test_an_expected_error_ends_the_job_with_its_sentence(office, people):
    def refuse(office, run):
        raise InvalidInput("3行目『氏名』が空です。")

    job_id = put(office, people)
    worker(office, count=refuse).run(job_id)
    assert state(office, job_id).message == "3行目『氏名』が空です。"


def test_an_unexpected_error_shows_nothing_of_itself(office, people, caplog):
    def crash(office, run):
        raise ValueError("架空 一郎")

    job_id = put(office, people)
    worker(office, count=crash).run(job_id)
    job = state(office, job_id)
    assert job.status is JobState.FAILED
    assert "架空" not in job.message


def test_another_department_does_not_find_the_job(office, people):
    job_id = put(office, people)
    with reading(office.sessions) as session:
        assert find(session, people.taro, job_id).id == job_id
        with pytest.raises(NotFound):
            find(session, people.jiro, job_id)
