"""`portal notices`: list the forms, check one, fill one from a list."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select

from portal.accounts.models import Department
from portal.db import reading
from portal.documents import check_form
from portal.domain.actor import Actor
from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.notices import lists
from portal.notices.library import check as check_example
from portal.notices.library import compiled, read_form, shipped, shipped_form
from portal.notices.press import file_name
from portal.notices.sources import Issue
from portal.notices.values import render_values, thaw


@click.group(help="通知書の様式を一覧し、確かめ、一覧表から文書を作ります。")
def notices() -> None: ...


@notices.command("list", help="様式を一覧します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def list_(office: Any, as_json: bool) -> None:
    rows = [
        {
            "name": form.name, "title": form.title, "code": form.code, "version": form.version, "category": form.category,
            "claim_classes": list(form.claim_classes), "disposition": form.disposition,
        }
        for form in shipped(office.settings.templates).values()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['code']}\t{row['name']}\t{row['category']}\t{row['title']}")


@notices.command("check", help="様式（名前又は .docx のファイル）を確かめます。誤りがあれば終了コードは1です。")
@click.argument("form")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_context
def check(context: click.Context, form: str, as_json: bool) -> None:
    path = Path(form)
    found: list[dict[str, Any]] = []
    if path.suffix.lower() == ".docx":
        try:
            docx = path.read_bytes()
        except OSError as error:
            raise InvalidInput(f"ファイル『{form}』を開けません。場所と名前を確かめてください。") from error
        about = path.with_suffix(".toml")
        known = list(read_form(path.stem, about.read_bytes(), docx).by_name) if about.is_file() else None
    else:
        chosen = shipped_form(context.obj.settings.templates, form)
        docx, known = chosen.docx, list(chosen.by_name)
        found += [{"severity": "error", "sentence": problem.sentence} for problem in check_example(chosen)]
    found += [{"severity": one.severity, "sentence": str(one)} for one in check_form(docx, known)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(f"［{'誤り' if one['severity'] == 'error' else '注意'}］{one['sentence']}")
        click.echo("問題はありません。" if not found else f"{len(found)}件あります。")
    if any(one["severity"] == "error" for one in found):
        context.exit(1)


@notices.command(
    "render", help="一覧表（CSV・Excel）の1行ごとに Word 文書を作ります。文書番号は付けず、登録簿にも残しません。"
)
@click.argument("form")
@click.option(
    "--rows", "rows_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="一覧表。"
)
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="作る先のフォルダ。"
)
@click.option("--department", default="", help="差出人の課。省くと、登録されている最初の課です。")
@click.option("--date", "day_text", default="", help="発信日。省くと今日です。")
@click.option("--deadline", default="", help="指定期限。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_context
def render(
    context: click.Context,
    form: str,
    rows_file: Path,
    folder: Path,
    department: str,
    day_text: str,
    deadline: str,
    as_json: bool,
) -> None:
    office = context.obj
    chosen = shipped_form(office.settings.templates, form)
    day = parse_date(day_text) if day_text else datetime.now(ZoneInfo("Asia/Tokyo")).date()
    issue = Issue(day=day, designated=parse_date(deadline) if deadline else None, number="　　第　　号")
    with reading(office.sessions) as session:
        section = _department(session, department)
        actor = Actor(None, "システム", section.id, section.name, frozenset(Permission))
        outcome = lists.read(
            session,
            office,
            actor,
            chosen,
            rows_file.read_bytes(),
            rows_file.name,
            issue=issue,
            department=section,
            overrides=True,
        )
    made = _write(chosen, outcome, folder)
    errors = [*outcome.problems, *(error.sentence for error in outcome.errors)]
    if as_json:
        click.echo(
            json.dumps({"made": made, "errors": errors, "notes": list(outcome.notes)}, ensure_ascii=False, indent=2)
        )
    else:
        for sentence in errors:
            click.echo(sentence, err=True)
        click.echo(f"{len(made)}通を作成しました。" + (f"直す行が{outcome.bad_rows}行あります。" if errors else ""))
    if errors:
        context.exit(1)


def _write(form: Any, outcome: lists.Reading, folder: Path) -> list[str]:
    program, made = compiled(form.docx), []
    if outcome.letters:
        folder.mkdir(parents=True, exist_ok=True)
    for letter in outcome.letters:
        name = file_name(f"{letter.row_number:05}", letter.reference)
        (folder / name).write_bytes(program.render(render_values(form, thaw(form, letter.values))).content)
        made.append(name)
        for finding in letter.findings:
            sys.stderr.write(f"{letter.row_number}行目［{finding.severity.label}］{finding.sentence}\n")
    return made


def _department(session: Any, name: str) -> Department:
    query = select(Department).order_by(Department.id)
    found: Department | None = session.scalar(query.where(Department.name == name) if name else query)
    if found is None and name:
        raise InvalidInput(f"『{name}』という課は登録されていません。名前を確かめてください。")
    return found or Department(
        name="（所管課）", section="", document_symbol="", postal_code="", address="", phone="", fax="", hours=""
    )
