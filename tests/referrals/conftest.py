"""Cases to refer: one private case ready for the lawyer, made through the ledger's services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy.orm import Session

from portal.db import unit_of_work
from portal.domain.actor import Actor
from portal.ledger import service as ledger
from portal.ledger.models import Case
from portal.office import Office
from tests.conftest import NOW, People

TODAY = date(2026, 11, 24)


def pdf(text: str = "見本") -> bytes:
    """A small PDF with one empty page; ``text`` makes the bytes differ."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.docinfo["/Title"] = text
        document.save(out, deterministic_id=True)
    return out.getvalue()


def add_case(
    session: Session, actor: Actor, number: str = "R8-0001", *, kind: str = "scholarship_loan", debtor: dict[str, Any] | None = None,
    events: bool = True, guarantor: bool = True,
) -> Case:  # fmt: skip
    """A case of 120,000円 in two instalments that fell due in 2025, with demand and final reminder."""
    known = {
        "number": f"D-{number}", "name": "架空 花代", "kana": "カクウ ハナヨ", "address": "世田谷区架空町1丁目2番3号",
        "building": "架空ハイツ101号室", "postal_code": "154-0000", "phone": "090-0000-0000", "workplace": "架空商店",
    }  # fmt: skip
    owner = ledger.add_debtor(session, actor, NOW, ledger.NewDebtor(**{**known, **(debtor or {})}))
    owner.addresses[0].confirmed_on = date(2026, 11, 1)
    case = ledger.add_case(
        session, actor, NOW, owner, ledger.case_of_type(kind, number=number, cause="架空の奨学金を貸し付けた。")
    )
    for place, due in enumerate((date(2025, 4, 30), date(2025, 7, 31)), start=1):
        new = ledger.NewClaim("架空奨学資金", date(2025, 4, 1), due, 60_000, period=f"第{place}回", fiscal_year=2025)
        ledger.add_claim(session, actor, NOW, case, new)
    if guarantor:
        ledger.add_guarantor(
            session,
            actor,
            NOW,
            case,
            name="架空 保子",
            address="世田谷区架空町5丁目1番1号",
            contracted_on=date(2025, 4, 1),
        )
    if events:
        for name, day in (
            ("demand", date(2025, 8, 20)),
            ("reminder", date(2025, 10, 1)),
            ("final_reminder", date(2026, 2, 2)),
        ):
            ledger.add_event(
                session, actor, NOW, case, ledger.NewEvent(name, day, means="文書", counterpart="本人", memo="送付した。", reached_on=day),
                today=TODAY,
            )  # fmt: skip
    return case


@pytest.fixture
def case_id(office: Office, people: People) -> int:
    with unit_of_work(office.sessions) as session:
        return add_case(session, people.hanako).id


@pytest.fixture
def make_case(office: Office, people: People) -> Callable[..., int]:
    def make(number: str, **known: Any) -> int:
        with unit_of_work(office.sessions) as session:
            return add_case(session, known.pop("actor", people.hanako), number, **known).id

    return make
