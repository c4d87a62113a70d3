"""The questions of 消滅時効 and of days and periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, FieldList, Form, FormField, SelectField

from portal.calculators.forms.base import DATE, CalculatorForm, CountField, Look
from portal.web.forms import JapaneseDateField, Required


class DaysForm(CalculatorForm):
    day = JapaneseDateField("日付", [Required()])
    years = CountField("年")
    months = CountField("か月")
    weeks = CountField("週間")
    days = CountField("日")
    first_day_counts = BooleanField("初日を数える（「起算して○日」）")
    until = JapaneseDateField("この日までの日数を数える")
    open_days = CountField("何開庁日後か")

    main = ("day", "months", "days", "first_day_counts")
    more = ("years", "weeks", "until", "open_days")
    looks: ClassVar[Mapping[str, Look]] = {
        "day": ("例：令和8年4月1日、R8.4.1、2026-04-01", DATE), "years": ("期間（年）", "short"),
        "months": ("期間（月）。暦に従って数えます。", "short"), "weeks": ("期間（週）", "short"),
        "days": ("期間（日）", "short"), "until": ("", DATE),
        "open_days": ("土日・祝日・年末年始（12月29日～1月3日）を除いて数えます。", "short"),
    }  # fmt: skip


class EventRow(Form):
    """One event of a claim."""

    class Meta:
        locales = ("ja",)

    kind = SelectField("種類", default="")
    on = JapaneseDateField("日付")
    ends_on = JapaneseDateField("終わりの日")
    outcome = SelectField("結果", default="")
    other_on = JapaneseDateField("送達日・拒絶の日")


class LimitationForm(CalculatorForm):
    claim_type = SelectField("債権の種類")
    due_date = JapaneseDateField("納期限（履行期限）", [Required()])
    events = FieldList(FormField(EventRow), min_entries=4, max_entries=60)
    as_of = JapaneseDateField("基準日")
    claim_class = SelectField("債権区分", default="")
    arose_on = JapaneseDateField("発生日")
    cause_on = JapaneseDateField("原因である契約などの日")
    known_on = JapaneseDateField("権利を行使できると知った日")
    statutory_due_on = JapaneseDateField("法定納期限（地方税）")
    evaded = BooleanField("偽りその他不正の行為により免れた地方税である")

    main = ("claim_type", "due_date", "as_of")
    more = ("claim_class", "arose_on", "cause_on", "known_on", "statutory_due_on", "evaded")
    looks: ClassVar[Mapping[str, Look]] = {
        "due_date": ("時効は、この日の翌日から進みます。", DATE), "as_of": ("空欄のときは今日です。", DATE),
        "arose_on": ("私債権で、令和2年4月より前か後かを判定します。", DATE), "cause_on": ("", DATE), "known_on": ("", DATE),
        "statutory_due_on": ("告知の納期限と違うとき（随時課税など）。告知は、出来事の「納入通知」に入力します。", DATE),
    }  # fmt: skip
    places: ClassVar[Mapping[str, str]] = {
        "債権の種類": "claim_type", "債権区分": "claim_class", "発生日": "arose_on", "契約日": "cause_on",
        "知った日": "known_on", "法定納期限": "statutory_due_on", "偽りその他不正の行為": "evaded", "送達日": "events", "出来事": "events", "日付": "events", "終了日": "events", "結果": "events",
        "協議の期限": "events", "拒絶の通知の日": "events",
    }  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """Errors inside the rows become sentences with their row's number."""
        sound = super().validate(extra_validators)
        self.events.errors = [
            f"出来事の{number}行目：{text}"
            for number, row in enumerate(self.events, start=1)
            for texts in row.errors.values()
            for text in texts
        ]
        return sound
