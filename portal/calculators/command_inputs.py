"""What `portal calc` reads from the command line, and how it prints: every refusal is a sentence, exit status 1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.calculators.typed import parse_count, parse_percent
from portal.calculators.working import Working, text_of
from portal.db import reading
from portal.domain.accrual import Payment
from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.garnishment import Deductions, Pay
from portal.domain.limitation import LimitationEvent, event_from
from portal.domain.money import parse_yen
from portal.ledger.law_tables import LawTables, delivered_tables, law_tables

LARGEST_FILE = 5_000_000
Value = TypeVar("Value")


class DayParameter(click.ParamType):
    """A date in any usual writing; the officer's sentence instead of click's own."""

    name = "日付"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        return value if isinstance(value, date) else parse_date(str(value), field=_name(param))


class YenParameter(click.ParamType):
    """Whole yen in any usual writing."""

    name = "金額"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        return value if isinstance(value, int) else parse_yen(str(value), field=_name(param))


class PercentParameter(click.ParamType):
    """A rate in percent a year."""

    name = "年％"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        return value if isinstance(value, Decimal) else parse_percent(str(value), field=_name(param))


class WholeParameter(click.ParamType):
    """A whole number that is not negative."""

    name = "整数"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        return value if isinstance(value, int) else parse_count(str(value), field=_name(param))


class ChoiceParameter(click.ParamType):
    """One of a few codes; a wrong one is answered with the list."""

    name = "コード"

    def __init__(self, allowed: dict[str, str]) -> None:
        self.allowed = allowed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.allowed:
            raise InvalidInput(
                f"『{_name(param)}』：『{str(value)[:40]}』は使えません。次から選んでください：{self.listed()}"
            )
        return str(value)

    def listed(self) -> str:
        return "、".join(f"{code}（{label}）" for code, label in self.allowed.items())


def choice(option: str, name: str, allowed: dict[str, str], explained: str, **more: Any) -> Callable[[Any], Any]:
    """A click option with its codes and what they mean in its help."""
    kind = ChoiceParameter(allowed)
    return click.option(option, name, type=kind, help=f"{explained}：{kind.listed()}", **more)


DAY, YEN, PERCENT, WHOLE = DayParameter(), YenParameter(), PercentParameter(), WholeParameter()


def payment_from(text: str) -> Payment:
    """DATE:AMOUNT, or DATE:AMOUNT:TO_CHARGE when the ledger has booked a part of it to 延滞金."""
    parts = text.split(":")
    if len(parts) not in (2, 3):
        raise InvalidInput(
            f"納付『{text[:60]}』は「日付:金額」（例 2026-03-31:10000）の形で入力してください。", field="payments"
        )
    to_charge = parse_yen(parts[2], field="うち延滞金") if len(parts) == 3 else None
    return Payment(parse_date(parts[0], field="納付日"), parse_yen(parts[1], field="納付額"), to_charge)


def pay_from(text: str) -> Pay:
    """NAME:GROSS[:INCOME_TAX[:RESIDENT_TAX[:SOCIAL_INSURANCE]]] of one payer."""
    name, *amounts = (part.strip() for part in text.split(":"))
    if not 1 <= len(amounts) <= 4:
        raise InvalidInput(
            f"支払者『{text[:60]}』は「名称:支給額:所得税:住民税:社会保険料」（例 甲社:282078:4280:4700:47680）の形で入力してください。",
            field="支払者",
        )
    labels = ("支給額", "所得税", "住民税", "社会保険料")
    yen = [parse_yen(amount, field=label) for label, amount in zip(labels, amounts, strict=False)]
    return Pay(yen[0], Deductions(*yen[1:]), name)


def event_of(text: str) -> LimitationEvent:
    """KIND:DATE[:END[:OUTCOME]], further facts by name at the end (``payment_order:2026-01-10:served_on=2026-01-20``).

    The third part of negotiation_agreement is the agreed day, that of provisional_execution the day it was served.
    """
    parts = [part.strip() for part in text.split(":")]
    named = dict(part.split("=", 1) for part in parts if "=" in part)
    plain = [part for part in parts if "=" not in part]
    if not 2 <= len(plain) <= 4:
        raise InvalidInput(
            f"出来事『{text[:60]}』は「種類:日付:終了日:結果」（例 seizure:2024-05-01:2025-01-10:ended）の形で入力してください。",
            field="出来事",
        )
    kind, on, third, outcome = [*plain, "", ""][:4]
    name = {"negotiation_agreement": "agreed_until", "provisional_execution": "served_on"}.get(kind, "ends_on")
    return event_from({"kind": kind, "on": on, name: third or None, "outcome": outcome or None, **named})


def read_facts(path: str) -> dict[str, Any]:
    """A JSON object from a file. Raises InvalidInput naming the file."""
    file = Path(path)
    if not file.is_file():
        raise InvalidInput(f"ファイル『{path}』がありません。場所を確かめてください。")
    if file.stat().st_size > LARGEST_FILE:
        raise InvalidInput(f"ファイル『{file.name}』が大きすぎます（5MBまで）。")
    try:
        facts = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise InvalidInput(
            f"ファイル『{file.name}』を JSON として読み取れません。UTF-8と書き方を確かめてください。"
        ) from None
    if not isinstance(facts, dict):
        raise InvalidInput(f"ファイル『{file.name}』の内容は、項目名と値の組（{{…}}）にしてください。")
    return facts


def need(value: Value | None, option: str, what: str) -> Value:
    """A required option, refused in Japanese."""
    if value is None:
        raise InvalidInput(f"{what}を {option} で指定してください。", field=option)
    return value


def tables_of(office: Any, *, use_office: bool) -> LawTables:
    """The delivered tables; with ``--office`` also the rows this office has entered."""
    if not use_office:
        return delivered_tables()
    try:
        with reading(office.sessions) as session:
            return law_tables(session)
    except SQLAlchemyError as error:
        raise InvalidInput(
            "このポータルのデータベースを開けません。portal init をしてあるか、PORTAL_INSTANCE を確かめてください。"
        ) from error


def today_in_tokyo() -> date:
    """Today's date in Tokyo (only commands and views ask)."""
    return datetime.now(UTC).astimezone(ZoneInfo("Asia/Tokyo")).date()


def show(result: Any, working: Working | Callable[[], Working], *, as_json: bool) -> None:
    """Print ``result.to_dict()`` as JSON, or the working as tables."""
    if as_json:
        plain = result if isinstance(result, (dict, list)) else result.to_dict()
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        click.echo(text_of(working() if callable(working) else working, aligned=True))


def _name(param: click.Parameter | None) -> str:
    """元金（--principal）: what the option is called in Japanese, and how it is typed."""
    if param is None:
        return ""
    if not param.opts or not param.opts[0].startswith("-"):
        return param.make_metavar(click.Context(click.Command(""))).strip("[]")
    words = re.split("[（。：]", getattr(param, "help", None) or "")[0]
    return f"{words}（{param.opts[0]}）" if words else param.opts[0]
