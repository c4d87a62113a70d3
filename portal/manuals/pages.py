"""Reading manual pages: front matter and body of each Markdown file, and the library of all of them. Pure but for files.

The library keeps what it read and looks again only at files whose time or size changed, so that a page edited with any
editor shows at the next request.
"""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from portal.domain.errors import Damaged, InvalidInput, NotFound

REQUIRED = ("id", "title", "folder", "order", "owner", "reviewed_on", "review_by")
MAX_PAGE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """One page as written. Dates of review as ``date``; ``body`` is Markdown without the front matter."""

    id: str
    title: str
    folder: str
    order: int
    owner: str
    reviewed_on: date
    review_by: date
    body: str
    path: Path
    reading: str = ""
    statutes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def belongs_to(self, department: str) -> bool:
        """Whether ``department`` is its 担当."""
        return same_department(self.owner, department)

    def is_stale(self, today: date) -> bool:
        """Whether its review is overdue (次回見直しの日を過ぎた)."""
        return self.review_by < today


_REMARK = re.compile(r"\(.*\)$")


def same_department(one: str, other: str) -> bool:
    """Whether two names mean one department: widths, blanks and a remark in brackets (見本) at the end do not count."""
    bare = [_REMARK.sub("", "".join(unicodedata.normalize("NFKC", name).split())) for name in (one, other)]
    return bare[0] == bare[1] != ""


def parse(text: str, path: Path) -> Page:
    """A page from a file's text. Raises InvalidInput naming the file and the line or key that is wrong."""
    where = path.name
    if len(text.encode("utf-8", "surrogatepass")) > MAX_PAGE_BYTES:
        raise InvalidInput(f"{where}：大きすぎます（上限2MB）。ページを分けてください。")
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    if not text.startswith("---\n") or "\n---" not in text[4:]:
        raise InvalidInput(f"{where}：先頭の「---」で囲んだ見出し欄がありません。書き方の手引きを見て足してください。")
    head, _, body = text[4:].partition("\n---")
    try:
        matter = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"{mark.line + 2}行目" if mark else "見出し欄"
        raise InvalidInput(
            f"{where}：{line}の書き方が正しくありません（コロンの後の空白、引用符を確かめてください）。"
        ) from error
    if not isinstance(matter, dict):
        raise InvalidInput(f"{where}：見出し欄は「項目: 値」の形で書いてください。")
    return _page(matter, body.lstrip("\n"), path)


def _page(matter: dict[str, Any], body: str, path: Path) -> Page:
    missing = [key for key in REQUIRED if matter.get(key) in (None, "")]
    if missing:
        raise InvalidInput(f"{path.name}：見出し欄に『{'』『'.join(missing)}』がありません。足してください。")
    for key in ("reviewed_on", "review_by"):
        if type(matter[key]) is not date:
            raise InvalidInput(
                f"{path.name}：『{key}』は 2026-11-01 の形の日付で書いてください（今の値：{matter[key]}）。"
            )
    if not isinstance(matter["order"], int):
        raise InvalidInput(f"{path.name}：『order』は整数で書いてください（今の値：{matter['order']}）。")
    lists = {key: _strings(matter, key, path) for key in ("statutes", "forms", "related", "aliases")}
    known = {*REQUIRED, *lists, "reading"}
    return Page(
        id=str(matter["id"]),
        title=str(matter["title"]),
        folder=str(matter["folder"]),
        order=matter["order"],
        owner=str(matter["owner"]),
        reviewed_on=matter["reviewed_on"],
        review_by=matter["review_by"],
        body=body,
        path=path,
        reading=str(matter.get("reading") or ""),
        extra={key: value for key, value in matter.items() if key not in known},
        **lists,
    )


def _strings(matter: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = matter.get(key) or []
    if not isinstance(value, list):
        raise InvalidInput(f"{path.name}：『{key}』は [ ] で囲んだ並びで書いてください。")
    return tuple(str(item) for item in value)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read, and the sentence that says why."""

    path: Path
    sentence: str


Stamp = tuple[int, int, int]
"""When changed, how long, and which file: a save moves a new file into place."""
_Entry = tuple[Stamp, Page | Unreadable]


def _markdown_files(root: Path) -> dict[str, Stamp]:
    """Path → stamp. Every page view asks for it: no ``Path`` is made for what has not changed."""
    found: dict[str, Stamp] = {}
    folders = [str(root)] if root.is_dir() else []
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):  # a loop of links ends here
                    folders.append(entry.path)
                elif entry.name.endswith(".md") and entry.name != "README.md":
                    try:
                        status = entry.stat()
                    except OSError:  # gone since, or a link to nothing
                        continue
                    found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return dict(sorted(found.items()))


class Library:
    """All pages under one folder. Safe to use from several threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._seen: dict[str, _Entry] = {}
        self._pages: list[Page] = []
        self._copies: list[Unreadable] = []

    def refresh(self) -> dict[str, _Entry]:
        """Look for changed, new and vanished files; all there are."""
        with self._lock:
            stamps = _markdown_files(self.root)
            if stamps != {path: entry[0] for path, entry in self._seen.items()}:
                self._seen = {path: self._entry(path, stamp) for path, stamp in stamps.items()}
                pages, self._copies = _without_copies(
                    entry for _, entry in self._seen.values() if isinstance(entry, Page)
                )
                self._pages = sorted(pages, key=lambda page: (page.folder, page.order, page.title))
            return self._seen

    def _entry(self, path: str, stamp: Stamp) -> _Entry:
        known = self._seen.get(path)
        return known if known and known[0] == stamp else (stamp, _read(Path(path)))

    def __iter__(self) -> Iterator[Page]:
        self.refresh()
        return iter(self._pages)

    def unreadable(self) -> list[Unreadable]:
        """What cannot be read, and copies of pages that are read already."""
        return [entry for _, entry in self.refresh().values() if isinstance(entry, Unreadable)] + self._copies

    def unreadable_page(self, page_id: str) -> Unreadable | None:
        """The file of ``page_id`` when it cannot be read as a page."""
        return next((bad for bad in self.unreadable() if bad.path.stem == page_id), None)

    def by_id(self) -> dict[str, Page]:
        return {page.id: page for page in self}

    def get(self, page_id: str) -> Page:
        page = self.by_id().get(page_id)
        if page is None and (bad := self.unreadable_page(page_id)):
            raise Damaged(
                f"この手引きのファイルが読めません。{bad.sentence}変更の記録に前の版があれば、そこから戻せます。"
                "直せないときは、管理者に知らせてください。"
            )
        if page is None:
            raise NotFound("その手引きは見つかりません。検索又は手引きの一覧から探してください。")
        return page


def _without_copies(pages: Iterable[Page]) -> tuple[list[Page], list[Unreadable]]:
    """One page an id: the file that is named like it and lies in its folder, else the first path. The others are said to be copies.

    「handover - コピー.md」 beside the page stood twice in the tree, and nobody knew which of the two was edited.
    """
    kept: dict[str, Page] = {}
    copies: list[Unreadable] = []
    for page in sorted(pages, key=lambda page: (page.path.stem != page.id, page.path.parent.name != page.folder)):
        first = kept.setdefault(page.id, page)
        if first is not page:
            same = f"id『{page.id}』が『{first.path.parent.name}/{first.path.name}』と重なっています"
            copies.append(
                Unreadable(page.path, f"{page.path.name}：{same}。この写しは使いません。一つを残してください。")
            )
    return list(kept.values()), copies


def _read(path: Path) -> Page | Unreadable:
    try:
        return parse(path.read_text(encoding="utf-8"), path)
    except InvalidInput as error:
        return Unreadable(path, error.sentence)
    except (OSError, UnicodeDecodeError):
        return Unreadable(
            path,
            f"{path.name}：UTF-8 の文書として読めません。メモ帳などで開き、文字コードに「UTF-8」を選んで保存し直してください。",
        )


_libraries: dict[Path, Library] = {}


def library(root: Path) -> Library:
    """The one library of ``root`` in this process."""
    return _libraries.setdefault(root, Library(root))


# The order in which the folders stand in the tree; others follow by name.
FOLDER_ORDER = (
    "新任者向け",
    "総則",
    "納入通知・督促・催告",
    "折衝",
    "財産調査",
    "滞納処分",
    "納付緩和措置",
    "時効",
    "私債権・非強制徴収公債権",
    "弁護士委任",
    "債権放棄・不納欠損",
    "延滞金・遅延損害金",
    "納付機会",
    "生活保護返還金",
    "連絡会",
    "標準準拠システム",
    "債権別の手引き",
    "書式・公用文",
)


def tree(pages: Iterator[Page]) -> list[tuple[str, list[Page]]]:
    """(folder, pages) in the order of the tree."""
    folders: dict[str, list[Page]] = {}
    for page in pages:
        folders.setdefault(page.folder, []).append(page)
    place = {name: number for number, name in enumerate(FOLDER_ORDER)}
    return sorted(folders.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))
