"""Cases as findable documents. Findable by the owning department only; an address under 支援措置 is not in the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.audience import cases_label
from portal.index.port import Document
from portal.ledger.kinds import CLASS_LABELS
from portal.ledger.models import Case, Debtor


def document_of(case: Case) -> Document:
    debtor = case.debtor
    address = debtor.address
    lines = [
        f"整理番号 {case.number}",
        f"{debtor.name} {debtor.kana} 宛名番号 {debtor.number}",
        CLASS_LABELS[case.claim_class],
        case.basis,
        case.cause,
        "" if debtor.support_measure or address is None else f"{address.address} {address.building}",
        *(event.memo for event in case.events if event.cancelled_at is None),
    ]
    return Document(
        id=f"case:{case.id}",
        kind="case",
        title=f"{case.number} {debtor.name} {case.title}",
        body="\n".join(line for line in lines if line),
        folder=case.title,
        url=f"/cases/{case.id}",
        audience=frozenset({cases_label(case.department_id)}),
        reading=debtor.kana,
    )


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    """Every case of every department (the label on each keeps it inside its own)."""
    yield from _documents(session, select(Case))


def case_documents(session: Session, case_ids: Sequence[int]) -> Iterator[Document]:
    """The cases with these ids."""
    for at in range(0, len(case_ids), 500):
        yield from _documents(session, select(Case).where(Case.id.in_(case_ids[at : at + 500])))


def _documents(session: Session, query: Select[Any]) -> Iterator[Document]:
    whole = query.options(selectinload(Case.debtor).selectinload(Debtor.addresses), selectinload(Case.events))
    for case in session.scalars(whole).yield_per(200):
        yield document_of(case)
