"""計算の条件 of a case: one page with the case's rule set and every claim's own terms, one form for each claim."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.db import unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.ledger import service, terms
from portal.ledger.blueprint import blueprint
from portal.ledger.forms import CaseTermsForm, ClaimTermsForm
from portal.ledger.law_tables import rule_sets
from portal.web import actor, now, office, requires
from portal.web.forms import choices


@blueprint.route("/<int:case_id>/terms", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def case_terms(case_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        case, sets = service.find_case(session, actor(), case_id), rule_sets(session)
        form = CaseTermsForm(late_charge_rule=case.late_charge_rule)
        standard = terms.standard_of_type(case.claim_type, sets)
        form.late_charge_rule.choices = choices(terms.rule_choices(sets, standard=standard))
        if form.validate_on_submit():
            try:
                terms.set_case_rule(
                    session, actor(), now(), case=case, code=form.late_charge_rule.data or "", sets=sets
                )
                flash("案件の延滞金の計算規則を変更しました。通知書・委任・時効のページの計算に使います。", "success")
                return redirect(url_for("ledger.show", case_id=case_id))
            except PortalError as error:
                form.take(error)
        page = render_template(
            "ledger/terms.html", case=case, form=form, rule_name=lambda code: terms.rule_name(code, sets),
            rate_kinds=dict(terms.RATE_KINDS),
        )  # fmt: skip
        return page, 422 if form.errors else 200


@blueprint.route("/<int:case_id>/claims/<int:claim_id>/terms", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def claim_terms(case_id: int, claim_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        case, sets = service.find_case(session, actor(), case_id), rule_sets(session)
        claim = terms.claim_of(case, claim_id)
        form = ClaimTermsForm(obj=claim)
        form.late_charge_rule.choices = choices(terms.rule_choices(sets, standard="案件の計算規則のとおり"))
        if form.validate_on_submit():
            given = terms.ClaimTerms(
                form.late_charge_rule.data or "", form.interest_rate.data or "", form.rate_kind.data,
                form.statutory_due_on.data, form.evaded.data,
            )  # fmt: skip
            try:
                terms.set_claim_terms(session, actor(), now(), claim=claim, terms=given, sets=sets)
                flash(f"債権「{claim.name} {claim.period}」の計算の条件を変更しました。", "success")
                return redirect(url_for("ledger.case_terms", case_id=case_id))
            except PortalError as error:
                form.take(error)
        page = render_template(
            "ledger/claim_terms.html", case=case, claim=claim, form=form, is_tax=terms.is_tax(case.claim_type)
        )
        return page, 422 if form.errors else 200
