"""The steps of a packet: asking, approving, giving back, waiving, handing over."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import unit_of_work
from portal.domain.errors import Conflict, InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.ledger import service as ledger
from portal.ledger.models import Case
from portal.referrals import service
from portal.referrals.blueprint import blueprint
from portal.referrals.forms import ReasonForm, SendForm
from portal.referrals.models import ReferralPacket
from portal.referrals.page import packet_page
from portal.web import actor, now, office, requires, today


@blueprint.post("/<int:packet_id>/ask")
@requires(Permission.REFERRALS_DRAFT)
def ask(packet_id: int) -> ResponseReturnValue:
    return _step(
        packet_id,
        lambda session, packet, case: service.ask(session, actor(), now(), packet, case, today=today()),
        "確認を依頼しました。承認者のホームに表示されます。",
    )


@blueprint.post("/<int:packet_id>/approve")
@requires(Permission.REFERRALS_APPROVE)
def approve(packet_id: int) -> ResponseReturnValue:
    def make_final(session: Session, packet: ReferralPacket, case: Case) -> None:
        service.approve(
            session, actor(), now(), packet, case, today=today(), settings=office().settings, store=office().store
        )

    return _step(packet_id, make_final, "委任資料を確定しました。号証の番号は、これから変わりません。")


@blueprint.post("/<int:packet_id>/give-back")
@requires(Permission.REFERRALS_DRAFT)
def give_back(packet_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    return _step(
        packet_id,
        lambda session, packet, case: service.give_back(session, actor(), now(), packet, reason=form.reason.data or ""),
        "案に戻しました。",
        form=form,
    )


@blueprint.post("/<int:packet_id>/waive")
@requires(Permission.REFERRALS_APPROVE)
def waive(packet_id: int) -> ResponseReturnValue:
    form = ReasonForm()

    def let_go(session: Session, packet: ReferralPacket, case: Case) -> None:
        code, reason = form.code.data or "", form.reason.data or ""
        service.waive(session, actor(), now(), packet, case, code=code, reason=reason, today=today())

    return _step(packet_id, let_go, "省略を承認しました。", form=form)


@blueprint.post("/<int:packet_id>/waive/withdraw")
@requires(Permission.REFERRALS_APPROVE)
def withdraw_waiver(packet_id: int) -> ResponseReturnValue:
    code = request.form.get("code", "")
    return _step(
        packet_id,
        lambda session, packet, case: service.withdraw_waiver(session, actor(), now(), packet, code=code),
        "省略を取り消しました。",
    )


@blueprint.post("/<int:packet_id>/send")
@requires(Permission.REFERRALS_DRAFT)
def send(packet_id: int) -> ResponseReturnValue:
    form = SendForm()
    with unit_of_work(office().sessions) as session:
        packet, case = service.find_packet(session, actor(), packet_id)
        if form.validate_on_submit():
            try:
                service.send(
                    session, actor(), now(), packet, case,
                    sent_on=form.sent_on.data or today(), means=form.means.data or "", today=today(),
                )  # fmt: skip
                ledger.reindex_after_commit(session, office().index, case)
                flash("引渡しを登録し、案件の経過に書きました。", "success")
                return redirect(url_for("referrals.show", packet_id=packet_id))
            except PortalError as error:
                session.rollback()
                packet, case = service.find_packet(session, actor(), packet_id)
                form.take(error)
        return packet_page(session, packet, case, sending=form), 422


def _step(packet_id: int, do: Any, done: str, *, form: ReasonForm | None = None) -> ResponseReturnValue:
    """One step of the packet's life; an error is shown on the packet's page with what was typed."""
    with unit_of_work(office().sessions) as session:
        packet, case = service.find_packet(session, actor(), packet_id)
        try:
            if form is not None and not form.validate():
                raise InvalidInput(next(text for found in form.errors.values() for text in found))
            do(session, packet, case)
        except (InvalidInput, Conflict) as error:
            session.rollback()
            packet, case = service.find_packet(session, actor(), packet_id)
            return packet_page(session, packet, case, reason=form, errors=[error.sentence]), 422
        flash(done, "success")
        return redirect(url_for("referrals.show", packet_id=packet_id))
