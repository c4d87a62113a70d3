"""A Word manual as a draft page with its pictures attached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from portal.documents.store import FileStore
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.manuals import drafts, files
from portal.manuals.docx_import import read_word
from portal.manuals.models import ManualDraft
from portal.manuals.pages import library
from portal.manuals.writing import Words, check_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the new page shall stand. ``title`` is for a document that names none."""

    page_id: str
    title: str
    folder: str
    owner: str
    reviewed_on: date
    review_by: date


def import_docx(
    session: Session, actor: Actor, now: datetime, store: FileStore, content: bytes, wanted: Wanted, *, root: Path
) -> tuple[ManualDraft, int]:
    """The draft, and how many pictures could not be kept (EMF, WMF and damaged ones)."""
    actor.require(Permission.MANUALS_EDIT)
    check_id(wanted.page_id)
    if wanted.page_id in library(root).by_id() or drafts.own_draft(session, actor, wanted.page_id) is not None:
        raise InvalidInput(
            f"『{wanted.page_id}』のページ又は下書きは既にあります。別の番号にしてください。", field="page_id"
        )
    left_out = 0
    kept = 0

    def keep(blob: bytes, media_type: str) -> str | None:
        nonlocal left_out, kept
        try:
            if not media_type.startswith("image/"):
                raise InvalidInput("図ではありません。")
            kept += 1
            row = files.attach(session, actor, now, store, page_id=wanted.page_id, name=f"図{kept}.png", content=blob)
        except InvalidInput:
            left_out += 1
            return None
        return f"file:{row.id}"

    made = read_word(content, keep)
    words = Words(
        title=(made.title or wanted.title)[:120] or wanted.page_id,
        folder=wanted.folder,
        order=100,
        owner=wanted.owner,
        reviewed_on=wanted.reviewed_on,
        review_by=wanted.review_by,
        body=made.body,
    )
    drafts.check_words(wanted.page_id, words, root)
    draft = drafts.save_draft(
        session,
        actor,
        now,
        page_id=wanted.page_id,
        words=words,
        base_hash="",
        summary="Word の文書から作成",
        version=0,
        root=root,
    )
    return draft, left_out
