"""The page of the audit trail (操作記録): narrowed by kind, person, days and words, and taken out as a sheet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from portal import audit
from portal.accounts import service
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import KINDS_OF_ACTION, AuditFilterForm
from portal.db import reading, unit_of_work
from portal.documents.sheets import write_xlsx
from portal.domain.permissions import Permission
from portal.domain.wareki import format_wareki
from portal.web import actor, now, office, page_number, requires
from portal.web.forms import choices
from portal.web.state import TOKYO

PAGE_SIZE = 50
MOST_ROWS = 20_000


def _filter_form(db: Any) -> AuditFilterForm:
    form = AuditFilterForm(request.args)
    form.who.choices = choices([("", "すべて"), *((str(one.id), one.name) for one in service.users(db))])
    form.validate()
    return form


def _narrowed(form: AuditFilterForm) -> dict[str, Any]:
    """What is narrowed by; a value that cannot be read narrows nothing (the page says so at its field)."""
    who = form.who.data or ""
    return {
        "action": form.action.data or None,
        "text": (form.q.data or "")[:100],
        "actor_id": int(who) if who.isdecimal() and not form.who.errors else None,
        "since": _start_of(form.since.data),
        "until": _start_of(form.until.data + timedelta(days=1)) if form.until.data else None,
    }


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), TOKYO) if day else None


@blueprint.get("/admin/audit")
@requires(Permission.AUDIT_READ)
def show_audit() -> ResponseReturnValue:
    page = page_number()
    with reading(office().sessions) as db:
        form = _filter_form(db)
        trail = audit.entries(db, **_narrowed(form), limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
        chosen = {field.name: value for field in form if (value := request.args.get(field.name))}
        return render_template(
            "accounts/audit.html",
            trail=trail[:PAGE_SIZE],
            page=page,
            more=len(trail) > PAGE_SIZE,
            form=form,
            chosen=chosen,
            most=MOST_ROWS,
        )


@blueprint.get("/admin/audit.xlsx")
@requires(Permission.AUDIT_READ)
def audit_sheet() -> ResponseReturnValue:
    """The newest ``MOST_ROWS`` entries of what is narrowed to; taking them out is an entry itself."""
    with unit_of_work(office().sessions) as db:
        rows = [
            [_when(one.at), one.actor_name, _kind(one.action), one.sentence, one.address]
            for one in audit.entries(db, **_narrowed(_filter_form(db)), limit=MOST_ROWS)
        ]
        sentence = f"操作記録{len(rows)}件を取り出しました。"
        audit.record(db, actor(), now(), action="audit.download", sentence=sentence)
    content = write_xlsx(["日時", "利用者", "種類", "内容", "端末"], rows, title="操作記録", sheet_name="操作記録")
    return send_file(BytesIO(content), as_attachment=True, download_name="操作記録.xlsx")


def _kind(action: str) -> str:
    """``case.open`` → 案件."""
    return dict(KINDS_OF_ACTION).get(action.partition(".")[0], "その他")


def _when(moment: datetime) -> str:
    local = moment.astimezone(TOKYO)
    return f"{format_wareki(local.date())} {local:%H:%M:%S}"
