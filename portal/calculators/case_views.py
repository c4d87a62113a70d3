"""時効と次の手続 of one case: the box on the case's page, the chain of reasons behind it, and 延滞金計算書 of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.calculators.answers.charges import delay_damages_answer, late_charge_answer
from portal.calculators.answers.clocks import days_left_words, limitation_answer
from portal.calculators.blueprint import blueprint
from portal.calculators.statement import WORD, Parties, statement_docx, statement_values
from portal.calculators.working import Working
from portal.db import unit_of_work
from portal.domain.actor import Actor
from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput, NotFound, PortalError
from portal.domain.fiscal_year import format_fiscal_year
from portal.domain.late_charge import Breakdown
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger import service as ledger
from portal.ledger.charges import NO_CHARGE, facts_of_claim, late_charge_input, rule_set_of
from portal.ledger.clocks import (
    CaseStep,
    LawTables,
    calendar_for,
    charge_of,
    last_day_of,
    late_charge_of,
    law_tables,
    limitation_of,
    next_steps_of,
    step_settings,
    words_of_completion,
)
from portal.ledger.models import Case, Claim
from portal.ledger.panels import CasePanel, PanelLine
from portal.web import actor, now, office, requires, today

NEAR_DAYS = 180
PANEL_STEPS = 3


@dataclass(frozen=True, slots=True)
class ClaimWorking:
    """What the law says of one claim: each part an answer, or the sentence why there is none."""

    claim: Claim
    charge: Working | None
    charge_trouble: str
    limitation: Working | None
    limitation_trouble: str
    has_statement: bool


def case_panel(session: Session, actor: Actor, today: date, case: Case) -> CasePanel | None:
    """「時効と次の手続」 on the case's page."""
    if not actor.may(Permission.CASES_READ) or not case.claims:
        return None
    lines = [_limitation_line(case, today)] if case.state == "open" else []
    for item in _steps(case, today)[:PANEL_STEPS]:
        step = item.step
        due = _deadline_words(step.deadline, today) if step.deadline else ""
        late = step.urgency in {"overdue", "now"}
        lines.append(PanelLine(step.action, url_for("calculators.case_clocks", case_id=case.id), due, late))
    return CasePanel(
        "時効と次の手続", lines, (("計算の過程を見る", url_for("calculators.case_clocks", case_id=case.id)),), order=5
    )


def _deadline_words(deadline: date, today: date) -> str:
    return f"{format_wareki(deadline)}（{days_left_words((deadline - today).days)}）"


def _steps(case: Case, day: date) -> list[CaseStep]:
    settings = office().settings
    return next_steps_of(case, day, calendar_for(settings), step_settings(settings))


def _limitation_line(case: Case, today: date) -> PanelLine:
    try:
        clocks = [limitation_of(case, claim, as_of=today) for claim in case.claims if claim.balance > 0]
    except InvalidInput as error:
        return PanelLine("時効を計算できません", note=error.sentence, warning=True)
    if not clocks:
        return PanelLine("残りの債権はありません。")
    first = min(clocks, key=lambda clock: clock.cautious_completes_on or clock.completes_on or date.max)
    near = first.days_left is not None and first.days_left <= NEAR_DAYS
    note = "最も早い債権の日です。" if len(clocks) > 1 else ""
    return PanelLine(f"時効の完成予定日：{words_of_completion(first)}", note=note, warning=near)


@blueprint.get("/cases/<int:case_id>")
@requires(Permission.CASES_READ)
def case_clocks(case_id: int) -> ResponseReturnValue:
    """Per claim: 延滞金 as of a day with its working, the chain of limitation; and the next steps of the case."""
    try:
        as_of, trouble = _as_of(), ""
    except InvalidInput as error:
        as_of, trouble = today(), error.sentence
    with unit_of_work(office().sessions) as session:
        case = ledger.open_case(session, actor(), now(), case_id)
        tables = law_tables(session)
        workings = [_working(case, claim, as_of, tables) for claim in case.claims]
        steps = _steps(case, as_of)
        page = render_template(
            "calculators/case.html", case=case, workings=workings, steps=steps, as_of=as_of, trouble=trouble,
            typed=request.args.get("as_of", "")[:40],
        )  # fmt: skip
    return page, 422 if trouble else 200


def _as_of() -> date:
    text = request.args.get("as_of", "").strip()
    return parse_date(text, field="計算日") if text else today()


def _working(case: Case, claim: Claim, as_of: date, tables: LawTables) -> ClaimWorking:
    charge, charge_trouble, has_statement = None, "", False
    try:
        result = charge_of(claim, as_of, tables)
        has_statement = isinstance(result, Breakdown) and result.rule_set != NO_CHARGE
        charge = late_charge_answer(result) if isinstance(result, Breakdown) else delay_damages_answer(result)
    except PortalError as error:
        charge_trouble = error.sentence
    limitation, limitation_trouble = None, ""
    try:
        limitation = limitation_answer(limitation_of(case, claim, as_of=as_of))
    except PortalError as error:
        limitation_trouble = error.sentence
    return ClaimWorking(claim, charge, charge_trouble, limitation, limitation_trouble, has_statement)


@blueprint.get("/cases/<int:case_id>/claims/<int:claim_id>/statement.docx")
@requires(Permission.CASES_READ)
def claim_statement(case_id: int, claim_id: int) -> ResponseReturnValue:
    """延滞金計算書 of one claim, filled from the ledger."""
    as_of = _as_of()
    with unit_of_work(office().sessions) as session:
        case = ledger.open_case(session, actor(), now(), case_id)
        claim = next((claim for claim in case.claims if claim.id == claim_id), None)
        if claim is None:
            raise NotFound("その債権は見つかりません。案件を開き直してください。")
        tables = law_tables(session)
        facts = facts_of_claim(claim, as_of)
        rules = rule_set_of(facts, tables.rule_sets)
        result = late_charge_of(claim, as_of, tables)
        parties = _parties(session, case, claim)
    asked = late_charge_input(facts, last_day_of(claim, as_of))
    values = statement_values(asked, result, rules, parties=parties, made_on=as_of)
    content = statement_docx(office().settings.templates, values)
    return send_file(BytesIO(content), WORD, as_attachment=True, download_name=f"延滞金計算書_{case.number}.docx")


def _parties(session: Session, case: Case, claim: Claim) -> Parties:
    department = session.get(Department, case.department_id)
    return Parties(
        debtor=case.debtor.name, case_number=case.number, claim=claim.name or case.title,
        notice_number=claim.notice_number or "　",
        fiscal_year=format_fiscal_year(claim.fiscal_year) if claim.fiscal_year else "　", period=claim.period or "　",
        department=department.name if department else "", section=department.section if department else "",
        officer=actor().name,
    )  # fmt: skip
