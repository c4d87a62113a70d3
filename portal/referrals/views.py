"""Pages of referral packets: the list, starting one, showing one. Importing this module brings in every other page too."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.ledger import service as ledger
from portal.referrals import service, views_files, views_saving, views_steps
from portal.referrals.blueprint import blueprint
from portal.referrals.checklist import State
from portal.referrals.models import STATES
from portal.referrals.page import packet_page
from portal.web import actor, now, office, requires, today

__all__ = ["blueprint", "views_files", "views_saving", "views_steps"]


@blueprint.get("/")
@requires(Permission.REFERRALS_READ)
def index() -> ResponseReturnValue:
    state = request.args.get("state", "")
    with reading(office().sessions) as session:
        rows = service.packets(session, actor(), state=state if state in STATES else "")
        counted = [
            (packet, case, sum(one.state is State.MISSING for one in service.checks_of(packet, case, today())))
            for packet, case in rows
        ]
        return render_template("referrals/list.html", rows=counted, states=STATES, state=state)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.REFERRALS_DRAFT)
def start() -> ResponseReturnValue:
    """Choose a case by its number, or come from its page with ``case``."""
    number = request.values.get("number", "")[:40].strip()
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work(office().sessions) as session:
                case = ledger.case_numbered(session, actor(), number)
                under_way = [one for one in service.packets_of_case(session, actor(), case.id) if one.state != "sent"]
                packet = under_way[0] if under_way else service.start(session, actor(), now(), case, today=today())
                words = (
                    "作成中の委任資料を開きました。" if under_way else f"委任資料 {packet.number} を作り始めました。"
                )
                flash(words, "success")
        except PortalError as raised:
            error = raised.sentence
        else:
            return redirect(url_for("referrals.show", packet_id=packet.id))
    return render_template("referrals/new.html", number=number, error=error), 422 if error else 200


@blueprint.get("/<int:packet_id>")
@requires(Permission.REFERRALS_READ)
def show(packet_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        packet, case = service.open_packet(session, actor(), now(), packet_id)
        return packet_page(session, packet, case)
