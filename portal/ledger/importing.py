"""Importing cases from a list: all rows are checked first, then all are written at once, or none.

Checking reads only, so a long list keeps nobody from working; the write is a handful of bulk inserts. The incident that
shaped it: written row by row, a list of a thousand rows held SQLite's only write lock for twenty seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import audit
from portal.db import Base
from portal.documents.sheets import RowError, RowsResult, Sheet, TypedRow
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, PortalError
from portal.domain.names import same_name
from portal.domain.permissions import Permission
from portal.ledger import rows
from portal.ledger.access import department_of
from portal.ledger.cases import make_case, other_debtor
from portal.ledger.claims import make_claim
from portal.ledger.debtors import make_debtor
from portal.ledger.law_tables import rule_sets
from portal.ledger.models import Address, Case, Claim, Debtor, JointGuarantor

MOST_ROWS = 10_000
_AT_ONCE = 500
ClaimKey = tuple[str, str, date, int]


@dataclass
class _Debtor:
    """One debtor of the list: an id when registered before, else the columns of the row to write."""

    name: str
    id: int | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    addresses: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Case:
    """One case of the list; ``keys`` are the claims it has already, so that no amount is entered twice."""

    debtor_number: str
    title: str
    id: int | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    guarantors: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    keys: set[ClaimKey] = field(default_factory=set)


@dataclass
class Outcome:
    """What a list came to: it can be written when ``problems`` and ``errors`` are both empty."""

    sheet: Sheet
    problems: tuple[str, ...]
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...]
    unmapped: tuple[str, ...]
    debtors: dict[str, _Debtor]
    cases: dict[str, _Case]

    @property
    def clean(self) -> bool:
        return not self.problems and not self.errors

    @property
    def claims(self) -> int:
        return sum(len(case.claims) for case in self.cases.values())


def check(session: Session, actor: Actor, now: datetime, sheet: Sheet, result: RowsResult) -> Outcome:
    """Look at every row. ``session`` is only read from."""
    actor.require(Permission.CASES_EDIT)
    good = () if result.file_problems else result.good
    debtors = _known_debtors(session, actor, good)
    cases = _known_cases(session, actor, good)
    errors, sets = list(result.bad), rule_sets(session)
    for row in good:
        try:
            rule = rows.rule_of(row, sets)
            _take(row, actor, now, debtors, cases, rule)
        except PortalError as error:
            errors.append(_row_error(row, error))
    return Outcome(
        sheet, tuple(result.file_problems), tuple(sorted(errors, key=lambda error: error.row_number)),
        tuple(result.warnings), tuple(result.unmapped), debtors, cases,
    )  # fmt: skip


def _known_debtors(session: Session, actor: Actor, good: Sequence[TypedRow]) -> dict[str, _Debtor]:
    found: dict[str, _Debtor] = {}
    for numbers in _portions({str(row.values["宛名番号"]) for row in good}):
        query = select(Debtor.number, Debtor.id, Debtor.name).where(
            Debtor.department_id == department_of(actor), Debtor.number.in_(numbers)
        )
        found |= {number: _Debtor(name, id=key) for number, key, name in session.execute(query)}
    return found


def _known_cases(session: Session, actor: Actor, good: Sequence[TypedRow]) -> dict[str, _Case]:
    found: dict[str, _Case] = {}
    for numbers in _portions({str(row.values["整理番号"]) for row in good}):
        query = (
            select(Case.number, Case.id, Case.title, Debtor.number)
            .join(Debtor, Debtor.id == Case.debtor_id)
            .where(Case.department_id == department_of(actor), Case.number.in_(numbers))
        )
        found |= {number: _Case(owner, title, id=key) for number, key, title, owner in session.execute(query)}
        claims = (
            select(Case.number, Claim.name, Claim.period, Claim.due_date, Claim.principal)
            .join(Claim, Claim.case_id == Case.id)
            .where(Case.department_id == department_of(actor), Case.number.in_(numbers))
        )
        for number, *key in session.execute(claims):
            found[number].keys.add(tuple(key))  # type: ignore[arg-type]
    return found


def _portions(values: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(values)
    return (wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE))


def _take(
    row: TypedRow, actor: Actor, now: datetime, debtors: dict[str, _Debtor], cases: dict[str, _Case], rule: str
) -> None:
    """Add one row to what will be written. Raises InvalidInput, Conflict."""
    text = rows.texts_of(row)
    _take_debtor(row, department_of(actor), now, debtors)
    new = rows.case_of(row, officer_id=actor.user_id)
    case = cases.get(text["整理番号"])
    if case is None:
        made = make_case(department_of(actor), now, new)
        case = cases[made.number] = _Case(text["宛名番号"], made.title, columns=_columns(made))
        if text["保証人氏名"]:
            guarantor = JointGuarantor(name=text["保証人氏名"], address=text["保証人住所"])
            case.guarantors.append(_columns(guarantor))
    elif case.debtor_number != text["宛名番号"]:
        raise other_debtor(text["整理番号"])
    claim = make_claim(rows.claim_of(row, default_name=new.title, rule=rule))
    key = (claim.name, claim.period, claim.due_date, claim.principal)
    if key in case.keys:
        raise Conflict(
            f"整理番号『{text['整理番号']}』には、同じ債権名・期別・納期限・元金の債権があります。"
            "同じ行を二度読み込んでいないか確かめてください。"
        )
    case.keys.add(key)
    case.claims.append(_columns(claim))


def _take_debtor(row: TypedRow, department_id: int, now: datetime, debtors: dict[str, _Debtor]) -> None:
    new = rows.debtor_of(row)
    known = debtors.get(new.number)
    if known is None:
        made = make_debtor(department_id, now, new)
        addresses = [_columns(one) for one in made.addresses]
        debtors[made.number] = _Debtor(made.name, columns=_columns(made), addresses=addresses)
    elif not same_name(known.name, new.name):
        raise InvalidInput(
            f"宛名番号『{new.number}』は別の氏名で登録されています。番号か氏名を確かめてください。", field="宛名番号"
        )


def _columns(made: Base) -> dict[str, Any]:
    """The columns of a row that is in no session, with its defaults."""
    found = {}
    for column in made.__table__.columns:
        value = made.__dict__.get(column.key)
        default = column.default
        if value is None and default is not None and default.is_scalar:
            value = default.arg
        if not column.primary_key:
            found[column.key] = value
    return found


_FIELD_COLUMNS = {
    "number": "整理番号", "late_charge_rule": "延滞金の計算規則", "name": "氏名", "kana": "フリガナ", "phone": "電話", "address": "住所", "building": "方書",
    "claim_class": "債権区分", "period": "期別", "notice_number": "通知書番号", "principal": "元金", "due_date": "納期限",
    "interest_rate": "利率", "basis": "根拠",
}  # fmt: skip


def _row_error(row: TypedRow, error: PortalError) -> RowError:
    column = _FIELD_COLUMNS.get(error.field or "", error.field or "")
    value = row.values.get(column)
    return RowError(row.number, column, "" if value is None else str(value), f"{row.number}行目：{error.sentence}")


def write(session: Session, actor: Actor, now: datetime, outcome: Outcome) -> list[int]:
    """Write a clean outcome into the caller's transaction; the ids of the cases that it touched. Raises Conflict."""
    try:
        return _write(session, actor, now, outcome)
    except IntegrityError as error:
        raise Conflict(
            "読み込んでいる間に、ほかの人が同じ番号を登録しました。もう一度読み込んでください。", field="file"
        ) from error


def _write(session: Session, actor: Actor, now: datetime, outcome: Outcome) -> list[int]:
    new_debtors = [one for one in outcome.debtors.values() if one.id is None]
    for debtor, key in zip(new_debtors, _insert(session, Debtor, [one.columns for one in new_debtors]), strict=True):
        debtor.id = key
    _insert(session, Address, [a | {"debtor_id": one.id} for one in new_debtors for a in one.addresses])
    new_cases = [one for one in outcome.cases.values() if one.id is None]
    owned = [one.columns | {"debtor_id": outcome.debtors[one.debtor_number].id} for one in new_cases]
    for case, key in zip(new_cases, _insert(session, Case, owned), strict=True):
        case.id = key
        sentence = f"案件 {case.columns['number']} を一覧から登録しました。"
        audit.record(session, actor, now, action="case.added", sentence=sentence, object_kind="case", object_id=key)
    _insert(session, JointGuarantor, [g | {"case_id": one.id} for one in new_cases for g in one.guarantors])
    touched = [one for one in outcome.cases.values() if one.claims]
    _insert(session, Claim, [claim | {"case_id": one.id} for one in touched for claim in one.claims])
    sentence = f"一覧から、案件{len(touched)}件に債権{outcome.claims}件を登録しました。"
    audit.record(session, actor, now, action="case.imported", sentence=sentence)
    session.flush()
    return [one.id for one in touched if one.id is not None]


def _insert(session: Session, model: type[Base], values: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new rows, in the order of ``values``."""
    keys: list[int] = []
    for at in range(0, len(values), _AT_ONCE):
        query = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
        keys += session.scalars(query, list(values[at : at + _AT_ONCE]))
    return keys
