"""Which letter of the register a row of 配達記録 is about: by 文書番号, by 引受番号, by 整理番号."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.documents.sheets import TypedRow
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.domain.postal_delivery import tracking_number
from portal.notices.models import Notice

KEYS = ("文書番号", "整理番号", "引受番号")
_AT_ONCE = 500


def plain_number(text: str) -> str:
    """A 文書番号 as compared: ８見債 第１２号 → 8見債第12号."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


class Register:
    """The letters a list may be about, looked up at once: by number, by 引受番号, by 整理番号."""

    def __init__(self, session: Session, actor: Actor, rows: Sequence[TypedRow]) -> None:
        texts = {name: {str(row.values.get(name) or "") for row in rows} - {""} for name in KEYS}
        numbers = texts["文書番号"] | {plain_number(text) for text in texts["文書番号"]}
        trackings = {digits for text in texts["引受番号"] if (digits := _digits(text))}
        self.by_number = {plain_number(one.number): one for one in _listed(session, actor, Notice.number, numbers)}
        self.by_tracking = {
            one.tracking_number: one for one in _listed(session, actor, Notice.tracking_number, trackings)
        }
        self.by_reference: dict[str, list[Notice]] = {}
        for one in _listed(session, actor, Notice.reference, texts["整理番号"]):
            self.by_reference.setdefault(one.reference, []).append(one)

    def find(self, row: TypedRow, tracking: str, day: date | None) -> Notice:
        """The letter of a row. Raises InvalidInput: none, or more than one."""
        number, reference = (str(row.values.get(name) or "") for name in ("文書番号", "整理番号"))
        if number:
            notice = self.by_number.get(plain_number(number))
            if notice is None:
                raise InvalidInput(f"『{number[:40]}』の通知書が、この課の登録簿にありません。", field="文書番号")
            if reference and notice.reference and reference != notice.reference:
                raise InvalidInput(
                    f"『{number[:40]}』の整理番号は『{notice.reference}』です。行がずれていないか確かめてください。",
                    field="整理番号",
                )
            return notice
        if tracking and tracking in self.by_tracking:
            return self.by_tracking[tracking]
        if reference:
            return self._by_reference(reference, day)
        if tracking:
            raise InvalidInput(
                "この引受番号は登録簿にありません。文書番号か整理番号の列を加えてください。", field="引受番号"
            )
        raise InvalidInput("文書番号・整理番号・引受番号のどれかを入力してください。")

    def _by_reference(self, reference: str, day: date | None) -> Notice:
        sent = [
            one for one in self.by_reference.get(reference, ())
            if one.state == "issued" and (day is None or one.issue_day is None or one.issue_day <= day)
        ]  # fmt: skip
        if not sent:
            raise InvalidInput(f"『{reference[:40]}』に送った通知書が、この課の登録簿にありません。", field="整理番号")
        same = [one for one in sent if day is not None and day in (one.delivered_on, one.returned_on)]
        open_ones = [one for one in sent if one.delivered_on is None and one.returned_on is None]
        for choice in (sent, same, open_ones):
            if len(choice) == 1:
                return choice[0]
        numbers = "、".join(one.number for one in sent[:5])
        raise InvalidInput(
            f"『{reference[:40]}』に送った通知書が{len(sent)}通あります（{numbers}）。文書番号の列を加えてください。",
            field="整理番号",
        )


def _digits(text: str) -> str:
    try:
        return tracking_number(text)
    except InvalidInput:
        return ""


def _listed(
    session: Session, actor: Actor, column: InstrumentedAttribute[str], texts: Iterable[str]
) -> Iterable[Notice]:
    wanted = sorted(texts)
    for at in range(0, len(wanted), _AT_ONCE):
        yield from session.scalars(
            select(Notice)
            .where(
                Notice.department_id == actor.department_id,
                Notice.serial.is_not(None),
                column.in_(wanted[at : at + _AT_ONCE]),
            )
            .order_by(Notice.id)
        )
