"""The tables of what an office itself adds to the law's tables: yearly rates and its own rule sets of 延滞金.

Rows are never changed or deleted: a correction adds a row and marks the old one as superseded, so that a computation of
last year can be explained with the row that was in force then.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, JsonValue, UtcDateTime

LATE_CHARGE, STATUTORY = "late_charge", "statutory"


class OfficeRate(Base):
    """One rate the office entered: 平均貸付割合 of a year (``late_charge``) or 法定利率 of a period (``statutory``).

    ``figures`` are percent as text: ``average_loan``, or ``civil`` and ``commercial``.
    """

    __tablename__ = "office_rates"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    figures: Mapped[dict[str, str]] = mapped_column(JsonValue)
    source: Mapped[str] = mapped_column(String(300))
    verified: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(300), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_by_name: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_by_name: Mapped[str] = mapped_column(String(100), default="")
    superseded_reason: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (
        CheckConstraint("kind in ('late_charge','statutory')", name="kind"),
        Index("ix_office_rates_kind_valid_from", "kind", "valid_from"),
    )


class OfficeRuleSet(Base):
    """One version of the office's own rule set of 延滞金; ``rules`` is ``RuleSet.to_mapping()``."""

    __tablename__ = "office_rule_sets"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(60), index=True)
    version: Mapped[int] = mapped_column(default=1)
    rules: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    note: Mapped[str] = mapped_column(String(300), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_by_name: Mapped[str] = mapped_column(String(100))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_by_name: Mapped[str] = mapped_column(String(100), default="")
    superseded_reason: Mapped[str] = mapped_column(String(300), default="")
