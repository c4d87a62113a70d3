"""Reading a yearly rate that is given in percent: 3, ３％, 年14.6%, 年3パーセント → Decimal("3"), Decimal("14.6")."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from portal.domain.errors import InvalidInput

HIGHEST = Decimal(100)
_PERCENT = re.compile(r"(?:年利|年)?(\d{1,3}(?:\.\d{1,6})?)(?:%|パーセント)?")


def parse_percent(text: str, *, field: str | None = None) -> Decimal:
    """Percent a year, 0 to 100, without trailing zeros. Raises InvalidInput: not a number, or above 100."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    match = _PERCENT.fullmatch(plain)
    if match is None or Decimal(match[1]) > HIGHEST:
        prefix = f"『{field}』：" if field else ""
        raise InvalidInput(
            f"{prefix}『{text.strip()[:40]}』を年の割合として読み取れません。"
            "『3』『14.6%』のように、0から100までの数で入力してください。",
            field=field,
        )
    return Decimal(f"{Decimal(match[1]).normalize():f}")
