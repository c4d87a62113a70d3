"""次の手続の一覧 per officer and per department, and the calendar feed."""

from __future__ import annotations

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.calculators import feed
from portal.calculators.agenda import SORTS, agenda
from portal.calculators.blueprint import blueprint
from portal.db import reading, unit_of_work
from portal.domain.permissions import Permission
from portal.web import actor, now, office, page_number, public, requires, today

PAGE_SIZE = 100
LONGEST_KEY = 100


@blueprint.get("/agenda")
@requires(Permission.CASES_READ)
def agenda_list() -> ResponseReturnValue:
    return _agenda_page("")


def _agenda_page(key: str) -> ResponseReturnValue:
    scope = "department" if request.args.get("scope") == "department" else "mine"
    sort = request.args.get("sort", "days")
    sort = sort if sort in SORTS else "days"
    descending = request.args.get("order") == "desc"
    with reading(office().sessions) as session:
        settings = office().settings
        officer_id = actor().user_id if scope == "mine" else _chosen_officer()
        lines = agenda(session, actor(), today(), settings, officer_id=officer_id, sort=sort, descending=descending)
        current = feed.current_feed(session, actor())
    page = page_number()
    return render_template(
        "calculators/agenda.html", lines=lines[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], total=len(lines),
        scope=scope, officer=officer_id if scope == "department" else None, sort=sort, descending=descending, page=page, pages=-(-len(lines) // PAGE_SIZE), day=today(),
        feed=current, address=url_for("calculators.calendar_feed", key=key, _external=True) if key else "",
    )  # fmt: skip


def _chosen_officer() -> int | None:
    """The officer whose part of the department's list is asked for."""
    text = request.args.get("officer", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@blueprint.post("/agenda/feed")
@requires(Permission.CASES_READ)
def renew_feed() -> ResponseReturnValue:
    """Show the address once; who loses it makes a new one."""
    with unit_of_work(office().sessions) as session:
        key = feed.renew_key(session, actor(), now())
    flash("予定表に取り込むためのアドレスを発行しました。この画面を離れると、もう表示できません。", "success")
    return _agenda_page(key)


@blueprint.post("/agenda/feed/stop")
@requires(Permission.CASES_READ)
def stop_feed() -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        feed.revoke_key(session, actor(), now())
    flash("アドレスを止めました。取り込んだ予定表は更新されなくなります。", "success")
    return _agenda_page("")


@blueprint.get("/calendar/<key>.ics")
@public
def calendar_feed(key: str) -> ResponseReturnValue:
    """For a calendar program, which cannot sign in: the key in the address is the permission."""
    if len(key) > LONGEST_KEY:
        abort(404)
    with unit_of_work(office().sessions) as session:
        person = feed.person_of(session, key, now())
        if person is None:
            abort(404)
        lines = agenda(session, person, today(), office().settings, officer_id=person.user_id)
    text = feed.calendar_text(lines, now=now(), office_name=office().settings.office_name)
    return text, 200, {"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, max-age=3600"}
