"""文書番号: gapless serials per department, fiscal year and symbol, handed out inside the caller's transaction.

Either the transaction that uses the numbers commits, or nobody has seen them: no gap, no number twice. The row of the
series is locked (PostgreSQL) or the whole database is (SQLite's BEGIN IMMEDIATE), so two batches never share a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.domain.document_number import DocumentNumber
from portal.domain.errors import InvalidInput
from portal.domain.fiscal_year import fiscal_year_of
from portal.notices.models import NoticeSeries


def symbol_of(department: Department, chosen: str = "") -> str:
    """The symbol of a letter's number. Raises InvalidInput when the department has none."""
    symbol = (chosen or department.document_symbol).strip()
    if not symbol:
        raise InvalidInput(
            "文書番号の記号が登録されていません。記号（例：世債管）を入力するか、管理者に課の登録を依頼してください。",
            field="symbol",
        )
    if len(symbol) > 20 or "第" in symbol or any(character.isdigit() for character in symbol):
        raise InvalidInput(
            f"文書番号の記号『{symbol[:30]}』は使えません。数字と「第」を含まない20文字以内にしてください。",
            field="symbol",
        )
    return symbol


def next_serial(session: Session, *, department_id: int, symbol: str, day: date) -> int:
    """The serial that would be given next. A look, not a promise: only :func:`allocate` gives one."""
    last = session.scalar(
        select(NoticeSeries.last_serial).where(
            NoticeSeries.department_id == department_id,
            NoticeSeries.fiscal_year == fiscal_year_of(day),
            NoticeSeries.symbol == symbol,
        )
    )
    return (last or 0) + 1


def allocate(session: Session, *, department_id: int, symbol: str, day: date, count: int) -> Iterator[DocumentNumber]:
    """The next ``count`` numbers of the series. Take all of them: they are booked at once."""
    year = fiscal_year_of(day)
    query = select(NoticeSeries).where(
        NoticeSeries.department_id == department_id, NoticeSeries.fiscal_year == year, NoticeSeries.symbol == symbol
    )
    series = session.scalar(query.with_for_update())
    if series is None:
        series = NoticeSeries(department_id=department_id, fiscal_year=year, symbol=symbol, last_serial=0)
        session.add(series)
    first = series.last_serial + 1
    series.last_serial += count
    session.flush()
    return (DocumentNumber(year, symbol, serial) for serial in range(first, first + count))
