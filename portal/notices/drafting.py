"""Drafts: one case, one form, values from the ledger; edited where the office may, checked, ready to be issued.

A draft is a batch of one row. Saving recomputes what the law computes; what a person changed stays and is reported as
a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import Department
from portal.domain.actor import Actor
from portal.domain.calendar import next_open_day
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.law_tables import law_tables
from portal.ledger.models import Case, Claim, JointGuarantor
from portal.notices.amounts import Amounts, ChargedClaim, amounts_of, unpaid
from portal.notices.appeal import NONE, AppealNotice, appeal_notice
from portal.notices.case_sources import case_paths
from portal.notices.checks import Finding, check
from portal.notices.facts import facts_for_case, last_same_notice, limitation_of, office_calendar
from portal.notices.library import WordForm
from portal.notices.models import Notice, NoticeBatch
from portal.notices.sources import TABLES_KEPT_AT, Issue, appeal_paths, fill, limitation_paths, names_of, office_paths
from portal.notices.values import freeze, hash_of, missing, thaw
from portal.notices.workshop import json_about

LATEST_ISSUE_DAYS = 31
DESIGNATED_DAYS = 14
FIXED_SOURCES = frozenset({"issue.document_number", "issue.date", "appeal.paragraphs"})
# 文書番号 comes at issue; without a name the office prints the title alone (設定 office_head_name).
NOT_NEEDED = frozenset({"issue.document_number", "issue.signer_name"})
ADDRESS_SOURCES = frozenset(
    {"debtor.postal_code", "debtor.address", "debtor.address_detail", "debtor.full_address", "debtor.previous_address"}
)


@dataclass(frozen=True)
class Filled:
    """A form filled for one case: the values, what they were computed from, and the findings."""

    form: WordForm
    case: Case
    claim: Claim | None
    values: dict[str, Any]
    computed: dict[str, Any]
    amounts: Amounts
    appeal: AppealNotice
    findings: tuple[Finding, ...]
    issue: Issue

    @property
    def working(self) -> list[str]:
        """The working of every charge, one line a segment, with the claim's name before it."""
        return [line for one in self.charged for line in one.working]

    @property
    def charged(self) -> tuple[ChargedClaim, ...]:
        """The charges of the claims the letter is about."""
        return tuple(row.charged for row in self.amounts.rows)


def allowed_forms(forms: Mapping[str, WordForm], case: Case) -> list[WordForm]:
    """The forms that may be used for the case's class and are made here."""
    return [one for one in forms.values() if case.claim_class in one.claim_classes and not one.belongs_to]


def usual_designated(day: date) -> date:
    """Two weeks later, on an open day."""
    return next_open_day(day + timedelta(days=DESIGNATED_DAYS), office_calendar())


def check_days(issue_day: date, designated: date | None, today: date) -> None:
    """Refuse a day of issue far off, and a term that lies before it."""
    if issue_day < today - timedelta(days=LATEST_ISSUE_DAYS) or issue_day > today + timedelta(days=LATEST_ISSUE_DAYS):
        raise InvalidInput(
            f"発信日（{format_wareki(issue_day)}）は、今日の前後{LATEST_ISSUE_DAYS}日以内にしてください。",
            field="issue_day",
        )
    if designated is not None and designated <= issue_day:
        raise InvalidInput("指定期限は発信日より後の日にしてください。", field="designated_day")


def fill_for_case(
    session: Session,
    settings: Any,
    form: WordForm,
    case: Case,
    *,
    issue: Issue,
    claim: Claim | None = None,
    guarantor: JointGuarantor | None = None,
    typed: Mapping[str, Any] | None = None,
    ignore_notice: int | None = None,
) -> Filled:
    """Fill ``form`` from the case. ``typed`` are values of a person, which go before those of the ledger."""
    department = session.get_one(Department, case.department_id)
    if claim is None and form.per_claim:
        claim = default_claim(case)
    chosen = [claim] if claim is not None else unpaid(case)
    amounts = amounts_of(case, chosen, issue.day, law_tables(session))
    limitation = limitation_of(case, claim, issue.day)
    paths = {
        **office_paths(settings, department, issue),
        **case_paths(case, claim, amounts, guarantor),
        **limitation_paths(limitation),
    }
    base = fill(form, paths)
    try:
        notice = _appeal(settings, form, case, claim, {**base, **(typed or {})})
        problem = ""
    except InvalidInput as error:
        notice, problem = NONE, error.sentence
    computed = fill(form, {**paths, **appeal_paths(notice)})
    values = {**computed, **{name: value for name, value in (typed or {}).items() if _editable(form, name)}}
    facts = facts_for_case(
        form, case, claim,
        issue_day=issue.day, designated=_designated(form, values, issue), values=values, computed=computed, amounts=amounts,
        appeal=notice, limitation=limitation, same_notice_days=settings.same_notice_days,
        last_same=last_same_notice(session, form.name, case.id, claim, ignore=ignore_notice),
    )  # fmt: skip
    findings = check(facts)
    if problem and not any(one.code == "claim_class" for one in findings):
        findings = tuple(_with_reason(one, problem) for one in findings)
    return Filled(form, case, claim, values, computed, amounts, notice, findings, issue)


def _with_reason(finding: Finding, problem: str) -> Finding:
    if finding.code != "appeal_notice":
        return finding
    return Finding(finding.code, finding.severity, f"{finding.sentence}{problem}", finding.statute)


def default_claim(case: Case) -> Claim | None:
    """The oldest unpaid claim, or the first one."""
    return next(iter(unpaid(case) or case.claims), None)


def _designated(form: WordForm, values: Mapping[str, Any], issue: Issue) -> date | None:
    for one in form.fields:
        if one.source == "issue.designated_date" and isinstance(values.get(one.name), date):
            return values[one.name]
    return None


def _appeal(settings: Any, form: WordForm, case: Case, claim: Claim | None, values: Mapping[str, Any]) -> AppealNotice:
    return appeal_notice(
        form,
        settings.templates,
        names_of(settings),
        claim_name=claim.name if claim else case.title,
        claim_type=case.claim_type,
        claim_class=case.claim_class,
        statute=str(values.get("根拠条文", "")),
        property_kind=str(values.get("財産種別", "")),
    )


def _editable(form: WordForm, name: str) -> bool:
    one = form.by_name.get(name)
    return one is not None and one.source not in FIXED_SOURCES


def new_draft(
    session: Session,
    office: Any,
    actor: Actor,
    now: datetime,
    filled: Filled,
    *,
    symbol: str,
    options: Mapping[str, Any] | None = None,
) -> NoticeBatch:
    """Keep a filled form as a draft."""
    actor.require(Permission.NOTICES_DRAFT)
    batch = frozen_batch(
        office, actor, now, filled.form, filled.issue, origin="case", symbol=symbol, options=options or {}
    )
    batch.title = f"{filled.form.title}　{filled.case.number}"
    batch.department_id = filled.case.department_id
    batch.total = 1
    session.add(batch)
    session.flush()
    notice = Notice(
        batch_id=batch.id, department_id=batch.department_id, position=1, form_name=filled.form.name, payload={}
    )
    batch.notices.append(notice)
    write_row(notice, filled)
    session.flush()
    audit.record(
        session, actor, now, action="notice.draft", object_kind="batch", object_id=batch.id,
        sentence=f"案件 {filled.case.number} の「{filled.form.title}」を起案しました。",
    )  # fmt: skip
    return batch


def frozen_batch(
    office: Any,
    actor: Actor,
    now: datetime,
    form: WordForm,
    issue: Issue,
    *,
    origin: str,
    symbol: str,
    options: Mapping[str, Any],
) -> NoticeBatch:
    """A batch with the form as it is now: Word file in the store, description beside it."""
    return NoticeBatch(
        department_id=actor.department_id,
        title=form.title,
        form_name=form.name,
        form_title=form.title,
        form_version=form.version,
        form_key=office.store.put(form.docx),
        form_about=json_about(form.about),
        origin=origin,
        issue_day=issue.day,
        designated_day=issue.designated,
        symbol=symbol,
        options={
            "signer_title": issue.signer_title, "signer_name": issue.signer_name, "seal_mark": issue.seal_mark,
            "officer_name": issue.officer_name, "deflate": office.settings.deflate, **options,
        },
        needs_approval=form.disposition,
        author_id=actor.user_id,
        author_name=actor.name,
        created_at=now,
    )  # fmt: skip


def write_row(notice: Notice, filled: Filled) -> None:
    """Freeze the values of a filled form into its row."""
    form = filled.form
    notice.case_id = filled.case.id
    notice.claim_id = filled.claim.id if filled.claim else None
    notice.payload = freeze(form, filled.values)
    notice.values_hash = hash_of(notice.payload)
    notice.findings = [one.to_dict() for one in filled.findings]
    notice.working = filled.working
    notice.reference = filled.case.number
    address_of(notice, form, filled.values)


def address_of(notice: Notice, form: WordForm, values: Mapping[str, Any]) -> None:
    """Name and address for the 発送簿 and the printing order, from the form's own fields."""
    notice.addressee = str(values.get("氏名") or values.get("債務者氏名") or values.get("滞納者氏名") or "")[:200]
    notice.postal_code = str(values.get("郵便番号") or "")[:8]
    parts = (values.get("住所") or values.get("債務者住所"), values.get("方書"))
    notice.address = "　".join(str(part) for part in parts if part)[:500]


def find_batch(session: Session, actor: Actor, batch_id: int) -> NoticeBatch:
    """The batch of the actor's department. Raises NotFound."""
    actor.require(Permission.NOTICES_READ)
    batch = session.get(NoticeBatch, batch_id)
    if batch is None or batch.department_id != actor.department_id:
        raise NotFound("その起案は見つかりません。通知書の一覧から開き直してください。")
    return batch


def issue_of(batch: NoticeBatch) -> Issue:
    """What the batch's letters have in common."""
    known = {name: batch.options.get(name, "") for name in ("signer_title", "signer_name", "seal_mark", "officer_name")}
    return Issue(day=batch.issue_day, designated=batch.designated_day, **known)


def ready_to_change(batch: NoticeBatch) -> None:
    """Raises Conflict unless the batch is still a draft."""
    if batch.state != "draft":
        raise Conflict("この起案は承認の依頼か発行が済んでいるため、変更できません。開き直して確かめてください。")


def missing_sentences(form: WordForm, frozen: Mapping[str, Any]) -> list[str]:
    """A sentence for each required field without a value."""
    return [
        f"『{one.label}』を入力してください。{TABLES_KEPT_AT if one.source == 'department.payment_methods' else ''}"
        for one in missing(form, thaw(form, frozen))
        if one.source not in NOT_NEEDED
    ]
