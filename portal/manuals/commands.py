"""`portal manuals` and `portal statutes`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from portal.db import after_commit, reading, unit_of_work
from portal.domain.actor import SYSTEM
from portal.manuals import attachments, book_pdf, export, revisions, statute_import
from portal.manuals.check import check as find_problems
from portal.manuals.documents import all_statutes, document_of
from portal.manuals.laws import read_laws
from portal.manuals.pages import library


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


@click.group(help="手引きを一覧し、確かめ、取り込み、書き出します。")
def manuals() -> None: ...


@manuals.command("list", help="手引きを一覧します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def list_(office: Any, as_json: bool) -> None:
    rows = [
        {"id": p.id, "title": p.title, "folder": p.folder, "owner": p.owner, "review_by": p.review_by.isoformat()}
        for p in library(office.settings.manuals)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['id']}\t{row['folder']}\t{row['title']}")


@manuals.command(
    "check", help="見出し欄・リンク・条文・見出しの順・流れ図・見直し期限を確かめます。誤りがあれば終了コードは1です。"
)
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    settings = context.obj.settings
    problems = list(find_problems(library(settings.manuals), settings.templates, _today()))
    if as_json:
        click.echo(
            json.dumps([{"sentence": p.sentence, "mild": p.mild} for p in problems], ensure_ascii=False, indent=2)
        )
    else:
        for problem in problems:
            click.echo(f"［{'注意' if problem.mild else '誤り'}］{problem.sentence}")
        pages = len(list(library(settings.manuals)))
        click.echo(f"{pages}ページを調べました（誤り{sum(not p.mild for p in problems)}件）。")
    if any(not problem.mild for problem in problems):
        context.exit(1)


@manuals.command("sync", help="画面の外で変えた手引きのファイルを、変更の記録と検索に取り込みます。")
@click.pass_obj
def sync(office: Any) -> None:
    shelf = library(office.settings.manuals)
    with unit_of_work(office.sessions) as session:
        found = revisions.sync(session, datetime.now(UTC), shelf)
        after_commit(session, lambda: office.index.put([document_of(page) for page in shelf]))
    gone = [f"manual:{page_id}" for page_id in found.missing]
    if gone:
        office.index.delete(gone)
    for problem in attachments.catch_up(office):
        click.echo(f"［注意］添付資料{problem}", err=True)
    for page in found.adopted:
        click.echo(f"取り込みました：{page.title}（{page.id}）")
    for page_id in found.missing:
        click.echo(f"ファイルがありません：{page_id}（記録は残っています）")
    for bad in shelf.unreadable():
        click.echo(f"［誤り］{bad.sentence}", err=True)
    click.echo(f"{len(found.adopted)}ページを取り込みました。")


@manuals.command(
    "export", help="全ページを書き出します。--zip はポータルなしで開ける形、--html と --pdf は印刷用です。"
)
@click.option("--zip", "zip_file", type=click.Path(dir_okay=False, path_type=Path), help="zip の書き出し先")
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="HTML の書き出し先")
@click.option(
    "--pdf",
    "pdf_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="PDF の書き出し先（LibreOffice が要ります）",
)
@click.pass_obj
def export_(office: Any, zip_file: Path | None, html_file: Path | None, pdf_file: Path | None) -> None:
    settings = office.settings
    if zip_file is None and html_file is None and pdf_file is None:
        raise click.UsageError("--zip、--html 又は --pdf で書き出し先を指定してください。")
    with reading(office.sessions) as session:
        if zip_file is not None:
            zip_file.write_bytes(
                export.offline_zip(
                    session,
                    office.store,
                    settings.manuals,
                    settings.templates,
                    office_name=settings.office_name,
                    today=_today(),
                )
            )
            click.echo(f"書き出しました：{zip_file}")
        if html_file is not None:
            html_file.write_text(
                export.one_page(
                    session, office.store, settings.manuals, office_name=settings.office_name, today=_today()
                ),
                encoding="utf-8",
            )
            click.echo(f"書き出しました：{html_file}")
        if pdf_file is not None:
            book_pdf.write_pdf(session, office, _today(), pdf_file)
            click.echo(f"書き出しました：{pdf_file}")


@click.group(help="法令の条文を読み込みます。")
def statutes() -> None: ...


@statutes.command("import", help="e-Gov 法令検索からダウンロードした法令標準XMLを、フォルダーごと読み込みます。")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def import_(context: click.Context, folder: Path) -> None:
    office = context.obj
    laws = read_laws(office.settings.manuals)
    with unit_of_work(office.sessions) as session:
        outcomes = statute_import.import_folder(session, SYSTEM, datetime.now(UTC), folder, laws=laws, today=_today())
    with reading(office.sessions) as session:
        office.index.put(list(all_statutes(office, session)))
    for outcome in outcomes:
        click.echo(f"［誤り］{outcome.sentence}" if outcome.bad else outcome.sentence, err=outcome.bad)
    click.echo(f"{sum(1 for o in outcomes if o.articles)}法令を読み込みました。")
    if any(outcome.bad for outcome in outcomes):
        context.exit(1)
