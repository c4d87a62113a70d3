"""The law's tables as this office uses them: what the portal delivers, and what the office has entered.

``law_tables`` is what every computation takes; the writing functions check a row against the whole table before they
keep it, and supersede instead of changing. The calendar of closed days is made here from the settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import jpholiday
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.calendar import Calendar, OfficeCalendar
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.domain.rates import (
    LateChargeRate,
    RateTable,
    StatutoryInterest,
    StatutoryRate,
    late_charge_rates,
    statutory_interest,
)
from portal.domain.rule_sets import RuleSet, RuleSets, late_charge_rule_sets, rule_set_from
from portal.ledger.law_models import LATE_CHARGE, STATUTORY, OfficeRate, OfficeRuleSet
from portal.settings import Settings

OWN_CODE = "office_"


@dataclass(frozen=True, slots=True)
class LawTables:
    """What a computation needs of the law: yearly rates, 法定利率, rule sets."""

    rates: RateTable
    interest: StatutoryInterest
    rule_sets: RuleSets


def delivered_tables() -> LawTables:
    """The tables as delivered, without what an office has entered (`portal calc` needs no database)."""
    return LawTables(late_charge_rates(), statutory_interest(), late_charge_rule_sets())


def law_tables(session: Session) -> LawTables:
    """The delivered tables with this office's rows."""
    return LawTables(rates(session), interest(session), rule_sets(session))


def rates(session: Session) -> RateTable:
    """The rates of 延滞金 in force for this office."""
    rows = _rows(session, LATE_CHARGE)
    return late_charge_rates().with_rows(_late_charge_rate(row) for row in rows) if rows else late_charge_rates()


def interest(session: Session) -> StatutoryInterest:
    """法定利率 in force for this office."""
    rows = _rows(session, STATUTORY)
    return statutory_interest().with_rows(_statutory_rate(row) for row in rows) if rows else statutory_interest()


def rule_sets(session: Session) -> RuleSets:
    """The delivered rule sets and the office's own."""
    own = session.scalars(
        select(OfficeRuleSet).where(OfficeRuleSet.superseded_at.is_(None)).order_by(OfficeRuleSet.id)
    ).all()
    return (
        late_charge_rule_sets().with_sets(rule_set_from(row.rules) for row in own) if own else late_charge_rule_sets()
    )


@lru_cache(maxsize=20_000)
def _is_holiday(day: date) -> bool:
    return bool(jpholiday.is_holiday(day))


_CALENDAR = OfficeCalendar(_is_holiday)


def calendar_for(settings: Settings | None = None) -> Calendar:
    """The ward's closed days: weekends, 国民の祝日 and 12月29日–1月3日 (世田谷区の休日を定める条例と同じ)."""
    return _CALENDAR


def enter_late_charge_rate(
    session: Session, actor: Actor, now: datetime, *, year: int, average_loan: Decimal, source: str, verified: bool,
    note: str = "",
) -> OfficeRate:  # fmt: skip
    """Keep the 平均貸付割合 of a calendar year; a row of the same year is superseded. Raises InvalidInput."""
    actor.require(Permission.TABLES_EDIT)
    if not 2021 <= year <= 2199:
        raise InvalidInput("年は西暦で、2021年以後を入力してください。", field="year")
    row = LateChargeRate.of_year(year, average_loan, source=source, verified=verified)
    late_charge_rates().with_rows([*(_late_charge_rate(r) for r in _rows(session, LATE_CHARGE)), row])
    figures = {"average_loan": str(average_loan)}
    return _enter(session, actor, now, LATE_CHARGE, row.valid_from, row.valid_to, figures, source, verified, note)


def enter_statutory_rate(
    session: Session, actor: Actor, now: datetime, *, valid_from: date, valid_to: date, civil: Decimal, source: str,
    verified: bool, note: str = "",
) -> OfficeRate:  # fmt: skip
    """Keep 法定利率 of a period of three years. Raises InvalidInput."""
    actor.require(Permission.TABLES_EDIT)
    if valid_to < valid_from:
        raise InvalidInput("適用期間の終わりが始まりより前です。日付を直してください。", field="valid_to")
    if not 0 <= civil <= 100:
        raise InvalidInput(f"法定利率『{civil}』は0以上100以下の％で入力してください。", field="civil")
    if not source.strip():
        raise InvalidInput("利率の出典（告示の番号など）を入力してください。", field="source")
    row = StatutoryRate(valid_from, valid_to, civil, civil, source, verified)
    statutory_interest().with_rows([*(_statutory_rate(r) for r in _rows(session, STATUTORY)), row])
    figures = {"civil": str(civil), "commercial": str(civil)}
    return _enter(session, actor, now, STATUTORY, valid_from, valid_to, figures, source, verified, note)


def withdraw_rate(session: Session, actor: Actor, now: datetime, *, rate_id: int, reason: str) -> OfficeRate:
    """Take an entered rate out of force (it stays in the history). Raises InvalidInput without a reason."""
    actor.require(Permission.TABLES_EDIT)
    row = session.get(OfficeRate, rate_id)
    if row is None:
        raise NotFound("その割合の行は見つかりません。割合表を開き直してください。")
    if row.superseded_at is not None:
        raise Conflict("その行は既に取り消されています。割合表を開き直してください。")
    if not reason.strip():
        raise InvalidInput("取り消す理由を入力してください。", field="reason")
    _supersede(row, actor, now, reason.strip())
    _trail(session, actor, now, f"割合表の行（{row.valid_from.year}年から）を取り消しました。", row.id)
    return row


def save_rule_set(
    session: Session, actor: Actor, now: datetime, values: Mapping[str, Any], *, note: str = ""
) -> OfficeRuleSet:
    """Keep the office's own rule set, as a new version when its code exists. Raises InvalidInput."""
    actor.require(Permission.TABLES_EDIT)
    code = str(values.get("code", "")).strip()
    if not code.isascii() or not code.replace("_", "").isalnum() or len(code) > 40:
        raise InvalidInput("計算規則のコードは、半角の英小文字・数字・_ で40文字までにしてください。", field="code")
    full = code if code.startswith(OWN_CODE) else OWN_CODE + code
    rules = rule_set_from({**values, "code": full.lower()})
    _refuse_disorder(rules)
    older = session.scalars(
        select(OfficeRuleSet).where(OfficeRuleSet.code == rules.code).order_by(OfficeRuleSet.version)
    ).all()
    for row in older:
        if row.superseded_at is None:
            _supersede(row, actor, now, note.strip() or "内容の変更")
    row = OfficeRuleSet(
        code=rules.code, version=len(older) + 1, rules=rules.to_mapping(), note=note.strip(),
        entered_by_id=actor.user_id, entered_by_name=actor.name, entered_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    sentence = f"延滞金の計算規則「{rules.name}」（{rules.code}、第{row.version}版）を登録しました。"
    audit.record(session, actor, now, action="tables.rule_set", sentence=sentence, object_kind="rule_set",
                 object_id=rules.code)  # fmt: skip
    return row


def rate_history(session: Session) -> Sequence[OfficeRate]:
    """Every rate ever entered, the newest entry first."""
    return session.scalars(select(OfficeRate).order_by(OfficeRate.id.desc())).all()


def rule_set_history(session: Session) -> Sequence[OfficeRuleSet]:
    """Every version of every own rule set, the newest first."""
    return session.scalars(select(OfficeRuleSet).order_by(OfficeRuleSet.id.desc())).all()


def _refuse_disorder(rules: RuleSet) -> None:
    if rules.high < rules.low:
        raise InvalidInput("高い割合が低い割合より小さくなっています。割合を確かめてください。", field="high")
    if not rules.source.strip() and not rules.article.strip():
        raise InvalidInput("根拠の条例（条例名と条）を入力してください。", field="article")


def _rows(session: Session, kind: str) -> Sequence[OfficeRate]:
    query = select(OfficeRate).where(OfficeRate.kind == kind, OfficeRate.superseded_at.is_(None))
    return session.scalars(query.order_by(OfficeRate.valid_from)).all()


def _late_charge_rate(row: OfficeRate) -> LateChargeRate:
    average = Decimal(row.figures["average_loan"])
    return LateChargeRate.of_year(row.valid_from.year, average, source=row.source, verified=row.verified)


def _statutory_rate(row: OfficeRate) -> StatutoryRate:
    civil, commercial = Decimal(row.figures["civil"]), Decimal(row.figures["commercial"])
    return StatutoryRate(row.valid_from, row.valid_to, civil, commercial, row.source, row.verified)


def _enter(
    session: Session, actor: Actor, now: datetime, kind: str, valid_from: date, valid_to: date,
    figures: dict[str, str], source: str, verified: bool, note: str,
) -> OfficeRate:  # fmt: skip
    for old in _rows(session, kind):
        if (old.valid_from, old.valid_to) == (valid_from, valid_to):
            _supersede(old, actor, now, note.strip() or "値の訂正")
    row = OfficeRate(
        kind=kind, valid_from=valid_from, valid_to=valid_to, figures=figures, source=source.strip(),
        verified=verified, note=note.strip(), entered_by_id=actor.user_id, entered_by_name=actor.name, entered_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    what = "延滞金の割合（平均貸付割合）" if kind == LATE_CHARGE else "法定利率"
    _trail(session, actor, now, f"{valid_from.year}年からの{what}を登録しました。", row.id)
    return row


def _supersede(row: OfficeRate | OfficeRuleSet, actor: Actor, now: datetime, reason: str) -> None:
    row.superseded_at, row.superseded_by_name, row.superseded_reason = now, actor.name, reason[:300]


def _trail(session: Session, actor: Actor, now: datetime, sentence: str, row_id: int) -> None:
    audit.record(session, actor, now, action="tables.rate", sentence=sentence, object_kind="office_rate",
                 object_id=row_id)  # fmt: skip
