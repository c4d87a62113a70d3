"""`portal calc limitation|garnishment|court-fee|payment-order|installments|relief`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

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
from portal.calculators.command_inputs import (
    DAY,
    WHOLE,
    YEN,
    choice,
    event_of,
    need,
    pay_from,
    read_facts,
    show,
    tables_of,
    today_in_tokyo,
)
from portal.domain.claim_types import CLAIM_CLASSES, claim_types, find_claim_type
from portal.domain.court_fees import procedures
from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.garnishment import Deductions, Pay
from portal.domain.limitation import (
    LimitationClaim,
    LimitationEvent,
    claim_limitation,
    event_from,
    limitation_clock,
    rule_ids,
)
from portal.domain.payment_order import PaymentOrderFacts, payment_order
from portal.domain.relief import (
    GRACE_KINDS,
    grace,
)
from portal.ledger.law_tables import calendar_for

as_json = click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")


@click.command("limitation", help="消滅時効の完成予定日を、出来事から計算します。")
@click.option("--rule", help="時効の定め（" + "、".join(rule_ids()) + "）")
@click.option("--type", "type_id", help="債権の種類（" + "、".join(list(claim_types())[:6]) + " など）")
@choice("--class", "claim_class", dict(CLAIM_CLASSES), "債権区分")
@click.option("--due", type=DAY, help="納期限（履行期限）")
@click.option("--arose", type=DAY, help="発生日")
@click.option("--cause", type=DAY, help="原因である契約などの日")
@click.option("--known", type=DAY, help="権利を行使できると知った日")
@click.option("--statutory-due", type=DAY, help="法定納期限（地方税で、告知の納期限と違うとき）")
@click.option("--evaded", is_flag=True, help="偽りその他不正の行為により免れた地方税（2年間は進行しない）")
@click.option(
    "--event",
    "events",
    multiple=True,
    help="出来事 種類:日付[:終了日[:結果]]、支払督促の送達日は served_on=日付 を続ける（何回でも）",
)
@click.option("--facts", "facts_file", help="JSON のファイル（rule 又は type、due、events …）")
@click.option("--as-of", type=DAY, help="基準日（省くと今日）")
@as_json
def limitation_command(
    rule: str | None, type_id: str | None, claim_class: str | None, due: date | None, arose: date | None,
    cause: date | None, known: date | None, statutory_due: date | None, evaded: bool, events: tuple[str, ...],
    facts_file: str | None, as_of: date | None, as_json: bool,
) -> None:  # fmt: skip
    facts = read_facts(facts_file) if facts_file else {}
    claim = LimitationClaim(
        need(due or _day(facts, "due", "due_date"), "--due", "納期限"), arose or _day(facts, "arose", "arose_on"),
        cause or _day(facts, "cause", "cause_on"), known or _day(facts, "known", "known_on"),
        claim_class or _text(facts, "class", "claim_class"),
        statutory_due_on=statutory_due or _day(facts, "statutory_due", "statutory_due_on"),
        evaded=evaded or facts.get("evaded") is True,
    )  # fmt: skip
    happened = [*_events(facts), *(event_of(text) for text in events)]
    asked = as_of or _day(facts, "as_of") or today_in_tokyo()
    wanted_type = type_id or _text(facts, "type", "claim_type")
    wanted_rule = rule or _text(facts, "rule", "rule_id")
    if wanted_rule:
        result = limitation_clock(wanted_rule, claim, happened, as_of=asked)
    else:
        kind = find_claim_type(need(wanted_type, "--type（又は --rule）", "債権の種類"))
        result = claim_limitation(kind.id if kind else str(wanted_type), claim, happened, as_of=asked)
    show(result, lambda: limitation_answer(result), as_json=as_json)


def _events(facts: dict[str, Any]) -> list[LimitationEvent]:
    rows = facts.get("events", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidInput("出来事（events）は、項目名と値の組を並べたもの（[{…}, …]）にしてください。", field="出来事")
    return [event_from(row) for row in rows]


def _day(facts: dict[str, Any], *names: str) -> date | None:
    text = _text(facts, *names)
    return parse_date(text, field=names[0]) if text else None


def _text(facts: dict[str, Any], *names: str) -> str | None:
    value = next((facts[name] for name in names if facts.get(name) not in (None, "")), None)
    return None if value is None else str(value)


@click.command("garnishment", help="給与などの差押可能額を計算します。")
@choice("--law", "law", {"tax": "国税徴収法76条", "civil": "民事執行法152条"}, "よる法律", default="tax")
@choice(
    "--kind",
    "kind",
    {"salary": "給与", "bonus": "賞与", "retirement": "退職手当"},
    "差し押さえるもの",
    default="salary",
)
@click.option("--gross", type=YEN, help="支給額（国税徴収法）")
@click.option("--net", type=YEN, help="手取額（民事執行法）")
@click.option("--income-tax", type=YEN, default=0, help="所得税")
@click.option("--resident-tax", type=YEN, default=0, help="住民税")
@click.option("--social-insurance", type=YEN, default=0, help="社会保険料")
@click.option(
    "--pay",
    "pays",
    multiple=True,
    help="支払者が複数のとき 名称:支給額:所得税:住民税:社会保険料（支払者ごとに繰り返す）",
)
@click.option("--dependents", type=WHOLE, default=0, help="生計を一にする親族の数")
@click.option("--months", type=WHOLE, default=1, help="支給期間（月数）")
@click.option("--period-days", type=WHOLE, help="支給期間が1か月未満のときの日数")
@click.option(
    "--pay-period", default="monthly", help="支払期（民事執行法：monthly、half_monthly、ten_days、daily、bonus）"
)
@click.option("--service-years", type=WHOLE, default=0, help="勤続年数（退職手当）")
@click.option("--on", type=DAY, help="差押えの日（省くと今日）")
@as_json
def garnishment_command(
    law: str, kind: str, gross: int | None, net: int | None, income_tax: int, resident_tax: int,
    social_insurance: int, pays: tuple[str, ...], dependents: int, months: int, period_days: int | None,
    pay_period: str, service_years: int, on: date | None, as_json: bool,
) -> None:  # fmt: skip
    amount, option = (gross, "--gross") if law == "tax" else (net, "--net")
    each = [pay_from(text) for text in pays]
    if amount is not None or not each:
        held = Deductions(income_tax, resident_tax, social_insurance)
        each.insert(0, Pay(need(amount, option, "支給額（手取額）"), held))
    asked = GarnishmentAsked(law, kind, tuple(each), dependents, months, period_days, pay_period, service_years)
    result = garnish(asked, on=on or today_in_tokyo())
    show(result, lambda: garnishment_answer(result), as_json=as_json)


@click.command("court-fee", help="裁判所に納める申立手数料を計算します。")
@click.option("--procedure", help="手続（" + "、".join([*procedures(), AFTER_OBJECTION]) + "）")
@click.option("--value", type=YEN, default=0, help="請求額（訴額）")
@click.option("--on", type=DAY, help="申立ての日（省くと今日）")
@choice("--filing", "filing", {"paper": "書面", "online": "オンライン"}, "申立ての方法", default="paper")
@click.option("--online", is_flag=True, help="オンライン申立て（--filing online と同じ）")
@click.option("--defendants", type=WHOLE, default=1, help="被告・債務者の数")
@as_json
def court_fee_command(
    procedure: str | None, value: int, on: date | None, filing: str, online: bool, defendants: int, as_json: bool
) -> None:
    wanted, day = need(procedure, "--procedure", "手続"), on or today_in_tokyo()
    way = "online" if online else filing
    result = fee_of(wanted, value=value, on=day, filing=way, defendants=defendants)
    show(result, lambda: court_fee_answer(result), as_json=as_json)


@click.command("payment-order", help="支払督促の期限を計算します。")
@click.option("--served", type=DAY, help="支払督促の送達日")
@click.option("--undeliverable", type=DAY, help="送達できない旨の通知を受けた日")
@click.option("--objection", type=DAY, help="督促異議の日")
@click.option("--declaration-requested", type=DAY, help="仮執行宣言の申立日")
@click.option("--declaration-served", type=DAY, help="仮執行宣言付支払督促の送達日")
@click.option("--as-of", type=DAY, help="基準日（省くと今日）")
@as_json
def payment_order_command(
    served: date | None, undeliverable: date | None, objection: date | None, declaration_requested: date | None,
    declaration_served: date | None, as_of: date | None, as_json: bool,
) -> None:  # fmt: skip
    facts = PaymentOrderFacts(served, undeliverable, objection, declaration_requested, declaration_served)
    result = payment_order(facts, calendar=calendar_for(), as_of=as_of or today_in_tokyo())
    show(result, lambda: payment_order_answer(result), as_json=as_json)


@click.command("installments", help="分割納付の計画を作ります。")
@click.option("--balance", type=YEN, help="残額")
@click.option("--first", type=DAY, help="最初の納付日")
@click.option("--monthly", type=YEN, help="毎回の額（--count とどちらか）")
@click.option("--count", type=WHOLE, help="回数")
@click.option("--unit", type=YEN, default=1000, help="回数で分けるときの端数の単位")
@click.option("--month-end", is_flag=True, help="納付日を月末にします")
@click.option("--interval", type=WHOLE, default=1, help="間隔（月数）")
@click.option("--limit", type=DAY, help="最終回の限度の日")
@click.option("--completes", type=DAY, help="時効の完成予定日")
@click.option("--late-charge-due", type=DAY, help="延滞金の見込みを出すときの納期限")
@click.option("--rule", default="local_tax", help="延滞金の計算規則")
@click.option("--office", "use_office", is_flag=True, help="このポータルに登録した割合・計算規則も使います。")
@as_json
@click.pass_obj
def installments_command(
    office: Any, balance: int | None, first: date | None, monthly: int | None, count: int | None, unit: int,
    month_end: bool, interval: int, limit: date | None, completes: date | None, late_charge_due: date | None,
    rule: str, use_office: bool, as_json: bool,
) -> None:  # fmt: skip
    amount = need(balance, "--balance", "残額")
    charge = None
    if late_charge_due is not None:
        tables = tables_of(office, use_office=use_office)
        charge = ChargeAsked(late_charge_due, tables.rule_sets.find(rule), tables)
    terms = PlanAsked(
        amount, need(first, "--first", "最初の納付日"), monthly, count, unit, month_end, interval, limit, completes
    )
    result = plan_of(terms, calendar=calendar_for(), charge=charge)
    show(result, lambda: installments_answer(result), as_json=as_json)


@click.command("relief", help="猶予・停止・督促・公示送達の期間を計算します。")
@choice("--kind", "kind", RELIEFS, "計算するもの")
@choice("--grace", "grace_kind", dict(GRACE_KINDS), "猶予の種類", default="collection")
@click.option("--from", "starts_on", type=DAY, help="始まりの日（停止の日、納期限、督促を発した日、掲示した日）")
@click.option("--to", "ends_on", type=DAY, help="猶予の終わり")
@click.option("--first-from", type=DAY, help="最初の猶予の始まり（延長のとき）")
@click.option("--deadline", type=DAY, help="督促の指定期限")
@click.option("--months", type=WHOLE, help="換価の猶予の申請期間（条例の月数）")
@click.option("--days", type=WHOLE, help="督促の日数（条例の日数）")
@as_json
def relief_command(
    kind: str | None, grace_kind: str, starts_on: date | None, ends_on: date | None, first_from: date | None,
    deadline: date | None, months: int | None, days: int | None, as_json: bool,
) -> None:  # fmt: skip
    wanted, start = need(kind, "--kind", "期間の種類"), need(starts_on, "--from", "始まりの日")
    if wanted == "grace":
        found = grace(grace_kind, start, ends_on=ends_on, first_started_on=first_from)
        show(found, lambda: grace_answer(found), as_json=as_json)
        return
    term = term_of(wanted, start, calendar=calendar_for(), deadline=deadline, months=months, days=days)
    show(term, lambda: terms_answer(RELIEFS[wanted], [term], page=TERM_PAGES[wanted]), as_json=as_json)


PROCEDURE_COMMANDS = (
    limitation_command, garnishment_command, court_fee_command, payment_order_command, installments_command,
    relief_command,
)  # fmt: skip
