"""Rule sets: the delivered ones, an office's own, and refusals."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from portal.domain.dated_rows import table
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.rule_sets import LowUntil, RateKind, RuleSet, late_charge_rule_sets, rule_set_from

SETS = late_charge_rule_sets()


def test_a_set_is_ready_for_every_kind_of_claim():
    needed = {
        "local_tax", "national_health_tax", "national_health_3m", "national_health_1m", "care_3m", "care_1m",
        "elderly_medical_3m", "elderly_medical_1m", "childcare", "sewer_fee", "sewer_beneficiary", "road_occupancy",
        "ordinary_statutory",
    }  # fmt: skip
    assert needed <= set(SETS)
    assert sum(code.startswith("extra_") for code in SETS) >= 7


@pytest.mark.parametrize("rules", SETS.values(), ids=lambda rules: rules.code)
def test_every_set_names_its_article_and_source(rules):
    assert rules.article
    assert rules.rounding_article
    assert rules.source
    assert rules.special_article or rules.scheme is not RateKind.LINKED


@pytest.mark.parametrize("rules", SETS.values(), ids=lambda rules: rules.code)
def test_a_set_survives_being_stored_as_json(rules):
    assert rule_set_from(json.loads(json.dumps(rules.to_mapping()))) == rules


def test_an_office_makes_a_set_of_its_own_from_a_form():
    rules = rule_set_from(
        {"code": "ours", "name": "当区の規則", "low_until": "months", "low_months": "3", "low": "7.3"}
    )
    assert (rules.low_months, rules.low, rules.low_until) == (3, Decimal("7.3"), LowUntil.MONTHS)
    assert rules.verified is False
    assert SETS.with_sets([rules])["ours"] is rules
    assert "ours" not in SETS


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"low_until": "whenever"}, "low_until"),
        ({"low": "七"}, "low"),
        ({"high": "NaN"}, "high"),
        ({"high": "101"}, "high"),
        ({"base_unit": 0}, "base_unit"),
        ({"result_unit": "百"}, "result_unit"),
        ({"colour": "red"}, "colour"),
        ({"name": " "}, "name"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field(values, field):
    with pytest.raises(InvalidInput) as refusal:
        rule_set_from({"code": "ours", "name": "当区の規則", **values})
    assert refusal.value.field == field


def test_an_unknown_set_is_refused_with_the_list_of_known_ones():
    with pytest.raises(NotFound, match="local_tax"):
        SETS["no_such_set"]


def test_every_kind_of_claim_points_to_a_set_that_exists():
    codes = {row.get("late_charge_rule", "") for row in table("claim_types")["claim_type"]} - {""}
    assert codes <= set(SETS)
    assert codes


def test_the_defaults_are_those_of_local_tax():
    plain, tax = RuleSet("x", "x"), SETS["local_tax"]
    same = {"article", "special_article", "rounding_article", "source", "verified", "code", "name", "claims"}
    for key, value in plain.to_mapping().items():
        assert key in same or tax.to_mapping()[key] == value
