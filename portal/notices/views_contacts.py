"""Pages for the lists other hands need: the call centre, SMS, address labels; and the page that holds them all.

A list goes to somebody outside: whom it leaves out, and why, is said on the page and never written into the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import Department
from portal.db import reading, unit_of_work
from portal.documents.sheets import write_csv
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.domain.sms import check_sms, short_hours, sms_length
from portal.notices import contacts as service
from portal.notices import inquiries
from portal.notices.blueprint import blueprint
from portal.notices.downloads import CSV, DOCX, file_response
from portal.notices.drafting import find_batch
from portal.notices.filters import all_filters, filter_called
from portal.notices.forms import InquiryForm, SmsForm, TransferForm
from portal.notices.labels import labels as sheet_of_labels
from portal.notices.models import Notice
from portal.notices.transfers import NO_SECOND
from portal.web import actor, asked_number, now, office, requires, today

MOST_LABELS = 600


@dataclass(frozen=True)
class Pending:
    """A list that leaves somebody out, waiting for the officer's yes. ``section`` is the part of the page it belongs to."""

    section: str
    count: int
    left_out: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()


def contacts_page(session: Session, *, errors: Sequence[str] = (), **known: Any) -> ResponseReturnValue:
    """The page; ``known`` are the forms that were sent and what came of them."""
    usual = _usual_text(session)
    shown = {
        "sms": None, "transfer": None, "inquiry": None, "failures": None, "pending": None, "chosen_filter": request.form.get("filter", ""),
        **known,
    }  # fmt: skip
    shown["sms"] = shown["sms"] or SmsForm(formdata=None, text=usual)
    shown["transfer"] = shown["transfer"] or TransferForm(formdata=None, second=NO_SECOND)
    shown["inquiry"] = shown["inquiry"] or InquiryForm(formdata=None, **_layout(session))
    page = render_template(
        "notices/contacts.html", filters=all_filters(session, actor()), inquiry_columns=inquiries.COLUMNS, limit=office().settings.sms_limit,
        layouts=inquiries.layouts(session, actor()), errors=errors,
        failed=_SECTIONS.get((request.endpoint or "").removeprefix("notices."), ""), **shown,
    )  # fmt: skip
    return page, 422 if errors else 200


# Which part of the page a form belongs to: what is wrong is said there, as the address jumps to it.
_SECTIONS = {"call_sheet": "calls", "sms_sheet": "sms", "transfers": "transfers", "inquiry": "inquiry"}


def _sender(session: Session) -> str:
    department = session.get(Department, actor().department_id)
    return f"{office().settings.office_name}{department.name if department else ''}"


def _usual_text(session: Session) -> str:
    """What an SMS may say, with the department's own telephone, and its hours where they fit in."""
    department = session.get(Department, actor().department_id)
    text = f"【{_sender(session)}】お伝えしたいことがあります。お電話ください。{department.phone if department else ''}"
    hours = short_hours(department.hours) if department else ""
    whole = f"{text}({hours})" if hours else text
    return whole if sms_length(whole).units <= office().settings.sms_limit else text


def _layout(session: Session) -> dict[str, Any]:
    """The saved layout asked for in the address, for the form of 預貯金照会."""
    if not (number := asked_number("layout")):
        return {"last": today()}
    row = inquiries.find_layout(session, actor(), number)
    return {"last": today(), "layout": row.lines, "encoding": row.encoding, "name": row.name}


@blueprint.get("/contacts/")
@requires(Permission.NOTICES_READ)
def contacts() -> ResponseReturnValue:
    """Where to begin."""
    with reading(office().sessions) as session:
        return contacts_page(session)


@blueprint.post("/contacts/calls")
@requires(Permission.NOTICES_DRAFT)
def call_sheet() -> ResponseReturnValue:
    """電話催告 list as CSV."""
    with unit_of_work(office().sessions) as session:
        try:
            chosen = filter_called(session, actor(), request.form.get("filter", ""))
            made = service.calls(session, actor(), chosen, today())
            _require_rows(made.rows, made.left_out)
        except PortalError as error:
            return contacts_page(session, errors=[error.sentence])
        if made.left_out and not request.form.get("accept"):
            return contacts_page(session, pending=Pending("calls", len(made.rows), made.left_out))
        _trail(session, "notice.calls", f"電話催告の一覧（{len(made.rows)}件）を取り出しました。")
    return file_response(write_csv(made.columns, made.rows).content, "電話催告の一覧.csv", CSV)


def _require_rows(rows: Sequence[Any], left_out: Sequence[tuple[str, str]]) -> None:
    if not rows:
        reasons = "".join(f"{reference}：{reason}" for reference, reason in left_out[:10])
        raise InvalidInput(f"一覧に載せられる案件がありません。{reasons or '条件に合う案件がありません。'}")


@blueprint.post("/contacts/sms")
@requires(Permission.NOTICES_DRAFT)
def sms_sheet() -> ResponseReturnValue:
    """SMS list as CSV; a text that tells too much is refused with reasons."""
    form = SmsForm()
    text = (form.text.data or "").strip()
    with unit_of_work(office().sessions) as session:
        if not form.validate_on_submit():
            return contacts_page(session, sms=form, errors=_errors(form))
        if findings := check_sms(text, sender=_sender(session), limit=office().settings.sms_limit):
            return contacts_page(session, sms=form, errors=[one.sentence for one in findings])
        try:
            chosen = filter_called(session, actor(), request.form.get("filter", ""))
            made = service.messages(session, actor(), chosen, today(), text=text)
            _require_rows(made.rows, made.left_out)
        except PortalError as error:
            return contacts_page(session, sms=form, errors=[error.sentence])
        if made.left_out and not request.form.get("accept"):
            return contacts_page(session, sms=form, pending=Pending("sms", len(made.rows), made.left_out))
        sentence = f"SMSの一覧（{len(made.rows)}件、1件{sms_length(text).messages}通分）を取り出しました。"
        _trail(session, "notice.sms", sentence)
    return file_response(write_csv(made.columns, made.rows).content, "SMSの一覧.csv", CSV)


def _errors(form: Any) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _trail(session: Session, action: str, sentence: str) -> None:
    audit.record(session, actor(), now(), action=action, sentence=sentence)


@blueprint.get("/batches/<int:batch_id>/labels.docx")
@requires(Permission.NOTICES_READ)
def labels(batch_id: int) -> ResponseReturnValue:
    """Address labels of an issued batch in sending order."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        issued = session.scalars(
            select(Notice)
            .where(Notice.batch_id == batch.id, Notice.state == "issued")
            .order_by(Notice.postal_code == "", Notice.postal_code, Notice.address)
            .limit(MOST_LABELS + 1)
        ).all()
        if not issued:
            raise InvalidInput("発行した通知書がないため、宛名ラベルは作れません。")
        if len(issued) > MOST_LABELS:
            raise InvalidInput(f"宛名ラベルは{MOST_LABELS}通までです。発送簿の Excel から差し込み印刷をしてください。")
        audit.record(
            session, actor(), now(), action="notice.download", sentence=f"起案{batch.id}の宛名ラベルを取り出しました。",
            object_kind="batch", object_id=batch.id,
        )  # fmt: skip
        content = sheet_of_labels(issued)
    return file_response(content, f"{batch.form_title}_宛名ラベル.docx", DOCX)
