"""Rows from the ledger: the filters an office works with week by week (督促20日経過・催告なし …)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.errors import NotFound
from portal.domain.permissions import Permission
from portal.ledger.models import Case, Claim
from portal.notices import saved_filters
from portal.notices.amounts import last_event, live_events, unpaid
from portal.notices.case_lookup import whole_case
from portal.notices.criteria import Criteria, pick
from portal.notices.facts import limitation_of
from portal.notices.models import SavedFilter

_CONTACTS = ("reminder", "final_reminder")


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """One filter: what it finds, its usual number of days, and the claims of a case it picks."""

    code: str
    title: str
    explanation: str
    days: int
    pick: Callable[[Case, date, int], Sequence[Claim]]
    saved_id: int = 0  # of a department's own filter, whose days are among its criteria


def _no_demand(case: Case, today: date, days: int) -> Sequence[Claim]:
    late = [claim for claim in unpaid(case) if claim.due_date < today - timedelta(days=days)]
    return [claim for claim in late if not live_events(case, claim, ("demand",))]


def _demanded_not_reminded(case: Case, today: date, days: int) -> Sequence[Claim]:
    found = []
    for claim in unpaid(case):
        demand = last_event(case, claim, ("demand",))
        if demand and demand.happened_on <= today - timedelta(days=days):
            later = [event for event in live_events(case, claim, _CONTACTS) if event.happened_on >= demand.happened_on]
            if not later:
                found.append(claim)
    return found


def _reminded_without_answer(case: Case, today: date, days: int) -> Sequence[Claim]:
    found = []
    for claim in unpaid(case):
        reminder = last_event(case, claim, ("reminder",))
        if reminder is None or reminder.happened_on > today - timedelta(days=days):
            continue
        paid = any(p.cancelled_at is None and p.paid_on >= reminder.happened_on for p in claim.payments)
        answered = [
            event
            for event in live_events(
                case, claim, ("installment_pledge", "acknowledgment", "interview", "final_reminder")
            )
            if event.happened_on >= reminder.happened_on
        ]
        if not paid and not answered:
            found.append(claim)
    return found


def _broken_promise(case: Case, today: date, days: int) -> Sequence[Claim]:
    promised = [
        e for e in live_events(case, None, ("phone", "visit", "interview", "installment_pledge")) if e.promised_on
    ]
    due = [
        event.promised_on
        for event in promised
        if event.promised_on and event.promised_on < today - timedelta(days=days)
    ]
    if not due:
        return []
    last = max(due)
    since = min(event.happened_on for event in promised if event.promised_on == last)
    paid = any(p.cancelled_at is None and p.paid_on >= since for claim in case.claims for p in claim.payments)
    return [] if paid else unpaid(case)


def _limitation_soon(case: Case, today: date, days: int) -> Sequence[Claim]:
    found = []
    for claim in unpaid(case):
        result = limitation_of(case, claim, today)
        if result and result.completes_on and today <= result.completes_on <= today + timedelta(days=days):
            found.append(claim)
    return found


FILTERS: Mapping[str, LedgerFilter] = {
    one.code: one
    for one in (
        LedgerFilter("no-demand", "納期限経過・督促なし", "納期限を過ぎて督促の記録がない債権", 0, _no_demand),
        LedgerFilter(
            "demanded", "督促20日経過・催告なし", "督促から日数がたち、催告の記録がない債権", 20, _demanded_not_reminded
        ),
        LedgerFilter(
            "reminded",
            "催告30日経過・納付も連絡もなし",
            "催告の後に納付・相談・約束がない債権",
            30,
            _reminded_without_answer,
        ),
        LedgerFilter("broken-promise", "約束の日を過ぎて納付なし", "約束の日の後に納付がない案件", 0, _broken_promise),
        LedgerFilter("limitation", "時効完成まで6か月以内", "時効の完成が近い債権", 183, _limitation_soon),
    )
}


def filter_called(session: Session, actor: Actor, code: str) -> LedgerFilter:
    """The filter with that code: built in, or ``saved-7`` of the department. Raises NotFound."""
    found = FILTERS.get(code)
    if found is not None:
        return found
    kind, _, number = code.partition("-")
    if kind == "saved" and number.isascii() and number.isdecimal() and len(number) < 10:
        return of_saved(saved_filters.find(session, actor, int(number)))
    raise NotFound("その条件はありません。条件の一覧から選び直してください。")


def of_saved(row: SavedFilter) -> LedgerFilter:
    """A department's own filter, usable like the built-in ones."""
    criteria = Criteria.from_dict(row.criteria)
    return LedgerFilter(
        f"saved-{row.id}", row.name, criteria.sentence, 0, lambda case, today, _: pick(criteria, case, today), row.id
    )


def all_filters(session: Session, actor: Actor) -> list[LedgerFilter]:
    """The built-in filters, then the department's own."""
    return [*FILTERS.values(), *(of_saved(row) for row in saved_filters.listed(session, actor))]


def open_cases(session: Session, actor: Actor) -> Iterator[Case]:
    """The department's open cases. Those under 支援措置 are left out: their letters are made one by one."""
    actor.require(Permission.CASES_READ)
    query = (
        select(Case)
        .where(Case.department_id == actor.department_id, Case.state == "open")
        .order_by(Case.number)
        .options(*whole_case())
        .execution_options(yield_per=500)
    )
    return (case for case in session.scalars(query) if not case.debtor.support_measure)


def counts(session: Session, actor: Actor, chosen: Sequence[LedgerFilter], today: date) -> dict[str, int]:
    """How many cases each filter finds, by code; the ledger is read once for all of them."""
    found = dict.fromkeys((one.code for one in chosen), 0)
    for case in open_cases(session, actor):
        for one in chosen:
            found[one.code] += bool(one.pick(case, today, one.days))
    return found


def matching(
    session: Session, actor: Actor, chosen: LedgerFilter, today: date, *, days: int | None = None
) -> list[tuple[Case, Sequence[Claim]]]:
    """The department's open cases with the claims the filter picks, by 整理番号."""
    span = chosen.days if days is None else days
    found = ((case, chosen.pick(case, today, span)) for case in open_cases(session, actor))
    return [(case, claims) for case, claims in found if claims]
