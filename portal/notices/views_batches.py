"""One batch (起案): its page, the letters as they will be, the progress of the making, the finished files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.db import reading, unit_of_work
from portal.documents.pdf import convert_to_pdf
from portal.domain.errors import Conflict, InvalidInput, NotAllowed
from portal.domain.permissions import Permission
from portal.jobs import Job
from portal.ledger.models import Case
from portal.ledger.service import open_case
from portal.notices import approval, issuing
from portal.notices.approval import LetterFilter
from portal.notices.blueprint import blueprint
from portal.notices.checks import needing_reason
from portal.notices.dispatch import dispatch_book, pages_of
from portal.notices.downloads import DOCX, XLSX, file_response
from portal.notices.drafting import (
    find_batch,
)
from portal.notices.forms import NoteForm
from portal.notices.models import Notice, NoticeBatch
from portal.notices.press import file_name
from portal.notices.showing import Shown, has_pictures, picture, shown_letter
from portal.notices.totals import shown_totals, sum_field
from portal.notices.values import shown, thaw
from portal.web import actor, asked_number, now, office, page_number, requires

PAGE_SIZE = 20
OUTPUTS = {
    "zip": ("Word文書（1通ごと）.zip", "application/zip", "1通ごとの Word 文書（ZIP）"),
    "merged": ("印刷用（郵便番号順）.docx", DOCX, "印刷用にまとめた Word 文書（郵便番号順）"),
    "pdf": ("印刷用（郵便番号順）.pdf", "application/pdf", "印刷用の PDF（郵便番号順）"),
    "register": ("発送簿.xlsx", XLSX, "発送簿（Excel）"),
    "failed": ("作成できなかった行.xlsx", XLSX, "作成できなかった行（直して再び読み込めます）"),
}


@blueprint.get("/batches/<int:batch_id>")
@requires(Permission.NOTICES_READ)
def show_batch(batch_id: int) -> ResponseReturnValue:
    """One batch: what it holds, what was found, what comes next."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        if batch.origin == "case" and batch.notices[0].case_id:
            open_case(session, actor(), now(), batch.notices[0].case_id)
        return batch_page(session, batch)


def batch_page(session: Session, batch: NoticeBatch, *, errors: list[str] | None = None) -> ResponseReturnValue:
    """The page of a batch; ``errors`` say why the step just asked for was not taken."""
    form = approval.form_of(office(), batch)
    single = batch.origin == "case"
    job = session.get(Job, batch.job_id) if batch.job_id else None
    chosen = LetterFilter(warned=request.args.get("only") == "warned", code=request.args.get("code", "")[:40])
    page = page_number()
    notices, found = approval.letters_of(session, batch, chosen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    first = notices[0] if notices else None
    findings = approval.findings_of(session, batch)
    masked = is_hidden(session, first)
    rendered = render_template(
        "notices/batch.html", batch=batch, form=form, single=single, notice=first, notices=notices, found=found, page=page, pages=-(-found // PAGE_SIZE),
        chosen=chosen, findings=_summed(findings), states=approval.STATES, counts=approval.counts_by_state(session, batch), job=job,
        may_issue=issuing.may_issue(batch), outputs={k: v for k, v in OUTPUTS.items() if k in batch.outputs}, note_form=NoteForm(formdata=None),
        needs_reason=bool(needing_reason(findings)), shown=shown, masked=masked, errors=errors or [], pdf=has_pictures(office().settings),
        mine=batch.author_id == actor().user_id, values=thaw(form, first.payload) if single and first else {},
        look=None if masked or first is None else look_of_letter(batch, first), around=around(session, batch, first), totals=shown_totals(batch.options.get("totals") or {}),
        sum_field=sum_field(form), paper=pages_of(session, batch.id), enclosed=approval.count_enclosed(session, batch), lacks_pdf=issuing.lacks_pdf(batch),
    )  # fmt: skip
    return rendered, 422 if errors else 200


def _summed(findings: Mapping[Any, int]) -> list[tuple[Any, int]]:
    """The gravest and most frequent first."""
    return sorted(findings.items(), key=lambda item: (item[0].severity.rank, -item[1]))[:50]


def is_hidden(session: Session, notice: Notice | None) -> bool:
    """Whether the letter must not show its address to this person (支援措置)."""
    if notice is None or notice.case_id is None or actor().may(Permission.CASES_UNMASK):
        return False
    case = session.get(Case, notice.case_id)
    return bool(case and case.debtor.support_measure)


def look_of_letter(batch: NoticeBatch, notice: Notice) -> Shown:
    """How one letter of the batch looks."""
    at = notice.position
    title = (
        f"通知書 {notice.number}" if notice.number else ("下書き" if batch.origin == "case" else f"{at}通目の通知書")
    )
    return shown_letter(
        office().settings, issuing.press_of(office(), batch).letter(notice), title=title,
        picture_url=url_for("notices.batch_picture", batch_id=batch.id, row=at),
        word_url=url_for("notices.preview", batch_id=batch.id, kind="docx", row=at),
    )  # fmt: skip


def around(session: Session, batch: NoticeBatch, notice: Notice | None) -> tuple[int, int]:
    """The positions before and after; 0 where there is none."""
    if notice is None:
        return 0, 0
    return notice.position - 1, notice.position + 1 if notice.position < batch.total else 0


def letter_at(session: Session, batch: NoticeBatch, position: int) -> Notice:
    """The letter at a position (from 1), to be shown. Raises InvalidInput, NotAllowed for a hidden address."""
    notice = session.scalar(select(Notice).where(Notice.batch_id == batch.id, Notice.position == position))
    if notice is None:
        asked = request.args.get("row", "")[:20]
        raise InvalidInput(f"『{asked}』通目はありません。1から{batch.total:,}までの番号を入力してください。")
    if is_hidden(session, notice):
        raise NotAllowed("支援措置の対象の送付先が入っているため、承認者だけが見られます。")
    audit.record(
        session, actor(), now(), action="notice.preview", sentence=f"起案{batch.id}の{position}通目を表示しました。",
        object_kind="batch", object_id=batch.id,
    )  # fmt: skip
    return notice


@blueprint.get("/batches/<int:batch_id>/preview.<any(docx, pdf):kind>")
@requires(Permission.NOTICES_READ)
def preview(batch_id: int, kind: str) -> ResponseReturnValue:
    """The letter as it will be (or is), as Word or PDF; ``row`` chooses one of a list."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        notice = letter_at(session, batch, asked_number("row", 1))
        content = issuing.press_of(office(), batch).letter(notice)
    name = file_name(notice.number or f"下書き{batch.id}", notice.reference)
    if kind == "pdf":
        pdf = convert_to_pdf(content, office=office().settings.libreoffice or None, timeout_seconds=60)
        return file_response(pdf, name.replace(".docx", ".pdf"), "application/pdf")
    return file_response(content, name, DOCX)


@blueprint.get("/batches/<int:batch_id>/look")
@requires(Permission.NOTICES_READ)
def look_at_letter(batch_id: int) -> ResponseReturnValue:
    """How one letter looks: a page of its own, of which htmx takes the part it shows."""
    look, problem, sides = None, "", (0, 0)
    number: int | str = request.args.get("row", "1")[:20]
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        try:
            notice = letter_at(session, batch, asked_number("row", -1))
            look, number, sides = look_of_letter(batch, notice), notice.position, around(session, batch, notice)
        except InvalidInput as error:
            problem = error.sentence
        page = render_template(
            "notices/batch_look.html", batch=batch, look=look, problem=problem, number=number, around=sides
        )
    # htmx swaps in answers with status 200 only; a person without it gets the honest status.
    return page, 422 if problem and not request.headers.get("HX-Request") else 200


@blueprint.get("/batches/<int:batch_id>/look.png")
@requires(Permission.NOTICES_READ)
def batch_picture(batch_id: int) -> ResponseReturnValue:
    """The picture of one letter."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        notice = letter_at(session, batch, asked_number("row", 1))
        content = issuing.press_of(office(), batch).letter(notice)
    return picture(office().settings, content)


@blueprint.get("/batches/<int:batch_id>/progress")
@requires(Permission.NOTICES_READ)
def progress(batch_id: int) -> ResponseReturnValue:
    """The progress bar alone (refreshed by htmx); once the job has ended the page is loaded anew."""
    with reading(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        job = session.get(Job, batch.job_id) if batch.job_id else None
        if job is None or job.status.ended:
            return "", 286, {"HX-Redirect": url_for("notices.show_batch", batch_id=batch_id)}
        return render_template("notices/progress.html", job=job, batch=batch)


@blueprint.get("/batches/<int:batch_id>/output/<kind>")
@requires(Permission.NOTICES_READ)
def output(batch_id: int, kind: str) -> ResponseReturnValue:
    """A finished file; checked and audited again."""
    with unit_of_work(office().sessions) as session:
        batch = find_batch(session, actor(), batch_id)
        if kind not in OUTPUTS or kind not in batch.outputs:
            raise Conflict("そのファイルはまだありません。作成が終わるまでお待ちください。")
        name, mimetype, label = OUTPUTS[kind]
        audit.record(
            session, actor(), now(), action="notice.download", sentence=f"起案{batch.id}の{label}を取り出しました。",
            object_kind="batch", object_id=batch.id,
        )  # fmt: skip
        # The 発送簿 is a record: it tells of letters cancelled, re-issued or returned since it was made.
        content = dispatch_book(session, batch.id) if kind == "register" else office().store.get(batch.outputs[kind])
    return file_response(content, f"{batch.form_title}_{name}", mimetype)
