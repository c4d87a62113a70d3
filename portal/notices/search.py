"""Word forms as findable documents: title, purpose, statutes and the words of the Word file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.index.port import Document
from portal.notices.library import WordForm, text_of
from portal.notices.workshop import forms_in_force


def document_of(form: WordForm) -> Document:
    labels = "、".join(one.label for one in form.fields)
    return Document(
        id=f"form:{form.name}",
        kind="form",
        title=f"様式　{form.title}",
        body="\n".join([form.note, "　".join(form.statutes), text_of(form.docx), f"項目：{labels}"]),
        folder=form.category,
        url=f"/notices/forms/{form.name}",
        aliases=(form.code, form.name),
        statutes=form.statutes,
    )


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    """Every form in force for the whole office; a department's own copy is found by its members through the list."""
    for form in forms_in_force(session, office, department_id=None, day=None).values():
        yield document_of(form)
