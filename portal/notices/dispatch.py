"""発送簿: what was sent to whom on which day (地方税法20条5項), with pages, sheets and what became of it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.sheets import write_xlsx
from portal.documents.sheets.csv_file import OutValue
from portal.domain.wareki import format_wareki
from portal.notices.models import Notice, NoticeBatch

# The columns with their widths in characters.
COLUMNS: Mapping[str, float] = {
    "番号": 7, "発送年月日": 17, "文書番号": 17, "書類の名称": 20, "受けるべき者の氏名": 24, "郵便番号": 10, "宛先": 48, "整理番号": 13,
    "頁数": 7, "枚数（片面）": 13, "枚数（両面）": 13, "備考": 40,
}  # fmt: skip
NOT_COUNTED = "未計測"


@dataclass(frozen=True, slots=True)
class Pages:
    """Letters of a batch with their pages and sheets. ``counted`` of ``letters`` have been counted in the PDF."""

    letters: int = 0
    counted: int = 0
    pages: int = 0
    sheets: int = 0

    @property
    def uncounted(self) -> int:
        return self.letters - self.counted


def pages_of(session: Session, batch_id: int) -> Pages:
    """How many pages and sheets (printed on both sides) the issued letters of a batch have."""
    query = select(func.count(), func.count(Notice.pages), func.sum(Notice.pages), func.sum(Notice.sheets)).where(
        Notice.batch_id == batch_id, Notice.state == "issued"
    )
    letters, counted, pages, sheets = session.execute(query).one()
    return Pages(letters, counted, pages or 0, sheets or 0)


def dispatch_book(session: Session, batch_id: int) -> bytes:
    """The 発送簿 of a batch as xlsx, as the register stands now."""
    title = session.get_one(NoticeBatch, batch_id).form_title
    rows = _rows(session, batch_id, title)
    return write_xlsx(tuple(COLUMNS), rows, title="発送簿", widths=COLUMNS, sheet_name="発送簿")


def _rows(session: Session, batch_id: int, title: str) -> Iterator[tuple[OutValue, ...]]:
    query = (
        select(
            Notice.issue_day, Notice.number, Notice.addressee, Notice.postal_code, Notice.address, Notice.reference,
            Notice.pages, Notice.sheets, Notice.state, Notice.cancel_reason, Notice.reissues, Notice.returned_on,
            Notice.return_reason,
        )
        .where(Notice.batch_id == batch_id, Notice.serial.is_not(None))
        .order_by(Notice.serial)
    )  # fmt: skip
    for at, one in enumerate(session.execute(query.execution_options(yield_per=500)), 1):
        counts = (one.pages, one.pages, one.sheets) if one.pages is not None else (NOT_COUNTED,) * 3
        yield (
            at, one.issue_day, one.number, title, one.addressee, one.postal_code, one.address, one.reference, *counts,
            "　".join(_since(one)),
        )  # fmt: skip
    sums = pages_of(session, batch_id)
    counts = (sums.pages, sums.pages, sums.sheets) if sums.counted else (NOT_COUNTED,) * 3
    note = f"{NOT_COUNTED}の{sums.uncounted:,}通を除く" if 0 < sums.counted < sums.letters else ""
    yield ("", None, "", "", f"合計　{sums.letters:,}通", "", "", "", *counts, note)


def _since(one: Any) -> Iterator[str]:
    """What became of a letter after it was made."""
    if one.state == "cancelled":
        yield f"取消し：{one.cancel_reason}"
    for again in reissued(one):
        yield f"再発行：{format_wareki(again.day)} {again.reason}"
    if one.returned_on:
        yield f"返戻：{format_wareki(one.returned_on)} {one.return_reason}"


@dataclass(frozen=True, slots=True)
class Reissue:
    """The same letter handed out once more."""

    day: date
    person: str
    reason: str


def reissued(notice: Any) -> tuple[Reissue, ...]:
    """The 再発行 of a letter (anything with ``reissues``), the first one first."""
    return tuple(Reissue(date.fromisoformat(one["day"]), one["person"], one["reason"]) for one in notice.reissues or ())
