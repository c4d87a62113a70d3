"""The blueprint of the meetings' pages; the ``views*`` modules add their pages to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("meetings", __name__, template_folder="templates", url_prefix="/meetings")
