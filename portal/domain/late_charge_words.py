"""The words that go with a late charge: labels and articles of segments, notes on the working, what is 要確認.

``late_charge`` decides what applies; here it is said, once, in the officer's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cache

from portal.domain.accrual import Segment, contains_leap_day, decimal_text
from portal.domain.calendar import Calendar, WeekendCalendar, next_open_day
from portal.domain.late_charge_facts import LateChargeInput, ReliefKind
from portal.domain.money import format_yen
from portal.domain.rule_sets import LowUntil, RateKind, RuleSet, Start, YearDays
from portal.domain.wareki import format_wareki

TAX_RELIEF_ARTICLE = "地方税法第15条の9・附則第3条の2"
WEEKEND = WeekendCalendar()
RELIEF_CAUTION = (
    "要確認：猶予・停止の期間は、地方税（地方税法15条の9第1項、附則3条の2第3項）と同じに軽減・免除しました。"
    "税以外の債権は条例の定めを確かめてください。"
)
RELIEF_LABELS = {
    ReliefKind.FULL: "（猶予・免除の期間：全額免除）",
    ReliefKind.REDUCED: "（猶予の期間：軽減した割合）",
    ReliefKind.HALF: "（免除の期間：2分の1）",
}


@cache
def period_labels(start: Start, low_until: LowUntil, months: int, days: int) -> tuple[str, str]:
    """What the days of the low rate and those of the high rate are called."""
    begin = "督促状の指定期限の翌日" if start is Start.DEMAND_DEADLINE else "納期限の翌日"
    if low_until is LowUntil.MONTHS:
        return f"{begin}から{months}月を経過する日まで", f"{months}月を経過する日の翌日以後"
    if low_until is LowUntil.DEMAND_DAYS:
        return f"督促状を発した日から{days}日を経過する日まで", f"督促状を発した日から{days}日を経過する日の翌日以後"
    if low_until is LowUntil.DEMAND_DEADLINE:
        return "督促状の指定期限まで", "督促状の指定期限の翌日以後"
    return f"{begin}以後", f"{begin}以後"


def article_of(rules: RuleSet, *, special: bool, relief: ReliefKind | None) -> str:
    """The article a segment's rate rests on."""
    article = rules.special_article if special and rules.special_article else rules.article
    if relief is None:
        return article
    if rules.scheme is RateKind.LINKED and article.startswith("地方税法"):
        return TAX_RELIEF_ARTICLE
    return f"{article}（猶予・免除）"


def statutes_of(rules: RuleSet, segments: Iterable[Segment]) -> tuple[str, ...]:
    """Every article the result rests on, each once."""
    names = dict.fromkeys([rules.article, *(segment.article for segment in segments), rules.rounding_article])
    names.pop("", None)
    return tuple(names)


def general_cautions(claim: LateChargeInput, rules: RuleSet, calendar: Calendar | None) -> Iterator[str]:
    """What to check before the result is used, whatever it is; without a calendar only weekends are known as closed."""
    due = claim.effective_due_date
    if not rules.verified:
        source = rules.source or "記載なし"
        yield f"要確認：計算規則「{rules.name}」は団体の条例と照らし合わせていません（出典：{source}）。"
    closed = calendar or WEEKEND
    if closed.is_closed(due):
        what = "閉庁日" if calendar else "土曜日又は日曜日"
        opens = format_wareki(next_open_day(due, closed))
        yield f"要確認：納期限の{format_wareki(due)}は{what}です。休日に当たる納期限は翌開庁日（{opens}）になります。"
    if claim.reliefs and not rules.article.startswith("地方税法"):
        yield RELIEF_CAUTION
    if claim.advanced_due_date is not None:
        yield f"要確認：繰上徴収により変更した納期限{format_wareki(due)}の翌日から計算しています。"


def small_rest_caution(rules: RuleSet) -> str:
    """A part payment left less than the least base: offices differ."""
    return (
        f"要確認：一部納付の後の残額が{format_yen(rules.base_minimum)}未満になりましたが、"
        f"計算しない扱いは当初の額で判定し、{format_yen(rules.base_unit)}未満の端数だけを切り捨てています。"
    )


def unrounded_caution(other: int) -> str:
    """Offices differ on the part of a yen of days at the law's own rates, and here it shows."""
    return (
        "要確認：特例の割合の適用がない期間の1円未満を切り捨てない扱いでは、"
        f"{format_yen(other)}になります（地方税法附則第3条の2第6項は、特例の適用がある場合の定めです）。"
    )


def overpaid_caution(amount: int) -> str:
    """More was paid than is owed."""
    return f"納付額が元金と延滞金の合計を{format_yen(amount)}上回っています。過誤納でないか確かめてください。"


def not_late_note(rules: RuleSet, base_day: date) -> str:
    """Nothing is late."""
    what = "督促状の指定期限" if rules.start is Start.DEMAND_DEADLINE else "納期限"
    return f"{what}（{format_wareki(base_day)}）までに納付される計算のため、延滞金はかかりません。"


def base_too_small_note(rules: RuleSet, remaining: int) -> str:
    """The base bears no charge."""
    if not remaining:
        return "元金が納期限までに全額納付されているため、延滞金はかかりません。"
    least = format_yen(rules.base_minimum)
    return f"計算の基礎となる額（{format_yen(remaining)}）が{least}未満のため、延滞金は計算しません。"


def rounding_words(rules: RuleSet) -> str:
    """100円未満の端数は切り捨て、全額が1,000円未満のときは徴収しない。"""
    unit = f"{rules.result_unit:,}円未満の端数は切り捨て" if rules.result_unit > 1 else "1円未満の端数は切り捨て"
    if rules.result_minimum <= 1:
        return f"{unit}る。"
    return f"{unit}、全額が{rules.result_minimum:,}円未満のときは徴収しない。"


def working_notes(
    rules: RuleSet, segments: tuple[Segment, ...], *, before: Fraction | int, assessed: int
) -> Iterator[str]:
    """How the sum was rounded."""
    if rules.base_unit > 1:
        yield f"計算の基礎は{rules.base_unit:,}円未満を切り捨てました。"
    shown = f"{before:,}" if isinstance(before, int) else decimal_text(before)
    if before < rules.result_minimum:
        yield f"合計{shown}円は{rules.result_minimum:,}円未満のため、全額を切り捨てました。"
    elif assessed != before:
        yield f"合計{shown}円の{rules.result_unit:,}円未満を切り捨て、{assessed:,}円としました。"
    first, last = segments[0].start.toordinal(), segments[-1].end.toordinal()
    if rules.year_days is YearDays.ALWAYS_365 and contains_leap_day(first, last):
        yield "うるう年の2月29日も1日と数え、1年を365日として計算しました（年利建て移行法第25条）。"
