"""Everything that the ledger, the office and the law give for a case that has something of each kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.accounts.models import Department
from portal.db import unit_of_work
from portal.ledger import service
from portal.ledger.law_tables import law_tables
from portal.notices.amounts import amounts_of
from portal.notices.appeal import NONE
from portal.notices.case_sources import case_paths, claim_rows
from portal.notices.facts import limitation_of
from portal.notices.sources import Issue, appeal_paths, limitation_paths, office_paths
from tests.conftest import NOW
from tests.notices.conftest import TODAY


def all_paths(office: Any, actor: Any, case_id: int, add_event: Any) -> dict[str, Any]:
    """The paths of one claim of the case, after a talk, a 督促, a payment, a grace and a guarantor."""
    add_event(case_id, kind="demand", happened_on=date(2026, 8, 20))
    add_event(case_id, kind="phone", happened_on=date(2026, 9, 1), memo="分割の相談", counterpart="本人")
    add_event(case_id, kind="collection_grace", happened_on=date(2026, 9, 2), ends_on=date(2027, 9, 1))
    with unit_of_work(office.sessions) as session:
        case = service.find_case(session, actor, case_id)
        service.add_guarantor(session, actor, NOW, case, name="架空 保子", contracted_on=date(2026, 4, 1))
        claim = case.claims[0]
        payment = service.NewPayment(date(2026, 9, 10), 1_000)
        service.add_payment(session, actor, NOW, case=case, claim=claim, new=payment, today=TODAY)
        department = session.get_one(Department, case.department_id)
        amounts = amounts_of(case, [claim], TODAY, law_tables(session))
        return {
            **office_paths(office.settings, department, Issue(day=TODAY)),
            **case_paths(case, claim, amounts, None),
            **limitation_paths(limitation_of(case, claim, TODAY)),
            **appeal_paths(NONE),
            "claims": claim_rows(amounts),
        }


def every_path(office: Any, actor: Any, case_id: int, add_event: Any) -> set[str]:
    return set(all_paths(office, actor, case_id, add_event))


def table_columns(office: Any, actor: Any, case_id: int, add_event: Any) -> dict[str, set[str]]:
    """The columns of every table that has a row."""
    paths = all_paths(office, actor, case_id, add_event)
    rows = {path: value[0] for path, value in paths.items() if isinstance(value, list) and value}
    return {path: set(row) for path, row in rows.items() if isinstance(row, dict)}
