"""The blueprint all pages of notices hang on (the modules ``views*`` add to it)."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("notices", __name__, template_folder="templates", url_prefix="/notices")
