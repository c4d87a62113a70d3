"""Writing pages to files: the text of a file from its values, where it may lie, and the swap that never shows half a page.

A file is written beside its place, flushed to the disk, and moved over it. Whoever reads sees the old page or the new
one, also after a power cut.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from portal.domain.errors import Conflict, InvalidInput
from portal.domain.wareki import format_wareki
from portal.manuals.blueprint import RESERVED
from portal.manuals.pages import Page

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BAD_IN_FOLDER = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_WINDOWS_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))})


@dataclass(frozen=True, slots=True)
class Words:
    """What a person writes of a page: the front matter's values and the body."""

    title: str
    folder: str
    order: int
    owner: str
    reviewed_on: date
    review_by: date
    body: str
    reading: str = ""
    statutes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @classmethod
    def of(cls, page: Page) -> Words:
        return cls(**{name: getattr(page, name) for name in cls.__slots__})


LABELS = {
    "title": "表題",
    "reading": "読み",
    "folder": "分類",
    "order": "順序",
    "owner": "担当",
    "reviewed_on": "最終確認日",
    "review_by": "次回見直し",
    "statutes": "根拠条文",
    "forms": "様式",
    "related": "関連",
    "aliases": "別の呼び名",
}


def changed_items(before: Words, after: Words) -> list[tuple[str, str, str]]:
    """(item, before, after) for each item of the front matter that differs, as an officer reads it."""
    return [
        (label, _shown(old), _shown(new))
        for name, label in LABELS.items()
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return format_wareki(value)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def file_text(page_id: str, words: Words, extra: Mapping[str, Any] | None = None) -> str:
    """The whole file. What the front matter held beyond the known keys is kept."""
    matter: dict[str, Any] = {
        "id": page_id,
        "title": words.title,
        "reading": words.reading,
        "folder": words.folder,
        "order": words.order,
        "owner": words.owner,
        "reviewed_on": words.reviewed_on,
        "review_by": words.review_by,
        **{name: list(getattr(words, name)) for name in ("statutes", "forms", "related", "aliases")},
        **(extra or {}),
    }
    head = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=10_000)
    body = words.body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return f"---\n{head}---\n{body}\n"


def hash_of(text: str) -> str:
    """What identifies a version of a file; line ends and a leading byte order mark do not count."""
    return sha256(text.lstrip("\ufeff").replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()


def check_id(page_id: str) -> None:
    """Raises InvalidInput unless ``page_id`` may name a new page."""
    if not _ID.fullmatch(page_id) or len(page_id) > 60:
        raise InvalidInput(
            f"『{page_id}』はページの番号に使えません。半角の英小文字、数字、ハイフンで60字以内にしてください。",
            field="page_id",
        )
    if page_id in RESERVED or page_id in _WINDOWS_DEVICES:
        raise InvalidInput(
            f"『{page_id}』は画面の名前と重なるため使えません。別の番号にしてください。", field="page_id"
        )


def suggested_id(today: date) -> str:
    """A number for a new page that nobody else is being offered at the same time (p-20261124-3fa9)."""
    return f"p-{today:%Y%m%d}-{secrets.token_hex(2)}"


def place_of(root: Path, page_id: str, folder: str) -> Path:
    """Where the page lies. Raises InvalidInput for a folder name that no file system or no reader would bear."""
    name = folder.strip()
    if not name or len(name) > 60 or _BAD_IN_FOLDER.search(name) or name.startswith(".") or name.endswith((".", " ")):
        raise InvalidInput(
            f"『{folder}』は分類の名前に使えません。記号（/ : * ? など）を除き、60字以内で入力してください。",
            field="folder",
        )
    if name.lower() in _WINDOWS_DEVICES:
        raise InvalidInput(f"『{folder}』は分類の名前に使えません。別の名前にしてください。", field="folder")
    return root / name / f"{page_id}.md"


def swap_in(path: Path, text: str) -> None:
    """Put ``text`` at ``path`` whole or not at all. Raises Conflict when the disk cannot take it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=".part")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise Conflict(
            f"手引きのファイルを保存できませんでした（{error.strerror or '書き込みの失敗'}）。"
            "空き容量と書き込みの権限を確かめてください。入力した内容は下書きに残っています。"
        ) from error


def move(old: Path, new: Path) -> None:
    """Rename within the folder of manuals; one page never lies in two places."""
    new.parent.mkdir(parents=True, exist_ok=True)
    os.replace(old, new)
    _sync_folder(new.parent)
    _sync_folder(old.parent)
    if not any(old.parent.iterdir()):
        old.parent.rmdir()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
