"""猶予・停止・督促・公示送達の期間: the days of relief and of the steps that lead to seizure, each with its working.

Terms are ``tables/relief.toml``. What an ordinance decides (application period of 換価の猶予, days of the demand) is an
argument. Nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from portal.domain.calendar import Calendar, next_open_day, previous_open_day
from portal.domain.dated_rows import Row, caution_of, table
from portal.domain.errors import InvalidInput
from portal.domain.periods import period_end
from portal.domain.wareki import format_wareki

ONE_DAY = timedelta(days=1)
MOST_MONTHS, MOST_DAYS = 120, 366
GRACE_KINDS: Mapping[str, str] = {
    "collection": "徴収猶予",
    "realization_ex_officio": "職権による換価の猶予",
    "realization_on_application": "申請による換価の猶予",
}


@dataclass(frozen=True)
class Term:
    """One computed day: ``last_day`` of the period, ``then_from`` the first day after it, how it was counted."""

    label: str
    starts_on: date
    last_day: date
    then_from: date
    article: str
    working: str
    cautions: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, days as ISO text."""
        return {key: _iso(value) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Grace:
    """A period of grace checked against one year and two years in total."""

    kind: str
    label: str
    starts_on: date
    ends_on: date
    one_year_ends: date
    total_ends: date
    extended: bool
    article: str
    working: tuple[str, ...]
    cautions: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, days as ISO text."""
        return {key: _iso(value) for key, value in asdict(self).items()}


def grace(kind: str, starts_on: date, *, ends_on: date | None = None, first_started_on: date | None = None) -> Grace:
    """A grace from ``starts_on`` (counted in); without ``ends_on`` the longest the law allows.

    ``first_started_on`` makes it an extension: two years in total from the first day of the first grace. A longer
    period is refused with the last possible day.
    """
    row = _grace_row(kind)
    terms = table("relief")["grace"]
    origin = first_started_on or starts_on
    if origin > starts_on:
        raise InvalidInput(
            f"延長の始まり{format_wareki(starts_on)}が、最初の猶予の始まり{format_wareki(origin)}より前です。日付を直してください。",
            field="猶予の始期",
        )
    one_year = period_end(starts_on, years=terms["years"], first_day_counts=True)
    total = period_end(origin, years=terms["total_years"], first_day_counts=True)
    if starts_on > total:
        raise InvalidInput(
            f"猶予は既に猶予した期間と併せて2年を超えられません。{format_wareki(total)}までです（{row['extension_article']}）。",
            field="猶予の始期",
        )
    limit = min(one_year, total) if first_started_on is not None else one_year
    last = ends_on or limit
    _check_grace(row, starts_on, last, limit, extended=first_started_on is not None)
    working = (
        f"1年：{format_wareki(starts_on)}から起算して{format_wareki(one_year)}まで（{row['article']}）",
        f"通算2年：{format_wareki(origin)}から起算して{format_wareki(total)}まで（{row['extension_article']}）",
    )
    article = row["extension_article"] if first_started_on else row["article"]
    return Grace(kind, row["label"], starts_on, last, one_year, total, first_started_on is not None, article, working,
                 caution_of(row, row["label"]))  # fmt: skip


def suspension_term(suspended_on: date) -> Term:
    """滞納処分の停止: the duty to pay ends once the suspension has continued for three years."""
    row = _row("suspension")
    last = period_end(suspended_on, years=row["years"])
    working = f"停止の日（{format_wareki(suspended_on)}）の翌日から3年＝{format_wareki(last)}の満了で納付義務が消滅"
    note = "停止の間も時効は進みます。時効が先に完成するときは、その日に消滅します。3年以内に資力が回復したときは停止を取り消します。"
    return Term("滞納処分の停止による消滅", suspended_on, last, last + ONE_DAY, row["article"], working, (note,))


def application_deadline(due_date: date, *, calendar: Calendar, months: int | None = None) -> Term:
    """The last day to apply for 申請による換価の猶予; ``months`` is what the ordinance sets (6 by default)."""
    chosen = table("relief")["grace"]["application_months"] if months is None else months
    if not 1 <= chosen <= MOST_MONTHS:
        raise InvalidInput(
            f"換価の猶予の申請期間は1か月以上{MOST_MONTHS}か月以下で設定してください。", field="申請期間"
        )
    computed = period_end(due_date, months=chosen)
    last = next_open_day(computed, calendar)
    working = f"納期限（{format_wareki(due_date)}）の翌日から{chosen}か月＝{format_wareki(computed)}"
    if last != computed:
        working += f"。休日のため次の開庁日の{format_wareki(last)}（地方税法20条の5第2項）"
    cautions = ("申請期間は条例で定めます。",) if months is None else ()
    return Term("換価の猶予の申請期限", due_date, last, last + ONE_DAY, "地方税法15条の6第1項", working, cautions)


def demand_term(due_date: date, *, calendar: Calendar, days: int | None = None) -> Term:
    """督促状を発する期限: within 20 days of the due date (or as the ordinance sets); the last open day before it."""
    row = _row("demand")
    span = row["days"] if days is None else days
    if not 1 <= span <= MOST_DAYS:
        raise InvalidInput(f"督促状を発する日数は1日以上{MOST_DAYS}日以下で設定してください。", field="督促の日数")
    computed = period_end(due_date, days=span)
    last = previous_open_day(computed, calendar)
    working = f"納期限（{format_wareki(due_date)}）の翌日から{span}日＝{format_wareki(computed)}"
    if last != computed:
        working += f"。休日のため、その前の開庁日の{format_wareki(last)}までに発送"
    return Term("督促状を発する期限", due_date, last, computed + ONE_DAY, row["article"], working,
                caution_of(row, "督促の期限"))  # fmt: skip


def seizable_from(
    demand_sent_on: date, *, designated_deadline: date | None = None, calendar: Calendar | None = None
) -> Term:
    """差押えができる日: not paid in full by the day on which ten days, counted from the day of sending, have passed.

    The day of sending is the first of the ten, so the tenth is nine days later, the day after them ten days later,
    and seizure is possible from the eleventh. ``designated_deadline`` (自治法231条の3第3項) must also have passed.
    """
    row = _row("seizure")
    tenth = period_end(demand_sent_on, days=row["days"], first_day_counts=True)
    passed = tenth + ONE_DAY
    working = (
        f"督促状を発した日（{format_wareki(demand_sent_on)}）を1日目として10日目は{format_wareki(tenth)}、"
        f"10日を経過した日は{format_wareki(passed)}。この日までに完納しないとき、翌日から差し押さえられます"
    )
    last, article = passed, row["article"]
    if designated_deadline is not None:
        if designated_deadline < demand_sent_on:
            raise InvalidInput(
                f"督促の指定期限{format_wareki(designated_deadline)}が、発した日{format_wareki(demand_sent_on)}より前です。日付を直してください。",
                field="指定期限",
            )
        article += "、地方自治法231条の3第3項"
        working += f"。督促の指定期限は{format_wareki(designated_deadline)}"
        last = max(passed, designated_deadline)
    cautions: tuple[str, ...] = ()
    if calendar is not None and calendar.is_closed(last):
        safe = next_open_day(last, calendar)
        cautions = (
            f"要確認：{format_wareki(last)}は休日です。期限が次の開庁日まで延びるとすると、"
            f"差し押さえられるのは{format_wareki(safe + ONE_DAY)}からです。",
        )
    return Term(
        "完納を待つ期間（翌日から差押えができます）", demand_sent_on, last, last + ONE_DAY, article, working, cautions
    )


def public_service_term(posted_on: date) -> Term:
    """公示送達: served when seven days, counted from the first day of posting, have passed."""
    row = _row("public_service")
    seventh = period_end(posted_on, days=row["days"], first_day_counts=True)
    served = seventh + ONE_DAY
    working = (
        f"掲示等を始めた日（{format_wareki(posted_on)}）を1日目として7日目は{format_wareki(seventh)}。"
        f"7日を経過した{format_wareki(served)}に送達があったものとみなします"
    )
    return Term("公示送達の効力", posted_on, seventh, served, row["article"], working)


def _grace_row(kind: str) -> Row:
    if kind not in GRACE_KINDS:
        names = "、".join(f"{key}（{label}）" for key, label in GRACE_KINDS.items())
        raise InvalidInput(f"猶予の種類『{kind}』は使えません。{names}から選んでください。", field="猶予の種類")
    row: Row = table("relief")["grace"][kind]
    return row


def _check_grace(row: Row, starts_on: date, ends_on: date, limit: date, *, extended: bool) -> None:
    if ends_on < starts_on:
        raise InvalidInput(
            f"猶予の終わり{format_wareki(ends_on)}が、始まり{format_wareki(starts_on)}より前です。日付を直してください。",
            field="猶予の終期",
        )
    if ends_on > limit:
        rule = "既に猶予した期間と併せて2年（1回の延長は1年）" if extended else "1年"
        raise InvalidInput(
            f"{row['label']}は{rule}を超えられません。{format_wareki(limit)}までにしてください（{row['article']}）。",
            field="猶予の終期",
        )


def _row(name: str) -> Row:
    row: Row = table("relief")[name]
    return row


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
