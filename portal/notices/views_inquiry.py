"""預貯金照会: take the request rows as CSV, keep the layout a bank wants."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal import audit
from portal.db import unit_of_work
from portal.documents.sheets import write_csv
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.notices import inquiries as service
from portal.notices.blueprint import blueprint
from portal.notices.downloads import CSV, file_response
from portal.notices.forms import InquiryForm
from portal.notices.views_contacts import Pending, contacts_page
from portal.web import actor, now, office, requires, today

MOST_CASES = 2_000


@blueprint.post("/contacts/inquiry")
@requires(Permission.NOTICES_DRAFT)
def inquiry() -> ResponseReturnValue:
    """Request rows as CSV, or the layout saved: the button says which."""
    form = InquiryForm()
    with unit_of_work(office().sessions) as session:
        try:
            if not form.validate():
                raise InvalidInput("".join(str(text) for texts in form.errors.values() for text in texts))
            if form.wish.data == "save":
                return _save(session, form)
            return _take(session, form)
        except PortalError as error:
            session.rollback()
            return contacts_page(session, inquiry=form, errors=[error.sentence])


def _save(session: Session, form: InquiryForm) -> ResponseReturnValue:
    row = service.save_layout(
        session, actor(), now(), name=form.name.data or "", text=form.layout.data or "", encoding=form.encoding.data
    )
    flash(f"列の並び「{row.name}」を保存しました。", "success")
    if form.numbers.data:  # what was typed beside it stays; numbers of cases go into no address
        return contacts_page(session, inquiry=form)
    return redirect(url_for("notices.contacts", layout=row.id, _anchor="inquiry"))


def _take(session: Session, form: InquiryForm) -> ResponseReturnValue:
    numbers = (form.numbers.data or "").split()
    if not numbers:
        raise InvalidInput("照会する案件の整理番号を、1行に一つずつ入力してください。")
    if len(numbers) > MOST_CASES:
        raise InvalidInput(f"一度に照会できるのは{MOST_CASES:,}件までです（今は{len(numbers):,}件）。分けてください。")
    made = service.inquiry(
        session, actor(), numbers, first=form.first.data, last=form.last.data or today(), kind=form.kind.data,
        layout=service.parse_layout(form.layout.data or ""),
    )  # fmt: skip
    if not made.rows:
        reasons = "".join(f"{number}：{reason}" for number, reason in made.left_out[:10])
        raise InvalidInput(f"照会できる案件がありません。{reasons}")
    encoding: Any = form.encoding.data
    written = write_csv(made.headings, made.rows, encoding=encoding)
    if (made.left_out or written.notes) and not request.form.get("accept"):
        pending = Pending("inquiry", len(made.rows), made.left_out, written.notes)
        return contacts_page(session, inquiry=form, pending=pending)
    audit.record(
        session,
        actor(),
        now(),
        action="notice.inquiry",
        sentence=f"預貯金照会の一覧（{len(made.rows)}件）を取り出しました。",
    )
    return file_response(written.content, "預貯金照会の一覧.csv", CSV)


@blueprint.post("/contacts/layouts/<int:layout_id>/delete")
@requires(Permission.NOTICES_DRAFT)
def delete_layout(layout_id: int) -> ResponseReturnValue:
    """Delete a saved layout."""
    with unit_of_work(office().sessions) as session:
        row = service.find_layout(session, actor(), layout_id)
        name = row.name
        service.delete_layout(session, actor(), now(), row)
    flash(f"列の並び「{name}」を削除しました。", "success")
    return redirect(url_for("notices.contacts", _anchor="inquiry"))
