"""口座振替の結果: read a 全銀 file, show the failures, take them as a sheet, make the letters about them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal import audit
from portal.db import unit_of_work
from portal.documents.sheets import write_xlsx
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.notices import transfers as service
from portal.notices import uploads, workshop
from portal.notices.blueprint import blueprint
from portal.notices.downloads import XLSX, file_response, taken
from portal.notices.forms import ListForm, TransferForm
from portal.notices.issue_options import options_of, usual_issue
from portal.notices.transfers import Failed
from portal.notices.views_contacts import contacts_page
from portal.web import actor, now, office, requires, today


@blueprint.post("/contacts/transfers")
@requires(Permission.NOTICES_DRAFT)
def transfers() -> ResponseReturnValue:
    """Read a 全銀 result file; the button says what is done with the failures."""
    form = TransferForm()
    with unit_of_work(office().sessions) as session:
        try:
            if not form.validate() or not form.file.data:
                raise InvalidInput("読み込むファイルを選んでください。")
            failed = service.transfer_failures(session, actor(), taken(form.file.data)[0], today())
            _trail(session, failed)
            if form.wish.data == "sheet":
                rows = [one.row() for one in failed]
                content = write_xlsx(service.COLUMNS, rows, widths=service.WIDTHS, sheet_name="振替不能")
                return file_response(content, "口座振替不能の一覧.xlsx", XLSX)
            if form.wish.data == "letters":
                return _letters(session, form, failed)
        except PortalError as error:
            return contacts_page(session, transfer=form, errors=[error.sentence])
        return contacts_page(session, transfer=form, failures=failed)


def _trail(session: Session, failed: Sequence[Failed]) -> None:
    audit.record(
        session,
        actor(),
        now(),
        action="notice.transfers",
        sentence=f"口座振替の結果（不能{len(failed)}件）を読み込みました。",
    )


def _letters(session: Session, form: TransferForm, failed: Sequence[Failed]) -> ResponseReturnValue:
    """A list of the failures, kept like one that was uploaded: the officer looks at it and makes the letters."""
    letter = workshop.form_in_force(session, office(), actor(), service.FORM, today())
    content = service.letter_sheet(letter, failed, second=form.second.data or service.NO_SECOND)
    usual = usual_issue(session, office().settings, letter, actor().department_id, today())
    row = uploads.keep(
        session, office().store, actor(), now(), letter, content=content, filename="口座振替の結果.xlsx",
        options=options_of(ListForm(formdata=None, **usual)), outcome=f"口座振替の不能{len(failed)}件から",
    )  # fmt: skip
    return redirect(url_for("notices.show_list", upload_id=row.id))
