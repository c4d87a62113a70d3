"""How words sound and how typists slip: small kana typed large, romaji, one letter wrong.

All in katakana, the spelling of readings. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

MAX_VARIANTS = 16
_AFTER_I = "キシチニヒミリギジヂビピ"
_SMALL = {"ヤ": "ャ", "ユ": "ュ", "ヨ": "ョ"}
_STOPS = "カキクケコサシスセソタチツテトパピプペポ"
_VOWELS = "aiueo"
_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト",
    "d": "ダヂヅデド", "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ",
    "r": "ラリルレロ",
}  # fmt: skip
_SYLLABLES = {
    **{head + vowel: kana for head, row in _ROWS.items() for vowel, kana in zip(_VOWELS, row, strict=True)},
    **{
        f"{head}y{vowel}": row[1] + small
        for head, row in _ROWS.items()
        if head
        for vowel, small in (("a", "ャ"), ("u", "ュ"), ("o", "ョ"))
    },
    "ya": "ヤ", "yu": "ユ", "yo": "ヨ", "wa": "ワ", "wo": "ヲ", "shi": "シ", "chi": "チ", "tsu": "ツ", "fu": "フ", "ji": "ジ",
    "sha": "シャ", "shu": "シュ", "sho": "ショ", "cha": "チャ", "chu": "チュ", "cho": "チョ", "ja": "ジャ", "ju": "ジュ", "jo": "ジョ",
    "jya": "ジャ", "jyu": "ジュ", "jyo": "ジョ", "n'": "ン", "-": "ー",
}  # fmt: skip


def from_romaji(text: str) -> str:
    """Katakana for text that holds romaji, kana staying as they are; empty where it is no romaji.

    >>> from_romaji("tokusokujou"), from_romaji("トクソクjou"), from_romaji("sms")
    ('トクソクジョウ', 'トクソクジョウ', '')
    """
    kana, at = "", 0
    while at < len(text):
        letter = text[at]
        if not (letter.isascii() and letter.isalpha()):
            kana, at = kana + letter, at + 1
            continue
        step = next((size for size in (3, 2, 1) if text[at : at + size] in _SYLLABLES), 0)
        if step:
            kana, at = kana + _SYLLABLES[text[at : at + step]], at + step
        elif letter == "n":
            doubled = text[at + 1 : at + 2] == "n" and text[at + 2 : at + 3] not in (*_VOWELS, "y")
            kana, at = kana + "ン", at + 1 + doubled
        elif text[at + 1 : at + 2] == letter:
            kana, at = kana + "ッ", at + 1
        else:
            return ""
    return kana


def with_small_kana(kana: str) -> Iterator[str]:
    """``kana`` as it would be with ヤユヨツ typed small where they can be, the most small first; itself comes last.

    >>> list(with_small_kana("トクソクジヨウ"))
    ['トクソクジョウ', 'トクソクジヨウ']
    """
    choices = [
        (_SMALL[letter], letter)
        if letter in _SMALL and kana[at - 1 : at] in tuple(_AFTER_I)
        else ("ッ", "ツ")
        if letter == "ツ" and at > 0 and kana[at + 1 : at + 2] in tuple(_STOPS)
        else (letter,)
        for at, letter in enumerate(kana)
    ]
    for number, letters in enumerate(product(*choices)):
        if number == MAX_VARIANTS:
            break
        yield "".join(letters)


def one_edit(one: str, other: str) -> bool:
    """Whether a single letter more, less, other, or changed with its neighbour makes ``other`` of ``one``."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    head = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[head:], other[head:]
    return a[1:] == b[1:] or a == b[1:] or a[1:] == b or (a[2:] == b[2:] and a[:2] == b[1::-1])
