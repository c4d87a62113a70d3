"""The forms that add to the ledger: a case, a claim, an event, a payment, a plan, a guarantor, an address."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.installments import installment_plan
from portal.domain.names import same_name
from portal.domain.permissions import Permission
from portal.ledger import service, terms
from portal.ledger.blueprint import blueprint
from portal.ledger.entry import entry, plain
from portal.ledger.forms import AddressForm, CaseForm, EventForm, GuarantorForm, NewClaimForm, PaymentForm, PlanForm
from portal.ledger.kinds import BY_CODE, label_of
from portal.ledger.law_tables import calendar_for, rule_sets
from portal.ledger.models import Case
from portal.web import actor, now, office, requires, resumed, today
from portal.web.forms import choices


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def add() -> ResponseReturnValue:
    form = resumed(CaseForm)
    _offer_rules(form, "債権の種類の標準どおり")
    if form.validate_on_submit():
        try:
            with unit_of_work(office().sessions) as session:
                case = _add_case(session, form)
                service.reindex_after_commit(session, office().index, case)
        except PortalError as error:
            form.take(error)
        else:
            flash(f"案件 {case.number} を登録しました。", "success")
            return redirect(url_for("ledger.show", case_id=case.id))
    return render_template("ledger/case_form.html", form=form), 422 if form.errors else 200


_DEBTOR = ("name", "kana", "representative", "postal_code", "address", "building", "phone")


def _add_case(session: Session, form: CaseForm) -> Case:
    data = form.data
    debtor = service.debtor_numbered(session, actor(), data["debtor_number"])
    if debtor is None:
        known = {name: data[name] or "" for name in _DEBTOR}
        new_debtor = service.NewDebtor(
            number=data["debtor_number"], kind=data["kind"], birth_date=data["birth_date"],
            support_measure=data["support_measure"], **known,
        )  # fmt: skip
        debtor = service.add_debtor(session, actor(), now(), new_debtor)
    elif not same_name(debtor.name, data["name"]):
        raise InvalidInput(
            f"宛名番号『{debtor.number}』は別の氏名で登録されています。番号か氏名を確かめてください。",
            field="debtor_number",
        )
    else:
        flash("この宛名番号の人は登録済みのため、住所などは登録済みの内容を使いました。", "warning")
    new = service.case_of_type(
        data["claim_type"], number=data["number"], claim_class=data["claim_class"], basis=data["basis"] or "",
        cause=data["cause"] or "", officer_id=actor().user_id, late_charge_rule=data["late_charge_rule"] or "",
    )  # fmt: skip
    case = service.add_case(session, actor(), now(), debtor, new)
    service.add_claim(session, actor(), now(), case, new_claim(data, default_name=new.title))
    return case


def _offer_rules(form: CaseForm | NewClaimForm, standard: str) -> None:
    with reading(office().sessions) as session:
        form.late_charge_rule.choices = choices(terms.rule_choices(rule_sets(session), standard=standard))


def new_claim(data: dict[str, Any], *, default_name: str = "", own_rule: str = "") -> service.NewClaim:
    """The amount as typed on a form. ``own_rule``: the claim's own rule set, where it differs from the case's."""
    return service.NewClaim(
        name=data["claim_name"] or default_name,
        fiscal_year=data["fiscal_year"],
        period=data["period"] or "",
        notice_number=data["notice_number"] or "",
        arose_on=data["arose_on"],
        due_date=data["due_date"],
        principal=data["principal"],
        interest_rate="" if data["interest_rate"] is None else str(data["interest_rate"]),
        rate_kind=data.get("rate_kind") or "damages",
        late_charge_rule=own_rule,
    )


@blueprint.route("/<int:case_id>/claims/new", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def add_claim(case_id: int) -> ResponseReturnValue:
    def form_for(case: Case) -> NewClaimForm:
        form = NewClaimForm(claim_name=case.title)
        _offer_rules(form, "案件の計算規則のとおり")
        return form

    def write(session: Session, case: Case, form: NewClaimForm) -> None:
        new = new_claim(form.data, own_rule=form.late_charge_rule.data or "")
        service.add_claim(session, actor(), now(), case, new)

    return entry(
        case_id,
        form_for,
        write,
        heading="債権の追加",
        label="追加する",
        done="債権を追加しました。",
    )


@blueprint.route("/<int:case_id>/events/new", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def add_event(case_id: int) -> ResponseReturnValue:
    preset = request.args.get("kind", "")

    def form_for(case: Case) -> EventForm:
        form = resumed(EventForm, kind=preset if preset in BY_CODE else "phone", happened_on=today(), claim_id=0)
        form.claim_id.choices = choices([(0, "この案件のすべての債権"), *_claim_choices(case)])
        return form

    def write(session: Session, case: Case, form: EventForm) -> str:
        texts = {"means", "counterpart", "result", "memo", "outcome"}
        data: dict[str, Any] = {n: (value or "" if n in texts else value) for n, value in plain(form).items()}
        data["claim_id"] = data["claim_id"] or None
        service.add_event(session, actor(), now(), case, service.NewEvent(**data), today=today())
        return f"経過「{label_of(data['kind'])}」を登録しました。"

    return entry(
        case_id, form_for, write, heading="経過の登録", label="登録する", page="ledger/event_form.html", anchor="events"
    )


def _claim_choices(case: Case) -> list[tuple[int, str]]:
    return [
        (claim.id, f"{claim.name}{' ' if claim.period else ''}{claim.period}（残り{claim.balance:,}円）")
        for claim in case.claims
    ]


@blueprint.route("/<int:case_id>/payments/new", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def add_payment(case_id: int) -> ResponseReturnValue:
    def form_for(case: Case) -> PaymentForm:
        form = PaymentForm(paid_on=today())
        form.claim_id.choices = choices(_claim_choices(case))
        if not case.claims:
            raise InvalidInput("この案件には債権がありません。先に債権を追加してください。")
        return form

    def write(session: Session, case: Case, form: PaymentForm) -> None:
        data = form.data
        new = service.NewPayment(
            paid_on=data["paid_on"], amount=data["amount"], to_late_charge=data["to_late_charge"] or 0,
            to_fee=data["to_fee"] or 0, means=data["means"] or "", note=data["note"] or "",
        )  # fmt: skip
        claim = service.find_claim(case, data["claim_id"])
        service.add_payment(session, actor(), now(), case=case, claim=claim, new=new, today=today())

    return entry(
        case_id, form_for, write, heading="納付の登録", label="登録する", done="納付を登録しました。", anchor="payments"
    )


@blueprint.route("/<int:case_id>/plans/new", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def add_plan(case_id: int) -> ResponseReturnValue:
    def write(session: Session, case: Case, form: PlanForm) -> str:
        data = form.data
        plan = installment_plan(
            sum(claim.balance for claim in case.claims), first_on=data["first_on"], calendar=calendar_for(),
            monthly=data["monthly"], count=data["count"],
        )  # fmt: skip
        dues = [(one.due_on, one.amount) for one in plan.installments]
        service.add_plan(
            session, actor(), now(), case=case, pledged_on=data["pledged_on"], dues=dues, note=data["note"] or ""
        )
        return f"分納計画を登録しました（{plan.working[0]}）。誓約を受けた経過も登録してください。"

    return entry(
        case_id, lambda case: PlanForm(pledged_on=today()), write, heading="分納計画の登録", label="登録する",
        anchor="plan",
    )  # fmt: skip


@blueprint.route("/<int:case_id>/guarantors/new", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def add_guarantor(case_id: int) -> ResponseReturnValue:
    return entry(
        case_id,
        lambda case: GuarantorForm(),
        lambda session, case, form: service.add_guarantor(session, actor(), now(), case, **guarantor_values(form)),
        heading="連帯保証人の登録",
        label="登録する",
        done="連帯保証人を登録しました。",
    )


def guarantor_values(form: GuarantorForm) -> dict[str, Any]:
    optional = {"contracted_on", "limit_amount", "support_measure"}
    return {name: value if name in optional else value or "" for name, value in plain(form).items()}


@blueprint.route("/<int:case_id>/address", methods=["GET", "POST"])
@requires(Permission.CASES_EDIT)
def change_address(case_id: int) -> ResponseReturnValue:
    def write(session: Session, case: Case, form: AddressForm) -> None:
        data: dict[str, Any] = {name: value or "" for name, value in plain(form).items()}
        service.change_address(session, actor(), now(), case=case, **data)

    return entry(
        case_id, lambda case: AddressForm(), write, heading="住所の変更", label="変更する",
        done="住所を変更しました。前の住所は履歴に残ります。",
    )  # fmt: skip
