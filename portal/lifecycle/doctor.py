"""`portal doctor`: is this office sound? Every check answers with a sentence; any 誤り makes the exit status 1."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import text

from portal import opening, wiring
from portal.db import reading
from portal.db.schema import current_revision, newest_revision
from portal.db.trouble import is_trouble, sentence_of
from portal.domain.errors import PortalError
from portal.office import Office

LOW_DISK_BYTES = 1 << 30


class Level(StrEnum):
    GOOD = "良好"
    WARNING = "注意"
    BAD = "誤り"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    sentence: str


Check = Callable[[Office, date], Iterator[Finding]]


def examine(office: Office, today: date) -> Iterator[Finding]:
    """All findings. A check that itself fails is a finding, not a crash."""
    for check in (check_instance, check_database, check_index, check_content):
        try:
            yield from check(office, today)
        except PortalError as error:
            yield Finding(Level.BAD, error.sentence)
        except Exception as error:
            why = sentence_of(error) if is_trouble(error) else f"（{type(error).__name__}）"
            yield Finding(Level.BAD, f"{check.__doc__}を調べられませんでした。{why}")


def check_instance(office: Office, today: date) -> Iterator[Finding]:
    """置き場所"""
    folder = office.settings.instance
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK_BYTES:
        yield Finding(Level.WARNING, f"ディスクの空きが{free // (1 << 20)}MBしかありません。")
    key = folder / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding(Level.WARNING, "secret_key をほかの利用者が読めます。chmod 600 で権限を狭めてください。")
    yield Finding(Level.GOOD, f"置き場所 {folder.name} を読み書きできます。")


def check_database(office: Office, today: date) -> Iterator[Finding]:
    """データベース"""
    with reading(office.sessions) as session:
        session.execute(text("SELECT 1"))
    have, newest = current_revision(office.engine), newest_revision()
    if have is None:
        yield Finding(Level.BAD, "データベースの準備ができていません。portal init を実行してください。")
    elif have != newest:
        yield Finding(Level.BAD, "データベースの形が古いままです。portal db upgrade を実行してください。")
    else:
        yield Finding(Level.GOOD, "データベースは最新の形です。")


def check_index(office: Office, today: date) -> Iterator[Finding]:
    """検索索引"""
    wanted = {document.id for document in opening.documents(office)}
    have = office.index.ids()
    if wanted != have:
        yield Finding(
            Level.BAD,
            f"検索索引が元の資料と合いません（不足{len(wanted - have)}件、余分{len(have - wanted)}件）。"
            "portal index rebuild を実行してください。",
        )
    else:
        yield Finding(Level.GOOD, f"検索索引は{len(have)}件で、元の資料と合っています。")


def check_content(office: Office, today: date) -> Iterator[Finding]:
    """手引き・様式・研修・表"""
    for check in wiring.DOCTOR_CHECKS:
        for problem in check(office, today):
            yield Finding(Level.WARNING if problem.mild else Level.BAD, problem.sentence)
        else:
            yield Finding(Level.GOOD, f"{check.__doc__}を調べました。")
