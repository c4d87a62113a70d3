"""Labels of the search index: who may find what (any-of, see ``index.port``).

A page of the knowledge base carries ``EVERYONE``; a case carries its department's label, which only people of that
department who may read cases hold.
"""

from __future__ import annotations

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.index.port import EVERYONE


def cases_label(department_id: int) -> str:
    return f"cases:{department_id}"


def audience_of(actor: Actor) -> frozenset[str]:
    """The labels the actor holds."""
    labels = {EVERYONE}
    if actor.department_id is not None and actor.may(Permission.CASES_READ):
        labels.add(cases_label(actor.department_id))
    return frozenset(labels)
