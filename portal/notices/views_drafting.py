"""A letter from one case: choose the form, look at what the ledger fills in, change it, keep the draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal import audit
from portal.accounts.models import Department
from portal.db import unit_of_work
from portal.domain.errors import Conflict, InvalidInput, PortalError
from portal.domain.permissions import Permission
from portal.ledger.models import Case, Claim
from portal.ledger.service import find_case
from portal.notices import approval, letter_typing, workshop
from portal.notices.blueprint import blueprint
from portal.notices.drafting import (
    Filled,
    allowed_forms,
    check_days,
    fill_for_case,
    find_batch,
    new_draft,
    ready_to_change,
    write_row,
)
from portal.notices.editing import NOTHING, Typed, inputs, read_typed
from portal.notices.enclosures import enclose, may_enclose
from portal.notices.forms import DraftForm
from portal.notices.home import typing_url
from portal.notices.issue_options import usual_issue
from portal.notices.library import WordForm
from portal.notices.models import LetterTyping, NoticeBatch
from portal.notices.numbering import symbol_of
from portal.notices.sources import Issue
from portal.notices.values import shown, thaw
from portal.web import actor, asked_number, now, office, requires, today


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def new() -> ResponseReturnValue:
    """Choose a form for the case, then fill it."""
    case_id = asked_number("case")
    name = request.args.get("form", "")
    with unit_of_work(office().sessions) as session:
        case = find_case(session, actor(), case_id)
        forms = workshop.forms_in_force(session, office(), department_id=actor().department_id, day=today())
        allowed = allowed_forms(forms, case)
        if not name:
            groups: dict[str, list[WordForm]] = {}
            for one in allowed:
                groups.setdefault(one.category, []).append(one)
            return render_template("notices/choose.html", case=case, groups=groups)
        form = workshop.form_in_force(session, office(), actor(), name, today())
        if form not in allowed:
            raise InvalidInput(
                f"「{form.title}」は、案件 {case.number} の債権区分では使えません。使える様式を選んでください。"
            )
        return _edit(session, form, case, None)


@blueprint.route("/batches/<int:batch_id>/edit", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def edit(batch_id: int) -> ResponseReturnValue:
    """Change a draft that was kept."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        ready_to_change(batch)
        case = _case_of(session, batch)
        return _edit(session, approval.form_of(office(), batch), case, batch)


def _case_of(session: Session, batch: NoticeBatch) -> Case:
    case_id = batch.notices[0].case_id if batch.origin == "case" else None
    if case_id is None:
        raise Conflict("一覧から作成した起案は、行を直して一覧を読み込み直してください。")
    return find_case(session, actor(), case_id)


def _edit(session: Session, form: WordForm, case: Case, batch: NoticeBatch | None) -> ResponseReturnValue:
    """The letter's page. What was typed is kept whatever comes of it: as a draft, or as 書きかけ when it must be mended."""
    masked = case.debtor.support_measure and not actor().may(Permission.CASES_UNMASK)
    changed = list(batch.options.get("typed", [])) if batch else []
    claim = _chosen_claim(case, batch)
    kept = letter_typing.find(session, actor(), form=form, case=case, claim=claim, batch=batch)
    if request.method == "POST":
        page = _issue_form(session, form, case, batch)
        typed = read_typed(form, request.form, changed=changed, masked=masked)
        if page.validate_on_submit():
            answer = _save(session, form, case, claim, batch, page, typed)
            if answer is not None:
                letter_typing.forget(session, kept)
                return answer
        kept = _keep_wrong(session, form, case, claim, batch, typed)
    else:
        page, typed = _as_kept(session, form, case, batch, kept, masked=masked)
    before = _before(form, batch, changed)
    issue = _issue(page, batch) if page.issue_day.data else Issue(day=today())
    filled = fill_for_case(
        session, office().settings, form, case, issue=issue, claim=claim, typed={**before, **typed.values}
    )
    wrong = _wrong(page, typed) if request.method == "POST" else []
    rendered = render_template(
        "notices/edit.html", findings=[(one, 1) for one in filled.findings], form=form, case=case, claim=claim, page=page, filled=filled, shown=shown,
        inputs=inputs(form, filled.values, filled.computed, typed=typed, changed=changed, masked=masked), batch=batch, wrong=wrong, kept=kept, may_enclose=may_enclose(form),
        here={"case": case.id, "form": form.name, "claim": claim.id if claim else None, "batch": batch.id if batch else None},
    )  # fmt: skip
    session.rollback()
    return rendered, 422 if wrong else 200


def _wrong(page: DraftForm, typed: Typed) -> list[str]:
    """Every sentence about what has to be mended, each once."""
    said = (text for texts in page.errors.values() for text in texts if isinstance(text, str))
    return list(dict.fromkeys([*page.form_errors, *said, *typed.errors.values()]))


def _before(form: WordForm, batch: NoticeBatch | None, changed: Sequence[str]) -> dict[str, Any]:
    """The values of a draft that a person had changed before."""
    values = thaw(form, batch.notices[0].payload) if batch else {}
    return {name: values[name] for name in changed if name in values}


def _as_kept(
    session: Session, form: WordForm, case: Case, batch: NoticeBatch | None, kept: LetterTyping | None, *, masked: bool
) -> tuple[DraftForm, Typed]:
    """The page's form and the typed values: those of the 書きかけ, or a fresh start."""
    if kept is None:
        return _issue_form(session, form, case, batch), NOTHING
    issue, typed = letter_typing.restored(form, kept, masked=masked)
    return DraftForm(formdata=MultiDict(issue), meta={"csrf": False}), typed


def _keep_wrong(
    session: Session, form: WordForm, case: Case, claim: Claim | None, batch: NoticeBatch | None, typed: Typed
) -> LetterTyping | None:
    """Keep a letter that cannot be a draft yet, in a transaction of its own: the page's is given up."""
    texts = letter_typing.kept_texts(request.form, typed)
    session.rollback()
    try:
        with unit_of_work(office().sessions) as own:
            return letter_typing.keep(
                own, actor(), now(), texts, form=form, case=case, claim=claim, batch=batch, version=None
            )
    except PortalError:
        return None


@blueprint.post("/typing")
@requires(Permission.NOTICES_DRAFT)
def autosave() -> ResponseReturnValue:
    """Keep what is being typed; answers with one line and the new version."""
    try:
        with unit_of_work(office().sessions) as session:
            row = _typing_of(session)
    except PortalError as error:
        return render_template("notices/typing.html", words=error.sentence, version=None)
    words = "書きかけを自動で保存しました"
    page = render_template("notices/typing.html", words=words, version=row.version, at=now())
    return page, 200, {"HX-Trigger": "draft-saved"}


def _typing_of(session: Session) -> LetterTyping:
    case = find_case(session, actor(), asked_number("case"))
    number = asked_number("batch")
    batch = find_batch(session, actor(), number) if number else None
    if batch is not None:
        ready_to_change(batch)
        form = approval.form_of(office(), batch)
    else:
        form = workshop.form_in_force(session, office(), actor(), request.args.get("form", ""), today())
    masked = case.debtor.support_measure and not actor().may(Permission.CASES_UNMASK)
    changed = list(batch.options.get("typed", [])) if batch else []
    typed = read_typed(form, request.form, changed=changed, masked=masked)
    version = request.form.get("typing_version", "0")
    return letter_typing.keep(
        session, actor(), now(), letter_typing.kept_texts(request.form, typed), form=form, case=case,
        claim=_chosen_claim(case, batch), batch=batch, version=int(version) if version.isdecimal() and len(version) < 9 else 0,
    )  # fmt: skip


@blueprint.post("/typing/<int:typing_id>/discard")
@requires(Permission.NOTICES_DRAFT)
def discard_typing(typing_id: int) -> ResponseReturnValue:
    """Throw one's own half-typed letter away and begin anew from the ledger."""
    with unit_of_work(office().sessions) as session:
        row = letter_typing.find_own(session, actor(), typing_id)
        here = typing_url(row)
        letter_typing.forget(session, row)
    flash("書きかけを破棄しました。台帳の内容から始めます。", "success")
    return redirect(here)


def _issue_form(session: Session, form: WordForm, case: Case, batch: NoticeBatch | None) -> DraftForm:
    if batch is not None:
        known = batch.options
        return DraftForm(
            issue_day=batch.issue_day, designated_day=batch.designated_day, symbol=batch.symbol, waiver_reason=batch.waiver_reason,
            signer_title=known.get("signer_title"), signer_name=known.get("signer_name"), seal_mark=known.get("seal_mark"),
            barcode=known.get("barcode", False), enclosure=batch.enclosure is not None,
        )  # fmt: skip
    return DraftForm(**usual_issue(session, office().settings, form, case.department_id, today()))


def _chosen_claim(case: Case, batch: NoticeBatch | None) -> Claim | None:
    wanted = batch.notices[0].claim_id if batch else asked_number("claim")
    return next((claim for claim in case.claims if claim.id == wanted), None)


def _issue(page: DraftForm, batch: NoticeBatch | None) -> Issue:
    return Issue(
        day=page.issue_day.data or today(), designated=page.designated_day.data, signer_title=page.signer_title.data or "",
        signer_name=page.signer_name.data or "", seal_mark=page.seal_mark.data or "",
        officer_name=(batch.options.get("officer_name", "") if batch else actor().name),
    )  # fmt: skip


def _save(
    session: Session,
    form: WordForm,
    case: Case,
    claim: Claim | None,
    batch: NoticeBatch | None,
    page: DraftForm,
    typed: Typed,
) -> ResponseReturnValue | None:
    """Keep the draft and go to its page; None when something has to be mended first."""
    if typed.errors:
        return None
    try:
        issue = _issue(page, batch)
        check_days(issue.day, issue.designated, today())
        symbol = symbol_of(session.get_one(Department, case.department_id), page.symbol.data or "")
        notice_id = batch.notices[0].id if batch else None
        filled = fill_for_case(
            session,
            office().settings,
            form,
            case,
            issue=issue,
            claim=claim,
            typed=typed.values,
            ignore_notice=notice_id,
        )
        batch = _write(session, filled, batch, symbol, page, typed)
    except PortalError as error:
        page.take(error)
        return None
    flash("下書きを保存しました。内容と確認事項を見て、次の操作を選んでください。", "success")
    return redirect(url_for("notices.show_batch", batch_id=batch.id))


def _write(
    session: Session, filled: Filled, batch: NoticeBatch | None, symbol: str, page: DraftForm, typed: Typed
) -> NoticeBatch:
    options = {"typed": typed.names, "barcode": bool(page.barcode.data)}
    if batch is None:
        batch = new_draft(session, office(), actor(), now(), filled, symbol=symbol, options=options)
    else:
        issue = filled.issue
        batch.issue_day, batch.designated_day, batch.symbol = issue.day, issue.designated, symbol
        batch.options = {
            **batch.options, **options, "signer_title": issue.signer_title, "signer_name": issue.signer_name, "seal_mark": issue.seal_mark,
        }  # fmt: skip
        write_row(batch.notices[0], filled)
        audit.record(
            session, actor(), now(), action="notice.edited", sentence=f"起案{batch.id}「{batch.form_title}」を変更しました。",
            object_kind="batch", object_id=batch.id,
        )  # fmt: skip
    wanted = bool(page.enclosure.data) and may_enclose(filled.form)
    enclose(session, office(), actor(), batch, filled, wanted=wanted, today=today())
    batch.waiver_reason = (page.waiver_reason.data or "").strip()
    approval.refresh_needs(session, filled.form, batch)
    return batch
