"""Forms of the rate and rule tables: a year's 平均貸付割合, 法定利率 of a period, the office's own rule set."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import Length

from portal.calculators.forms.base import CountField, PercentField
from portal.domain.rule_sets import Appropriation, LowUntil, RateKind, RuleSet, SegmentRounding, Start, YearDays
from portal.web.forms import JapaneseDateField, LineField, PortalForm, Required, YenField, choices

_SHORT = Length(max=300, message="300文字以内で入力してください。")
LABELS: dict[Any, str] = {
    Start.DUE_DATE: "納期限の翌日から", Start.DEMAND_DEADLINE: "督促状の指定期限の翌日から",
    LowUntil.MONTHS: "決まった月数を経過する日まで", LowUntil.DEMAND_DAYS: "督促状を発した日から決まった日数まで",
    LowUntil.DEMAND_DEADLINE: "督促状の指定期限まで", LowUntil.NONE: "期間を分けない",
    RateKind.LINKED: "地方税の特例に連動", RateKind.FIXED: "固定", RateKind.PER_DIEM: "日歩",
    RateKind.STATUTORY: "法定利率",
    SegmentRounding.FLOOR: "期間ごとに1円未満切捨て", SegmentRounding.FLOOR_SPECIAL: "特例の割合の期間だけ切捨て",
    SegmentRounding.NONE: "切り捨てない",
    YearDays.ALWAYS_365: "常に365日", YearDays.ACTUAL: "うるう年の日は366日",
    Appropriation.PRINCIPAL_FIRST: "元金を先に", Appropriation.CHARGE_FIRST: "延滞金を先に",
}  # fmt: skip
VERIFIED_LABEL = "告示・条例の本文で確かめた（外すと「要確認」と表示します）"


def _of(enum: Any) -> Any:
    return choices((member.value, LABELS[member]) for member in enum)


class LateChargeRateForm(PortalForm):
    year = CountField("年（西暦）", [Required()])
    average_loan = PercentField("平均貸付割合（年％）", [Required()])
    source = LineField("出典（告示の番号など）", [Required(), _SHORT])
    verified = BooleanField(VERIFIED_LABEL)
    note = LineField("訂正の理由など", [_SHORT])


class StatutoryRateForm(PortalForm):
    valid_from = JapaneseDateField("適用の始まり", [Required()])
    valid_to = JapaneseDateField("適用の終わり", [Required()])
    civil = PercentField("法定利率（年％）", [Required()])
    source = LineField("出典（告示の番号など）", [Required(), _SHORT])
    verified = BooleanField(VERIFIED_LABEL)
    note = LineField("訂正の理由など", [_SHORT])


class RuleSetForm(PortalForm):
    code = LineField("コード", [Required(), Length(max=40)])
    name = LineField("名称", [Required(), Length(max=100)])
    claims = LineField("対象の債権", [_SHORT])
    start = SelectField("起算", choices=_of(Start))
    low_until = SelectField("低い割合の終わり", choices=_of(LowUntil))
    low_months = CountField("低い割合の月数")
    low_days = CountField("督促状からの日数")
    scheme = SelectField("割合の型", choices=_of(RateKind))
    low = PercentField("低い割合（年％）", [Required()])
    high = PercentField("高い割合（年％）", [Required()])
    low_addition = PercentField("特例基準割合に加える割合（低い期間）")
    high_addition = PercentField("特例基準割合に加える割合（その後）")
    base_unit = YenField("基礎の切捨て単位")
    base_minimum = YenField("計算する最低の基礎額")
    segment_rounding = SelectField("期間ごとの端数", choices=_of(SegmentRounding))
    result_unit = YenField("結果の切捨て単位")
    result_minimum = YenField("徴収する最低額")
    year_days = SelectField("日割りの分母", choices=_of(YearDays))
    appropriation = SelectField("充当の順序", choices=_of(Appropriation))
    article = LineField("根拠の条例（条例名と条）", [Required(), _SHORT])
    source = LineField("出典（例規集の番号など）", [_SHORT])
    verified = BooleanField("条例の本文で確かめた（外すと「要確認」と表示します）")
    note = LineField("変更の理由など", [_SHORT])

    def values(self) -> dict[str, Any]:
        """What ``rule_set_from`` reads; an empty number is as for 地方税."""
        left_out = {"csrf_token", "note"}
        return {name: value for name, value in self.data.items() if name not in left_out and value is not None}


def form_values_of(rules: RuleSet) -> dict[str, Any]:
    """A rule set as the form's first values (to change it, or to begin from a delivered one)."""
    known = {name: getattr(rules, name) for name in RuleSet.__dataclass_fields__}
    return {name: value.value if hasattr(value, "value") else value for name, value in known.items()}


class WithdrawForm(PortalForm):
    reason = LineField("取り消す理由", [Required(), _SHORT])
