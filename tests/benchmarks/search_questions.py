"""Corpora and questions for the search benchmark: paragraphs cut from texts at hand, questions made of one sentence of one.

Nothing here is drawn from what an office types. ``typed`` makes short queries of loose words and stretches;
``asked_in_sentences`` makes natural questions the way people write them about a paragraph they have read: one part of a sentence
becomes a question word, others are left out, turned round or said with a foreign word, the ending becomes a question.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.index import Document
from portal.index.analysis import Word, words
from portal.index.folding import fold

ENDINGS = [
    "は何ですか", "とは何か", "はいつですか", "はどこですか", "を教えてください", "は誰が行うか", "はいくらですか", "の方法は",
]  # fmt: skip
ASKED = [
    "何", "何", "何", "誰", "どこ", "いつ", "どのような場合", "何年", "どのようなもの", "いくつ", "何という機関",
]  # fmt: skip
VERBS = ["ますか。", "ましたか。", "されましたか。", "のですか。", "ているか。", "でしょうか。"]
LEFT_OUT, FOREIGN, TITLED = 0.2, 0.08, 0.25
_CLOSING = frozenset({"助詞", "助動詞", "補助記号"})


@dataclass(frozen=True)
class Question:
    text: str
    answer: str


def paragraphs(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(title, paragraph) of at least 80 characters, from Markdown and text files in a stable order."""
    for path in sorted(path for folder in folders for suffix in ("*.md", "*.txt") for path in folder.rglob(suffix)):
        kept = ""
        for block in re.split(r"\n+", path.read_text(encoding="utf-8", errors="replace")):
            kept += block.strip() + " "
            if len(kept) >= 80:
                yield path.stem, kept.strip()[:1500]
                kept = ""


def corpus(folders: Sequence[Path], size: int, chance: random.Random, *, length: int = 0) -> list[Document]:
    """``size`` documents; beyond what there is, sentences are mixed anew. ``length`` joins up to that many characters."""
    base = list(dict.fromkeys(paragraphs(folders)))
    chance.shuffle(base)
    if length:
        return [_page(base, number, length, chance) for number in range(size)]
    documents = [Document(f"d{n}", "page", title, body) for n, (title, body) in enumerate(base[:size])]
    sentences = [piece for _, body in base for piece in re.split(r"(?<=。)", body) if len(piece) > 15]
    while len(documents) < size:
        title = chance.choice(base)[0]
        documents.append(Document(f"d{len(documents)}", "page", title, "".join(chance.sample(sentences, 3))))
    return documents


def _page(base: list[tuple[str, str]], number: int, length: int, chance: random.Random) -> Document:
    title, body = chance.choice(base)
    while len(body) < length:
        body += chance.choice(base)[1]
    return Document(f"d{number}", "page", title, body[:length])


def typed(documents: Sequence[Document], count: int, chance: random.Random) -> list[Question]:
    """Half are loose words in another order, half a stretch of a sentence with something foreign before it."""
    made: list[Question] = []
    while len(made) < count:
        document, other = chance.choice(documents), chance.choice(documents)
        text = (_loose if len(made) % 2 else _stretch)(document.body, other.body, chance)
        if text:
            made.append(Question(text + chance.choice(ENDINGS), document.id))
    return made


def _loose(body: str, foreign: str, chance: random.Random) -> str:
    """Three to five words of one or two clauses, sometimes with a foreign word."""
    pieces = [piece for piece in re.split(r"[。、\s]", body) if len(piece) > 12]
    if not pieces:
        return ""
    content = _content("".join(chance.sample(pieces, min(len(pieces), chance.choice((1, 1, 2))))))
    if len(content) < 5:
        return ""
    kept = chance.sample(content, chance.randint(3, 5))
    if chance.random() < 0.5:
        kept += _content(foreign[:200])[:1]
    chance.shuffle(kept)
    return "".join(word + chance.choice(("の", "を", "が", "に", "で")) for word in kept)


def _content(text: str) -> list[str]:
    return list(dict.fromkeys(word.surface for word in words(fold(text)) if word.content and len(word.surface) > 1))


def _stretch(body: str, foreign: str, chance: random.Random) -> str:
    """14 to 24 characters of a sentence as they stand."""
    sentences = [piece for piece in re.split(r"[。\s]", body) if len(piece) > 30]
    if not sentences:
        return ""
    sentence = chance.choice(sentences)
    begin = chance.randrange(len(sentence) - 24)
    return f"{foreign[:6].strip()}において、{sentence[begin : begin + chance.randint(14, 24)]}"


def asked_in_sentences(documents: Sequence[Document], count: int, chance: random.Random) -> list[Question]:
    """Natural questions, one a document drawn."""
    made: list[Question] = []
    while len(made) < count:
        document, other = chance.choice(documents), chance.choice(documents)
        sentences = [piece for piece in re.split(r"(?<=。)|\s", document.body) if len(piece) >= 25]
        foreign = _content(other.body[:200])
        if sentences and foreign and (text := _asked(chance.choice(sentences), foreign, chance)):
            title = f"{document.title}で" if chance.random() < TITLED else ""
            made.append(Question(title + text, document.id))
    return made


def _asked(sentence: str, foreign: list[str], chance: random.Random) -> str:
    parts = _parts(words(fold(sentence)))
    if len(parts) < 5:
        return ""
    length = chance.randint(5, 9)  # parts, some 35 letters
    begin = chance.randrange(max(len(parts) - length, 0) + 1)
    window = parts[begin : begin + length]
    asked = chance.randrange(len(window))
    said: list[str] = []
    for at, (content, closing) in enumerate(window):
        if at == asked:
            said.append(chance.choice(ASKED) + (closing or "の"))
        elif chance.random() < LEFT_OUT:
            continue
        elif chance.random() < FOREIGN:
            said.append(chance.choice(foreign) + closing)
        else:
            said.append(content + closing)
    if chance.random() < 0.3:
        said = said[len(said) // 2 :] + said[: len(said) // 2]
    return "".join(said).rstrip("。、") + chance.choice(VERBS) if len(said) >= 3 else ""


def _parts(found: Sequence[Word]) -> list[tuple[str, str]]:
    """The sentence as (content, particles after it)."""
    parts: list[tuple[str, str]] = []
    content = closing = ""
    for word in found:
        if word.pos in _CLOSING:
            closing += word.surface
            continue
        if closing or len(content) > 8:
            parts.append((content, closing))
            content = closing = ""
        content += word.surface
    return [part for part in [*parts, (content, closing)] if part[0]]
