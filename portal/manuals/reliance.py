"""What rests on statutes: pages, word forms and rows of the law's tables, and finding what rests on one article.

These three sources are the manuals' own; other features add theirs to ``wiring.RELYING`` (see ``portal.domain.reliance``),
for example the quizzes of the courses:

    def relying_quizzes(office: Office, session: Session) -> Iterator[Relying]:
        for quiz in quizzes(session):
            yield Relying("quiz", "確認問題", quiz.code, quiz.title, quiz.text, quiz.owner, "courses.show_quiz", {"code": quiz.code})
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.reliance import Relying
from portal.domain.statutes import StatuteRef
from portal.domain.wareki import format_wareki
from portal.ledger import law_tables
from portal.manuals.citations import articles_in
from portal.manuals.laws import Laws
from portal.manuals.pages import library
from portal.manuals.relations import read_toml, without_code, word_forms
from portal.office import Office

TABLES = Path(__file__).resolve().parent.parent / "domain" / "tables"
_TITLES = {
    "claim_types": "債権の種類の表",
    "court_fees": "申立手数料の表",
    "garnishment": "差押禁止額の表",
    "late_charge_rates": "延滞金の割合の表",
    "late_charge_rules": "延滞金の計算規則の表",
    "limitation_rules": "消滅時効の表",
    "next_steps": "次の手続の表",
    "payment_order": "支払督促の期間の表",
    "relief": "納付緩和措置・督促の期間の表",
    "statutory_interest": "法定利率の表",
}
# What a whole table rests on, where its rows name only who published the figures.
_BASES = {"late_charge_rates": "地方税法附則3条の2", "statutory_interest": "民法404条"}
_RATE_TABLES = {"late_charge": "late_charge_rates", "statutory": "statutory_interest"}


def everything(office: Office, session: Session) -> list[Relying]:
    """All that rests on statutes, from every source."""
    return [thing for source in office.relying for thing in source(office, session)]


def articles_of(thing: Relying, laws: Laws) -> frozenset[StatuteRef]:
    """The whole articles of listed laws that ``thing`` rests on."""
    return articles_in(thing.statutes, laws.names)


def by_article(things: Iterable[Relying], laws: Laws) -> dict[StatuteRef, list[Relying]]:
    """What rests on each article that anything rests on."""
    found: dict[StatuteRef, list[Relying]] = {}
    for thing in things:
        for ref in articles_of(thing, laws):
            found.setdefault(ref, []).append(thing)
    return found


def resting_on(things: Iterable[Relying], laws: Laws, ref: StatuteRef) -> list[Relying]:
    """Those that rest on ``ref``'s article; a ``ref`` without an article means the law as a whole."""
    return [thing for thing in things if _rests(articles_of(thing, laws), ref)]


def _rests(articles: frozenset[StatuteRef], ref: StatuteRef) -> bool:
    if not ref.article and not ref.part:
        return any(article.law == ref.law for article in articles)
    return ref.whole_article in articles


def pages(office: Office, session: Session) -> Iterator[Relying]:
    """手引き: their 根拠条文 and what their text cites."""
    for page in library(office.settings.manuals):
        text = "\n".join(page.statutes) + "\n\n" + without_code(page.body)
        yield Relying("page", "手引き", page.id, page.title, text, page.owner, "manuals.show", {"page_id": page.id})


def forms(office: Office, session: Session) -> Iterator[Relying]:
    """様式: their 根拠条文. The owner is that of the page that explains the form."""
    known = library(office.settings.manuals).by_id()
    for form in word_forms(office.settings.templates).values():
        owner = known[form.manual].owner if form.manual in known else ""
        yield Relying(
            "form",
            "様式",
            form.name,
            form.title,
            "\n".join(form.statutes),
            owner,
            "notices.show_form",
            {"name": form.name},
        )


def tables(office: Office, session: Session) -> Iterator[Relying]:
    """計算の表: each row delivered with the portal, and each that the office has entered."""
    for path in sorted(TABLES.glob("*.toml")):
        yield from _delivered(path.stem, read_toml(path))
    yield from _entered(session)


def _delivered(name: str, table: Mapping[str, Any]) -> Iterator[Relying]:
    rest = {key: value for key, value in table.items() if not isinstance(value, list)}
    yield _row(name, name, "", rest)
    for key, rows in table.items():
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                until = row.get("valid_to")
                one = _row(name, f"{name}/{key}/{row.get('id') or row.get('code') or number}", _label(row), row)
                yield replace(one, until=until if isinstance(until, date) else None)


def _entered(session: Session) -> Iterator[Relying]:
    for rate in law_tables.rate_history(session):
        if rate.superseded_at is None:
            name = _RATE_TABLES[rate.kind]
            words = {"source": rate.source, "note": rate.note}
            one = _row(name, f"{name}/office/{rate.id}", f"{format_wareki(rate.valid_from)}から（区の登録）", words)
            yield replace(one, until=rate.valid_to)
    for rules in law_tables.rule_set_history(session):
        if rules.superseded_at is None:
            label = f"{rules.rules.get('name', rules.code)}（区の登録）"
            yield _row("late_charge_rules", f"late_charge_rules/office/{rules.code}", label, rules.rules)


def _row(name: str, target: str, label: str, words: Any) -> Relying:
    title = _TITLES.get(name, f"計算用の表（{name}）") + (f"：{label}" if label else "")
    text = "\n".join([_BASES.get(name, ""), *_texts(words)])
    return Relying("table", "計算の表", target[:120], title[:200], text, endpoint="calculators.tables")


def _label(row: Mapping[str, Any]) -> str:
    for key in ("label", "name", "action"):
        if isinstance(row.get(key), str):
            return str(row[key])
    began = row.get("valid_from")
    if isinstance(began, date):
        return f"{format_wareki(began)}から"
    kinds = row.get("kinds") or row.get("id") or ""
    return "・".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
