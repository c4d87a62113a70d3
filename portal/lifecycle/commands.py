"""Commands of floor 6."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from portal import opening
from portal.db.schema import current_revision, newest_revision, upgrade
from portal.lifecycle import backup as backups
from portal.lifecycle import memory
from portal.lifecycle.doctor import Level, examine
from portal.lifecycle.serve import listening, work
from portal.lifecycle.serve import serve as serve_pages
from portal.lifecycle.setup import is_empty, is_set_up, set_up


def _office() -> Any:
    return opening.open_office(opening.read_settings())


def _today() -> Any:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


@click.command(help="置き場所（instance）を作ります。既にあるものは変えません。")
@click.option("--sample", is_flag=True, help="架空の見本データも入れます。")
def init(sample: bool) -> None:
    office = _office()
    done = set_up(office)
    if sample and done.empty:
        _load_sample(office)
    click.echo("準備ができました。" if done.migrated or done.indexed else "既に準備ができています。")
    if done.empty and not sample:
        click.echo(
            "最初の管理者を登録してください：portal users add 利用者ID --name 氏名 --department 課名 --role admin"
        )


def _load_sample(office: Any) -> None:
    from portal.sample_office import load

    load(office, datetime.now(UTC))


@click.command(help="ポータルを動かします（ジョブの作業係も一緒に動きます）。")
@click.option("--host", default="127.0.0.1", show_default=True, help="待ち受けるアドレス")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="待ち受けるポート")
@click.option("--sample", is_flag=True, help="初回だけ、架空の見本データを入れます。")
def serve(host: str, port: int, sample: bool) -> None:
    memory.one_heap()
    sockets = listening(host, port)
    office = _office()
    if not is_set_up(office):
        if sample and is_empty(office):
            click.echo("見本の課と案件（すべて架空）を入れています…")
        office = _set_up_apart(office, sample=sample)
    set_up(office)
    memory.settle()
    click.echo(f"債権管理ポータル： http://{host}:{port}")
    if sample:
        from portal.sample_office import sign_ins

        for line in sign_ins(office):
            click.echo(f"  {line}")
    click.echo("止めるときは Ctrl+C を押してください。")
    serve_pages(office, sockets=sockets)


def _set_up_apart(office: Any, *, sample: bool) -> Any:
    """Make what is missing in a process of its own, and open the office anew.

    Migrating, indexing and filling take 100 MB that a serving process would keep for as long as it runs.
    """
    opening.close_office(office)
    command = [sys.executable, "-m", "portal", "init", *(["--sample"] if sample else [])]
    environment = os.environ | {"PORTAL_INSTANCE": str(office.settings.instance)}
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise click.ClickException("準備ができませんでした。上の表示を確かめてください。")
    return _office()


@click.command(help="ジョブの作業係だけを動かします。")
@click.option("--watch-stdin", is_flag=True, hidden=True)
def worker(watch_stdin: bool) -> None:
    work(_office(), watch_stdin=watch_stdin)


@click.group(help="データベースの形を確かめ、更新します。")
def db() -> None: ...


@db.command("upgrade", help="最新の形に更新します。")
def db_upgrade() -> None:
    office = _office()
    upgrade(office.engine)
    click.echo(f"データベースは最新の形です（{newest_revision()}）。")


@db.command("status", help="今の形を表示します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
def db_status(as_json: bool) -> None:
    office = _office()
    have, newest = current_revision(office.engine), newest_revision()
    if as_json:
        click.echo(json.dumps({"current": have, "newest": newest}))
    else:
        click.echo("最新の形です。" if have == newest else "古い形です。portal db upgrade を実行してください。")


@click.group(help="検索索引を作り直します。")
def index() -> None: ...


@index.command("rebuild", help="元の資料から索引を作り直します。")
def index_rebuild() -> None:
    click.echo(f"索引を作り直しました（{opening.rebuild_index(_office())}件）。")


@index.command("status", help="索引の件数を表示します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
def index_status(as_json: bool) -> None:
    count = _office().index.count()
    click.echo(json.dumps({"documents": count}) if as_json else f"{count}件")


@click.command(help="バックアップを一つのファイルに作ります（動かしたままでできます）。")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    count = backups.backup(opening.read_settings(), file, datetime.now(UTC))
    click.echo(
        f"バックアップを作りました（{count}個のファイル）。個人情報を含むので、暗号化した媒体で保管してください。"
    )


@click.command(help="バックアップを空の置き場所に戻します。")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    backups.restore(opening.read_settings(), file)
    office = _office()
    upgrade(office.engine)
    count = opening.rebuild_index(office)
    click.echo(f"戻しました。索引は{count}件です。")


@click.command(help="置き場所・データベース・索引・手引き・様式・研修・表を調べます。誤りがあれば終了コードは1です。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    findings = list(examine(_office(), _today()))
    if as_json:
        click.echo(
            json.dumps(
                [{"level": f.level.value, "sentence": f.sentence} for f in findings], ensure_ascii=False, indent=2
            )
        )
    else:
        for finding in findings:
            click.echo(f"［{finding.level.value}］{finding.sentence}")
    if any(finding.level is Level.BAD for finding in findings):
        context.exit(1)


COMMANDS = (init, serve, worker, db, index, backup, restore, doctor)
