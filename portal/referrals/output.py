"""What leaves the portal: the zip of a packet and its single documents, and the trail of every download.

A final packet is never built again: its registered bytes come out of the store, whatever the ledger says by then.
"""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.domain.actor import Actor
from portal.ledger.models import Case
from portal.referrals import bundle as bundles
from portal.referrals.bundle import Bundle
from portal.referrals.checklist import Facts
from portal.referrals.models import ReferralPacket
from portal.referrals.packets import facts_of, trail
from portal.referrals.values import Sender


class Store(Protocol):
    """The part of the file store that is used."""

    def put(self, content: bytes) -> str: ...
    def get(self, key: str) -> bytes: ...


def build_bundle(
    session: Session, packet: ReferralPacket, case: Case, *, settings: Any, store: Store, officer: str = ""
) -> Bundle:
    """The zip as it stands: the registered one when final, else a draft marked 「案」."""
    if packet.bundle_key:
        return Bundle(packet.bundle_name, store.get(packet.bundle_key), ())
    return bundles.build(
        frozen_facts(packet, case),
        sender_of(session, packet, settings, officer),
        forms=Path(settings.templates),
        read=store.get,
    )


def document_file(
    session: Session, packet: ReferralPacket, case: Case, *, name: str, settings: Any, store: Store
) -> bytes:
    """One document alone; once final it comes out of the registered zip, whatever the ledger says by then."""
    if packet.bundle_key:
        with zipfile.ZipFile(BytesIO(store.get(packet.bundle_key))) as archive:
            return archive.read(next(one for one in archive.namelist() if one.endswith(f"_{name}.docx")))
    facts, sender = frozen_facts(packet, case), sender_of(session, packet, settings)
    content, _ = bundles.document(facts, sender, forms=Path(settings.templates), name=name, draft=True)
    return content


def frozen_facts(packet: ReferralPacket, case: Case) -> Facts:
    """The facts for the documents: reckoned on the packet's own date, whatever day it is built."""
    return facts_of(packet, case, packet.as_of)


def sender_of(session: Session, packet: ReferralPacket, settings: Any, officer: str = "") -> Sender:
    department = session.get_one(Department, packet.department_id)
    return Sender(
        settings.office_name, settings.office_head, settings.office_head_name, department, officer or packet.author_name
    )


def record_download(session: Session, actor: Actor, now: datetime, packet: ReferralPacket, what: str) -> None:
    """Every file that leaves the portal leaves a line in the audit trail."""
    trail(session, actor, now, "referral.download", packet, f"委任資料 {packet.number} の{what}を取り出しました。")
