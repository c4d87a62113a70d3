"""今日すること: the next legal steps of the cases of an officer or a department, the nearest deadline first.

Read with a handful of queries whatever the number of cases; computed by ``ledger.clocks``. The lines hold case numbers
and steps, never names, so that they may stand in a calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import User
from portal.domain.actor import Actor
from portal.domain.next_steps import NextStep
from portal.domain.permissions import Permission
from portal.ledger.clocks import calendar_for, next_steps_of, step_settings
from portal.ledger.models import Case, Claim, InstallmentPlan
from portal.settings import Settings
from portal.web import office
from portal.web.views import HomeCard, HomeItem

HOME_LINES = 8
JUST_PASSED_DAYS = 30
FAR = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One step of one case."""

    case_id: int
    case_number: str
    title: str
    officer_id: int | None
    officer: str
    claims: tuple[str, ...]
    step: NextStep


SORTS: dict[str, Callable[[AgendaLine], Any]] = {
    "days": lambda line: (line.step.deadline or FAR, line.case_number),
    "case": lambda line: (line.case_number, line.step.deadline or FAR),
    "step": lambda line: (line.step.action, line.step.deadline or FAR),
    "officer": lambda line: (line.officer, line.step.deadline or FAR),
}


def agenda(
    session: Session, actor: Actor, today: date, settings: Settings, *, officer_id: int | None = None,
    sort: str = "days", descending: bool = False,
) -> list[AgendaLine]:  # fmt: skip
    """The steps of the department's open cases (or of one officer's), sorted. Needs CASES_READ."""
    calendar, chosen = calendar_for(settings), step_settings(settings)
    actor.require(Permission.CASES_READ)
    cases = open_cases(session, actor.department_id, officer_id=officer_id)
    names = _officers(session, {case.officer_id for case in cases if case.officer_id is not None})
    lines = [
        AgendaLine(case.id, case.number, case.title, case.officer_id, names.get(case.officer_id or 0, ""), item.claims, item.step)
        for case in cases
        for item in next_steps_of(case, today, calendar, chosen)
    ]  # fmt: skip
    return sorted(lines, key=SORTS.get(sort, SORTS["days"]), reverse=descending)


def open_cases(session: Session, department_id: int | None, *, officer_id: int | None = None) -> Sequence[Case]:
    """Open cases with all that the law asks about, in a fixed number of queries."""
    query = select(Case).where(Case.department_id == department_id, Case.state == "open")
    if officer_id is not None:
        query = query.where(Case.officer_id == officer_id)
    return session.scalars(
        query.options(
            joinedload(Case.debtor), selectinload(Case.claims).selectinload(Claim.payments), selectinload(Case.events),
            selectinload(Case.guarantors), selectinload(Case.plans).selectinload(InstallmentPlan.dues),
        ).order_by(Case.number)
    ).all()  # fmt: skip


def home_card(session: Session, actor: Actor, today: date) -> HomeCard | None:
    """The nearest steps of the officer's own cases; of the department where the officer has none."""
    if not actor.may(Permission.CASES_READ) or actor.department_id is None:
        return None
    settings = office().settings
    lines = agenda(session, actor, today, settings, officer_id=actor.user_id)
    scope, title = "mine", "自分の案件の次の手続"
    if not lines:
        lines, scope, title = agenda(session, actor, today, settings), "department", "課の案件の次の手続"
    items = [home_item(line) for line in sorted(lines, key=_nearness)[:HOME_LINES]]
    return HomeCard(
        title,
        items,
        empty="期限のある手続はありません。",
        more_url=url_for("calculators.agenda_list", scope=scope),
        order=10,
    )


def _nearness(line: AgendaLine) -> tuple[int, int]:
    """Deadlines that approach or have just passed come first; what is long overdue would hide them."""
    days = line.step.days_left
    if days is None:
        return (1, 0)
    return (0, days) if days >= -JUST_PASSED_DAYS else (2, -days)


def home_item(line: AgendaLine) -> HomeItem:
    """A line of the home page."""
    step = line.step
    return HomeItem(
        f"{line.case_number}　{step.action}", url_for("calculators.case_clocks", case_id=line.case_id), step.deadline,
        step.days_left, _about(line),
    )  # fmt: skip


def _about(line: AgendaLine) -> str:
    """What a line is about; a claim without a period of its own has the case's title and is not said twice."""
    claims = [claim for claim in line.claims if claim != line.title]
    if not claims:
        return line.title
    return f"{line.title}（{'、'.join(claims[:4])}{'ほか' if len(claims) > 4 else ''}）"


def _officers(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
