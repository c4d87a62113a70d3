"""Pages of the calculators: the list, one page each, the answer as one types, documents, and keeping it in a case."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.calculators import case_views, table_views, today_views
from portal.calculators.blueprint import blueprint
from portal.calculators.catalog import CALCULATORS, Calculator
from portal.calculators.form_answers import Context, late_charge_of_form
from portal.calculators.forms.base import CalculatorForm
from portal.calculators.forms.clocks import LimitationForm
from portal.calculators.statement import WORD, Parties, statement_docx, statement_values, working_xlsx
from portal.calculators.working import Working, summary_of, text_of
from portal.db import reading, unit_of_work
from portal.domain.errors import InvalidInput, NotFound, PortalError
from portal.domain.permissions import Permission
from portal.ledger import service as ledger
from portal.ledger.law_tables import calendar_for, law_tables
from portal.web import actor, now, office, requires, today

__all__ = ["blueprint", "case_views", "table_views", "today_views"]

LONGEST_QUERY = 20_000
ROWS = "rows"


def _calculator(slug: str) -> Calculator:
    if slug not in CALCULATORS:
        raise NotFound("その計算はありません。計算の一覧から選んでください。")
    return CALCULATORS[slug]


def _context() -> Context:
    settings = office().settings
    with reading(office().sessions) as session:
        tables = law_tables(session)
    return Context(tables, calendar_for(settings), today(), settings.realization_grace_application_months)


def _form(calculator: Calculator, given: MultiDict[str, str], context: Context) -> CalculatorForm:
    if sum(len(name) + len(value) for name, value in given.items(multi=True)) > LONGEST_QUERY:
        raise InvalidInput("入力が長すぎます。行を減らすか、案件に登録してから計算してください。")
    form = calculator.form(given)
    if isinstance(form, LimitationForm):
        wanted = given.get(ROWS, "4")
        for _ in range(len(form.events), min(int(wanted), 60) if wanted.isascii() and wanted.isdecimal() else 4):
            form.events.append_entry()
    calculator.prepare(form, context)
    return form


def _answer(calculator: Calculator, form: CalculatorForm, context: Context) -> Working | None:
    """The answer, or None with the reasons in the form."""
    if not form.validate():
        return None
    try:
        return calculator.answer(form, context)
    except PortalError as error:
        form.take(error)
        return None


@blueprint.get("/")
@requires(Permission.CALCULATORS_USE)
def index() -> ResponseReturnValue:
    return render_template("calculators/index.html", calculators=CALCULATORS.values())


@blueprint.get("/<slug>")
@requires(Permission.CALCULATORS_USE)
def show(slug: str) -> ResponseReturnValue:
    calculator, context = _calculator(slug), _context()
    form = _form(calculator, request.args, context)
    asked = any(value.strip() for name, value in request.args.items() if name != ROWS)
    working = _answer(calculator, form, context) if asked and ROWS not in request.args else None
    return _page(calculator, form, working, request.args)


@blueprint.get("/<slug>/result")
@requires(Permission.CALCULATORS_USE)
def result(slug: str) -> ResponseReturnValue:
    """The answer alone, asked for as a person types. Half-typed input is no error: what is missing is said."""
    calculator, context = _calculator(slug), _context()
    form = _form(calculator, request.args, context)
    working = _answer(calculator, form, context)
    return render_template("calculators/_result.html", **_shown(calculator, form, working, request.args))


def _page(
    calculator: Calculator, form: CalculatorForm, working: Working | None, given: MultiDict[str, str],
    *, save_error: str = "", case_number: str = "",
) -> ResponseReturnValue:  # fmt: skip
    shown = _shown(calculator, form, working, given, save_error=save_error, case_number=case_number)
    page = render_template("calculators/calculator.html", **shown)
    return page, 422 if form.errors or save_error else 200


def _shown(
    calculator: Calculator, form: CalculatorForm, working: Working | None, given: MultiDict[str, str],
    *, save_error: str = "", case_number: str = "",
) -> dict[str, Any]:  # fmt: skip
    kept = _kept(given)
    return {
        "calculator": calculator, "form": form, "working": working, "text": text_of(working) if working else "",
        "share": url_for("calculators.show", slug=calculator.slug, **kept), "query": kept, "save_error": save_error,
        "case_number": case_number, "query_text": _query_text(given), "made_on": today(),
    }  # fmt: skip


def _kept(given: MultiDict[str, str]) -> dict[str, Any]:
    """What was typed, without the empty fields: the address to pass on."""
    return {name: value for name, value in given.items() if value.strip() and name not in (ROWS, "csrf_token")}


def _query_text(given: MultiDict[str, str]) -> str:
    return url_for("calculators.index", **_kept(given)).partition("?")[2]


@blueprint.get("/<slug>/working.xlsx")
@requires(Permission.CALCULATORS_USE)
def sheet(slug: str) -> ResponseReturnValue:
    calculator, context = _calculator(slug), _context()
    form = _form(calculator, request.args, context)
    working = _answer(calculator, form, context)
    if working is None:
        return _page(calculator, form, None, request.args)
    return send_file(BytesIO(working_xlsx(working)), as_attachment=True, download_name=f"{calculator.title}の計算.xlsx")


@blueprint.get("/late-charge/statement.docx")
@requires(Permission.CALCULATORS_USE)
def statement() -> ResponseReturnValue:
    """延滞金計算書 without a case: the places for names stay blank."""
    calculator, context = CALCULATORS["late-charge"], _context()
    form = _form(calculator, request.args, context)
    if _answer(calculator, form, context) is None:
        return _page(calculator, form, None, request.args)
    claim, breakdown = late_charge_of_form(form, context)
    rules = context.tables.rule_sets[breakdown.rule_set]
    parties = Parties(department=actor().department_name, officer=actor().name)
    values = statement_values(claim, breakdown, rules, parties=parties, made_on=today())
    content = statement_docx(office().settings.templates, values)
    return send_file(BytesIO(content), WORD, as_attachment=True, download_name="延滞金計算書.docx")


@blueprint.post("/<slug>/save")
@requires(Permission.CASES_EDIT)
def save(slug: str) -> ResponseReturnValue:
    """「案件に保存」: the answer becomes an event 「記録」 of the case with that number."""
    calculator, context = _calculator(slug), _context()
    given = _given(request.form.get("query", ""))
    number = request.form.get("case_number", "")[:60].strip()
    form = _form(calculator, given, context)
    working = _answer(calculator, form, context)
    if working is None:
        return _page(calculator, form, None, given, case_number=number)
    try:
        if not number:
            raise InvalidInput("保存する案件の整理番号を入力してください。")
        with unit_of_work(office().sessions) as session:
            case = ledger.case_numbered(session, actor(), number)
            new = ledger.NewEvent(
                "note", today(), result=f"{calculator.title}：{working.headline[1]}"[:200], memo=summary_of(working)
            )
            ledger.add_event(session, actor(), now(), case, new, today=today())
            ledger.reindex_after_commit(session, office().index, case)
            case_id = case.id
    except PortalError as error:
        return _page(calculator, form, working, given, save_error=error.sentence, case_number=number)
    flash(f"計算の結果を、案件 {number} の経過に記録しました。", "success")
    return redirect(url_for("ledger.show", case_id=case_id, _anchor="events"))


def _given(query: str) -> MultiDict[str, str]:
    if len(query) > LONGEST_QUERY:
        raise InvalidInput("入力が長すぎます。行を減らしてください。")
    try:
        return MultiDict(parse_qsl(query, max_num_fields=500))
    except ValueError:
        raise InvalidInput("入力の項目が多すぎます。計算の画面からやり直してください。") from None
