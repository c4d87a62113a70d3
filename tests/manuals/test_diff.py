"""Comparing Japanese texts word by word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.manuals.diff import compare, shortened


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("督促状を送る。", "催告書を送る。", ["督促状"], ["催告書"]),
        ("年14.6％で計算", "年9.0％で計算", ["14.6"], ["9.0"]),
        ("一\n二\n三\n", "一\n三\n", ["二\n"], []),
        ("同じ", "同じ", [], []),
    ],
)
def test_whole_words_change(old, new, removed, added):
    parts = compare(old, new)
    assert [p.text for p in parts if p.kind == "removed"] == removed
    assert [p.text for p in parts if p.kind == "added"] == added


@given(st.text(alphabet="督促催告は。\n1a ", max_size=60), st.text(alphabet="督促催告は。\n1a ", max_size=60))
@settings(max_examples=150, deadline=None)
def test_both_texts_can_be_read_out_of_the_parts(old, new):
    parts = compare(old, new)
    assert "".join(p.text for p in parts if p.kind != "added") == old
    assert "".join(p.text for p in parts if p.kind != "removed") == new


def test_long_unchanged_stretches_are_left_out():
    old = "".join(f"{n}\n" for n in range(100))
    parts = shortened(compare(old, old.replace("50\n", "五十\n")))
    assert [p.kind for p in parts] == ["gap", "same", "removed", "added", "same", "gap"] or parts[0].kind == "gap"
    assert sum(len(p.text) for p in parts) < 60


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("督促については計算する。", "督促についても計算しない。", ["は", "する"], ["も", "しない"]),
        ("催告と督促", "催促と督促", ["催告"], ["催促"]),
        ("　字下げ  二つの空白", "　字下げ  一つの空白", ["二"], ["一"]),
    ],
)
def test_a_particle_changes_by_itself_and_a_compound_as_a_whole(old, new, removed, added):
    test_whole_words_change(old, new, removed, added)


def test_huge_texts_are_compared_line_by_line():
    old, new = "あいう\n" * 20_000, "あいう\nえ" * 20_000
    parts = compare(old, new)
    assert "".join(p.text for p in parts if p.kind != "added") == old
    assert "".join(p.text for p in parts if p.kind != "removed") == new
