"""From a page's Markdown to safe HTML, its table of contents, and its plain text for the index.

Everything a person wrote passes ``safety``, so that no script, style or ``javascript:`` link survives. ``page:``, ``form:`` and
``file:`` links become addresses through ``Links``; a link to something that is gone stays as text with a mark. Statute
citations become links afterwards, and flow figures are put in last: both are made here, from escaped text.

What the Markdown library cannot take in good time (a wall of brackets, lists 30 deep) is shown as it was typed, with a
sentence that says why. ``render_cached`` keeps what it made by content.
"""

from __future__ import annotations

import html
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from urllib.parse import unquote

from portal.domain.statutes import StatuteRef
from portal.manuals.citations import link_citations
from portal.manuals.flow_svg import flow_figure
from portal.manuals.markup import TOO_DEEP, to_html, why_not
from portal.manuals.safety import sanitized
from portal.manuals.tables import polished

_MAX_HEADINGS = 500
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML (already sanitized), headings of level 2–3 for the table of contents, plain text for the index.

    ``remark`` is the sentence for a text that had to be shown without its formatting, or whose contents list is cut.
    """

    html: str
    headings: tuple[Heading, ...]
    text: str
    remark: str = ""


def _nowhere(_target: str) -> str | None:
    return None


def _no_card(_ref: StatuteRef) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Links:
    """Where links lead: functions from id to address, or None when there is no such thing.

    ``names`` are the laws whose citations become links. ``version`` stands for all that the answers depend on.
    """

    page: Callable[[str], str | None]
    form: Callable[[str], str | None]
    file: Callable[[str], str | None] = _nowhere
    statute: Callable[[StatuteRef], str | None] = _no_card
    names: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


_kept: OrderedDict[tuple[str, str], Rendered] = OrderedDict()
_lock = threading.Lock()


def render_cached(body: str, links: Links) -> Rendered:
    """``render``, remembered by content and by the version of the links."""
    key = (sha256(body.encode("utf-8", "surrogatepass")).hexdigest(), links.version)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = render(body, links)
    with _lock:
        _kept[key] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


@dataclass(frozen=True, slots=True)
class _Converted:
    """What a text becomes whatever its links lead to. ``figures`` are drawn where ``nonce`` stands in the HTML."""

    html: str
    headings: tuple[Heading, ...]
    figures: tuple[str, ...]
    nonce: str


def render(body: str, links: Links) -> Rendered:
    """Markdown to safe HTML."""
    body = body.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if wild := why_not(body):
        return _as_typed(body, wild)
    try:
        made = _converted(body)
    except RecursionError:
        return _as_typed(body, TOO_DEEP)
    addressed = _LINK.sub(lambda match: _resolve(match, links), _IMAGE.sub(lambda m: _picture(m, links), made.html))
    clean = _TITLED_TWICE.sub(r"\1", polished(sanitized(addressed)))
    drawn = {number: flow_figure(source, number + 1) for number, source in enumerate(made.figures)}
    words = {number: _FIGURE_WORDS.sub("", figure) for number, figure in drawn.items()}
    return Rendered(
        html=_with_figures(link_citations(clean, links.names, links.statute), drawn, made.nonce),
        headings=made.headings[:_MAX_HEADINGS],
        text=plain_text(_with_figures(clean, words, made.nonce)),
        remark=f"見出しが多すぎるため、目次には初めの{_MAX_HEADINGS}件だけを載せています。ページを分けてください。"
        if len(made.headings) > _MAX_HEADINGS
        else "",
    )


@lru_cache(maxsize=2)
def _converted(body: str) -> _Converted:
    """By the Markdown library, the slowest step by far: a page that is published is shown to its writer at once."""
    figures: list[str] = []
    nonce = secrets.token_hex(8)
    converted, tokens = to_html(body, figures, nonce)
    headings = (
        Heading(token["level"], token["id"], html.unescape(token["name"]))
        for token in _flat(tokens)
        if token["level"] <= 3
    )
    return _Converted(converted, tuple(headings), tuple(figures), nonce)


# A callout that is called as the heading above it needs no title: 落とし穴 stands over the box already.
_TITLED_TWICE = re.compile(
    r"(<h[2-4][^>]*>([^<]+)</h[2-4]>\s*<div class=\"admonition[^\"]*\">\s*)<p class=\"admonition-title\">\2</p>\s*"
)


def _as_typed(body: str, remark: str) -> Rendered:
    return Rendered(f"<pre>{html.escape(body)}</pre>", (), body, remark)


_LINK = re.compile(r'<a href="(page|form|file):([^"#]*)(#[^"]*)?"([^>]*)>(.*?)</a>', re.DOTALL)
_IMAGE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')


def _resolve(match: re.Match[str], links: Links) -> str:
    kind, target, anchor, rest, inner = match.groups()
    ways = {"page": links.page, "form": links.form, "file": links.file}
    address = ways[kind](unquote(html.unescape(target)))
    if address is None:
        return f'<span class="broken-link" title="リンク先が見つかりません">{inner}</span>'
    return f'<a href="{html.escape(address)}{anchor or ""}"{rest}>{inner}</a>'


def _picture(match: re.Match[str], links: Links) -> str:
    """Only pictures of the portal's own store are shown: nothing is fetched from outside."""
    source, alt = _SOURCE.search(match[0]), _ALT.search(match[0])
    words = alt[1] if alt else ""
    target = source[1] if source else ""
    address = links.file(target.removeprefix("file:")) if target.startswith("file:") else None
    if address is None:
        return f'<span class="broken-link" title="画像が見つかりません">{words or "画像"}</span>'
    return f'<img src="{html.escape(address)}" alt="{words}">'


def _with_figures(text: str, figures: Mapping[int, str], nonce: str) -> str:
    return re.sub(rf"<div>{nonce}-(\d+)-</div>", lambda match: figures.get(int(match[1]), ""), text)


_FIGURE_WORDS = re.compile(r"<svg.*?</svg>|<details.*?</details>", re.DOTALL)


def _flat(tokens: list[dict]) -> list[dict]:
    return [item for token in tokens for item in (token, *_flat(token["children"]))]


_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|table|tr|h[2-6]|blockquote|pre|br|dt|dd|figure|figcaption)[^>]*>")
_CELL = re.compile(r"</t[dh]>")
_TAG = re.compile(r"<[^>]+>")


def plain_text(clean_html: str) -> str:
    """What a reader reads, without markup: what the index holds."""
    text = _CELL.sub(" ", _BLOCK.sub("\n", clean_html))
    text = html.unescape(_TAG.sub("", text))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


@lru_cache(maxsize=1)
def no_links() -> Links:
    """Links for text alone: every target exists, nowhere."""
    return Links(page=lambda _id: "#", form=lambda _name: "#")
