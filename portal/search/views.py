"""The page of hits, the typeahead of the header's box, what was not found, and questions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as browser_session
from flask.typing import ResponseReturnValue

from portal.accounts.audience import audience_of
from portal.db import reading, unit_of_work
from portal.domain.errors import PortalError
from portal.domain.permissions import Permission
from portal.index.filters import KINDS, in_folder
from portal.index.port import Query, Results, Suggestion
from portal.search import service
from portal.search.asked import Asked
from portal.search.forms import AnswerForm, QuestionForm
from portal.web import actor, inside, now, office, page_number, requires, today

blueprint = Blueprint("search", __name__, template_folder="templates", url_prefix="/search")

PAGE_SIZE = 10
SUGGESTED = 8


@blueprint.get("/")
@requires(Permission.SEARCH_USE)
def results() -> ResponseReturnValue:
    asked = Asked.of_request()
    page = min(page_number(), 100)
    found, lookup_id = None, None
    if asked:
        query = Query(
            asked.query,
            kinds=asked.kinds,
            folders=asked.folders,
            audience=audience_of(actor()),
            limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
        )
        found = office().index.search(query)
        if found.total and not found.hits:  # a kept address: there are fewer pages today
            return redirect(url_for("search.results", **_asked_again(page=-(-found.total // PAGE_SIZE))))
        first_look = page == 1 and not asked.narrowed and not request.headers.get("HX-Request")
        lookup_id = _remember(asked.text, found) if first_look and asked.text else _same_search(asked.text)
    folders = _ticked(found, asked.folders)
    return render_template(
        "search/results.html",
        asked=asked,
        text=asked.text,
        found=found,
        lookup_id=lookup_id,
        page=page,
        pages=-(-found.total // PAGE_SIZE) if found else 0,
        kinds=asked.kinds & KINDS.keys(),
        folders=folders,
        folder_facets=_folder_facets(found, folders),
        kind_labels=KINDS,
        day=today(),
    )


def _asked_again(*, page: int) -> dict[str, Any]:
    return {**request.args.to_dict(flat=False), "page": page}


def _ticked(found: Results | None, wanted: frozenset[str]) -> frozenset[str]:
    """The folders that a typed part of a name stands for, beside those chosen by their whole name."""
    named = found.facets.get("folder", {}) if found and wanted else {}
    return frozenset(f for f in named if in_folder(f, wanted)) | {f for f in wanted if "*" not in f}


def _folder_facets(found: Results | None, chosen: frozenset[str]) -> list[tuple[str, int]]:
    """(folder, hits), the chosen ones first, then those with the most hits."""
    counts = dict(found.facets.get("folder", {})) if found else {}
    counts |= {folder: counts.get(folder, 0) for folder in chosen}
    named = [(folder, count) for folder, count in counts.items() if folder]
    return sorted(named, key=lambda pair: (pair[0] not in chosen, -pair[1], pair[0]))


def _remember(text: str, found: Results) -> int | None:
    found_a_case = bool(found.facets.get("kind", {}).get("case"))
    with unit_of_work(office().sessions) as session:
        lookup = service.note_lookup(session, now(), text=text, found=found.total, found_a_case=found_a_case)
    browser_session["lookup"] = lookup.id if lookup else None
    return lookup.id if lookup else None


def _same_search(text: str) -> int | None:
    """The lookup that this person's filters and further pages belong to, so that opening a hit of theirs counts."""
    lookup_id = browser_session.get("lookup")
    if not isinstance(lookup_id, int):
        return None
    with reading(office().sessions) as session:
        return lookup_id if service.is_lookup_of(session, lookup_id, text) else None


@blueprint.get("/open/<int:lookup_id>")
@requires(Permission.SEARCH_USE)
def open_hit(lookup_id: int) -> ResponseReturnValue:
    """Note that a hit was opened, and go there. Only addresses of this portal are followed."""
    target = request.args.get("to", "")
    with unit_of_work(office().sessions) as session:
        service.note_opened(session, lookup_id)
    return redirect(inside(target, url_for("search.results")))


@blueprint.get("/suggest")
@requires(Permission.SEARCH_USE)
def suggest() -> ResponseReturnValue:
    """The ``<option>`` lines of the header's datalist."""
    prefix = request.args.get("q", "")[:60].strip()
    return render_template("search/suggestions.html", lines=_suggested(prefix) if prefix else [])


def _suggested(prefix: str) -> list[tuple[str, str]]:
    """(what to look for, what it is), each once. An article brings the pages and forms that rest on it."""
    seen = audience_of(actor())
    lines: dict[str, str] = {}
    article = ""
    for one in office().index.suggest(prefix, audience=seen, limit=SUGGESTED):
        article = article or (one.text if one.source == "statute" else "")
        lines.setdefault(one.text, _what(one))
    if article and len(lines) < SUGGESTED:
        relying = Query(article, kinds=frozenset({"manual", "form"}), audience=seen, limit=SUGGESTED)
        for hit in office().index.search(relying).hits:
            lines.setdefault(hit.document.title, f"{article}を根拠とする{KINDS[hit.document.kind]}")
    # The browser drops a line that holds what was typed neither in its text nor in its label: a reading stands there.
    return [
        (text, what if prefix in text or prefix in what else f"{what}（{prefix}）")
        for text, what in list(lines.items())[:SUGGESTED]
    ]


def _what(one: Suggestion) -> str:
    """What a suggestion is; a form number or another name says whose it is."""
    if one.source == "statute":
        return "条文"
    kind = KINDS.get(one.kind, "")
    return kind if one.text in one.title else f"{kind}「{one.title.removeprefix('様式　')}」"


@blueprint.get("/gaps")
@requires(Permission.MANUALS_EDIT)
def show_gaps() -> ResponseReturnValue:
    """What was looked for in vain, and how much the same words find today."""
    with reading(office().sessions) as session:
        gaps = service.gaps(session, actor())
    found = {
        gap.text: office().index.search(Query(gap.text, audience=audience_of(actor()), limit=1)).total for gap in gaps
    }
    return render_template("search/gaps.html", gaps=gaps, found=found)


@blueprint.post("/gaps/settle")
@requires(Permission.MANUALS_EDIT)
def settle() -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        service.settle(session, actor(), now(), text=request.form.get("text", "")[:200])
    flash("処理済みにしました。", "success")
    return redirect(url_for("search.show_gaps"))


@blueprint.post("/gaps/ask")
@requires(Permission.MANUALS_EDIT)
def ask_gap() -> ResponseReturnValue:
    """質問にする: the words become a question, in one click."""
    with unit_of_work(office().sessions) as session:
        question = service.ask(session, actor(), now(), title=request.form.get("text", "")[:200], body="")
    flash("質問にしました。答えを書くと、検索で見つかるようになります。", "success")
    return redirect(url_for("search.show_question", question_id=question.id))


@blueprint.get("/questions")
@requires(Permission.MANUALS_READ)
def list_questions() -> ResponseReturnValue:
    with reading(office().sessions) as session:
        return render_template("search/questions.html", questions=service.questions(session))


@blueprint.route("/questions/new", methods=["GET", "POST"])
@requires(Permission.MANUALS_READ)
def ask() -> ResponseReturnValue:
    form = QuestionForm(title=request.args.get("title", "")[:200])
    if form.validate_on_submit():
        try:
            with unit_of_work(office().sessions) as session:
                question = service.ask(session, actor(), now(), title=form.title.data or "", body=form.body.data or "")
        except PortalError as error:
            form.take(error)
        else:
            flash("質問を登録しました。回答があると、検索で見つかるようになります。", "success")
            return redirect(url_for("search.show_question", question_id=question.id))
    return render_template("search/question_form.html", form=form), 422 if form.errors else 200


@blueprint.route("/questions/<int:question_id>", methods=["GET"])
@requires(Permission.MANUALS_READ)
def show_question(question_id: int) -> ResponseReturnValue:
    with reading(office().sessions) as session:
        question = service.find_question(session, question_id)
        return render_template("search/question.html", question=question, form=AnswerForm(answer=question.answer))


@blueprint.post("/questions/<int:question_id>/answer")
@requires(Permission.MANUALS_EDIT)
def answer(question_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    with unit_of_work(office().sessions) as session:
        question = service.find_question(session, question_id)
        if form.validate_on_submit():
            service.answer(
                session, actor(), now(), question=question, text=form.answer.data or "", index=office().index
            )
            flash("回答を登録しました。", "success")
            return redirect(url_for("search.show_question", question_id=question_id))
        return render_template("search/question.html", question=question, form=form), 422
