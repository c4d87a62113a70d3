"""From what stands in a calculator's form to its answer: one function a calculator, and what fills its choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.calculators.answers.charges import delay_damages_answer, late_charge_answer
from portal.calculators.answers.clocks import limitation_answer
from portal.calculators.answers.procedures import (
    court_fee_answer,
    garnishment_answer,
    grace_answer,
    installments_answer,
    payment_order_answer,
    terms_answer,
)
from portal.calculators.asked import (
    AFTER_OBJECTION,
    RELIEFS,
    TERM_PAGES,
    ChargeAsked,
    GarnishmentAsked,
    PlanAsked,
    fee_of,
    garnish,
    plan_of,
    term_of,
)
from portal.calculators.days import Length, day_answer, day_working
from portal.calculators.working import Working
from portal.domain.calendar import Calendar
from portal.domain.claim_types import CLAIM_CLASSES, claim_types
from portal.domain.court_fees import procedures
from portal.domain.delay_damages import (
    AgreedRate,
    AgreedRateKind,
    AncillaryClaim,
    AncillaryKind,
    DamagesOrder,
    DelayDamagesInput,
    Instalment,
    delay_damages,
)
from portal.domain.errors import InvalidInput
from portal.domain.garnishment import Deductions, Pay
from portal.domain.late_charge import (
    Breakdown,
    Exemption,
    LateChargeInput,
    Payment,
    Relief,
    ReliefKind,
    late_charge,
)
from portal.domain.limitation import LimitationClaim, LimitationEvent, claim_limitation
from portal.domain.limitation.model import KIND_LABELS, OUTCOMES
from portal.domain.payment_order import PaymentOrderFacts, payment_order
from portal.domain.relief import GRACE_KINDS, grace
from portal.domain.rule_sets import Appropriation, YearDays
from portal.domain.wareki import format_wareki
from portal.ledger.law_tables import LawTables
from portal.web.forms import choices

PAY_PERIODS = [("monthly", "毎月"), ("half_monthly", "半月ごと"), ("ten_days", "旬ごと"), ("daily", "毎日")]
GRACE_PREFIX = "grace:"
SERVED = frozenset({"payment_order", "provisional_execution"})


@dataclass(frozen=True)
class Context:
    """What an answer depends on besides the form."""

    tables: LawTables
    calendar: Calendar
    today: date
    application_months: int


def late_charge_of_form(form: Any, context: Context) -> tuple[LateChargeInput, Breakdown]:
    """The facts and the result (the page, the word form and the sheet show the same)."""
    claim = LateChargeInput(
        principal=form.principal.data, due_date=form.due_date.data, paid=form.paid.data,
        as_of=None if form.paid.data else context.today,
        payments=tuple(Payment(day, amount) for day, amount in form.payments.data or ()),
        demand_sent=form.demand_sent.data, demand_deadline=form.demand_deadline.data,
        advanced_due_date=form.advanced_due_date.data, reliefs=_reliefs(form),
        exemption=Exemption(form.exempt.data) if form.exempt.data else None,
        appropriation=Appropriation(form.appropriation.data) if form.appropriation.data else None,
    )  # fmt: skip
    tables = context.tables
    rules = tables.rule_sets[form.rule.data]
    result = late_charge(claim, rules, tables.rates, interest=tables.interest, calendar=context.calendar)
    return claim, result


def _reliefs(form: Any) -> tuple[Relief, ...]:
    first, last = form.relief_from.data, form.relief_to.data
    if first is None and last is None:
        return ()
    if first is None or last is None:
        raise InvalidInput("猶予・免除の始まりと終わりを、両方入力してください。", field="reliefs")
    return (Relief(first, last, ReliefKind(form.relief_kind.data)),)


def late_charge_of(form: Any, context: Context) -> Working:
    working = late_charge_answer(late_charge_of_form(form, context)[1])
    return working if form.paid.data else _until_today(working, context)


def _until_today(working: Working, context: Context) -> Working:
    note = f"納付日の入力がないため、今日（{format_wareki(context.today)}）までで計算しました。"
    return replace(working, notes=(*working.notes, note))


def offer_rules(form: Any, context: Context) -> None:
    form.rule.choices = choices((code, rules.name) for code, rules in context.tables.rule_sets.items())
    form.rule.default = "local_tax"
    if form.rule.data in (None, "None", ""):
        form.rule.data = "local_tax"


def delay_damages_of(form: Any, context: Context) -> Working:
    parts = [Instalment(day, amount) for day, amount in form.instalments.data or ()]
    if form.principal.data is not None and form.due_date.data is not None:
        parts.append(Instalment(form.due_date.data, form.principal.data))
    ancillary = [
        AncillaryClaim(day, amount, kind)
        for field, kind in ((form.costs, AncillaryKind.COST), (form.interests, AncillaryKind.INTEREST))
        for day, amount in field.data or ()
    ]
    rate = form.rate.data
    claim = DelayDamagesInput(
        instalments=tuple(parts), as_of=form.as_of.data or context.today,
        payments=tuple(Payment(day, amount) for day, amount in form.payments.data or ()),
        agreed=AgreedRate(rate, AgreedRateKind(form.rate_kind.data)) if rate is not None else None,
        commercial=form.commercial.data, acceleration=form.acceleration.data, ancillary=tuple(ancillary),
        year_days=YearDays(form.year_days.data), order=DamagesOrder(form.order.data),
    )  # fmt: skip
    working = delay_damages_answer(delay_damages(claim, context.tables.interest))
    return working if form.as_of.data else _until_today(working, context)


def days_of(form: Any, context: Context) -> Working:
    length = Length(form.years.data or 0, form.months.data or 0, form.weeks.data or 0, form.days.data or 0)
    answer = day_answer(
        form.day.data, calendar=context.calendar, length=length, first_day_counts=form.first_day_counts.data,
        until=form.until.data, open_days=form.open_days.data,
    )  # fmt: skip
    return day_working(answer)


def limitation_of(form: Any, context: Context) -> Working:
    claim = LimitationClaim(
        form.due_date.data, form.arose_on.data, form.cause_on.data, form.known_on.data, form.claim_class.data or None,
        statutory_due_on=form.statutory_due_on.data, evaded=form.evaded.data,
    )  # fmt: skip
    events = [event for number, row in enumerate(form.events, start=1) if (event := _event(row.form, number))]
    as_of = form.as_of.data or context.today
    return limitation_answer(claim_limitation(form.claim_type.data, claim, events, as_of=as_of))


def _event(row: Any, number: int) -> LimitationEvent | None:
    kind, on, ends, outcome = row.kind.data or "", row.on.data, row.ends_on.data, row.outcome.data or None
    other = row.other_on.data
    if not kind and on is None and ends is None and other is None:
        return None
    if not kind or on is None:
        what = "種類を選んでください" if not kind else "日付を入力してください"
        raise InvalidInput(f"出来事の{number}行目：{what}。", field="events")
    if kind == "negotiation_agreement":
        return LimitationEvent(kind, on, agreed_until=ends, refused_on=other)
    if kind in SERVED:
        return LimitationEvent(kind, on, ends, outcome, served_on=other)
    if other is not None:
        raise InvalidInput(
            f"出来事の{number}行目：送達日は支払督促と仮執行宣言、拒絶の日は協議を行う旨の合意のときだけ入力してください。",
            field="events",
        )
    return LimitationEvent(kind, on, ends, outcome)


def offer_limitation(form: Any, context: Context) -> None:
    form.claim_type.choices = choices(
        (kind.id, f"{kind.name}（{kind.class_label}）") for kind in claim_types().values()
    )
    if form.claim_type.data in (None, "None"):
        form.claim_type.data = next(iter(claim_types()))
    form.claim_class.choices = choices([("", "種類の標準どおり"), *CLAIM_CLASSES.items()])
    kinds = choices([("", "－"), *KIND_LABELS.items()])
    outcomes = choices([("", "－"), *OUTCOMES.items()])
    for row in form.events:
        row.form.kind.choices, row.form.outcome.choices = kinds, outcomes
        row.form.kind.data, row.form.outcome.data = _plain(row.form.kind.data), _plain(row.form.outcome.data)


def _plain(data: Any) -> str:
    return "" if data in (None, "None") else str(data)


def garnishment_of(form: Any, context: Context) -> Working:
    deductions = Deductions(form.income_tax.data or 0, form.resident_tax.data or 0, form.social_insurance.data or 0)
    asked = GarnishmentAsked(
        form.law.data, form.kind.data, (Pay(form.pay.data, deductions), *(form.other_pays.data or ())),
        form.dependents.data or 0, 1 if form.months.data is None else form.months.data, form.days.data,
        form.pay_period.data, form.service_years.data or 0,
    )  # fmt: skip
    return garnishment_answer(garnish(asked, on=form.on.data or context.today))


def offer_pay_periods(form: Any, context: Context) -> None:
    form.pay_period.choices = choices(PAY_PERIODS)


def court_fee_of(form: Any, context: Context) -> Working:
    defendants = 1 if form.defendants.data is None else form.defendants.data
    fee = fee_of(
        form.procedure.data, value=form.value.data or 0, on=form.on.data or context.today, filing=form.filing.data,
        defendants=defendants,
    )  # fmt: skip
    return court_fee_answer(fee)


def offer_procedures(form: Any, context: Context) -> None:
    form.procedure.choices = choices(
        [*procedures().items(), (AFTER_OBJECTION, "督促異議による訴訟への移行（追加の手数料）")]
    )
    if form.procedure.data in (None, "None"):
        form.procedure.data = next(iter(procedures()))


def payment_order_of(form: Any, context: Context) -> Working:
    facts = PaymentOrderFacts(
        form.served_on.data, form.undeliverable_notice_on.data, form.objection_on.data,
        form.declaration_requested_on.data, form.declaration_served_on.data,
    )  # fmt: skip
    return payment_order_answer(payment_order(facts, calendar=context.calendar, as_of=form.as_of.data or context.today))


def installments_of(form: Any, context: Context) -> Working:
    asked = PlanAsked(
        form.balance.data, form.first_on.data, form.monthly.data, form.count.data,
        1000 if form.unit.data is None else form.unit.data, form.month_end.data,
        1 if form.interval.data is None else form.interval.data, form.limit_on.data, form.completes_on.data,
    )  # fmt: skip
    tables, due = context.tables, form.due_date.data
    charge = ChargeAsked(due, tables.rule_sets[form.rule.data], tables) if due else None
    return installments_answer(plan_of(asked, calendar=context.calendar, charge=charge))


def relief_of(form: Any, context: Context) -> Working:
    kind, start = form.kind.data, form.starts_on.data
    if kind.startswith(GRACE_PREFIX):
        chosen = kind.removeprefix(GRACE_PREFIX)
        return grace_answer(grace(chosen, start, ends_on=form.ends_on.data, first_started_on=form.first_from.data))
    months = form.months.data if form.months.data is not None else context.application_months
    term = term_of(
        kind, start, calendar=context.calendar, deadline=form.deadline.data, months=months, days=form.days.data
    )
    return terms_answer(RELIEFS[kind], [term], page=TERM_PAGES[kind])


def offer_relief(form: Any, context: Context) -> None:
    graces = [(GRACE_PREFIX + code, f"{label}の期間") for code, label in GRACE_KINDS.items()]
    form.kind.choices = choices([*graces, *((code, label) for code, label in RELIEFS.items() if code != "grace")])
    if form.kind.data in (None, "None"):
        form.kind.data = graces[0][0]
