"""Files attached to pages as findable documents (添付資料): their text is read once, in a bounded process, and kept.

A file is found by its name as soon as it is attached, by its words once the job has read it. The text belongs to the
bytes (``ManualFile.key``), so a rebuild of the index reads no file again. An attachment is seen by whoever may see its
page, and only while the page is released. ``portal.index.extract`` sets the limits and says why a file cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import after_commit, reading, unit_of_work
from portal.domain.actor import Actor
from portal.domain.errors import PortalError
from portal.index.extract import extract_text
from portal.index.port import Document
from portal.jobs import JobRun, enqueue
from portal.manuals.documents import document_of
from portal.manuals.models import ManualFile, ManualFileText
from portal.manuals.pages import Page, library

KIND = "manuals.read_files"
PREFIX = "attachment:"
WAITING = "まだ読み取っていません（ファイル名では検索できます）。"
CUT = "長いため、初めの50万字だけを検索できます。"
_TOKYO = ZoneInfo("Asia/Tokyo")


def id_of(file_id: int) -> str:
    """What the index calls an attachment."""
    return f"{PREFIX}{file_id}"


def documents_of(session: Session, page: Page) -> list[Document]:
    """A page's attachments (pictures are none), with as much of their text as was read."""
    rows = session.execute(
        select(ManualFile, ManualFileText)
        .outerjoin(ManualFileText, ManualFileText.key == ManualFile.key)
        .where(ManualFile.page_id == page.id, ManualFile.is_picture.is_(False))
        .order_by(ManualFile.id)
    )
    return [_document(document_of(page), page, row, read.text if read else "") for row, read in rows]


def _document(of_page: Document, page: Page, row: ManualFile, text: str) -> Document:
    return Document(
        id=id_of(row.id),
        kind="attachment",
        title=f"{row.name}（{page.title}）",
        body=text,
        folder=of_page.folder,
        url=f"/manuals/files/{row.id}",
        audience=of_page.audience,
        author=row.author_name,
        updated_on=row.at.astimezone(_TOKYO).date(),
    )


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    for page in library(office.settings.manuals):
        yield from documents_of(session, page)


def with_page(session: Session, page: Page) -> list[Document]:
    """What to put into the index when a page was released: itself and its attachments, whose titles name it."""
    return [document_of(page), *documents_of(session, page)]


def keep_up(session: Session, actor: Actor, now: datetime, office: Any, *, page_id: str) -> None:
    """Files were attached to a page: find them by their names at once, and have their texts read."""
    page = library(office.settings.manuals).by_id().get(page_id)
    if page is not None:
        documents = documents_of(session, page)
        after_commit(session, lambda: office.index.put(documents))
    if unread := _unread(session, page_id):
        enqueue(
            session, actor, now, queue=office.queue, kind=KIND, title="添付資料の読み取り",
            payload={"page_id": page_id}, total=len(unread),
        )  # fmt: skip


def forget_after_commit(session: Session, office: Any, file_id: int) -> None:
    """A file was taken off its page."""
    after_commit(session, lambda: office.index.delete([id_of(file_id)]))


def states_of(session: Session, rows: Iterable[ManualFile]) -> dict[int, str]:
    """For each file that is no picture what keeps it from being found by its words; "" if nothing does."""
    documents = [row for row in rows if not row.is_picture]
    keys = [row.key for row in documents]
    read = {text.key: text.problem for text in session.scalars(_texts(keys))}
    return {row.id: read.get(row.key, WAITING) for row in documents}


def _texts(keys: Sequence[str]) -> Any:
    return select(ManualFileText).where(ManualFileText.key.in_(keys))


def read(office: Any, run: JobRun) -> None:
    """Handler of the job. ``payload``: page_id. A file that cannot be read is noted with its sentence."""
    page_id = str(run.payload["page_id"])
    failed = 0
    for done, (name, problem) in enumerate(read_files(office, page_id=page_id), start=1):
        failed += bool(problem and problem != CUT)
        run.progress(done, failed=failed, message=problem and f"『{name}』：{problem}"[:300])
    _put(office, page_id)


def read_files(office: Any, *, page_id: str = "") -> Iterator[tuple[str, str]]:
    """Read what was not read yet (of one page or of all), a transaction a file: name and what is wrong with it, or ""."""
    with reading(office.sessions) as session:
        unread = _unread(session, page_id)
    for key, name in unread.items():
        text, problem = _text_of(office, key, name)
        with unit_of_work(office.sessions) as session:
            session.merge(ManualFileText(key=key, text=text, problem=problem, at=datetime.now(UTC)))
        yield name, problem


def _unread(session: Session, page_id: str) -> dict[str, str]:
    """The keys of the bytes nobody has read, with a name they go by."""
    wanted = (
        select(ManualFile.key, ManualFile.name)
        .where(ManualFile.is_picture.is_(False), ManualFile.key.not_in(select(ManualFileText.key)))
        .order_by(ManualFile.id)
    )
    if page_id:
        wanted = wanted.where(ManualFile.page_id == page_id)
    return {row.key: row.name for row in session.execute(wanted)}


def _text_of(office: Any, key: str, name: str) -> tuple[str, str]:
    try:
        found = extract_text(office.store.get(key), name)
    except PortalError as error:
        return "", error.sentence[:400]
    text = found.text.replace("\0", "")
    if found.complete:
        return text, "" if text.strip() else "文字がありません（画像だけの資料かもしれません）。"
    return text, CUT


def _put(office: Any, page_id: str) -> None:
    page = library(office.settings.manuals).by_id().get(page_id)
    if page is not None:
        with reading(office.sessions) as session:
            documents = documents_of(session, page)
        office.index.put(documents)


def catch_up(office: Any) -> list[str]:
    """Read what was not read yet and bring the index up to date with all attachments; sentences about bad files."""
    problems = [f"『{name}』：{problem}" for name, problem in read_files(office) if problem]
    with reading(office.sessions) as session:
        documents = list(all_documents(office, session))
    office.index.put(documents)
    kept = {document.id for document in documents}
    office.index.delete([known for known in office.index.ids() if known.startswith(PREFIX) and known not in kept])
    return problems
