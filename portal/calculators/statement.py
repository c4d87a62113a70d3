"""延滞金計算書: the late charge as a word form and as a sheet, for one claim of the ledger or without a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.calculators.answers.charges import segment_formula
from portal.calculators.working import Working
from portal.documents import CompiledForm, compile_form
from portal.documents.sheets import write_xlsx
from portal.domain.accrual import plain_rate
from portal.domain.errors import NotFound
from portal.domain.late_charge import Breakdown, LateChargeInput
from portal.domain.late_charge_words import rounding_words
from portal.domain.money import round_down
from portal.domain.rule_sets import RuleSet

FORM = "延滞金計算書"
BLANK = "　"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Parties:
    """What stands at the head of the statement; blank without a case."""

    debtor: str = BLANK
    case_number: str = BLANK
    claim: str = BLANK
    notice_number: str = BLANK
    fiscal_year: str = BLANK
    period: str = BLANK
    department: str = BLANK
    section: str = ""
    officer: str = BLANK


def statement_values(
    claim: LateChargeInput, result: Breakdown, rules: RuleSet, *, parties: Parties, made_on: date
) -> Mapping[str, Any]:
    """The values of the word form's fields."""
    base = result.segments[0].base if result.segments else round_down(claim.principal, rules.base_unit)
    rows = [
        {
            "始期": segment.start, "終期": segment.end, "日数": segment.days,
            "割合": f"年{plain_rate(segment.rate_per_year)}％", "式": segment_formula(segment), "金額": segment.amount,
        }
        for segment in result.segments
    ]  # fmt: skip
    whole = result.total_before_rounding.numerator // result.total_before_rounding.denominator
    return {
        "債務者氏名": parties.debtor, "整理番号": parties.case_number, "債権名": parties.claim,
        "通知書番号": parties.notice_number, "年度": parties.fiscal_year, "期別": parties.period,
        "納期限": claim.effective_due_date, "元金": claim.principal, "納付日": result.last_day,
        "計算規則": _rule_words(rules), "計算基礎額": base, "計算期間": rows, "計算小計": whole,
        "端数処理": rounding_words(rules), "延滞金": result.total, "計算注記": [*result.notes, *result.cautions],
        "計算日": made_on, "担当課": parties.department, "担当係": parties.section, "担当者": parties.officer,
    }  # fmt: skip


def statement_docx(templates: Path, values: Mapping[str, Any]) -> bytes:
    """The filled word form. Raises NotFound when the office has taken the form away."""
    path = templates / f"{FORM}.docx"
    if not path.exists():
        raise NotFound(f"様式「{FORM}」がありません。様式の管理者に確かめてください。")
    return _compiled(path, path.stat().st_mtime_ns).render(values).content


@lru_cache(maxsize=4)
def _compiled(path: Path, changed: int) -> CompiledForm:
    return compile_form(path.read_bytes())


def working_xlsx(working: Working) -> bytes:
    """The answer as a sheet: its table first, then facts, notes and cautions below."""
    table = working.tables[0] if working.tables else None
    labels = [column.label for column in table.columns] if table else ["項目", "内容"]
    rows: list[list[str]] = [list(row) for row in table.rows] if table else []
    if table and table.total:
        rows.append(list(table.total))
    below = [working.headline, *working.facts]
    below += [("説明", note) for note in working.notes] + [("要確認", text) for text in working.cautions]
    below += [("根拠", text) for text in working.statutes]
    width = max(len(labels), 2)
    rows += [[label, value] + [""] * (width - 2) for label, value in below]
    widths = dict.fromkeys(labels, 18.0) | {labels[0]: 30.0}
    return write_xlsx(labels, rows, title=working.title, widths=widths, sheet_name="計算")


def _rule_words(rules: RuleSet) -> str:
    return f"{rules.name}（{rules.article}）" if rules.article else rules.name
