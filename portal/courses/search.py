"""Courses as findable documents (kind ``course``): what they are about and what they ask, not the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.courses.content import Course
from portal.courses.knowledge import Knowledge, knowledge_of
from portal.courses.library import course_library
from portal.courses.relying import cited_text
from portal.index.port import Document


def document_of(course: Course, knowledge: Knowledge) -> Document:
    cited = cited_text(course)
    known = knowledge.pages()
    pages = [known[step.page].title for step in course.steps if step.page in known]
    return Document(
        id=f"course:{course.id}",
        kind="course",
        title=course.title,
        body="\n".join(
            [
                f"対象：{course.audience}",
                knowledge.plain(course.body),
                *(step.point for step in course.steps),
                f"読む手引き：{'、'.join(pages)}",
                *(question.text for question in course.questions),
            ]
        ),
        folder="研修",
        url=f"/courses/{course.id}",
        reading=course.reading,
        aliases=(*course.aliases, "効果測定"),
        statutes=tuple(knowledge.citations(cited)),
        author=course.owner,
        updated_on=course.reviewed_on,
        review_by=course.review_by,
    )


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    knowledge = knowledge_of(office)
    for course in course_library(office.settings.courses):
        yield document_of(course, knowledge)
