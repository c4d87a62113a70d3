"""Remembering what was not found, and questions and answers.

A query may hold a resident's name (people search cases in the same box), so its text is kept only when nothing in it
can be one: no longer number, no name (or part of one) of a registered debtor of any department, no hit among cases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal import audit
from portal.db import after_commit
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.names import fold_kana
from portal.domain.permissions import Permission
from portal.index.port import Document
from portal.ledger.models import Debtor, JointGuarantor
from portal.search.models import Lookup, Question

KEPT_DAYS = 180
_LONG_NUMBER = re.compile(r"\d{4,}|\d+-\d+-\d+")
_HONORIFIC = re.compile(r"(?:さん|様|さま|氏|くん|君|ちゃん)(?:[のはがをにへと].*)?$")
# A citation or a year is no personal number.
_HARMLESS = re.compile(r"(?:第?\d+条(?:の\d+)*|\d{1,4}年度?|令和\d+年?)")


def may_keep(session: Session, text: str, *, found_a_case: bool) -> bool:
    """Whether the text can be kept: it names no resident and holds no longer number."""
    folded = unicodedata.normalize("NFKC", text)
    if found_a_case or _LONG_NUMBER.search(_HARMLESS.sub("", folded)):
        return False
    return not _names_somebody(session, folded)


def _names_somebody(session: Session, text: str) -> bool:
    """Whether ``text`` holds the name of somebody in the ledger of any department.

    That is the whole name or the family name anywhere in it, or a word that is the given name. Of kana, which other
    words are made of too, only the whole name and whole words count.
    """
    words = [_HONORIFIC.sub("", word) for word in text.split()]
    spelt, kana = re.sub(r"\s", "", text), fold_kana(text)
    kana_words = [fold_kana(word) for word in words]
    for person in (Debtor, JointGuarantor):
        for column, whole, parts in ((person.name, spelt, words), (person.kana, kana, kana_words)):
            full, family, given = _parts(session, column)
            named = [_contains(session, whole, full), or_(family.in_(parts), given.in_(parts))]
            if column is person.name:
                named.append(and_(func.length(family) > 1, _contains(session, whole, family)))
            if session.scalar(select(column).where(func.length(full) > 1, or_(*named)).limit(1)) is not None:
                return True
    return False


def _parts(session: Session, column: Any) -> tuple[Any, Any, Any]:
    """SQL for a name without blanks, its family name and its given name; "" for a part that it does not have."""
    spaced = func.replace(column, "　", " ")
    blank = _position(session)(spaced, " ")
    family = func.substr(spaced, 1, case((blank > 0, blank - 1), else_=0))
    given = case((blank > 0, func.substr(spaced, blank + 1)), else_="")
    return func.replace(spaced, " ", ""), family, given


def _contains(session: Session, text: str, part: Any) -> Any:
    """SQL for "``text`` contains the column's value", on both engines."""
    return _position(session)(text, part) > 0


def _position(session: Session) -> Any:
    return func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr


def note_lookup(session: Session, now: datetime, *, text: str, found: int, found_a_case: bool) -> Lookup | None:
    """Remember one search, or nothing when its text may not be kept."""
    short = " ".join(text.split())[:200]
    if not short or not may_keep(session, short, found_a_case=found_a_case):
        return None
    session.execute(delete(Lookup).where(Lookup.at < now - timedelta(days=KEPT_DAYS)))
    lookup = Lookup(text=short, found=found, at=now)
    session.add(lookup)
    session.flush()
    return lookup


def is_lookup_of(session: Session, lookup_id: int, text: str) -> bool:
    """Whether ``lookup_id`` was a search for ``text``."""
    lookup = session.get(Lookup, lookup_id)
    return lookup is not None and lookup.text == " ".join(text.split())[:200]


def note_opened(session: Session, lookup_id: int) -> None:
    """The person opened one of the hits."""
    session.execute(update(Lookup).where(Lookup.id == lookup_id).values(opened=True))


@dataclass(frozen=True, slots=True)
class Gap:
    """Something looked for in vain: how often, how often without any hit, and when last."""

    text: str
    times: int
    without_hits: int
    last_at: datetime


def gaps(session: Session, actor: Actor, *, limit: int = 100) -> list[Gap]:
    """What was looked for and not found, or found and never opened, most often first."""
    actor.require(Permission.MANUALS_EDIT)
    rows = session.execute(
        select(
            Lookup.text,
            func.count().label("times"),
            func.sum(case((Lookup.found == 0, 1), else_=0)).label("without"),
            func.max(Lookup.id),
        )
        .where(Lookup.settled.is_(False))
        .group_by(Lookup.text)
        .having(func.sum(case((Lookup.opened.is_(True), 1), else_=0)) == 0)
        .order_by(func.sum(case((Lookup.found == 0, 1), else_=0)).desc(), func.count().desc(), Lookup.text)
        .limit(limit)
    ).all()
    last = {
        row.id: row.at
        for row in session.execute(select(Lookup.id, Lookup.at).where(Lookup.id.in_([row[3] for row in rows])))
    }
    return [Gap(text, times, without, last[newest]) for text, times, without, newest in rows]


def settle(session: Session, actor: Actor, now: datetime, *, text: str) -> None:
    """Take a gap off the editors' list: a page was written, or none is needed."""
    actor.require(Permission.MANUALS_EDIT)
    session.execute(update(Lookup).where(Lookup.text == text).values(settled=True))
    audit.record(
        session, actor, now, action="search.settled", sentence="検索で見つからなかった言葉を処理済みにしました。"
    )


def ask(session: Session, actor: Actor, now: datetime, *, title: str, body: str) -> Question:
    """Put a question to those who know. Raises InvalidInput when it says nothing.

    What was looked for with the same words is no gap any more: the question stands in its place.
    """
    if not title.strip():
        raise InvalidInput("質問を入力してください。", field="title")
    question = Question(title=title.strip()[:200], body=body, asked_by=actor.user_id, asked_at=now)
    session.add(question)
    session.flush()
    session.execute(update(Lookup).where(Lookup.text == question.title).values(settled=True))
    _trail(session, actor, now, "question.asked", question, f"質問 {question.id} を登録しました。")
    return question


def find_question(session: Session, question_id: int) -> Question:
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound("その質問は見つかりません。一覧から開き直してください。")
    return question


def questions(session: Session, *, limit: int = 100) -> Sequence[Question]:
    """Unanswered first, then the newest."""
    order = (case((Question.answer == "", 0), else_=1), Question.id.desc())
    return session.scalars(select(Question).order_by(*order).limit(limit)).all()


def answer(session: Session, actor: Actor, now: datetime, *, question: Question, text: str, index: Any) -> None:
    """Answer for everybody; the answered question becomes findable (kind ``knowhow``)."""
    actor.require(Permission.MANUALS_EDIT)
    if not text.strip():
        raise InvalidInput("回答を入力してください。", field="answer")
    question.answer, question.answered_by = text.strip(), actor.user_id
    question.answered_name, question.answered_at = f"{actor.department_name} {actor.name}", now
    _trail(session, actor, now, "question.answered", question, f"質問 {question.id} に回答しました。")
    document = document_of(question)
    after_commit(session, lambda: index.put([document]))


def _trail(session: Session, actor: Actor, now: datetime, action: str, question: Question, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="question", object_id=question.id)


def document_of(question: Question) -> Document:
    return Document(
        id=f"knowhow:{question.id}",
        kind="knowhow",
        title=question.title,
        body=f"{question.body}\n{question.answer}",
        folder="質問と回答",
        url=f"/search/questions/{question.id}",
        author=question.answered_name,
        updated_on=question.answered_at.date() if question.answered_at else None,
    )


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    for question in session.scalars(select(Question).where(Question.answer != "")):
        yield document_of(question)
