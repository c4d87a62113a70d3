"""預貯金照会: request rows for banks and their services, in the columns each of them wants.

A layout is one line a column: ``our column=heading wanted``. In brackets after our column: how the value is written
(半角 half-width kana as banks read it, 8桁 a date as 20261127, 和暦). 「…」 is a text that stands in every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.documents.sheets.csv_file import OutValue
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.names import zengin_kana
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.models import Case
from portal.notices.models import InquiryLayout

COLUMNS = (
    "依頼番号", "連番", "氏名カナ", "氏名", "生年月日", "性別", "郵便番号", "住所", "旧住所", "期間開始", "期間終了", "回答種別", "根拠法令", "担当",
)  # fmt: skip
KINDS = ("有無", "残高", "入出金明細")
ENCODINGS = {"cp932": "シフトJIS", "utf-8-sig": "UTF-8"}
MOST_COLUMNS = 60
_SHAPES: Mapping[str, Callable[[OutValue], OutValue]] = {
    "": lambda value: value,
    "半角": lambda value: zengin_kana(value) if isinstance(value, str) and value else value,
    "8桁": lambda value: value.strftime("%Y%m%d") if isinstance(value, date) else value,
    "和暦": lambda value: format_wareki(value) if isinstance(value, date) else value,
}
_LINE = re.compile(r"(?P<ours>「[^」]*」|[^=（(]+?)\s*(?:[（(](?P<shape>[^）)]*)[）)])?\s*(?:=\s*(?P<theirs>.*))?")


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column of a request: our column or a fixed text, how it is written, the heading wanted."""

    ours: str
    shape: str
    heading: str
    fixed: bool = False

    def value(self, known: Mapping[str, OutValue]) -> OutValue:
        return self.ours if self.fixed else _SHAPES[self.shape](known.get(self.ours))


def parse_layout(text: str) -> tuple[LayoutColumn, ...]:
    """The columns of a layout; an empty text means all of ours. Raises InvalidInput naming the line."""
    lines = [(at, line.strip().replace("＝", "=")) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_COLUMNS:
        raise InvalidInput(f"列は{MOST_COLUMNS}までです（今は{len(lines)}列）。", field="layout")
    return tuple(_column(at, line) for at, line in lines) or tuple(LayoutColumn(name, "", name) for name in COLUMNS)


def _column(at: int, line: str) -> LayoutColumn:
    found = _LINE.fullmatch(line)
    ours = found["ours"].strip() if found else ""
    if found is None or not ours:
        raise InvalidInput(
            f"列の並びの{at}行目『{line[:40]}』を読み取れません。「氏名カナ=カナ氏名」のように書いてください。",
            field="layout",
        )
    heading = (found["theirs"] or "").strip()
    if ours.startswith("「"):
        if not heading:
            raise InvalidInput(
                f"列の並びの{at}行目：{ours}の見出しがありません。「{ours}=見出し」と書いてください。", field="layout"
            )
        return LayoutColumn(ours[1:-1], "", heading, fixed=True)
    if ours not in COLUMNS:
        raise InvalidInput(
            f"列の並びの{at}行目：『{ours[:30]}』という列はありません。使える列は{'、'.join(COLUMNS)}です。",
            field="layout",
        )
    shape = (found["shape"] or "").strip().replace("８", "8")
    if shape not in _SHAPES:
        raise InvalidInput(
            f"列の並びの{at}行目：『{shape[:20]}』という書き方はありません。半角・8桁・和暦から選んでください。",
            field="layout",
        )
    return LayoutColumn(ours, shape, heading or ours)


@dataclass(frozen=True)
class Inquiry:
    """The rows of a request and whom it leaves out, with the reason."""

    headings: tuple[str, ...]
    rows: tuple[tuple[OutValue, ...], ...]
    left_out: tuple[tuple[str, str], ...]


def inquiry(
    session: Session,
    actor: Actor,
    numbers: Sequence[str],
    *,
    first: date | None,
    last: date,
    kind: str,
    layout: Sequence[LayoutColumn],
) -> Inquiry:
    """Request rows for the cases with those 整理番号.

    Only 強制徴収公債権 carry the power to ask (国税徴収法141条の例による); others are left out.
    """
    actor.require(Permission.NOTICES_DRAFT)
    rows: list[tuple[OutValue, ...]] = []
    left_out: list[tuple[str, str]] = []
    for number in dict.fromkeys(numbers):
        case = session.scalar(select(Case).where(Case.department_id == actor.department_id, Case.number == number))
        reason = _reason_against(case)
        if case is None or reason:
            left_out.append((number, reason))
            continue
        known = _known(case, len(rows) + 1, first, last, kind, actor)
        try:
            rows.append(tuple(column.value(known) for column in layout))
        except InvalidInput as error:
            left_out.append((number, error.sentence))
    return Inquiry(tuple(column.heading for column in layout), tuple(rows), tuple(left_out))


def _reason_against(case: Case | None) -> str:
    if case is None:
        return "台帳にこの整理番号の案件がありません。"
    if case.claim_class != "compulsory_public":
        return "強制徴収公債権でないため、照会の権限がありません。"
    if case.debtor.support_measure:
        return "支援措置の対象です。1件ずつ確かめて照会してください。"
    return ""


def _known(case: Case, number: int, first: date | None, last: date, kind: str, actor: Actor) -> dict[str, OutValue]:
    debtor, address = case.debtor, case.debtor.address
    old = [one for one in debtor.addresses if one.valid_to is not None]
    return {
        "依頼番号": case.number, "連番": number, "氏名カナ": debtor.kana, "氏名": debtor.name, "生年月日": debtor.birth_date, "性別": "",
        "郵便番号": address.postal_code if address else "", "住所": f"{address.address} {address.building}".strip() if address else "",
        "旧住所": old[0].address if old else "", "期間開始": first, "期間終了": last, "回答種別": kind, "根拠法令": "国税徴収法141条",
        "担当": actor.name,
    }  # fmt: skip


def layouts(session: Session, actor: Actor) -> Sequence[InquiryLayout]:
    """The layouts the department saved, by name."""
    query = select(InquiryLayout).where(InquiryLayout.department_id == actor.department_id)
    return session.scalars(query.order_by(InquiryLayout.name)).all()


def find_layout(session: Session, actor: Actor, layout_id: int) -> InquiryLayout:
    """A layout of the actor's department. Raises NotFound."""
    row = session.get(InquiryLayout, layout_id)
    if row is None or row.department_id != actor.department_id:
        raise NotFound("その列の並びは見つかりません。削除されたか、ほかの課のものです。")
    return row


def save_layout(session: Session, actor: Actor, now: datetime, *, name: str, text: str, encoding: str) -> InquiryLayout:
    """Save a layout under a name; the same name is changed. Raises InvalidInput."""
    actor.require(Permission.NOTICES_DRAFT)
    wanted = " ".join(name.split())
    if not wanted:
        raise InvalidInput("列の並びの名前（照会先など）を入力してください。", field="name")
    parse_layout(text)
    query = select(InquiryLayout).where(
        InquiryLayout.department_id == actor.department_id, InquiryLayout.name == wanted
    )
    row = session.scalar(query)
    if row is None:
        row = InquiryLayout(department_id=actor.department_id, name=wanted)
        session.add(row)
    row.lines, row.encoding, row.updated_at = text.strip(), encoding, now
    session.flush()
    _trail(session, actor, now, row, f"預貯金照会の列の並び「{row.name}」を保存しました。")
    return row


def delete_layout(session: Session, actor: Actor, now: datetime, row: InquiryLayout) -> None:
    """Delete a layout."""
    actor.require(Permission.NOTICES_DRAFT)
    _trail(session, actor, now, row, f"預貯金照会の列の並び「{row.name}」を削除しました。")
    session.delete(row)


def _trail(session: Session, actor: Actor, now: datetime, row: InquiryLayout, sentence: str) -> None:
    audit.record(
        session, actor, now, action="notice.layout", sentence=sentence, object_kind="inquiry_layout", object_id=row.id
    )
