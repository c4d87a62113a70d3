"""The whole knowledge base outside the portal: one HTML to print, and a zip that opens in any browser without a network."""

from __future__ import annotations

import base64
import html
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.store import FileStore
from portal.domain.wareki import format_wareki
from portal.manuals.models import ManualFile
from portal.manuals.pages import Page, library, tree
from portal.manuals.relations import word_forms
from portal.manuals.render import Links, no_links, render

STYLE = """
body { font-family: "BIZ UDPGothic", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", sans-serif; line-height: 1.7; color: #1a1a1c;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { border-bottom: 2px solid #ccc; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #999; padding: .3rem .5rem; text-align: left; vertical-align: top; }
.nowrap { white-space: nowrap; } .number { text-align: right; } td.number { white-space: nowrap; } .centre { text-align: center; }
table.dense { font-size: .8125rem; }
img, svg { max-width: 100%; height: auto; } pre { white-space: pre-wrap; background: #f5f5f5; padding: .5rem; }
.admonition { border: 1px solid #ccc; border-left: 6px solid #00118f; padding: .5rem 1rem; margin: 1rem 0; }
.admonition.warning { border-left-color: #927200; } .admonition.danger { border-left-color: #a00; }
.admonition-title { font-weight: bold; } .about { color: #555; font-size: .9rem; } figure { margin: 1rem 0; }
@media screen and (max-width: 46rem) { table { display: block; overflow-x: auto; } th, td { min-width: 6rem; } }
@media print { body { max-width: none; margin: 0; } .page { break-before: page; } a { color: inherit; text-decoration: none; } details > * { display: block; } }
"""
_SOURCE = re.compile(r'(src|href)="(file-(\d+))"')
_PAGE = "page:"  # between rendering and ``_apart``, what tells a link to a page from one within it
_BROKEN = re.compile(r'<span class="broken-link"[^>]*>(.*?)</span>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page within a single document: every anchor carries the page's id, pictures are in their addresses."""

    page: Page
    html: str


def chapters(session: Session, store: FileStore, manuals: Path) -> list[tuple[str, list[Chapter]]]:
    """The whole knowledge base as (folder, chapters), in the order of the tree."""
    pages = library(manuals).by_id()
    files = _files(session)
    links = replace(
        no_links(),
        page=lambda page_id: f"#{_PAGE}{page_id}" if page_id in pages else None,
        form=lambda _name: None,
        file=lambda number: f"file-{number}" if number.isdecimal() else None,
    )

    def chapter(page: Page) -> Chapter:
        body = _apart(_plain(render(page.body, links).html), page.id)
        return Chapter(page, _SOURCE.sub(lambda match: _inside(match, files, store), body))

    return [(folder, [chapter(page) for page in members]) for folder, members in tree(iter(pages.values()))]


def one_page(session: Session, store: FileStore, manuals: Path, *, office_name: str, today: date) -> str:
    """Every page in one HTML with a table of contents; pictures are inside."""
    contents, parts = [], []
    for folder, members in chapters(session, store, manuals):
        lines = "".join(f'<li><a href="#{one.page.id}">{html.escape(one.page.title)}</a></li>' for one in members)
        contents.append(f"<h2>{html.escape(folder)}</h2><ul>{lines}</ul>")
        parts += [f'<section class="page" id="{one.page.id}">{_head(one.page)}{one.html}</section>' for one in members]
    title = f"{office_name} 手引き（{format_wareki(today)}現在）"
    return _document(
        title, f"<h1>{html.escape(title)}</h1>{''.join(contents)}{''.join(parts)}", style=f"<style>{STYLE}</style>"
    )


def offline_zip(
    session: Session, store: FileStore, manuals: Path, templates: Path, *, office_name: str, today: date
) -> bytes:
    """``index.html``, a file a page, pictures, and the word forms that pages link to."""
    pages = library(manuals).by_id()
    forms = word_forms(templates).keys()
    files = _files(session)
    used: set[str] = set()

    def form(name: str) -> str | None:
        used.update({name} & forms)
        return f"../forms/{name}.docx" if name in forms else None

    links = Links(
        page=lambda page_id: f"{page_id}.html" if page_id in pages else None,
        form=form,
        file=lambda number: f"file-{number}" if number.isdecimal() else None,
    )
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("style.css", STYLE)
        archive.writestr("index.html", _index(pages, office_name, today))
        for page in pages.values():
            body = _SOURCE.sub(lambda m: _beside(m, files), _plain(render(page.body, links).html))
            back = '<p class="about"><a href="../index.html">目次へ</a></p>'
            archive.writestr(f"pages/{page.id}.html", _document(page.title, back + _head(page) + body, up="../"))
        for row in files.values():
            if store.exists(row.key):
                archive.writestr(f"files/{row.id}{Path(row.name).suffix.lower()}", store.get(row.key))
        for name in sorted(used):
            archive.write(templates / f"{name}.docx", f"forms/{name}.docx")
    return held.getvalue()


def _files(session: Session) -> dict[int, ManualFile]:
    return {row.id: row for row in session.scalars(select(ManualFile))}


def _plain(body: str) -> str:
    return _BROKEN.sub(r"\1", body)


def _apart(body: str, page_id: str) -> str:
    """Anchors of several pages in one document: each carries its page's id, and so does what leads to it."""
    body = re.sub(r' id="([^"]+)"', rf' id="{page_id}--\1"', body)
    body = re.sub(
        r'(<svg[^>]*) aria-labelledby="([^" ]+) ([^"]+)"', rf'\1 aria-labelledby="{page_id}--\2 {page_id}--\3"', body
    )
    body = re.sub(rf'href="#(?!{_PAGE})([^"]+)"', rf'href="#{page_id}--\1"', body)
    return re.sub(
        rf'href="#{_PAGE}([a-z0-9-]+)(?:#([^"]+))?"',
        lambda match: f'href="#{match[1]}{f"--{match[2]}" if match[2] else ""}"',
        body,
    )


def _inside(match: re.Match[str], files: dict[int, ManualFile], store: FileStore) -> str:
    row = files.get(int(match[3]))
    if row is None or not store.exists(row.key) or match[1] == "href":
        return ""
    return f'src="data:{row.media_type};base64,{base64.b64encode(store.get(row.key)).decode()}"'


def _beside(match: re.Match[str], files: dict[int, ManualFile]) -> str:
    row = files.get(int(match[3]))
    return f'{match[1]}="../files/{row.id}{Path(row.name).suffix.lower()}"' if row else ""


def _head(page: Page) -> str:
    statutes = f"　根拠：{html.escape('、'.join(page.statutes))}" if page.statutes else ""
    return (
        f"<h1>{html.escape(page.title)}</h1><p class='about'>{html.escape(page.folder)}　担当：{html.escape(page.owner)}　"
        f"最終確認日：{format_wareki(page.reviewed_on)}　次回見直し：{format_wareki(page.review_by)}{statutes}</p>"
    )


def _index(pages: dict[str, Page], office_name: str, today: date) -> str:
    parts = [f"<h1>{html.escape(office_name)} 手引き</h1><p>{format_wareki(today)}に書き出しました。</p>"]
    for folder, members in tree(iter(pages.values())):
        lines = "".join(f'<li><a href="pages/{page.id}.html">{html.escape(page.title)}</a></li>' for page in members)
        parts.append(f"<h2>{html.escape(folder)}</h2><ul>{lines}</ul>")
    return _document(f"{office_name} 手引き", "".join(parts))


def _document(title: str, body: str, *, up: str = "", style: str = "") -> str:
    style = style or f'<link rel="stylesheet" href="{up}style.css">'
    return (
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title>{style}</head><body>{body}</body></html>"
    )
