"""The tables of the law: every row names its source, dated rows follow one another without gap or overlap."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.dated_rows import in_force, table
from portal.domain.errors import InvalidInput
from portal.domain.limitation.model import KIND_LABELS
from portal.domain.limitation.operations import OPERATIONS
from portal.domain.limitation.rules import effects, rule_ids


def _chains() -> dict[str, list[dict[str, Any]]]:
    chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table("court_fees")["fee"]:
        chains[row["procedure"]].append(row)
    chains["tax_pay"] = list(table("garnishment")["tax_pay"])
    chains["civil_pay"] = list(table("garnishment")["civil_pay"])
    return chains


@pytest.mark.parametrize("name", sorted(_chains()))
def test_dated_rows_follow_one_another(name: str) -> None:
    rows = _chains()[name]
    for earlier, later in zip(rows, rows[1:], strict=False):
        assert earlier["valid_to"] + timedelta(days=1) == later["valid_from"]
    assert "valid_to" not in rows[-1], f"{name} ends: enter the next row of the table"
    for row in rows:
        assert row["source"]
        assert row["article"]
        assert row["verified"] or row["note"]


def test_a_day_without_a_row_is_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="昭和64年1月7日"):
        in_force(table("garnishment")["tax_pay"], date(1989, 1, 7), what="差押禁止額")


def test_every_rule_knows_every_kind_of_event_under_both_laws() -> None:
    for rule in rule_ids():
        for old in (False, True):
            assert set(effects(rule, old=old)) == set(KIND_LABELS)


def test_every_effect_has_an_operation_an_article_or_a_reason_and_its_doubt_a_note() -> None:
    for row in table("limitation_rules")["effect"]:
        assert row["op"] in OPERATIONS or row["reason"]
        assert row.get("article") or row.get("article_from_rule") or row["op"] == "none"
        assert row["verified"] or row["note"].endswith("。")


def test_every_limitation_rule_names_its_source_and_every_doubt_its_note() -> None:
    for row in table("limitation_rules")["rule"]:
        assert row["source"]
        assert (row["verified"] and row.get("old_verified", True)) or row["note"].endswith("。")


def test_every_next_step_is_worded_for_every_class() -> None:
    for row in table("next_steps")["step"]:
        assert row["reason"].endswith("。") or row["reason"].endswith("}")
        for value in (row["article"], row["form"]):
            assert isinstance(value, str) or set(value) <= set(CLAIM_CLASSES)
