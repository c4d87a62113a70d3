"""Upload a list for a form: the file is wrong, rows are wrong, or all is well.

The file is kept whatever comes of it: headings can be assigned, and the rows to mend fetched, without choosing it again.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.db import reading, unit_of_work
from portal.documents.sheets import write_error_sheet
from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.notices import lists, uploads, workshop
from portal.notices.blueprint import blueprint
from portal.notices.columns import columns_of, example_rows
from portal.notices.downloads import XLSX, file_response, taken
from portal.notices.drafting import check_days
from portal.notices.forms import ListForm
from portal.notices.issue_options import issue_from, options_of, usual_issue
from portal.notices.library import WordForm
from portal.notices.lists import Reading
from portal.notices.mappings import save_mapping, saved_mapping
from portal.notices.models import NoticeUpload
from portal.notices.numbering import symbol_of
from portal.notices.views_forms import example_letter
from portal.web import actor, now, office, requires, today


@blueprint.get("/lists/")
@requires(Permission.NOTICES_DRAFT)
def choose_list_form() -> ResponseReturnValue:
    """Which form the list is for."""
    with reading(office().sessions) as session:
        forms = workshop.forms_in_force(session, office(), department_id=actor().department_id, day=today())
    groups: dict[str, list[WordForm]] = {}
    for one in forms.values():
        if not one.belongs_to:
            groups.setdefault(one.category, []).append(one)
    return render_template("notices/choose_list.html", groups=groups, classes=CLAIM_CLASSES)


@blueprint.route("/lists/<name>", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def new_list(name: str) -> ResponseReturnValue:
    """The example sheet and the look of the form; upload a list."""
    with reading(office().sessions) as session:
        form = _usable(session, name)
        page = list_form(session, form)
    if not page.validate_on_submit():
        return list_page(form, page)
    if not page.file.data:
        page.file.errors = ["読み込むファイルを選んでください。"]
        return list_page(form, page)
    try:
        issue = issue_from(options_of(page), actor().name)
        check_days(issue.day, issue.designated, today())
        with reading(office().sessions) as session:
            symbol_of(session.get_one(Department, actor().department_id), page.symbol.data or "")
        content, filename = taken(page.file.data)
        outcome = _read(form, content, filename, options_of(page))
        with unit_of_work(office().sessions) as session:
            uploads.sweep(session, office().store, now())
            row = uploads.keep(
                session, office().store, actor(), now(), form, content=content, filename=filename, options=options_of(page), outcome=_summary(outcome),
            )  # fmt: skip
            upload_id = row.id
    except PortalError as error:
        page.take(error)
        return list_page(form, page)
    return _onward(form, page, outcome, upload_id)


def _usable(session: Session, name: str) -> WordForm:
    form = workshop.form_in_force(session, office(), actor(), name, today())
    if form.belongs_to:
        raise InvalidInput(f"「{form.title}」は「{form.belongs_to}」の画面で作る文書です。一覧からは作りません。")
    return form


def _read(form: WordForm, content: bytes, filename: str, options: dict[str, Any]) -> Reading:
    # A long list takes its time to read: nobody's save waits for it.
    with reading(office().sessions) as session:
        issue = issue_from(options, actor().name)
        return lists.read(session, office(), actor(), form, content, filename, issue=issue)


def _summary(outcome: Reading) -> str:
    if outcome.problems:
        return "列が合わないため読み込めず"
    if outcome.errors:
        return f"{len(outcome.sheet.rows):,}行のうち{outcome.bad_rows:,}行に直す所"
    return f"{len(outcome.letters):,}通"


def _onward(form: WordForm, page: ListForm, outcome: Reading, upload_id: int) -> ResponseReturnValue:
    if outcome.clean:
        return redirect(url_for("notices.show_list", upload_id=upload_id))
    return list_page(form, page, outcome, upload_id)


def list_page(
    form: WordForm, page: ListForm, outcome: Reading | None = None, upload_id: int = 0
) -> ResponseReturnValue:
    """The page of a form's lists; ``outcome`` is what is wrong with the one just read."""
    with reading(office().sessions) as session:
        mapping = saved_mapping(session, actor(), form.name)
    rendered = render_template(
        "notices/list.html", form=form, page=page, outcome=outcome, upload_id=upload_id, columns=columns_of(form), example=example_rows(form)[:3],
        mapping={**(outcome.headings or {} if outcome else {}), **mapping}, saved=mapping, headings=outcome.sheet.columns if outcome else (),
        look=example_letter(form), most=office().settings.max_list_rows,
    )  # fmt: skip
    return rendered, 422 if page.errors or outcome else 200


def list_form(session: Session, form: WordForm) -> ListForm:
    """The form of a list with what the office usually writes."""
    return ListForm(**usual_issue(session, office().settings, form, actor().department_id, today()))


def kept_list(session: Session, upload_id: int) -> tuple[NoticeUpload, WordForm, ListForm]:
    """The list, its form, and the page's form as it was filled in."""
    row = uploads.find(session, actor(), upload_id)
    issue = issue_from(row.options, actor().name)
    known = {name: row.options.get(name) for name in ("symbol", "barcode", "duplex", "pdf")}
    page = ListForm(
        formdata=None, issue_day=issue.day, designated_day=issue.designated, signer_title=issue.signer_title, signer_name=issue.signer_name,
        seal_mark=issue.seal_mark, **known,
    )  # fmt: skip
    return row, _usable(session, row.form_name), page


@blueprint.post("/lists/uploads/<int:upload_id>/headings")
@requires(Permission.NOTICES_DRAFT)
def assign_headings(upload_id: int) -> ResponseReturnValue:
    """Which heading serves which column: remembered for the department, and the kept file is read again."""
    with unit_of_work(office().sessions) as session:
        row, form, page = kept_list(session, upload_id)
        save_mapping(session, actor(), form, _asked_mapping(form))
        content, filename, options = office().store.get(row.file_key), row.filename, dict(row.options)
    return _onward(form, page, _read(form, content, filename, options), upload_id)


def _asked_mapping(form: WordForm) -> dict[str, str]:
    return {
        one.name: text for at, one in enumerate(columns_of(form)) if (text := request.form.get(f"m-{at}", "").strip())
    }


@blueprint.post("/lists/<name>/headings/forget")
@requires(Permission.NOTICES_DRAFT)
def forget_headings(name: str) -> ResponseReturnValue:
    """Forget the headings the department assigned."""
    with unit_of_work(office().sessions) as session:
        save_mapping(session, actor(), _usable(session, name), {})
    flash("覚えていた列の対応を消しました。見出しは自動で探します。", "success")
    return redirect(url_for("notices.new_list", name=name))


@blueprint.get("/lists/uploads/<int:upload_id>/errors.xlsx")
@requires(Permission.NOTICES_DRAFT)
def list_errors(upload_id: int) -> ResponseReturnValue:
    """Only the rows to mend, with the messages beside them."""
    with reading(office().sessions) as session:
        row, form, _ = kept_list(session, upload_id)
    outcome = _read(form, office().store.get(row.file_key), row.filename, row.options)
    if not outcome.errors:
        raise InvalidInput("直す行はありません。一覧をもう一度読み込んでください。")
    content = write_error_sheet(outcome.sheet, outcome.errors, headings=outcome.headings)
    return file_response(content, "直す行の一覧.xlsx", XLSX)
