"""Forms of the ledger. They check shape; what the ledger accepts is decided in ``service``."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional as Maybe

from portal.domain.claim_types import claim_types
from portal.ledger.kinds import CLASS_LABELS, COUNTERPARTS, KINDS, MEANS, OUTCOMES
from portal.ledger.plans import ENDS, STATES
from portal.ledger.terms import RATE_KINDS
from portal.web.forms import (
    FiscalYearField,
    JapaneseDateField,
    KanaField,
    LineField,
    Longest,
    PercentField,
    PortalForm,
    PostalCodeField,
    Required,
    YenField,
    choices,
)

_DATE_HINT = "例：令和8年4月1日、R8.4.1、2026/4/1"
_KEPT = "記録に残ります。氏名や住所は書かないでください。"
_PROTECTED = "支援措置の対象である（住所・電話を画面と資料で隠します）"


class _CaseFields(PortalForm):
    """A debtor and a case."""

    debtor_number = LineField("宛名番号", [Required(), Longest(40)])
    kind = SelectField("個人・法人の別", choices=choices([("individual", "個人"), ("corporation", "法人")]))
    name = LineField("氏名（名称）", [Required(), Longest(200)])
    kana = KanaField("フリガナ", [Longest(200)])
    representative = LineField("代表者", [Longest(200)])
    postal_code = PostalCodeField("郵便番号")
    address = LineField("住所", [Longest(300)])
    building = LineField("方書（建物名・部屋番号）", [Longest(200)])
    phone = LineField("電話", [Longest(40)])
    birth_date = JapaneseDateField("生年月日")
    support_measure = BooleanField(_PROTECTED)

    number = LineField("整理番号", [Required(), Longest(40)])
    claim_type = SelectField(
        "債権の種類",
        choices=choices(
            [("", "選んでください"), *((one.id, f"{one.name}（{one.class_label}）") for one in claim_types().values())]
        ),
        validators=[Required("『債権の種類』を選んでください。")],
    )
    claim_class = SelectField(
        "債権区分", choices=choices([("", "種類の標準どおり"), *CLASS_LABELS.items()]), default=""
    )
    late_charge_rule = SelectField("延滞金の計算規則", default="")
    basis = LineField("根拠（条文・契約）", [Longest(300)])
    cause = TextAreaField("発生原因の要旨", [Longest(10_000)])


class _ClaimFields(PortalForm):
    """One amount with its due date."""

    claim_name = LineField("債権名", [Longest(200)])
    fiscal_year = FiscalYearField("年度", description="例：令和8年度、R8、2026")
    period = LineField("期別・月分", [Longest(40)], description="例：第2期、4月分")
    notice_number = LineField("通知書番号", [Longest(60)])
    arose_on = JapaneseDateField("発生日", [Required()], description=_DATE_HINT)
    due_date = JapaneseDateField("納期限（履行期限）", [Required()], description="例：令和8年4月30日")
    principal = YenField("元金", [Required()], description="例：45,000円")
    interest_rate = PercentField("約定の利率（年％）", description="契約で率を決めているときだけ。例：3、14.6")


class CaseForm(_CaseFields, _ClaimFields):
    """A debtor, a case and its first claim, on one page."""

    rate_kind = SelectField("約定の利率の意味", choices=choices(RATE_KINDS), default="damages")


class ClaimForm(_ClaimFields):
    claim_name = LineField("債権名", [Required(), Longest(200)])


class NewClaimForm(ClaimForm):
    rate_kind = SelectField("約定の利率の意味", choices=choices(RATE_KINDS), default="damages")
    late_charge_rule = SelectField("この債権だけの延滞金の計算規則", default="")


class CaseTermsForm(PortalForm):
    late_charge_rule = SelectField("延滞金の計算規則", default="")


class ClaimTermsForm(PortalForm):
    late_charge_rule = SelectField("この債権だけの延滞金の計算規則", default="")
    interest_rate = LineField("約定の利率（年％）", [Longest(12)])
    rate_kind = SelectField("約定の利率の意味", choices=choices(RATE_KINDS), default="damages")
    statutory_due_on = JapaneseDateField("法定納期限")
    evaded = BooleanField("偽りその他不正の行為により免れた税である")


class ClaimChangeForm(ClaimForm):
    reason = LineField("訂正する理由", [Required(), Longest(200)], description=_KEPT)


class DebtorForm(PortalForm):
    """What is known of a debtor, corrected. The address has its own form: it keeps a history."""

    kind = SelectField("個人・法人の別", choices=choices([("individual", "個人"), ("corporation", "法人")]))
    name = LineField("氏名（名称）", [Required(), Longest(200)])
    kana = KanaField("フリガナ", [Longest(200)])
    representative = LineField("代表者", [Longest(200)], description="法人のとき")
    birth_date = JapaneseDateField("生年月日", description="例：昭和60年4月1日、S60.4.1")
    phone = LineField("電話", [Longest(40)])
    phone_other = LineField("電話（ほか）", [Longest(40)])
    workplace = LineField("勤務先", [Longest(200)])
    attention = LineField("配慮事項", [Longest(500)], description="例：通訳が要る、手話、日中は連絡不可")
    support_measure = BooleanField(_PROTECTED)
    support_measure_until = JapaneseDateField("支援措置の期限")
    on_welfare = BooleanField("生活保護を受けている")
    lawyer_notified_on = JapaneseDateField("弁護士などの受任通知を受けた日")
    died_on = JapaneseDateField("死亡日")


class CaseChangeForm(PortalForm):
    title = LineField("案件名", [Required(), Longest(200)])
    officer_id = SelectField("担当者", coerce=int)
    basis = LineField("根拠（条文・契約）", [Longest(300)])
    cause = TextAreaField("発生原因の要旨", [Longest(10_000)])
    note = TextAreaField("備考", [Longest(10_000)])


class EventForm(PortalForm):
    kind = SelectField("種類", choices=choices((kind.code, f"{kind.group}：{kind.label}") for kind in KINDS))
    happened_on = JapaneseDateField("日付", [Required()])
    claim_id = SelectField("対象の債権", coerce=int)
    means = SelectField("手段", choices=choices([("", "－"), *((m, m) for m in MEANS)]))
    counterpart = SelectField("相手", choices=choices([("", "－"), *((c, c) for c in COUNTERPARTS)]))
    result = LineField("結果", [Longest(200)])
    memo = TextAreaField("要旨", [Longest(10_000)])
    reached_on = JapaneseDateField("到達日")
    designated_date = JapaneseDateField("指定期限")
    ends_on = JapaneseDateField("終わりの日（期間・手続）")
    outcome = SelectField("手続の結果", choices=choices(OUTCOMES))
    promised_on = JapaneseDateField("約束の日")
    promised_amount = YenField("約束の額")


class PaymentForm(PortalForm):
    claim_id = SelectField("債権", coerce=int)
    paid_on = JapaneseDateField("納付日", [Required()])
    amount = YenField(
        "納付額", [Required()], description="受け取った金額の全部。下の二つに分けない残りを、元金に充てます。"
    )
    to_late_charge = YenField("うち延滞金・損害金に充てる額")
    to_fee = YenField("うち手数料・費用に充てる額")
    means = LineField("納付の方法", [Longest(40)], description="例：納付書、口座振替、窓口")
    note = LineField("備考", [Longest(300)])


class PlanForm(PortalForm):
    """A 分納 plan over the whole balance: by a monthly amount, or by a number of payments."""

    pledged_on = JapaneseDateField("誓約した日", [Required()])
    first_on = JapaneseDateField("初回の期日", [Required()], description="閉庁日に当たる回は、次の開庁日にします。")
    monthly = YenField("毎月の額", description="毎月の額か回数の、どちらか一方を入力します。")
    count = IntegerField("回数", [Maybe()])
    note = LineField("備考", [Longest(300)])


class PlanEndForm(PortalForm):
    state = RadioField(
        "終わり方",
        [Required("『終わり方』を選んでください。")],
        choices=choices((code, STATES[code]) for code in ENDS),
        validate_choice=False,
    )
    reason = LineField("経緯", [Required(), Longest(200)], description="例：2回続けて納付がなく、連絡も取れない")


class GuarantorForm(PortalForm):
    name = LineField("氏名", [Required(), Longest(200)])
    kana = KanaField("フリガナ", [Longest(200)])
    postal_code = PostalCodeField("郵便番号")
    address = LineField("住所", [Longest(300)])
    building = LineField("方書（建物名・部屋番号）", [Longest(200)])
    phone = LineField("電話", [Longest(40)])
    support_measure = BooleanField(_PROTECTED)
    contracted_on = JapaneseDateField("保証契約の日", description=_DATE_HINT)
    limit_amount = YenField(
        "極度額", description="令和2年4月1日以後の個人の根保証では、定めが必要です（民法465条の2）。"
    )
    note = LineField("備考", [Longest(300)])


class AddressForm(PortalForm):
    postal_code = PostalCodeField("郵便番号")
    address = LineField("住所", [Required(), Longest(300)])
    building = LineField("方書（建物名・部屋番号）", [Longest(200)])
    moved_on = JapaneseDateField("異動日", [Required()], description=_DATE_HINT)
    source = LineField("確認した資料", [Longest(100)], description="例：住民票、本人の届出、返戻後の実態調査")


class ReasonForm(PortalForm):
    reason = LineField("理由", [Required(), Longest(200)], description=_KEPT)


class UploadForm(PortalForm):
    file = FileField("一覧のファイル（CSV 又は Excel）")
