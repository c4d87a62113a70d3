"""The table of claims is complete, consistent with the other tables, and honest about what is unsure."""

from __future__ import annotations

import json

import pytest

from portal.domain.claim_types import APPEALS, CLAIM_CLASSES, claim_type, claim_types, find_claim_type
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.limitation import rule_ids
from portal.domain.rule_sets import late_charge_rule_sets


def test_every_claim_names_an_existing_class_rule_and_appeal() -> None:
    for kind in claim_types().values():
        assert kind.claim_class in CLAIM_CLASSES
        assert kind.limitation_rule in rule_ids()
        assert kind.appeal in APPEALS
        assert kind.source
        assert kind.manual
        assert kind.verified or kind.note.endswith("。")
        assert json.dumps(kind.to_dict(), ensure_ascii=False)


def test_late_charge_rules_exist() -> None:
    for kind in claim_types().values():
        assert not kind.late_charge_rule or kind.late_charge_rule in late_charge_rule_sets()


def test_private_claims_have_no_enforcement_no_appeal_and_no_late_charge() -> None:
    for kind in claim_types().values():
        private = kind.claim_class == "private"
        assert (kind.appeal == "F") == private
        assert kind.charges_delay_damages == private
        assert bool(kind.enforcement) == (kind.claim_class == "compulsory_public")
        if private:
            assert kind.late_charge_rule == ""


def test_the_office_may_override_the_class_only_where_a_rule_exists() -> None:
    fee = claim_type("after_school_fee")
    assert fee.limitation_rule_for() == "municipal_5"
    assert fee.limitation_rule_for("private") == "civil_general"
    with pytest.raises(InvalidInput, match="時効の定めが表にありません"):
        claim_type("nhi_premium").limitation_rule_for("private")


def test_claims_whose_class_differs_by_municipality_are_to_be_checked() -> None:
    assert claim_type("after_school_fee").caution.startswith("要確認")
    assert claim_type("nhi_premium").caution == ""


def test_an_officers_word_finds_its_claim_and_an_ambiguous_one_finds_none() -> None:
    found = find_claim_type("国保料")
    assert found is not None
    assert found.id == "nhi_premium"
    assert find_claim_type("生活保護法63条返還金") is None
    assert find_claim_type("存在しない債権") is None
    with pytest.raises(NotFound):
        claim_type("no_such_claim")
