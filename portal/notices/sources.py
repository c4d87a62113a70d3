"""What the ledger, the office and the law fill into a form: one dictionary of source paths (``claim.due_date``).

Paths are those of ``templates/項目.toml``. A path nobody knows, or a value the ledger lacks, stays empty and the officer
fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import Department
from portal.domain.limitation import LimitationResult
from portal.notices.amounts import Amounts
from portal.notices.appeal import AppealNotice, Names
from portal.notices.case_sources import claim_rows
from portal.notices.library import FormField, WordForm

NUMBER_TO_COME = "（発行時に付番）"
_ARTICLE = re.compile(r"(?<![第\d])(\d+条(?:の\d+)*)")
_REPLY_DAYS = 21


@dataclass(frozen=True, kw_only=True)
class Issue:
    """What is the same for every letter of a batch."""

    day: date
    designated: date | None = None
    signer_title: str = ""
    signer_name: str = ""
    seal_mark: str = "（公印省略）"
    number: str = NUMBER_TO_COME
    officer_name: str = ""
    officer_title: str = ""


TABLES_KEPT_AT = "課の登録（「利用者と課」の画面、管理者）に表を入れると、この課の通知書に入ります。"


def names_of(settings: Any, department: Department | None = None) -> Names:
    """The names in a notice of appeal, from the office's settings."""
    return Names(settings.office_head, settings.appeal_authority, settings.office_name, settings.office_head)


def office_paths(settings: Any, department: Department, issue: Issue) -> dict[str, Any]:
    """The paths that do not depend on the person written to."""
    return {
        "office.name": settings.office_name,
        "office.seal_mark": issue.seal_mark,
        "office.realization_grace_deadline": f"納期限から{settings.realization_grace_application_months}か月以内",
        "department.name": department.name,
        "department.section": department.section,
        "department.postal_code": department.postal_code,
        "department.address": department.address,
        "department.phone": department.phone,
        "department.fax": department.fax,
        "department.hours": department.hours
        or "月曜日から金曜日まで（祝日・年末年始を除く）午前8時30分から午後5時まで",
        "department.payment_methods": department.payment_methods or None,
        "issue.date": issue.day,
        "issue.document_number": issue.number,
        "issue.designated_date": issue.designated,
        "issue.reply_by": issue.designated,
        "issue.signer_title": issue.signer_title or settings.office_head,
        "issue.signer_name": issue.signer_name or settings.office_head_name,
        "officer.name": issue.officer_name,
        "officer.title": issue.officer_title,
    }


def limitation_paths(result: LimitationResult | None) -> dict[str, Any]:
    """The paths of the limitation clock."""
    if result is None:
        return {}
    return {
        "computed.limitation_completes_on": result.completes_on,
        "computed.limitation_period": result.period,
        "computed.limitation_starts_on": result.steps[0].on if result.steps else None,
        "computed.limitation_events": [
            {"日付": one.on, "事由": one.event, "効果": one.reason, "完成予定日": one.completes_on}
            for one in result.steps
        ],
        "claim.invocation_label": "必要" if result.invocation_needed else "不要",
    }


def appeal_paths(notice: AppealNotice) -> dict[str, Any]:
    return {"appeal.paragraphs": list(notice.paragraphs)}


def fill(form: WordForm, paths: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of the form from its source; what has none takes a customary wording or stays empty."""
    values = {one.name: _value(one, paths) for one in form.fields}
    if "理由" in values and not values["理由"] and form.event == "demand" and form.disposition:
        values["理由"] = [reason_for_demand(str(paths.get("claim.statute") or statute_text(form)))]
    if "根拠条文" in values and not values["根拠条文"]:
        values["根拠条文"] = statute_text(form)
    return values


def reason_for_demand(statute: str) -> str:
    return f"納期限までに完納がなく、{statute}に該当するため。"


def statute_text(form: WordForm) -> str:
    """地方自治法231条の3第1項 → 地方自治法第231条の3第1項, as letters write it."""
    return _ARTICLE.sub(r"第\1", form.statutes[0]) if form.statutes else ""


def _value(one: FormField, paths: Mapping[str, Any]) -> Any:
    value = paths.get(one.source) if one.source else None
    if value is None:
        return one.empty
    if one.type == "table":
        return _table(one, value)
    if one.type == "lines":
        return [value] if isinstance(value, str) else list(value)
    if one.type == "choice" and one.choices and value not in one.choices:
        return ""
    return value


def _table(one: FormField, value: Any) -> list[dict[str, Any]]:
    rows = claim_rows(value) if isinstance(value, Amounts) else value
    return [{column.name: row.get(column.name, "") for column in one.columns} for row in rows]
