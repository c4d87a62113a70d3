"""`portal manuals check`: is every page complete, findable, linked, and resting on laws that the list knows?

Pure: files in, problems out. ``mild`` problems are for somebody to look at; the others make the command fail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from portal.domain.errors import InvalidInput
from portal.domain.statutes import find_citations
from portal.manuals.flow import parse_flow
from portal.manuals.laws import Laws, read_laws
from portal.manuals.pages import Library, Page
from portal.manuals.relations import WordForm, links_of, without_code, word_forms
from portal.manuals.render import Rendered, no_links, render_cached

_ANCHORED = re.compile(r"\]\(page:([^)#\s]+)#([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6})\s", re.MULTILINE)
_FLOW = re.compile(r"^(`{3,}|~{3,})mermaid\s*\n(.*?)^\1", re.MULTILINE | re.DOTALL)
_CITED = re.compile(r"([一-龠々ァ-ヶー]{1,25}(?:法|令|規則))(?:第?[0-9０-９]{1,4}|第[一二三四五六七八九十百千]{1,7})条")
_NOT_IN_LIST = ("旧", "改正前", "改正法", "条例", "同法", "同令", "同規則", "法施行令", "施行規則")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``mild`` ones are warnings (a review that is due)."""

    page_id: str
    sentence: str
    mild: bool = False


@dataclass(frozen=True)
class _Known:
    """What links and citations may lead to."""

    pages: dict[str, Page]
    forms: Mapping[str, WordForm]
    laws: Laws
    today: date
    rendered: dict[str, Rendered] = field(default_factory=dict)


def check(library: Library, templates: Path, today: date) -> Iterator[Problem]:
    """Every problem of the library, file by file."""
    for bad in library.unreadable():
        yield Problem("", bad.sentence)
    try:
        laws = read_laws(library.root)
    except InvalidInput as error:
        yield Problem("", error.sentence)
        return
    pages = list(library)
    by_id = library.by_id()
    known = _Known(by_id, word_forms(templates), laws, today)
    yield from _repeated(pages)
    for page in pages:
        yield from _check_page(page, known)
    yield from _forms(pages, known)
    linked = {
        target for page in pages for target in (*page.related, *(t for k, t in links_of(page.body) if k == "page"))
    }
    for page in pages:
        if page.id not in linked:
            yield Problem(page.id, f"{page.path.name}：どのページからもリンクされていません。", mild=True)


def _repeated(pages: list[Page]) -> Iterator[Problem]:
    for title, count in Counter(page.title for page in pages).items():
        if count > 1:
            yield Problem("", f"表題『{title}』のページが{count}つあります。区別できる表題にしてください。", mild=True)


def _forms(pages: list[Page], known: _Known) -> Iterator[Problem]:
    """Every word form is used by a page, the one that explains it first of all. Mild: an office may keep other pages."""
    used = {form for page in pages for form in page.forms}
    for name, form in sorted(known.forms.items()):
        page = known.pages.get(form.manual)
        if form.manual and page is None:
            yield Problem("", f"様式『{name}』：説明の手引き『{form.manual}』というページがありません。", mild=True)
        elif page is not None and name not in page.forms:
            yield Problem(
                page.id, f"{page.path.name}：forms に様式『{name}』がありません。この様式の説明の手引きです。"
            )
        elif name not in used:
            yield Problem("", f"様式『{name}』を使う手引きがありません。手引きの forms に書いてください。", mild=True)


def _check_page(page: Page, known: _Known) -> Iterator[Problem]:
    for sentence in (
        *_links(page, known),
        *_statutes(page, known.laws),
        *_headings(page),
        *_figures(page),
        *_whereabouts(page),
    ):
        yield Problem(page.id, f"{page.path.name}：{sentence}")
    for name in sorted(_unlisted_laws(page, known.laws)):
        yield Problem(
            page.id, f"{page.path.name}：『{name}』は法令.toml にないため、条文の札につながりません。", mild=True
        )
    if page.is_stale(known.today):
        yield Problem(
            page.id, f"{page.path.name}：見直し期限（{page.review_by}）を過ぎています。担当：{page.owner}", mild=True
        )


def _links(page: Page, known: _Known) -> Iterator[str]:
    for kind, target in links_of(page.body):
        if kind != "file" and target not in (known.pages if kind == "page" else known.forms):
            yield f"リンク先『{kind}:{target}』がありません。"
    for target in page.related:
        if target not in known.pages:
            yield f"関連『{target}』というページがありません。"
    for form in page.forms:
        if form not in known.forms:
            yield f"様式『{form}』がありません。"
    for target, anchor in _ANCHORED.findall(without_code(page.body)):
        other = known.pages.get(target)
        if other is not None and f'id="{anchor}"' not in _rendered(other, known).html:
            yield f"リンク先『page:{target}#{anchor}』の見出しがありません。"


def _rendered(page: Page, known: _Known) -> Rendered:
    if page.id not in known.rendered:
        known.rendered[page.id] = render_cached(page.body, no_links())
    return known.rendered[page.id]


def _statutes(page: Page, laws: Laws) -> Iterator[str]:
    for text in page.statutes:
        found = find_citations(text, laws.names)
        whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))
        if text not in laws.by_name and not (whole and found[0].ref.law in laws.by_name):
            yield f"根拠条文『{text}』を法令.toml の法令の条として読み取れません。"


def _unlisted_laws(page: Page, laws: Laws) -> set[str]:
    """Citations by name of laws that the list does not hold."""
    text = without_code(page.body)
    found = [(citation.start, citation.end) for citation in find_citations(text, laws.names)]
    names = set()
    for match in _CITED.finditer(text):
        inside = any(start < match.end() and match.start() < end for start, end in found)
        name = match[1]
        if (
            not inside
            and not name.startswith(_NOT_IN_LIST)
            and not any(old in name for old in ("旧", "改正前", "条例"))
        ):
            names.add(name)
    return names


def _headings(page: Page) -> Iterator[str]:
    level = 1
    for marks in _HEADING.findall(without_code(page.body)):
        if len(marks) == 1 or len(marks) > level + 1:
            yield "見出しの段階が飛んでいるか、大見出し（#）が本文にあります。"
            return
        level = len(marks)


def _figures(page: Page) -> Iterator[str]:
    for _, source in _FLOW.findall(page.body):
        try:
            flow = parse_flow(source)
        except InvalidInput as error:
            yield error.sentence
            continue
        if not flow.description:
            yield "流れ図に『accDescr:』の行がありません。図の内容を言葉で書いてください。"


def _whereabouts(page: Page) -> Iterator[str]:
    if page.path.stem != page.id:
        yield f"ファイル名と id『{page.id}』が違います。同じにしてください。"
    if page.path.parent.name != page.folder:
        yield f"置き場所『{page.path.parent.name}』と folder『{page.folder}』が違います。同じにしてください。"
