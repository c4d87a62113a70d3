"""The pages that belong to no feature: home (今日すること), health, and the shared static files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.web import drafts
from portal.web.addresses import inside
from portal.web.permissions import public, requires
from portal.web.state import actor, now, office, today

blueprint = Blueprint("web", __name__, template_folder="templates")
STATIC = Path(__file__).with_name("static")


@dataclass(frozen=True, slots=True)
class HomeItem:
    """One line of the home page: what to do, by when, and where."""

    title: str
    url: str
    due: date | None = None
    days_left: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HomeCard:
    """One box of the home page. An empty card shows ``empty``; ``more_url`` leads to the whole list."""

    title: str
    items: Sequence[HomeItem]
    empty: str = "ありません。"
    more_url: str = ""
    order: int = 50


HomeSource = Callable[[Session, Actor, date], HomeCard | None]
"""A feature's contribution to the home page; ``wiring`` lists them. Called with the request's office in place."""


@blueprint.get("/static/<path:filename>")
@public
def static(filename: str) -> ResponseReturnValue:
    """Style, script and pictures; cached for a year, their address carries a version."""
    return send_from_directory(STATIC, filename, max_age=31_536_000)


@blueprint.get("/")
@requires(Permission.ACCOUNT_SELF)
def home() -> ResponseReturnValue:
    sources: Sequence[HomeSource] = current_app.extensions["portal.home"]
    with reading(office().sessions) as session:
        cards = [card for source in sources if (card := source(session, actor(), today())) is not None]
        return render_template("web/home.html", cards=sorted(cards, key=lambda card: card.order), day=today())


@blueprint.get("/healthz")
@public
def health() -> ResponseReturnValue:
    """For the service manager and the proxy: 200 when database and index answer."""
    state: Any = office()
    with reading(state.sessions) as session:
        session.execute(text("SELECT 1"))
    return {"status": "ok", "documents": state.index.count()}


@blueprint.post("/drafts")
@requires(Permission.ACCOUNT_SELF)
def keep_draft() -> ResponseReturnValue:
    """What is half typed on a page, sent by the page's script."""
    place = request.form.get(drafts.PLACE, "")
    try:
        with unit_of_work(office().sessions) as session:
            kept = drafts.keep(session, actor().user_id or 0, now(), place, request.form.items(multi=True))
    except IntegrityError:
        kept = False  # two tabs of one person at the same instant: the next key tries again
    return "", 204 if kept else 422


@blueprint.post("/drafts/discard")
@requires(Permission.ACCOUNT_SELF)
def discard_draft() -> ResponseReturnValue:
    """Throw the draft away and begin again."""
    place = inside(request.form.get("place"), url_for("web.home"))
    with unit_of_work(office().sessions) as session:
        drafts.forget(session, actor().user_id, place)
    return redirect(place)


@blueprint.get("/help")
@requires(Permission.ACCOUNT_SELF)
def accessibility() -> ResponseReturnValue:
    return render_template("web/accessibility.html")
