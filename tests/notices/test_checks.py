"""The law checks: pure functions, one table of what blocks, what needs an approver, what is only said."""

from __future__ import annotations

import dataclasses
from datetime import date

import jpholiday
import pytest

from portal.domain.calendar import OfficeCalendar
from portal.notices.checks import (
    Difference,
    NoticeFacts,
    Severity,
    blocking,
    check,
    individual_numbers,
    is_individual_number,
    needs_approver,
)

ALL = frozenset(
    {
        "claim_class", "demand_exists", "ten_days_after_demand", "first_demand", "amounts_recomputed", "limitation", "relief",
        "bankruptcy", "attorney", "death", "welfare", "support_measures", "returned_mail", "duplicate",
    }
)  # fmt: skip
WELL = NoticeFacts(
    form_title="催告書", form_classes=("compulsory_public",), disposition=False, event="reminder",
    asked=ALL - {"first_demand"}, issue_day=date(2026, 11, 24), calendar=OfficeCalendar(jpholiday.is_holiday), claim_class="compulsory_public",
    designated=date(2026, 12, 8), demand_sent=date(2026, 8, 20), outstanding=1000, limitation_completes=date(2028, 7, 30),
    invocation_needed=False,
)  # fmt: skip


def severities(**changed):
    return {one.code: one.severity for one in check(dataclasses.replace(WELL, **changed))}


def test_a_letter_with_nothing_against_it_has_no_finding():
    assert check(WELL) == ()


@pytest.mark.parametrize(
    ("changed", "code", "severity"),
    [
        # source of each row: the article its finding cites, or the office's rule (no article)
        ({"claim_class": "private"}, "claim_class", Severity.BLOCK),
        ({"demand_sent": None}, "demand_exists", Severity.APPROVE),
        ({"demand_sent": None, "disposition": True}, "demand_exists", Severity.BLOCK),
        ({"demand_sent": date(2026, 11, 20)}, "ten_days_after_demand", Severity.APPROVE),
        ({"demand_sent": date(2026, 11, 20), "disposition": True}, "ten_days_after_demand", Severity.BLOCK),
        ({"asked": ALL}, "first_demand", Severity.WARN),
        ({"designated": date(2026, 11, 24)}, "designated_date", Severity.BLOCK),
        ({"designated": date(2026, 12, 6)}, "designated_date", Severity.WARN),  # a Sunday
        ({"designated": date(2026, 12, 29)}, "designated_date", Severity.WARN),  # 年末
        ({"designated": date(2026, 11, 30), "event": "demand"}, "designated_date", Severity.WARN),
        ({"outstanding": 0}, "amounts_recomputed", Severity.APPROVE),
        ({"differences": (Difference("延滞金", 100, 200),)}, "amounts_recomputed", Severity.WARN),
        ({"limitation_completes": date(2026, 11, 23)}, "limitation", Severity.BLOCK),
        ({"limitation_completes": date(2026, 11, 23), "invocation_needed": True}, "limitation", Severity.APPROVE),
        ({"limitation_completes": date(2026, 12, 24)}, "limitation", Severity.NOTE),
        ({"reliefs": ("徴収猶予",), "grace": True}, "relief", Severity.APPROVE),
        ({"reliefs": ("徴収猶予",), "grace": True, "disposition": True}, "relief", Severity.BLOCK),
        ({"plan_active": True}, "relief", Severity.APPROVE),
        ({"bankrupt": True}, "bankruptcy", Severity.APPROVE),
        ({"lawyer_notified_on": date(2026, 10, 1)}, "attorney", Severity.APPROVE),
        ({"died_on": date(2026, 10, 1)}, "death", Severity.BLOCK),
        ({"died_on": date(2026, 10, 1), "addressee": "heir"}, "death", Severity.NOTE),
        ({"on_welfare": True}, "welfare", Severity.WARN),
        ({"support_measure": True}, "support_measures", Severity.APPROVE),
        ({"returned_mail": True}, "returned_mail", Severity.APPROVE),
        ({"last_same": date(2026, 11, 11)}, "duplicate", Severity.WARN),
        ({"appeal_needed": True}, "appeal_notice", Severity.BLOCK),
        ({"text": "番号は 1234-5678-9018 です"}, "individual_number", Severity.BLOCK),
        ({"text": "外字\ue000"}, "glyphs", Severity.BLOCK),
        ({"in_ledger": False}, "ledger", Severity.NOTE),
    ],
)  # fmt: skip
def test_each_fact_has_its_finding(changed, code, severity):
    assert severities(**changed)[code] is severity


def test_a_seizure_is_free_from_the_eleventh_day_of_the_demand():
    # 国税徴収法47条1項1号: sent on the 14th, ten days have passed on the 24th, so from the 25th
    on = {"asked": frozenset({"ten_days_after_demand"}), "disposition": True}
    assert "ten_days_after_demand" in severities(
        **on, demand_sent=date(2026, 11, 14), issue_day=date(2026, 11, 24), designated=None
    )
    assert severities(**on, demand_sent=date(2026, 11, 14), issue_day=date(2026, 11, 25), designated=None) == {}


def test_the_same_letter_after_the_office_s_days_is_no_duplicate():
    assert "duplicate" not in severities(last_same=date(2026, 11, 10))


def test_the_gravest_finding_comes_first():
    found = check(dataclasses.replace(WELL, on_welfare=True, claim_class="private", plan_active=True))
    assert [one.severity for one in found] == [Severity.BLOCK, Severity.APPROVE, Severity.WARN]
    assert len(blocking(found)) == 1 and needs_approver(found)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [("123456789018", True), ("123456789012", False), ("111111111111", False), ("12345678901", False)],
)
def test_a_personal_number_is_told_by_its_check_digit(digits, expected):
    # 総務省令85号5条の算式; 123456789018 is the worked example of many published validators
    assert is_individual_number(digits) is expected


def test_a_longer_number_is_no_personal_number():
    assert individual_numbers("通知書番号 20261234567890182") == []
    assert individual_numbers("１２３４５６７８９０１８") == ["123456789018"]
