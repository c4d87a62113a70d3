"""Era dates (和暦) from 明治 to 令和, both ways.

Eras begin on the days of JIS X 0301 and the era ordinances; the day of a change belongs to the new era. 明治 begins
on 1868-01-25, the Gregorian day of its (retroactive) 1 January; days before the calendar reform of 明治6年 are
counted in the Gregorian calendar, as every computer does. Reading what a person typed is left to ``dates``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.errors import InvalidInput


@dataclass(frozen=True)
class Era:
    """One era: its name, letter and first day."""

    name: str
    letter: str
    first_day: date


ERAS: tuple[Era, ...] = (
    Era("明治", "M", date(1868, 1, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)
ERA_BY_NAME = {era.name: era for era in ERAS}
_NEWEST_FIRST = tuple(reversed(ERAS))


@dataclass(frozen=True, order=False)
class Wareki:
    """An era date: ``Wareki("令和", 8, 4, 1)``; ``str`` gives 令和8年4月1日 and year 1 is written 元年."""

    era: str
    year: int
    month: int
    day: int

    @classmethod
    def of(cls, day: date) -> Wareki:
        """The era date of a day; a day before 1868-01-25 raises :class:`InvalidInput`."""
        for era in _NEWEST_FIRST:
            if day >= era.first_day:
                return cls(era.name, day.year - era.first_day.year + 1, day.month, day.day)
        raise InvalidInput(f"『{day.isoformat()}』は明治元年より前のため、和暦で表せません。日付を確かめてください。")

    @property
    def letter(self) -> str:
        """The era's letter: R, H, S, T or M."""
        return ERA_BY_NAME[self.era].letter

    def to_date(self) -> date:
        """The day; an unknown era, a day that does not exist or one outside the era raises :class:`InvalidInput`."""
        era = ERA_BY_NAME.get(self.era)
        if era is None:
            raise InvalidInput(
                f"『{self.era}』という元号はありません。明治・大正・昭和・平成・令和のいずれかを使ってください。"
            )
        if self.year < 1:
            raise InvalidInput(f"『{self}』：年は元年（1年）以上で入力してください。")
        try:
            day = date(era.first_day.year + self.year - 1, self.month, self.day)
        except (ValueError, OverflowError):
            raise InvalidInput(f"『{self}』は存在しない日付です。月と日を確かめてください。") from None
        if day < era.first_day or Wareki.of(day).era != self.era:
            raise InvalidInput(f"『{self}』という日付はありません。{_range_of(era)}。{_suggestion(day)}")
        return day

    def __str__(self) -> str:
        return f"{self.era}{_year(self.year)}年{self.month}月{self.day}日"

    def short(self) -> str:
        """R8.4.1 — year 1 stays a digit here, as lists and seals have it."""
        return f"{self.letter}{self.year}.{self.month}.{self.day}"


def format_wareki(day: date) -> str:
    """令和8年4月1日."""
    return str(Wareki.of(day))


def format_wareki_short(day: date) -> str:
    """R8.4.1."""
    return Wareki.of(day).short()


def _year(year: int) -> str:
    return "元" if year == 1 else str(year)


def _range_of(era: Era) -> str:
    first = Wareki(era.name, 1, era.first_day.month, era.first_day.day)
    following = ERAS[ERAS.index(era) + 1 : ERAS.index(era) + 2]
    if not following:
        return f"{era.name}は{first}からです"
    last_day = following[0].first_day - timedelta(days=1)
    last = Wareki(era.name, last_day.year - era.first_day.year + 1, last_day.month, last_day.day)
    return f"{era.name}は{first}から{last}までです"


def _suggestion(day: date) -> str:
    if day < ERAS[0].first_day:
        return "日付を確かめてください。"
    return f"『{format_wareki(day)}』のことであれば、そのように入力してください。"
