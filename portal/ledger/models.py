"""The tables of the claims ledger (債権台帳).

A *case* (案件) is one debtor and what that person owes one department for one purpose; its *claims* are the single
amounts with their own due dates (期別・月別). Events and payments are never deleted: a wrong one is cancelled with a
reason, because the limitation clock and a lawsuit rely on them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, UtcDateTime, YenAmount


class Debtor(Base):
    """A person or body that owes. One row a department: departments do not see each other's debtors."""

    __tablename__ = "debtors"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    number: Mapped[str] = mapped_column(String(40))  # 宛名番号
    kind: Mapped[str] = mapped_column(String(20), default="individual")  # individual 個人 / corporation 法人
    name: Mapped[str] = mapped_column(String(200))
    kana: Mapped[str] = mapped_column(String(200), default="")
    representative: Mapped[str] = mapped_column(String(200), default="")  # 代表者（法人）
    birth_date: Mapped[date | None]
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_other: Mapped[str] = mapped_column(String(40), default="")
    workplace: Mapped[str] = mapped_column(String(200), default="")
    support_measure: Mapped[bool] = mapped_column(default=False)  # 支援措置: the address is masked
    support_measure_until: Mapped[date | None]
    died_on: Mapped[date | None]
    on_welfare: Mapped[bool] = mapped_column(default=False)  # 生活保護受給中
    lawyer_notified_on: Mapped[date | None]  # 受任通知を受けた日
    attention: Mapped[str] = mapped_column(String(500), default="")  # 配慮事項（通訳・手話など）
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    addresses: Mapped[list[Address]] = relationship(
        back_populates="debtor", cascade="all, delete-orphan", order_by="Address.valid_from.desc(), Address.id.desc()"
    )
    cases: Mapped[list[Case]] = relationship(back_populates="debtor")

    __table_args__ = (
        UniqueConstraint("department_id", "number"),
        CheckConstraint("kind in ('individual','corporation')", name="kind"),
        Index("ix_debtors_department_kana", "department_id", "kana"),
    )

    @property
    def address(self) -> Address | None:
        """The newest address that has not ended; letters go there."""
        return next((a for a in self.addresses if a.valid_to is None), None)


class Address(Base):
    """Where somebody lived, from when to when. History stays: service of documents is judged by it."""

    __tablename__ = "debtor_addresses"

    id: Mapped[Id]
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(300))
    building: Mapped[str] = mapped_column(String(200), default="")  # 方書
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(100), default="")
    returned_mail: Mapped[bool] = mapped_column(default=False)

    debtor: Mapped[Debtor] = relationship(back_populates="addresses")


class Case(Base):
    """案件: one debtor, one purpose, one department."""

    __tablename__ = "cases"

    id: Mapped[Id]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    number: Mapped[str] = mapped_column(String(40))  # 整理番号
    debtor_id: Mapped[int] = mapped_column(ForeignKey("debtors.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    claim_type: Mapped[str] = mapped_column(String(60))  # id in domain/tables/claim_types.toml
    claim_class: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(300), default="")  # 根拠
    cause: Mapped[str] = mapped_column(Text, default="")  # 発生原因の要旨
    late_charge_rule: Mapped[str] = mapped_column(String(60), default="")  # named rule set
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="open")  # open 管理中 / closed 終結
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    debtor: Mapped[Debtor] = relationship(back_populates="cases")
    claims: Mapped[list[Claim]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Claim.due_date, Claim.id"
    )
    guarantors: Mapped[list[JointGuarantor]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="JointGuarantor.id"
    )
    events: Mapped[list[Event]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="Event.happened_on, Event.id"
    )
    plans: Mapped[list[InstallmentPlan]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="InstallmentPlan.id"
    )

    __table_args__ = (
        UniqueConstraint("department_id", "number"),
        CheckConstraint("claim_class in ('compulsory_public','ordinary_public','private')", name="claim_class"),
        CheckConstraint("state in ('open','closed')", name="state"),
    )


class Claim(Base):
    """One amount with its own due date (期別). ``interest_rate`` is the agreed yearly rate in percent, as text."""

    __tablename__ = "claims"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))  # 債権名
    fiscal_year: Mapped[int | None]  # 年度（西暦）
    period: Mapped[str] = mapped_column(String(40), default="")  # 期別
    notice_number: Mapped[str] = mapped_column(String(60), default="")  # 通知書番号
    arose_on: Mapped[date]
    due_date: Mapped[date]
    principal: Mapped[int] = mapped_column(YenAmount)
    demand_fee: Mapped[int] = mapped_column(YenAmount, default=0)  # 督促手数料
    interest_rate: Mapped[str] = mapped_column(String(12), default="")
    rate_kind: Mapped[str] = mapped_column(
        String(20), default="damages"
    )  # damages 遅延損害金の定め / interest 利息の定め
    late_charge_rule: Mapped[str] = mapped_column(String(60), default="")  # empty: the case's
    statutory_due_on: Mapped[date | None]  # 法定納期限 of a local tax, where it is not the due date
    evaded: Mapped[bool] = mapped_column(default=False)  # 偽りその他不正の行為により免れた税（地方税法18条の2第3項）
    written_off_on: Mapped[date | None]

    case: Mapped[Case] = relationship(back_populates="claims")
    payments: Mapped[list[Payment]] = relationship(
        back_populates="claim", cascade="all, delete-orphan", order_by="Payment.paid_on, Payment.id"
    )

    __table_args__ = (
        CheckConstraint("principal >= 0", name="principal"),
        CheckConstraint("rate_kind in ('damages','interest')", name="rate_kind"),
    )

    @property
    def paid_principal(self) -> int:
        return sum(p.to_principal for p in self.payments if p.cancelled_at is None)

    @property
    def balance(self) -> int:
        """Principal still unpaid, in yen."""
        return self.principal - self.paid_principal


class Payment(Base):
    """Money received for a claim; ``to_*`` say what it was applied to (充当)."""

    __tablename__ = "payments"

    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    paid_on: Mapped[date]
    amount: Mapped[int] = mapped_column(YenAmount)
    to_principal: Mapped[int] = mapped_column(YenAmount)
    to_late_charge: Mapped[int] = mapped_column(YenAmount, default=0)
    to_fee: Mapped[int] = mapped_column(YenAmount, default=0)
    means: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")

    claim: Mapped[Claim] = relationship(back_populates="payments")

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("amount = to_principal + to_late_charge + to_fee", name="applied"),
    )


class JointGuarantor(Base):
    """連帯保証人 of a case."""

    __tablename__ = "joint_guarantors"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kana: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    building: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    support_measure: Mapped[bool] = mapped_column(default=False)
    contracted_on: Mapped[date | None]
    limit_amount: Mapped[int | None] = mapped_column(YenAmount)  # 極度額
    note: Mapped[str] = mapped_column(String(300), default="")

    case: Mapped[Case] = relationship(back_populates="guarantors")


class Event(Base):
    """What happened in a case, when, by what means and with what result. ``kind``: see ``ledger.kinds``."""

    __tablename__ = "events"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"), index=True)  # None: all claims of the case
    kind: Mapped[str] = mapped_column(String(40), index=True)
    happened_on: Mapped[date]
    means: Mapped[str] = mapped_column(String(40), default="")  # 文書・電話・訪問・窓口・SMS
    counterpart: Mapped[str] = mapped_column(String(40), default="")  # 本人・家族・代理人・第三者
    result: Mapped[str] = mapped_column(String(200), default="")
    memo: Mapped[str] = mapped_column(Text, default="")
    reached_on: Mapped[date | None]  # 到達日
    designated_date: Mapped[date | None]  # 指定期限
    ends_on: Mapped[date | None]  # 手続・猶予の終わり
    outcome: Mapped[str] = mapped_column(String(40), default="")  # 確定・取下げ など（limitation の語彙）
    promised_on: Mapped[date | None]
    promised_amount: Mapped[int | None] = mapped_column(YenAmount)
    document_number: Mapped[str] = mapped_column(String(60), default="")
    notice_id: Mapped[int | None] = mapped_column(index=True)  # the issued notice that wrote it
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")

    case: Mapped[Case] = relationship(back_populates="events")

    __table_args__ = (Index("ix_events_case_happened", "case_id", "happened_on"),)


class InstallmentPlan(Base):
    """分納: what was pledged, and when each part falls due."""

    __tablename__ = "installment_plans"

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    pledged_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="active")  # active 履行中 / done 完納 / broken 不履行
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="plans")
    dues: Mapped[list[InstallmentDue]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="InstallmentDue.due_on"
    )


class InstallmentDue(Base):
    """One part of a plan; ``paid_on`` is set when it was met."""

    __tablename__ = "installment_dues"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("installment_plans.id"), index=True)
    due_on: Mapped[date]
    amount: Mapped[int] = mapped_column(YenAmount)
    paid_on: Mapped[date | None]

    plan: Mapped[InstallmentPlan] = relationship(back_populates="dues")
