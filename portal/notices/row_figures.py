"""The figures of a row that a list leaves blank: 延滞金 or 遅延損害金 of each line, sums, the demand fee.

What the row brings stays; what it leaves blank is computed, or refused with what is missing for computing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.domain.errors import InvalidInput
from portal.ledger.charges import case_rule_code
from portal.ledger.law_tables import LawTables
from portal.ledger.models import Case
from portal.notices.amounts import Charge, Owed, charge_of, rule_for_claim_name
from portal.notices.library import WordForm

_CHARGE_PATHS = ("computed.late_charge", "computed.delay_damages")


def figures_of(
    form: WordForm, case: Case | None, claim_class: str, given: Mapping[str, Any], day: date, tables: LawTables
) -> tuple[dict[str, Any], list[Charge]]:
    """Figures from the row itself: charge and totals. Raises InvalidInput when a blank charge cannot be computed."""
    table = next((one for one in form.fields if one.type == "table" and one.source == "claims"), None)
    if table is not None:
        lines = given.get(table.name) or []
        if not lines:
            raise InvalidInput(
                f"一覧に『{table.name}』の行がありません。債権名・納期限・元金を入力してください。", field=table.name
            )
        charges = [_line_charge(line, case, claim_class, day, tables) for line in lines]
        filled = [_line(line, charge, table.columns) for line, charge in zip(lines, charges, strict=True)]
        given[table.name][:] = filled
        principal = sum(line.get("元金") or 0 for line in lines)
        late = sum(_late_of(line) for line in filled)
        paths = {"computed.principal_total": principal, "computed.late_charge_total": late, "computed.delay_damages_total": late,
                 "computed.grand_total": principal + late, "computed.interest_total": 0}  # fmt: skip
        return _by_name(form, paths), charges
    if "元金" not in form.by_name:
        return {}, []
    charge = _single_charge(form, case, claim_class, given, day, tables)
    late = _figure(form, given, _CHARGE_PATHS, charge.amount)
    principal, fee = given.get("元金") or 0, given.get("督促手数料") or 0
    paths = dict.fromkeys(_CHARGE_PATHS, charge.amount) | {
        "computed.total": principal + late + fee + (given.get("利息") or 0)
    }
    values = _by_name(form, paths)
    if "督促手数料" in form.by_name and given.get("督促手数料") is None:
        values["督促手数料"] = 0
    return values, [charge]


def _single_charge(
    form: WordForm, case: Case | None, claim_class: str, given: Mapping[str, Any], day: date, tables: LawTables
) -> Charge:
    wanted = [one.name for one in form.fields if one.source in _CHARGE_PATHS]
    if not wanted or given.get("元金") is None or given.get("納期限") is None:
        return Charge(0)
    return _charge(given, "納期限", case, claim_class, day, tables, blank=given.get(wanted[0]) is None, name=wanted[0])


def _line_charge(line: Mapping[str, Any], case: Case | None, claim_class: str, day: date, tables: LawTables) -> Charge:
    name = "延滞金" if "延滞金" in line else "損害金"
    due = "納期限" if "納期限" in line else "履行期限"
    if line.get("元金") is None or line.get(due) is None:
        raise InvalidInput("元金と納期限を入力してください。", field="元金")
    return _charge(line, due, case, claim_class, day, tables, blank=line.get(name) is None, name=name)


def _charge(
    row: Mapping[str, Any],
    due: str,
    case: Case | None,
    claim_class: str,
    day: date,
    tables: LawTables,
    *,
    blank: bool,
    name: str,
) -> Charge:
    rule = (case_rule_code(case) if case else "") or rule_for_claim_name(str(row.get("債権名") or ""), claim_class)
    known = claim_class == "private" or bool(rule)
    if not known or not claim_class:
        if blank and row[due] < day:
            raise InvalidInput(
                "計算する規則が決まりません。金額を入力するか、『債権名』『債権区分』を登録のある名前に直してください。",
                field=name,
            )
        return Charge(0)
    facts = Owed(principal=row.get("元金") or 0, due_date=row[due], claim_class=claim_class, rule=rule)
    return charge_of(facts, day, tables)


def _line(line: Mapping[str, Any], charge: Charge, columns: Sequence[Any]) -> dict[str, Any]:
    filled = {column.name: line.get(column.name) for column in columns}
    for name in ("延滞金", "損害金"):
        if name in filled and filled[name] is None:
            filled[name] = charge.amount
    if "利息" in filled and filled["利息"] is None:
        filled["利息"] = 0
    if "計" in filled and filled["計"] is None:
        filled["計"] = (filled.get("元金") or 0) + (filled.get("利息") or 0) + _late_of(filled)
    return {name: "" if value is None else value for name, value in filled.items()}


def _late_of(line: Mapping[str, Any]) -> int:
    return int(line.get("延滞金") or line.get("損害金") or 0)


def _figure(form: WordForm, given: Mapping[str, Any], paths: Sequence[str], otherwise: int) -> int:
    for one in form.fields:
        if one.source in paths and isinstance(given.get(one.name), int):
            return int(given[one.name])
    return otherwise


def _by_name(form: WordForm, paths: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: paths[one.source] for one in form.fields if one.source in paths}
