"""What a batch leaves besides its letters: the PDF with its page counts, the 発送簿, the rows that got no letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from portal.db import reading, unit_of_work
from portal.documents.pdf import PdfFailed, PdfUnavailable
from portal.documents.pdf_batch import pdf_of_rows
from portal.documents.sheets import RowError, read_sheet, write_error_sheet, write_xlsx
from portal.documents.store import cannot_write
from portal.domain.errors import InvalidInput, PortalError
from portal.jobs import JobCancelled, JobRun
from portal.notices import dispatch
from portal.notices.frozen_rows import frozen_rows
from portal.notices.models import Notice, NoticeBatch
from portal.notices.press import Press

PDF_TIMEOUT_SECONDS = 300.0  # for some 300 letters at once; a computer of the office needs ten to thirty
_LOOK_EVERY = 200  # rows between two looks whether somebody asked to stop
_CHUNK = 1000


class NotMade(PortalError):
    """A file that cannot be made; the batch goes on without it and says so."""


def pdf_of_batch(office: Any, run: JobRun, batch: NoticeBatch, press: Press) -> str:
    """One PDF in sending order; the pages and sheets of each letter go to the register. Raises NotMade."""
    ids: list[int] = []

    def values() -> Iterator[dict[str, Any]]:
        for row in frozen_rows(office, batch.id, state="issued", by_postal_code=True):
            ids.append(row.id)
            enclosed = json.loads(row.enclosed) if row.enclosed else None
            yield press.values(json.loads(row.payload), row.number, enclosed)

    run.progress(batch.total, batch.total * 2, message="PDFを作成しています。")
    target = office.store.draft()
    try:
        made = pdf_of_rows(
            press.program, values(), target, office=office.settings.libreoffice or None,
            duplex_padding=bool(batch.options.get("duplex")), timeout_seconds=PDF_TIMEOUT_SECONDS,
            progress=lambda done: run.progress(batch.total + done, batch.total * 2, message="PDFを作成しています。"),
            cancelled=_asked(run),
        )  # fmt: skip
        if made.cancelled:
            raise JobCancelled
        _register_pages(office, ids, made.page_counts, made.sheet_counts)
        return str(office.store.adopt(target))
    except (PdfUnavailable, PdfFailed, InvalidInput) as error:
        raise NotMade(error.sentence) from error
    except OSError as error:
        raise cannot_write(error) from error
    finally:
        target.unlink(missing_ok=True)


def _register_pages(office: Any, ids: Sequence[int], pages: Sequence[int], sheets: Sequence[int]) -> None:
    table = Notice.__table__
    statement = table.update().where(table.c.id == bindparam("key"))  # type: ignore[attr-defined]
    statement = statement.values(pages=bindparam("pages"), sheets=bindparam("sheets"))
    rows = [{"key": key, "pages": p, "sheets": s} for key, p, s in zip(ids, pages, sheets, strict=True)]
    with unit_of_work(office.sessions) as session:
        for at in range(0, len(rows), _CHUNK):
            session.connection().execute(statement, rows[at : at + _CHUNK])


def _asked(run: JobRun) -> Callable[[], bool]:
    """Whether somebody asked to stop; looks into the database once every few dozen rows."""
    seen = {"rows": 0, "stop": False}

    def asked() -> bool:
        if seen["rows"] % _LOOK_EVERY == 0:
            seen["stop"] = run.cancelled()
        seen["rows"] += 1
        return bool(seen["stop"])

    return asked


def dispatch_book(office: Any, batch_id: int) -> str:
    """発送簿 (地方税法20条5項) as xlsx."""
    with reading(office.sessions) as session:
        return str(office.store.put(dispatch.dispatch_book(session, batch_id)))


def failed_rows(office: Any, batch: NoticeBatch) -> str:
    """The rows that got no letter, ready to be corrected and read again."""
    options: Mapping[str, Any] = batch.options
    with reading(office.sessions) as session:
        rows: Sequence[Any] = session.execute(
            select(Notice.row_number, Notice.reference, Notice.failure)
            .where(Notice.batch_id == batch.id, Notice.state == "failed")
            .order_by(Notice.position)
        ).all()
    if options.get("file_key"):
        sheet = read_sheet(
            office.store.get(options["file_key"]),
            str(options.get("filename", "")),
            max_rows=office.settings.max_list_rows,
        )
        errors = [RowError(row.row_number, "", "", row.failure) for row in rows]
        return str(office.store.put(write_error_sheet(sheet, errors)))
    body = [(row.reference, row.failure) for row in rows]
    return str(office.store.put(write_xlsx(("整理番号", "理由"), body, sheet_name="作成できなかった行")))
