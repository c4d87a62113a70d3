"""One form on one case: shown, sent back with what was typed, or written and left for the case's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import unit_of_work
from portal.domain.errors import Conflict, InvalidInput
from portal.ledger import service
from portal.ledger.models import Case
from portal.web import actor, office
from portal.web.forms import PortalForm


def entry(
    case_id: int,
    form_for: Callable[[Case], Any],
    write: Callable[[Session, Case, Any], Any],
    *,
    heading: str,
    label: str,
    done: str = "",
    page: str = "ledger/simple_form.html",
    anchor: str | None = None,
    style: str = "primary",
) -> ResponseReturnValue:
    """``write`` does the work and may return the sentence to show instead of ``done``; its errors come back to the form."""
    with unit_of_work(office().sessions) as session:
        case = service.find_case(session, actor(), case_id)
        form = form_for(case)
        if form.validate_on_submit():
            try:
                said = write(session, case, form)
            except (InvalidInput, Conflict) as error:
                session.rollback()
                case = service.find_case(session, actor(), case_id)
                form.take(error)
            else:
                service.reindex_after_commit(session, office().index, case)
                flash(said if isinstance(said, str) else done, "success")
                return redirect(url_for("ledger.show", case_id=case_id, _anchor=anchor))
        shown = render_template(page, case=case, form=form, heading=heading, label=label, style=style)
        return shown, 422 if form.errors else 200


def plain(form: PortalForm) -> dict[str, Any]:
    """The form's values without its token."""
    return {name: value for name, value in form.data.items() if name != "csrf_token"}
