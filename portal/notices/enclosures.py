"""延滞金計算書 enclosed with a letter: one sheet a claim that bears a charge, frozen with the row.

The figures are those of the computation the letter itself rests on. A letter that states another sum than the one
computed gets none: a sheet must never contradict its letter. What is 要確認 is for the office and is not printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.domain.accrual import Segment, plain_rate
from portal.domain.actor import Actor
from portal.domain.money import format_yen
from portal.notices.amounts import Charge, ChargedClaim
from portal.notices.drafting import Filled
from portal.notices.library import WordForm
from portal.notices.models import NoticeBatch
from portal.notices.sources import Issue, fill, office_paths
from portal.notices.values import freeze
from portal.notices.workshop import form_in_force, json_about

SHEET = "延滞金計算書"
_TOTALS = ("computed.late_charge_total", "computed.delay_damages_total")
_SINGLE = ("computed.late_charge", "computed.delay_damages")


def may_enclose(form: WordForm) -> bool:
    """Whether letters of the form state a charge that a sheet could explain."""
    return form.name != SHEET and any(one.source in {*_TOTALS, *_SINGLE} for one in form.fields)


@dataclass(frozen=True)
class Enclosing:
    """The sheet in force and what is the same on all of them."""

    form: WordForm
    paths: Mapping[str, Any]

    def sheets(
        self, form: WordForm, values: Mapping[str, Any], charged: Sequence[ChargedClaim]
    ) -> list[dict[str, Any]]:
        """The frozen values of each sheet for a letter with those values; none when it states another sum."""
        wanted = [one for one in charged if one.charge.amount > 0 and one.charge.segments]
        stated = _stated(form, values)
        if stated is None or stated != sum(one.charge.amount for one in charged):
            return []
        person = {
            "debtor.name": values.get("氏名") or values.get("債務者氏名") or "",
            "claim.number": values.get("整理番号") or "",
        }
        common = {**self.paths, **person}
        return [freeze(self.form, fill(self.form, {**common, **_charge_paths(one, self.paths)})) for one in wanted]


def enclosing(session: Session, office: Any, actor: Actor, issue: Issue, *, today: date) -> Enclosing:
    """The sheet as it holds today for the actor's department. Raises NotFound when the office has taken it away."""
    department = session.get_one(Department, actor.department_id)
    return Enclosing(
        form_in_force(session, office, actor, SHEET, today), office_paths(office.settings, department, issue)
    )


def keep_form(office: Any, batch: NoticeBatch, form: WordForm | None) -> None:
    """Freeze the sheet's form with the batch, as its own form is."""
    batch.enclosure = (
        {"name": form.name, "title": form.title, "key": office.store.put(form.docx), "about": json_about(form.about)}
        if form
        else None
    )


def enclose(
    session: Session, office: Any, actor: Actor, batch: NoticeBatch, filled: Filled, *, wanted: bool, today: date
) -> None:
    """Put the sheets beside the one letter of a draft about a case, or take them away."""
    sheet = enclosing(session, office, actor, filled.issue, today=today) if wanted else None
    keep_form(office, batch, sheet.form if sheet else None)
    notice = batch.notices[0]
    notice.enclosed = (sheet.sheets(filled.form, notice.payload, filled.charged) or None) if sheet else None


def charged_in_list(form: WordForm, values: Mapping[str, Any], charges: Sequence[Charge]) -> tuple[ChargedClaim, ...]:
    """The charges of a letter of a list with the claims they are for: its lines, or the letter itself."""
    table = next((one for one in form.fields if one.type == "table" and one.source == "claims"), None)
    rows = values.get(table.name) if table else [values]
    if not charges or rows is None or len(rows) != len(charges):
        return ()
    return tuple(
        ChargedClaim(
            charge,
            str(row.get("債権名") or values.get("債権名") or ""),
            str(row.get("期別") or ""),
            str(row.get("年度") or ""),
            str(row.get("通知書番号") or values.get("通知書番号") or ""),
        )
        for charge, row in zip(charges, rows, strict=True)
    )


def _stated(form: WordForm, values: Mapping[str, Any]) -> int | None:
    """The charge the letter states, all claims together."""
    for sources in (_TOTALS, _SINGLE):
        for one in form.fields:
            if one.source in sources and isinstance(values.get(one.name), int):
                return int(values[one.name])
    return None


def _charge_paths(one: ChargedClaim, common: Mapping[str, Any]) -> dict[str, Any]:
    charge = one.charge
    notes = list(charge.notes)
    if charge.paid:
        whole = format_yen(charge.amount + charge.paid)
        notes.append(f"全体の額{whole}から、納付済みの{format_yen(charge.paid)}を差し引いた額です。")
    return {
        "claim.name": one.name,
        "claim.period": one.period,
        "claim.fiscal_year": one.fiscal_year,
        "claim.notice_number": one.notice_number,
        "claim.due_date": charge.due_date,
        "claim.principal": charge.whole_principal,
        "computed.paid_on": common.get("issue.date"),
        "computed.rule_set": f"{charge.rule_name}（{charge.article}）" if charge.article else charge.rule_name,
        "computed.base": charge.base,
        "computed.steps": [_step(segment) for segment in charge.segments],
        "computed.subtotal": charge.before_rounding,
        "computed.rounding_note": charge.rounding,
        "computed.late_charge": charge.amount,
        "computed.notes": notes,
    }


def _step(segment: Segment) -> dict[str, Any]:
    rate = plain_rate(segment.rate_per_year)
    return {
        "始期": segment.start,
        "終期": segment.end,
        "日数": segment.days,
        "割合": f"年{rate}％",
        "式": f"{segment.base:,}円×{rate}％×{segment.days:,}日÷365",
        "金額": segment.amount,
    }
