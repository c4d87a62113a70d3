"""The names in ``portal calc … --json`` are a promise to those who read it: they may be added to, never changed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from portal.calculators.commands import calc

SEGMENT = {"from", "to", "days", "base", "rate", "article", "label", "amount_exact", "amount", "truncated"}
SHAPES = [
    (
        ["late-charge", "--principal", "56400", "--due", "2026-02-02", "--paid", "2026-05-29"],
        {"total", "total_before_rounding", "segments", "rule_set", "rule_set_name", "principal", "from", "to", "days",
         "assessed", "exempted", "charge_paid", "charge_outstanding", "principal_outstanding", "overpaid", "notes",
         "cautions", "statutes"},
        {"segments": SEGMENT},
    ),
    (
        ["delay-damages", "--principal", "100000", "--due", "2024-03-31", "--as-of", "2025-03-31", "--payment",
         "2024-12-31:5000"],
        {"total", "damages_outstanding", "principal_outstanding", "costs_outstanding", "interest_outstanding", "owed",
         "segments", "instalments", "applied", "notes", "cautions", "statutes"},
        {"segments": SEGMENT, "applied": {"day", "amount", "to_costs", "to_interest", "to_damages", "to_principal", "rest"},
         "instalments": {"label", "due_date", "effective_due_date", "principal", "principal_outstanding", "rate",
                         "article", "segments", "damages_exact", "damages", "damages_paid"}},
    ),
    (
        ["limitation", "--rule", "municipal_5", "--due", "2020-06-30", "--event", "reminder:2025-05-01", "--event",
         "reminder:2025-08-01", "--as-of", "2025-09-01"],
        {"rule", "rule_label", "period", "period_article", "completes_on", "cautious_completes_on",
         "renewed_completes_on", "barred_from", "as_of", "days_left", "status", "pending", "invocation_needed",
         "invocation_article", "verified", "steps", "ignored", "cautions", "still_possible"},
        {"steps": {"date", "event", "effect", "article", "completes_on", "verified", "sentence"},
         "ignored": {"date", "event", "why", "article"},
         "still_possible": {"kind", "label", "by", "days_left", "completes_on", "sentence", "article", "page"}},
    ),
    (
        ["garnishment", "--pay", "甲社:300000", "--pay", "乙社:100000", "--on", "2025-06-01"],
        {"law", "kind", "pay", "pay_counted", "lines", "prohibited", "seizable", "article", "cautions", "notes", "split"},
        {"lines": {"label", "working", "raw", "amount", "article"},
         "split": {"label", "pay", "pay_counted", "own", "shared", "seizable", "most"}},
    ),
    (
        ["court-fee", "--procedure", "lawsuit", "--value", "1000000", "--on", "2026-06-01"],
        {"procedure", "label", "value", "on", "filing", "defendants", "lines", "total", "article", "source", "cautions",
         "notes"},
        {"lines": {"label", "working", "amount"}},
    ),
    (
        ["payment-order", "--served", "2026-06-01", "--as-of", "2026-06-02"],
        {"stage", "stage_label", "timers", "next_action", "act_from", "act_by", "final_on", "lapsed_on", "notes",
         "cautions"},
        {"timers": {"id", "label", "first_day", "computed", "last_day", "article", "working", "moved"}},
    ),
    (
        ["installments", "--balance", "100000", "--first", "2026-12-01", "--count", "3"],
        {"balance", "count", "installments", "ends_on", "late_charge", "total", "working", "warnings", "cautions"},
        {"installments": {"number", "planned_on", "due_on", "amount", "remaining", "moved"}},
    ),
    (
        ["relief", "--kind", "demand", "--from", "2026-06-30"],
        {"label", "starts_on", "last_day", "then_from", "article", "working", "cautions"}, {},
    ),
    (
        ["relief", "--kind", "grace", "--from", "2026-06-30"],
        {"kind", "label", "starts_on", "ends_on", "one_year_ends", "total_ends", "extended", "article", "working",
         "cautions"}, {},
    ),
    (
        ["wareki", "2026-06-30", "--months", "1"],
        {"day", "wareki", "short", "weekday", "fiscal_year", "closed", "period", "first_day", "last_day",
         "last_day_wareki", "last_open_day", "other_day", "days_between", "open_days", "open_day", "cautions"}, {},
    ),
    (["amount", "12000"], {"amount", "formatted", "kanji", "digits", "daiji"}, {}),
    (
        ["document-number", "8世債管第1号", "--as-of", "2026-06-01"],
        {"number", "fiscal_year", "fiscal_year_name", "symbol", "serial", "branch", "next", "next_branch"}, {},
    ),
    (["rates"], {"late_charge", "statutory", "rule_sets"}, {
        "late_charge": {"from", "to", "low", "high", "special_standard", "average_loan", "relief", "source", "verified",
                        "relief_verified"},
        "statutory": {"from", "to", "civil", "commercial", "source", "verified"}}),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "keys", "inner"), SHAPES, ids=[" ".join(shape[0][:3]) for shape in SHAPES])
def test_the_names_are_those_promised(arguments, keys, inner):
    answer = CliRunner().invoke(calc, [*arguments, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0
    result = json.loads(answer.output)
    assert set(result) == keys
    for name, names in inner.items():
        assert result[name], name
        assert set(result[name][0]) == names, name


def test_there_is_a_shape_for_every_command():
    assert {shape[0][0] for shape in SHAPES} == set(calc.commands)
