"""The register: find an issued letter, make it again, cancel or re-issue it, book a return."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput, NotAllowed, PortalError
from portal.domain.permissions import Permission
from portal.domain.postal_delivery import delivery_outcome, shown_tracking_number, tracking_number
from portal.notices import delivery_booking, issuing
from portal.notices import register as service
from portal.notices.blueprint import blueprint
from portal.notices.deliveries import judged
from portal.notices.dispatch import reissued
from portal.notices.downloads import DOCX, file_response
from portal.notices.forms import DeliveryForm, FollowUpForm, ReasonForm, ReturnForm
from portal.notices.models import Notice
from portal.notices.press import file_name
from portal.notices.showing import Shown, picture, shown_letter
from portal.notices.views_batches import is_hidden
from portal.web import actor, now, office, page_number, requires, today
from portal.web.forms import PortalForm

PAGE_SIZE = 50


@blueprint.get("/register/")
@requires(Permission.NOTICES_READ)
def register() -> ResponseReturnValue:
    """Search by number, debtor, form and day."""
    return _list(returned=False)


@blueprint.get("/returns/")
@requires(Permission.NOTICES_READ)
def returns() -> ResponseReturnValue:
    """Returned letters whose whereabouts nobody has looked into yet."""
    return _list(returned=True)


def _list(*, returned: bool) -> ResponseReturnValue:
    page = page_number()
    errors: list[str] = []
    chosen = service.RegisterFilter(
        text=request.args.get("q", "")[:100].strip(), form_name=request.args.get("form", "")[:120],
        first_day=_day("from", errors), last_day=_day("to", errors), returned=returned, delivery=request.args.get("delivery", "")[:20],
        looked_into=request.args.get("looked", "")[:20],
    )  # fmt: skip
    with reading(office().sessions) as session:
        rows, total = service.search(session, actor(), chosen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        rendered = render_template(
            "notices/register.html", rows=rows, total=total, page=page, pages=-(-total // PAGE_SIZE), chosen=chosen, returned=returned,
            states=service.NOTICE_STATES, errors=errors, used_forms=service.used_forms(session, actor()),
        )  # fmt: skip
    return rendered, 422 if errors else 200


def _day(name: str, errors: list[str]) -> Any:
    text = request.args.get(name, "").strip()
    try:
        return parse_date(text, field="期間") if text else None
    except InvalidInput as error:
        errors.append(error.sentence)
        return None


@blueprint.get("/register/<int:notice_id>")
@requires(Permission.NOTICES_READ)
def show_notice(notice_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        notice = service.find_notice(session, actor(), notice_id)
        return _page(session, notice)


def _page(session: Session, notice: Notice, errors: list[str] | None = None) -> ResponseReturnValue:
    """The letter's page. After an error the form that was sent keeps what was typed; the others stay as they were."""
    number, words = shown_tracking_number(notice.tracking_number), notice.delivery_result
    rendered = render_template(
        "notices/notice.html", notice=notice, batch=notice.batch, look=_look(session, notice), states=service.NOTICE_STATES, errors=errors or [], tracking=number, reissued=reissued(notice),
        reason_form=_form(ReasonForm, "cancel_notice", "reissue"), return_form=_form(ReturnForm, "book_return", day=today()),
        follow_form=_form(FollowUpForm, "follow_up", day=today()),
        delivery_form=_form(DeliveryForm, "book_delivery", tracking=number, delivered=notice.delivered_on, words=words),
    )  # fmt: skip
    return rendered, 422 if errors else 200


def _form(kind: type[PortalForm], *endpoints: str, **known: Any) -> PortalForm:
    sent = (request.endpoint or "").removeprefix("notices.") in endpoints
    return kind(**known) if sent else kind(formdata=None, **known)


def _step(notice_id: int, action: Any, done: str) -> ResponseReturnValue:
    try:
        with unit_of_work(office().sessions) as session:
            action(session, service.find_notice(session, actor(), notice_id))
    except (InvalidInput, PortalError) as error:
        with reading(office().sessions) as session:
            return _page(session, service.find_notice(session, actor(), notice_id), [error.sentence])
    flash(done, "success")
    return redirect(url_for("notices.show_notice", notice_id=notice_id))


@blueprint.get("/register/<int:notice_id>/letter.docx")
@requires(Permission.NOTICES_READ)
def letter(notice_id: int) -> ResponseReturnValue:
    """The letter made again from its frozen values."""
    with unit_of_work(office().sessions) as session:
        notice = service.find_notice(session, actor(), notice_id)
        _require_address(session, notice)
        again = service.make_again(session, office(), actor(), now(), notice)
    if not again.same:
        flash(
            "作り直した文書が、発行したときのものと一致しません。様式の処理方式が変わったため、原本の控えを確かめてください。",
            "warning",
        )
    return file_response(again.content, file_name(notice.number, notice.reference), DOCX)


def _look(session: Session, notice: Notice) -> Shown | None:
    """How the letter looks; None where its address is hidden from this person (支援措置) or it never got a number."""
    if notice.serial is None or is_hidden(session, notice):
        return None
    content = issuing.press_of(office(), notice.batch).letter(notice)
    url = url_for("notices.notice_picture", notice_id=notice.id)
    return shown_letter(office().settings, content, title=f"通知書 {notice.number}", picture_url=url)


@blueprint.get("/register/<int:notice_id>/look.png")
@requires(Permission.NOTICES_READ)
def notice_picture(notice_id: int) -> ResponseReturnValue:
    """The picture of an issued letter."""
    with reading(office().sessions) as session:
        notice = service.find_notice(session, actor(), notice_id)
        _require_address(session, notice)
        content = issuing.press_of(office(), notice.batch).letter(notice)
    return picture(office().settings, content)


def _require_address(session: Session, notice: Notice) -> None:
    if is_hidden(session, notice):
        raise NotAllowed("支援措置の対象の送付先が入っているため、承認者だけが取り出せます。")


@blueprint.post("/register/<int:notice_id>/cancel")
@requires(Permission.NOTICES_DRAFT)
def cancel_notice(notice_id: int) -> ResponseReturnValue:
    reason = ReasonForm().reason.data or ""
    return _step(
        notice_id,
        lambda s, n: service.cancel(s, actor(), now(), n, reason=reason),
        "取り消しました。番号は欠番として残ります。",
    )


@blueprint.post("/register/<int:notice_id>/reissue")
@requires(Permission.NOTICES_DRAFT)
def reissue(notice_id: int) -> ResponseReturnValue:
    reason = ReasonForm().reason.data or ""
    return _step(
        notice_id,
        lambda s, n: service.reissue(s, office(), actor(), now(), n, reason=reason, day=today()),
        "再発行を記録しました。同じ番号の文書を取り出してください。",
    )


@blueprint.post("/register/<int:notice_id>/return")
@requires(Permission.NOTICES_DRAFT)
def book_return(notice_id: int) -> ResponseReturnValue:
    form = ReturnForm()

    def act(session: Session, notice: Notice) -> None:
        if not form.validate():
            raise InvalidInput("".join(str(text) for texts in form.errors.values() for text in texts))
        service.book_return(
            session, actor(), now(), notice, day=form.day.data or today(), reason=form.reason.data, today=today()
        )

    return _step(notice_id, act, "返戻を登録しました。所在の調査に進んでください。")


@blueprint.post("/register/<int:notice_id>/delivery")
@requires(Permission.NOTICES_DRAFT)
def book_delivery(notice_id: int) -> ResponseReturnValue:
    """One 配達記録 typed by hand."""
    form = DeliveryForm()

    def act(session: Session, notice: Notice) -> None:
        if not form.validate():
            raise InvalidInput("".join(str(text) for texts in form.errors.values() for text in texts))
        outcome, number = delivery_outcome(form.words.data or ""), tracking_number(form.tracking.data or "")
        one = judged(notice, outcome, form.delivered.data, number, row=0, today=today())
        delivery_booking.book_by_hand(session, actor(), now(), one, today=today())

    return _step(notice_id, act, "配達の記録を登録しました。")


@blueprint.post("/register/<int:notice_id>/follow-up")
@requires(Permission.NOTICES_DRAFT)
def follow_up(notice_id: int) -> ResponseReturnValue:
    form = FollowUpForm()

    def act(session: Session, notice: Notice) -> None:
        if not form.validate():
            raise InvalidInput("".join(str(text) for texts in form.errors.values() for text in texts))
        service.follow_up(
            session, actor(), now(), notice, day=form.day.data or today(), text=form.text.data, usable=form.usable.data
        )

    return _step(notice_id, act, "調査の結果を登録しました。")
