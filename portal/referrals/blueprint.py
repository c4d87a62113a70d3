"""The blueprint of the packets' pages; the ``views*`` modules add their pages to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("referrals", __name__, template_folder="templates", url_prefix="/referrals")
