"""Writing an index that is damaged or busy: the work was committed, so nobody hears of a failure, and nothing stays out."""

from __future__ import annotations

import pytest

from portal.index import open_index
from portal.index.healing import HealingIndex
from portal.index.port import Document, IndexBusy, IndexDamaged, Query


class Unwilling:
    """An index whose next writes fail with ``errors``."""

    def __init__(self, inner, *errors):
        self.inner, self.errors = inner, list(errors)

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def put(self, documents):
        self.fail()
        return self.inner.put(documents)

    def delete(self, ids):
        self.fail()
        return self.inner.delete(ids)

    def fail(self):
        if self.errors:
            raise self.errors.pop(0)


@pytest.fixture
def inner():
    index = open_index(None)
    yield index
    index.close()


def titles(index) -> set[str]:
    return {hit.document.title for hit in index.search(Query("督促")).hits}


def document(name: str) -> Document:
    return Document(name, "manual", f"督促{name}", "督促の本文")


def test_a_damaged_index_is_made_again_when_it_is_written(inner):
    truth = [document("a"), document("b")]
    index = HealingIndex(Unwilling(inner, IndexDamaged("壊れた")), lambda: inner.rebuild(truth))
    index.put([document("b")])
    assert titles(index) == {"督促a", "督促b"}


def test_what_met_a_busy_index_is_written_with_the_next_one(inner):
    index = HealingIndex(Unwilling(inner, IndexBusy("混雑"), IndexBusy("混雑")), lambda: None)
    index.put([document("a")])
    index.put([document("b"), document("a")])
    assert titles(index) == set()
    index.put([document("c")])
    assert titles(index) == {"督促a", "督促b", "督促c"}


def test_a_removal_waits_as_well_and_the_later_word_counts(inner):
    inner.put([document("a"), document("b")])
    index = HealingIndex(Unwilling(inner, IndexBusy("混雑"), IndexBusy("混雑")), lambda: None)
    index.delete(["a", "b"])
    index.put([document("b")])
    index.put([document("c")])
    assert titles(index) == {"督促b", "督促c"}
