"""Pages of a round: one question a page, what is still open, the result. Only the person's own rounds are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.courses import attempts, grading
from portal.courses.blueprint import blueprint
from portal.courses.knowledge import knowledge_of
from portal.courses.models import CourseAttempt
from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput
from portal.domain.permissions import Permission
from portal.web import actor, now, office, requires


@blueprint.get("/attempts/<int:attempt_id>/<int:number>")
@requires(Permission.COURSES_TAKE)
def ask(attempt_id: int, number: int) -> ResponseReturnValue:
    """One question; in practice, once it is answered, with the explanation."""
    with reading(office().sessions) as session:
        attempt = attempts.find(session, actor(), attempt_id)
        if attempt.finished_at is not None:
            return redirect(url_for("courses.show_attempt", attempt_id=attempt_id))
        return _question_page(attempt, number)


@blueprint.post("/attempts/<int:attempt_id>/<int:number>")
@requires(Permission.COURSES_TAKE)
def answer(attempt_id: int, number: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        try:
            attempt = attempts.answer(session, actor(), attempt_id, number, _chosen())
        except InvalidInput as error:
            return _question_page(attempts.find(session, actor(), attempt_id), number, errors=[error.sentence]), 422
        if attempt.practice:
            return redirect(url_for("courses.ask", attempt_id=attempt_id, number=number))
        return redirect(_next_address(attempt, number))


def _chosen() -> list[int]:
    """The places that were ticked; -1 stands for anything that is no place."""
    return [
        int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1
        for text in request.form.getlist("answer")
    ]


def _next_address(attempt: CourseAttempt, number: int) -> str:
    if number < attempt.total:
        return url_for("courses.ask", attempt_id=attempt.id, number=number + 1)
    return url_for("courses.show_attempt", attempt_id=attempt.id)


def _question_page(attempt: CourseAttempt, number: int, *, errors: list[str] | None = None) -> str:
    question = attempts.question_of(attempt, number)
    mark = grading.marks(attempt.paper, attempt.answers)[number - 1]
    revealed = attempt.practice and bool(mark.chosen)
    return render_template(
        "courses/question.html",
        attempt=attempt,
        number=number,
        question=question,
        mark=mark,
        revealed=revealed,
        basis=_bases([mark])[0] if revealed else None,
        next_address=_next_address(attempt, number),
        left=len(attempts.unanswered(attempt)),
        errors=errors or [],
    )


def _bases(marks: Sequence[grading.Mark]) -> list[dict[str, Any]]:
    """What each answer rests on: the explanation, the statutes with their cards, the page to read."""
    knowledge = knowledge_of(office())
    write, pages = knowledge.writer(), knowledge.pages()
    return [
        {
            "explanation": write(mark.question["explanation"]),
            "statutes": [(text, knowledge.card_address(text)) for text in mark.question["statutes"]],
            "page": pages.get(mark.question["page"]),
        }
        for mark in marks
    ]


@blueprint.get("/attempts/<int:attempt_id>")
@requires(Permission.COURSES_TAKE)
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """The result; before the end, what is still open."""
    with reading(office().sessions) as session:
        attempt = attempts.find(session, actor(), attempt_id)
        marks = grading.marks(attempt.paper, attempt.answers)
        if attempt.finished_at is None:
            return render_template(
                "courses/review.html", attempt=attempt, marks=marks, left=attempts.unanswered(attempt)
            )
        bases = _bases(marks)
        pages = {basis["page"].id: basis["page"] for basis in bases if basis["page"]}
        return render_template(
            "courses/result.html",
            attempt=attempt,
            marks=list(zip(marks, bases, strict=True)),
            again=[pages[name] for name in grading.to_read_again(attempt.paper, attempt.answers) if name in pages],
            needed=grading.needed(attempt.total, attempt.pass_percent),
        )


@blueprint.post("/attempts/<int:attempt_id>/finish")
@requires(Permission.COURSES_TAKE)
def finish(attempt_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        attempts.finish(session, actor(), now(), attempt_id)
    flash("採点しました。", "success")
    return redirect(url_for("courses.show_attempt", attempt_id=attempt_id))
