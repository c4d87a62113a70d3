"""Fictional cases of the three classes to write letters about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.db import reading, unit_of_work
from portal.ledger import service
from portal.notices.models import Notice
from tests.conftest import NOW

TODAY = date(2026, 11, 24)


def add_case(session: Any, actor: Any, number: str, kind: str, **known: Any) -> Any:
    """A case with two unpaid claims; ``known`` changes the debtor."""
    debtor = service.add_debtor(
        session,
        actor,
        NOW,
        service.NewDebtor(
            **{
                "number": f"A-{number}", "name": "架空 一郎", "kana": "カクウ イチロウ", "postal_code": "154-0000",
                "address": "世田谷区架空町一丁目2番3号", "building": "架空ハイツ101号室", "phone": "090-0000-0001", **known,
            }
        ),
    )  # fmt: skip
    case = service.add_case(session, actor, NOW, debtor, service.case_of_type(kind, number=number, cause="架空の原因"))
    for month in (6, 7):
        claim = service.NewClaim(
            case.title.split("（")[0], date(2026, month, 1), date(2026, month, 30), 56_400, fiscal_year=2026,
            period=f"第{month - 5}期", notice_number=f"2026{month:02}",
        )  # fmt: skip
        service.add_claim(session, actor, NOW, case, claim)
    return case


@pytest.fixture
def cases(office, people) -> dict[str, int]:
    """花子's cases: 国保料 (K-1), 住民税 (Z-1), 家賃 (J-1)."""
    with unit_of_work(office.sessions) as session:
        made = {
            "nhi": add_case(session, people.hanako, "K-1", "nhi_premium"),
            "tax": add_case(session, people.hanako, "Z-1", "resident_tax"),
            "rent": add_case(session, people.hanako, "J-1", "housing_rent"),
        }
        return {name: case.id for name, case in made.items()}


@pytest.fixture
def add_event(office, people):
    """Write an event into a case of 花子's."""

    def add(case_id: int, **known: Any) -> None:
        with unit_of_work(office.sessions) as session:
            case = service.find_case(session, people.hanako, case_id)
            service.add_event(session, people.hanako, NOW, case, service.NewEvent(**known), today=TODAY)

    return add


@pytest.fixture
def issued(sign_in, office, cases, add_event) -> int:
    """An issued 催告書 of case K-1 (8住第1号, 2026-11-24)."""
    from tests.notices.test_case_letters import batch_id, draft

    add_event(cases["nhi"], kind="demand", happened_on=date(2026, 8, 20))
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], "催告書"))
    assert browser.post(f"/notices/batches/{number}/issue").status_code == 302
    with reading(office.sessions) as session:
        return session.scalar(select(Notice.id).where(Notice.batch_id == number))
