"""Fiscal years (年度): April to March, named by the year they begin in (地方自治法208条)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.wareki import Wareki


def fiscal_year_of(day: date) -> int:
    """2026-03-31 → 2025; 2026-04-01 → 2026."""
    return day.year if day.month >= 4 else day.year - 1


def first_day_of(fiscal_year: int) -> date:
    """2026 → 2026-04-01."""
    return date(fiscal_year, 4, 1)


def last_day_of(fiscal_year: int) -> date:
    """2026 → 2027-03-31."""
    return date(fiscal_year + 1, 3, 31)


def format_fiscal_year(fiscal_year: int) -> str:
    """2026 → 令和8年度. 2019 is 令和元年度: the government's name for the year that began as 平成31年."""
    if fiscal_year == 2019:
        return "令和元年度"
    era = Wareki.of(first_day_of(fiscal_year))
    return f"{era.era}{'元' if era.year == 1 else era.year}年度"


def parse_fiscal_year(text: str, *, field: str | None = None) -> int:
    """令和8年度, R8年度, R8, 2026年度, 2026, 令和元年度 and 平成31年度 → the year; else :class:`InvalidInput`."""
    plain = re.sub(r"\s|年度?$|度$", "", unicodedata.normalize("NFKC", text).strip())
    if plain in {"令和元", "令和1", "令和一", "R1", "R元", "令元", "令1"}:
        return 2019
    separator = "." if plain.isascii() else "年"
    try:
        # A fiscal year is named by its April; eras that began later in it keep their own first year.
        return parse_date(f"{plain}{separator}12{'.' if separator == '.' else '月'}31").year
    except InvalidInput:
        pass
    try:
        return parse_date(f"{plain}{separator}4{'.' if separator == '.' else '月'}1").year
    except InvalidInput:
        prefix = f"『{field}』：" if field else ""
        sentence = (
            f"{prefix}『{text}』を年度として読み取れません。『令和8年度』『R8』『2026』のように入力してください。"
        )
        raise InvalidInput(sentence, field=field) from None
