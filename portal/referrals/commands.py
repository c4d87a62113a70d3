"""`portal referrals`: build a packet's zip, list the packets. The operator at the machine; every build is audited."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Department
from portal.db import reading, unit_of_work
from portal.documents.store import write_out
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.ledger import service as ledger
from portal.ledger.models import Case
from portal.referrals import service
from portal.referrals.checklist import missing
from portal.referrals.models import ReferralPacket


@click.group(help="弁護士委任の資料を作ります。")
def referrals() -> None: ...


def _operator(department: Department) -> Actor:
    return Actor(None, "システム", department.id, department.name, frozenset(Permission))


def _department_of(session: Session, number: str, wanted: str) -> Department:
    """The department that has the case. Raises NotFound, and InvalidInput when two have that number."""
    found = session.scalars(
        select(Department).join(Case, Case.department_id == Department.id).where(Case.number == number.strip())
    ).all()
    if wanted:
        found = [one for one in found if one.name == wanted]
    if not found:
        raise NotFound(f"整理番号『{number}』の案件は見つかりません。番号を確かめてください。")
    if len(found) > 1:
        names = "、".join(one.name for one in found)
        raise InvalidInput(
            f"整理番号『{number}』は複数の課（{names}）にあります。--department で課を指定してください。"
        )
    return found[0]


@referrals.command("build", help="案件の委任資料一式（zip）を作ります。確定前の資料には「案」の字が入ります。")
@click.argument("case")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="書き出すファイル（zip）")
@click.option("--department", default="", help="課の名前（同じ整理番号が複数の課にあるとき）")
@click.option("--json", "as_json", is_flag=True, help="結果を JSON で出力します。")
@click.pass_obj
def build(office: Any, case: str, out: Path, department: str, as_json: bool) -> None:
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    with unit_of_work(office.sessions) as session:
        actor = _operator(_department_of(session, case, department))
        found = ledger.case_numbered(session, actor, case)
        packets = service.packets_of_case(session, actor, found.id)
        packet = packets[-1] if packets else service.start(session, actor, now, found, today=today)
        made = service.build_bundle(session, packet, found, settings=office.settings, store=office.store)
        left = [] if packet.bundle_key else missing(service.checks_of(packet, found, today))
        service.record_download(session, actor, now, packet, "一式（コマンド）")
        write_out(out, made.content)
    if as_json:
        facts = {"number": packet.number, "state": packet.state, "file": str(out), "sha256": made.sha256}
        rows = [{"code": one.code, "title": one.title, "found": one.found} for one in left]
        click.echo(json.dumps({**facts, "missing": rows}, ensure_ascii=False))
        return
    click.echo(f"委任資料 {packet.number}（{packet.state_label}）を {out} に書き出しました。SHA-256 {made.sha256}")
    for one in left:
        click.echo(f"不足：{one.title}：{one.found}", err=True)


@referrals.command("list", help="委任資料を一覧します（氏名は出しません）。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.pass_obj
def list_packets(office: Any, as_json: bool) -> None:
    with reading(office.sessions) as session:
        query = (
            select(ReferralPacket, Case.number, Department.name)
            .join(Case, Case.id == ReferralPacket.case_id)
            .join(Department, Department.id == ReferralPacket.department_id)
            .order_by(ReferralPacket.id)
        )
        found = session.execute(query).all()
        labels = [packet.state_label for packet, _, _ in found]
        rows = [
            {
                "number": packet.number, "case": number, "department": department, "state": packet.state,
                "as_of": packet.as_of.isoformat(), "exhibits": len(packet.included), "sha256": packet.bundle_key,
                "sent_on": packet.sent_on.isoformat() if packet.sent_on else None,
            }
            for packet, number, department in found
        ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row, label in zip(rows, labels, strict=True):
        click.echo(f"{row['number']}\t{row['case']}\t{row['department']}\t{label}\t証拠{row['exhibits']}点")
