"""The paper of a quiz, and how it is marked. Pure.

A paper is plain data, kept with the attempt: a course that is rewritten later does not change what somebody was asked.
In practice the questions and their choices stand in an order of their own for each round; the same round is always the
same order, so that a page can be opened again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from portal.courses.content import Course, Question

Paper = Sequence[Mapping[str, Any]]
Answers = Mapping[str, Sequence[int]]


def quiz_paper(course: Course) -> list[dict[str, Any]]:
    """The questions as written (効果測定)."""
    return [_entry(question, range(len(question.choices))) for question in course.questions]


def practice_paper(course: Course, number: int) -> list[dict[str, Any]]:
    """The questions and choices in the order of the ``number``-th practice round (練習)."""
    seed = f"{course.id}:{number}"
    questions = sorted(course.questions, key=lambda question: _rank(seed, question.id))
    return [
        _entry(question, sorted(range(len(question.choices)), key=lambda place: _rank(seed, f"{question.id}:{place}")))
        for question in questions
    ]


def _rank(seed: str, name: str) -> bytes:
    return sha256(f"{seed}:{name}".encode()).digest()


def _entry(question: Question, order: Iterable[int]) -> dict[str, Any]:
    places = list(order)
    return {
        "id": question.id,
        "text": question.text,
        "choices": [question.choices[place] for place in places],
        "right": [new for new, old in enumerate(places) if old in question.right],
        "explanation": question.explanation,
        "statutes": list(question.statutes),
        "page": question.page,
    }


@dataclass(frozen=True, slots=True)
class Mark:
    """One question, marked."""

    number: int
    question: Mapping[str, Any]
    chosen: frozenset[int]

    @property
    def right(self) -> bool:
        """All of the right choices and none of the others."""
        return self.chosen == frozenset(self.question["right"])


def marks(paper: Paper, answers: Answers) -> list[Mark]:
    """Every question with what was chosen; an unanswered one counts as wrong."""
    return [
        Mark(number, question, frozenset(answers.get(question["id"], ())))
        for number, question in enumerate(paper, start=1)
    ]


def correct_of(paper: Paper, answers: Answers) -> int:
    return sum(mark.right for mark in marks(paper, answers))


def is_pass(correct: int, total: int, pass_percent: int) -> bool:
    """合格: at least ``pass_percent`` of ``total``, reckoned exactly (7 of 10 is 70 percent)."""
    return correct * 100 >= pass_percent * total


def needed(total: int, pass_percent: int) -> int:
    """How many right answers make a pass."""
    return -(-total * pass_percent // 100)


def to_read_again(paper: Paper, answers: Answers) -> list[str]:
    """The pages behind the questions that were not right, once each, in order."""
    return list(dict.fromkeys(mark.question["page"] for mark in marks(paper, answers) if not mark.right))
