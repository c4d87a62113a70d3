"""No text longer than its column: told in a sentence when it is set, the same on every engine.

PostgreSQL refuses a text that is too long with an error nobody can read, and SQLite keeps it, so that the same office
would behave differently after a move. The check runs when an attribute is set, before the row is in any session.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, event
from sqlalchemy.orm import InstrumentedAttribute

from portal.db.base import Base
from portal.domain.errors import InvalidInput

_SHOWN = 20


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _watch(_cls: type, key: str, attribute: InstrumentedAttribute[Any]) -> None:
    columns = getattr(attribute.property, "columns", ())
    longest = columns[0].type.length if columns and isinstance(columns[0].type, String) else None
    if longest is None:
        return

    def refuse_too_long(_row: Any, value: Any, _old: Any, _initiator: Any) -> None:
        if isinstance(value, str) and len(value) > longest:
            raise InvalidInput(
                f"『{value[:_SHOWN]}…』は長すぎます。{longest:,}文字以内に短くしてください（今は{len(value):,}文字です）。",
                field=key,
            )

    event.listen(attribute, "set", refuse_too_long)
