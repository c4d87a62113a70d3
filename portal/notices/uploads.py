"""Lists between reading and making: kept with what was chosen, so that nobody has to choose the file twice.

A list holds personal data: one that became no batch within thirty days is thrown away with its file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.documents.store import FileStore
from portal.domain.actor import Actor
from portal.domain.errors import NotFound
from portal.domain.permissions import Permission
from portal.notices.library import WordForm
from portal.notices.models import DeliveryImport, NoticeBatch, NoticeUpload

KEPT_DAYS = 30


def keep(
    session: Session,
    store: FileStore,
    actor: Actor,
    now: datetime,
    form: WordForm,
    *,
    content: bytes,
    filename: str,
    options: Mapping[str, Any],
    outcome: str,
) -> NoticeUpload:
    """Keep a list; ``outcome`` is what reading it came to, for the trail."""
    actor.require(Permission.NOTICES_DRAFT)
    row = NoticeUpload(
        department_id=actor.department_id, form_name=form.name, file_key=store.put(content), filename=filename[:200],
        options=dict(options), author_id=actor.user_id, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(
        session, actor, now, action="notice.list", object_kind="upload", object_id=row.id,
        sentence=f"「{form.title}」の一覧を読み込みました（{outcome}）。",
    )  # fmt: skip
    return row


def find(session: Session, actor: Actor, upload_id: int) -> NoticeUpload:
    """A list of the actor's department. Raises NotFound, also for one that was thrown away."""
    actor.require(Permission.NOTICES_DRAFT)
    row = session.get(NoticeUpload, upload_id)
    if row is None or row.department_id != actor.department_id or not row.file_key:
        raise NotFound("その一覧は見つかりません。もう一度読み込んでください。")
    return row


def sweep(session: Session, store: FileStore, now: datetime) -> int:
    """Throw away what old lists held, and their files where nothing else refers to them; how many lists.

    The emptied row stays: SQLite would give its number to the next list, and an old address would show that one.
    """
    old = session.scalars(
        select(NoticeUpload)
        .where(NoticeUpload.created_at < now - timedelta(days=KEPT_DAYS), NoticeUpload.file_key != "")
        .limit(200)
    ).all()
    for row in old:
        key, row.file_key, row.filename, row.options = row.file_key, "", "", {}
        session.flush()
        if not _referred(session, key):
            store.delete(key)
    return len(old)


def _referred(session: Session, key: str) -> bool:
    """Whether a batch (its failed rows are written from the file), another list or a 配達記録 needs the file."""
    queries = (
        select(NoticeBatch.id).where(NoticeBatch.source_hash == key),
        select(NoticeUpload.id).where(NoticeUpload.file_key == key),
        select(DeliveryImport.id).where(DeliveryImport.file_key == key),
    )
    return any(session.scalar(query.limit(1)) is not None for query in queries)
