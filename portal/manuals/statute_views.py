"""Pages of statutes: the list of laws, and one card."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.db import reading
from portal.domain.permissions import Permission
from portal.manuals import law_changes, reliance, statutes
from portal.manuals.blueprint import blueprint
from portal.manuals.laws import article_key, read_laws
from portal.web import office, requires, today


@blueprint.get("/statutes/")
@requires(Permission.MANUALS_READ)
def list_statutes() -> ResponseReturnValue:
    laws = read_laws(office().settings.manuals)
    with reading(office().sessions) as session:
        cited = statutes.cited_articles(reliance.everything(office(), session), laws)
    rows = [(law, cited.get(law.name, [])) for law in sorted(laws.by_name.values(), key=lambda law: law.reading)]
    return render_template("manuals/statutes.html", rows=rows, article_key=article_key)


@blueprint.get("/statutes/<law>", defaults={"article": ""})
@blueprint.get("/statutes/<law>/<article>")
@requires(Permission.MANUALS_READ)
def statute(law: str, article: str) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        card = statutes.find_card(session, office(), law=law, key=article)
        changes = law_changes.of_article(session, card.ref)
        return render_template("manuals/statute.html", card=card, changes=changes, article_key=article_key, day=today())
