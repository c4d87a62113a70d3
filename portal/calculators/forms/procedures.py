"""The questions of 差押可能額, 申立手数料, 支払督促, 分割納付 and 猶予・停止の期間."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from wtforms import BooleanField, SelectField

from portal.calculators.forms.base import DATE, CalculatorForm, CountField, Look, PaysField
from portal.web.forms import JapaneseDateField, Required, YenField, choices


class GarnishmentForm(CalculatorForm):
    law = SelectField(
        "債権区分",
        choices=choices(
            [("tax", "強制徴収公債権（国税徴収法76条）"), ("civil", "非強制徴収公債権・私債権（民事執行法152条）")]
        ),
        default="tax",
    )
    kind = SelectField(
        "支給の種類",
        choices=choices([("salary", "給与"), ("bonus", "賞与"), ("retirement", "退職手当")]),
        default="salary",
    )
    pay = YenField("支給額（民事執行法では手取額）", [Required()])
    income_tax = YenField("所得税")
    resident_tax = YenField("住民税（特別徴収）")
    social_insurance = YenField("社会保険料")
    dependents = CountField("生計を一にする親族の数")
    other_pays = PaysField("同じ期間の、ほかの支払者からの給与", render_kw={"rows": 3})
    on = JapaneseDateField("差押えの日")
    months = CountField("支給期間（月数）")
    days = CountField("支給期間が1か月未満のときの日数")
    service_years = CountField("勤続年数（退職手当）")
    pay_period = SelectField("支払期（民事執行法）", default="monthly")

    main = ("law", "kind", "pay", "income_tax", "resident_tax", "social_insurance", "dependents")
    more = ("other_pays", "on", "months", "days", "service_years", "pay_period")
    looks: ClassVar[Mapping[str, Look]] = {
        "pay": ("国税徴収法では、税や保険料を引く前の額です。", "yen"), "income_tax": ("国税徴収法のとき", "yen"),
        "resident_tax": ("国税徴収法のとき", "yen"), "social_insurance": ("国税徴収法のとき", "yen"),
        "dependents": ("滞納者本人を除きます（国税徴収法のとき）。", "short"), "on": ("空欄のときは今日です。", DATE),
        "other_pays": (
            "二か所以上から給与を受けるとき（国税徴収法のとき）。1行に1か所、支給額・所得税・住民税・社会保険料の順に、間を空けて並べます"
            "（例：150,000 2,000 0 18,000）。", "",
        ),
        "months": ("", "short"), "days": ("", "short"), "service_years": ("", "short"),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "支給額": "pay", "手取額": "pay", "支給期間": "months", "月数": "months", "勤続年数": "service_years",
        "生計を一にする親族の数": "dependents", "所得税": "income_tax", "住民税": "resident_tax",
        "社会保険料": "social_insurance", "支払期": "pay_period", "支払者": "other_pays",
    }  # fmt: skip


class CourtFeeForm(CalculatorForm):
    procedure = SelectField("手続")
    value = YenField("請求額（訴額）")
    on = JapaneseDateField("申立ての日")
    filing = SelectField(
        "申立ての方法", choices=choices([("paper", "書面"), ("online", "オンライン")]), default="paper"
    )
    defendants = CountField("被告・債務者の数")

    main = ("procedure", "value", "on", "filing", "defendants")
    looks: ClassVar[Mapping[str, Look]] = {
        "value": ("元金だけの額です。附帯の利息・損害金は含めません（民事訴訟法9条2項）。", "yen"),
        "on": ("空欄のときは今日です。令和8年5月21日から手数料が変わりました。", DATE), "defendants": ("空欄のときは1人です。", "short"),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "手続": "procedure",
        "請求額": "value",
        "申立ての方法": "filing",
        "被告の数": "defendants",
    }


class PaymentOrderForm(CalculatorForm):
    served_on = JapaneseDateField("支払督促の送達日")
    declaration_requested_on = JapaneseDateField("仮執行宣言の申立日")
    declaration_served_on = JapaneseDateField("仮執行宣言付支払督促の送達日")
    objection_on = JapaneseDateField("督促異議の日")
    undeliverable_notice_on = JapaneseDateField("送達できない旨の通知を受けた日")
    as_of = JapaneseDateField("基準日")

    main = ("served_on", "declaration_requested_on", "declaration_served_on", "objection_on", "undeliverable_notice_on")
    more = ("as_of",)
    looks: ClassVar[Mapping[str, Look]] = {
        "served_on": ("裁判所からの送達の通知にある日です。", DATE), "declaration_requested_on": ("", DATE),
        "declaration_served_on": ("", DATE), "objection_on": ("", DATE), "undeliverable_notice_on": ("", DATE),
        "as_of": ("空欄のときは今日です。", DATE),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "送達日": "served_on", "支払督促の送達日": "served_on", "仮執行宣言の申立日": "declaration_requested_on",
        "仮執行宣言付支払督促の送達日": "declaration_served_on", "督促異議の日": "objection_on",
    }  # fmt: skip


class InstallmentsForm(CalculatorForm):
    balance = YenField("残額", [Required()])
    first_on = JapaneseDateField("最初の納付日", [Required()])
    monthly = YenField("毎回の額")
    count = CountField("回数")
    month_end = BooleanField("納付日を毎月の末日にする")
    due_date = JapaneseDateField("納期限（延滞金の見込みを出すとき）")
    rule = SelectField("延滞金の計算規則")
    unit = YenField("回数で分けるときの端数の単位")
    interval = CountField("間隔（月数）")
    limit_on = JapaneseDateField("最終回の限度の日（猶予の終わりなど）")
    completes_on = JapaneseDateField("時効の完成予定日")

    main = ("balance", "first_on", "monthly", "count", "month_end", "due_date", "rule")
    more = ("unit", "interval", "limit_on", "completes_on")
    looks: ClassVar[Mapping[str, Look]] = {
        "balance": ("", "yen"), "first_on": ("休日に当たる回は、次の開庁日に移します。", DATE),
        "monthly": ("毎回の額か回数の、どちらか一方を入力します。", "yen"), "count": ("", "short"), "due_date": ("", DATE),
        "unit": ("空欄のときは1,000円です。", "yen"), "interval": ("空欄のときは1か月です。", "short"),
        "limit_on": ("", DATE), "completes_on": ("計画の途中で時効が完成しないか確かめます。", DATE),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "残額": "balance", "毎月の額": "monthly", "回数": "count", "端数の単位": "unit", "間隔の月数": "interval", "principal": "balance",
    }  # fmt: skip


class ReliefForm(CalculatorForm):
    kind = SelectField("期間の種類")
    starts_on = JapaneseDateField("始まりの日", [Required()])
    ends_on = JapaneseDateField("猶予の終わり")
    first_from = JapaneseDateField("最初の猶予の始まり（延長のとき）")
    deadline = JapaneseDateField("督促の指定期限")
    months = CountField("換価の猶予の申請期間（条例の月数）")
    days = CountField("督促の日数（条例の日数）")

    main = ("kind", "starts_on", "ends_on", "first_from")
    more = ("deadline", "months", "days")
    looks: ClassVar[Mapping[str, Look]] = {
        "starts_on": ("猶予・停止の始まり、納期限、督促状を発した日、掲示を始めた日", DATE),
        "ends_on": ("空欄のときは、最も長い期間を示します。", DATE), "first_from": ("", DATE), "deadline": ("", DATE),
        "months": ("空欄のときは設定の月数です。", "short"), "days": ("空欄のときは20日です。", "short"),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "猶予の種類": "kind", "猶予の始期": "starts_on", "猶予の終期": "ends_on", "申請期間": "months",
        "督促の日数": "days", "指定期限": "deadline",
    }  # fmt: skip
