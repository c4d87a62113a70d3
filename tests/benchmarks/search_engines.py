"""What the search benchmark measures ``portal.index`` against: tantivy, SQLite FTS5 and plain impact ranking, same tokens.

Each takes the documents and gives back a function from a question to the ids of the ten best. ``plain`` is the ranking
without any match rule, reckoned exactly: words 1.0 and pairs of letters 0.3, title thrice, Lucene's idf, k1 0.6, b 0.5.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from portal.index import Document, Query, open_index
from portal.index.analysis import words
from portal.index.folding import fold

K = 10
Ask = Callable[[str], list[str]]


def tokens_of(text: str) -> tuple[list[str], list[str]]:
    """Words and pairs of letters."""
    folded = fold(text)
    pairs = [a + b for a, b in pairwise(folded) if a.isalnum() and b.isalnum()]
    return [word.normal for word in words(folded) if word.content], pairs


def document_tokens(document: Document) -> tuple[list[str], list[str]]:
    title, body = tokens_of(document.title), tokens_of(document.body)
    return title[0] * 3 + body[0], title[1] * 3 + body[1]


def with_portal(documents: Sequence[Document]) -> Ask:
    index = open_index(None)
    index.put(documents)
    return lambda text: [hit.id for hit in index.search(Query(text, limit=K)).hits]


def with_plain(documents: Sequence[Document]) -> Ask:
    postings: tuple[dict[str, list[tuple[int, int]]], ...] = ({}, {})
    lengths: tuple[list[int], list[int]] = ([], [])
    for number, document in enumerate(documents):
        for field, tokens in enumerate(document_tokens(document)):
            lengths[field].append(len(tokens))
            for token, times in Counter(tokens).items():
                postings[field].setdefault(token, []).append((number, times))
    norms = [0.6 * (0.5 + 0.5 * np.array(own) / max(float(np.mean(own)), 1e-9)) for own in lengths]
    size = len(documents)

    def ask(text: str) -> list[str]:
        points = np.zeros(size)
        for field, (tokens, weight) in enumerate(zip(tokens_of(text), (1.0, 0.3), strict=True)):
            for token, asked in Counter(tokens).items():
                own = np.array(postings[field].get(token, ()), dtype=np.int64).reshape(-1, 2)
                idf = math.log1p((size - len(own) + 0.5) / (len(own) + 0.5))
                points[own[:, 0]] += weight * asked * idf * 1.6 * own[:, 1] / (own[:, 1] + norms[field][own[:, 0]])
        return [documents[place].id for place in np.argsort(-points, kind="stable")[:K] if points[place] > 0]

    return ask


def with_tantivy(documents: Sequence[Document]) -> Ask:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("words", "pairs"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(100_000_000, 1)
    for document in documents:
        own, pairs = document_tokens(document)
        writer.add_document(tantivy.Document(id=document.id, words=" ".join(own), pairs=" ".join(pairs)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> list[str]:
        own, pairs = tokens_of(text)
        parts = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "words", w)) for w in dict.fromkeys(own)]
        parts += [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(schema, "pairs", p), 0.3))
            for p in dict.fromkeys(pairs)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(parts), K).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return ask


def with_fts5(documents: Sequence[Document]) -> Ask:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table f using fts5(words, pairs, tokenize='unicode61 remove_diacritics 0')")
    for number, document in enumerate(documents):
        own, pairs = document_tokens(document)
        connection.execute(
            "insert into f(rowid, words, pairs) values (?, ?, ?)", (number, " ".join(own), " ".join(pairs))
        )

    def ask(text: str) -> list[str]:
        own, pairs = tokens_of(text)
        terms = [f"words:{_quoted(word)}" for word in dict.fromkeys(own)]
        terms += [f"pairs:{_quoted(pair)}" for pair in dict.fromkeys(pairs)]
        rows = connection.execute(
            "select rowid from f where f match ? order by bm25(f, 1.0, 0.3) limit ?", (" OR ".join(terms), K)
        ).fetchall()
        return [documents[row[0]].id for row in rows]

    return ask


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""').replace("\x00", "") + '"'
