"""Batches made of lists the short way, and the worker in a process of its own: ``python -m tests.notices.batches``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.db import reading, unit_of_work
from portal.documents.sheets import write_xlsx
from portal.jobs import Job, Worker
from portal.ledger.models import Event
from portal.notices import confirming, enclosures, lists, making
from portal.notices.columns import example_rows, headings
from portal.notices.library import WordForm, shipped
from portal.notices.models import Notice, NoticeBatch
from portal.notices.sources import Issue
from portal.settings import HOME
from tests.conftest import NOW

FORMS = shipped(HOME / "templates")
REMINDER = FORMS["催告書"]
ISSUE = Issue(day=date(2026, 11, 24), designated=date(2026, 12, 8), signer_title="世田谷区長", officer_name="架空 花子")


def rows_of(form: WordForm, count: int, **changed: Any) -> list[list[Any]]:
    """``count`` rows like the example, each with its own 整理番号, name and 郵便番号."""
    names = headings(form)
    computed = {one.name: None for one in form.fields if one.source.startswith("computed.")}
    base = {**dict(zip(names, example_rows(form)[0], strict=True)), **computed}
    return [
        [
            {**base, "整理番号": f"X-{at}", "氏名": f"架空 {at}郎", "郵便番号": f"154-{9999 - at:04}", **changed}[name]
            for name in names
        ]
        for at in range(1, count + 1)
    ]


def start(
    office: Any, actor: Any, rows: Sequence[Sequence[Any]], *, form: WordForm = REMINDER, enclose: bool = False,
    **options: Any,
) -> int:  # fmt: skip
    """Read, freeze and hand to the worker; the batch's id."""
    content = write_xlsx(headings(form), rows)
    with reading(office.sessions) as session:
        outcome = lists.read(session, office, actor, form, content, "一覧.xlsx", issue=ISSUE)
        assert outcome.clean, [*outcome.problems, *(one.sentence for one in outcome.errors[:3])]
        sheet = enclosures.enclosing(session, office, actor, ISSUE, today=ISSUE.day) if enclose else None
    prepared = confirming.prepared(form, outcome.letters, sheet)
    with unit_of_work(office.sessions) as session:
        key = office.store.put(content)
        batch = confirming.new_batch(
            session, office, actor, NOW, form, ISSUE, prepared, origin="list", symbol="住", reason="試験のため。",
            options={**options, "file_key": key, "filename": "一覧.xlsx"}, content=content,
        )  # fmt: skip
        if batch.needs_approval:
            batch.state = "approved"
        confirming.start_making(session, office, actor, NOW, batch)
        return batch.id


def start_again(office: Any, actor: Any, batch_id: int) -> None:
    """「続きから作成する」."""
    with unit_of_work(office.sessions) as session:
        confirming.start_making(session, office, actor, NOW, session.get_one(NoticeBatch, batch_id))


def work(office: Any) -> list[Job]:
    """Run every waiting job here; the jobs as they ended."""
    with reading(office.sessions) as session:
        ids = session.scalars(select(Job.id).where(Job.state == "waiting").order_by(Job.id)).all()
    worker = Worker(office, {making.KIND: making.make}, sessions=office.sessions, queue=office.queue)
    for job_id in ids:
        worker.run(job_id)
    with reading(office.sessions) as session:
        return [session.get_one(Job, job_id) for job_id in ids]


def state_of(office: Any, batch_id: int) -> dict[str, Any]:
    """Everything a batch left: its state, each row with number and hashes, the files by their keys, the events."""
    with reading(office.sessions) as session:
        batch = session.get_one(NoticeBatch, batch_id)
        rows = session.execute(
            select(Notice.position, Notice.state, Notice.number, Notice.serial, Notice.file_hash, Notice.pages)
            .where(Notice.batch_id == batch_id)
            .order_by(Notice.position)
        ).all()
        events = session.execute(
            select(Event.case_id, Event.kind, Event.document_number).order_by(Event.document_number)
        ).all()
        return {
            "state": batch.state,
            "rows": [tuple(row) for row in rows],
            "outputs": dict(batch.outputs),
            "events": [tuple(row) for row in events if row.document_number],
        }


def worker_process(instance: Any, database_url: str = "") -> subprocess.Popen[bytes]:
    """A worker that takes over what a dead one left, runs all jobs and ends."""
    environment = {**os.environ, "PORTAL_INSTANCE": str(instance), "PYTHONPATH": str(HOME)}
    if database_url:
        environment["PORTAL_DATABASE_URL"] = database_url
    return subprocess.Popen([sys.executable, "-m", "tests.notices.batches"], env=environment, cwd=HOME)


def main() -> None:
    from portal import opening, wiring

    office = opening.open_office(opening.read_settings())
    worker = Worker(office, wiring.JOB_HANDLERS, sessions=office.sessions, queue=office.queue)
    worker.sweep(datetime.now(UTC) + timedelta(minutes=1))  # as if the heart had stopped long ago
    work(office)
    opening.close_office(office)


if __name__ == "__main__":
    main()
