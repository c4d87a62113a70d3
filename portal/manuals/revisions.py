"""History of the pages: every released version of a file is a row, whoever wrote it and by whatever way.

A save writes the row, then the file, then commits; the index follows the commit. Killed in between, the file holds the
text and ``sync`` adopts it: a confirmed save has both. A file changed outside the portal is adopted before the next save
builds on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import SYSTEM, Actor
from portal.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from portal.domain.permissions import Permission
from portal.manuals import law_changes
from portal.manuals.models import ManualRevision
from portal.manuals.pages import Library, Page, library, parse
from portal.manuals.writing import Words, check_id, file_text, hash_of, move, place_of, swap_in

SOURCE_LABELS = {
    "portal": "画面から",
    "outside": "ファイルから",
    "import": "Word から",
    "review": "内容の確認",
}


_SAVING = 7_418_001  # the advisory lock under which pages are saved


class StalePage(Conflict):
    """The page changed after the writer began; ``current`` is what it is now (None: it is gone)."""

    def __init__(self, current: Page | None) -> None:
        super().__init__(
            "書き始めたあとに、ほかの人がこのページを変更しました。両方の文を見比べて、残す内容を決めてください。"
        )
        self.current = current


@dataclass(frozen=True, slots=True)
class Release:
    """One save: the words, the hash of the file they were written against (empty: a new page), and why."""

    page_id: str
    words: Words
    base_hash: str
    summary: str = ""
    source: str = "portal"
    author_id: int | None = None
    author_name: str = ""


def text_of(page: Page) -> str:
    """The file as it lies there."""
    return page.path.read_text(encoding="utf-8")


def current_hash(page: Page) -> str:
    return hash_of(text_of(page))


def latest(session: Session, page_id: str) -> ManualRevision | None:
    return session.scalar(
        select(ManualRevision).where(ManualRevision.page_id == page_id).order_by(ManualRevision.number.desc()).limit(1)
    )


def history(session: Session, page_id: str) -> Sequence[ManualRevision]:
    """The newest first."""
    return session.scalars(
        select(ManualRevision).where(ManualRevision.page_id == page_id).order_by(ManualRevision.number.desc())
    ).all()


def find_revision(session: Session, page_id: str, number: int) -> ManualRevision:
    row = session.scalar(
        select(ManualRevision).where(ManualRevision.page_id == page_id, ManualRevision.number == number)
    )
    if row is None:
        raise NotFound(f"第{number}版は見つかりません。変更の記録から選び直してください。")
    return row


def recent(session: Session, *, limit: int = 50) -> Sequence[ManualRevision]:
    """最近変わったページ: the newest versions first, adopted first versions left out."""
    return session.scalars(
        select(ManualRevision)
        .where(~((ManualRevision.source == "outside") & (ManualRevision.number == 1)))
        .order_by(ManualRevision.at.desc(), ManualRevision.id.desc())
        .limit(limit)
    ).all()


def release(session: Session, actor: Actor, now: datetime, new: Release, *, root: Path) -> Page:
    """Save a page: revision row, file, audit entry. Raises StalePage, or InvalidInput naming the field."""
    actor.require(Permission.MANUALS_APPROVE)
    return _release(session, actor, now, new, root)


def _release(session: Session, actor: Actor, now: datetime, new: Release, root: Path) -> Page:
    shelf = library(root)
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers wait for one another already
        session.execute(select(func.pg_advisory_xact_lock(_SAVING)))
    before = shelf.by_id().get(new.page_id)
    if (current_hash(before) if before else "") != new.base_hash:
        raise StalePage(before)
    if before is None:
        check_id(new.page_id)
    path = place_of(root, new.page_id, new.words.folder)
    bad = shelf.unreadable_page(new.page_id) if before is None else None
    known = before.path if before else bad.path if bad else None
    if path.exists() and path != known:
        raise Conflict(f"『{path.parent.name}』に同じ名前のファイルがあります。管理者に知らせてください。")
    text = file_text(new.page_id, new.words, before.extra if before else None)
    page = parse(text, path)
    if before is not None:
        adopt(session, now, before, root=root)
    elif bad is not None:
        _keep_unreadable(session, now, new.page_id, bad.path, root=root)
    row = _record(session, actor, now, page, text, new=new, root=root)
    session.flush()
    swap_in(known or path, text)
    if known is not None and known != path:
        move(known, path)
    outcome = "confirmed" if new.source == "review" else "edited"
    law_changes.settle(session, actor, now, "page", page.id, outcome=outcome)
    audit.record(
        session,
        actor,
        now,
        action=f"manual.{'review' if new.source == 'review' else 'release'}",
        sentence=f"手引き「{page.title}」の第{row.number}版を保存しました。{new.summary}",
        object_kind="manual",
        object_id=page.id,
    )
    return page


def adopt(session: Session, now: datetime, page: Page, *, root: Path) -> ManualRevision | None:
    """Take the file as it lies there as a revision, unless it is the latest one already."""
    text = text_of(page)
    last = latest(session, page.id)
    if last is not None and last.content_hash == hash_of(text):
        return None
    summary = "ファイルの変更を取り込みました。" if last else "最初の版を取り込みました。"
    new = Release(page.id, Words.of(page), "", summary, "outside", author_name="（ファイル）")
    row = _record(session, SYSTEM, now, page, text, new=new, root=root)
    session.flush()
    return row


def _keep_unreadable(session: Session, now: datetime, page_id: str, path: Path, *, root: Path) -> None:
    """A file that is no page is a version all the same: somebody wrote it, and it is about to be overwritten."""
    last = latest(session, page_id)
    text = path.read_bytes().decode("utf-8", "replace").replace("\x00", "")
    session.add(
        ManualRevision(
            page_id=page_id,
            number=last.number + 1 if last else 1,
            title=last.title if last else page_id,
            place=path.relative_to(root).as_posix(),
            content=text,
            content_hash=hash_of(text),
            summary="読めなかったファイルを残しました。",
            source="outside",
            author_name="（ファイル）",
            at=now,
        )
    )
    session.flush()


def _record(
    session: Session, actor: Actor, now: datetime, page: Page, text: str, *, new: Release, root: Path
) -> ManualRevision:
    last = latest(session, page.id)
    row = ManualRevision(
        page_id=page.id,
        number=last.number + 1 if last else 1,
        title=page.title,
        place=page.path.relative_to(root).as_posix(),
        content=text,
        content_hash=hash_of(text),
        summary=new.summary,
        source=new.source,
        author_id=new.author_id if new.author_name else actor.user_id,
        author_name=new.author_name or actor.name,
        approver_name=actor.name if new.author_name and new.source != "outside" else "",
        at=now,
    )
    session.add(row)
    return row


def confirm(
    session: Session, actor: Actor, now: datetime, page: Page, *, review_by: date, today: date, root: Path
) -> Page:
    """確認済みにする: new review dates in the file, a revision, open law changes closed. For the owner or an approver."""
    actor.require(Permission.MANUALS_EDIT)
    if not page.belongs_to(actor.department_name) and not actor.may(Permission.MANUALS_APPROVE):
        raise NotAllowed(f"確認済みにできるのは、担当（{page.owner}）の職員と承認する人です。")
    if review_by <= today:
        raise InvalidInput("『次回見直し』は、明日以後の日にしてください。", field="review_by")
    words = replace(Words.of(page), reviewed_on=today, review_by=review_by)
    new = Release(page.id, words, current_hash(page), "内容を確かめました。", "review")
    return _release(session, actor, now, new, root)


@dataclass(frozen=True, slots=True)
class Synced:
    """What ``sync`` found: pages adopted, and pages whose file is gone."""

    adopted: tuple[Page, ...]
    missing: tuple[str, ...]


def sync(session: Session, now: datetime, shelf: Library) -> Synced:
    """Adopt everything that changed outside the portal. A page whose file is gone keeps its history."""
    pages = shelf.by_id()
    adopted = tuple(page for page in pages.values() if adopt(session, now, page, root=shelf.root) is not None)
    known = set(session.scalars(select(ManualRevision.page_id).distinct()))
    return Synced(adopted, tuple(sorted(known - pages.keys())))
