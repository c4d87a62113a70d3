"""`portal search` and `portal index`."""

from __future__ import annotations

import json
from typing import Any

import click

from portal.index.port import EVERYONE, Query


@click.command("search", help="手引きなど、だれでも見られるものを検索します。")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="件数")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def search(office: Any, query: str, limit: int, as_json: bool) -> None:
    found = office.index.search(Query(query, audience=frozenset({EVERYONE}), limit=limit))
    rows = [
        {
            "id": hit.document.id,
            "kind": hit.document.kind,
            "title": hit.document.title,
            "folder": hit.document.folder,
            "url": hit.document.url,
            "score": round(hit.score, 4),
            "snippet": "".join(segment.text for segment in hit.snippet),
        }
        for hit in found.hits
    ]
    if as_json:
        click.echo(
            json.dumps(
                {"query": query, "total": found.total, "did_you_mean": found.did_you_mean, "hits": rows},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    if not rows:
        click.echo("見つかりませんでした。")
    for row in rows:
        click.echo(f"{row['title']}（{row['folder']}） {row['url']}\n    {row['snippet']}")
