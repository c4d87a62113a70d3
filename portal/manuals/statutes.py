"""Statute cards: one article, its text when the office has read it in, and everything that relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.reliance import Relying
from portal.domain.statutes import StatuteRef
from portal.index.port import Document
from portal.manuals import reliance
from portal.manuals.laws import Law, Laws, article_key, read_laws, ref_of_key
from portal.manuals.models import StatuteArticle, StatuteSource
from portal.office import Office


@dataclass(frozen=True)
class Card:
    """What the page of a statute shows. ``groups`` is (what people call the kind, the things); ``articles`` are the cited
    articles of a law shown as a whole."""

    law: Law
    ref: StatuteRef
    groups: list[tuple[str, list[Relying]]]
    articles: list[StatuteRef]
    source: StatuteSource | None = None
    text: StatuteArticle | None = None


def find_card(session: Session, office: Office, *, law: str, key: str) -> Card:
    """The card of ``law`` (name or abbreviation) and article. Raises NotFound for a law that is not in the list."""
    laws = read_laws(office.settings.manuals)
    entry = laws.find(law)
    ref = ref_of_key(entry.name, key) if entry else None
    if entry is None or ref is None:
        raise NotFound("その法令又は条は登録されていません。法令の一覧から選び直してください。")
    source = session.scalar(select(StatuteSource).where(StatuteSource.law == entry.name))
    text = None
    if source is not None and key:
        text = session.scalar(
            select(StatuteArticle).where(
                StatuteArticle.source_id == source.id, StatuteArticle.article == article_key(ref)
            )
        )
    things = reliance.everything(office, session)
    return Card(
        law=entry,
        ref=ref,
        groups=_grouped(reliance.resting_on(things, laws, ref)),
        articles=[] if key else cited_articles(things, laws).get(entry.name, []),
        source=source,
        text=text,
    )


def _grouped(things: list[Relying]) -> list[tuple[str, list[Relying]]]:
    """Pages and word forms always, so that their absence is said; other kinds when there are any."""
    groups: dict[str, list[Relying]] = {"手引き": [], "様式": []}
    for thing in things:
        groups.setdefault(thing.kind_label, []).append(thing)
    return list(groups.items())


def cited_articles(things: Iterable[Relying], laws: Laws) -> dict[str, list[StatuteRef]]:
    """By law, the articles that anything rests on, in order."""
    by_law: dict[str, list[StatuteRef]] = {}
    for ref in sorted(reliance.by_article(things, laws), key=lambda ref: (ref.law, ref.part, ref.article)):
        if ref.article or ref.part:
            by_law.setdefault(ref.law, []).append(ref)
    return by_law


def documents(office: Office, session: Session) -> Iterator[Document]:
    """Every card as a findable document: cited articles, and the laws as a whole."""
    laws = read_laws(office.settings.manuals)
    things = reliance.everything(office, session)
    resting = reliance.by_article(things, laws)
    texts = _texts(session)
    cited = cited_articles(things, laws)
    for law in laws.by_name.values():
        yield _document(law, StatuteRef(law.name), [], texts.get((law.name, ""), ""))
        for ref in cited.get(law.name, ()):
            # Rows of tables have long names of their own; what a reader looks for is the page or the form.
            titles = [thing.title for thing in resting[ref] if thing.kind != "table"]
            yield _document(law, ref, titles, texts.get((law.name, article_key(ref)), ""))


def _texts(session: Session) -> dict[tuple[str, str], str]:
    rows = session.execute(
        select(StatuteSource.law, StatuteArticle.article, StatuteArticle.caption, StatuteArticle.text).join(
            StatuteArticle, StatuteArticle.source_id == StatuteSource.id
        )
    )
    return {(law, article): f"{caption}\n{text}" for law, article, caption, text in rows}


def _document(law: Law, ref: StatuteRef, relying: list[str], text: str) -> Document:
    key = article_key(ref)
    body = [text] if text else []
    if key:
        body.append(f"根拠とする手引き・様式：{'、'.join(relying)}" if relying else "")
    else:
        body.append("、".join(law.abbreviations))
    return Document(
        id=f"statute:{law.name}:{key}",
        kind="statute",
        title=ref.short() if key else law.name,
        body="\n".join(line for line in body if line),
        folder=law.name,
        url=f"/manuals/statutes/{law.name}" + (f"/{key}" if key else ""),
        reading="" if key else law.reading,
        aliases=tuple(f"{short}{ref.short().removeprefix(law.name)}" for short in law.abbreviations),
        statutes=(ref.short(),) if key else (),
    )
