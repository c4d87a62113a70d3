"""The tables of notices: batches (起案), their rows and issued letters (通知書の登録簿), number series, office forms.

What people keep beside them: half-typed letters, lists of deliveries, filters of the ledger, layouts of 預貯金照会.

A row of ``notices`` is first a frozen row of a batch and becomes the register entry once it has a number; it is never
deleted after that. ``payload`` columns hold the frozen values, so that a letter can be made again bit by bit.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, JsonValue, UtcDateTime


class NoticeSeries(Base):
    """The last serial given in one department, fiscal year and symbol (記号). Gapless: only ``numbering`` writes it."""

    __tablename__ = "notice_series"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    fiscal_year: Mapped[int]
    symbol: Mapped[str] = mapped_column(String(60))
    last_serial: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("department_id", "fiscal_year", "symbol"),)


class NoticeBatch(Base):
    """One 起案: a form, a day, and one or many rows. States: draft → submitted → approved → making → issued."""

    __tablename__ = "notice_batches"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    form_name: Mapped[str] = mapped_column(String(120))
    form_title: Mapped[str] = mapped_column(String(200))
    form_version: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(64))  # the Word file in the store
    form_about: Mapped[dict[str, Any]] = mapped_column(JsonValue)  # its description, frozen
    enclosure: Mapped[dict[str, Any] | None] = mapped_column(JsonValue)  # 同封の様式 (計算書): name, key, about
    origin: Mapped[str] = mapped_column(String(20))  # case / list / filter
    state: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    issue_day: Mapped[date]
    designated_day: Mapped[date | None]
    symbol: Mapped[str] = mapped_column(String(60), default="")
    options: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    waiver_reason: Mapped[str] = mapped_column(String(500), default="")
    total: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    source_name: Mapped[str] = mapped_column(String(200), default="")
    source_hash: Mapped[str] = mapped_column(String(64), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approver_name: Mapped[str] = mapped_column(String(100), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    numbered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    outputs: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)  # kind → store key

    notices: Mapped[list[Notice]] = relationship(back_populates="batch", order_by="Notice.position")


class Notice(Base):
    """One letter: a frozen row, then the register entry with its number. ``state``: draft issued failed cancelled."""

    __tablename__ = "notices"

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(ForeignKey("notice_batches.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    position: Mapped[int]
    row_number: Mapped[int] = mapped_column(default=0)  # Excel's row
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"))
    form_name: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    findings: Mapped[list[dict[str, str]]] = mapped_column(JsonValue, default=list)
    working: Mapped[list[str]] = mapped_column(JsonValue, default=list)
    enclosed: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonValue)  # frozen values, one set a 計算書
    reference: Mapped[str] = mapped_column(String(60), default="")  # 整理番号
    addressee: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(20), default="draft")
    failure: Mapped[str] = mapped_column(String(500), default="")
    fiscal_year: Mapped[int | None]
    symbol: Mapped[str] = mapped_column(String(60), default="")
    serial: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(80), default="")
    issue_day: Mapped[date | None]
    values_hash: Mapped[str] = mapped_column(String(64), default="")
    file_hash: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int | None]  # counted in the PDF; None: 未計測
    sheets: Mapped[int | None]  # printed on both sides
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    approver_name: Mapped[str] = mapped_column(String(100), default="")
    reissues: Mapped[list[dict[str, str]]] = mapped_column(JsonValue, default=list)  # 再発行: day, reason, person, hash
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")
    tracking_number: Mapped[str] = mapped_column(String(20), default="", server_default="")  # 引受番号
    delivered_on: Mapped[date | None]  # 配達日
    delivery_result: Mapped[str] = mapped_column(String(60), default="", server_default="")  # as the post says it
    returned_on: Mapped[date | None]  # 返戻
    return_reason: Mapped[str] = mapped_column(String(200), default="")
    follow_up: Mapped[str] = mapped_column(String(500), default="")
    followed_up_on: Mapped[date | None]

    batch: Mapped[NoticeBatch] = relationship(back_populates="notices")

    __table_args__ = (
        UniqueConstraint("department_id", "fiscal_year", "symbol", "serial"),
        UniqueConstraint("batch_id", "position"),
        Index("ix_notices_department_number", "department_id", "number"),
        Index("ix_notices_department_issue_day", "department_id", "issue_day"),
        Index("ix_notices_department_reference", "department_id", "reference"),
        Index("ix_notices_department_tracking", "department_id", "tracking_number"),
    )


class NoticeUpload(Base):
    """A list between reading and confirming: the file in the store and what was chosen with it."""

    __tablename__ = "notice_uploads"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    form_name: Mapped[str] = mapped_column(String(120))
    file_key: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200))
    options: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeMapping(Base):
    """Which heading of a department's list serves which field of a form."""

    __tablename__ = "notice_mappings"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    form_name: Mapped[str] = mapped_column(String(120))
    mapping: Mapped[dict[str, str]] = mapped_column(JsonValue)

    __table_args__ = (UniqueConstraint("department_id", "form_name"),)


class OfficeForm(Base):
    """A version of a form made in the workshop. ``department_id`` None: for the whole office."""

    __tablename__ = "office_forms"

    id: Mapped[Id]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")  # draft submitted approved withdrawn
    in_force_from: Mapped[date | None]
    docx_key: Mapped[str] = mapped_column(String(64))
    about: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    summary: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approver_name: Mapped[str] = mapped_column(String(100), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("department_id", "name", "version"),)


class LetterTyping(Base):
    """A letter half typed (書きかけ), as the inputs stood: seen by its author alone, gone once it is saved as a draft.

    ``batch_id`` None: a letter not drafted yet. ``version`` tells a second window of the same person that it is behind.
    """

    __tablename__ = "letter_typings"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("notice_batches.id"))
    form_name: Mapped[str] = mapped_column(String(120))
    form_title: Mapped[str] = mapped_column(String(200))
    texts: Mapped[dict[str, Any]] = mapped_column(JsonValue)  # see ``letter_typing.kept_texts``
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryImport(Base):
    """A list of deliveries (配達記録): the file in the store, and once written what it came to."""

    __tablename__ = "delivery_imports"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    file_key: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    underway: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)  # rows that could not be used


class SavedFilter(Base):
    """A filter of the ledger a department made for itself (絞り込み). ``criteria``: see ``criteria.Criteria``."""

    __tablename__ = "saved_filters"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    name: Mapped[str] = mapped_column(String(60))
    criteria: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    author_name: Mapped[str] = mapped_column(String(100), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("department_id", "name"),)


class InquiryLayout(Base):
    """Which columns a bank or service wants in a list of 預貯金照会, under which headings, in which characters."""

    __tablename__ = "inquiry_layouts"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    name: Mapped[str] = mapped_column(String(60))
    lines: Mapped[str] = mapped_column(Text)  # as typed; see ``inquiries.parse_layout``
    encoding: Mapped[str] = mapped_column(String(20), default="cp932")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("department_id", "name"),)
