"""Pictures and documents attached to pages. What a file is, its content says, never its name.

Pictures are measured and drawn anew (see ``pictures``); SVG is not taken, because it can hold scripts. Everything else is
sent as a download.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import audit
from portal.documents.store import FileStore
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput, NotFound
from portal.domain.permissions import Permission
from portal.manuals.models import ManualFile
from portal.manuals.pictures import read_picture

MAX_BYTES = 20 * 1024 * 1024
DOCUMENTS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"})


_NOT_TAKEN = {
    ".svg": "SVG はプログラムを含むことができるため付けられません。PNG で保存し直してください。",
    ".heic": "HEIC は多くの端末で開けません。JPEG で保存し直してください。",
    ".doc": "古い形式の Word 文書です。.docx で保存し直してください。",
    ".xls": "古い形式の Excel の表です。.xlsx で保存し直してください。",
}


def examined(name: str, content: bytes) -> tuple[bytes, str, bool]:
    """(bytes to keep, media type, is it a picture). Raises InvalidInput with the reason it cannot be taken."""
    if not content:
        raise InvalidInput(f"『{name}』は空のファイルです。選び直してください。", field="files")
    if len(content) > MAX_BYTES:
        raise InvalidInput(f"『{name}』は大きすぎます（上限20MB）。小さくしてから選んでください。", field="files")
    if picture := read_picture(name, content):
        return picture.content, picture.media_type, True
    ending = PurePath(name).suffix.lower()
    if ending in DOCUMENTS and content.startswith(DOCUMENTS[ending][0]):
        return content, DOCUMENTS[ending][1], False
    if ending in TEXTS and b"\x00" not in content:
        return content, TEXTS[ending], False
    if ending in PICTURES or ending in DOCUMENTS or ending in TEXTS:
        raise InvalidInput(
            f"『{name}』は、名前の終わりが{ending}ですが、中身が違います。元のソフトで開けるかを確かめ、保存し直したものを選んでください。",
            field="files",
        )
    why = _NOT_TAKEN.get(
        ending, "画像（PNG・JPEG・GIF・WebP）、PDF、Word、Excel、PowerPoint、テキストから選んでください。"
    )
    raise InvalidInput(f"『{name}』は付けられない種類のファイルです。{why}", field="files")


def attach(
    session: Session, actor: Actor, now: datetime, store: FileStore, *, page_id: str, name: str, content: bytes
) -> ManualFile:
    """Keep a file with a page. The bytes reach the store before the row is committed."""
    actor.require(Permission.MANUALS_EDIT)
    name = PurePath(name.replace("\\", "/")).name[:150] or "ファイル"
    name = "".join(letter for letter in name if letter.isprintable())
    content, media_type, is_picture = examined(name, content)
    row = ManualFile(
        page_id=page_id,
        name=name,
        media_type=media_type,
        key=store.put(content),
        size=len(content),
        is_picture=is_picture,
        author_name=actor.name,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        action="manual.attach",
        sentence=f"手引き（{page_id}）にファイルを付けました（番号{row.id}）。",
        object_kind="manual",
        object_id=page_id,
    )
    return row


def files_of(session: Session, page_id: str) -> Sequence[ManualFile]:
    return session.scalars(select(ManualFile).where(ManualFile.page_id == page_id).order_by(ManualFile.id)).all()


def papers_of(session: Session, page_id: str, body: str) -> list[ManualFile]:
    """The papers kept with a page that its text does not lead to; a picture belongs where the text shows it."""
    linked = set(re.findall(r"\(file:(\d+)", body))
    return [row for row in files_of(session, page_id) if not row.is_picture and str(row.id) not in linked]


def find_file(session: Session, file_id: int) -> ManualFile:
    row = session.get(ManualFile, file_id)
    if row is None:
        raise NotFound("そのファイルは見つかりません。削除されたか、番号が違います。")
    return row


# What a clipboard or a camera calls a picture says nothing to who cannot see it.
_NAMELESS = re.compile(
    r"(?:image|img|clipboard|screenshot|スクリーンショット|無題|名称未設定|ファイル|photo|pxl|dsc)[\W\d_]*", re.I
)


def code_of(row: ManualFile) -> str:
    """What to write in the text to show or link it."""
    label = re.sub(r"[\[\]!()`*_<>|\\]", "", PurePath(row.name).stem).strip()
    if row.is_picture and (not label or _NAMELESS.fullmatch(label)):
        label = "画像の説明"
    return f"{'!' if row.is_picture else ''}[{label}](file:{row.id})"


def detach(session: Session, actor: Actor, now: datetime, file_id: int) -> str:
    """Take a file off its page; the bytes stay, older versions may show them. Returns the page's id."""
    actor.require(Permission.MANUALS_EDIT)
    row = find_file(session, file_id)
    page_id = row.page_id
    session.delete(row)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        action="manual.detach",
        sentence=f"手引き（{page_id}）のファイル（番号{file_id}）を外しました。",
        object_kind="manual",
        object_id=page_id,
    )
    return page_id
