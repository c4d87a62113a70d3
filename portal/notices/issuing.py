"""Issuing: numbers, register entries and ledger events, all in one transaction.

The event of a form (``event`` in its toml) is written for letters the office sends to the debtor and to third parties.
Not for papers the debtor has yet to sign (addressee ``applicant``) nor internal records (``internal``): an unsigned
pledge is no acknowledgment, a drafted record no decision. A letter to a guarantor does not postpone limitation against
the debtor (民法458条, 441条) and is recorded as ``note``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import Department
from portal.domain.actor import Actor
from portal.domain.document_number import DocumentNumber
from portal.domain.errors import Conflict, InvalidInput
from portal.domain.permissions import Permission
from portal.ledger.kinds import BY_CODE
from portal.ledger.models import Event
from portal.ledger.service import find_case
from portal.notices.approval import check_ready, first_notices, form_of
from portal.notices.checks import blocking
from portal.notices.drafting import fill_for_case, issue_of
from portal.notices.library import WordForm, form_from
from portal.notices.models import Notice, NoticeBatch
from portal.notices.numbering import allocate, symbol_of
from portal.notices.press import Press
from portal.notices.values import thaw
from portal.notices.workshop import with_dates

CHUNK = 1000  # rows of one statement: memory does not grow with the list
SENT_TO = frozenset({"debtor", "guarantor", "heir", "third_party"})
_REMINDERS = frozenset({"reminder", "final_reminder"})


def press_of(office: Any, batch: NoticeBatch) -> Press:
    """The press of a batch: its form and what is enclosed as they were when it was drafted."""
    options = batch.options
    return Press(
        form_of(office, batch),
        bool(options.get("barcode")),
        enclosure_of(office, batch),
        options.get("deflate", "stdlib"),
    )


def enclosure_of(office: Any, batch: NoticeBatch) -> WordForm | None:
    """The form enclosed with the letters of a batch."""
    kept = batch.enclosure
    return form_from(kept["name"], with_dates(kept["about"]), office.store.get(kept["key"])) if kept else None


def may_issue(batch: NoticeBatch) -> bool:
    """Whether the next step is to issue, given the rule of approval."""
    if batch.numbered_at is not None:
        return False
    return batch.state == "approved" or (batch.state == "draft" and not batch.needs_approval)


def lacks_pdf(batch: NoticeBatch) -> bool:
    """Whether an issued list was to have a PDF and got none (no LibreOffice then): it can be made later."""
    return batch.state == "issued" and bool(batch.options.get("pdf")) and "pdf" not in batch.outputs


def issue_single(session: Session, office: Any, actor: Actor, now: datetime, batch: NoticeBatch) -> Notice:
    """Issue a batch of one letter about a case at once. Raises InvalidInput, Conflict."""
    actor.require(Permission.NOTICES_DRAFT)
    require_issuable(batch)
    check_ready(session, office, batch)
    notice = first_notices(session, batch)[0]
    _check_again(session, office, actor, batch, notice)
    press = press_of(office, batch)
    press.letter(notice)  # fails before a number is taken
    assign_numbers(session, actor, now, batch, [notice.id], press.form)
    session.refresh(notice)
    content = press.letter(notice)
    notice.file_hash = hashlib.sha256(content).hexdigest()
    batch.outputs = {**batch.outputs, "docx": office.store.put(content)}
    batch.state = "issued"
    return notice


def require_issuable(batch: NoticeBatch) -> None:
    if batch.state == "draft" and batch.needs_approval:
        raise Conflict("この通知書は承認を受けてから発行します。先に承認を依頼してください。")
    if not may_issue(batch):
        raise Conflict("この起案は発行できない状態です。開き直して確かめてください。")


def _check_again(session: Session, office: Any, actor: Actor, batch: NoticeBatch, notice: Notice) -> None:
    """The world may have changed since the approval: what blocks now, blocks."""
    if notice.case_id is None:
        return
    form = form_of(office, batch)
    case = find_case(session, actor, notice.case_id)
    claim = next((one for one in case.claims if one.id == notice.claim_id), None)
    typed = thaw(form, notice.payload)
    filled = fill_for_case(session, office.settings, form, case, issue=issue_of(batch), claim=claim, typed=typed)
    if found := blocking(filled.findings):
        raise InvalidInput(
            "発行の前に確かめたところ、発行できない事情があります。" + "".join(one.sentence for one in found)
        )


@dataclass(frozen=True)
class Foreseen:
    """Letters printed before their numbers were given: from which serial on, number and hash of each by its row."""

    first_serial: int
    numbers: Mapping[int, str]
    hashes: Mapping[int, str]


def assign_numbers(
    session: Session, actor: Actor, now: datetime, batch: NoticeBatch, ids: Sequence[int], form: WordForm,
    *, foreseen: Foreseen | None = None,
) -> bool:  # fmt: skip
    """Numbers, register entries and events for those rows, in that order. Either all of it commits or none.

    Returns whether the numbers are the ``foreseen`` ones: then what was printed with them holds, and is registered.
    """
    if batch.numbered_at is not None:
        raise Conflict("この起案には、既に文書番号が付いています。開き直して確かめてください。")
    department = session.get_one(Department, batch.department_id)
    symbol = symbol_of(department, batch.symbol)
    numbers = list(
        allocate(session, department_id=batch.department_id, symbol=symbol, day=batch.issue_day, count=len(ids))
    )
    session.flush()
    holds = foreseen is not None and bool(numbers) and numbers[0].serial == foreseen.first_serial
    for at in range(0, len(ids), CHUNK):
        chunk = ids[at : at + CHUNK], numbers[at : at + CHUNK]
        _register(session, batch, symbol, *chunk, foreseen if holds else None)
    if form.addressee in SENT_TO and form.event in BY_CODE:
        for at in range(0, len(ids), CHUNK):
            _write_events(session, actor, now, batch, form, ids[at : at + CHUNK])
    batch.symbol, batch.numbered_at = symbol, now
    first, last = (numbers[0].format(), numbers[-1].format()) if numbers else ("", "")
    audit.record(
        session, actor, now, action="notice.issued", object_kind="batch", object_id=batch.id,
        sentence=f"「{batch.form_title}」{len(ids)}通を発行しました（{first}{'から' + last if len(ids) > 1 else ''}）。",
    )  # fmt: skip
    return holds


def _register(
    session: Session, batch: NoticeBatch, symbol: str, ids: Sequence[int], numbers: Sequence[DocumentNumber],
    foreseen: Foreseen | None,
) -> None:  # fmt: skip
    same = {"state": "issued", "symbol": symbol, "issue_day": batch.issue_day, "approver_name": batch.approver_name}
    rows = [
        {
            "key": key,
            "fiscal_year": number.fiscal_year,
            "serial": number.serial,
            "number": foreseen.numbers[key] if foreseen else number.format(),
            "file_hash": foreseen.hashes[key] if foreseen else "",
        }
        for key, number in zip(ids, numbers, strict=True)
    ]
    names = ("fiscal_year", "serial", "number", "file_hash")
    table = Notice.__table__
    statement = table.update().where(table.c.id == bindparam("key"))  # type: ignore[attr-defined]
    session.connection().execute(statement.values(**same, **{name: bindparam(name) for name in names}), rows)


def _write_events(
    session: Session, actor: Actor, now: datetime, batch: NoticeBatch, form: WordForm, ids: Sequence[int]
) -> None:
    query = select(Notice.id, Notice.case_id, Notice.claim_id, Notice.payload, Notice.number).where(
        Notice.id.in_(ids), Notice.case_id.is_not(None)
    )
    rows = [_event(actor, now, batch, form, *row) for row in session.execute(query.order_by(Notice.position))]
    if not rows:
        return
    session.execute(insert(Event), rows)
    made = session.execute(select(Event.notice_id, Event.id).where(Event.notice_id.in_(ids)))
    session.execute(update(Notice), [{"id": notice_id, "event_id": event_id} for notice_id, event_id in made])


def _event(
    actor: Actor, now: datetime, batch: NoticeBatch, form: WordForm, notice_id: int, case_id: int, claim_id: int | None,
    payload: Mapping[str, Any], number: str,
) -> dict[str, Any]:  # fmt: skip
    kind, counterpart = form.event, "本人" if form.addressee == "debtor" else "第三者"
    if form.addressee == "guarantor":
        counterpart = "連帯保証人"
        kind = "note" if kind in _REMINDERS else kind
    starts, ends = _day(payload, "猶予開始日"), _day(payload, "猶予終了日") or _day(payload, "延長後期限")
    happened = starts if starts and kind.endswith("grace") else batch.issue_day
    designated = _designated(form, payload)
    return {
        "case_id": case_id, "claim_id": claim_id, "kind": kind, "happened_on": happened, "means": "文書",
        "counterpart": counterpart, "result": "発送", "memo": f"「{batch.form_title}」を発行（{number}）",
        "designated_date": designated if designated and designated >= happened else None,
        "ends_on": ends if ends and ends >= happened else None, "outcome": "", "document_number": number[:60],
        "notice_id": notice_id, "author_id": actor.user_id, "author_name": actor.name, "created_at": now,
        "cancel_reason": "",
    }  # fmt: skip


def _designated(form: WordForm, payload: Mapping[str, Any]) -> date | None:
    return next((_day(payload, one.name) for one in form.fields if one.source == "issue.designated_date"), None)


def _day(payload: Mapping[str, Any], name: str) -> date | None:
    value = payload.get(name)
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 and value[4] == "-" else None
