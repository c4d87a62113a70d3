"""The tables of liaison meetings (債権管理連絡会). A confirmed meeting is locked; its minutes are kept with their hash."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, JsonValue, UtcDateTime, YenAmount

STATES = {"draft": "案", "inquiry": "照会中", "final": "確定"}
ATTENDANCE = {"present": "出席", "proxy": "代理出席", "absent": "欠席"}
PARTS = ("議長", "委員", "事務局", "説明員")
ITEM_KINDS = ("報告", "協議", "決定")


class MeetingSeries(Base):
    """One board that meets again and again; new meetings take place and times from it."""

    __tablename__ = "meeting_series"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    meetings: Mapped[list[Meeting]] = relationship(
        back_populates="series", order_by="Meeting.fiscal_year, Meeting.number"
    )


class Meeting(Base):
    """第n回 of a fiscal year. ``edition`` goes up with every change, so that two editors notice each other."""

    __tablename__ = "meetings"

    id: Mapped[Id]
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    fiscal_year: Mapped[int]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    edition: Mapped[int] = mapped_column(default=1)
    held_on: Mapped[date]
    starts_at: Mapped[str] = mapped_column(String(20), default="")  # 午後2時
    ends_at: Mapped[str] = mapped_column(String(20), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    online: Mapped[bool] = mapped_column(default=False)
    open_to_public: Mapped[bool] = mapped_column(default=False)
    closed_reason: Mapped[str] = mapped_column(String(300), default="")
    next_plan: Mapped[str] = mapped_column(String(200), default="")
    inquiry_until: Mapped[date | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str] = mapped_column(String(100), default="")
    minutes_key: Mapped[str] = mapped_column(
        String(64), default=""
    )  # SHA-256 of the minutes, and their key in the store

    series: Mapped[MeetingSeries] = relationship(back_populates="meetings")
    attendees: Mapped[list[Attendee]] = relationship(cascade="all, delete-orphan", order_by="Attendee.position")
    items: Mapped[list[AgendaItem]] = relationship(cascade="all, delete-orphan", order_by="AgendaItem.position")
    materials: Mapped[list[Material]] = relationship(cascade="all, delete-orphan", order_by="Material.position")
    decisions: Mapped[list[Decision]] = relationship(cascade="all, delete-orphan", order_by="Decision.position")
    action_items: Mapped[list[ActionItem]] = relationship(cascade="all, delete-orphan", order_by="ActionItem.position")
    comments: Mapped[list[Comment]] = relationship(cascade="all, delete-orphan", order_by="Comment.id")

    __table_args__ = (
        UniqueConstraint("series_id", "fiscal_year", "number"),
        CheckConstraint("state in ('draft','inquiry','final')", name="state"),
    )

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def chair(self) -> Attendee | None:
        return next((one for one in self.attendees if one.part == "議長"), None)


class Attendee(Base):
    """Who is invited, and whether that person came."""

    __tablename__ = "meeting_attendees"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    position: Mapped[int]
    part: Mapped[str] = mapped_column(String(20), default="委員")
    title: Mapped[str] = mapped_column(String(100), default="")
    name: Mapped[str] = mapped_column(String(100), default="")
    attendance: Mapped[str] = mapped_column(String(20), default="present")
    proxy: Mapped[str] = mapped_column(String(100), default="")  # who came instead


class AgendaItem(Base):
    """One 議題: what was explained, asked, said and concluded. ``remarks`` is a list of {speaker, text}."""

    __tablename__ = "meeting_items"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20), default="報告")
    presenter: Mapped[str] = mapped_column(String(100), default="")
    material: Mapped[str] = mapped_column(String(40), default="")  # 資料番号
    duration: Mapped[str] = mapped_column(String(20), default="")  # 所要（10分）
    explanation: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[Any] = mapped_column(JsonValue, default=list)
    opinion: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")


class Material(Base):
    """配付資料: number and title."""

    __tablename__ = "meeting_materials"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(200), default="")


class Decision(Base):
    """決定事項: what, which department, by when."""

    __tablename__ = "meeting_decisions"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    position: Mapped[int]
    content: Mapped[str] = mapped_column(String(500), default="")
    department: Mapped[str] = mapped_column(String(100), default="")
    due_on: Mapped[date | None]


class ActionItem(Base):
    """宿題: what, which department, who, by when, and whether it is done. Carried to the next meeting until it is."""

    __tablename__ = "meeting_action_items"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    position: Mapped[int]
    content: Mapped[str] = mapped_column(String(500), default="")
    department: Mapped[str] = mapped_column(String(100), default="", index=True)
    person: Mapped[str] = mapped_column(String(100), default="")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(String(300), default="")
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_action_items.id"))


class Comment(Base):
    """What somebody said of the draft during 照会, by agenda item (None: the whole)."""

    __tablename__ = "meeting_comments"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_items.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100))
    department_name: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(300), default="")


class FigureRow(Base):
    """What a department reports of one claim for a meeting. Yen; ``outstanding`` is entered and checked, not computed."""

    __tablename__ = "meeting_figures"

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    position: Mapped[int]
    claim_name: Mapped[str] = mapped_column(String(200))
    part: Mapped[str] = mapped_column(String(20), default="現年分")  # 現年分 / 滞納繰越分
    assessed: Mapped[int] = mapped_column(YenAmount)
    collected: Mapped[int] = mapped_column(YenAmount)
    written_off: Mapped[int] = mapped_column(YenAmount, default=0)
    outstanding: Mapped[int] = mapped_column(YenAmount)
    target_rate: Mapped[str] = mapped_column(String(10), default="")  # 目標収納率（％）
    note: Mapped[str] = mapped_column(String(200), default="")
    author_name: Mapped[str] = mapped_column(String(100), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
