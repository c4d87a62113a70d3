"""The filters of the ledger: the built-in ones and the department's own, with counts; make, change and delete one's own."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.notices import filters, saved_filters
from portal.notices.blueprint import blueprint
from portal.notices.criteria import Criteria, checked, pick
from portal.notices.forms import CriteriaForm
from portal.notices.models import SavedFilter
from portal.web import actor, now, office, requires, today


@blueprint.get("/ledger/")
@requires(Permission.NOTICES_DRAFT)
def list_filters() -> ResponseReturnValue:
    """Every filter with the number of cases it finds today."""
    with reading(office().sessions) as session:
        known = filters.all_filters(session, actor())
        return render_template(
            "notices/filters.html", filters=known, counts=filters.counts(session, actor(), known, today())
        )


@blueprint.route("/ledger/new", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def new_filter() -> ResponseReturnValue:
    """Put conditions together; count what they find, save them under a name."""
    with unit_of_work(office().sessions) as session:
        return _edit(session, None)


@blueprint.route("/ledger/saved/<int:filter_id>/edit", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def edit_filter(filter_id: int) -> ResponseReturnValue:
    """Change a filter of the department."""
    with unit_of_work(office().sessions) as session:
        return _edit(session, saved_filters.find(session, actor(), filter_id))


def _edit(session: Session, row: SavedFilter | None) -> ResponseReturnValue:
    known = Criteria.from_dict(row.criteria) if row else Criteria()
    page = CriteriaForm(name=row.name if row else "", **known.as_fields())
    count: int | None = None
    if page.validate_on_submit():
        try:
            wanted = checked(page.criteria())
            if request.form.get("do") == "count":
                count = sum(1 for case in filters.open_cases(session, actor()) if pick(wanted, case, today()))
            else:
                saved = saved_filters.save(session, actor(), now(), name=page.name.data or "", criteria=wanted, row=row)
                flash(f"条件「{saved.name}」を保存しました。", "success")
                return redirect(url_for("notices.ledger_filter", code=f"saved-{saved.id}"))
        except PortalError as error:
            session.rollback()
            page.take(error)
    return render_template("notices/filter_edit.html", page=page, row=row, count=count), 422 if page.errors else 200


@blueprint.post("/ledger/saved/<int:filter_id>/delete")
@requires(Permission.NOTICES_DRAFT)
def delete_filter(filter_id: int) -> ResponseReturnValue:
    """Delete a filter of the department."""
    with unit_of_work(office().sessions) as session:
        row = saved_filters.find(session, actor(), filter_id)
        name = row.name
        saved_filters.delete(session, actor(), now(), row)
    flash(f"条件「{name}」を削除しました。", "success")
    return redirect(url_for("notices.list_filters"))
