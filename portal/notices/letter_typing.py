"""書きかけ: a letter half typed is kept as one types, for its author alone, until it is saved as a draft.

What is kept is what the person changed, by the names of the fields: the rest is filled from the ledger anew, and a newer
version of the form does not mix the fields up. Values that cannot be read yet are kept as they were typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.ledger.models import Case, Claim
from portal.notices.editing import Typed, typed_again
from portal.notices.library import WordForm
from portal.notices.models import LetterTyping, NoticeBatch

LONGEST = 200_000  # characters of everything typed into one letter
ISSUE_FIELDS = (
    "issue_day", "designated_day", "signer_title", "signer_name", "seal_mark", "symbol", "barcode", "waiver_reason",
)  # fmt: skip


class StaleTyping(Conflict):
    """The same person saved this letter in another window."""

    def __init__(self) -> None:
        super().__init__("この書きかけは、別の画面で先に保存されています。この画面の内容は自動では保存しません。")


def kept_texts(posted: Mapping[str, str], typed: Typed) -> dict[str, Any]:
    """What is worth keeping of a posted page: the fields of the issue, and what differs from what was computed."""
    names = {*typed.values, *typed.errors}
    return {
        "issue": {name: posted[name] for name in ISSUE_FIELDS if name in posted},
        "fields": {name: text for name, text in typed.texts.items() if name in names},
        "tables": {name: [list(row) for row in grid] for name, grid in typed.tables.items() if name in names},
    }


def restored(form: WordForm, row: LetterTyping, *, masked: bool) -> tuple[dict[str, str], Typed]:
    """The fields of the issue and the typed values of a kept letter, as if they had been posted just now."""
    texts: Mapping[str, Any] = row.texts
    return dict(texts.get("issue", {})), typed_again(
        form, texts.get("fields", {}), texts.get("tables", {}), masked=masked
    )


def find(
    session: Session, actor: Actor, *, form: WordForm, case: Case, claim: Claim | None, batch: NoticeBatch | None
) -> LetterTyping | None:
    """The actor's own half-typed letter of that form about that case (and claim), or of that draft."""
    query = _own(actor).where(LetterTyping.case_id == case.id, LetterTyping.form_name == form.name)
    if batch is not None:
        query = query.where(LetterTyping.batch_id == batch.id)
    else:
        query = query.where(LetterTyping.batch_id.is_(None), LetterTyping.claim_id == (claim.id if claim else None))
    return session.scalar(query.order_by(LetterTyping.id.desc()).limit(1))


def _own(actor: Actor) -> Any:
    return select(LetterTyping).where(
        LetterTyping.author_id == actor.user_id, LetterTyping.department_id == actor.department_id
    )


def keep(
    session: Session,
    actor: Actor,
    now: datetime,
    texts: Mapping[str, Any],
    *,
    form: WordForm,
    case: Case,
    claim: Claim | None,
    batch: NoticeBatch | None,
    version: int | None,
) -> LetterTyping:
    """Keep a letter half typed. ``version`` None overwrites. Raises StaleTyping, InvalidInput for far too much text."""
    actor.require(Permission.NOTICES_DRAFT)
    if len(str(texts)) > LONGEST:
        raise InvalidInput(f"入力が長すぎるため、自動では保存できません（全体で{LONGEST // 10_000}万文字まで）。")
    row = find(session, actor, form=form, case=case, claim=claim, batch=batch)
    if row is None:
        row = LetterTyping(
            department_id=actor.department_id, author_id=actor.user_id, case_id=case.id, claim_id=claim.id if claim else None,
            batch_id=batch.id if batch else None, form_name=form.name, version=0,
        )  # fmt: skip
        session.add(row)
    elif version is not None and row.version != version:
        raise StaleTyping
    row.form_title, row.texts, row.updated_at, row.version = form.title, dict(texts), now, row.version + 1
    session.flush()
    return row


def listed(session: Session, actor: Actor, *, limit: int = 50) -> Sequence[tuple[LetterTyping, Case]]:
    """The actor's own half-typed letters with their cases, the newest first."""
    query = (
        select(LetterTyping, Case)
        .join(Case, Case.id == LetterTyping.case_id)
        .where(LetterTyping.author_id == actor.user_id, LetterTyping.department_id == actor.department_id)
        .where(Case.department_id == actor.department_id)
        .options(joinedload(Case.debtor))
        .order_by(LetterTyping.updated_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def find_own(session: Session, actor: Actor, typing_id: int) -> LetterTyping:
    """One's own half-typed letter. Raises NotFound, also for somebody else's."""
    row = session.get(LetterTyping, typing_id)
    if row is None or row.author_id != actor.user_id or row.department_id != actor.department_id:
        raise NotFound("その書きかけは見つかりません。下書きになったか、破棄されています。")
    return row


def forget(session: Session, row: LetterTyping | None) -> None:
    """Drop a half-typed letter: it has become a draft, or its author does not want it."""
    if row is not None:
        session.delete(row)


def forget_batch(session: Session, batch_id: int) -> None:
    """Drop what anybody was typing into a draft that has gone on (承認の依頼・発行・取りやめ)."""
    session.execute(delete(LetterTyping).where(LetterTyping.batch_id == batch_id))
