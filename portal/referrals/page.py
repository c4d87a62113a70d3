"""The page of one packet: amounts, exhibits, contents, checklist, steps. Every step that fails shows it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.ledger.kinds import label_of
from portal.ledger.models import Case
from portal.referrals import bundle as bundles
from portal.referrals import service
from portal.referrals.checklist import Fix, State
from portal.referrals.files import LARGEST_MB
from portal.referrals.forms import ContentsForm, ExhibitRow, ReasonForm, SendForm, UploadForm
from portal.referrals.models import EXHIBIT_KINDS, ReferralExhibit, ReferralPacket
from portal.referrals.numbering import numbers
from portal.referrals.owed import Owed
from portal.web import actor, today
from portal.web.drafts import draft_here, quieten
from portal.web.forms import choices

_SHOWN = (State.MISSING, State.NOTE, State.WAIVED, State.OK)


def packet_page(
    session: Session,
    packet: ReferralPacket,
    case: Case,
    *,
    contents: ContentsForm | None = None,
    rows: Mapping[int, ExhibitRow] | None = None,
    reason: ReasonForm | None = None,
    sending: SendForm | None = None,
    errors: list[str] | None = None,
) -> str:
    facts = service.facts_of(packet, case, today())
    checks = service.checklist(facts)
    may_edit = packet.open_to_edit and actor().may(Permission.REFERRALS_DRAFT)
    typed = draft_here() if may_edit and contents is None else None
    shown = contents or contents_form(packet, case, typed=typed)
    forms = rows or {one.id: row_form(one, typed) for one in packet.exhibits}
    return render_template(
        "referrals/show.html",
        packet=packet,
        case=case,
        facts=facts,
        owed=facts.owed,
        owed_lines=_owed_lines(facts.owed),
        checks=sorted(checks, key=lambda one: _SHOWN.index(one.state)),
        links={one.code: _link(one.fix, packet) for one in checks if one.fix},
        missing=[one for one in checks if one.state is State.MISSING],
        State=State,
        contents=shown,
        editable=may_edit,
        exhibits=[
            (one, one.number or (number.long if number else ""), forms[one.id])
            for one, number in zip(packet.exhibits, numbers(packet.exhibits), strict=True)
        ],
        upload=UploadForm(formdata=None),
        reason=reason or ReasonForm(formdata=None),
        sending=sending or SendForm(formdata=None, sent_on=today()),
        errors=errors or [],
        error_links=_error_links(shown, forms),
        documents=bundles.DOCUMENTS,
        kinds=EXHIBIT_KINDS,
        largest=LARGEST_MB,
        own_request=packet.asked_by_id == actor().user_id,
    )


def _error_links(contents: ContentsForm, rows: Mapping[int, ExhibitRow]) -> dict[str, str]:
    """Where each sentence of the summary leads to."""
    found = {str(text): field.id for field in contents for text in field.errors}
    return found | {
        row_sentence(form, text): field.id for form in rows.values() for field in form for text in field.errors
    }


def row_sentence(form: ExhibitRow, text: object) -> str:
    """The sentence of one exhibit's field as the summary shows it: it says which exhibit."""
    return f"証拠「{form.title.data or '標目なし'}」の{text}"


def _owed_lines(owed: Owed) -> list[tuple[str, tuple[str, ...], int]]:
    return [(f"{row.claim.name} {row.claim.period}".strip(), row.working, row.charge) for row in owed.rows]


def _link(fix: Fix, packet: ReferralPacket) -> str:
    if fix.anchor:
        return f"#{fix.anchor}"
    params: dict[str, Any] = {"case_id": packet.case_id, **dict(fix.params)}
    return url_for(fix.endpoint, **params)


def row_form(one: ReferralExhibit, typed: MultiDict[str, str] | None = None) -> ExhibitRow:
    """The row as kept, or as half typed before."""
    prefix = f"x{one.id}-"
    form = ExhibitRow(typed if typed and f"{prefix}title" in typed else None, prefix=prefix, obj=one)
    quieten(form)
    return form


def contents_form(
    packet: ReferralPacket, case: Case, *, typed: MultiDict[str, str] | None = None, posted: bool = False
) -> ContentsForm:
    """The contents as kept, as half typed before, or as ``posted`` with this request."""
    form = ContentsForm(obj=packet) if posted else ContentsForm(formdata=typed, obj=packet)
    if not posted:
        quieten(form)
    events = [one for one in case.events if one.cancelled_at is None]
    form.left_out_events.choices = choices(
        (one.id, f"{format_wareki(one.happened_on)} {label_of(one.kind)} {one.result or one.memo[:30]}".strip())
        for one in events
    )
    return form
