"""The blueprint of the ledger's pages; the ``views*`` modules add their pages to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("ledger", __name__, template_folder="templates", url_prefix="/cases")
