"""How a version of a form comes about: begun from a Word file or a copy, described, approved by another, in force.

draft → submitted → approved. A version in force is never changed; a new one follows it. Finding versions is ``workshop``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.documents import Finding, check_form_apart
from portal.domain.actor import Actor
from portal.domain.errors import Conflict, InvalidInput, NotAllowed
from portal.domain.permissions import Permission
from portal.notices import blanks
from portal.notices.field_guide import described
from portal.notices.fields_seen import Seen, fields_seen, in_japanese_style
from portal.notices.library import OWN_CATEGORY, WordForm
from portal.notices.models import OfficeForm
from portal.notices.workshop import as_form, forms_in_force, json_about

LONGEST_NAME = 100
APPEAL_SOURCE = "appeal.paragraphs"
NO_APPEAL_NOTICE = (
    "この様式には教示文が要りますが、Word に教示文の項目がありません。「差し込める項目」の一覧から教示文を写して入れ、"
    "読み込み直してください。"
)
# What is looked at before a letter of a form goes out that somebody made anew: everything that asks no earlier 督促.
USUAL_CHECKS = (
    "claim_class", "designated_date", "relief", "welfare", "amounts_recomputed", "limitation", "bankruptcy", "attorney",
    "death", "support_measures", "returned_mail", "duplicate", "individual_number",
)  # fmt: skip


def findings_of(office: Any, docx: bytes, known: Sequence[str] | None) -> list[Finding]:
    """What the static check says; runs in a process of its own with little memory."""
    limit = office.settings.max_upload_mb * 1024 * 1024
    if len(docx) > limit:
        raise InvalidInput(
            f"ファイルが大きすぎます。{office.settings.max_upload_mb}MB以内のWordファイルを選んでください。",
            field="file",
        )
    return check_form_apart(docx, known)


def readable(office: Any, docx: bytes) -> tuple[bytes, list[str]]:
    """An uploaded file as a form: Word's own merge fields become tags (their names are told). Raises InvalidInput.

    The file is checked apart before anything of it is read here, and once more as it will be used.
    """
    found = findings_of(office, docx, None)
    opened = [one for one in found if one.severity == "error" and "外部のファイル" not in one.problem]
    _refuse(opened)
    made, names = blanks.with_known_fields(docx, office.settings.templates)
    if len(opened) != len([one for one in found if one.severity == "error"]) or names:
        _refuse([one for one in findings_of(office, made, None) if one.severity == "error"])
    return made, names


def _refuse(errors: Sequence[Finding]) -> None:
    if errors:
        said = "".join(str(one) for one in errors[:5])
        raise InvalidInput(f"このWordファイルは様式に使えません。{said}", field="file")


def start_version(
    session: Session,
    office: Any,
    actor: Actor,
    now: datetime,
    *,
    base: WordForm,
    docx: bytes,
    own: bool,
    name: str = "",
) -> OfficeForm:
    """A new draft of ``base`` with the (``readable``) Word file; ``own``: for the actor's department only.

    Fields the file has more are described by the dictionary; those it has lost are set aside.
    """
    wanted = _form_name(name or base.name)
    about = {**base.about, "fields": fields_for(office.settings.templates, docx, base.about["fields"])}
    if wanted != base.name:
        _must_be_free(session, office, actor, wanted, own=own)
        about["title"] = wanted
    first = base.version if wanted == base.name else 0
    return _draft(session, office, actor, now, name=wanted, about=about, docx=docx, own=own, after=first)


def start_new(
    session: Session, office: Any, actor: Actor, now: datetime, *, docx: bytes, own: bool, name: str,
    classes: Sequence[str], event: str,
) -> OfficeForm:  # fmt: skip
    """A draft of a form that did not exist, from an ordinary letter. Raises InvalidInput naming what is missing."""
    wanted = _form_name(name)
    if not classes:
        raise InvalidInput("使える債権区分を一つ以上選んでください。", field="classes")
    _must_be_free(session, office, actor, wanted, own=own)
    about = {
        "title": wanted, "code": "自作", "version": 1, "category": OWN_CATEGORY, "statutes": [], "claim_classes": list(classes),
        "addressee": "debtor", "signer": "区長", "appeal_notice": "none", "appeal_variants": [], "disposition": False,
        "event": event, "retention_years": 5, "checks": list(USUAL_CHECKS), "manual": "", "note": "",
        "fields": fields_for(office.settings.templates, docx, []),
    }  # fmt: skip
    return _draft(session, office, actor, now, name=wanted, about=about, docx=docx, own=own, after=0)


def _draft(
    session: Session, office: Any, actor: Actor, now: datetime, *, name: str, about: Mapping[str, Any], docx: bytes,
    own: bool, after: int,
) -> OfficeForm:  # fmt: skip
    actor.require(Permission.FORMS_EDIT)
    department = actor.department_id if own else None
    taken = session.scalars(
        select(OfficeForm.version).where(OfficeForm.department_id == department, OfficeForm.name == name)
    )
    row = OfficeForm(
        department_id=department,
        name=name,
        version=max([after, *taken]) + 1,
        docx_key=office.store.put(docx),
        about=json_about(about),
        author_id=actor.user_id,
        author_name=actor.name,
        created_at=now,
    )
    session.add(row)
    session.flush()
    _trail(session, actor, now, "form.draft", row, "を起案しました。")
    return row


def _form_name(typed: str) -> str:
    name = typed.strip()
    if not name or len(name) > LONGEST_NAME or any(c in '/\\:*?"<>|' for c in name):
        raise InvalidInput(
            '様式の名前は、記号（/ \\ : * ? " < > |）を使わず100文字以内で入力してください。', field="name"
        )
    return name


def _must_be_free(session: Session, office: Any, actor: Actor, name: str, *, own: bool) -> None:
    forms = forms_in_force(session, office, department_id=actor.department_id, day=None)
    department = actor.department_id if own else None
    waiting = session.scalar(
        select(OfficeForm.id).where(
            OfficeForm.name == name, OfficeForm.department_id == department, OfficeForm.state != "withdrawn"
        )
    )
    if name in forms or waiting is not None:
        raise InvalidInput(
            f"『{name}』という様式は、すでにあります。別の名前にするか、様式の一覧からその様式を開いて直してください。",
            field="name",
        )


def fields_for(folder: Path, docx: bytes, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A description for every field of the file: the known one, or a first one from the dictionary."""
    before = {one["name"]: one for one in known}
    seen = fields_seen(docx)
    names = [name for name in before if name in seen]
    for at, name in enumerate(seen):  # a new one goes behind the one before it in the letter
        if name not in before:
            names.insert(names.index(list(seen)[at - 1]) + 1 if at else 0, name)
    return [_field_for(folder, seen[name], before.get(name)) for name in names]


def _field_for(folder: Path, seen: Seen, known: Mapping[str, Any] | None) -> dict[str, Any]:
    first = described(folder, seen.name, seen.kind, seen.columns)
    if known is None or (seen.kind in {"table", "lines"} and known["type"] != seen.kind):
        return first
    if known["type"] != "table":
        return dict(known)
    columns = {one["name"]: one for one in known.get("columns", ())}
    more = [one for one in first.get("columns", ()) if one["name"] in seen.columns and one["name"] not in columns]
    filled = first["example"][0] if first.get("example") else {}
    example = [{**{c["name"]: filled.get(c["name"]) for c in more}, **line} for line in known.get("example") or []]
    return {**known, "columns": [*columns.values(), *more], "example": example}


def put_file(session: Session, office: Any, actor: Actor, now: datetime, row: OfficeForm, *, docx: bytes) -> None:
    """Another (``readable``) Word file for a draft; what was described before stays, also for fields it lost."""
    actor.require(Permission.FORMS_EDIT)
    _in_state(row, "draft")
    aside = {one["name"]: one for one in row.about.get("set_aside", ())} | {
        one["name"]: one for one in row.about["fields"]
    }
    fields = fields_for(office.settings.templates, docx, [*row.about["fields"], *aside.values()])
    used = {one["name"] for one in fields}
    row.docx_key = office.store.put(docx)
    row.about = json_about(
        {**row.about, "fields": fields, "set_aside": [one for name, one in aside.items() if name not in used]}
    )
    _trail(session, actor, now, "form.file", row, "のWordファイルを替えました。")


def describe(
    session: Session, office: Any, actor: Actor, now: datetime, row: OfficeForm, *, about: Mapping[str, Any]
) -> None:
    """Save the description of a draft; dates and amounts are made to print as letters write them."""
    actor.require(Permission.FORMS_EDIT)
    _in_state(row, "draft")
    docx = office.store.get(row.docx_key)
    styled = in_japanese_style(docx, {one["name"]: one["type"] for one in about["fields"]})
    if styled != docx:
        row.docx_key = office.store.put(styled)
    row.about = json_about(about)
    _trail(session, actor, now, "form.described", row, "の説明を変更しました。")


def submit(session: Session, office: Any, actor: Actor, now: datetime, row: OfficeForm) -> None:
    """Ask for approval: the version must render with its example."""
    actor.require(Permission.FORMS_EDIT)
    _in_state(row, "draft")
    form = as_form(office, row)
    form.compiled.render(form.example)
    if lacks_appeal_notice(form):
        raise InvalidInput(NO_APPEAL_NOTICE)
    row.state = "submitted"
    _trail(session, actor, now, "form.submitted", row, "の承認を依頼しました。")


def lacks_appeal_notice(form: WordForm) -> bool:
    """Whether a 処分 would go out without its 教示 (行政不服審査法82条): its Word file has lost the field."""
    return form.appeal_notice == "auto" and not any(one.source == APPEAL_SOURCE for one in form.fields)


def take_back(session: Session, actor: Actor, now: datetime, row: OfficeForm) -> None:
    """Back to draft, to be mended: by the author's side or by the approver (差戻し)."""
    actor.require(Permission.FORMS_EDIT)
    _in_state(row, "submitted")
    row.state = "draft"
    _trail(session, actor, now, "form.taken_back", row, "を起案中に戻しました。")


def approve(session: Session, actor: Actor, now: datetime, row: OfficeForm, *, in_force_from: date) -> None:
    """Put a version in force from a day. The author cannot approve it."""
    actor.require(Permission.FORMS_APPROVE)
    _in_state(row, "submitted")
    if row.author_id == actor.user_id:
        raise NotAllowed("自分が起案した様式は承認できません。ほかの承認者に依頼してください。")
    row.state, row.in_force_from = "approved", in_force_from
    row.approver_name, row.approved_at = actor.name, now
    _trail(session, actor, now, "form.approved", row, "を承認しました。")


def withdraw(session: Session, actor: Actor, now: datetime, row: OfficeForm) -> None:
    """Take a version back: drafts by those who edit forms, versions in force by those who approve them."""
    actor.require(Permission.FORMS_APPROVE if row.state == "approved" else Permission.FORMS_EDIT)
    row.state = "withdrawn"
    _trail(session, actor, now, "form.withdrawn", row, "を取り下げました。")


def must_be_draft(session: Session, row: OfficeForm) -> None:
    """Raises Conflict for a version that went on meanwhile."""
    _in_state(row, "draft")


def _in_state(row: OfficeForm, state: str) -> None:
    if row.state != state:
        raise Conflict("この版の状態が変わっています。開き直して確かめてください。")


def _trail(session: Session, actor: Actor, now: datetime, action: str, row: OfficeForm, what: str) -> None:
    sentence = f"様式『{row.name}』の第{row.version}版{what}"
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="form", object_id=row.id)
