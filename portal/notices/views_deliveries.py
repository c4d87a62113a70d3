"""配達記録: upload a list, look at what would change in the register, write it; one letter by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.db import reading, unit_of_work
from portal.documents.sheets import write_csv, write_error_sheet, write_xlsx
from portal.domain.errors import InvalidInput, NotFound, PortalError
from portal.domain.permissions import Permission
from portal.domain.postal_delivery import EXAMPLES, shown_tracking_number
from portal.notices import deliveries, delivery_booking
from portal.notices.blueprint import blueprint
from portal.notices.deliveries import DeliveryReading
from portal.notices.downloads import CSV, XLSX, file_response, taken
from portal.notices.drafting import find_batch
from portal.notices.forms import UploadForm
from portal.notices.models import DeliveryImport, Notice
from portal.web import actor, now, office, requires, today

LAST_SHOWN = 10
SHEET_COLUMNS = ("文書番号", "整理番号", "宛名", "引受番号", "配達日", "結果")


@blueprint.route("/deliveries/", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def deliveries_page() -> ResponseReturnValue:
    """How a list looks, where to upload one, and the last ones."""
    page = UploadForm()
    outcome: DeliveryReading | None = None
    if page.validate_on_submit():
        try:
            outcome, import_id = _keep(page)
        except PortalError as error:
            page.file.errors = [error.sentence]
        else:
            if import_id:
                return redirect(url_for("notices.show_delivery", import_id=import_id))
    with reading(office().sessions) as session:
        query = select(DeliveryImport).where(
            DeliveryImport.department_id == actor().department_id, DeliveryImport.applied_at.is_not(None)
        )
        last = session.scalars(query.order_by(DeliveryImport.id.desc()).limit(LAST_SHOWN)).all()
        rendered = render_template(
            "notices/deliveries.html", page=page, outcome=outcome, columns=deliveries.COLUMNS, example=deliveries.EXAMPLE, words=EXAMPLES, last=last,
        )  # fmt: skip
    return rendered, 422 if page.errors or (outcome and outcome.problems) else 200


def _keep(page: UploadForm) -> tuple[DeliveryReading, int]:
    """Read the list; keep it when there is anything to show of it."""
    upload = page.file.data
    if not upload:
        raise InvalidInput("読み込むファイルを選んでください。")
    content, name = taken(upload)
    with reading(office().sessions) as session:
        outcome = deliveries.read(
            session, actor(), content, name, today=today(), max_rows=office().settings.max_list_rows
        )
    if outcome.problems:
        return outcome, 0
    with unit_of_work(office().sessions) as session:
        row = DeliveryImport(
            department_id=actor().department_id, file_key=office().store.put(content), filename=name[:200],
            author_id=actor().user_id, author_name=actor().name, created_at=now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return outcome, row.id


def _find(session: Session, import_id: int) -> tuple[DeliveryImport, DeliveryReading]:
    row = session.get(DeliveryImport, import_id)
    if row is None or row.department_id != actor().department_id:
        raise NotFound("その配達記録は見つかりません。もう一度読み込んでください。")
    content = office().store.get(row.file_key)
    return row, deliveries.read(
        session, actor(), content, row.filename, today=today(), max_rows=office().settings.max_list_rows
    )


@blueprint.route("/deliveries/<int:import_id>", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def show_delivery(import_id: int) -> ResponseReturnValue:
    """What the list would change; the button writes it."""
    if request.method == "POST":
        with unit_of_work(office().sessions) as session:
            row, outcome = _find(session, import_id)
            count = len(outcome.fresh)
            delivery_booking.apply_import(
                session, actor(), now(), row, outcome.deliveries, refused=outcome.bad_rows, today=today()
            )
            returned = outcome.count("returned")
        flash(f"{count:,}通の配達の記録を登録簿に反映しました。", "success")
        if returned:
            flash(f"返戻が{returned:,}通あります。所在の調査に進んでください。", "warning")
            return redirect(url_for("notices.returns"))
        return redirect(url_for("notices.register"))
    with reading(office().sessions) as session:
        row, outcome = _find(session, import_id)
        return render_template(
            "notices/delivery.html", row=row, outcome=outcome, fresh=outcome.fresh[: deliveries.SHOWN], shown=deliveries.SHOWN,
            known=len(outcome.deliveries) - len(outcome.fresh), tracking=shown_tracking_number,
        )  # fmt: skip


@blueprint.get("/deliveries/<int:import_id>/errors.xlsx")
@requires(Permission.NOTICES_DRAFT)
def delivery_errors(import_id: int) -> ResponseReturnValue:
    """Only the rows that cannot be used, to be corrected and read again."""
    with reading(office().sessions) as session:
        _, outcome = _find(session, import_id)
    if not outcome.errors:
        raise InvalidInput("直す行はありません。")
    content = write_error_sheet(outcome.sheet, outcome.errors, headings=outcome.headings)
    return file_response(content, "配達記録_直す行.xlsx", XLSX)


@blueprint.get("/deliveries/example.<kind>")
@requires(Permission.NOTICES_READ)
def delivery_example(kind: str) -> ResponseReturnValue:
    """The example sheet, as xlsx or csv."""
    names = [column.name for column in deliveries.COLUMNS]
    if kind == "csv":
        return file_response(write_csv(names, deliveries.EXAMPLE).content, "配達記録の見本.csv", CSV)
    return file_response(write_xlsx(names, deliveries.EXAMPLE, sheet_name="配達記録"), "配達記録の見本.xlsx", XLSX)


@blueprint.get("/batches/<int:batch_id>/deliveries.xlsx")
@requires(Permission.NOTICES_READ)
def delivery_sheet(batch_id: int) -> ResponseReturnValue:
    """The letters of a batch with what is known of their delivery, to be filled in and read again."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        query = select(Notice).where(Notice.batch_id == batch.id, Notice.state == "issued").order_by(Notice.serial)
        rows = [_sheet_row(one) for one in session.scalars(query)]
        if not rows:
            raise InvalidInput("発行した通知書がないため、記入用の一覧は作れません。")
        audit.record(
            session, actor(), now(), action="notice.download", object_kind="batch", object_id=batch.id,
            sentence=f"起案{batch.id}の配達記録の記入用の一覧を取り出しました。",
        )  # fmt: skip
    content = write_xlsx(SHEET_COLUMNS, rows, widths={"宛名": 24, "引受番号": 20, "結果": 24}, sheet_name="配達記録")
    return file_response(content, f"{batch.form_title}_配達記録の記入用.xlsx", XLSX)


def _sheet_row(one: Notice) -> tuple[Any, ...]:
    day = one.delivered_on or one.returned_on
    return (
        one.number,
        one.reference,
        one.addressee,
        shown_tracking_number(one.tracking_number),
        day,
        one.delivery_result,
    )
