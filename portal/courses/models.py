"""What people did with the courses. The content itself is in the files; an attempt keeps the questions as they were asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, JsonValue, UtcDateTime


class CourseStep(Base):
    """済: one person has read one page of a course."""

    __tablename__ = "course_steps"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    course_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    page_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CourseAttempt(Base):
    """One round of a quiz. ``paper`` is what was asked (see ``grading``), ``answers`` the chosen places by question.

    ``number`` counts a person's rounds of one course, test (効果測定) and practice (練習) apart. Of the practice only the
    last round is kept.
    """

    __tablename__ = "course_attempts"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    practice: Mapped[bool]
    number: Mapped[int]
    pass_percent: Mapped[int]
    paper: Mapped[list[dict[str, Any]]] = mapped_column(JsonValue)
    answers: Mapped[dict[str, list[int]]] = mapped_column(JsonValue)
    correct: Mapped[int | None]
    passed: Mapped[bool | None]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_course_attempts_user_course", "user_id", "course_id"),
        UniqueConstraint("user_id", "course_id", "practice", "number"),
        # An old practice round is deleted; a page that is still open somewhere must not lead into the next one.
        {"sqlite_autoincrement": True},
    )

    @property
    def total(self) -> int:
        return len(self.paper)


class CourseAssignment(Base):
    """受講の指定: who is to take which course, and by when."""

    __tablename__ = "course_assignments"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[date | None]
    set_by: Mapped[str] = mapped_column(String(100))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("user_id", "course_id"),)
