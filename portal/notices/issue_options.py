"""What an officer chose for the letters of a list, between the page (a form), the kept upload (JSON) and the letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.notices.drafting import usual_designated
from portal.notices.forms import LedgerLettersForm, ListForm
from portal.notices.library import WordForm
from portal.notices.sources import Issue


def options_of(page: ListForm | LedgerLettersForm) -> dict[str, Any]:
    """The page's choices as plain JSON values."""
    day, term = page.issue_day.data, page.designated_day.data
    return {
        "issue_day": day.isoformat() if day else "", "designated_day": term.isoformat() if term else "",
        "signer_title": page.signer_title.data or "", "signer_name": page.signer_name.data or "", "seal_mark": page.seal_mark.data or "",
        "symbol": page.symbol.data or "", "barcode": bool(page.barcode.data), "duplex": bool(page.duplex.data), "pdf": bool(page.pdf.data),
    }  # fmt: skip


def issue_from(options: Mapping[str, Any], officer: str) -> Issue:
    """What the letters have in common, from the kept choices; ``officer`` is the name in the contact block."""
    term = options.get("designated_day")
    return Issue(
        day=date.fromisoformat(options["issue_day"]),
        designated=date.fromisoformat(term) if term else None,
        signer_title=options["signer_title"],
        signer_name=options["signer_name"],
        seal_mark=options["seal_mark"],
        officer_name=officer,
    )


def usual_issue(
    session: Session, settings: Any, form: WordForm, department_id: int | None, today: date
) -> dict[str, Any]:
    """What the office usually writes on the form's letters, field by field of ``IssueForm``."""
    department = session.get_one(Department, department_id)
    needs_term = any(one.source == "issue.designated_date" for one in form.fields)
    return {
        "issue_day": today, "designated_day": usual_designated(today) if needs_term else None, "symbol": department.document_symbol,
        "signer_title": signer_of(form, settings.office_head, department.name), "signer_name": settings.office_head_name,
        "seal_mark": "（公印省略）",
    }  # fmt: skip


def signer_of(form: WordForm, head: str, department: str) -> str:
    """The title under which the form goes out: 区長, or the section's head."""
    return f"{department}長" if form.signer == "所管課長" else head
