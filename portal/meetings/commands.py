"""`portal meetings`: list the meetings, write the minutes of one as a Word file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from portal.db import reading, unit_of_work
from portal.documents.store import write_out
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.meetings import service
from portal.meetings.values import title_of

_READER = Actor(None, "システム", None, "", frozenset({Permission.MEETINGS_READ}))


@click.group(help="債権管理連絡会の会議と議事録を扱います。")
def meetings() -> None: ...


@meetings.command("list", help="会議を新しい順に一覧します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def list_meetings(office: Any, as_json: bool) -> None:
    with reading(office.sessions) as session:
        found = service.meetings(session, _READER)
        undone = service.undone_by_meeting(found)
        labels = {one.id: one.state_label for one in found}
        rows: list[dict[str, Any]] = [
            {
                "id": one.id, "title": title_of(one), "held_on": one.held_on.isoformat(), "state": one.state,
                "undone_actions": undone[one.id], "sha256": one.minutes_key,
            }
            for one in found
        ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            f"{row['id']}\t{row['held_on']}\t{row['title']}\t{labels[row['id']]}\t宿題の残り{row['undone_actions']}件"
        )


@meetings.command("minutes", help="議事録（Word）を書き出します。番号は portal meetings list で確かめられます。")
@click.argument("meeting_id", metavar="ID", type=int)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="書き出すファイル（docx）")
@click.pass_obj
def minutes(office: Any, meeting_id: int, out: Path) -> None:
    with unit_of_work(office.sessions) as session:
        meeting = service.find_meeting(session, _READER, meeting_id)
        forms = Path(office.settings.templates)
        content = service.minutes_file(session, _READER, datetime.now(UTC), meeting, forms=forms, store=office.store)
        write_out(out, content)
    click.echo(f"「{title_of(meeting)}」の議事録（{meeting.state_label}）を {out} に書き出しました。")
