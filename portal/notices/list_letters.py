"""One row of a list (or a run of rows with the same 整理番号) becomes one letter: values, findings, working.

A finding that blocks makes the row wrong; a graver doubt travels with the letter until somebody gives a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.documents.sheets import RowError, TypedRow
from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.errors import InvalidInput
from portal.ledger.law_tables import LawTables
from portal.ledger.models import Case, Claim
from portal.notices.amounts import Amounts, Charge, ChargedClaim, amounts_of, unpaid
from portal.notices.appeal import AppealNotice, appeal_notice
from portal.notices.checks import Difference, Finding, NoticeFacts, Severity, check, has_gaiji, individual_numbers
from portal.notices.columns import TABLE_MARK, list_fields
from portal.notices.enclosures import charged_in_list
from portal.notices.facts import facts_for_case, limitation_of, office_calendar
from portal.notices.library import WordForm
from portal.notices.row_figures import figures_of
from portal.notices.sources import Issue, fill, names_of
from portal.notices.values import freeze, words

_CLASS_CODES = {label: code for code, label in CLAIM_CLASSES.items()}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a list: its values, findings and the working of its charge."""

    row_number: int
    values: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    charged: tuple[ChargedClaim, ...] = ()
    case_id: int | None = None
    claim_id: int | None = None
    reference: str = ""

    @property
    def working(self) -> tuple[str, ...]:
        """The working of every charge, one line a segment."""
        return tuple(line for one in self.charged for line in one.working)

    @property
    def warned(self) -> bool:
        return any(one.severity in {Severity.WARN, Severity.APPROVE} for one in self.findings)


@dataclass(frozen=True)
class Context:
    """What the rows of one list share."""

    form: WordForm
    settings: Any
    issue: Issue
    office_values: Mapping[str, Any]
    cases: Mapping[str, Case]
    last_same: Mapping[str, date]
    tables: LawTables


def letter_of_rows(context: Context, group: Sequence[TypedRow]) -> tuple[Letter | None, list[RowError]]:
    form, first = context.form, group[0]
    number = str(first.values.get("整理番号") or "")
    case = context.cases.get(number)
    given = _given(form, group)
    claim_class = _class_of(form, case, given)
    try:
        computed, charges = figures_of(form, case, claim_class, given, context.issue.day, context.tables)
    except InvalidInput as error:
        return None, [
            RowError(first.number, error.field or "", "", f"{first.number}行目『{error.field}』：{error.sentence}")
        ]
    values = {**context.office_values, **{name: value for name, value in given.items() if value not in (None, "", [])}}
    for name, value in computed.items():
        if values.get(name) in (None, "", []):
            values[name] = value
    notice = _appeal(context, values, claim_class, case)
    if isinstance(notice, str):
        return None, [RowError(first.number, "", "", f"{first.number}行目：{notice}")]
    for one in form.fields:
        if one.source == "appeal.paragraphs":
            values[one.name] = list(notice.paragraphs)
    claim = _claim_of(form, case, values)
    findings = check(_facts(context, case, claim, claim_class, values, computed, notice, charges, number))
    blocks = [one for one in findings if one.severity is Severity.BLOCK]
    if blocks:
        return None, [_blocked(first.number, one, values) for one in blocks]
    letter = Letter(
        first.number,
        freeze(form, values),
        findings,
        charged_in_list(form, values, charges),
        case.id if case else None,
        claim.id if claim else None,
        number,
    )
    return letter, []


def _blocked(row_number: int, finding: Finding, values: Mapping[str, Any]) -> RowError:
    """A blocking finding as a row to mend; where it lies in one column, that column is named."""
    column = next((name for name, value in values.items() if finding.code in _faults(value)), "")
    where = f"{row_number}行目『{column}』" if column else f"{row_number}行目"
    return RowError(row_number, column, "", f"{where}：{finding.sentence}")


def _faults(value: Any) -> frozenset[str]:
    """The codes of the faults that a single value can have."""
    text = words({"": value})
    return frozenset(
        code
        for code, faulty in (("glyphs", has_gaiji(text)), ("individual_number", bool(individual_numbers(text))))
        if faulty
    )


def _given(form: WordForm, group: Sequence[TypedRow]) -> dict[str, Any]:
    """The values of the list as the form holds them; a table takes one line from each row of the run."""
    values: dict[str, Any] = {}
    for one in list_fields(form):
        if one.type == "table":
            lines = [{c.name: row.values.get(f"{one.name}{TABLE_MARK}{c.name}") for c in one.columns} for row in group]
            values[one.name] = [line for line in lines if any(cell not in (None, "") for cell in line.values())]
        else:
            text = group[0].values.get(one.name)
            values[one.name] = (
                [line for line in str(text).splitlines() if line.strip()] if one.type == "lines" and text else text
            )
    extra = {name: group[0].values[name] for name in form.by_name if name not in values and name in group[0].values}
    return {**values, **extra}


def _class_of(form: WordForm, case: Case | None, given: Mapping[str, Any]) -> str:
    if case is not None:
        return case.claim_class
    named = _CLASS_CODES.get(str(given.get("債権区分") or ""), "")
    return named or (form.claim_classes[0] if len(form.claim_classes) == 1 else "")


def _appeal(context: Context, values: dict[str, Any], claim_class: str, case: Case | None) -> AppealNotice | str:
    form = context.form
    filled = fill(form, {})
    for name in ("理由", "根拠条文"):
        if name in form.by_name and not values.get(name):
            values[name] = filled.get(name) or form.by_name[name].empty
    try:
        return appeal_notice(
            form, context.settings.templates, names_of(context.settings), claim_name=str(values.get("債権名") or ""),
            claim_type=case.claim_type if case else "", claim_class=claim_class,
            statute=str(values.get("根拠条文") or ""), property_kind=str(values.get("財産種別") or ""),
        )  # fmt: skip
    except InvalidInput as error:
        return error.sentence


def _claim_of(form: WordForm, case: Case | None, values: Mapping[str, Any]) -> Claim | None:
    """The claim a row is about: the one with the same due date (and 期別) in the case."""
    if case is None or not form.per_claim:
        return None
    due, period = values.get("納期限"), values.get("期別")
    same = [claim for claim in case.claims if claim.due_date == due]
    return next((claim for claim in same if claim.period == period), same[0] if len(same) == 1 else None)


def _facts(
    context: Context, case: Case | None, claim: Claim | None, claim_class: str, values: Mapping[str, Any], computed: Mapping[str, Any],
    notice: AppealNotice, charges: Sequence[Charge], number: str,
) -> NoticeFacts:  # fmt: skip
    form, issue = context.form, context.issue
    seen = context.last_same.get(number)
    cautions = tuple(dict.fromkeys(text for charge in charges for text in charge.cautions))
    if case is not None:
        amounts = amounts_of(case, [claim] if claim else unpaid(case), issue.day, context.tables)
        ledger = facts_for_case(
            form, case, claim, issue_day=issue.day, designated=issue.designated, values=values, computed=computed,
            amounts=amounts, appeal=notice, limitation=limitation_of(case, claim, issue.day),
            same_notice_days=context.settings.same_notice_days, last_same=seen,
        )  # fmt: skip
        return replace(ledger, differences=(*ledger.differences, *_against_ledger(form, amounts, values)))
    return NoticeFacts(
        form_title=form.title, form_classes=form.claim_classes, disposition=form.disposition, event=form.event,
        asked=frozenset(form.checks), issue_day=issue.day, calendar=office_calendar(), text=words(values), addressee=form.addressee,
        in_ledger=False, claim_class=claim_class, designated=issue.designated, last_same=seen,
        same_notice_days=context.settings.same_notice_days, appeal_needed=form.appeal_notice == "auto",
        appeal_paragraphs=len(notice.paragraphs), appeal_caution=notice.caution,
        differences=tuple(
            Difference(form.by_name[n].label, values[n], v) for n, v in computed.items()
            if isinstance(v, int) and isinstance(values.get(n), int) and values[n] != v
        ),
        charge_cautions=cautions,
    )  # fmt: skip


def _against_ledger(form: WordForm, amounts: Amounts, values: Mapping[str, Any]) -> list[Difference]:
    """The list's principal against the ledger's balance."""
    shown = values.get("元金") if "元金" in form.by_name else values.get("元金合計")
    if isinstance(shown, int) and shown != amounts.principal:
        return [Difference("元金（台帳の残額との比較）", shown, amounts.principal)]
    return []
