"""One fictional case to compute for."""

from __future__ import annotations

from datetime import date

import pytest

from portal.db import unit_of_work
from portal.ledger import service
from tests.conftest import NOW


@pytest.fixture
def case_id(office, people) -> int:
    """花子's case: 国民健康保険料 of 架空 一郎, two instalments."""
    with unit_of_work(office.sessions) as session:
        debtor = service.add_debtor(
            session, people.hanako, NOW,
            service.NewDebtor(number="A1", name="架空 一郎", kana="カクウ イチロウ", address="世田谷区架空町1-2-3"),
        )  # fmt: skip
        new = service.case_of_type("nhi_premium", number="J-1", officer_id=people.hanako.user_id)
        case = service.add_case(session, people.hanako, NOW, debtor, new)
        for month in (6, 7):
            claim = service.NewClaim(
                "国民健康保険料", date(2026, month, 1), date(2026, month, 30), 60_000, period=f"第{month - 5}期"
            )
            service.add_claim(session, people.hanako, NOW, case, claim)
        return case.id
