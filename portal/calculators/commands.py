"""`portal calc`: the law's computations on the command line, with the working as a table or ``--json``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import click

from portal.calculators.answers.charges import delay_damages_answer, late_charge_answer, rates_answer
from portal.calculators.command_inputs import (
    DAY,
    PERCENT,
    YEN,
    choice,
    need,
    payment_from,
    show,
    tables_of,
)
from portal.calculators.procedure_commands import PROCEDURE_COMMANDS
from portal.calculators.word_commands import WORD_COMMANDS
from portal.calculators.working import Table, Working, columns
from portal.domain.dates import parse_date
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
from portal.domain.late_charge import Exemption, LateChargeInput, Relief, ReliefKind, late_charge
from portal.domain.money import parse_yen
from portal.domain.rates import LOCAL_TAX_SCHEME, LateChargeRate
from portal.domain.rule_sets import Appropriation, YearDays
from portal.ledger.law_tables import LawTables, calendar_for

as_json = click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
use_office = click.option(
    "--office", "use_office", is_flag=True, help="このポータルに登録した割合・計算規則も使います。"
)
RELIEF_KINDS = {"full": "全額免除", "reduced": "猶予特例の割合", "half": "2分の1免除"}


@click.group("calc", help="延滞金・時効・差押可能額などを計算します（データベースは要りません）。")
def calc() -> None: ...


@calc.command("late-charge", help="延滞金を計算します。")
@click.option("--principal", type=YEN, help="元金（本税）")
@click.option("--due", type=DAY, help="納期限")
@click.option("--paid", type=DAY, help="完納した（する）日")
@click.option("--as-of", type=DAY, help="計算の末日（まだ納付されていないとき）")
@click.option(
    "--rule", default="local_tax", show_default=True, help="計算規則のコード又は名称（portal calc rates で一覧）"
)
@click.option("--payment", "payments", multiple=True, help="一部納付 日付:金額[:うち延滞金]（何回でも）")
@click.option("--demand-sent", type=DAY, help="督促状を発した日")
@click.option("--demand-deadline", type=DAY, help="督促状の指定期限")
@click.option("--advanced-due", type=DAY, help="繰上徴収の納期限")
@click.option("--relief", "reliefs", multiple=True, help="猶予・免除の期間 始め:終わり[:full|reduced|half]")
@click.option("--exempt", help="免除する額（all で全額）")
@choice("--appropriation", "appropriation", {"principal_first": "元金先", "charge_first": "延滞金先"}, "充当の順序")
@use_office
@as_json
@click.pass_obj
def late_charge_command(
    office: Any, principal: int | None, due: date | None, paid: date | None, as_of: date | None, rule: str,
    payments: tuple[str, ...], demand_sent: date | None, demand_deadline: date | None, advanced_due: date | None,
    reliefs: tuple[str, ...], exempt: str | None, appropriation: str | None, use_office: bool, as_json: bool,
) -> None:  # fmt: skip
    tables = tables_of(office, use_office=use_office)
    claim = LateChargeInput(
        principal=need(principal, "--principal", "元金"), due_date=need(due, "--due", "納期限"), paid=paid, as_of=as_of,
        payments=tuple(payment_from(text) for text in payments), demand_sent=demand_sent,
        demand_deadline=demand_deadline, advanced_due_date=advanced_due,
        reliefs=tuple(_relief(text) for text in reliefs), exemption=_exemption(exempt),
        appropriation=Appropriation(appropriation) if appropriation else None,
    )  # fmt: skip
    rules, calendar = tables.rule_sets.find(rule), calendar_for()
    result = late_charge(claim, rules, tables.rates, interest=tables.interest, calendar=calendar)
    show(result, lambda: late_charge_answer(result), as_json=as_json)


@calc.command("delay-damages", help="遅延損害金を計算します。")
@click.option("--principal", type=YEN, help="元金（分割のないとき）")
@click.option("--due", type=DAY, help="履行期限（分割のないとき）")
@click.option("--instalment", "instalments", multiple=True, help="期別 履行期限:元金（何回でも）")
@click.option("--as-of", type=DAY, help="計算の末日（完済した日又は計算日）")
@click.option("--paid", type=DAY, help="--as-of と同じ")
@click.option("--payment", "payments", multiple=True, help="入金 日付:金額（何回でも）")
@click.option("--rate", type=PERCENT, help="約定の割合（年％）。なければ法定利率")
@choice(
    "--rate-kind",
    "rate_kind",
    {"damages": "遅延損害金の定め", "interest": "約定利率"},
    "約定の割合の種類",
    default="damages",
)
@click.option("--commercial", is_flag=True, help="商行為による債権（令和2年3月までの年6％）")
@click.option("--acceleration", type=DAY, help="期限の利益を失った日")
@click.option("--cost", "costs", multiple=True, help="費用 日付:金額")
@click.option("--interest", "interests", multiple=True, help="利息 日付:金額")
@choice("--year-days", "year_days", {"365": "常に365日", "actual": "うるう年は366日"}, "1年の日数", default="365")
@choice(
    "--order",
    "order",
    {"civil_code": "費用→利息→元本", "principal_first": "元本先"},
    "充当の順序",
    default="civil_code",
)
@use_office
@as_json
@click.pass_obj
def delay_damages_command(
    office: Any, principal: int | None, due: date | None, instalments: tuple[str, ...], as_of: date | None,
    paid: date | None, payments: tuple[str, ...], rate: Decimal | None, rate_kind: str, commercial: bool,
    acceleration: date | None, costs: tuple[str, ...], interests: tuple[str, ...], year_days: str, order: str,
    use_office: bool, as_json: bool,
) -> None:  # fmt: skip
    parts = [_instalment(text) for text in instalments]
    if principal is not None or due is not None or not parts:
        parts.append(Instalment(need(due, "--due", "履行期限"), need(principal, "--principal", "元金")))
    claim = DelayDamagesInput(
        instalments=tuple(parts), as_of=need(as_of or paid, "--as-of", "計算の末日"),
        payments=tuple(payment_from(text) for text in payments),
        agreed=AgreedRate(rate, AgreedRateKind(rate_kind)) if rate is not None else None,
        commercial=commercial, acceleration=acceleration,
        ancillary=(*_ancillary(costs, AncillaryKind.COST), *_ancillary(interests, AncillaryKind.INTEREST)),
        year_days=YearDays(year_days), order=DamagesOrder(order),
    )  # fmt: skip
    result = delay_damages(claim, tables_of(office, use_office=use_office).interest)
    show(result, lambda: delay_damages_answer(result), as_json=as_json)


@calc.command("rates", help="延滞金の割合・法定利率・計算規則を一覧します。")
@use_office
@as_json
@click.pass_obj
def rates_command(office: Any, use_office: bool, as_json: bool) -> None:
    tables = tables_of(office, use_office=use_office)
    plain = {
        "late_charge": [_rate_row(row) for row in tables.rates.rows],
        "statutory": [
            {"from": row.valid_from.isoformat(), "to": row.valid_to.isoformat(), "civil": str(row.civil),
             "commercial": str(row.commercial), "source": row.source, "verified": row.verified}
            for row in tables.interest.rows
        ],
        "rule_sets": [rules.to_mapping() for rules in tables.rule_sets.values()],
    }  # fmt: skip
    show(plain, lambda: _with_rule_sets(rates_answer(tables.rates, tables.interest), tables), as_json=as_json)


def _with_rule_sets(working: Working, tables: LawTables) -> Working:
    rows = tuple(
        (code, rules.name, "確認済み" if rules.verified else "要確認") for code, rules in tables.rule_sets.items()
    )
    return replace(
        working,
        tables=(*working.tables, Table("計算規則（--rule に指定するコード）", columns("コード", "名称", "確認"), rows)),
    )


def _rate_row(row: LateChargeRate) -> dict[str, Any]:
    text = {name: None if value is None else str(value) for name, value in (
        ("low", row.low(LOCAL_TAX_SCHEME)), ("high", row.high(LOCAL_TAX_SCHEME)),
        ("special_standard", row.special_standard), ("average_loan", row.average_loan), ("relief", row.relief),
    )}  # fmt: skip
    return {"from": row.valid_from.isoformat(), "to": row.valid_to.isoformat(), **text, "source": row.source,
            "verified": row.verified, "relief_verified": row.relief_verified}  # fmt: skip


def _relief(text: str) -> Relief:
    parts = text.split(":")
    if len(parts) not in (2, 3) or (len(parts) == 3 and parts[2] not in RELIEF_KINDS):
        kinds = "、".join(f"{code}（{label}）" for code, label in RELIEF_KINDS.items())
        raise InvalidInput(
            f"猶予の期間『{text[:60]}』は「始め:終わり:種類」の形で入力してください。種類は{kinds}です。",
            field="reliefs",
        )
    kind = ReliefKind(parts[2]) if len(parts) == 3 else ReliefKind.REDUCED
    return Relief(parse_date(parts[0], field="猶予の始め"), parse_date(parts[1], field="猶予の終わり"), kind)


def _exemption(text: str | None) -> Exemption | None:
    if text is None:
        return None
    return Exemption() if text == "all" else Exemption(parse_yen(text, field="--exempt"))


def _instalment(text: str) -> Instalment:
    payment = payment_from(text)
    return Instalment(payment.day, payment.amount)


def _ancillary(texts: tuple[str, ...], kind: AncillaryKind) -> tuple[AncillaryClaim, ...]:
    return tuple(AncillaryClaim(item.day, item.amount, kind) for item in map(payment_from, texts))


for command in (*PROCEDURE_COMMANDS, *WORD_COMMANDS):
    calc.add_command(command)
