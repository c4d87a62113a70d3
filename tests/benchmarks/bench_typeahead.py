"""How fast suggestions come while somebody types, and how fast もしかして is, at 2,000 and 10,000 documents.

The documents are those of the sample office (manuals, statute cards, word forms, cases), then made ones with titles, aliases,
readings and 条番号 recombined from them. What is typed is every beginning of titles, aliases, readings, articles and
form numbers, in a seeded sample, and as many words nobody wrote. Once more over HTTP, against `portal serve --sample`.
Targets: p95 < 10 ms for a suggestion, in the server and in its process.

    python tests/benchmarks/bench_typeahead.py [--sizes 2000,10000] [--asked 1500] [--without-http]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from portal import opening, sample_office
from portal.index import Document, Query, load_terms, open_index
from portal.index.entries import reading_of
from portal.index.folding import fold
from portal.lifecycle.setup import set_up
from portal.settings import HOME, Settings
from tests.benchmarks.bench_portal import sign_in, stop
from tests.browser.conftest import start_server

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SEEN = frozenset({"everyone"}) | {f"cases:{number}" for number in range(1, 9)}
ROUNDS = 3
SLIPS = [
    "督則",
    "換価の有余",
    "債券管理",
    "とくそくじよう",
    "財産超査",
    "tokusoku",
    "パスポートの取り方",
    "差し抑え",
    "時候の更新",
    "職員食堂のメニュー",
]


def shipped(instance: Path) -> list[Document]:
    """Every findable thing of the sample office."""
    office = opening.open_office(Settings(instance=instance, secret_key="for-measuring-only"))
    set_up(office)
    sample_office.load(office, NOW)
    found = list(opening.documents(office))
    opening.close_office(office)
    return found


def grown(base: Sequence[Document], size: int, chance: random.Random) -> list[Document]:
    """``size`` documents: those at hand, then their parts put together anew."""
    made = list(base[:size])
    titles = [document.title for document in base]
    articles = [statute for document in base for statute in document.statutes]
    while len(made) < size:
        one, other = chance.choice(base), chance.choice(base)
        cut, number = chance.randint(1, max(len(one.title) - 1, 1)), len(made)
        title = f"{one.title[:cut]}{chance.choice(titles)[-8:]}{number}"
        aliases = (f"{chance.choice(titles)[:6]}{number}", f"様式{number:05}")
        statutes = tuple(chance.sample(articles, 3))
        made.append(Document(f"made{number}", other.kind, title, other.body[:600], aliases=aliases, statutes=statutes))
    return made


def beginnings(documents: Sequence[Document], count: int, chance: random.Random) -> list[str]:
    """What stands in the box while somebody types: the first letters of one name after another."""
    made: list[str] = []
    while len(made) < count:
        document = chance.choice(documents)
        names = [
            document.title,
            *document.aliases,
            *document.statutes,
            document.reading or reading_of(fold(document.title)),
        ]
        name = chance.choice([name for name in names if name])
        made.append(name[: chance.randint(1, min(len(name), 12))])
    return made


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> str:
    """The best of three rounds of each text: the machine may be busy with other things."""
    best = np.full(len(texts), np.inf)
    for _ in range(ROUNDS):
        for number, text in enumerate(texts):
            begun = time.perf_counter()
            ask(text)
            best[number] = min(best[number], (time.perf_counter() - begun) * 1000)
    p50, p95, worst = np.percentile(best, [50, 95, 100])
    return f"p50 {p50:6.2f} ms  p95 {p95:6.2f} ms  worst {worst:6.2f} ms"


def measure(documents: list[Document], asked: int, chance: random.Random) -> None:
    index = open_index(None, terms=load_terms(HOME / "manuals" / "用語.toml"))
    index.put(documents)
    index.suggest("督促")
    typed = beginnings(documents, asked, chance)
    foreign = [f"{text}珈琲"[-6:] for text in typed[: asked // 3]]
    print(
        f"{len(documents):>6} documents  suggest    {timed(lambda t: index.suggest(t, audience=SEEN), typed)}  (target p95 < 10)"
    )
    print(f"                  in vain    {timed(lambda t: index.suggest(t, audience=SEEN), foreign)}")
    mine = frozenset({"everyone"})
    print(f"                  no cases   {timed(lambda t: index.suggest(t, audience=mine), typed)}")
    print(f"                  もしかして {timed(lambda t: index.search(Query(t, audience=SEEN)).did_you_mean, SLIPS)}")
    index.close()


def over_http(folder: Path, documents: Sequence[Document], asked: int, chance: random.Random) -> None:
    server = start_server(folder / "http")
    try:
        opener = sign_in(server.url)

        def ask(text: str) -> bytes:
            answer: bytes = opener.open(f"{server.url}/search/suggest?q={urllib.parse.quote(text)}").read()
            return answer

        ask("督促")
        print(f"sample office over HTTP     suggest    {timed(ask, beginnings(documents, asked, chance))}")
    finally:
        stop(server)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,10000")
    parser.add_argument("--asked", type=int, default=1500)
    parser.add_argument("--without-http", action="store_true")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = shipped(Path(folder) / "instance")
        for size in map(int, options.sizes.split(",")):
            chance = random.Random(options.seed)
            measure(grown(base, size, chance), options.asked, chance)
        if not options.without_http:
            over_http(Path(folder), base, options.asked, random.Random(options.seed))


if __name__ == "__main__":
    main()
