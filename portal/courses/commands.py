"""`portal courses`."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from portal.courses.check import check as find_problems
from portal.courses.knowledge import knowledge_of
from portal.courses.library import course_library


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


@click.group(help="研修を一覧し、確かめます。")
def courses() -> None: ...


@courses.command("list", help="研修を一覧します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def list_(office: Any, as_json: bool) -> None:
    rows = [
        {
            "id": course.id,
            "title": course.title,
            "minutes": course.minutes,
            "pages": len(course.steps),
            "questions": len(course.questions),
            "owner": course.owner,
            "review_by": course.review_by.isoformat(),
        }
        for course in course_library(office.settings.courses)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['id']}\t{row['title']}\t手引き{row['pages']}ページ・{row['questions']}問・{row['minutes']}分")


@courses.command("check", help="見出し欄・手引き・条文・正解を確かめます。誤りがあれば終了コードは1です。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    office = context.obj
    library = course_library(office.settings.courses)
    problems = list(find_problems(library, knowledge_of(office), _today()))
    if as_json:
        click.echo(
            json.dumps([{"sentence": p.sentence, "mild": p.mild} for p in problems], ensure_ascii=False, indent=2)
        )
    else:
        for problem in problems:
            click.echo(f"［{'注意' if problem.mild else '誤り'}］{problem.sentence}")
        click.echo(f"{len(list(library))}件の研修を調べました（誤り{sum(not p.mild for p in problems)}件）。")
    if any(not problem.mild for problem in problems):
        context.exit(1)
