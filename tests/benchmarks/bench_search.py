"""Search: ranking quality, speed and memory of ``portal.index`` beside tantivy, SQLite FTS5 and plain impact ranking.

Corpora are cut from the manual pages (and folders of plain texts, if given), questions made by ``search_questions``. What
is measured is this process's own processor time, analysis of the question included: the machine may be busy with other
things. The engines take turns, a block of questions each, three times over; the best time of a question counts, as it
comes after other questions and other engines and not straight after itself.

    python tests/benchmarks/bench_search.py [--texts FOLDER] [--sizes 2000,10000] [--questions 500] [--large]
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from search_engines import Ask, with_fts5, with_plain, with_portal, with_tantivy
from search_questions import Question, asked_in_sentences, corpus, typed

from portal.index import Document, Query, open_index

MANUALS = Path(__file__).resolve().parents[2] / "manuals"
ROUNDS, BLOCK = 3, 50
OUT_OF_SCOPE = [
    "パスポートの取り方", "運転免許証の更新方法", "粗大ごみの出し方", "婚姻届の書き方", "図書館の開館時間", "職員食堂のメニュー",
    "富士山の高さは何メートルですか", "織田信長はどこで生まれましたか", "カレーの作り方", "明日の天気", "新幹線の時刻表",
    "花火大会の日程", "印鑑登録のやり方", "英会話の教室", "サッカーの試合",
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    name: str
    p50: float
    p95: float
    ranks: np.ndarray

    def __str__(self) -> str:
        found = self.ranks > 0
        mrr = float(np.mean(np.where(found, 1 / np.maximum(self.ranks, 1), 0)))
        return (
            f"{self.name:<13} p50 {self.p50:6.3f} ms  p95 {self.p95:6.3f} ms  MRR@10 {mrr:.4f}  "
            f"R@10 {np.mean(found):.4f}  S@1 {np.mean(self.ranks == 1):.4f}"
        )


def measured(engines: dict[str, Ask], asked: Sequence[Question]) -> list[Outcome]:
    times = {name: np.full(len(asked), np.inf) for name in engines}
    ranks = {name: np.zeros(len(asked), dtype=int) for name in engines}
    for _ in range(ROUNDS):
        for start in range(0, len(asked), BLOCK):
            for name, ask in engines.items():
                for number, question in enumerate(asked[start : start + BLOCK], start=start):
                    begin = time.process_time_ns()
                    found = ask(question.text)
                    spent = (time.process_time_ns() - begin) / 1e6
                    times[name][number] = min(times[name][number], spent)
                    ranks[name][number] = found.index(question.answer) + 1 if question.answer in found else 0
    return [Outcome(n, *(float(np.percentile(times[n], p)) for p in (50, 95)), ranks[n]) for n in engines]


def compare(documents: list[Document], asked: dict[str, list[Question]]) -> None:
    engines = {"portal.index": with_portal(documents), "tantivy": with_tantivy(documents)}
    engines |= {"SQLite FTS5": with_fts5(documents), "plain": with_plain(documents)}
    for kind, own in asked.items():
        print(f"  {len(own)} questions {kind}, {np.mean([len(question.text) for question in own]):.0f} letters")
        outcomes = measured(engines, own)
        for outcome in outcomes:
            print("   ", outcome)
        ours, tantivy, fts5, plain = outcomes
        print(f"    p95 {ours.p95 / tantivy.p95:.2f} × tantivy (target 1.25), {ours.p95 / fts5.p95:.3f} × FTS5 (0.05)")
        lost, won = (np.sum((a.ranks > 0) & (b.ranks == 0)) for a, b in ((plain, ours), (ours, plain)))
        print(f"    against the plain ranking: {lost} answers lost from the first ten, {won} won")


def large(documents: list[Document], asked: list[Question]) -> None:
    outcome = measured({"portal.index": with_portal(documents)}, asked)[0]
    print(f"   {outcome}\n    p95 {outcome.p95:.1f} ms (target 10)")


def saving(documents: list[Document]) -> None:
    index = open_index(None)
    index.put(documents)
    spent: list[float] = []
    for number in range(20):
        begin = time.perf_counter()
        index.put([Document(f"now{number}", "page", "保存直後の頁", f"架空町転居届再確認書第{number}号を保存した。")])
        assert any(hit.id == f"now{number}" for hit in index.search(Query("架空町転居届再確認書", limit=30)).hits)
        spent.append(time.perf_counter() - begin)
    print(f"  a saved page is found after {np.mean(spent):.2f} s, at worst {max(spent):.2f} s (target 1)")
    index.close()


def scope(folders: Sequence[Path], foreign: list[Question]) -> None:
    index = open_index(None)
    index.put(corpus(folders, 2_000, random.Random(5)))
    silent = [text for text in OUT_OF_SCOPE if not index.search(Query(text)).hits]
    print(f"  out of scope: {len(silent)} of {len(OUT_OF_SCOPE)} find nothing")
    if foreign:
        nothing = sum(not index.search(Query(question.text)).hits for question in foreign)
        print(f"  questions about other texts: {nothing} of {len(foreign)} find nothing")
    index.close()


def memory(folders: Sequence[Path], chance: random.Random) -> None:
    documents = corpus(folders, 10_000, chance, length=1500)
    index = open_index(None)
    index.put(documents)
    del documents
    index.search(Query("督促状"))
    arrays = sum(_bytes(view) for view in index._current().views)  # type: ignore[attr-defined]
    print(f"  10,000 pages of 1,500 characters: {arrays / 1e6:.1f} MB of arrays and lists (target 60)")
    index.close()


def _bytes(view: object) -> int:
    arrays = view.arrays  # type: ignore[attr-defined]
    columns = (arrays.kinds, arrays.folders, arrays.audiences, arrays.authors)
    lists = sys.getsizeof(arrays.ids) + sys.getsizeof(arrays.numbers) + sum(sys.getsizeof(i) for i in arrays.ids)
    texts = sys.getsizeof(arrays.vocabulary) + sys.getsizeof(arrays.entries)
    return int(arrays.postings.nbytes + arrays.updated.nbytes + sum(c.codes.nbytes for c in columns) + lists + texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, action="append", default=[], help="folders of texts beside the manuals")
    parser.add_argument("--foreign", type=Path, action="append", default=[], help="folders of texts about other things")
    parser.add_argument("--sizes", default="2000,10000")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--only", action="store_true", help="the corpus is --texts alone, without the manuals")
    parser.add_argument("--large", action="store_true", help="also 100,000 documents (minutes)")
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    folders = options.texts if options.only else [MANUALS, *options.texts]
    for size in (int(part) for part in options.sizes.split(",") if part):
        chance = random.Random(options.seed)
        documents = corpus(folders, size, chance)
        makers = {"asked in sentences": asked_in_sentences, "typed": typed}
        print(f"{size} documents")
        compare(documents, {kind: make(documents, options.questions, chance) for kind, make in makers.items()})
        saving(documents)
    print("scope and memory")
    chance = random.Random(options.seed)
    foreign = asked_in_sentences(corpus(options.foreign, 500, chance), 500, chance) if options.foreign else []
    scope(folders, foreign)
    memory(folders, chance)
    if options.large:
        print("100000 documents")
        documents = corpus(folders, 100_000, chance)
        large(documents, asked_in_sentences(documents, options.questions, chance))
    print(f"peak resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
