"""The exhibits of a packet (書証): adding, describing, ordering, taking off. Only while the packet is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.referrals.files import Accepted
from portal.referrals.models import EXHIBIT_KINDS, ORIGINS, ReferralExhibit, ReferralPacket
from portal.referrals.output import Store
from portal.referrals.packets import changed, editable, trail

MOST_EXHIBITS = 100
_FIELDS = (
    "kind", "origin", "title", "made_on", "made_on_note", "maker", "purpose", "original", "note", "branch", "excluded",
)  # fmt: skip


def add_exhibits(
    session: Session, actor: Actor, now: datetime, packet: ReferralPacket, files: Sequence[Accepted], store: Store
) -> list[ReferralExhibit]:
    """Keep the files as exhibits at the end of the list. Raises InvalidInput when there are too many."""
    editable(packet, actor)
    if len(packet.exhibits) + len(files) > MOST_EXHIBITS:
        raise InvalidInput(f"証拠は{MOST_EXHIBITS}点までです。一つのPDFにまとめてください。", field="files")
    place = max((one.position for one in packet.exhibits), default=0)
    added = []
    for offset, file in enumerate(files, start=1):
        exhibit = ReferralExhibit(
            position=place + offset,
            title=file.stem[:200],
            file_key=store.put(file.content),
            file_name=f"{file.stem}.{file.extension}"[:200],
            extension=file.extension,
            size=len(file.content),
            author_id=actor.user_id,
            created_at=now,
            branch=False, kind=kind_by_name(file.stem), origin="", original=False, excluded=False, made_on_note="", maker="", purpose="",
            note="", number="",
        )  # fmt: skip
        packet.exhibits.append(exhibit)
        added.append(exhibit)
    changed(packet)
    session.flush()
    trail(
        session, actor, now, "referral.exhibits", packet, f"委任資料 {packet.number} に証拠{len(files)}点を加えました。"
    )
    return added


_KINDS_BY_NAME = (
    ("demand", ("督促",)), ("reminder", ("催告",)), ("dispatch", ("配達", "発送", "内容証明")), ("pledge", ("誓約", "債務承認")),
    ("guarantee", ("保証",)), ("residence", ("住民票", "戸籍", "附票", "登記")), ("balance", ("残高", "入金", "納付履歴", "明細")),
    ("contract", ("契約", "申請", "許可", "決定", "借用")),
)  # fmt: skip


def kind_by_name(name: str) -> str:
    """What a file probably is, by its name (催告書_写し → reminder); the officer sees it in the table and corrects it."""
    return next((kind for kind, words in _KINDS_BY_NAME if any(word in name for word in words)), "other")


def save_exhibits(
    session: Session, actor: Actor, now: datetime, packet: ReferralPacket, rows: Mapping[int, Mapping[str, Any]]
) -> None:
    """Write the table of exhibits; ``rows`` by exhibit id. Raises InvalidInput for a kind or origin that is not one."""
    editable(packet, actor)
    for exhibit in packet.exhibits:
        row = rows.get(exhibit.id)
        if row is None:
            continue
        if row.get("kind", exhibit.kind) not in EXHIBIT_KINDS or row.get("origin", exhibit.origin) not in ORIGINS:
            raise InvalidInput(f"「{exhibit.title}」の種類と入手の経緯を選び直してください。")
        for name in _FIELDS:
            if name in row:
                setattr(exhibit, name, row[name])
    changed(packet)
    trail(session, actor, now, "referral.exhibits", packet, f"委任資料 {packet.number} の証拠の表を保存しました。")


def move_exhibit(
    session: Session, actor: Actor, now: datetime, packet: ReferralPacket, *, exhibit_id: int, up: bool
) -> None:
    """Exchange the exhibit with its neighbour; nothing happens at the end of the list."""
    editable(packet, actor)
    order = list(packet.exhibits)
    place = order.index(_exhibit(packet, exhibit_id))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, one in enumerate(order, start=1):
        one.position = position
    changed(packet)
    session.flush()
    session.refresh(packet, ["exhibits"])
    trail(session, actor, now, "referral.exhibits", packet, f"委任資料 {packet.number} の証拠の順を変えました。")


def order_exhibits(session: Session, actor: Actor, now: datetime, packet: ReferralPacket, order: Sequence[int]) -> None:
    """Put the exhibits into ``order`` (their ids); those it does not name keep their place behind the others."""
    editable(packet, actor)
    places = {key: place for place, key in enumerate(order)}
    ranked = sorted(packet.exhibits, key=lambda one: (places.get(one.id, len(places)), one.position))
    for position, one in enumerate(ranked, start=1):
        one.position = position
    changed(packet)
    session.flush()
    session.refresh(packet, ["exhibits"])
    trail(session, actor, now, "referral.exhibits", packet, f"委任資料 {packet.number} の証拠の順を変えました。")


def remove_exhibit(session: Session, actor: Actor, now: datetime, packet: ReferralPacket, *, exhibit_id: int) -> None:
    """Take an exhibit off the draft; the file stays in the store."""
    editable(packet, actor)
    packet.exhibits.remove(_exhibit(packet, exhibit_id))
    changed(packet)
    session.flush()
    trail(session, actor, now, "referral.exhibits", packet, f"委任資料 {packet.number} から証拠1点を除きました。")


def _exhibit(packet: ReferralPacket, exhibit_id: int) -> ReferralExhibit:
    found = next((one for one in packet.exhibits if one.id == exhibit_id), None)
    if found is None:
        raise NotFound("その証拠は見つかりません。画面を開き直してください。")
    return found


def exhibit_file(
    session: Session, actor: Actor, now: datetime, packet: ReferralPacket, *, exhibit_id: int, store: Store
) -> tuple[ReferralExhibit, bytes]:
    """One exhibit for looking at; audited."""
    exhibit = _exhibit(packet, exhibit_id)
    trail(session, actor, now, "referral.download", packet, f"委任資料 {packet.number} の証拠1点を取り出しました。")
    return exhibit, store.get(exhibit.file_key)
