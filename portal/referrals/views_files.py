"""Files that leave the portal: an exhibit, one document, the whole zip. Each is audited."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from portal.db import unit_of_work
from portal.domain.errors import NotFound
from portal.domain.permissions import Permission
from portal.referrals import bundle as bundles
from portal.referrals import evidence, service
from portal.referrals.blueprint import blueprint
from portal.web import actor, now, office, requires


@blueprint.get("/<int:packet_id>/exhibits/<int:exhibit_id>")
@requires(Permission.REFERRALS_READ)
def exhibit(packet_id: int, exhibit_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        packet, _ = service.find_packet(session, actor(), packet_id)
        found, content = evidence.exhibit_file(
            session, actor(), now(), packet, exhibit_id=exhibit_id, store=office().store
        )
        name = found.file_name
    return send_file(BytesIO(content), as_attachment=True, download_name=name, mimetype="application/octet-stream")


@blueprint.get("/<int:packet_id>/packet.zip")
@requires(Permission.REFERRALS_READ)
def download(packet_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as session:
        packet, case = service.find_packet(session, actor(), packet_id)
        made = service.build_bundle(session, packet, case, settings=office().settings, store=office().store)
        service.record_download(session, actor(), now(), packet, f"一式（{packet.state_label}）")
    return send_file(BytesIO(made.content), as_attachment=True, download_name=made.name, mimetype="application/zip")


@blueprint.get("/<int:packet_id>/documents/<name>.docx")
@requires(Permission.REFERRALS_READ)
def document(packet_id: int, name: str) -> ResponseReturnValue:
    """One document alone, as it stands now."""
    if name not in {known for _, known, _ in bundles.DOCUMENTS}:
        raise NotFound("その書類はありません。委任資料の画面から選んでください。")
    with unit_of_work(office().sessions) as session:
        packet, case = service.find_packet(session, actor(), packet_id)
        content = service.document_file(
            session, packet, case, name=name, settings=office().settings, store=office().store
        )
        draft = packet.state not in {"final", "sent"}
        service.record_download(session, actor(), now(), packet, name)
        mark = "（案）" if draft else ""
    return send_file(BytesIO(content), as_attachment=True, download_name=f"{name}{mark}_{packet.number}.docx")
