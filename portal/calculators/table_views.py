"""割合表と計算規則: what is in force, since when, from which source, who entered it — and the forms to enter more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField

from portal.calculators.answers.charges import rates_answer
from portal.calculators.answers.law import delivered_law_tables
from portal.calculators.blueprint import blueprint
from portal.calculators.table_forms import (
    LABELS,
    LateChargeRateForm,
    RuleSetForm,
    StatutoryRateForm,
    WithdrawForm,
    form_values_of,
)
from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.domain.rates import RateTable, StatutoryInterest
from portal.domain.wareki import format_wareki
from portal.ledger import law_tables
from portal.ledger.law_models import LATE_CHARGE
from portal.office import Office
from portal.web import actor, law_questions, now, office, requires, today
from portal.web.forms import Required
from portal.web.state import TOKYO


@dataclass(frozen=True, slots=True)
class TableProblem:
    """What the check of the tables finds."""

    sentence: str
    mild: bool = True


def check_tables(office: Office, today: date) -> Iterable[TableProblem]:
    """割合表"""
    with reading(office.sessions) as session:
        yield from (TableProblem(text) for text in _warnings(session, today))


def _warnings(session: Session, day: date) -> list[str]:
    tables: tuple[RateTable | StatutoryInterest, ...] = (law_tables.rates(session), law_tables.interest(session))
    return [warning for table in tables if (warning := table.warning(day)) is not None]


@blueprint.get("/tables")
@requires(Permission.CALCULATORS_USE)
def tables() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        known, rates = law_tables.law_tables(session), law_tables.rate_history(session)
        entered = {
            (
                row.kind,
                row.valid_from,
            ): f"{row.entered_by_name}（{format_wareki(row.entered_at.astimezone(TOKYO).date())}）"
            for row in rates
            if row.superseded_at is None
        }
        return render_template(
            "calculators/tables.html",
            working=rates_answer(known.rates, known.interest, entered=entered),
            delivered=delivered_law_tables(),
            rule_sets=known.rule_sets.values(),
            labels=LABELS,
            warnings=_warnings(session, today()),
            rates=rates,
            versions=law_tables.rule_set_history(session),
            late_charge=LATE_CHARGE,
            questions=law_questions().open(session, "table"),
        )


@blueprint.route("/tables/late-charge/new", methods=["GET", "POST"])
@requires(Permission.TABLES_EDIT)
def enter_rate() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        next_year = law_tables.rates(session).last_day.year + 1
    form = LateChargeRateForm(year=next_year, verified=True)

    given: Any = form

    def keep(session: Session) -> None:
        law_tables.enter_late_charge_rate(
            session, actor(), now(), year=form.year.data or 0, average_loan=given.average_loan.data,
            source=form.source.data or "", verified=form.verified.data, note=form.note.data or "",
        )  # fmt: skip

    if _kept(form, keep, f"{form.year.data}年の割合を登録しました。すべての計算に使います。"):
        return redirect(url_for("calculators.tables"))
    hints = {
        "average_loan": "財務大臣が毎年11月30日までに告示する割合です（例：0.8）。延滞金の割合は、ここから自動で求めます。",
        "source": "例：令和8年財務省告示第○号",
    }
    return _form_page(form, "延滞金の割合の登録", hints)


@blueprint.route("/tables/statutory/new", methods=["GET", "POST"])
@requires(Permission.TABLES_EDIT)
def enter_statutory() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        last = law_tables.interest(session).last_day
    first = date.fromordinal(last.toordinal() + 1)
    form = StatutoryRateForm(valid_from=first, valid_to=date(last.year + 3, 3, 31), verified=True)

    given: Any = form

    def keep(session: Session) -> None:
        law_tables.enter_statutory_rate(
            session, actor(), now(), valid_from=given.valid_from.data, valid_to=given.valid_to.data,
            civil=given.civil.data, source=form.source.data or "", verified=form.verified.data,
            note=form.note.data or "",
        )  # fmt: skip

    if _kept(form, keep, "法定利率を登録しました。すべての計算に使います。"):
        return redirect(url_for("calculators.tables"))
    hints = {
        "civil": "法務大臣が3年ごとに告示する割合から定まります（民法404条）。",
        "source": "例：令和10年法務省告示第○号",
    }
    return _form_page(form, "法定利率の登録", hints)


@blueprint.route("/tables/rates/<int:rate_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.TABLES_EDIT)
def withdraw_rate(rate_id: int) -> ResponseReturnValue:
    form = WithdrawForm()

    def keep(session: Session) -> None:
        law_tables.withdraw_rate(session, actor(), now(), rate_id=rate_id, reason=form.reason.data or "")

    if _kept(form, keep, "割合の行を取り消しました。履歴には残ります。"):
        return redirect(url_for("calculators.tables"))
    return _form_page(form, "割合の行の取消し", {}, label="取り消す")


@blueprint.route("/tables/rule-sets/new", methods=["GET", "POST"])
@requires(Permission.TABLES_EDIT)
def enter_rule_set() -> ResponseReturnValue:
    """The office's own rule set; ``?from=code`` begins with another one's values."""
    with reading(office().sessions) as session:
        known = law_tables.rule_sets(session)
    begin = request.args.get("from", "local_tax")
    begin = begin if begin in known else "local_tax"
    values = form_values_of(known[begin])
    if not begin.startswith(law_tables.OWN_CODE):
        values |= {"code": "", "name": "", "article": "", "source": "", "verified": False}
    form = RuleSetForm(**values)

    def keep(session: Session) -> None:
        law_tables.save_rule_set(session, actor(), now(), form.values(), note=form.note.data or "")

    if _kept(form, keep, f"計算規則「{form.name.data}」を登録しました。計算と案件で選べます。"):
        return redirect(url_for("calculators.tables"))
    hints = {"code": "半角の英小文字・数字・_。同じコードで登録すると、新しい版になります。", "low_months": "「決まった月数」のとき",
             "low_days": "「督促状を発した日から」のとき", "low_addition": "特例に連動のとき（地方税は1）",
             "high_addition": "特例に連動のとき（地方税は7.3）"}  # fmt: skip
    return _form_page(form, "計算規則の登録", hints)


def _kept(form: Any, keep: Any, message: str) -> bool:
    """True when the form was sent, sound, and its row is in the database."""
    if not form.validate_on_submit():
        return False
    try:
        with unit_of_work(office().sessions) as session:
            keep(session)
    except PortalError as error:
        form.take(error)
        return False
    flash(message, "success")
    return True


def _form_page(form: Any, heading: str, hints: dict[str, str], *, label: str = "登録する") -> ResponseReturnValue:
    optional = {
        field.name
        for field in form
        if not isinstance(field, (SelectField, BooleanField))
        and not any(isinstance(validator, Required) for validator in field.validators)
    }
    page = render_template(
        "calculators/table_form.html", form=form, heading=heading, hints=hints, label=label, optional=optional
    )
    return page, 422 if form.errors else 200
