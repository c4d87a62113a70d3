"""What people looked for and did not find, and the questions that came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, UtcDateTime


class Lookup(Base):
    """One search. Who asked is not kept; the text only when it can hold no resident (see ``service.may_keep``)."""

    __tablename__ = "search_lookups"

    id: Mapped[Id]
    text: Mapped[str] = mapped_column(String(200), index=True)
    found: Mapped[int]
    opened: Mapped[bool] = mapped_column(default=False)
    settled: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Question(Base):
    """A question to those who know (ノウハウ): asked when the search finds nothing; answered for everybody."""

    __tablename__ = "questions"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_name: Mapped[str] = mapped_column(String(100), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
