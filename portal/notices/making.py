"""The job that turns a confirmed batch into numbered letters and files.

The letters are printed once with the numbers they will get if nobody takes them first. A row that cannot be printed gets
none. Then one transaction hands out all numbers with register and ledger; when they are the foreseen ones the files
hold, otherwise they are printed anew. Whenever the worker is killed, the next one makes the same bytes from the frozen
rows: no number is used twice and none is missing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Department, User
from portal.db import reading, unit_of_work
from portal.domain.actor import SYSTEM, Actor
from portal.domain.document_number import DocumentNumber
from portal.domain.errors import PortalError
from portal.domain.fiscal_year import fiscal_year_of
from portal.jobs import JobCancelled, JobRun
from portal.ledger.models import Case, Claim, Payment
from portal.notices.frozen_rows import frozen_rows
from portal.notices.issuing import Foreseen, assign_numbers, press_of
from portal.notices.models import Notice, NoticeBatch
from portal.notices.numbering import next_serial, symbol_of
from portal.notices.outputs import NotMade, dispatch_book, failed_rows, pdf_of_batch
from portal.notices.press import Press
from portal.notices.print_worker import line_of
from portal.notices.printing import APART_FROM, Printed, Task, print_all

KIND = "notices.make"
PRINTED = ("zip", "merged")
_CHUNK = 1000
_PAID = "起案の後に完納されたため、作成しませんでした。"


def make(office: Any, run: JobRun) -> None:
    """Handler of the job. ``payload``: batch_id."""
    batch_id = int(run.payload["batch_id"])
    office.store.sweep(datetime.now(UTC) - timedelta(days=1))  # what killed workers left half written
    try:
        with reading(office.sessions) as session:
            batch = session.get_one(NoticeBatch, batch_id)
            making = _Making(office, run, batch, press_of(office, batch))
        if batch.numbered_at is None:
            making.print_and_number()
        making.finish()
    except (JobCancelled, PortalError):
        _put_back(office, batch_id)
        raise


def _put_back(office: Any, batch_id: int) -> None:
    """A batch without numbers goes back to where it was; one with numbers stays and is taken up again."""
    with unit_of_work(office.sessions) as session:
        batch = session.get_one(NoticeBatch, batch_id)
        if batch.numbered_at is None and batch.state == "making":
            batch.state = "approved" if batch.approver_id else "draft"


@dataclass
class _Making:
    """One run of the job on one batch (read before; the database holds what changes)."""

    office: Any
    run: JobRun
    batch: NoticeBatch
    press: Press
    notes: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    # Before there are numbers

    def print_and_number(self) -> None:
        """Print with the numbers to come, then give them; keep what was printed when they came true."""
        paid = self._paid_rows()
        first, numbers = self._foreseen(paid)
        with self._drafts(PRINTED if numbers else ()) as drafts:
            printed = self._print(drafts, "draft", numbers)
            letters = printed.get("zip")
            failures = {**paid, **(letters.failures if letters else {})}
            foreseen = Foreseen(first, numbers, letters.hashes) if letters and not letters.failures else None
            if self._number(failures, foreseen):
                self._keep(printed)

    def _paid_rows(self) -> dict[int, str]:
        """Rows whose case has nothing left to pay."""
        with reading(self.office.sessions) as session:
            rows = session.scalars(
                select(Notice.id).where(
                    Notice.batch_id == self.batch.id,
                    Notice.state == "draft",
                    Notice.case_id.in_(_paid_cases(self.batch)),
                )
            )
            return dict.fromkeys(rows, _PAID)

    def _foreseen(self, left_out: Mapping[int, str]) -> tuple[int, dict[int, str]]:
        """The serial to come, and the number of each row by its id."""
        batch = self.batch
        with reading(self.office.sessions) as session:
            symbol = symbol_of(session.get_one(Department, batch.department_id), batch.symbol)
            first = next_serial(session, department_id=batch.department_id, symbol=symbol, day=batch.issue_day)
            ids = session.scalars(
                select(Notice.id).where(Notice.batch_id == batch.id, Notice.state == "draft").order_by(Notice.position)
            )
            year = fiscal_year_of(batch.issue_day)
            kept = (key for key in ids if key not in left_out)
            return first, {key: DocumentNumber(year, symbol, first + at).format() for at, key in enumerate(kept)}

    def _number(self, failures: Mapping[int, str], foreseen: Foreseen | None) -> bool:
        """Give the numbers; whether they are the foreseen ones."""
        now = datetime.now(UTC)  # the worker has no request; the day of issue is the batch's own
        failed = [{"id": key, "state": "failed", "failure": text[:500]} for key, text in failures.items()]
        self._progress(None, "文書番号を付けています。")
        with unit_of_work(self.office.sessions) as session:
            batch = session.get_one(NoticeBatch, self.batch.id)
            if batch.numbered_at is not None:
                return False
            if failed:
                session.execute(update(Notice), failed)
            ids = session.scalars(
                select(Notice.id).where(Notice.batch_id == batch.id, Notice.state == "draft").order_by(Notice.position)
            ).all()
            batch.failed = len(failures)
            actor = _actor(session, self.run)
            return assign_numbers(session, actor, now, batch, ids, self.press.form, foreseen=foreseen)

    # Files

    def finish(self) -> None:
        """Make every file that is not there yet."""
        with reading(self.office.sessions) as session:
            batch = self.batch = session.get_one(NoticeBatch, self.batch.id)
            count = select(func.count()).where(Notice.batch_id == batch.id, Notice.state == "issued")
            issued = session.scalar(count) or 0
        if issued:
            self._print_missing()
            if batch.options.get("pdf") and self._lacks("pdf"):
                self._forget("register")  # the 発送簿 holds the pages
                self._step("pdf", lambda: pdf_of_batch(self.office, self.run, self.batch, self.press))
            self._step("register", lambda: dispatch_book(self.office, self.batch.id))
        if batch.failed:
            self._step("failed", lambda: failed_rows(self.office, self.batch))
        with unit_of_work(self.office.sessions) as session:
            session.get_one(NoticeBatch, batch.id).state = "issued"
        total = batch.total * 2
        self.run.message = ("".join(self.notes) or "作成が終わりました。")[:500]
        self.run.progress(total, total, failed=batch.failed, message=self.run.message)
        self.run.result = {"issued": issued, "failed": batch.failed}

    def _print_missing(self) -> None:
        missing = [what for what in PRINTED if what not in self.refused and self._lacks(what)]
        with self._drafts(missing) as drafts:
            printed = self._print(drafts, "issued", None)
            if "zip" in printed:
                self._register_hashes(printed["zip"].hashes)
            self._keep(printed)

    def _step(self, name: str, step: Callable[[], str]) -> None:
        if not self._lacks(name):
            return
        try:
            self._remember(name, step())
        except NotMade as reason:
            self.notes.append(reason.sentence)

    def _lacks(self, name: str) -> bool:
        key = self.batch.outputs.get(name)
        return not key or not self.office.store.exists(key)

    def _print(self, drafts: Mapping[str, Path], state: str, numbers: Mapping[int, str] | None) -> dict[str, Printed]:
        """Print the letters one by one (by number) and all in one file (by 郵便番号)."""
        if not drafts:
            return {}
        duplex = bool(self.batch.options.get("duplex"))
        tasks = [
            Task(what, lambda what=what: self._lines(state, numbers, by_postal_code=what == "merged"), out, duplex)  # type: ignore[misc]
            for what, out in drafts.items()
        ]
        kept = self.batch.enclosure
        paths = self.office.store.path(self.batch.form_key), self.office.store.path(kept["key"]) if kept else None
        return print_all(
            self.press, paths, tasks, apart=self.batch.total >= APART_FROM,
            tick=lambda done: self._progress(done, "文書を作成しています。"),
        )  # fmt: skip

    def _lines(self, state: str, numbers: Mapping[int, str] | None, *, by_postal_code: bool) -> Iterator[str]:
        for row in frozen_rows(self.office, self.batch.id, state=state, by_postal_code=by_postal_code):
            if numbers is None:
                yield line_of(row.id, row.number, row.reference, row.payload, row.enclosed)
            elif row.id in numbers:
                yield line_of(row.id, numbers[row.id], row.reference, row.payload, row.enclosed)

    @contextlib.contextmanager
    def _drafts(self, names: Sequence[str]) -> Iterator[dict[str, Path]]:
        """Files to write into, gone afterwards unless they were kept."""
        made: dict[str, Path] = {}
        try:
            for name in names:
                made[name] = self.office.store.draft()
            yield made
        finally:
            for path in made.values():
                path.unlink(missing_ok=True)

    def _keep(self, printed: Mapping[str, Printed]) -> None:
        for what, one in printed.items():
            if one.refused:
                self.refused.add(what)
                self.notes.append(f"まとめた印刷用のファイルは作れませんでした。{one.refused}")
            else:
                self._remember(what, self.office.store.adopt(one.path))

    def _register_hashes(self, hashes: Mapping[int, str]) -> None:
        table = Notice.__table__
        statement = table.update().where(table.c.id == bindparam("key")).values(file_hash=bindparam("hash"))  # type: ignore[attr-defined]
        rows = [{"key": key, "hash": digest} for key, digest in hashes.items()]
        with unit_of_work(self.office.sessions) as session:
            for at in range(0, len(rows), _CHUNK):
                session.connection().execute(statement, rows[at : at + _CHUNK])

    def _remember(self, name: str, key: str) -> None:
        self._outputs({name: key})

    def _forget(self, name: str) -> None:
        self._outputs({name: None})

    def _outputs(self, changed: Mapping[str, str | None]) -> None:
        with unit_of_work(self.office.sessions) as session:
            batch = session.get_one(NoticeBatch, self.batch.id)
            batch.outputs = {name: key for name, key in {**batch.outputs, **changed}.items() if key}
            self.batch = batch

    def _progress(self, done: int | None, message: str) -> None:
        total = self.batch.total * 2
        self.run.progress(total if done is None else min(done, total), total, message=message)


def _paid_cases(batch: NoticeBatch) -> Any:
    """Cases of the batch with nothing left to pay."""
    paid = (
        select(Payment.claim_id, func.sum(Payment.to_principal).label("paid"))
        .where(Payment.cancelled_at.is_(None))
        .group_by(Payment.claim_id)
        .subquery()
    )
    left = func.sum(Claim.principal - func.coalesce(paid.c.paid, 0))
    return (
        select(Case.id)
        .join(Claim, Claim.case_id == Case.id)
        .outerjoin(paid, paid.c.claim_id == Claim.id)
        .where(Case.id.in_(select(Notice.case_id).where(Notice.batch_id == batch.id, Notice.case_id.is_not(None))))
        .group_by(Case.id)
        .having(left <= 0)
    )


def _actor(session: Session, run: JobRun) -> Actor:
    user = session.get(User, run.actor_id) if run.actor_id else None
    return user.as_actor() if user else SYSTEM
