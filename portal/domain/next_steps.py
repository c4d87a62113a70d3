"""今日すること: from a case's plain facts, what the law asks for next, until when, on which page and word form.

Pure: the facts, today and the calendar come in; a list of ``NextStep`` sorted by days left goes out. The sentences hold
no names, so a list may feed a calendar. Wording and settings are ``tables/next_steps.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from portal.domain.calendar import Calendar, previous_open_day
from portal.domain.case_facts import Case, CaseFacts, NextStep, PlannedPayment, ReliefPeriod
from portal.domain.dated_rows import table
from portal.domain.errors import InvalidInput
from portal.domain.limitation import LimitationEvent
from portal.domain.payment_order import payment_order
from portal.domain.periods import period_end
from portal.domain.relief import (
    GRACE_KINDS,
    application_deadline,
    demand_term,
    seizable_from,
    suspension_term,
)
from portal.domain.wareki import format_wareki

__all__ = ["CaseFacts", "NextStep", "PlannedPayment", "ReliefPeriod", "next_steps"]

TITLES = frozenset({"judgment", "settlement"})
EXECUTIONS = frozenset({"compulsory_execution", "property_disclosure"})


def next_steps(
    facts: CaseFacts, *, today: date, calendar: Calendar, settings: Mapping[str, int] | None = None
) -> list[NextStep]:
    """Everything the law asks of the office about this claim now, the nearest deadline first.

    A paid or not yet due claim asks for nothing. InvalidInput for an impossible claim (see ``limitation_clock``).
    """
    if facts.balance < 0:
        raise InvalidInput(f"「残額」の『{facts.balance:,}』は負の数です。収納の記録を確かめてください。", field="残額")
    chosen = {**table("next_steps")["settings"], **(settings or {})}
    case = Case(facts, today, calendar, chosen)
    if facts.balance == 0 or today <= case.due:
        return []
    steps = [step for rule in RULES for step in rule(case)]
    return sorted(steps, key=lambda step: (step.deadline or date.max, step.id))


def _limitation(case: Case) -> Iterator[NextStep]:
    clock = case.clock
    if clock.completes_on is None:
        return
    shown, cautions = format_wareki(clock.completes_on), clock.cautions
    if case.today > clock.completes_on:
        if not clock.invocation_needed:
            yield case.step("limitation_complete_public", None, completes=shown, cautions=cautions)
        elif clock.invoked_on is not None:
            yield case.step("invoked", None, since=format_wareki(clock.invoked_on), cautions=cautions)
        else:
            yield case.step("limitation_complete_private", None, completes=shown, cautions=cautions)
        return
    if clock.days_left is not None and clock.days_left <= case.settings["limitation_warn_days"] and not case.expired:
        options = "、".join(option.label for option in case.still_possible) or "完成日を延ばす措置がありません"
        last = previous_open_day(clock.completes_on, case.calendar)
        yield case.step("limitation_near", last, completes=shown, options=options, cautions=cautions)


def _demand(case: Case) -> Iterator[NextStep]:
    if case.expired or case.first("demand") is not None or case.facts.bankruptcy_known_on is not None:
        return
    if case.grace is not None and case.grace.kind == "collection":
        return  # 地方税法15条の2の3第1項: no new demand during 徴収猶予
    term = demand_term(case.due, calendar=case.calendar)
    yield case.step("demand", term.last_day, due=format_wareki(case.due), cautions=term.cautions)


def _after_demand(case: Case) -> Iterator[NextStep]:
    demand = case.first("demand")
    if demand is None or case.held_back or case.expired:
        return
    since = format_wareki(demand.on)
    if case.claim_class == "compulsory_public":
        yield from _disposition(case, demand, since)
        return
    title = case.last(*TITLES)
    if title is not None:
        if case.last(*EXECUTIONS) is None:
            yield case.step("compulsory_execution", None, since=format_wareki(title.on))
        return
    if case.facts.payment_order is not None or case.last("payment_order", "lawsuit", "conciliation") is not None:
        return
    yield from _reminder(case, demand)
    yield from _legal_action(case, demand, since)


def _disposition(case: Case, demand: LimitationEvent, since: str) -> Iterator[NextStep]:
    term = seizable_from(demand.on, designated_deadline=case.facts.demand_deadline, calendar=case.calendar)
    if case.last("seizure", "participating_seizure", "delivery_demand") is not None:
        return
    if case.last("asset_inquiry") is None:
        yield case.step("asset_inquiry", term.then_from, since=since)
    else:
        yield case.step("seizure", term.then_from, **{"from": format_wareki(term.then_from)}, cautions=term.cautions)


def _reminder(case: Case, demand: LimitationEvent) -> Iterator[NextStep]:
    if case.last("reminder", "final_reminder") is not None:
        return
    due = period_end(demand.on, days=case.settings["reminder_after_days"])
    if case.today >= due:
        days = f"{(case.today - demand.on).days:,}"
        yield case.step("reminder", due, since=format_wareki(demand.on), days=days)


def _legal_action(case: Case, demand: LimitationEvent, since: str) -> Iterator[NextStep]:
    due = period_end(demand.on, months=case.settings["legal_action_months"])
    doubt = ("要確認：「相当の期間」の目安は区の基準で確かめてください。",)
    if case.facts.has_guarantor:
        yield case.step("guarantor", due, since=since, cautions=doubt)
    if case.today >= due:
        yield case.step("legal_action", due, since=since, cautions=doubt)


def _payment_order(case: Case) -> Iterator[NextStep]:
    if case.facts.payment_order is None or case.expired:
        return
    state = payment_order(case.facts.payment_order, calendar=case.calendar, as_of=case.today)
    period = ""
    if state.act_by is not None and state.act_from is not None:
        period = f"{format_wareki(state.act_from)}から{format_wareki(state.act_by)}までに行います。"
    yield case.step("payment_order", state.act_by, action=state.next_action, stage=state.stage_label, period=period,
                    cautions=state.cautions)  # fmt: skip


def _relief(case: Case) -> Iterator[NextStep]:
    if case.expired:
        return
    latest = max(case.facts.reliefs, key=lambda relief: relief.ends_on, default=None)
    if latest is not None:
        label = GRACE_KINDS.get(latest.kind, latest.kind)
        left = (latest.ends_on - case.today).days
        if left < 0:
            yield case.step("grace_over", latest.ends_on, label=label)
        elif left <= case.settings["relief_warn_days"]:
            yield case.step("grace_ends", latest.ends_on, label=label)
        return
    if case.claim_class == "compulsory_public" and not case.held_back:
        term = application_deadline(case.due, calendar=case.calendar, months=case.settings.get("application_months"))
        if 0 <= (term.last_day - case.today).days <= case.settings["application_warn_days"]:
            yield case.step("application_deadline", term.last_day, cautions=term.cautions)


def _suspension(case: Case) -> Iterator[NextStep]:
    suspended = case.facts.suspended_on
    if suspended is None:
        return
    term = suspension_term(suspended)
    since = format_wareki(suspended)
    if case.today > term.last_day:
        yield case.step("suspension_extinguished", term.last_day, since=since)
    elif (term.last_day - case.today).days <= case.settings["relief_warn_days"] and not case.expired:
        yield case.step("suspension_review", term.last_day, since=since)


def _installments(case: Case) -> Iterator[NextStep]:
    if case.expired:
        return
    unpaid = sorted((row for row in case.facts.installments if not row.paid), key=lambda row: row.due_on)
    if not unpaid:
        return
    row = unpaid[0]
    amount = f"{row.amount:,}"
    if row.due_on < case.today:
        yield case.step("installment_default", row.due_on, amount=amount)
    elif (row.due_on - case.today).days <= case.settings["installment_warn_days"]:
        yield case.step("installment_due", row.due_on, amount=amount)


def _circumstances(case: Case) -> Iterator[NextStep]:
    if case.expired:
        return
    facts, returned = case.facts, case.last("returned_mail")
    if returned is not None and case.last("phone", "visit", "interview", "acknowledgment", "partial_payment") is None:
        yield case.step("returned_mail", None, since=format_wareki(returned.on))
    if facts.died_on is not None:
        yield case.step("inheritance", None, since=format_wareki(facts.died_on))
    known = facts.bankruptcy_known_on
    if known is not None and case.last("bankruptcy_claim", "delivery_demand") is None:
        step_id = "bankruptcy_public" if case.claim_class == "compulsory_public" else "bankruptcy_private"
        yield case.step(step_id, known, since=format_wareki(known))


RULES: tuple[Callable[[Case], Iterator[NextStep]], ...] = (
    _limitation, _demand, _after_demand, _payment_order, _relief, _suspension, _installments, _circumstances,
)  # fmt: skip
