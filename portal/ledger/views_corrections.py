"""The forms that correct the ledger. A wrong event or payment is struck out with a reason; nothing is ever deleted."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading
from portal.domain.percent import parse_percent
from portal.domain.permissions import Permission
from portal.ledger import service
from portal.ledger.blueprint import blueprint
from portal.ledger.entry import entry, plain
from portal.ledger.forms import CaseChangeForm, ClaimChangeForm, DebtorForm, GuarantorForm, PlanEndForm, ReasonForm
from portal.ledger.models import Case
from portal.ledger.views_entries import guarantor_values, new_claim
from portal.web import actor, now, office, requires, today
from portal.web.forms import choices


@blueprint.route("/<int:case_id>/debtor", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def change_debtor(case_id: int) -> ResponseReturnValue:
    """Phones and workplace of a protected debtor are not filled in; left empty they stay as they are."""

    def form_for(case: Case) -> DebtorForm:
        form = DebtorForm(obj=case.debtor)
        if case.debtor.support_measure:
            for name in _HIDDEN:
                field = form[name]
                field.description = "支援措置のため表示しません。変えるときだけ入力してください。"
                if not field.raw_data:
                    field.data = None
        return form

    def write(session: Session, case: Case, form: DebtorForm) -> None:
        kept = _DATES | {"support_measure", "on_welfare"}
        values = {name: value if name in kept else value or "" for name, value in plain(form).items()}
        if case.debtor.support_measure:
            values = {name: value for name, value in values.items() if name not in _HIDDEN or value}
        service.change_debtor(session, actor(), now(), case, values)
        for other in case.debtor.cases:
            service.reindex_after_commit(session, office().index, other)

    return entry(
        case_id, form_for, write, heading="債務者の情報の変更", label="保存する", done="債務者の情報を保存しました。"
    )


_HIDDEN = ("phone", "phone_other", "workplace")
_DATES = {"birth_date", "support_measure_until", "lawyer_notified_on", "died_on"}


@blueprint.route("/<int:case_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def change_case(case_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        officers = service.officers(session, actor())

    def form_for(case: Case) -> CaseChangeForm:
        form = CaseChangeForm(obj=case)
        known = dict(officers)
        if case.officer_id not in known:
            known = {case.officer_id or 0: "（決まっていない）"} | known
        form.officer_id.choices = choices(known.items())
        return form

    def write(session: Session, case: Case, form: CaseChangeForm) -> None:
        values = {name: value or "" for name, value in plain(form).items() if name != "officer_id"}
        if form.officer_id.data != (case.officer_id or 0):
            values["officer_id"] = form.officer_id.data
        service.change_case(session, actor(), now(), case, values)

    return entry(
        case_id, form_for, write, heading="案件の内容の変更", label="保存する", done="案件の内容を保存しました。"
    )


@blueprint.route("/<int:case_id>/claims/<int:claim_id>", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def change_claim(case_id: int, claim_id: int) -> ResponseReturnValue:
    def form_for(case: Case) -> ClaimChangeForm:
        claim = service.find_claim(case, claim_id)
        rate = parse_percent(claim.interest_rate) if claim.interest_rate else None
        return ClaimChangeForm(obj=claim, claim_name=claim.name, interest_rate=rate)

    def write(session: Session, case: Case, form: ClaimChangeForm) -> None:
        claim = service.find_claim(case, claim_id)
        service.change_claim(session, actor(), now(), case, claim, new_claim(form.data), reason=form.reason.data or "")

    return entry(case_id, form_for, write, heading="債権の訂正", label="訂正する", done="債権を訂正しました。")


@blueprint.route("/<int:case_id>/guarantors/<int:guarantor_id>", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def change_guarantor(case_id: int, guarantor_id: int) -> ResponseReturnValue:
    """The address and phone of a protected guarantor are not filled in; left empty they stay as they are."""
    hidden = ("postal_code", "address", "building", "phone")

    def form_for(case: Case) -> GuarantorForm:
        guarantor = service.find_guarantor(case, guarantor_id)
        form = GuarantorForm(obj=guarantor)
        if guarantor.support_measure:
            for name in hidden:
                form[name].description = "支援措置のため表示しません。変えるときだけ入力してください。"
                if not form[name].raw_data:
                    form[name].data = None
        return form

    def write(session: Session, case: Case, form: GuarantorForm) -> None:
        guarantor = service.find_guarantor(case, guarantor_id)
        values = guarantor_values(form)
        if guarantor.support_measure:
            values = {name: value for name, value in values.items() if name not in hidden or value}
        service.change_guarantor(session, actor(), now(), case, guarantor, values)

    return entry(
        case_id, form_for, write, heading="連帯保証人の情報の変更", label="保存する",
        done="連帯保証人の情報を保存しました。",
    )  # fmt: skip


@blueprint.route("/<int:case_id>/events/<int:event_id>/cancel", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def cancel_event(case_id: int, event_id: int) -> ResponseReturnValue:
    return entry(
        case_id,
        lambda case: ReasonForm(),
        lambda session, case, form: service.cancel_event(
            session, actor(), now(), case=case, event_id=event_id, reason=form.reason.data or ""
        ),
        heading="経過の取消し",
        label="取り消す",
        done="経過を取り消しました。",
        anchor="events",
    )


@blueprint.route("/<int:case_id>/payments/<int:payment_id>/cancel", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def cancel_payment(case_id: int, payment_id: int) -> ResponseReturnValue:
    return entry(
        case_id,
        lambda case: ReasonForm(),
        lambda session, case, form: service.cancel_payment(
            session, actor(), now(), case=case, payment_id=payment_id, reason=form.reason.data or ""
        ),
        heading="納付の取消し",
        label="取り消す",
        done="納付を取り消しました。",
        anchor="payments",
    )


@blueprint.route("/<int:case_id>/plans/end", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def end_plan(case_id: int) -> ResponseReturnValue:
    def write(session: Session, case: Case, form: PlanEndForm) -> None:
        service.end_plan(session, actor(), now(), case=case, state=form.state.data or "", reason=form.reason.data or "")

    return entry(
        case_id, lambda case: PlanEndForm(), write, heading="分納計画の終わり", label="計画を終える",
        done="分納計画を終えました。", anchor="plan",
    )  # fmt: skip


@blueprint.route("/<int:case_id>/close", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def close(case_id: int) -> ResponseReturnValue:
    def write(session: Session, case: Case, form: ReasonForm) -> str:
        service.close_case(session, actor(), now(), case=case, closed_on=today(), reason=form.reason.data or "")
        return f"案件 {case.number} を終結しました。"

    return entry(case_id, lambda case: ReasonForm(), write, heading="案件の終結", label="終結する")


@blueprint.route("/<int:case_id>/reopen", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def reopen(case_id: int) -> ResponseReturnValue:
    def write(session: Session, case: Case, form: ReasonForm) -> str:
        service.reopen_case(session, actor(), now(), case=case, reason=form.reason.data or "")
        return f"案件 {case.number} の終結を取り消しました。"

    return entry(case_id, lambda case: ReasonForm(), write, heading="終結の取消し", label="管理中に戻す")
