"""Forms of a packet. They check shape; what a packet accepts is decided in ``service``."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Form, HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from portal.referrals.models import EXHIBIT_KINDS, ORIGINS
from portal.web.forms import JapaneseDateField, LineField, Longest, PortalForm, Required, choices

_LONG = Longest(5_000)
_LINE = Longest(200)


class ContentsForm(PortalForm):
    """What the packet says beside the ledger."""

    edition = IntegerField(widget=HiddenInput())
    as_of = JapaneseDateField("基準日", [Required()])
    law_firm = LineField("法律事務所名", [_LINE])
    lawyer = LineField("弁護士名", [Longest(100)])
    firm_postal_code = LineField("法律事務所の郵便番号", [Longest(8)])
    firm_address = LineField("法律事務所の住所", [Longest(300)])
    firm_building = LineField("方書（建物名・階）", [_LINE])
    document_number = LineField("文書番号", [Longest(60)])
    reply_by = JapaneseDateField("回答期限")
    contracted_on = JapaneseDateField("契約日（貸付日・入居許可日など）")
    case_title = LineField("事件名", [Longest(100)])
    agreed_kind = SelectField(
        "台帳の「約定の利率」の意味",
        choices=choices(
            [("damages", "遅延損害金の定め（そのまま使う）"), ("interest", "利息の定め（法定利率より高いときに使う）")]
        ),
    )
    tasks = TextAreaField("委任する事務", [_LONG])
    policy = TextAreaField("区の希望する方針", [_LONG])
    assets = TextAreaField("資産・収入・生活の状況", [_LONG])
    disputes = TextAreaField("争いのある点・予想される反論", [_LONG])
    remarks = TextAreaField("特記事項", [_LONG])
    address_checked_on = JapaneseDateField("住所を確かめた日")
    no_guarantor = BooleanField("連帯保証人がいないことを、契約書などで確かめた")
    left_out_events = SelectMultipleField(
        "経過記録に載せない経過", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )


class ExhibitRow(Form):
    """One row of the table of exhibits; its fields carry the exhibit's id as prefix."""

    class Meta:
        locales = ("ja",)

    kind = SelectField("種類", choices=choices(EXHIBIT_KINDS.items()))
    origin = SelectField("入手の経緯", choices=choices(ORIGINS.items()))
    title = LineField("標目", [_LINE])
    made_on = JapaneseDateField("作成年月日")
    made_on_note = LineField("日付が分からないときの書き方", [Longest(60)])
    maker = LineField("作成者", [Longest(100)])
    purpose = LineField("立証趣旨", [Longest(500)])
    original = BooleanField("原本を提出できる")
    note = LineField("備考", [_LINE])
    branch = BooleanField("前の号証の枝番にする")
    excluded = BooleanField("渡さない")

    def values(self) -> dict[str, Any]:
        """The typed values; an empty text is an empty text, not nothing."""
        return {name: "" if value is None and name not in {"made_on"} else value for name, value in self.data.items()}


class UploadForm(PortalForm):
    files = MultipleFileField("証拠のファイル")


class ReasonForm(PortalForm):
    code = HiddenField()
    reason = LineField("理由", [Required(), Longest(300)])


class SendForm(PortalForm):
    sent_on = JapaneseDateField("引き渡した日", [Required()])
    means = LineField("引渡しの方法", [Required(), Longest(100)])
