"""Which of the law's computations is meant: the one place where a page's choices and a command's options become a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from portal.domain.accrual import Payment
from portal.domain.calendar import Calendar
from portal.domain.court_fees import CourtFee, Filing, court_fee, fee_after_objection
from portal.domain.errors import InvalidInput
from portal.domain.garnishment import (
    Garnishment,
    Pay,
    civil_retirement,
    civil_salary,
    tax_bonus,
    tax_retirement,
    tax_salaries,
)
from portal.domain.installments import InstallmentPlan, LateChargeForecast, installment_plan
from portal.domain.late_charge import LateChargeInput, late_charge
from portal.domain.relief import (
    Term,
    application_deadline,
    demand_term,
    public_service_term,
    seizable_from,
    suspension_term,
)
from portal.domain.rule_sets import RuleSet
from portal.ledger.law_tables import LawTables

AFTER_OBJECTION = "lawsuit_after_payment_order"
RELIEFS = {
    "grace": "猶予の期間", "suspension": "滞納処分の停止", "application": "換価の猶予の申請期限", "demand": "督促の期限",
    "seizable": "差押えができる日", "public-service": "公示送達の効力",
}  # fmt: skip


@dataclass(frozen=True)
class GarnishmentAsked:
    """What the page and the command ask for: the law, the kind of pay and what each payer owes for the period.

    Under 民事執行法 ``pays`` is one sum, the pay after tax and social insurance.
    """

    law: str
    kind: str
    pays: tuple[Pay, ...]
    dependents: int = 0
    months: int = 1
    days: int | None = None
    pay_period: str = "monthly"
    service_years: int = 0


def garnish(asked: GarnishmentAsked, *, on: date) -> Garnishment:
    """The one computation of law and kind of pay asked for."""
    first = asked.pays[0]
    if len(asked.pays) > 1 and (asked.law == "civil" or asked.kind != "salary"):
        raise InvalidInput(
            "複数の支払者は、国税徴収法の給与のときだけ合算します（同法76条1項後段）。支払者ごとに計算してください。",
            field="支払者",
        )
    if asked.law == "civil":
        if asked.kind == "retirement":
            return civil_retirement(first.gross, on=on)
        period = "bonus" if asked.kind == "bonus" else asked.pay_period
        return civil_salary(first.gross, on=on, pay_period=period, months=asked.months)
    if asked.kind == "bonus":
        return tax_bonus(first.gross, first.deductions, dependents=asked.dependents, on=on)
    if asked.kind == "retirement":
        return tax_retirement(
            first.gross, first.deductions, dependents=asked.dependents, service_years=asked.service_years, on=on
        )
    return tax_salaries(asked.pays, dependents=asked.dependents, on=on, months=asked.months, days=asked.days)


def fee_of(procedure: str, *, value: int, on: date, filing: str, defendants: int) -> CourtFee:
    """The fee of a procedure, or what is still to pay after an objection to a payment order."""
    way = cast(Filing, filing)
    if procedure == AFTER_OBJECTION:
        return fee_after_objection(value, on=on, filing=way, defendants=defendants)
    return court_fee(procedure, on=on, value=value, filing=way, defendants=defendants)


TERM_PAGES = {
    "suspension": "disposition-suspension", "application": "realization-grace", "demand": "demand-procedure",
    "seizable": "seizure", "public-service": "service-of-documents",
}  # fmt: skip


def term_of(
    kind: str, start: date, *, calendar: Calendar, deadline: date | None, months: int | None, days: int | None
) -> Term:
    """The one period of ``RELIEFS`` asked for, apart from a grace."""
    if kind == "suspension":
        return suspension_term(start)
    if kind == "application":
        return application_deadline(start, calendar=calendar, months=months)
    if kind == "demand":
        return demand_term(start, calendar=calendar, days=days)
    if kind == "seizable":
        return seizable_from(start, designated_deadline=deadline, calendar=calendar)
    return public_service_term(start)


@dataclass(frozen=True)
class PlanAsked:
    """A plan of payments as asked for: a monthly amount or a number of payments."""

    balance: int
    first_on: date
    monthly: int | None = None
    count: int | None = None
    unit: int = 1000
    month_end: bool = False
    interval_months: int = 1
    limit_on: date | None = None
    completes_on: date | None = None


@dataclass(frozen=True)
class ChargeAsked:
    """What a forecast of the late charge needs."""

    due_date: date
    rules: RuleSet
    tables: LawTables


def plan_of(asked: PlanAsked, *, calendar: Calendar, charge: ChargeAsked | None = None) -> InstallmentPlan:
    """The plan; where the rates of its last year are not entered yet, the plan without a forecast and with a caution."""
    if charge is None:
        return _plan(asked, calendar, None)
    try:
        return _plan(asked, calendar, _forecast(asked.balance, charge))
    except InvalidInput as error:
        if error.field != "rates":
            raise
        plan = _plan(asked, calendar, None)
        return replace(plan, cautions=(*plan.cautions, f"要確認：延滞金の見込みは計算していません。{error.sentence}"))


def _plan(asked: PlanAsked, calendar: Calendar, forecast: LateChargeForecast | None) -> InstallmentPlan:
    return installment_plan(
        asked.balance, first_on=asked.first_on, calendar=calendar, monthly=asked.monthly, count=asked.count,
        unit=asked.unit, month_end=asked.month_end, interval_months=asked.interval_months, limit_on=asked.limit_on,
        completes_on=asked.completes_on, forecast=forecast,
    )  # fmt: skip


def _forecast(principal: int, charge: ChargeAsked) -> LateChargeForecast:
    """The late charge in yen if (day, yen) payments are made as planned, principal first."""

    def forecast(payments: Sequence[tuple[date, int]]) -> int:
        planned = tuple(Payment(day, amount, 0) for day, amount in payments)
        claim = LateChargeInput(principal=principal, due_date=charge.due_date, as_of=planned[-1].day, payments=planned)
        return late_charge(claim, charge.rules, charge.tables.rates, interest=charge.tables.interest).total

    return forecast
