"""Pages of law changes: the list, one change with what is left, and the form to enter one."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.manuals import law_changes, reliance
from portal.manuals.blueprint import blueprint
from portal.manuals.forms import LawChangeForm
from portal.manuals.laws import read_laws
from portal.manuals.pages import same_department
from portal.web import actor, now, office, requires, today

USUAL_TIME = timedelta(days=30)


@blueprint.get("/law-changes/")
@requires(Permission.MANUALS_READ)
def list_law_changes() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        changes = law_changes.all_changes(session)
        return render_template("manuals/law_changes.html", changes=changes, day=today())


@blueprint.route("/law-changes/new", methods=["GET", "POST"])
@requires(Permission.MANUALS_APPROVE)
def add_law_change() -> ResponseReturnValue:
    form = LawChangeForm(citation=request.args.get("citation", "")[:120], due_on=today() + USUAL_TIME)
    if form.validate_on_submit():
        assert form.effective_on.data and form.due_on.data  # both are required
        new = law_changes.NewChange(
            form.citation.data or "", form.effective_on.data, form.due_on.data, form.summary.data or ""
        )
        try:
            with unit_of_work(office().sessions) as session:
                change = law_changes.announce(
                    session,
                    actor(),
                    now(),
                    new,
                    laws=read_laws(office().settings.manuals),
                    things=reliance.everything(office(), session),
                )
        except PortalError as error:
            form.take(error)
        else:
            flash(f"{change.label}の改正を登録し、{len(change.items)}件を要確認にしました。", "success")
            return redirect(url_for("manuals.show_law_change", change_id=change.id))
    return render_template("manuals/law_change_form.html", form=form), 422 if form.errors else 200


@blueprint.get("/law-changes/<int:change_id>")
@requires(Permission.MANUALS_READ)
def show_law_change(change_id: int) -> ResponseReturnValue:
    """What is left comes first; ``?owner=`` shows one department's part."""
    owner = request.args.get("owner", "")
    with reading(office().sessions) as session:
        things = reliance.everything(office(), session)
        change = law_changes.find_change(session, change_id)
        return render_template(
            "manuals/law_change.html",
            change=change,
            items=sorted(
                (item for item in change.items if not owner or same_department(item.owner, owner)),
                key=lambda item: bool(item.outcome),
            ),
            owner=owner,
            owners=law_changes.left_by_owner(change),
            things={(thing.kind, thing.target): thing for thing in things},
            kind_labels=law_changes.KIND_LABELS | {thing.kind: thing.kind_label for thing in things},
            outcome_labels=law_changes.OUTCOME_LABELS,
            day=today(),
        )


@blueprint.post("/law-changes/<int:change_id>/settle")
@requires(Permission.MANUALS_EDIT)
def settle_law_change_items(change_id: int) -> ResponseReturnValue:
    chosen = {int(text) for text in request.form.getlist("item") if text.isascii() and text.isdecimal()}
    with unit_of_work(office().sessions) as session:
        closed = law_changes.settle_by_hand(session, actor(), now(), change_id, chosen)
    flash(f"{len(closed)}件を確認済みにしました。", "success")
    return redirect(url_for("manuals.show_law_change", change_id=change_id, owner=request.form.get("owner") or None))


@blueprint.post("/law-changes/<int:change_id>/withdraw")
@requires(Permission.MANUALS_APPROVE)
def withdraw_law_change(change_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        label = law_changes.withdraw(session, actor(), now(), change_id)
    flash(f"{label}の改正の登録を取り消しました。", "success")
    return redirect(url_for("manuals.list_law_changes"))
