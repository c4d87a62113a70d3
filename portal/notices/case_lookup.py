"""Cases for long lists: many at once by 整理番号, with everything the checks look at, and what they were sent before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.actor import Actor
from portal.ledger.models import Case, Claim, Debtor, InstallmentPlan
from portal.notices.models import Notice


def cases_numbered(session: Session, actor: Actor, numbers: Iterable[str]) -> dict[str, Case]:
    """The department's cases by 整理番号, with all that the checks look at."""
    wanted, found = sorted(numbers), {}
    for at in range(0, len(wanted), 500):
        query = (
            select(Case)
            .where(Case.department_id == actor.department_id, Case.number.in_(wanted[at : at + 500]))
            .options(*whole_case())
        )
        found.update({case.number: case for case in session.scalars(query)})
    return found


def whole_case() -> Sequence[Any]:
    """Loads a case with everything at once."""
    return (
        selectinload(Case.claims).selectinload(Claim.payments),
        selectinload(Case.debtor).selectinload(Debtor.addresses),
        selectinload(Case.events),
        selectinload(Case.guarantors),
        selectinload(Case.plans).selectinload(InstallmentPlan.dues),
    )


def last_same(session: Session, actor: Actor, form_name: str) -> Mapping[str, date]:
    """When each 整理番号 last got this form."""
    query = (
        select(Notice.reference, func.max(Notice.issue_day))
        .where(
            Notice.department_id == actor.department_id,
            Notice.form_name == form_name,
            Notice.state == "issued",
            Notice.reference != "",
        )
        .group_by(Notice.reference)
    )
    return {reference: day for reference, day in session.execute(query) if day is not None}
