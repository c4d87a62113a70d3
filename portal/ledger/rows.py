"""The columns of a list of claims, and each row as what the ledger takes. One row is one claim; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from portal.documents.sheets import Column, RowError, RowsResult, Sheet, TypedRow, read_rows, read_sheet
from portal.domain.claim_types import find_claim_type
from portal.domain.fiscal_year import parse_fiscal_year
from portal.domain.rule_sets import RuleSets
from portal.ledger.cases import NewCase, case_of_type, unknown_claim_type
from portal.ledger.charges import NO_CHARGE
from portal.ledger.claims import NewClaim
from portal.ledger.debtors import NewDebtor
from portal.ledger.kinds import CLASS_LABELS
from portal.ledger.terms import NO_CHARGE_LABEL, known_rule

COLUMNS: tuple[Column, ...] = (
    Column("宛名番号", required=True, synonyms=("債務者番号",)),
    Column("個人法人", "choice", choices=("個人", "法人"), synonyms=("個人・法人の別",)),
    Column("氏名", required=True, synonyms=("名称", "氏名（名称）", "債務者氏名")),
    Column("フリガナ", "kana", synonyms=("氏名カナ", "カナ氏名")),
    Column("生年月日", "date"),
    Column("郵便番号", "postal_code", synonyms=("〒",)),
    Column("住所"),
    Column("方書"),
    Column("電話", "phone", synonyms=("電話番号", "電話1")),
    Column("支援措置", "bool"),
    Column("整理番号", required=True, synonyms=("案件番号",)),
    Column("債権の種類", required=True, synonyms=("債権種類",)),
    Column("債権区分", "choice", choices=tuple(CLASS_LABELS.values())),
    Column("債権名"),
    Column("年度"),
    Column("期別", synonyms=("月分",)),
    Column("通知書番号"),
    Column("発生日", "date", required=True),
    Column("納期限", "date", required=True, synonyms=("履行期限",)),
    Column("元金", "yen", required=True, synonyms=("債権額", "税額")),
    Column("利率", "rate", synonyms=("約定利率",)),
    Column("延滞金の計算規則", synonyms=("計算規則",)),
    Column("発生原因"),
    Column("根拠"),
    Column("保証人氏名", synonyms=("連帯保証人",)),
    Column("保証人住所"),
)

EXAMPLE: tuple[tuple[Any, ...], ...] = (
    ("A0001", "個人", "架空 一郎", "カクウ イチロウ", "昭和60年4月1日", "154-0000", "世田谷区架空町1-2-3", "架空荘101", "03-0000-0000",
     "", "J-2026-001", "区営住宅使用料", "", "区営住宅使用料", "令和8年度", "4月分", "", "令和8年4月1日", "令和8年4月30日", 45000, "", "", "使用料の未納", "令和5年4月1日付け使用許可",
     "架空 保子", "世田谷区架空町4-5-6"),
    ("A0001", "個人", "架空 一郎", "カクウ イチロウ", "昭和60年4月1日", "154-0000", "世田谷区架空町1-2-3", "架空荘101", "03-0000-0000",
     "", "J-2026-001", "区営住宅使用料", "", "区営住宅使用料", "令和8年度", "5月分", "", "令和8年5月1日", "令和8年6月1日", 45000, "", "", "使用料の未納", "令和5年4月1日付け使用許可",
     "架空 保子", "世田谷区架空町4-5-6"),
)  # fmt: skip


# Beginning of the number → digits before the first hyphen, digits between the two.
_PHONE_PARTS = (("0120", (4, 3)), ("0800", (4, 3)), ("0[5-9]0", (3, 4)), ("0[36]", (2, 4)))


def read(content: bytes, filename: str, *, max_rows: int) -> tuple[Sheet, RowsResult]:
    """The table and its typed rows. Raises InvalidInput when the file cannot be read at all."""
    expected = [column.name for column in COLUMNS if column.required]
    sheet = read_sheet(content, filename, max_rows=max_rows, expected=expected)
    return sheet, read_rows(sheet, COLUMNS)


def texts_of(row: TypedRow) -> dict[str, str]:
    """Every column as text, empty where there is nothing."""
    return {
        column.name: "" if row.values.get(column.name) is None else str(row.values[column.name]) for column in COLUMNS
    }


def hyphenated(digits: str) -> str:
    """A phone number as people write it: 03-0000-0000. Where the area code's length is not plain, the digits alone."""
    for start, parts in _PHONE_PARTS:
        if re.match(start, digits):
            first, second = parts
            return f"{digits[:first]}-{digits[first : first + second]}-{digits[first + second :]}"
    return digits


def debtor_of(row: TypedRow) -> NewDebtor:
    text = texts_of(row)
    return NewDebtor(
        number=text["宛名番号"],
        name=text["氏名"],
        kana=text["フリガナ"],
        kind="corporation" if text["個人法人"] == "法人" else "individual",
        postal_code=text["郵便番号"],
        address=text["住所"],
        building=text["方書"],
        phone=hyphenated(text["電話"]),
        birth_date=row.values.get("生年月日") or None,  # type: ignore[arg-type]
        support_measure=bool(row.values.get("支援措置")),
    )


def case_of(row: TypedRow, *, officer_id: int | None) -> NewCase:
    """Raises InvalidInput for a kind of claim that the table does not have, or a class that the kind cannot have."""
    text = texts_of(row)
    kind = find_claim_type(text["債権の種類"])
    if kind is None:
        raise unknown_claim_type(text["債権の種類"])
    by_label = {label: code for code, label in CLASS_LABELS.items()}
    return case_of_type(
        kind.id,
        number=text["整理番号"],
        claim_class=by_label.get(text["債権区分"], ""),
        basis=text["根拠"],
        cause=text["発生原因"],
        officer_id=officer_id,
    )


def rule_of(row: TypedRow, sets: RuleSets) -> str:
    """The code of a rule set named in the list, by its code or its name; empty where the column is."""
    wanted = texts_of(row)["延滞金の計算規則"].strip()
    by_name = {rules.name: code for code, rules in sets.items()} | {NO_CHARGE_LABEL: NO_CHARGE}
    return known_rule(by_name.get(wanted, wanted), sets)


def claim_of(row: TypedRow, *, default_name: str, rule: str = "") -> NewClaim:
    value, text = row.values, texts_of(row)
    return NewClaim(
        name=text["債権名"] or default_name,
        fiscal_year=parse_fiscal_year(text["年度"], field="年度") if text["年度"] else None,
        period=text["期別"],
        notice_number=text["通知書番号"],
        arose_on=value["発生日"],  # type: ignore[arg-type]
        due_date=value["納期限"],  # type: ignore[arg-type]
        principal=value["元金"],  # type: ignore[arg-type]
        interest_rate=_percent(value.get("利率")),
        late_charge_rule=rule,
    )


def _percent(value: object) -> str:
    """A sheet gives a rate as a fraction (0.03); the ledger keeps percent (3)."""
    return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else ""


def shown(errors: Sequence[RowError], limit: int = 50) -> Sequence[RowError]:
    """The rows a page shows first (UX.md: count first, first 50)."""
    return errors[:limit]
