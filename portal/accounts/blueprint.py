"""The blueprint of the pages of people; the ``views*`` modules add their pages to it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, template_folder="templates")
