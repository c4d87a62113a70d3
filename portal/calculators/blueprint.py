"""The blueprint of the calculators; the modules of views add their pages to it (``views`` imports them all)."""

from flask import Blueprint

blueprint = Blueprint("calculators", __name__, template_folder="templates", url_prefix="/calc")
