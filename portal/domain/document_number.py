"""Document numbers (文書番号): 8世債管第123号, 令和8年度債管収第45号の2 — reading, writing, the next one.

A number has the year of its series, the office's symbol (記号), a serial and, for a letter in the same matter,
a branch (枝番). Handing out serials without gaps is left to the dispatch register.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.errors import InvalidInput
from portal.domain.fiscal_year import fiscal_year_of, format_fiscal_year, parse_fiscal_year
from portal.domain.kanji_numbers import KANJI_NUMBER_CHARACTERS, parse_kanji
from portal.domain.wareki import ERAS

LONGEST_TEXT = 100
DEFAULT_PATTERN = "{年}{記号}第{番号}号{枝番}"
_YEAR = r"(?:(?P<year>(?:令和|平成|昭和|大正|明治|[RHSTM])?(?:元|\d{1,4}))(?P<unit>年度|年)?)?"
_NUMBER = re.compile(rf"{_YEAR}(?P<symbol>[^\d第]*)第(?P<serial>\d+)号(?:の(?P<branch>\d+))?")
_KANJI_SERIAL = re.compile(rf"(?<=第)[{KANJI_NUMBER_CHARACTERS}]+(?=号)|(?<=号の)[{KANJI_NUMBER_CHARACTERS}]+$")


@dataclass(frozen=True, order=True)
class DocumentNumber:
    """``fiscal_year`` is None for a series that does not begin anew each year; ``branch`` 0 means none."""

    fiscal_year: int | None
    symbol: str
    serial: int
    branch: int = 0

    def __post_init__(self) -> None:
        if self.serial < 1 or self.branch < 0:
            raise InvalidInput("文書番号は1以上の番号にしてください。", field="document_number")

    def __str__(self) -> str:
        return self.format()

    def format(self, pattern: str = DEFAULT_PATTERN) -> str:
        """The number by an office's pattern: {年} is the era year's figure, {年度} 令和8年度, {西暦年度} 2026, {枝番} の2."""
        if pattern == DEFAULT_PATTERN:  # fifty thousand letters a batch
            year = "" if self.fiscal_year is None else _era_year(self.fiscal_year)
            return f"{year}{self.symbol}第{self.serial}号" + (f"の{self.branch}" if self.branch else "")
        values = {
            "年": "" if self.fiscal_year is None else _era_year(self.fiscal_year),
            "年度": "" if self.fiscal_year is None else format_fiscal_year(self.fiscal_year),
            "西暦年度": "" if self.fiscal_year is None else str(self.fiscal_year),
            "記号": self.symbol,
            "番号": str(self.serial),
            "枝番": f"の{self.branch}" if self.branch else "",
        }
        unknown = sorted(set(re.findall(r"\{(.*?)\}", pattern)) - set(values))
        if unknown:
            raise InvalidInput(f"文書番号の書式に『{{{unknown[0]}}}』は使えません。", field="pattern")
        return re.sub(r"\{(.*?)\}", lambda match: values[match[1]], pattern)

    def next(self) -> DocumentNumber:
        """The next serial of the same series."""
        return replace(self, serial=self.serial + 1, branch=0)

    def next_branch(self) -> DocumentNumber:
        """The next branch of the same matter: 第5号 → 第5号の2 → 第5号の3."""
        return replace(self, branch=max(self.branch, 1) + 1)


def first_of_series(symbol: str, day: date) -> DocumentNumber:
    """第1号 of the fiscal year ``day`` lies in."""
    return DocumentNumber(fiscal_year_of(day), symbol, 1)


def parse_document_number(text: str, *, as_of: date, field: str | None = None) -> DocumentNumber:
    """The number written in ``text``; a bare year such as 8 is an era year of the era of ``as_of``, of the one before
    where it would lie in the future (31世債管第5号 in 令和8年 → 平成31年度)."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[: LONGEST_TEXT + 1]))
    try:
        plain = _KANJI_SERIAL.sub(lambda match: str(parse_kanji(match.group())), plain)
        match = _NUMBER.fullmatch(plain)
    except InvalidInput:  # 第十百号
        match = None
    if match is None or len(plain) > LONGEST_TEXT:
        prefix = f"『{field}』：" if field else ""
        sentence = f"{prefix}『{text.strip()[:LONGEST_TEXT]}』を文書番号として読み取れません。『8世債管第123号』のように入力してください。"
        raise InvalidInput(sentence, field=field)
    year = None if match["year"] is None else _fiscal_year(match["year"], as_of, field)
    return DocumentNumber(year, match["symbol"], int(match["serial"]), int(match["branch"] or 0))


def _fiscal_year(year: str, as_of: date, field: str | None) -> int:
    if year != "元" and not (year.isdigit() and len(year) < 4):
        return parse_fiscal_year(f"{year}年度", field=field)
    current = fiscal_year_of(as_of)
    era = format_fiscal_year(current)[:2]
    found = parse_fiscal_year(f"{era}{year}年度", field=field)
    if found <= current + 1:
        return found
    before = [known.name for known in ERAS]
    return parse_fiscal_year(f"{before[before.index(era) - 1]}{year}年度", field=field)


def _era_year(fiscal_year: int) -> str:
    return format_fiscal_year(fiscal_year)[2:].removesuffix("年度")
