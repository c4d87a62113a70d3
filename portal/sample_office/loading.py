"""Writes the sample office through the same services that people use."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal import opening, wiring
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.accounts.passwords import matches
from portal.db import reading, unit_of_work
from portal.domain.actor import SYSTEM, Actor
from portal.domain.fiscal_year import fiscal_year_of
from portal.ledger import service as ledger
from portal.ledger.models import Case
from portal.office import Office
from portal.sample_office.data import BASES, SAMPLES, STORIES, Sample
from portal.sample_office.people import DEPARTMENTS, PASSWORD, USERS


def load(office: Office, now: datetime) -> None:
    """Fill an empty office, in one transaction, and rebuild the index."""
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    with unit_of_work(office.sessions) as session:
        people = _add_people(session, now)
        for number, sample in enumerate(SAMPLES, start=1):
            _add_case(session, people[sample.department], now, today, number, sample)
        for loader in wiring.SAMPLE_LOADERS:
            loader(office, session, people, now)
    opening.rebuild_index(office)


def sign_ins(office: Office) -> list[str]:
    """The lines that the start prints: who may sign in, while the sample's password still stands."""
    with reading(office.sessions) as session:
        known = {user.login: user for user in accounts.users(session)}
        lines = [
            f"利用者ID {login} ／ パスワード {PASSWORD} … {name}（{department}、{known[login].role_labels}）"
            for login, name, department, _ in USERS
            if login in known and matches(known[login].password_hash, PASSWORD)
        ]
    return ["見本の利用者（すべて架空です）：", *lines] if lines else []


def _add_people(session: Session, now: datetime) -> dict[str, Actor]:
    """The departments and accounts; returns for each department the actor who writes its cases."""
    ids = {contact["name"]: accounts.add_department(session, SYSTEM, now, **contact).id for contact in DEPARTMENTS}
    writers: dict[str, Actor] = {}
    for login, name, department, roles in USERS:
        user, _ = accounts.add_user(
            session,
            SYSTEM,
            now,
            login=login,
            name=name,
            department_id=ids[department],
            roles=roles,
            password=PASSWORD,
            must_change_password=False,
        )
        writers.setdefault(department, _actor(user))
    return writers


def _actor(user: User) -> Actor:
    return user.as_actor()


def _add_case(session: Session, actor: Actor, now: datetime, today: date, number: int, sample: Sample) -> None:
    first_due = today - timedelta(days=sample.first_due)
    corporate = "body" in sample.flags
    debtor = ledger.add_debtor(
        session,
        actor,
        now,
        ledger.NewDebtor(
            number=f"{1000 + number}",
            kind="corporation" if corporate else "individual",
            name=f"{sample.family}{'' if corporate else ' '}{sample.given}",
            kana=sample.kana,
            postal_code="154-0000",
            address=f"世田谷区架空町{number % 4 + 1}丁目{number}番{number % 9 + 1}号",
            building="架空ハイツ101号室" if number % 3 == 0 else "",
            phone=f"03-0000-{3000 + number}",
            representative="架空 代表" if corporate else "",
            birth_date=None if corporate else date(1950 + number, number % 12 + 1, number % 27 + 1),
            support_measure="support" in sample.flags,
            workplace="" if corporate else "架空商店",
        ),
    )
    debtor.on_welfare = "welfare" in sample.flags
    debtor.died_on = first_due + timedelta(days=200) if "died" in sample.flags else None
    case = ledger.add_case(
        session,
        actor,
        now,
        debtor,
        ledger.case_of_type(
            sample.claim_type,
            number=f"R8-{number:04}",
            basis=BASES.get(sample.claim_type, ""),
            cause="見本の案件です（架空）。",
            officer_id=actor.user_id,
        ),
    )
    _add_claims(session, actor, now, case, sample, first_due)
    if "guarantor" in sample.flags:
        ledger.add_guarantor(
            session,
            actor,
            now,
            case,
            name=f"架空 保{number}子",
            kana="カクウ ホショウ",
            postal_code="154-0000",
            address=f"世田谷区架空町5丁目{number}番1号",
            phone=f"03-0000-{5000 + number}",
            contracted_on=first_due - timedelta(days=400),
            limit_amount=1_000_000,
        )
    _add_story(session, actor, now, case, sample, first_due, today)


def _add_claims(session: Session, actor: Actor, now: datetime, case: Case, sample: Sample, first_due: date) -> None:
    for part, amount in enumerate(sample.parts):
        due = first_due + timedelta(days=30 * part)
        ledger.add_claim(
            session,
            actor,
            now,
            case,
            ledger.NewClaim(
                name=case.title,
                fiscal_year=fiscal_year_of(due),
                period=f"第{part + 1}期" if len(sample.parts) > 1 else "",
                notice_number=f"{case.number}-{part + 1}",
                arose_on=due - timedelta(days=25),
                due_date=due,
                principal=amount,
            ),
        )


def _add_story(
    session: Session, actor: Actor, now: datetime, case: Case, sample: Sample, first_due: date, today: date
) -> None:
    for kind, after, means, counterpart, result, memo, more in STORIES[sample.story]:
        # Each period is demanded after its own due date; everything else is about the case.
        about = [(claim.due_date, claim.id) for claim in case.claims] if kind == "demand" else [(first_due, None)]
        for due, claim_id in about:
            day = due + timedelta(days=after)
            if day > today:
                continue
            new = ledger.NewEvent(
                kind, day, claim_id=claim_id, means=means, counterpart=counterpart, result=result, memo=memo,
                **_details(day, more),
            )  # fmt: skip
            ledger.add_event(session, actor, now, case, new, today=today)
    if sample.story == "pledged":
        dues = [(today + timedelta(days=10 + 30 * month), 5_000) for month in range(6)]
        ledger.add_plan(session, actor, now, case=case, pledged_on=first_due + timedelta(days=95), dues=dues)
        claim = case.claims[0]
        paid = ledger.NewPayment(today - timedelta(days=20), 5_000, means="納付書")
        ledger.add_payment(session, actor, now, case=case, claim=claim, new=paid, today=today)


def _details(day: date, more: dict[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for name, field in (("reached", "reached_on"), ("designated", "designated_date"), ("ends", "ends_on")):
        if f"{name}_after" in more:
            details[field] = day + timedelta(days=more[f"{name}_after"])
    if "promise" in more:
        details |= {"promised_on": day + timedelta(days=30), "promised_amount": more["promise"]}
    if "outcome" in more:
        details["outcome"] = more["outcome"]
    return details
