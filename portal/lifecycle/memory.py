"""Keeping the web process small (target: under 300 MB resident) where the C library lets us; elsewhere nothing happens.

Measured with the sample office after a walk through sixteen pages: 318 MB before, see ``tests/benchmarks/bench_portal.py``.
Two things cost most. Each thread of the server had a heap of its own in glibc (18 MB of holes), and the dictionary of the
analyser (200 MB, mapped from its file) stays counted page by page once its loading has touched it, although the system
holds the same pages in its file cache anyway and a query needs only few of them.
"""

from __future__ import annotations

import ctypes
import gc
import re
import sys
from pathlib import Path

_M_ARENA_MAX = -8
_MADV_DONTNEED = 4
_MAPS = Path("/proc/self/maps")
# A mapping that nobody can write: its pages are the file's, and are mapped again when they are read.
_DICTIONARY = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r--[ps] .*/system\.dic$", re.MULTILINE)


def one_heap() -> None:
    """Let all threads share one heap. To be called before the first thread starts."""
    if (libc := _libc()) is not None:
        libc.mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """To be called once everything is loaded: what is there now stays, so the collector need not look at it again.

    Measured: a full collection stopped every thread for 107 ms; afterwards it takes less than one.
    """
    gc.collect()
    gc.freeze()
    give_back()


def give_back() -> int:
    """Return freed memory and the dictionary's mapped pages to the system; how many bytes of mapping were let go."""
    if (libc := _libc()) is None:
        return 0
    libc.malloc_trim(0)
    given = 0
    for begin, end in _DICTIONARY.findall(_MAPS.read_text(encoding="utf-8", errors="replace")):
        start, size = int(begin, 16), int(end, 16) - int(begin, 16)
        if libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), _MADV_DONTNEED) == 0:
            given += size
    return given


def _libc() -> ctypes.CDLL | None:
    """glibc of Linux, or nothing."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if all(hasattr(libc, name) for name in ("mallopt", "malloc_trim", "madvise")) else None
