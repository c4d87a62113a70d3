"""Where the period of a local tax begins: 法定納期限, and two years later for a tax evaded (地方税法18条1項・18条の2第3項).

The tax notice (納入通知) then holds completion off up to the deadline it names and starts a new period, so a clock
without these facts rightly runs from that deadline; with them the years before the notice are shown too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portal.domain.errors import InvalidInput
from portal.domain.limitation.clock import ONE_DAY, Clock, years_after
from portal.domain.limitation.model import LimitationClaim, LimitationEvent
from portal.domain.limitation.rules import Period
from portal.domain.wareki import format_wareki

NOTICE = "assessment"
EVASION_YEARS = 2
EVASION_ARTICLE = "地方税法18条の2第3項"


def check_tax_start(terms: Period, claim: LimitationClaim) -> None:
    """Refuse facts that only a local tax has, and a statutory due date after the deadline of the notice."""
    if terms.regime != "tax" and claim.evaded:
        raise InvalidInput(
            "偽りその他不正の行為による2年間の不進行は、地方税だけの定めです（地方税法18条の2第3項）。"
            "この債権の根拠の条文を確かめてください。",
            field="偽りその他不正の行為",
        )
    if terms.regime != "tax" and claim.statutory_due_on is not None:
        raise InvalidInput("法定納期限は地方税のときだけ入力してください。", field="法定納期限")
    if claim.statutory_due_on is not None and claim.statutory_due_on > claim.due_date:
        raise InvalidInput(
            f"法定納期限{format_wareki(claim.statutory_due_on)}が、納期限{format_wareki(claim.due_date)}より後です。どちらかを直してください。",
            field="法定納期限",
        )


def with_deadline(claim: LimitationClaim, events: Sequence[LimitationEvent]) -> list[LimitationEvent]:
    """The events, a notice without a deadline getting the claim's due date, which it named."""
    return [
        replace(event, ends_on=claim.due_date)
        if event.kind == NOTICE and event.ends_on is None and event.on <= claim.due_date
        else event
        for event in events
    ]


def start_from_statutory_due(clock: Clock) -> None:
    """Set the clock to the statutory due date, or to the day the evasion lets it run from."""
    claim = clock.claim
    statutory = claim.statutory_due_on or claim.due_date
    clock.due = clock.start = clock.known = statutory
    clock.steps.clear()
    clock.base_end = clock.end_from(statutory)
    words = f"法定納期限（{format_wareki(statutory)}）の翌日から時効（{clock.period.words}）が進みます"
    clock.record(statutory + ONE_DAY, "起算", clock.period.article, True, words)
    if claim.statutory_due_on is None:
        clock.cautions["要確認：法定納期限の入力がないため、納期限を法定納期限として計算しました。"] = None
    if claim.evaded:
        _evaded(clock, statutory)
    if statutory < claim.due_date and not any(event.kind == NOTICE for event in clock.events):
        clock.cautions[
            "要確認：納税通知書を発した日（出来事「納入通知」）の入力がないため、告知による更新を計算に入れていません。"
        ] = None


def _evaded(clock: Clock, statutory: date) -> None:
    """Two years do not run, unless a notice or return within them sets the period off (18条の2第3項ただし書)."""
    last = years_after(statutory, EVASION_YEARS)
    notice = min((event.on for event in clock.events if event.kind == NOTICE), default=None)
    if notice is not None and notice <= statutory:
        words = "法定納期限までに告知があったため、法定納期限の翌日から進みます"
        clock.record(statutory + ONE_DAY, "偽りその他不正の行為", EVASION_ARTICLE, True, words)
        return
    begins = last if notice is None or notice > last else notice
    clock.start = begins
    clock.base_end = clock.end_from(begins)
    words = (
        f"法定納期限の翌日から2年間（{format_wareki(last)}まで）は進行しません"
        if begins == last
        else f"2年間の不進行の間に告知の文書を発したため、その翌日（{format_wareki(begins + ONE_DAY)}）から進みます"
    )
    clock.record(begins + ONE_DAY, "偽りその他不正の行為", EVASION_ARTICLE, True, words)
