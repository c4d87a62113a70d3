"""照会 and 確定 of a meeting, and marking a 宿題 as done."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.db import unit_of_work
from portal.domain.errors import Conflict, InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.meetings import service
from portal.meetings.blueprint import blueprint
from portal.meetings.forms import AnswerForm, AskForm, CommentForm, DoneForm
from portal.meetings.page import forms_folder, meeting_page
from portal.web import actor, now, office, requires, today


@blueprint.post("/<int:meeting_id>/ask")
@requires(Permission.MEETINGS_EDIT)
def ask(meeting_id: int) -> ResponseReturnValue:
    form = AskForm()
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        if form.validate_on_submit():
            try:
                service.ask(session, actor(), now(), meeting, until=form.inquiry_until.data or today(), today=today())
                service.reindex_after_commit(session, office().index, meeting)
                flash("照会を始めました。各課のホームに表示されます。", "success")
                return redirect(url_for("meetings.show", meeting_id=meeting_id))
            except PortalError as error:
                form.take(error)
        return meeting_page(session, meeting, ask=form), 422


@blueprint.post("/<int:meeting_id>/comments")
@requires(Permission.MEETINGS_READ)
def comment(meeting_id: int) -> ResponseReturnValue:
    form = CommentForm()
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        if form.validate_on_submit():
            item = int(form.item_id.data) if str(form.item_id.data or "").isdecimal() else None
            try:
                service.comment(session, actor(), now(), meeting, item_id=item, text=form.text.data or "")
                flash("意見を送りました。", "success")
                return redirect(url_for("meetings.show", meeting_id=meeting_id))
            except (InvalidInput, Conflict) as error:
                form.take(error)
        return meeting_page(session, meeting, comment=form), 422


@blueprint.post("/<int:meeting_id>/comments/<int:comment_id>")
@requires(Permission.MEETINGS_EDIT)
def answer(meeting_id: int, comment_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        if not form.validate_on_submit():
            return meeting_page(
                session, meeting, errors=[text for texts in form.errors.values() for text in texts]
            ), 422
        service.answer(session, actor(), now(), meeting, comment_id=comment_id, text=form.text.data or "")
        flash("対応を書きました。", "success")
        return redirect(url_for("meetings.show", meeting_id=meeting_id))


@blueprint.post("/<int:meeting_id>/confirm")
@requires(Permission.MEETINGS_EDIT)
def confirm(meeting_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        try:
            service.confirm(session, actor(), now(), meeting, forms=forms_folder(), store=office().store)
        except (InvalidInput, Conflict) as error:
            return meeting_page(session, meeting, errors=[error.sentence]), 422
        service.reindex_after_commit(session, office().index, meeting)
        flash("議事録を確定しました。内容は、これから変わりません。", "success")
        return redirect(url_for("meetings.show", meeting_id=meeting_id))


@blueprint.post("/<int:meeting_id>/actions/<int:action_id>")
@requires(Permission.MEETINGS_REPORT)
def finish(meeting_id: int, action_id: int) -> ResponseReturnValue:
    form = DoneForm()
    with unit_of_work(office().sessions) as session:
        meeting = service.find_meeting(session, actor(), meeting_id)
        action = service.find_action(meeting, action_id)
        if not form.validate_on_submit():
            return meeting_page(session, meeting, done=form, action_id=action_id), 422
        service.finish(session, actor(), now(), meeting, action, done_on=form.done_on.data, note=form.note.data or "")
        flash("宿題を済みにしました。" if form.done_on.data else "宿題を未了に戻しました。", "success")
        return redirect(url_for("meetings.show", meeting_id=meeting_id, _anchor="actions"))
