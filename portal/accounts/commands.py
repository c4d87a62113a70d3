"""`portal users`: accounts from the command line (first administrator, forgotten passwords)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from portal.accounts import service
from portal.accounts.passwords import check_strength
from portal.db import reading, unit_of_work
from portal.domain.actor import SYSTEM
from portal.domain.permissions import Role


def _check(office: Any, login: str, password: str | None) -> None:
    """An initial password given by hand is as strong as one that its owner would choose."""
    if password is not None:
        check_strength(password, login=login, minimum=office.settings.password_min_length)


_ROLES = "、".join(f"{role.value}（{role.label}）" for role in Role)


@click.group(help="利用者を登録・一覧・停止します。")
def users() -> None: ...


@users.command(
    "add",
    help=f"利用者を登録し、初期パスワードを表示します。役割：{_ROLES}",
    short_help="利用者を登録し、初期パスワードを表示します。",
)
@click.argument("login")
@click.option("--name", required=True, help="氏名")
@click.option("--department", required=True, help="課の名前（なければ作ります）")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role]), help="役割")
@click.option("--password", help="初期パスワード（省くと自動で作ります）")
@click.pass_obj
def add(office: Any, login: str, name: str, department: str, roles: tuple[str, ...], password: str | None) -> None:
    now = datetime.now(UTC)
    _check(office, login, password)
    with unit_of_work(office.sessions) as session:
        known = {d.name: d.id for d in service.departments(session)}
        department_id = known.get(department)
        if department_id is None:
            department_id = service.add_department(session, SYSTEM, now, name=department).id
        user, initial = service.add_user(
            session,
            SYSTEM,
            now,
            login=login,
            name=name,
            department_id=department_id,
            roles=frozenset(Role(role) for role in roles),
            password=password,
        )
    click.echo(f"利用者『{user.login}』を登録しました。初期パスワード：{initial}")
    click.echo("最初のサインインで、パスワードの変更を求めます。")


@users.command("list", help="利用者を一覧します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def list_(office: Any, as_json: bool) -> None:
    with reading(office.sessions) as session:
        found = service.users(session)
        rows: list[dict[str, Any]] = [
            {
                "login": user.login,
                "name": user.name,
                "department": user.department.name,
                "roles": sorted(role.value for role in user.roles),
                "disabled": user.disabled,
            }
            for user in found
        ]
        labels = [user.role_labels for user in found]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row, label in zip(rows, labels, strict=True):
        state = "（停止中）" if row["disabled"] else ""
        click.echo(f"{row['login']}\t{row['name']}\t{row['department']}\t{label}{state}")


@users.command("passwd", help="初期パスワードを再発行します。")
@click.argument("login")
@click.option("--password", help="初期パスワード（省くと自動で作ります）")
@click.pass_obj
def passwd(office: Any, login: str, password: str | None) -> None:
    _check(office, login, password)
    with unit_of_work(office.sessions) as session:
        user = service.user_with_login(session, login)
        initial = service.reset_password(session, SYSTEM, datetime.now(UTC), user=user, password=password)
    click.echo(f"利用者『{user.login}』の初期パスワード：{initial}")


@users.command("disable", help="利用者を停止します（--enable で再開）。")
@click.argument("login")
@click.option("--enable", is_flag=True, help="停止した利用者を再開します。")
@click.pass_obj
def disable(office: Any, login: str, enable: bool) -> None:
    with unit_of_work(office.sessions) as session:
        user = service.user_with_login(session, login)
        service.set_disabled(session, SYSTEM, datetime.now(UTC), user=user, disabled=not enable)
    click.echo(f"利用者『{user.login}』を{'再開' if enable else '停止'}しました。")
