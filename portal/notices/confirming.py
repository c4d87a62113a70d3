"""Freezing what the officer confirmed: the rows of a list or of a filter become a batch."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import Department
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission
from portal.jobs import Job, enqueue
from portal.notices.checks import Severity
from portal.notices.drafting import Filled, frozen_batch
from portal.notices.enclosures import Enclosing, keep_form
from portal.notices.issuing import lacks_pdf, may_issue, require_issuable
from portal.notices.library import WordForm
from portal.notices.list_letters import Letter
from portal.notices.making import KIND
from portal.notices.models import Notice, NoticeBatch
from portal.notices.numbering import symbol_of
from portal.notices.sources import Issue
from portal.notices.totals import totals_of
from portal.notices.values import freeze, hash_of

CHUNK = 1000
# What every row has before it is issued; the same for all, so that it is not kept fifty thousand times.
_UNISSUED = {
    "state": "draft", "failure": "", "symbol": "", "number": "", "file_hash": "", "approver_name": "", "reissues": [],
    "cancel_reason": "", "return_reason": "", "follow_up": "",
}  # fmt: skip


def letter_of(filled: Filled) -> Letter:
    """A case filled for a filter, as a letter of a batch."""
    values = freeze(filled.form, filled.values)
    claim_id = filled.claim.id if filled.claim else None
    return Letter(0, values, filled.findings, filled.charged, filled.case.id, claim_id, filled.case.number)


@dataclass(frozen=True)
class Prepared:
    """Letters ready to be written, with what takes long made before the transaction begins (nobody's save waits for
    fifty thousand hashes); the rows themselves are made a thousand at a time, as they are written."""

    letters: Sequence[tuple[Letter, str, list[dict[str, Any]] | None]]  # with the hash of its values, and the 計算書
    warned: int
    grave: bool
    totals: Mapping[str, int]
    enclosure: WordForm | None = None


def prepared(form: WordForm, letters: Sequence[Letter], sheet: Enclosing | None = None) -> Prepared:
    """The rows of those letters, all but the batch they will belong to; with a 計算書 where ``sheet`` is given."""
    return Prepared(
        [
            (one, hash_of(one.values), (sheet.sheets(form, one.values, one.charged) or None) if sheet else None)
            for one in letters
        ],
        sum(1 for one in letters if one.warned),
        any(found.severity is Severity.APPROVE for one in letters for found in one.findings),
        totals_of(form, (one.values for one in letters)),
        sheet.form if sheet else None,
    )


def new_batch(
    session: Session, office: Any, actor: Actor, now: datetime, form: WordForm, issue: Issue, rows: Prepared, *,
    origin: str, symbol: str, options: Mapping[str, Any], reason: str, source_name: str = "", content: bytes = b"",
) -> NoticeBatch:  # fmt: skip
    """A batch with those letters as frozen rows. Raises InvalidInput: none left, findings without a reason."""
    actor.require(Permission.NOTICES_DRAFT)
    if not rows.letters:
        raise InvalidInput("作成する通知書がありません。除いた行を確かめてください。")
    warned = rows.warned
    if warned and not reason.strip():
        raise InvalidInput(
            f"注意のある行が{warned:,}行あります。そのまま送る理由を入力するか、注意のある行を除いてください。",
            field="reason",
        )
    batch = frozen_batch(office, actor, now, form, issue, origin=origin, symbol=symbol, options=options)
    symbol_of_batch(session, batch)
    batch.total = len(rows.letters)
    batch.options = {**batch.options, "totals": dict(rows.totals)}
    batch.waiver_reason = reason.strip()[:500]
    batch.needs_approval = form.disposition or rows.grave
    batch.source_name = source_name[:200]
    batch.source_hash = hashlib.sha256(content).hexdigest() if content else ""
    batch.title = f"{form.title}　{batch.total:,}通"
    keep_form(office, batch, rows.enclosure)
    session.add(batch)
    session.flush()
    own = {"batch_id": batch.id, "department_id": batch.department_id, "form_name": form.name, **_UNISSUED}
    for at in range(0, len(rows.letters), CHUNK):
        chunk = enumerate(rows.letters[at : at + CHUNK], at + 1)
        session.execute(insert(Notice), [{**_row(position, *one), **own} for position, one in chunk])
    audit.record(
        session, actor, now, action="notice.draft", object_kind="batch", object_id=batch.id,
        sentence=f"「{form.title}」{batch.total:,}通を起案しました（起案{batch.id}）。",
    )  # fmt: skip
    return batch


def symbol_of_batch(session: Session, batch: NoticeBatch) -> None:
    """Fix the symbol now, so that a missing one is said before anything is drafted."""
    batch.symbol = symbol_of(session.get_one(Department, batch.department_id), batch.symbol)


def _row(position: int, one: Letter, values_hash: str, enclosed: list[dict[str, Any]] | None) -> dict[str, Any]:
    values = one.values
    parts = (values.get("住所") or values.get("債務者住所"), values.get("方書"))
    return {
        "position": position, "row_number": one.row_number, "case_id": one.case_id, "claim_id": one.claim_id,
        "payload": values, "findings": [f.to_dict() for f in one.findings], "working": list(one.working),
        "reference": one.reference[:60], "addressee": str(values.get("氏名") or values.get("債務者氏名") or "")[:200],
        "postal_code": str(values.get("郵便番号") or "")[:8], "address": "　".join(str(p) for p in parts if p)[:500],
        "values_hash": values_hash, "enclosed": enclosed,
    }  # fmt: skip


def new_mark() -> str:
    """A mark for the letters of one page, so that pressing its button twice makes them once."""
    return secrets.token_urlsafe(12)


def made_before(session: Session, actor: Actor, mark: str) -> NoticeBatch | None:
    """The batch that an earlier press of the same page's button made."""
    # Two presses at the same moment wait for each other here.
    session.scalar(select(Department.id).where(Department.id == actor.department_id).with_for_update())
    last = select(NoticeBatch).where(
        NoticeBatch.department_id == actor.department_id, NoticeBatch.author_id == actor.user_id
    )
    rows = session.scalars(last.order_by(NoticeBatch.id.desc()).limit(20))
    return next((one for one in rows if mark and one.options.get("once") == mark), None)


def same_list_before(session: Session, actor: Actor, form_name: str, content: bytes) -> NoticeBatch | None:
    """The last batch made of the very same file."""
    digest = hashlib.sha256(content).hexdigest()
    query = select(NoticeBatch).where(
        NoticeBatch.department_id == actor.department_id, NoticeBatch.form_name == form_name,
        NoticeBatch.source_hash == digest, NoticeBatch.state != "cancelled",
    )  # fmt: skip
    return session.scalar(query.order_by(NoticeBatch.id.desc()).limit(1))


def start_making(session: Session, office: Any, actor: Actor, now: datetime, batch: NoticeBatch) -> Job:
    """Hand the batch to the worker; also takes up again one whose job ended half-way or could not make the PDF."""
    actor.require(Permission.NOTICES_DRAFT)
    old = session.get(Job, batch.job_id) if batch.job_id else None
    if old is not None and not old.status.ended:
        raise Conflict("この起案は今、作成しています。終わるまでお待ちください。")
    if batch.state != "making" and not lacks_pdf(batch):
        require_issuable(batch)
    job = enqueue(
        session, actor, now, queue=office.queue, kind=KIND, title=f"{batch.form_title}　{batch.total:,}通の作成",
        payload={"batch_id": batch.id}, total=batch.total * 2,
    )  # fmt: skip
    batch.state, batch.job_id = "making", job.id
    return job


__all__ = ["letter_of", "may_issue", "new_batch", "same_list_before", "start_making"]
