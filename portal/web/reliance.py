"""法改正の要確認 on the pages of any feature: which law changes wait for a thing, and that its owner has dealt with them.

The manuals keep the law changes; ``wiring`` hands their answer down, so that a feature need not know them:

    questions = law_questions().open(session, "quiz", quiz.code)         # for the banner: {{ ui.law_banner(questions) }}
    law_questions().settle(session, actor(), now(), "quiz", quiz.code)   # the owner edited it
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from flask import current_app
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.reliance import LawQuestion


class LawQuestions(Protocol):
    """Who keeps the law changes."""

    def open(self, session: Session, kind: str, target: str = "") -> Sequence[LawQuestion]:
        """What waits for one thing; without ``target``, for any thing of the kind."""

    def settle(
        self, session: Session, actor: Actor, now: datetime, kind: str, target: str, *, outcome: str = "edited"
    ) -> int:
        """Close what waits, because the owner ``confirmed`` or ``edited`` the thing; how many."""


class _NoQuestions:
    def open(self, session: Session, kind: str, target: str = "") -> Sequence[LawQuestion]:
        return ()

    def settle(
        self, session: Session, actor: Actor, now: datetime, kind: str, target: str, *, outcome: str = "edited"
    ) -> int:
        return 0


def law_questions() -> LawQuestions:
    """What ``wiring`` handed down; nothing waits in an application without the manuals."""
    kept: LawQuestions = current_app.extensions.get("portal.law_questions", _NoQuestions())
    return kept
