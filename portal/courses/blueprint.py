"""The blueprint of the courses. The modules of views hang their pages on it; ``views`` brings them together."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("courses", __name__, template_folder="templates", url_prefix="/courses")
