"""Pages of the ledger that show: the list and one case. Importing this module brings in every other page too."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.claim_types import claim_types
from portal.domain.permissions import Permission
from portal.ledger import service, terms, terms_views, views_corrections, views_entries, views_import
from portal.ledger.blueprint import blueprint
from portal.ledger.charges import case_rule_code
from portal.ledger.forms import ReasonForm
from portal.ledger.kinds import CLASS_LABELS, OUTCOMES, label_of
from portal.ledger.law_tables import rule_sets
from portal.ledger.models import Case
from portal.ledger.panels import CasePanel, PanelSource
from portal.ledger.plans import STATES
from portal.web import actor, now, office, page_number, requires, today

__all__ = ["blueprint", "terms_views", "views_corrections", "views_entries", "views_import"]

PAGE_SIZE = 50


@blueprint.get("/")
@requires(Permission.CASES_READ)
def list_cases() -> ResponseReturnValue:
    page = page_number()
    chosen = service.CaseFilter(
        text=request.args.get("q", "")[:100].strip(),
        claim_class=request.args.get("class", ""),
        state=request.args.get("state", "open"),
        officer_id=actor().user_id if request.args.get("mine") else None,
    )
    with reading(office().sessions) as session:
        cases, total = service.list_cases(session, actor(), chosen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        return render_template(
            "ledger/list.html",
            cases=cases,
            total=total,
            chosen=chosen,
            page=page,
            pages=-(-total // PAGE_SIZE),
            class_labels=CLASS_LABELS,
        )


@blueprint.get("/<int:case_id>")
@requires(Permission.CASES_READ)
def show(case_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        case = service.open_case(session, actor(), now(), case_id)
        return _case_page(session, case)


@blueprint.post("/<int:case_id>/unmask")
@requires(Permission.CASES_UNMASK)
def unmask(case_id: int) -> ResponseReturnValue:
    """Show the masked address once, with a reason that is kept in the audit trail."""
    form = ReasonForm()
    with unit_of_work(office().sessions) as session:
        if not form.validate():
            return _case_page(session, service.open_case(session, actor(), now(), case_id), reason=form), 422
        case = service.unmask_address(session, actor(), now(), case_id, reason=form.reason.data or "")
        return _case_page(session, case, unmasked=True)


def _case_page(session: Session, case: Case, *, unmasked: bool = False, reason: ReasonForm | None = None) -> str:
    payments = [(one, claim) for claim in case.claims for one in claim.payments]
    return render_template(
        "ledger/show.html",
        case=case,
        debtor=case.debtor,
        kind=claim_types().get(case.claim_type),
        class_label=CLASS_LABELS[case.claim_class],
        label_of=label_of,
        outcome_labels=dict(OUTCOMES),
        masked=case.debtor.support_measure and not unmasked,
        payments=sorted(payments, key=lambda pair: (pair[0].paid_on, pair[0].id), reverse=True),
        plan=service.active_plan(case),
        today=today(),
        plan_states=STATES,
        officer=service.officer_name(session, case),
        panels=_panels(session, case),
        reason_form=reason or ReasonForm(formdata=None),
        rule_label=_rule_label(session, case),
    )


def _rule_label(session: Session, case: Case) -> str:
    """What the case's 延滞金 is reckoned by; nothing for a private claim, which bears 遅延損害金."""
    if case.claim_class == "private":
        return ""
    code = case_rule_code(case)
    return terms.rule_name(code, rule_sets(session)) if code else "決まっていません（「計算の条件」で選んでください）"


def _panels(session: Session, case: Case) -> list[CasePanel]:
    sources: list[PanelSource] = current_app.extensions.get("portal.case_panels", [])
    panels = (source(session, actor(), today(), case) for source in sources)
    return sorted((panel for panel in panels if panel), key=lambda panel: panel.order)
