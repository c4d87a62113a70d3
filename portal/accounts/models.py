"""The tables of people."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, JsonValue, UtcDateTime
from portal.domain.actor import Actor
from portal.domain.permissions import Role, permissions_of

# The columns of the table that letters hold (templates/支払方法のご案内).
PAYMENT_COLUMNS = {"方法": "方法", "場所": "利用できる場所・サービス", "手続": "手続", "注意": "ご注意"}


class Department(Base):
    """A 所管課, with what its letters say: contact block, ways to pay and the symbol of its document numbers."""

    __tablename__ = "departments"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(100), unique=True)
    section: Mapped[str] = mapped_column(String(100), default="")
    document_symbol: Mapped[str] = mapped_column(String(30), default="")
    postal_code: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    fax: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(100), default="")
    payment_methods: Mapped[list[dict[str, str]]] = mapped_column(JsonValue, default=list)
    """How its claims can be paid, as letters tell it: 方法, 場所, 手続, 注意 (see ``PAYMENT_COLUMNS``)."""

    users: Mapped[list[User]] = relationship(back_populates="department")


class User(UserMixin, Base):
    """A person who signs in. ``session_version`` goes up to end every session of the account at once."""

    __tablename__ = "users"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    disabled: Mapped[bool] = mapped_column(default=False)
    session_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    previous_sign_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the visit before, for what is new since

    department: Mapped[Department] = relationship(back_populates="users", lazy="joined")
    role_rows: Mapped[list[UserRole]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin", order_by="UserRole.role"
    )

    @property
    def is_active(self) -> bool:
        return not self.disabled

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(row.role) for row in self.role_rows)

    @property
    def role_labels(self) -> str:
        return "・".join(role.label for role in Role if role in self.roles)

    def as_actor(self, address: str = "") -> Actor:
        return Actor(
            user_id=self.id,
            name=self.name,
            department_id=self.department_id,
            department_name=self.department.name,
            permissions=permissions_of(self.roles),
            address=address,
        )


class UserRole(Base):
    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)

    user: Mapped[User] = relationship(back_populates="role_rows")


class EndedSession(Base):
    """A session that its owner ended, by its random number; kept as long as a copy of its cookie could still be used."""

    __tablename__ = "ended_sessions"

    number: Mapped[str] = mapped_column(String(43), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignInFailure(Base):
    """One failed sign-in, kept as long as it may count against the account or the address."""

    __tablename__ = "sign_in_failures"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_sign_in_failures_login_at", "login", "at"),
        Index("ix_sign_in_failures_address_at", "address", "at"),
    )
