"""和暦・期間計算: what a day is called, and where a period from it ends, by the Civil Code."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.calculators.working import Working
from portal.domain.calendar import Calendar, add_open_days, next_open_day
from portal.domain.dates import WEEKDAYS
from portal.domain.errors import InvalidInput
from portal.domain.fiscal_year import fiscal_year_of, format_fiscal_year
from portal.domain.periods import period_end
from portal.domain.wareki import format_wareki, format_wareki_short

LONGEST = {"years": 200, "months": 2400, "weeks": 10_000, "days": 73_000}
MOST_OPEN_DAYS = 5000
GREGORIAN_SINCE = date(1873, 1, 1)  # 明治6年1月1日（明治5年太政官布告337号）
LUNAR_NOTE = "要確認：明治5年12月2日までは旧暦のため、ここに示す月日（現在の暦を当てはめたもの）は、当時の文書の月日と一致しません。"
UNITS = {"years": "年", "months": "か月", "weeks": "週間", "days": "日"}


@dataclass(frozen=True)
class Length:
    """How long a period is: years and months by the calendar, or weeks, or days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.years or self.months or self.weeks or self.days)

    @property
    def words(self) -> str:
        """2年3か月."""
        return "".join(f"{getattr(self, name)}{unit}" for name, unit in UNITS.items() if getattr(self, name))


@dataclass(frozen=True)
class DayAnswer:
    """A day in all its names, and the end of a period from it where one was asked for."""

    day: date
    wareki: str
    short: str
    weekday: str
    fiscal_year: str
    closed: bool
    period: str = ""
    first_day: date | None = None
    last_day: date | None = None
    last_day_wareki: str = ""
    last_open_day: date | None = None
    other_day: date | None = None
    days_between: int | None = None
    open_days: int | None = None
    open_day: date | None = None
    cautions: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, days as ISO text."""
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}
        return {**plain, "cautions": list(self.cautions)}


def day_answer(
    day: date, *, calendar: Calendar, length: Length | None = None, first_day_counts: bool = False,
    until: date | None = None, open_days: int | None = None,
) -> DayAnswer:  # fmt: skip
    """The names of ``day``; with ``length`` the last day of the period an event on it sets off; with ``until`` the days
    between; with ``open_days`` the so-manieth open day of the office after it (0: the day itself or the next open one)."""
    known: dict[str, Any] = {}
    if length is not None and not length.is_empty:
        known |= _period(day, length, calendar, first_day_counts=first_day_counts)
    if until is not None:
        known |= {"other_day": until, "days_between": (until - day).days}
    if open_days is not None:
        if not 0 <= open_days <= MOST_OPEN_DAYS:
            raise InvalidInput(f"開庁日の数は0から{MOST_OPEN_DAYS:,}までで入力してください。", field="open_days")
        known |= {"open_days": open_days, "open_day": add_open_days(day, open_days, calendar=calendar)}
    if day < GREGORIAN_SINCE:
        known["cautions"] = (LUNAR_NOTE,)
    return DayAnswer(
        day, format_wareki(day), format_wareki_short(day), WEEKDAYS[day.weekday()],
        format_fiscal_year(fiscal_year_of(day)), calendar.is_closed(day), **known,
    )  # fmt: skip


def _period(day: date, length: Length, calendar: Calendar, *, first_day_counts: bool) -> dict[str, Any]:
    for name, most in LONGEST.items():
        if not 0 <= getattr(length, name) <= most:
            raise InvalidInput(f"期間の「{UNITS[name]}」は0から{most:,}までで入力してください。", field=name)
    if (length.years or length.months) and (length.weeks or length.days):
        raise InvalidInput("年・月の期間と、週・日の期間は、どちらか一方を入力してください。", field="days")
    try:
        last = period_end(day, **asdict(length), first_day_counts=first_day_counts)
    except (ValueError, OverflowError):
        raise InvalidInput("期間の終わりの年が大きすぎます。期間を確かめてください。", field="years") from None
    first = day if first_day_counts else date.fromordinal(day.toordinal() + 1)
    return {
        "period": length.words, "first_day": first, "last_day": last, "last_day_wareki": format_wareki(last),
        "last_open_day": next_open_day(last, calendar),
    }  # fmt: skip


def day_working(answer: DayAnswer) -> Working:
    """The answer in words."""
    facts = [
        ("略した和暦", answer.short), ("西暦", f"{answer.day.year}年{answer.day.month}月{answer.day.day}日"),
        ("曜日", f"{answer.weekday}曜日{'（閉庁日）' if answer.closed else ''}"), ("年度", answer.fiscal_year),
    ]  # fmt: skip
    notes: list[str] = []
    headline: tuple[str, str] = ("和暦", answer.wareki)
    statutes: tuple[str, ...] = ()
    if answer.last_day is not None and answer.first_day is not None and answer.last_open_day is not None:
        headline, statutes = ("期間の末日", answer.last_day_wareki), ("民法140条", "民法141条", "民法143条")
        facts = [
            ("起点の日", answer.wareki),
            ("期間", answer.period),
            ("最初に数える日", format_wareki(answer.first_day)),
            *facts,
        ]
        if answer.last_open_day != answer.last_day:
            facts.append(("末日が閉庁日のため、次の開庁日", format_wareki(answer.last_open_day)))
            notes.append(
                "末日が休日のとき次の開庁日まで延びるのは、法令に定めがある期間です（民法142条、地方自治法4条の2第4項、地方税法20条の5第2項）。時効の完成は延びません。"
            )
        counted = (
            "当日を1日目として数えました。" if answer.first_day == answer.day else "初日は数えません（民法140条）。"
        )
        notes.insert(0, counted)
    if answer.days_between is not None and answer.other_day is not None:
        facts.append((f"{format_wareki(answer.other_day)}までの日数", f"{answer.days_between:,}日（初日を数えない）"))
    if answer.open_day is not None:
        facts.append((f"{answer.open_days}開庁日後", format_wareki(answer.open_day)))
    return Working(
        "和暦・期間の計算", headline, tuple(facts), (), tuple(notes), answer.cautions, statutes, "legal-framework"
    )
