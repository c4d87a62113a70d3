"""Saving a packet: everything typed on the page at once — exhibits, contents, new files — then the button's own step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from portal.db import unit_of_work
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.ledger.models import Case
from portal.referrals import evidence, service
from portal.referrals.blueprint import blueprint
from portal.referrals.files import Accepted, accept
from portal.referrals.forms import ContentsForm, ExhibitRow
from portal.referrals.models import ReferralPacket
from portal.referrals.page import contents_form, packet_page, row_form, row_sentence
from portal.referrals.views_steps import ask
from portal.web import actor, now, office, requires


@blueprint.post("/<int:packet_id>/save")
@requires(Permission.REFERRALS_DRAFT)
def save(packet_id: int) -> ResponseReturnValue:
    """Everything typed on the page at once: table of exhibits, contents, new files; then the button's own step.

    Asking for approval comes in a unit of its own: what was typed is saved even when something is missing for that.
    """
    answer = _save_page(packet_id)
    asked = request.form.get("step") == "ask" and isinstance(answer, BaseResponse)
    return ask(packet_id) if asked else answer


def _save_page(packet_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        packet, case = service.find_packet(session, actor(), packet_id)
        typed = _typed(packet, case)
        errors = _stale(packet) or typed.errors()
        if not errors:
            try:
                anchor = _save(session, packet, case, typed)
            except PortalError as error:
                errors = typed.take(error)
        if not errors:
            return redirect(url_for("referrals.show", packet_id=packet_id, _anchor=anchor))
        session.rollback()
        packet, case = service.find_packet(session, actor(), packet_id)
        errors += _keep_files(session, packet, typed.files)
        typed.contents.edition.raw_data, typed.contents.edition.data = None, packet.edition
        rows = {one.id: typed.rows.get(one.id) or row_form(one) for one in packet.exhibits}
        return packet_page(session, packet, case, contents=typed.contents, rows=rows, errors=errors), 422


@dataclass
class _Typed:
    """What the page sent: forms of the parts that are in the request, and the files that may be kept."""

    contents: ContentsForm
    has_contents: bool
    rows: dict[int, ExhibitRow]
    files: list[Accepted]
    refused: list[str]

    def errors(self) -> list[str]:
        """Every sentence of every part; the contents show theirs at their fields too."""
        sound = self.contents.validate() if self.has_contents else True
        found = [] if sound else [str(text) for texts in self.contents.errors.values() for text in texts]
        for form in self.rows.values():
            if not form.validate():
                found += [row_sentence(form, text) for texts in form.errors.values() for text in texts]
        return [*found, *self.refused]

    def take(self, error: PortalError) -> list[str]:
        self.contents.take(error)
        return [error.sentence]


def _typed(packet: ReferralPacket, case: Case) -> _Typed:
    here = [one.id for one in packet.exhibits if f"x{one.id}-title" in request.form]
    files, refused = [], []
    for file in request.files.getlist("files"):
        if not file.filename:
            continue
        try:
            files.append(accept(file.read(), file.filename))
        except InvalidInput as error:
            refused.append(error.sentence)
    if request.form.get("step") == "upload" and not files and not refused:
        refused.append("証拠のファイルを選んでください。")
    rows = {key: ExhibitRow(request.form, prefix=f"x{key}-") for key in here}
    return _Typed(contents_form(packet, case, posted=True), "as_of" in request.form, rows, files, refused)


def _stale(packet: ReferralPacket) -> list[str]:
    edition = request.form.get("edition", "")
    return [service.STALE] if edition and edition != str(packet.edition) else []


def _save(session: Session, packet: ReferralPacket, case: Case, typed: _Typed) -> str:
    """Write the parts; the anchor to go to."""
    if typed.rows:
        values = {key: form.values() for key, form in typed.rows.items()}
        evidence.save_exhibits(session, actor(), now(), packet, values)
    if typed.has_contents:
        service.save_contents(session, actor(), now(), packet, _contents_values(typed.contents), edition=packet.edition)
    if typed.files:
        evidence.add_exhibits(session, actor(), now(), packet, typed.files, office().store)
        flash(f"証拠{len(typed.files)}点を読み込みました。標目・作成者・立証趣旨などを入力してください。", "success")
    step, _, key = request.form.get("step", "").partition(":")
    order = [int(one) for one in request.form.get("order", "").split(",") if one.isdecimal()]
    if step == "order" and order:
        evidence.order_exhibits(session, actor(), now(), packet, order)
    elif step in {"up", "down"} and key.isdecimal():
        evidence.move_exhibit(session, actor(), now(), packet, exhibit_id=int(key), up=step == "up")
    elif step == "remove" and key.isdecimal():
        evidence.remove_exhibit(session, actor(), now(), packet, exhibit_id=int(key))
    flash("保存しました。", "success")
    return "exhibits" if step else "contents"


def _contents_values(form: ContentsForm) -> dict[str, Any]:
    """The typed values; an empty text is an empty text, not nothing."""
    dates = {"as_of", "reply_by", "contracted_on", "address_checked_on"}
    data = {name: value for name, value in form.data.items() if name not in {"csrf_token", "edition"}}
    return {name: value if name in dates or value is not None else "" for name, value in data.items()}


def _keep_files(session: Session, packet: ReferralPacket, files: list[Accepted]) -> list[str]:
    """A browser cannot show a chosen file again, so good ones are kept even when something else must be corrected."""
    if not files or not packet.open_to_edit:
        return []
    try:
        evidence.add_exhibits(session, actor(), now(), packet, files, office().store)
    except PortalError as error:
        return [error.sentence]
    return [f"ほかの{len(files)}点は読み込みました。"]
