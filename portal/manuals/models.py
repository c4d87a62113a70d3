"""The tables of the knowledge base: its history, drafts, and what readers leave. The content itself is in the files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Id, JsonValue, UtcDateTime


class ManualRevision(Base):
    """One released version of a page: the whole file as it was, numbered within the page."""

    __tablename__ = "manual_revisions"

    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(String(80), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300))  # path within the manuals folder
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    summary: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(20))  # portal, outside, import, review
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(100))
    approver_name: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (UniqueConstraint("page_id", "number"),)


class ManualDraft(Base):
    """What one person is writing about one page. ``version`` goes up at each save, to notice a second window."""

    __tablename__ = "manual_drafts"

    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(String(80), index=True)
    is_new: Mapped[bool] = mapped_column(default=False)
    base_hash: Mapped[str] = mapped_column(String(64), default="")
    values: Mapped[dict[str, Any]] = mapped_column("content", JsonValue)
    summary: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(20), default="draft")  # draft, requested, returned
    comment: Mapped[str] = mapped_column(String(1000), default="")  # why it was returned
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    author_name: Mapped[str] = mapped_column(String(100))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("page_id", "author_id"),)


class ManualFeedback(Base):
    """役に立った／わかりにくい, with a comment when there is one."""

    __tablename__ = "manual_feedback"

    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(String(80), index=True)
    useful: Mapped[bool]
    comment: Mapped[str] = mapped_column(String(1000), default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_by: Mapped[str] = mapped_column(String(100), default="")


class ManualShelf(Base):
    """One person's own view of a page: bookmark, personal note, and which version was read."""

    __tablename__ = "manual_shelf"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    page_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    bookmarked: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    read_hash: Mapped[str] = mapped_column(String(64), default="")
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ManualRequired(Base):
    """A page that everybody of the office must read (必読), by when."""

    __tablename__ = "manual_required"

    page_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_on: Mapped[date | None]
    set_by: Mapped[str] = mapped_column(String(100))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ManualFile(Base):
    """A picture or document attached to a page; the bytes are in the file store."""

    __tablename__ = "manual_files"

    id: Mapped[Id]
    page_id: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    is_picture: Mapped[bool] = mapped_column(default=False)
    author_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ManualFileText(Base):
    """The text read out of the bytes of an attached document, for the search; ``problem`` is the officer's sentence
    where it could not be read, or not whole."""

    __tablename__ = "manual_file_texts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="")
    problem: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LawChange(Base):
    """法改正: an article that changes on a day; its items are what relies on it."""

    __tablename__ = "law_changes"

    id: Mapped[Id]
    law: Mapped[str] = mapped_column(String(120))
    article: Mapped[str] = mapped_column(String(40))  # as in the address of the card
    label: Mapped[str] = mapped_column(String(200))
    effective_on: Mapped[date]
    due_on: Mapped[date]
    summary: Mapped[str] = mapped_column(String(1000), default="")
    author_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    items: Mapped[list[LawChangeItem]] = relationship(
        back_populates="change", cascade="all, delete-orphan", order_by="LawChangeItem.id"
    )


class LawChangeItem(Base):
    """A page, word form or table to look at because of a change."""

    __tablename__ = "law_change_items"

    id: Mapped[Id]
    change_id: Mapped[int] = mapped_column(ForeignKey("law_changes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # page, form, table
    target: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(20), default="")  # confirmed, edited; empty: to do
    done_by: Mapped[str] = mapped_column(String(100), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    change: Mapped[LawChange] = relationship(back_populates="items")

    __table_args__ = (Index("ix_law_change_items_target", "kind", "target"),)


class StatuteSource(Base):
    """A law whose text was read from an e-Gov file, with its 施行日."""

    __tablename__ = "statute_sources"

    id: Mapped[Id]
    law: Mapped[str] = mapped_column(String(200), unique=True)
    law_id: Mapped[str] = mapped_column(String(40), default="")
    law_number: Mapped[str] = mapped_column(String(100), default="")
    effective_on: Mapped[date | None]
    file_name: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StatuteArticle(Base):
    """The text of one article, as of its source's 施行日."""

    __tablename__ = "statute_articles"

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("statute_sources.id", ondelete="CASCADE"))
    article: Mapped[str] = mapped_column(String(40))  # as in the address of the card
    caption: Mapped[str] = mapped_column(String(300), default="")
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("source_id", "article"),)
