"""Forms of the notice pages. They check shape; law and state are decided in ``checks`` and the services."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.claim_types import CLAIM_CLASSES
from portal.notices.criteria import DEMAND, REMINDER, WITHOUT, Criteria
from portal.notices.describing import EVENTS
from portal.notices.inquiries import ENCODINGS, KINDS
from portal.web.forms import CountField, JapaneseDateField, LineField, PortalForm, Required, YenField, choices

_REASON = Length(max=500, message="500文字以内で入力してください。")


class IssueForm(PortalForm):
    """What all letters of a batch have in common."""

    issue_day = JapaneseDateField("発信日", [Required()])
    designated_day = JapaneseDateField("指定期限")
    signer_title = LineField("発信者の職名", [Length(max=100)])
    signer_name = LineField("発信者の氏名", [Length(max=100)])
    seal_mark = LineField("公印の表示", [Length(max=40)])
    symbol = LineField("文書番号の記号", [Length(max=20)])
    barcode = BooleanField("住所の下にカスタマバーコードを印字する")


ENCLOSE = "延滞金計算書を同封する"


class DraftForm(IssueForm):
    enclosure = BooleanField(ENCLOSE)
    waiver_reason = TextAreaField("このまま送る理由", [_REASON])


class ListForm(IssueForm):
    file = FileField("一覧のファイル（CSV 又は Excel）")
    duplex = BooleanField("両面印刷のため、1通ごとに表のページから始める")
    pdf = BooleanField("PDF も作る")


class ConfirmForm(PortalForm):
    """``warned`` is the button pressed (leave the warned rows out, or keep them); ``once`` marks this page's letters."""

    warned = StringField("注意のある行", [AnyOf(("leave", "keep"), message="ボタンから操作してください。")])
    reason = TextAreaField("注意のある行も送る理由", [_REASON])
    once = HiddenField(validators=[Length(max=60)])
    enclosure = BooleanField(ENCLOSE)


class LedgerLettersForm(IssueForm, ConfirmForm):
    """Letters from the ledger: what they have in common, and the button pressed (``check``: only compute anew)."""

    warned = StringField("注意のある行", [AnyOf(("leave", "keep", "check"), message="ボタンから操作してください。")])
    duplex = BooleanField("両面印刷のため、1通ごとに表のページから始める")
    pdf = BooleanField("PDF も作る")


def _checks(label: str, pairs: Mapping[str, str]) -> SelectMultipleField:
    """Several of a few, as check boxes."""
    return SelectMultipleField(
        label, choices=choices(pairs.items()), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class CriteriaForm(PortalForm):
    """A filter of the ledger; field for field the ``Criteria``, and its name."""

    name = LineField("条件の名前", [Length(max=60, message="60文字以内で入力してください。")])
    claim_name = LineField("債権名に含む言葉", [Length(max=100)])
    claim_classes = _checks("債権区分", CLAIM_CLASSES)
    due_from = JapaneseDateField("納期限の始め")
    due_to = JapaneseDateField("納期限の終わり")
    demand = SelectField("督促", choices=choices(DEMAND.items()))
    demand_days = CountField("督促から何日以上")
    reminder = SelectField("催告", choices=choices(REMINDER.items()))
    reminder_days = CountField("催告から何日以上")
    balance_from = YenField("残額の下限")
    balance_to = YenField("残額の上限")
    contact_days = CountField("最終交渉から何日以上")
    without = _checks("除くもの", WITHOUT)

    def criteria(self) -> Criteria:
        """What was filled in."""
        values = {name: getattr(self, name).data for name in Criteria.__dataclass_fields__}
        lists = {name: tuple(values[name] or ()) for name in ("claim_classes", "without")}
        return Criteria(**{**values, **lists, "claim_name": self.claim_name.data or ""})


class NoteForm(PortalForm):
    note = TextAreaField("意見・理由", [_REASON])


class ReasonForm(PortalForm):
    reason = TextAreaField("理由", [Required(), _REASON])


class ReturnForm(PortalForm):
    day = JapaneseDateField("返戻の日", [Required()])
    reason = SelectField(
        "返戻の理由",
        choices=choices(
            (one, one) for one in ("あて所に尋ねあたらず", "転居先不明", "保管期間経過", "受取拒否", "その他")
        ),
    )


class DeliveryForm(PortalForm):
    tracking = LineField("引受番号", [Length(max=30)])
    delivered = JapaneseDateField("配達日")
    words = LineField("結果", [Required(), Length(max=60)])


class FollowUpForm(PortalForm):
    day = JapaneseDateField("調査を終えた日", [Required()])
    text = TextAreaField("調査の結果と、次に行うこと", [Required(), _REASON])
    usable = BooleanField("登録の住所に、再び送ってよい")


class UploadForm(PortalForm):
    file = FileField("ファイル")


class TransferForm(PortalForm):
    file = FileField("結果のファイル")
    second = LineField("再振替についての文", [Length(max=100)])
    wish = StringField(
        validators=[AnyOf(("", "show", "sheet", "letters"), message="ボタンから操作してください。")], default=""
    )


class InquiryForm(PortalForm):
    numbers = TextAreaField(
        "整理番号（1行に一つ）", [Length(max=40_000, message="整理番号が多すぎます。分けてください。")]
    )
    first = JapaneseDateField("取引期間の始め")
    last = JapaneseDateField("取引期間の終わり")
    kind = SelectField("回答の種別", choices=choices((one, one) for one in KINDS), default="残高")
    layout = TextAreaField("列の並びと見出し", [Length(max=4000, message="列の並びが長すぎます。")])
    encoding = SelectField("文字コード", choices=choices(ENCODINGS.items()), default="cp932")
    name = LineField("この並びの名前", [Length(max=60, message="60文字以内で入力してください。")])
    wish = StringField(validators=[AnyOf(("", "take", "save"), message="ボタンから操作してください。")], default="")


class SmsForm(PortalForm):
    text = TextAreaField("本文", [Required(), Length(max=700)])


class WorkshopForm(PortalForm):
    file = FileField("Word ファイル（.docx）")
    name = LineField("様式の名前", [Length(max=100)])
    own = BooleanField("自分の課だけで使う")


class NewFormForm(WorkshopForm):
    """A form that did not exist: besides the file, what it is used for."""

    classes = _checks("使える債権区分", CLAIM_CLASSES)
    event = SelectField("どのような文書か", choices=choices(EVENTS.items()), default="note")


class InForceForm(PortalForm):
    day = JapaneseDateField("使い始める日", [Required()])
