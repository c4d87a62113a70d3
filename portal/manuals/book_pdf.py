"""The book of all manuals as PDF: made by a job, because LibreOffice takes some ten seconds for three hundred pages."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal import audit
from portal.db import reading
from portal.documents.pdf import PdfMaker, PdfUnavailable, find_office, page_count
from portal.domain.actor import Actor
from portal.domain.errors import NotFound
from portal.jobs import Job, JobRun, JobState, enqueue, find
from portal.manuals.book import book
from portal.manuals.export import chapters
from portal.manuals.pages import library
from portal.office import Office

KIND = "manuals.pdf"
WITHOUT_OFFICE = (
    "PDFを作る LibreOffice がこの端末にありません。印刷用のHTMLを書き出し、"
    "ブラウザーで開いて、印刷の画面で「PDFに保存」を選んでください。"
)


def why_not(office: Office) -> str:
    """Why no PDF can be made here, as a sentence; empty when it can."""
    try:
        find_office(office.settings.libreoffice or None)
    except PdfUnavailable:
        return WITHOUT_OFFICE
    return ""


def ask(session: Session, actor: Actor, now: datetime, office: Office, *, today: date) -> Job:
    """Have the PDF made. Raises PdfUnavailable when it cannot be."""
    if sentence := why_not(office):
        raise PdfUnavailable(sentence)
    audit.record(session, actor, now, action="manual.export", sentence="手引きの全ページのPDFを作り始めました。")
    payload = {"day": today.isoformat()}
    return enqueue(session, actor, now, queue=office.queue, kind=KIND, title="手引きのPDF", payload=payload)


def find_made(session: Session, actor: Actor, job_id: int) -> Job:
    """The job of a PDF that the actor's department asked for."""
    job = find(session, actor, job_id)
    if job.kind != KIND:
        raise NotFound("そのPDFは見つかりません。書き出しの画面から作り直してください。")
    return job


def key_of(job: Job) -> str:
    """Where the finished PDF lies in the store. Raises NotFound until it is there."""
    if job.status is not JobState.DONE or not job.result:
        raise NotFound("そのPDFはまだできていません。書き出しの画面で確かめてください。")
    return str(job.result["key"])


def make(office: Any, run: JobRun) -> None:
    """Handler of the job. ``payload``: day (ISO)."""
    day = date.fromisoformat(run.payload["day"])
    with PdfMaker(office=office.settings.libreoffice or None, workers=1) as maker:
        count = len(library(office.settings.manuals).by_id())
        run.progress(0, count, message="全ページを一つにまとめています。")
        with reading(office.sessions) as session:
            text = _book(session, office, day)
        run.progress(count, message="紙の大きさに組んでいます。1分ほどかかることがあります。")
        made = _laid_out(maker, text)
        run.result = {"key": office.store.put(made.read_bytes()), "pages": page_count(made)}
    run.message = f"{run.result['pages']}ページのPDFができました。"


def write_pdf(session: Session, office: Office, day: date, target: Path) -> None:
    """The PDF at ``target``, at once (`portal manuals export --pdf`)."""
    if sentence := why_not(office):
        raise PdfUnavailable(sentence)
    with PdfMaker(office=office.settings.libreoffice or None, workers=1) as maker:
        target.write_bytes(_laid_out(maker, _book(session, office, day)).read_bytes())


def _book(session: Session, office: Office, day: date) -> str:
    settings = office.settings
    return book(chapters(session, office.store, settings.manuals), office_name=settings.office_name, today=day)


def _laid_out(maker: PdfMaker, text: str) -> Path:
    source = maker.folder / "book.fodt"
    source.write_text(text, encoding="utf-8")
    return maker.submit(source).result()
