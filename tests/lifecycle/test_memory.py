"""The web process gives memory back and works on as before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portal.index.analysis import words
from portal.lifecycle import memory


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what is mapped: nothing was tested")
def test_the_dictionary_is_let_go_and_read_again():
    before = [word.normal for word in words("督促と催告の違い")]
    assert memory.give_back() > 100_000_000  # the whole file, some 200 MB
    assert [word.normal for word in words("督促と催告の違い")] == before
    assert [word.normal for word in words("換価の猶予") if word.content] == ["換価", "猶予"]


def test_elsewhere_nothing_happens(monkeypatch):
    monkeypatch.setattr(memory.sys, "platform", "win32")
    memory.one_heap()
    assert memory.give_back() == 0


def test_what_is_loaded_is_not_looked_through_again():
    """In a process of its own: freezing cannot be told apart from what other tests froze."""
    script = "import gc\nfrom portal.lifecycle import memory\nknown = len(gc.get_objects())\nmemory.settle()\nassert gc.get_freeze_count() > known / 2\n"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
