"""The packet of the sample office: one draft of a private claim with two generated exhibits. All fictional (架空)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.wareki import format_wareki
from portal.ledger import service as ledger
from portal.ledger.models import Case, Event
from portal.referrals import evidence, service
from portal.referrals.files import accept

_FONT = "HeiseiKakuGo-W5"  # one of Adobe's Japanese fonts: named, not embedded, so the file stays small


def load_sample(office: Any, session: Session, people: dict[str, Actor], now: datetime) -> None:
    """A packet left open, so that the checklist has something to say."""
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    for actor in people.values():
        case = _case(session, actor)
        if case is not None:
            _packet(office, session, actor, now, today, case)
            return


def _case(session: Session, actor: Actor) -> Case | None:
    """An open private case with a final reminder behind it."""
    found = session.scalar(
        select(Case.id)
        .join(Event, Event.case_id == Case.id)
        .where(
            Case.department_id == actor.department_id,
            Case.claim_class == "private",
            Case.state == "open",
            Event.kind == "final_reminder",
        )
        .order_by(Case.id)
    )
    return None if found is None else ledger.find_case(session, actor, found)


def _packet(office: Any, session: Session, actor: Actor, now: datetime, today: date, case: Case) -> None:
    packet = service.start(session, actor, now, case, today=today)
    service.save_contents(
        session, actor, now, packet,
        {
            "law_firm": "架空法律事務所（見本）", "lawyer": "架空 正義", "firm_postal_code": "154-0000",
            "firm_address": "世田谷区架空町9丁目9番9号", "reply_by": today + timedelta(days=21),
            "assets": "給与収入がある（本人の申出による。）。", "disputes": "金額について争いはない。",
        },
        edition=packet.edition,
    )  # fmt: skip
    contract = case.guarantors[0].contracted_on if case.guarantors else case.claims[0].arose_on
    demand = next(event.happened_on for event in case.events if event.kind == "demand")
    papers = (
        ("契約書（見本）", "契約書", contract or demand, {"kind": "contract", "maker": "債務者・債権者", "purpose": "債権者と債務者が契約を結んだ事実"}),
        ("督促状の写し（見本）", "督促状", demand, {"kind": "demand", "maker": "債権者", "purpose": "債権者が債務者に履行を督促した事実"}),
    )  # fmt: skip
    for name, title, day, row in papers:
        file = accept(sample_pdf(title, day), f"{name}.pdf")
        (exhibit,) = evidence.add_exhibits(session, actor, now, packet, [file], office.store)
        values = {**row, "title": title, "made_on": day, "origin": "own"}
        evidence.save_exhibits(session, actor, now, packet, {exhibit.id: values})


def sample_pdf(title: str, day: date) -> bytes:
    """A page that says what it stands for and that it is a sample; the same bytes every time."""
    # Only the first start with the sample needs it: kept out of the memory of a serving process.
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = BytesIO()
    page = Canvas(out, pagesize=A4, invariant=1)
    page.setTitle(title)
    width, height = A4
    page.setFont(_FONT, 60)
    page.setFillGray(0.8)
    page.drawCentredString(width / 2, height / 2, "見　本")
    page.setFillGray(0)
    page.setFont(_FONT, 18)
    page.drawCentredString(width / 2, height - 90, title)
    page.setFont(_FONT, 11)
    for place, line in enumerate((format_wareki(day), "この書類は見本です。人物・住所・金額は、すべて架空です。")):
        page.drawString(72, height - 140 - 20 * place, line)
    page.save()
    return out.getvalue()
