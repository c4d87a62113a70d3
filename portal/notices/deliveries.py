"""配達記録: a list of 引受番号, 配達日 and 結果 is matched with the letters of the register, row by row.

Nothing here writes; ``delivery_booking`` does, after the officer has seen what would change. The same list read twice
changes nothing: every row says whether it is new, a change, or known already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from portal.documents.sheets import Column, RowError, Sheet, TypedRow, read_rows, read_sheet
from portal.documents.sheets.csv_file import OutValue
from portal.documents.sheets.values import date_value
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.domain.postal_delivery import (
    DeliveryKind,
    DeliveryOutcome,
    check_digit_fits,
    delivery_outcome,
    shown_tracking_number,
    tracking_number,
)
from portal.domain.wareki import format_wareki
from portal.notices.bad_rows import BadTable, bad_table
from portal.notices.delivery_lookup import KEYS, Register
from portal.notices.models import Notice

COLUMNS = (
    Column("文書番号", synonyms=("文書記号番号", "通知番号")),
    Column("整理番号", synonyms=("案件番号", "管理番号", "宛名番号")),
    Column("引受番号", synonyms=("お問い合わせ番号", "お問合せ番号", "問い合わせ番号", "追跡番号", "書留番号")),
    Column("配達日", synonyms=("配達年月日", "お届け日", "到達日", "返戻日", "状態発生日", "配達日時")),
    Column("結果", required=True, synonyms=("配達結果", "配達状況", "配送状況", "配送履歴", "状態", "最新状態")),
)
EXAMPLE: Sequence[tuple[OutValue, ...]] = (
    ("8見債第12号", "R8-0001", "123-45-67890-3", date(2026, 11, 20), "お届け済み"),
    ("8見債第13号", "R8-0002", "123-45-67891-4", date(2026, 11, 24), "あて所に尋ねあたらず"),
    ("", "R8-0003", "123-45-67892-5", None, "持ち戻り"),
)
SHOWN = 50
_TIME = re.compile(r"[ T　]\d{1,2}:\d{2}(:\d{2})?$")
_AGAIN = "直して再度読み込んでください。"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one row says of one letter. ``known`` is new, changed or same; ``before`` what the register says now."""

    row_number: int
    notice: Notice
    outcome: DeliveryOutcome
    day: date | None
    tracking: str = ""
    known: str = "new"
    before: str = ""


@dataclass(frozen=True)
class DeliveryReading:
    """The outcome of reading a list: what would be written, what cannot be, and what keeps the file from being read."""

    sheet: Sheet
    deliveries: tuple[Delivery, ...] = ()
    errors: tuple[RowError, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def fresh(self) -> Sequence[Delivery]:
        """What the register does not know yet."""
        return [one for one in self.deliveries if one.known != "same"]

    @property
    def bad_table(self) -> BadTable:
        """The first rows that cannot be used, with each message in its cell."""
        return bad_table(self.sheet, self.errors, self.headings, most=SHOWN)

    @property
    def bad_rows(self) -> int:
        return len({error.row_number for error in self.errors})

    def count(self, kind: str) -> int:
        return sum(1 for one in self.fresh if one.outcome.kind.value == kind)


def read(
    session: Session, actor: Actor, content: bytes, filename: str, *, today: date, max_rows: int = 50_000
) -> DeliveryReading:
    """Read a list and match it with the department's register. Raises InvalidInput for no table at all."""
    actor.require(Permission.NOTICES_READ)
    sheet = read_sheet(content, filename, max_rows=max_rows, expected=tuple(column.name for column in COLUMNS))
    result = read_rows(sheet, COLUMNS)
    problems = list(result.file_problems)
    if not problems and not any(name in result.headings for name in KEYS):
        problems.append(f"{'・'.join(KEYS)}のどの列もありません。どれか一つの列を加えてください。")
    if problems:
        return DeliveryReading(sheet, problems=tuple(problems), notes=sheet.notes, headings=result.headings)
    found, errors, notes = _matched(session, actor, result.good, today)
    return DeliveryReading(
        sheet,
        tuple(sorted(found, key=lambda one: one.row_number)),
        tuple(sorted((*result.bad, *errors), key=lambda error: error.row_number)),
        notes=(*sheet.notes, *notes[:20]),
        headings=result.headings,
    )


def judged(
    notice: Notice, outcome: DeliveryOutcome, day: date | None, tracking: str, *, row: int, today: date
) -> Delivery:
    """One delivery of one letter, judged against what the register says. Raises InvalidInput with what to do."""
    if notice.state != "issued" or notice.issue_day is None:
        raise InvalidInput(f"通知書『{notice.number}』は取り消されています。配達の記録は付けられません。")
    if outcome.kind is not DeliveryKind.UNDERWAY:
        _check_day(notice, outcome, day, today)
    before = _before(notice)
    tracking_same = not tracking or tracking == notice.tracking_number
    if outcome.kind is DeliveryKind.RETURNED:
        known = _known_return(notice, day)
    elif outcome.kind is DeliveryKind.UNDERWAY:
        settled = notice.delivered_on is not None or notice.returned_on is not None
        same = settled or notice.delivery_result == outcome.words
        known = "same" if same and tracking_same else "new"
    elif notice.delivered_on == day and notice.delivery_result == outcome.words:
        known = "same"
    else:
        known = "new" if notice.delivered_on is None else "changed"
    if known == "same" and not tracking_same:
        known = "changed" if notice.tracking_number else "new"
    return Delivery(
        row_number=row, notice=notice, outcome=outcome, day=day, tracking=tracking, known=known, before=before
    )


def _check_day(notice: Notice, outcome: DeliveryOutcome, day: date | None, today: date) -> None:
    label = "返戻の日" if outcome.kind is DeliveryKind.RETURNED else "配達日"
    assert notice.issue_day is not None
    if day is None:
        raise InvalidInput(f"結果が『{outcome.words}』の行には、{label}が必要です。『配達日』の列に入力してください。")
    if day < notice.issue_day:
        raise InvalidInput(
            f"{label}（{format_wareki(day)}）が、発信日（{format_wareki(notice.issue_day)}）より前です。"
        )
    if day > today:
        raise InvalidInput(f"{label}（{format_wareki(day)}）が、まだ来ていない日です。")


def _known_return(notice: Notice, day: date | None) -> str:
    if notice.returned_on == day:
        return "same"
    if notice.returned_on is not None:
        raise InvalidInput(
            f"この通知書には、{format_wareki(notice.returned_on)}の返戻が登録されています。登録簿で確かめてください。"
        )
    if notice.delivered_on is not None:
        raise InvalidInput(
            f"この通知書は、{format_wareki(notice.delivered_on)}に配達済みと登録されています。返戻は登録簿から登録してください。"
        )
    return "new"


def _before(notice: Notice) -> str:
    if notice.delivered_on:
        return f"{format_wareki(notice.delivered_on)}　{notice.delivery_result}"
    if notice.returned_on:
        return f"{format_wareki(notice.returned_on)}　返戻"
    return notice.delivery_result


def _matched(
    session: Session, actor: Actor, rows: Iterable[TypedRow], today: date
) -> tuple[list[Delivery], list[RowError], list[str]]:
    listed = list(rows)
    register = Register(session, actor, listed)
    found: dict[int, Delivery] = {}
    errors: list[RowError] = []
    notes: list[str] = []
    for row in listed:
        try:
            one = _delivery(register, row, today)
            _keep(found, one)
        except InvalidInput as error:
            sentence = error.sentence if error.sentence.endswith("さい。") else f"{error.sentence}{_AGAIN}"
            where = f"{row.number}行目『{error.field}』：" if error.field else f"{row.number}行目："
            errors.append(RowError(row.number, error.field or "", "", f"{where}{sentence}"))
            continue
        if one.tracking and not check_digit_fits(one.tracking):
            shown = shown_tracking_number(one.tracking)
            notes.append(f"{row.number}行目『引受番号』：『{shown}』は検査数字が合いません。受領証と見比べてください。")
    return list(found.values()), errors, notes


def _keep(found: dict[int, Delivery], one: Delivery) -> None:
    """Several rows of one letter are its history: the end of it counts. Two ends contradict each other."""
    earlier = found.get(one.notice.id)
    if earlier is None or earlier.outcome.kind is DeliveryKind.UNDERWAY:
        found[one.notice.id] = one
    elif one.outcome.kind is not DeliveryKind.UNDERWAY and (one.outcome, one.day) != (earlier.outcome, earlier.day):
        raise InvalidInput(
            f"通知書『{one.notice.number}』の結果が{earlier.row_number}行目にもあり、内容が違います。どちらかを消してください。"
        )


def _delivery(register: Register, row: TypedRow, today: date) -> Delivery:
    words = str(row.values.get("結果") or "")
    try:
        outcome = delivery_outcome(words)
    except InvalidInput as error:
        raise InvalidInput(error.sentence, field="結果") from error
    try:
        tracking = tracking_number(str(row.values.get("引受番号") or ""))
    except InvalidInput as error:
        raise InvalidInput(error.sentence, field="引受番号") from error
    day = _day(str(row.values.get("配達日") or ""))
    notice = register.find(row, tracking, day)
    other = register.by_tracking.get(tracking)
    if other is not None and other.id != notice.id:
        raise InvalidInput(f"この引受番号は、通知書『{other.number}』に登録されています。", field="引受番号")
    return judged(notice, outcome, day, tracking, row=row.number, today=today)


def _day(text: str) -> date | None:
    plain = _TIME.sub("", text.strip())
    if not plain:
        return None
    try:
        value = date_value(plain).value
    except InvalidInput as error:
        raise InvalidInput(error.sentence, field="配達日") from error
    return value if isinstance(value, date) else None
