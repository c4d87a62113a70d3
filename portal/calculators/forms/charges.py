"""The questions of 延滞金 and 遅延損害金: GET forms without names, so that an address can be passed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, SelectField

from portal.calculators.forms.base import DATE, PAYMENT_HINT, CalculatorForm, DatedAmountsField, Look, PercentField
from portal.web.forms import JapaneseDateField, Required, YenField, choices

RELIEF_KINDS = [("reduced", "猶予特例の割合（半額の免除）"), ("full", "全額の免除"), ("half", "2分の1の免除")]


class LateChargeForm(CalculatorForm):
    principal = YenField("元金（本税・保険料など）", [Required()])
    due_date = JapaneseDateField("納期限", [Required()])
    paid = JapaneseDateField("納付日（まだのときは計算日）")
    rule = SelectField("計算規則")
    payments = DatedAmountsField("一部納付", render_kw={"rows": 3})
    demand_sent = JapaneseDateField("督促状を発した日")
    demand_deadline = JapaneseDateField("督促状の指定期限")
    advanced_due_date = JapaneseDateField("繰上徴収の納期限")
    relief_from = JapaneseDateField("猶予・免除の始まり")
    relief_to = JapaneseDateField("猶予・免除の終わり")
    relief_kind = SelectField("猶予・免除の種類", choices=choices(RELIEF_KINDS), default="reduced")
    exempt = YenField("免除する額")
    appropriation = SelectField(
        "充当の順序",
        choices=choices(
            [("", "計算規則のとおり"), ("principal_first", "元金を先に"), ("charge_first", "延滞金を先に")]
        ),
        default="",
    )

    main = ("principal", "due_date", "paid", "rule", "payments")
    more = (
        "demand_sent", "demand_deadline", "advanced_due_date", "relief_from", "relief_to", "relief_kind", "exempt",
        "appropriation",
    )  # fmt: skip
    looks: ClassVar[Mapping[str, Look]] = {
        "principal": ("例：56,400円", "yen"), "due_date": ("例：令和8年2月2日、R8.2.2、2026-02-02", DATE),
        "paid": ("空欄のときは今日までで計算します。", DATE), "payments": (PAYMENT_HINT, ""),
        "demand_sent": ("督促を基準にする計算規則のときに使います。", DATE), "demand_deadline": ("", DATE),
        "advanced_due_date": ("", DATE), "relief_from": ("", DATE), "relief_to": ("", DATE),
        "exempt": ("", "yen"),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "as_of": "paid", "reliefs": "relief_from", "exemption": "exempt", "rule_set": "rule", "rates": "paid",
    }  # fmt: skip


class DelayDamagesForm(CalculatorForm):
    principal = YenField("元金")
    due_date = JapaneseDateField("履行期限")
    as_of = JapaneseDateField("支払日（まだのときは計算日）")
    rate = PercentField("約定の割合（年％）")
    rate_kind = SelectField(
        "約定の割合の意味",
        choices=choices([("damages", "遅延損害金の定め"), ("interest", "約定利率（利息）")]),
        default="damages",
    )
    payments = DatedAmountsField("入金", render_kw={"rows": 3})
    instalments = DatedAmountsField("期別（分割の回）ごとの履行期限と元金", render_kw={"rows": 4})
    acceleration = JapaneseDateField("期限の利益を失った日")
    costs = DatedAmountsField("費用", render_kw={"rows": 2})
    interests = DatedAmountsField("利息", render_kw={"rows": 2})
    year_days = SelectField(
        "日割りの分母", choices=choices([("365", "常に365日"), ("actual", "うるう年の日は366日")]), default="365"
    )
    order = SelectField(
        "充当の順序",
        choices=choices(
            [("civil_code", "費用→利息・損害金→元本（民法489条）"), ("principal_first", "元本を先に（合意があるとき）")]
        ),
        default="civil_code",
    )
    commercial = BooleanField("商行為による債権である（令和2年3月までの年6％）")

    main = ("principal", "due_date", "as_of", "rate", "rate_kind", "payments")
    more = ("instalments", "acceleration", "costs", "interests", "year_days", "order", "commercial")
    looks: ClassVar[Mapping[str, Look]] = {
        "principal": ("期別が二つ以上のときは、下の「くわしい条件」に入力します。", "yen"), "due_date": ("", DATE),
        "as_of": ("空欄のときは今日までで計算します。", DATE), "rate": ("空欄のときは法定利率です。", "short"),
        "payments": (PAYMENT_HINT, ""), "instalments": ("1行に1回、履行期限と元金を並べます。", ""),
        "acceleration": ("", DATE),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {"agreed": "rate", "ancillary": "costs", "rates": "due_date"}

    def validate(self, extra_validators: Any = None) -> bool:
        """Either one sum with its due date, or instalments."""
        sound = super().validate(extra_validators)
        if not self.instalments.data:
            for field in (self.principal, self.due_date):
                if field.data is None and not field.errors:
                    field.errors = [f"『{field.label.text}』を入力してください。"]
                    sound = False
        return sound
