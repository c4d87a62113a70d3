"""The frozen rows of a batch, read as they are needed: a list of 50,000 is never in memory whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Text, select, type_coerce

from portal.db import reading
from portal.notices.models import Notice


def frozen_rows(office: Any, batch_id: int, *, state: str, by_postal_code: bool = False) -> Iterator[Any]:
    """Rows with id, number, reference, payload and enclosed; the last two as the JSON they are kept in.

    In the order of their positions, or in sending order: by 郵便番号 and address, those without a code last.
    """
    order = (
        (Notice.postal_code == "", Notice.postal_code, Notice.address, Notice.position)
        if by_postal_code
        else (Notice.position,)
    )
    query = (
        select(
            Notice.id,
            Notice.number,
            Notice.reference,
            type_coerce(Notice.payload, Text).label("payload"),
            type_coerce(Notice.enclosed, Text).label("enclosed"),
        )
        .where(Notice.batch_id == batch_id, Notice.state == state)
        .order_by(*order)
        .execution_options(yield_per=500)
    )
    # Closed here: a reader that stops early would leave PostgreSQL's cursor open.
    with reading(office.sessions) as session, session.execute(query) as rows:
        yield from rows
