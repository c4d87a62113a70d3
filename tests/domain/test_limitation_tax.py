"""地方税の時効: 法定納期限, 告知, 偽りその他不正の行為, 猶予, 延滞金 — by hand from 地方税法18条・18条の2 (2026-05-21施行)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.limitation import LimitationClaim, LimitationEvent, LimitationResult, limitation_clock
from portal.domain.periods import period_end

E = LimitationEvent


def d(text: str) -> date:
    return date.fromisoformat(text)


def tax(due: str, *events: LimitationEvent, **more: object) -> LimitationResult:
    return limitation_clock("local_tax_5", LimitationClaim(d(due), **more), events)  # type: ignore[arg-type]


STATUTORY = d("2018-06-30")
CASES = [
    # name, due, facts, events, completes
    ("法定納期限の翌日から5年（18条1項）", "2018-06-30", {"statutory_due_on": STATUTORY}, [], "2023-06-30"),
    ("告知は指定の納期限まで完成せず、その翌日から進む（18条の2第1項1号）", "2019-01-31",
     {"statutory_due_on": STATUTORY}, [E("assessment", d("2019-01-10"))], "2024-01-31"),
    ("納期限が別に分かっているとき（起算2019-03-01、応当日2024-03-01の前日）", "2019-01-31", {"statutory_due_on": STATUTORY},
     [E("assessment", d("2019-01-10"), d("2019-02-28"))], "2024-02-29"),
    ("不正は2年間進行しない: 2018-07-01から2020-06-30まで、2020-07-01から5年（18条の2第3項）", "2018-06-30",
     {"statutory_due_on": STATUTORY, "evaded": True}, [], "2025-06-30"),
    ("2年の後の告知は、7年目までなら間に合う", "2024-09-30", {"statutory_due_on": STATUTORY, "evaded": True},
     [E("assessment", d("2024-08-20"))], "2029-09-30"),
    ("7年を過ぎた告知は間に合わない", "2025-08-31", {"statutory_due_on": STATUTORY, "evaded": True},
     [E("assessment", d("2025-08-01"))], "2025-06-30"),
    ("2年以内の告知は、その翌日から進む（同項ただし書）。告知の納期限からの5年になる", "2019-12-27",
     {"statutory_due_on": STATUTORY, "evaded": True}, [E("assessment", d("2019-12-02"))], "2024-12-27"),
    ("法定納期限までの告知は、法定納期限の翌日から進む（同項ただし書）", "2018-06-30",
     {"statutory_due_on": STATUTORY, "evaded": True}, [E("assessment", d("2018-06-10"))], "2023-06-30"),
    ("猶予の間は進行しない（同条4項）: 災害等による徴収猶予も同じ", "2021-06-30", {},
     [E("disaster_grace", d("2022-01-01"), d("2022-12-31"))], "2027-06-30"),
    ("本税の納付の時から、その延滞金の時効が新たに進む（同条6項）", "2021-06-30", {},
     [E("principal_paid", d("2024-03-15"))], "2029-03-15"),
    ("督促状は発した日から起算して10日を経過した日まで（同条1項2号）: 7/20を1日目として7/30", "2021-06-30", {},
     [E("demand", d("2021-07-20"))], "2026-07-30"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "due", "facts", "events", "expected"), CASES, ids=[case[0][:34] for case in CASES])
def test_the_tax_clock_goes_as_the_act_says(
    name: str, due: str, facts: dict[str, object], events: list[LimitationEvent], expected: str
) -> None:
    assert tax(due, *events, **facts).completes_on == d(expected), name


def test_the_two_years_are_a_step_with_its_article() -> None:
    result = tax("2018-06-30", statutory_due_on=STATUTORY, evaded=True)
    assert [(step.event, step.article) for step in result.steps] == [
        ("起算", "地方税法18条1項"), ("偽りその他不正の行為", "地方税法18条の2第3項"),
    ]  # fmt: skip


def test_what_is_not_known_of_the_notice_or_the_statutory_due_date_is_to_be_checked() -> None:
    no_notice = tax("2019-01-31", statutory_due_on=STATUTORY)
    assert no_notice.completes_on == d("2023-06-30")  # 告知が確かめられないうちは、早い日
    assert any(text.startswith("要確認") and "納税通知書" in text for text in no_notice.cautions)
    no_statutory = tax("2018-06-30", evaded=True)
    assert no_statutory.completes_on == d("2025-06-30")
    assert any(text.startswith("要確認") and "法定納期限" in text for text in no_statutory.cautions)


def test_only_a_local_tax_knows_these_facts() -> None:
    for facts in ({"evaded": True}, {"statutory_due_on": STATUTORY}):
        with pytest.raises(InvalidInput, match="地方税"):
            limitation_clock("nhi_2", LimitationClaim(STATUTORY, **facts))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="より後"):
        tax("2018-06-30", statutory_due_on=d("2018-07-01"))


@given(st.dates(date(2005, 1, 1), date(2030, 12, 31)), st.integers(-400, 3000) | st.none(), st.booleans())
def test_a_walk_day_by_day_over_the_two_years_agrees(statutory: date, offset: int | None, evaded: bool) -> None:
    notice = None if offset is None else statutory + timedelta(days=offset)
    due = statutory if notice is None else max(statutory, notice + timedelta(days=20))
    events = [] if notice is None else [E("assessment", notice)]
    result = limitation_clock("local_tax_5", LimitationClaim(due, statutory_due_on=statutory, evaded=evaded), events)
    assert result.completes_on == _walk(statutory, notice, due, evaded=evaded)


def _walk(statutory: date, notice: date | None, deadline: date, *, evaded: bool) -> date:
    """Ask each evening from the statutory due date on whether five years have run without the notice."""
    rest_until = period_end(statutory, years=2) if evaded else statutory
    if evaded and notice is not None and notice <= rest_until:
        rest_until = max(notice, statutory)
    day = statutory
    while day < period_end(rest_until, years=5):
        if notice is not None and day == max(notice, statutory) and deadline > statutory:
            return period_end(deadline, years=5)
        day += timedelta(days=1)
    if notice == day:
        return period_end(deadline, years=5)
    return day


def test_an_acknowledgment_after_completion_does_not_bring_a_public_claim_back() -> None:
    """地方自治法236条2項・地方税法18条2項: 援用を要せず、利益を放棄できない。"""
    result = tax("2018-06-30", E("partial_payment", d("2023-08-01")))
    assert result.completes_on == d("2023-06-30")
    assert result.renewed_completes_on is None
    assert any("過誤納" in text for text in result.cautions)
    assert result.ignored[0].article == "地方税法18条2項"


def test_an_acknowledgment_after_completion_of_a_private_claim_may_bar_the_invocation() -> None:
    """最判昭41.4.20（援用は信義則上許されない）、最判昭45.5.21（承認の後に再び時効が進行する）。"""
    claim = LimitationClaim(d("2019-06-30"), arose_on=d("2019-06-01"))
    result = limitation_clock("civil_recurring_5", claim, [E("acknowledgment", d("2025-06-01"))])
    assert result.completes_on == d("2024-06-30")
    assert result.renewed_completes_on == d("2030-06-01")
    assert any("昭和41年4月20日" in text and "令和12年6月1日" in text for text in result.cautions)
    assert result.to_dict()["renewed_completes_on"] == "2030-06-01"
    assert limitation_clock("civil_recurring_5", claim).renewed_completes_on is None
