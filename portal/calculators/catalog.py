"""The calculators there are: each with its address, its form and how its answer is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.calculators.form_answers import (
    Context,
    court_fee_of,
    days_of,
    delay_damages_of,
    garnishment_of,
    installments_of,
    late_charge_of,
    limitation_of,
    offer_limitation,
    offer_pay_periods,
    offer_procedures,
    offer_relief,
    offer_rules,
    payment_order_of,
    relief_of,
)
from portal.calculators.forms.base import CalculatorForm
from portal.calculators.forms.charges import DelayDamagesForm, LateChargeForm
from portal.calculators.forms.clocks import DaysForm, LimitationForm
from portal.calculators.forms.procedures import (
    CourtFeeForm,
    GarnishmentForm,
    InstallmentsForm,
    PaymentOrderForm,
    ReliefForm,
)
from portal.calculators.working import Working


@dataclass(frozen=True)
class Calculator:
    """One calculator: ``slug`` in the address, the form's class, ``prepare`` fills its choices, ``answer`` computes."""

    slug: str
    title: str
    lead: str
    form: type[CalculatorForm]
    answer: Callable[[Any, Context], Working]
    page: str
    prepare: Callable[[Any, Context], None] = lambda form, context: None


CALCULATORS: dict[str, Calculator] = {
    calculator.slug: calculator
    for calculator in (
        Calculator("late-charge", "延滞金", "公債権の延滞金を、割合の変わり目ごとに計算します。", LateChargeForm, late_charge_of, "late-charge", offer_rules),
        Calculator("delay-damages", "遅延損害金", "私債権の遅延損害金を、約定の割合又は法定利率で計算します。", DelayDamagesForm, delay_damages_of, "delay-damages"),
        Calculator("days", "和暦・期間計算", "日付を和暦・西暦で示し、期間の末日を民法の数え方で求めます。", DaysForm, days_of, "legal-framework"),
        Calculator("limitation", "消滅時効", "督促・承認・差押えなどの出来事から、時効の完成予定日を求めます。", LimitationForm, limitation_of, "limitation", offer_limitation),
        Calculator("garnishment", "差押可能額", "給与・賞与・退職手当のうち差し押さえられる額を求めます。", GarnishmentForm, garnishment_of, "seizure-salary", offer_pay_periods),
        Calculator("court-fee", "申立手数料", "支払督促・訴え・強制執行などで裁判所に納める手数料を求めます。", CourtFeeForm, court_fee_of, "payment-order", offer_procedures),
        Calculator("payment-order", "支払督促の期限", "送達から仮執行宣言の申立て、確定までの期限を求めます。", PaymentOrderForm, payment_order_of, "payment-order"),
        Calculator("installments", "分割納付計画", "毎回の額又は回数から、納付日と納付額の一覧を作ります。", InstallmentsForm, installments_of, "installment-pledge", offer_rules),
        Calculator("relief", "猶予・停止の期間", "徴収猶予・換価の猶予・滞納処分の停止・督促などの期間を求めます。", ReliefForm, relief_of, "payment-relief", offer_relief),
    )
}  # fmt: skip
