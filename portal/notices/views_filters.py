"""Letters from the ledger by a filter: the cases it finds, what would be sent, what is left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.db import reading
from portal.domain.errors import InvalidInput, NotFound, PortalError
from portal.domain.permissions import Permission
from portal.ledger.models import Case, Claim
from portal.ledger.service import find_case
from portal.notices import confirming, filters, workshop
from portal.notices.blueprint import blueprint
from portal.notices.drafting import NOT_NEEDED, check_days, fill_for_case
from portal.notices.enclosures import may_enclose
from portal.notices.forms import LedgerLettersForm
from portal.notices.issue_options import issue_from, options_of, usual_issue
from portal.notices.library import WordForm
from portal.notices.list_letters import Letter
from portal.notices.press import Press
from portal.notices.showing import Shown, picture, shown_letter
from portal.notices.sources import Issue
from portal.notices.values import missing
from portal.notices.views_confirming import confirm, grave
from portal.web import actor, asked_number, office, requires, today

SHOWN = 30
MOST_DAYS = 3660


@dataclass(frozen=True)
class Found:
    """What a filter and a form come to: letters, and cases without one with the reason."""

    letters: Sequence[Letter] = ()
    left_out: Sequence[tuple[str, str]] = ()

    @property
    def warned(self) -> list[Letter]:
        return [one for one in self.letters if one.warned]


@blueprint.route("/ledger/<code>", methods=["GET", "POST"])
@requires(Permission.NOTICES_DRAFT)
def ledger_filter(code: str) -> ResponseReturnValue:
    """Cases of a filter; choose a form, see what would be sent, make the letters."""
    with reading(office().sessions) as session:
        chosen = filters.filter_called(session, actor(), code)
        days = min(MOST_DAYS, asked_number("days", chosen.days))
        cases = filters.matching(session, actor(), chosen, today(), days=days)
        forms = workshop.forms_in_force(session, office(), department_id=actor().department_id, day=today())
        usable = {one.name: one for one in forms.values() if not one.belongs_to and one.addressee == "debtor"}
        form = usable.get(request.args.get("form", ""))
        page, made, look = None, Found(), None
        if form is not None:
            page = _page_of(session, form)
            asked = page.validate_on_submit()
            try:
                options = options_of(page) if asked or not page.is_submitted() else _usual(session, form)
                issue = issue_from(options, actor().name)
                check_days(issue.day, issue.designated, today())
                made = letters_for(session, form, cases, issue)
                if asked and page.warned.data != "check":
                    answer = confirm(form, made.letters, page, options, origin="filter", name=chosen.title, content=b"")
                    if answer is not None:
                        return answer
                look = _look(code, form, made.letters, options)
            except PortalError as error:
                page.take(error)
        rendered = render_template(
            "notices/filter.html", chosen=chosen, days=days, found=cases[:SHOWN], total=len(cases), forms=usable.values(), form=form, page=page,
            made=made, left_out=made.left_out[:SHOWN], warned=made.warned[:SHOWN], warned_count=len(made.warned), grave=grave(made.warned), look=look,
            may_enclose=form is not None and may_enclose(form),
        )  # fmt: skip
    return rendered, 422 if page is not None and page.errors else 200


def _page_of(session: Session, form: WordForm) -> LedgerLettersForm:
    usual = usual_issue(session, office().settings, form, actor().department_id, today())
    return LedgerLettersForm(**usual, warned="check", once=confirming.new_mark())


def _usual(session: Session, form: WordForm) -> dict[str, Any]:
    """What the office usually writes, for showing something beside a form that has to be mended."""
    usual = usual_issue(session, office().settings, form, actor().department_id, today())
    return options_of(LedgerLettersForm(formdata=None, **usual))


def letters_for(session: Session, form: WordForm, found: Sequence[tuple[Case, Sequence[Claim]]], issue: Issue) -> Found:
    """A letter a case (a claim, for forms about a single one); what cannot be sent is listed with its reason."""
    letters: list[Letter] = []
    left_out: list[tuple[str, str]] = []
    for case, claims in found:
        if case.claim_class not in form.claim_classes:
            left_out.append((case.number, "この様式を使えない債権区分です。"))
            continue
        for claim in claims if form.per_claim else [None]:
            try:
                letters.append(_letter(session, form, case, claim, issue))
            except InvalidInput as error:
                left_out.append((case.number, error.sentence))
    return Found(letters, left_out)


def _letter(session: Session, form: WordForm, case: Case, claim: Claim | None, issue: Issue) -> Letter:
    """The letter of one case. Raises InvalidInput with what the ledger lacks or what blocks it."""
    filled = fill_for_case(session, office().settings, form, case, issue=issue, claim=claim)
    blocks = [one.sentence for one in filled.findings if one.severity.value == "block"]
    lacking = [one.label for one in missing(form, filled.values) if one.source not in NOT_NEEDED]
    if blocks:
        raise InvalidInput(blocks[0])
    if lacking:
        raise InvalidInput(
            f"『{'』『'.join(lacking)}』が台帳にありません。案件に登録するか、案件から1通ずつ作ってください。"
        )
    return confirming.letter_of(filled)


def _look(code: str, form: WordForm, letters: Sequence[Letter], options: Mapping[str, Any]) -> Shown | None:
    """The first letter, as it will be with those options."""
    if not letters:
        return None
    first = letters[0]
    asked = {name: str(value) for name, value in options.items() if value not in ("", False)}
    content = Press(form, bool(options["barcode"])).render(first.values)
    asked |= {"form": form.name, "case": str(first.case_id), "claim": str(first.claim_id or "")}
    url = f"{url_for('notices.filter_picture', code=code)}?{urlencode(asked)}"
    return shown_letter(office().settings, content, title=f"{first.reference}の通知書", picture_url=url)


@blueprint.get("/ledger/<code>/look.png")
@requires(Permission.NOTICES_DRAFT)
def filter_picture(code: str) -> ResponseReturnValue:
    """The picture of one letter of a filter; the address holds the case's row number and the options, no name."""
    with reading(office().sessions) as session:
        filters.filter_called(session, actor(), code)
        form = workshop.form_in_force(session, office(), actor(), request.args.get("form", ""), today())
        case = find_case(session, actor(), asked_number("case"))
        if case.debtor.support_measure:
            raise NotFound("その通知書は表示できません。案件から開いてください。")
        page = LedgerLettersForm(formdata=request.args, meta={"csrf": False})
        options = options_of(page)
        issue = issue_from({**options, "issue_day": options["issue_day"] or today().isoformat()}, actor().name)
        claim = next((one for one in case.claims if one.id == asked_number("claim")), None)
        letter = _letter(session, form, case, claim, issue)
    return picture(office().settings, Press(form, bool(options["barcode"])).render(letter.values))
