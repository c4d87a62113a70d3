"""Reading a list of claims from CSV or Excel into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from portal.db import reading, unit_of_work
from portal.documents.sheets import write_csv, write_error_sheet, write_xlsx
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.ledger import importing, rows
from portal.ledger.blueprint import blueprint
from portal.ledger.documents import case_documents
from portal.ledger.forms import UploadForm
from portal.web import actor, now, office, requires

_WARNINGS_SHOWN = 5
_INDEXED_AT_ONCE = 1_000


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def import_list() -> ResponseReturnValue:
    """All rows are written, or none: a half-read list cannot be corrected and read again."""
    form = UploadForm()
    outcome: importing.Outcome | None = None
    if form.validate_on_submit():
        try:
            outcome = _checked(form.file.data)
            if outcome.clean:
                return _write(outcome)
            if request.form.get("as") == "sheet" and not outcome.problems:
                return _error_sheet(outcome)
        except PortalError as error:
            form.take(error)
    page = render_template("ledger/import.html", form=form, outcome=outcome, columns=rows.COLUMNS, shown=rows.shown)
    return page, 422 if form.errors or outcome else 200


def _checked(upload: FileStorage | None) -> importing.Outcome:
    if not upload:
        raise InvalidInput("読み込むファイルを選んでください。", field="file")
    most = min(office().settings.max_list_rows, importing.MOST_ROWS)
    sheet, result = rows.read(upload.read(), upload.filename or "", max_rows=most)
    with reading(office().sessions) as session:
        return importing.check(session, actor(), now(), sheet, result)


def _write(outcome: importing.Outcome) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        touched = importing.write(session, actor(), now(), outcome)
    _reindex(touched)
    flash(f"{outcome.claims:,}件の債権（{len(touched):,}案件）を読み込みました。", "success")
    for warning in outcome.warnings[:_WARNINGS_SHOWN]:
        flash(f"確かめてください：{warning.sentence}", "warning")
    if len(outcome.warnings) > _WARNINGS_SHOWN:
        flash(f"ほか{len(outcome.warnings) - _WARNINGS_SHOWN:,}件も、読み替えて登録しました。", "warning")
    if outcome.unmapped:
        flash(f"使わなかった列があります：{'、'.join(outcome.unmapped[:10])}。", "warning")
    return redirect(url_for("ledger.list_cases"))


def _reindex(case_ids: Sequence[int]) -> None:
    with reading(office().sessions) as session:
        for at in range(0, len(case_ids), _INDEXED_AT_ONCE):
            office().index.put(list(case_documents(session, case_ids[at : at + _INDEXED_AT_ONCE])))
            session.expunge_all()


def _error_sheet(outcome: importing.Outcome) -> ResponseReturnValue:
    content = write_error_sheet(outcome.sheet, outcome.errors)
    return send_file(BytesIO(content), as_attachment=True, download_name="直す行の一覧.xlsx")


@blueprint.get("/import/example.xlsx")
@requires(Permission.CASES_EDIT)
def import_example() -> ResponseReturnValue:
    content = write_xlsx([column.name for column in rows.COLUMNS], rows.EXAMPLE)
    return send_file(BytesIO(content), as_attachment=True, download_name="案件一覧の見本.xlsx")


@blueprint.get("/import/example.csv")
@requires(Permission.CASES_EDIT)
def import_example_csv() -> ResponseReturnValue:
    content = write_csv([column.name for column in rows.COLUMNS], rows.EXAMPLE).content
    return send_file(BytesIO(content), as_attachment=True, download_name="案件一覧の見本.csv", mimetype="text/csv")
