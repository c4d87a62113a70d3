"""The blueprint of the knowledge base. The modules of views hang their pages on it; ``views`` brings them together."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("manuals", __name__, template_folder="templates", url_prefix="/manuals")

# First parts of addresses under /manuals/ that a page's id must not take.
RESERVED = frozenset(
    [
        "statutes",
        "new",
        "preview",
        "drafts",
        "files",
        "reviews",
        "recent",
        "mine",
        "law-changes",
        "export",
        "import",
        "links",
        "feedback",
        "search",
    ]
)
