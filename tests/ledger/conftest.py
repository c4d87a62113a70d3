"""One fictional case to work on, and a maker of others."""

from __future__ import annotations

from datetime import date

import pytest

from portal.db import unit_of_work
from portal.ledger import service
from tests.conftest import NOW

TODAY = date(2026, 11, 24)


@pytest.fixture
def case_id(office, people) -> int:
    """花子's case: 公営住宅家賃 of 架空 一郎, two months."""
    with unit_of_work(office.sessions) as session:
        debtor = service.add_debtor(
            session,
            people.hanako,
            NOW,
            service.NewDebtor(number="A1", name="架空 一郎", kana="カクウ イチロウ", address="世田谷区架空町1-2-3"),
        )
        case = service.add_case(session, people.hanako, NOW, debtor, service.case_of_type("housing_rent", number="J-1"))
        for month in (4, 5):
            service.add_claim(
                session,
                people.hanako,
                NOW,
                case,
                service.NewClaim(
                    "区営住宅使用料", date(2026, month, 1), date(2026, month, 28), 45_000, period=f"{month}月分"
                ),
            )
        return case.id


@pytest.fixture
def make(office, people):
    """``make("nhi_premium", due=…)`` gives a function that adds rows and one that reads the case."""

    class Made:
        def __init__(self, type_id: str, *dues: date, principal: int = 60_000, rate: str = "") -> None:
            with unit_of_work(office.sessions) as session:
                number = service.NewDebtor(number=f"N{type_id}", name="架空 一郎", address="世田谷区架空町1-2-3")
                debtor = service.add_debtor(session, people.hanako, NOW, number)
                new = service.case_of_type(type_id, number=f"C-{type_id}", officer_id=people.hanako.user_id)
                case = service.add_case(session, people.hanako, NOW, debtor, new)
                for at, due in enumerate(dues, start=1):
                    service.add_claim(
                        session, people.hanako, NOW, case,
                        service.NewClaim("架空債権", date(due.year, due.month, 1), due, principal, period=f"第{at}期", interest_rate=rate),
                    )  # fmt: skip
                self.id = case.id

        def event(self, kind: str, on: date, *, claim: int | None = None, **known) -> None:
            with unit_of_work(office.sessions) as session:
                case = service.find_case(session, people.hanako, self.id)
                claim_id = case.claims[claim].id if claim is not None else None
                new = service.NewEvent(kind, on, claim_id=claim_id, **known)
                service.add_event(session, people.hanako, NOW, case, new, today=TODAY)

        def pay(self, on: date, amount: int, *, claim: int = 0, **known) -> None:
            with unit_of_work(office.sessions) as session:
                case = service.find_case(session, people.hanako, self.id)
                new = service.NewPayment(on, amount, **known)
                service.add_payment(
                    session, people.hanako, NOW, case=case, claim=case.claims[claim], new=new, today=TODAY
                )

        def case(self):
            session = office.sessions()
            sessions.append(session)
            return service.find_case(session, people.hanako, self.id)

    sessions = []
    yield Made
    for session in sessions:
        session.close()
