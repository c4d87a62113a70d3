"""Drafts: what somebody writes before it is released. The released page stays as it is until an approver publishes.

下書き → 承認依頼 → 公開, or 差戻し back to the writer. One draft a person and page; ``version`` tells a second window of the
same person that it is behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from portal.domain.permissions import Permission
from portal.manuals.models import ManualDraft
from portal.manuals.pages import Page, library, parse
from portal.manuals.revisions import Release, StalePage, current_hash, release
from portal.manuals.writing import Words, check_id, file_text, place_of


class StaleDraft(Conflict):
    """The same person saved this draft in another window; ``draft`` is what is kept."""

    def __init__(self, draft: ManualDraft) -> None:
        super().__init__(
            "このページの下書きは、別の画面で先に保存されています。両方の文を見比べて、残す内容を決めてください。"
        )
        self.draft = draft


STATE_LABELS = {"draft": "下書き", "requested": "承認待ち", "returned": "差戻し"}
LISTS = ("statutes", "forms", "related", "aliases")


def values_of(words: Words) -> dict[str, Any]:
    """As kept in the table: dates as text."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(words).items()}


def words_of(draft: ManualDraft) -> Words:
    values = dict(draft.values)
    for name in ("reviewed_on", "review_by"):
        values[name] = date.fromisoformat(values[name])
    for name in LISTS:
        values[name] = tuple(values[name])
    return Words(**values)


def own_draft(session: Session, actor: Actor, page_id: str) -> ManualDraft | None:
    return session.scalar(
        select(ManualDraft).where(ManualDraft.page_id == page_id, ManualDraft.author_id == actor.user_id)
    )


def find_draft(session: Session, actor: Actor, draft_id: int) -> ManualDraft:
    """One's own draft, or one that waits for approval when the actor approves."""
    draft = session.get(ManualDraft, draft_id)
    mine = draft is not None and draft.author_id == actor.user_id
    waiting = draft is not None and draft.state == "requested" and actor.may(Permission.MANUALS_APPROVE)
    if draft is None or not (mine or waiting):
        raise NotFound("その下書きは見つかりません。公開されたか、書いた人が破棄しました。")
    return draft


def drafts_for(session: Session, actor: Actor) -> Sequence[ManualDraft]:
    """One's own drafts, and for an approver those that wait for approval."""
    mine = ManualDraft.author_id == actor.user_id
    seen = or_(mine, ManualDraft.state == "requested") if actor.may(Permission.MANUALS_APPROVE) else mine
    return session.scalars(select(ManualDraft).where(seen).order_by(ManualDraft.updated_at.desc())).all()


def save_draft(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    page_id: str,
    words: Words,
    base_hash: str,
    summary: str,
    version: int,
    root: Path,
) -> ManualDraft:
    """Keep what was typed. Raises StaleDraft when another window of the same person saved other words in between.

    The same words are no conflict: the autosave of the same window may have been faster than the button.
    """
    actor.require(Permission.MANUALS_EDIT)
    draft = own_draft(session, actor, page_id)
    if draft is None:
        is_new = page_id not in library(root).by_id()
        if is_new:
            check_id(page_id)
        draft = ManualDraft(
            page_id=page_id,
            is_new=is_new,
            author_id=actor.user_id,
            author_name=actor.name,
            version=0,
            state="draft",
            values={},
            updated_at=now,
        )
        session.add(draft)
    elif draft.version != version and words_of(draft) != words:
        raise StaleDraft(draft)
    if draft.state == "requested":
        draft.requested_at = None
    draft.values, draft.base_hash, draft.summary = values_of(words), base_hash, summary[:300]
    draft.state, draft.updated_at, draft.version = "draft", now, draft.version + 1
    session.flush()
    return draft


def check_words(page_id: str, words: Words, root: Path) -> None:
    """Raises InvalidInput for what could not be read back as a page."""
    parse(file_text(page_id, words), place_of(root, page_id, words.folder))
    if words.review_by <= words.reviewed_on:
        raise InvalidInput("『次回見直し』は『最終確認日』より後の日にしてください。", field="review_by")


def request_approval(session: Session, actor: Actor, now: datetime, draft: ManualDraft, *, root: Path) -> None:
    """承認依頼. Needs a summary, and a text that reads back as a page."""
    _mine(draft, actor)
    if not draft.summary:
        raise InvalidInput(
            "『変更の要点』を入力してください。承認する人が、何を見ればよいか分かります。", field="summary"
        )
    check_words(draft.page_id, words_of(draft), root)
    _not_stale(draft, root)
    draft.state, draft.requested_at, draft.comment = "requested", now, ""
    audit.record(
        session,
        actor,
        now,
        action="manual.request",
        sentence=f"手引き「{draft.values['title']}」の承認を依頼しました。",
        object_kind="manual",
        object_id=draft.page_id,
    )


def _mine(draft: ManualDraft, actor: Actor) -> None:
    if draft.author_id != actor.user_id:
        raise NotAllowed("ほかの人の下書きは変更できません。差し戻すか、公開してください。")


def _not_stale(draft: ManualDraft, root: Path) -> None:
    page = library(root).by_id().get(draft.page_id)
    if (current_hash(page) if page else "") != draft.base_hash:
        raise StalePage(page)


def publish(session: Session, actor: Actor, now: datetime, draft: ManualDraft, *, root: Path) -> Page:
    """公開: the draft becomes the page, and is gone. Raises StalePage when the page changed since."""
    actor.require(Permission.MANUALS_APPROVE)
    if draft.author_id != actor.user_id and draft.state != "requested":
        raise Conflict("この下書きは、まだ承認を依頼されていません。")
    words = words_of(draft)
    check_words(draft.page_id, words, root)
    own = draft.author_id == actor.user_id
    new = Release(
        draft.page_id,
        words,
        draft.base_hash,
        draft.summary or ("新しいページ" if draft.is_new else ""),
        author_id=None if own else draft.author_id,
        author_name="" if own else draft.author_name,
    )
    page = release(session, actor, now, new, root=root)
    session.delete(draft)
    return page


def send_back(session: Session, actor: Actor, now: datetime, draft: ManualDraft, *, comment: str) -> None:
    """差戻し, with the reason."""
    actor.require(Permission.MANUALS_APPROVE)
    if draft.state != "requested":
        raise Conflict("この下書きは、承認を待っていません。一覧を開き直してください。")
    draft.state, draft.comment, draft.requested_at = "returned", comment, None
    audit.record(
        session,
        actor,
        now,
        action="manual.return",
        sentence=f"手引き「{draft.values['title']}」の下書きを差し戻しました。",
        object_kind="manual",
        object_id=draft.page_id,
    )


def discard(session: Session, actor: Actor, draft: ManualDraft) -> None:
    _mine(draft, actor)
    session.delete(draft)
