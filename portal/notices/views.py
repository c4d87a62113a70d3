"""The start page of notices; importing this module brings in every other page too."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.db import reading
from portal.domain.permissions import Permission
from portal.notices import (
    approval,
    letter_typing,
    views_batches,
    views_confirming,
    views_contacts,
    views_criteria,
    views_deliveries,
    views_drafting,
    views_field_guide,
    views_filters,
    views_forms,
    views_inquiry,
    views_lists,
    views_register,
    views_steps,
    views_transfers,
    views_versions,
    views_workshop,
)
from portal.notices.blueprint import blueprint
from portal.notices.filters import all_filters
from portal.notices.home import typing_url
from portal.web import actor, office, page_number, requires

__all__ = [
    "blueprint",
    "views_batches",
    "views_confirming",
    "views_contacts",
    "views_criteria",
    "views_deliveries",
    "views_drafting",
    "views_field_guide",
    "views_filters",
    "views_forms",
    "views_inquiry",
    "views_lists",
    "views_register",
    "views_steps",
    "views_transfers",
    "views_versions",
    "views_workshop",
]

PAGE_SIZE = 30


@blueprint.get("/")
@requires(Permission.NOTICES_READ)
def index() -> ResponseReturnValue:
    """What is open, and the three ways to begin."""
    page = page_number()
    state = request.args.get("state", "")
    states = (state,) if state in approval.STATES else ("draft", "submitted", "approved", "making", "issued")
    with reading(office().sessions) as session:
        batches, total = approval.list_batches(
            session, actor(), states=states, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        return render_template(
            "notices/index.html", batches=batches, total=total, page=page, pages=-(-total // PAGE_SIZE), state=state,
            states=approval.STATES, filters=all_filters(session, actor()), typings=letter_typing.listed(session, actor()), typing_url=typing_url,
        )  # fmt: skip
