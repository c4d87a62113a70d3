"""The tables of referral packets (委任資料). What was sent is frozen: exhibit numbers, documents and their hash."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, JsonValue, UtcDateTime

STATES = {"draft": "案", "asked": "確認待ち", "final": "確定", "sent": "引渡し済み"}

EXHIBIT_KINDS = {
    "contract": "契約書・申請書・決定通知など（債権の発生を示すもの）",
    "guarantee": "保証契約書・保証人の確認書",
    "demand": "督促状の写し",
    "reminder": "催告書の写し",
    "dispatch": "発送・配達の記録",
    "balance": "残高・入金の明細",
    "pledge": "分納誓約書・債務承認書",
    "residence": "住民票・戸籍の附票・登記事項証明書",
    "other": "その他",
}
ORIGINS = {
    "": "まだ確かめていない",
    "own": "この債権の事務で作成又は受領したもの",
    "person": "本人・保証人などから受け取ったもの",
    "register": "この債権のための公用請求などで取得したもの",
    "tax_inquiry": "国税徴収法第141条の調査で得たもの（渡せません）",
}


class ReferralPacket(Base):
    """One packet of one case. ``edition`` goes up with every change, so that two editors notice each other."""

    __tablename__ = "referral_packets"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))  # 委任番号
    state: Mapped[str] = mapped_column(String(20), default="draft")
    edition: Mapped[int] = mapped_column(default=1)
    as_of: Mapped[date]  # 基準日
    law_firm: Mapped[str] = mapped_column(String(200), default="")
    lawyer: Mapped[str] = mapped_column(String(100), default="")
    firm_postal_code: Mapped[str] = mapped_column(String(8), default="")
    firm_address: Mapped[str] = mapped_column(String(300), default="")
    firm_building: Mapped[str] = mapped_column(String(200), default="")
    document_number: Mapped[str] = mapped_column(String(60), default="")
    reply_by: Mapped[date | None]
    contracted_on: Mapped[date | None]  # 契約日
    case_title: Mapped[str] = mapped_column(String(100), default="")  # 事件名
    agreed_kind: Mapped[str] = mapped_column(String(20), default="damages")  # what Claim.interest_rate means
    tasks: Mapped[str] = mapped_column(Text, default="")
    policy: Mapped[str] = mapped_column(Text, default="")
    assets: Mapped[str] = mapped_column(Text, default="")
    disputes: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    address_checked_on: Mapped[date | None]
    no_guarantor: Mapped[bool] = mapped_column(default=False)
    left_out_events: Mapped[Any] = mapped_column(JsonValue, default=list)  # event ids kept out of the chronology
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    author_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_reason: Mapped[str] = mapped_column(String(300), default="")
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approver_name: Mapped[str] = mapped_column(String(100), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bundle_key: Mapped[str] = mapped_column(String(64), default="")  # SHA-256 of the zip, and its key in the store
    bundle_name: Mapped[str] = mapped_column(String(200), default="")
    sent_on: Mapped[date | None]
    sent_means: Mapped[str] = mapped_column(String(100), default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))

    exhibits: Mapped[list[ReferralExhibit]] = relationship(
        back_populates="packet", cascade="all, delete-orphan", order_by="ReferralExhibit.position, ReferralExhibit.id"
    )
    waivers: Mapped[list[ReferralWaiver]] = relationship(
        back_populates="packet", cascade="all, delete-orphan", order_by="ReferralWaiver.id"
    )

    __table_args__ = (
        UniqueConstraint("department_id", "number"),
        CheckConstraint("state in ('draft','asked','final','sent')", name="state"),
    )

    @property
    def open_to_edit(self) -> bool:
        return self.state == "draft"

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def included(self) -> list[ReferralExhibit]:
        """The exhibits that go to the lawyer, in order."""
        return [one for one in self.exhibits if not one.excluded]


class ReferralExhibit(Base):
    """One piece of evidence (書証). ``number`` is set when the packet becomes final and never changes again."""

    __tablename__ = "referral_exhibits"

    id: Mapped[Id]
    packet_id: Mapped[int] = mapped_column(ForeignKey("referral_packets.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), default="")
    branch: Mapped[bool] = mapped_column(default=False)  # 枝番: belongs to the exhibit before it
    kind: Mapped[str] = mapped_column(String(20), default="other")
    origin: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    made_on: Mapped[date | None]
    made_on_note: Mapped[str] = mapped_column(
        String(60), default=""
    )  # 作成日が分からないとき: 「令和5年4月頃」「不詳」
    maker: Mapped[str] = mapped_column(String(100), default="")
    purpose: Mapped[str] = mapped_column(String(500), default="")
    original: Mapped[bool] = mapped_column(default=False)  # 原本 / 写し
    note: Mapped[str] = mapped_column(String(200), default="")
    excluded: Mapped[bool] = mapped_column(default=False)
    file_key: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    extension: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    packet: Mapped[ReferralPacket] = relationship(back_populates="exhibits")


class ReferralWaiver(Base):
    """An approver's decision to go on without a thing the checklist asks for, with the reason."""

    __tablename__ = "referral_waivers"

    id: Mapped[Id]
    packet_id: Mapped[int] = mapped_column(ForeignKey("referral_packets.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approver_name: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    packet: Mapped[ReferralPacket] = relationship(back_populates="waivers")

    __table_args__ = (UniqueConstraint("packet_id", "code"),)
