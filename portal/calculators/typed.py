"""Reading what a person types beside dates and amounts: rates, counts, and lists pasted line by line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.garnishment import Deductions, Pay
from portal.domain.money import parse_yen

MOST_LINES = 200
_PAYS_HOW = "支給額・所得税・住民税・社会保険料の順に、間を空けて4つまで並べてください。"
_HOW = "『令和8年3月31日 10,000』のように、1行に日付と金額を並べてください。"


def parse_percent(text: str, *, field: str | None = None) -> Decimal:
    """『14.6』『１４．６％』 → Decimal; raises InvalidInput for what is no rate between 0 and 100."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("年").removesuffix("%").strip()
    try:
        rate = Decimal(plain) if len(plain) <= 12 else Decimal("NaN")
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 <= rate <= 100:
        prefix = f"『{field}』：" if field else ""
        raise InvalidInput(
            f"{prefix}『{text[:40]}』を割合として読み取れません。『7.3』のように0以上100以下の％で入力してください。",
            field=field,
        )
    return rate


def parse_count(text: str, *, field: str | None = None, most: int = 999_999_999) -> int:
    """『３』『12回』 → a whole number that is not negative."""
    plain = re.sub(r"[回年月日人か週間社名,\s]", "", unicodedata.normalize("NFKC", text))
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 9 or int(plain) > most:
        prefix = f"『{field}』：" if field else ""
        raise InvalidInput(f"{prefix}『{text.strip()[:40]}』は0から{most:,}までの整数で入力してください。", field=field)
    return int(plain)


def dated_amounts(text: str, *, field: str) -> tuple[tuple[date, int], ...]:
    """Lines of a day and an amount (typed, or pasted from a sheet with tabs). Raises InvalidInput naming the line."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise InvalidInput(f"『{field}』は{MOST_LINES}行までにしてください（今は{len(lines):,}行）。", field=field)
    return tuple(_dated_amounts(lines, field))


def _dated_amounts(lines: list[str], field: str) -> Iterator[tuple[date, int]]:
    for number, line in enumerate(lines, start=1):
        parts = re.split(r"[\t\u3000 :：]+", line.strip())
        if len(parts) < 2 or len(line) > 120:
            raise InvalidInput(f"『{field}』{number}行目『{line.strip()[:40]}』を読み取れません。{_HOW}", field=field)
        try:
            yield parse_date("".join(parts[:-1])), parse_yen(parts[-1], allow_zero=False)
        except InvalidInput as error:
            raise InvalidInput(f"『{field}』{number}行目：{error.sentence}", field=field) from None


def pays_of(text: str, *, field: str) -> tuple[Pay, ...]:
    """Lines of gross pay, income tax, resident tax and social insurance, one payer a line. Raises InvalidInput."""
    pays = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), start=1):
        parts = re.split(r"[\t\u3000 ]+", line.strip())
        if len(parts) > 4 or len(line) > 120 or number > MOST_LINES:
            raise InvalidInput(
                f"『{field}』{number}行目『{line.strip()[:40]}』を読み取れません。{_PAYS_HOW}", field=field
            )
        try:
            gross, *held = (parse_yen(part) for part in parts)
        except InvalidInput as error:
            raise InvalidInput(f"『{field}』{number}行目：{error.sentence}", field=field) from None
        pays.append(Pay(gross, Deductions(*held)))
    return tuple(pays)
