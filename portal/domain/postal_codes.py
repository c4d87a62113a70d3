"""Reading a 郵便番号 in every way people type it: 〒154-0001, １５４０００１, 154 0001 → 154-0001."""

from __future__ import annotations

import re
import unicodedata

from portal.domain.errors import InvalidInput

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


def parse_postal_code(text: str, *, field: str | None = None) -> str:
    """Seven digits with a hyphen after the third. Raises InvalidInput; a missing digit is never guessed."""
    plain = plain_postal_code(text)
    if not re.fullmatch(r"\d{3}-\d{4}|\d{7}", plain):
        prefix = f"『{field}』：" if field else ""
        raise InvalidInput(
            f"{prefix}『{text.strip()[:40]}』は郵便番号ではありません。『154-0001』のように7桁の数字で入力してください。",
            field=field,
        )
    digits = plain.replace("-", "")
    return f"{digits[:3]}-{digits[3:]}"


def plain_postal_code(text: str) -> str:
    """``text`` in half width with plain hyphens, without 〒 and blanks; not judged yet."""
    return re.sub(r"[\s〒]", "", unicodedata.normalize("NFKC", text)).translate(_HYPHENS)
