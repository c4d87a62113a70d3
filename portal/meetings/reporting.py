"""The figures sheet of a meeting: a department enters its own, everybody sees all with their sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.documents.sheets import write_xlsx
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.meetings.figures import Figures, all_problems, points, problem, total
from portal.meetings.models import FigureRow, Meeting
from portal.meetings.values import title_of
from portal.meetings.writing import refuse_locked, trail

COLUMNS = (
    "課", "債権名", "年度の別", "調定額", "収入済額", "不納欠損額", "収入未済額", "収納率（％）", "前回との差（ポイント）",
    "目標収納率（％）", "目標との差（ポイント）", "備考",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line as shown: the row, its figures, and how it compares."""

    department: str
    row: FigureRow
    figures: Figures
    to_last: str
    to_target: str


def _figures(row: FigureRow) -> Figures:
    return Figures(row.assessed, row.collected, row.written_off, row.outstanding)


def rows_of(session: Session, meeting: Meeting, *, department_id: int | None = None) -> Sequence[FigureRow]:
    query = select(FigureRow).where(FigureRow.meeting_id == meeting.id)
    if department_id is not None:
        query = query.where(FigureRow.department_id == department_id)
    return session.scalars(query.order_by(FigureRow.department_id, FigureRow.position)).all()


def before(session: Session, meeting: Meeting) -> Meeting | None:
    """The meeting of the series before this one."""
    query = select(Meeting).where(Meeting.series_id == meeting.series_id, Meeting.held_on < meeting.held_on)
    return session.scalar(query.order_by(Meeting.held_on.desc()).limit(1))


def sheet(session: Session, meeting: Meeting) -> tuple[list[Line], Figures]:
    """Every line of every department, and the sum."""
    last = before(session, meeting)
    known = {
        (row.department_id, row.claim_name, row.part): _figures(row).collection_rate
        for row in (rows_of(session, last) if last else ())
    }
    names = {one.id: one.name for one in session.scalars(select(Department))}
    lines = []
    for row in rows_of(session, meeting):
        figures = _figures(row)
        rate = figures.collection_rate
        target = Decimal(row.target_rate) if row.target_rate else None
        to_last = points(rate, known.get((row.department_id, row.claim_name, row.part)))
        lines.append(Line(names.get(row.department_id, ""), row, figures, to_last, points(rate, target)))
    return lines, total(line.figures for line in lines)


@dataclass(frozen=True)
class Checked:
    """One line while it is being typed: what follows from it, and why it cannot be right (empty when it can)."""

    name: str
    rate: Decimal | None = None
    last_rate: Decimal | None = None
    to_last: str = ""
    to_target: str = ""
    problem: str = ""


def check_lines(session: Session, actor: Actor, meeting: Meeting, rows: Sequence[dict[str, Any]]) -> list[Checked]:
    """What a department's lines come to; a line whose amounts are not complete yet is only named."""
    last = before(session, meeting)
    known = {
        (row.claim_name, row.part): _figures(row).collection_rate
        for row in (rows_of(session, last, department_id=actor.department_id) if last else ())
    }
    found = []
    for row in rows:
        name = f"{row['claim_name'] or '（債権名なし）'} {row['part']}"
        amounts = [row[key] for key in ("assessed", "collected", "written_off", "outstanding")]
        if any(amount is None for amount in amounts):
            found.append(Checked(name))
            continue
        line = Figures(*amounts)
        rate, before_rate = line.collection_rate, known.get((row["claim_name"], row["part"]))
        target = Decimal(row["target_rate"]) if row["target_rate"] and _is_rate(row["target_rate"]) else None
        found.append(
            Checked(
                name, rate, before_rate, points(rate, before_rate), points(rate, target),
                problem(name, line, note=row["note"]),
            )
        )  # fmt: skip
    return found


def silent_departments(session: Session, meeting: Meeting) -> list[str]:
    """Departments that have reported in this series before and not for this meeting."""
    seen = (
        select(FigureRow.department_id)
        .join(Meeting, Meeting.id == FigureRow.meeting_id)
        .where(Meeting.series_id == meeting.series_id, Meeting.held_on < meeting.held_on)
    )
    here = select(FigureRow.department_id).where(FigureRow.meeting_id == meeting.id)
    query = select(Department.name).where(Department.id.in_(seen), Department.id.not_in(here)).order_by(Department.id)
    return list(session.scalars(query))


def save(session: Session, actor: Actor, now: datetime, meeting: Meeting, rows: Sequence[dict[str, Any]]) -> None:
    """Replace the department's lines. Raises InvalidInput naming every line that does not add up."""
    actor.require(Permission.MEETINGS_REPORT)
    refuse_locked(meeting)
    if actor.department_id is None:
        raise NotFound("課に所属していないため、数値を入力できません。")
    _check(rows)
    session.execute(
        delete(FigureRow).where(FigureRow.meeting_id == meeting.id, FigureRow.department_id == actor.department_id)
    )
    session.add_all(
        FigureRow(
            meeting_id=meeting.id, department_id=actor.department_id, position=place, author_name=actor.name,
            changed_at=now, **row,
        )
        for place, row in enumerate(rows, start=1)
    )  # fmt: skip
    session.flush()
    trail(
        session, actor, now, "meeting.figures", meeting,
        f"会議「{title_of(meeting)}」に{actor.department_name}の数値（{len(rows)}行）を保存しました。",
    )  # fmt: skip


def _check(rows: Sequence[dict[str, Any]]) -> None:
    lines = [
        (
            f"{row['claim_name']} {row['part']}",
            Figures(row["assessed"], row["collected"], row["written_off"], row["outstanding"]),
            row["note"],
        )
        for row in rows
    ]
    found = all_problems(lines)
    names = [name for name, _, _ in lines]
    found += [
        f"『{name}』が二つあります。一つにまとめてください。" for name in dict.fromkeys(names) if names.count(name) > 1
    ]
    for row in rows:
        if row["target_rate"] and not _is_rate(row["target_rate"]):
            found.append(
                f"『{row['claim_name']}』の目標収納率『{row['target_rate']}』は、0から100までの数で入力してください。"
            )
    if found:
        raise InvalidInput("\n".join(found))


def _is_rate(text: str) -> bool:
    try:
        return Decimal(0) <= Decimal(text) <= Decimal(100)
    except InvalidOperation:
        return False


def workbook(session: Session, meeting: Meeting) -> bytes:
    """The sheet as xlsx, with the sum in the last row."""
    lines, everything = sheet(session, meeting)
    rows: list[list[Any]] = [
        [
            line.department, line.row.claim_name, line.row.part, line.row.assessed, line.row.collected, line.row.written_off,
            line.row.outstanding, line.figures.collection_rate, line.to_last, line.row.target_rate, line.to_target, line.row.note,
        ]
        for line in lines
    ]  # fmt: skip
    rows.append(
        ["合計", "", "", everything.assessed, everything.collected, everything.written_off, everything.outstanding,
         everything.collection_rate, "", "", "", ""]
    )  # fmt: skip
    return write_xlsx(COLUMNS, rows, title=f"{title_of(meeting)}　収納状況", sheet_name="収納状況")
