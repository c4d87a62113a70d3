"""From the ledger to the facts that the checks look at: demands, relief, limitation, earlier letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import Calendar
from portal.domain.errors import PortalError
from portal.domain.limitation import LimitationResult
from portal.ledger import clocks
from portal.ledger.kinds import label_of
from portal.ledger.models import Case, Claim, Event
from portal.notices.amounts import Amounts, live_events
from portal.notices.appeal import AppealNotice
from portal.notices.checks import Difference, NoticeFacts
from portal.notices.library import WordForm
from portal.notices.models import Notice
from portal.notices.values import words

_RELIEF_KINDS = (
    "collection_grace", "realization_grace", "disposition_suspension", "performance_deferral", "collection_suspension",
)  # fmt: skip
_TOTALS = {"computed.total", "computed.grand_total", "computed.late_charge", "computed.late_charge_total",
           "computed.delay_damages", "computed.delay_damages_total", "computed.principal_total", "claim.principal"}  # fmt: skip


def office_calendar() -> Calendar:
    """Weekends, national holidays and 12月29日–1月3日."""
    return clocks.calendar_for()


def facts_for_case(
    form: WordForm,
    case: Case,
    claim: Claim | None,
    *,
    issue_day: date,
    designated: date | None,
    values: Mapping[str, Any],
    computed: Mapping[str, Any],
    amounts: Amounts,
    appeal: AppealNotice,
    limitation: LimitationResult | None,
    same_notice_days: int,
    last_same: date | None,
) -> NoticeFacts:
    """Facts of one letter about a case; ``computed`` are the values as filled, ``values`` as they stand now."""
    debtor = case.debtor
    demand, not_demanded = demanded(case, [claim] if claim else [row.claim for row in amounts.rows], issue_day)
    reliefs = [
        event
        for event in live_events(case, claim, _RELIEF_KINDS)
        if event.happened_on <= issue_day and (event.ends_on is None or event.ends_on >= issue_day)
    ]
    return NoticeFacts(
        form_title=form.title,
        form_classes=form.claim_classes,
        disposition=form.disposition,
        event=form.event,
        asked=frozenset(form.checks),
        issue_day=issue_day,
        calendar=office_calendar(),
        text=words(values),
        addressee=form.addressee,
        claim_class=case.claim_class,
        designated=designated,
        demand_sent=demand.happened_on if demand else None,
        demand_deadline=demand.designated_date if demand else None,
        not_demanded=not_demanded,
        outstanding=amounts.principal,
        limitation_completes=limitation.completes_on if limitation else None,
        invocation_needed=limitation.invocation_needed if limitation else True,
        limitation_caution=""
        if limitation
        else "要確認：時効の完成日を計算できませんでした。出来事を確かめてください。",
        reliefs=tuple(label_of(event.kind) for event in reliefs),
        grace=any(
            event.kind in {"collection_grace", "realization_grace", "disposition_suspension"} for event in reliefs
        ),
        plan_active=any(plan.state == "active" for plan in case.plans),
        bankrupt=any(
            e.ends_on is None or e.ends_on >= issue_day for e in live_events(case, claim, ("bankruptcy_claim",))
        ),
        lawyer_notified_on=debtor.lawyer_notified_on,
        died_on=debtor.died_on,
        on_welfare=debtor.on_welfare,
        support_measure=debtor.support_measure,
        returned_mail=bool(debtor.address and debtor.address.returned_mail),
        last_same=last_same,
        same_notice_days=same_notice_days,
        appeal_needed=form.appeal_notice == "auto",
        appeal_paragraphs=len(appeal.paragraphs),
        appeal_caution=appeal.caution,
        differences=tuple(differences(form, values, computed)),
        charge_cautions=amounts.cautions,
    )


def demanded(case: Case, claims: Sequence[Claim], issue_day: date) -> tuple[Event | None, tuple[str, ...]]:
    """The demand all ``claims`` rest on (of the first of each, the last), and the claims that still lack one.

    A letter about several claims is no better founded than the claim demanded last: seizing on the strength of another
    period's 督促 would be void.
    """
    firsts: list[Event] = []
    lacking: list[str] = []
    for claim in claims:
        sent = [e for e in live_events(case, claim, ("demand",)) if e.happened_on <= issue_day]
        if sent:
            firsts.append(min(sent, key=lambda event: event.happened_on))
        else:
            lacking.append(claim.period or claim.name)
    if lacking or not claims:
        return None, tuple(lacking) if firsts else ()
    return max(firsts, key=lambda event: event.happened_on), ()


def differences(form: WordForm, values: Mapping[str, Any], computed: Mapping[str, Any]) -> list[Difference]:
    """Figures somebody changed from what was computed."""
    return [
        Difference(one.label, values[one.name], computed[one.name])
        for one in form.fields
        if one.source in _TOTALS
        and isinstance(values.get(one.name), int)
        and isinstance(computed.get(one.name), int)
        and values[one.name] != computed[one.name]
    ]


def last_same_notice(
    session: Session, form_name: str, case_id: int, claim: Claim | None, *, ignore: int | None
) -> date | None:
    """When the same form was last issued for the case (and claim); cancelled letters do not count."""
    query = select(func.max(Notice.issue_day)).where(
        Notice.case_id == case_id, Notice.form_name == form_name, Notice.state == "issued"
    )
    if claim is not None:
        query = query.where((Notice.claim_id == claim.id) | (Notice.claim_id.is_(None)))
    if ignore is not None:
        query = query.where(Notice.id != ignore)
    return session.scalar(query)


def limitation_of(case: Case, claim: Claim | None, as_of: date) -> LimitationResult | None:
    """The clock of the claim, or of the one of the case that completes first; None when it cannot be computed."""
    chosen = [claim] if claim is not None else [one for one in case.claims if one.balance > 0]
    results = [result for one in chosen if (result := _clock(case, one, as_of)) is not None]
    running = [result for result in results if result.completes_on is not None]
    if len(results) < len(chosen):
        return None
    return min(running, key=lambda result: result.completes_on or date.max, default=results[0] if results else None)


def _clock(case: Case, claim: Claim, as_of: date) -> LimitationResult | None:
    try:
        return clocks.limitation_of(case, claim, as_of=as_of)
    except PortalError:
        return None
