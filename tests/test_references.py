"""What one table names exists in the other: pages, word forms, rule sets, kinds of events, citations."""

from __future__ import annotations

import tomllib

import pytest

from portal.domain.claim_types import APPEALS, claim_types
from portal.domain.limitation.model import KIND_LABELS, OUTCOMES
from portal.domain.rule_sets import late_charge_rule_sets
from portal.domain.statutes import find_citations
from portal.ledger import kinds
from portal.manuals.pages import library
from portal.settings import HOME

TABLES = HOME / "portal" / "domain" / "tables"
PAGES = set(library(HOME / "manuals").by_id())
FORMS = {path.stem for path in (HOME / "templates").glob("*.docx")}


def named(value: object, key: str) -> set[str]:
    """Every string under ``key`` anywhere in a table."""
    if isinstance(value, dict):
        here = {value[key]} if isinstance(value.get(key), str) else set()
        return here.union(*(named(child, key) for child in value.values()))
    if isinstance(value, list):
        return set().union(*(named(child, key) for child in value))
    return set()


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.toml")), ids=lambda path: path.stem)
def test_tables_of_the_law_name_only_pages_and_forms_that_exist(path):
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert (named(table, "manual") | named(table, "page")) - {""} <= PAGES
    assert named(table, "form") - {""} <= FORMS


@pytest.mark.parametrize("kind", claim_types().values(), ids=lambda kind: kind.id)
def test_every_claim_type_has_its_rule_set_and_appeal_notice(kind):
    assert not kind.late_charge_rule or kind.late_charge_rule in late_charge_rule_sets()
    assert kind.appeal in APPEALS
    assert kind.source


@pytest.mark.parametrize("path", [*sorted((HOME / "templates").glob("*-*.toml")), HOME / "templates" / "催告書.toml"])
def test_word_forms_name_only_pages_and_events_that_exist(path):
    form = tomllib.loads(path.read_text(encoding="utf-8"))
    assert form["manual"] in PAGES | {""}
    assert form["event"] in {*kinds.BY_CODE, ""}
    assert path.with_suffix(".docx").exists()


def test_the_ledger_speaks_the_words_of_the_limitation_clock():
    assert {code for code, _ in kinds.OUTCOMES} - {""} == set(OUTCOMES)
    assert set(KIND_LABELS) <= set(kinds.BY_CODE), set(KIND_LABELS) - set(kinds.BY_CODE)


def test_every_statute_that_a_page_names_in_its_head_can_be_read_as_a_citation():
    laws = tomllib.loads((HOME / "manuals" / "法令.toml").read_text(encoding="utf-8"))["laws"]
    names = {word: law["name"] for law in laws for word in (law["name"], *law["abbreviations"])}
    unread = [
        (page.id, statute)
        for page in library(HOME / "manuals")
        for statute in page.statutes
        if not find_citations(statute, names)
    ]
    assert not unread
