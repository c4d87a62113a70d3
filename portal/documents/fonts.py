"""Fonts for printing: Word forms declare ＭＳ 明朝 and ＭＳ ゴシック, which a Linux server does not have.

Without an alias LibreOffice takes whatever comes first and digits appear in another face than the kanji around them. A
real font that is installed always wins.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

_SERIF = (
    "ＭＳ 明朝",
    "MS Mincho",
    "ＭＳ Ｐ明朝",
    "MS PMincho",
    "游明朝",
    "Yu Mincho",
    "HG明朝B",
    "BIZ UD明朝 Medium",
    "BIZ UDMincho",
)
_SANS = (
    "ＭＳ ゴシック", "MS Gothic", "ＭＳ Ｐゴシック", "MS PGothic", "MS UI Gothic", "游ゴシック", "Yu Gothic", "メイリオ", "Meiryo",
    "HGゴシックE", "BIZ UDゴシック", "BIZ UDGothic", "UD デジタル 教科書体 N-R",
)  # fmt: skip
# First the ones that cover 𠮷 and variation selectors.
_SERIF_FALLBACKS = ("Noto Serif CJK JP", "IPAmjMincho", "IPAex明朝", "IPAexMincho", "IPAMincho", "Takao明朝")
_SANS_FALLBACKS = ("Noto Sans CJK JP", "IPAexゴシック", "IPAexGothic", "IPAGothic", "Takaoゴシック")


def fontconfig(cache: Path) -> str:
    """A fonts.conf that adds the aliases to the system's own configuration; `cache` is a folder it may write to."""
    aliases = [_alias(name, _SERIF_FALLBACKS) for name in _SERIF] + [_alias(name, _SANS_FALLBACKS) for name in _SANS]
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"<cachedir>{escape(str(cache))}</cachedir>\n" + "\n".join(aliases) + "\n</fontconfig>\n"
    )


def _alias(name: str, fallbacks: tuple[str, ...]) -> str:
    accepted = "".join(f"<family>{fallback}</family>" for fallback in fallbacks)
    return f'<alias binding="same"><family>{name}</family><accept>{accepted}</accept></alias>'


def known_substitute(name: str) -> bool:
    """Whether printing here replaces `name` by a Japanese font on purpose."""
    return name in _SERIF or name in _SANS


@lru_cache(maxsize=1)
def installed_families() -> frozenset[str]:
    """Names of the fonts this machine has, as fontconfig tells; empty where there is no fontconfig (Windows)."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    try:
        listed = subprocess.run([program, ":", "family"], capture_output=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    lines = listed.stdout.decode("utf-8", "replace").splitlines()
    return frozenset(name.strip().replace("\\", "") for line in lines for name in line.split(",") if name.strip())
