"""Minutes as findable documents: those under 照会 and those confirmed. Everybody may read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.index.port import Document
from portal.meetings.models import Meeting
from portal.meetings.values import title_of


def document_of(meeting: Meeting) -> Document | None:
    """The meeting's text; None while it is a draft."""
    if meeting.state == "draft":
        return None
    parts = [
        *(part for item in meeting.items for part in (item.title, item.explanation, item.opinion, item.conclusion)),
        *(f"{one['speaker']} {one['text']}" for item in meeting.items for one in item.remarks or []),
        *(f"決定 {one.content} {one.department}" for one in meeting.decisions),
        *(f"宿題 {one.content} {one.department}" for one in meeting.action_items),
        *(f"{one.number} {one.title}" for one in meeting.materials),
    ]
    return Document(
        id=f"minutes:{meeting.id}",
        kind="minutes",
        title=f"{title_of(meeting)} 議事録{'' if meeting.state == 'final' else '（案）'}",
        body="\n".join(part for part in parts if part),
        folder=meeting.series.name,
        url=f"/meetings/{meeting.id}",
        aliases=("議事録", "会議録"),
    )


def all_documents(office: Any, session: Session) -> Iterator[Document]:
    for meeting in session.scalars(select(Meeting).order_by(Meeting.id)):
        document = document_of(meeting)
        if document is not None:
            yield document
