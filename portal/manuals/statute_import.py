"""Taking downloaded laws into the office: what is in the list of laws is kept, newest 施行日 not after today first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import audit
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.manuals.egov import LawText, read_law
from portal.manuals.laws import Laws
from portal.manuals.models import StatuteArticle, StatuteSource


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: the sentence about it, and how many articles were taken (0: none)."""

    sentence: str
    articles: int = 0
    bad: bool = False


def import_folder(
    session: Session, actor: Actor, now: datetime, folder: Path, *, laws: Laws, today: date
) -> list[Outcome]:
    """Read every XML file below ``folder``. A file that cannot be read does not stop the others."""
    if not folder.is_dir():
        raise InvalidInput(
            f"『{folder}』というフォルダーがありません。e-Gov のXMLを置いたフォルダーを指定してください。"
        )
    files = sorted(folder.rglob("*.xml"))
    if not files:
        raise InvalidInput(
            f"『{folder}』にXMLファイルがありません。e-Gov からダウンロードしたZIPは、展開してから指定してください。"
        )
    outcomes: list[Outcome] = []
    best: dict[str, tuple[LawText, Path]] = {}
    for path in files:
        try:
            law = read_law(path)
        except InvalidInput as error:
            outcomes.append(Outcome(error.sentence, bad=True))
            continue
        entry = laws.find(law.title) or next((e for e in laws.by_name.values() if e.id and e.id == law.law_id), None)
        if entry is None:
            outcomes.append(Outcome(f"{path.name}：『{law.title}』は法令.toml にないため、読み込みませんでした。"))
        elif law.effective_on and law.effective_on > today:
            outcomes.append(
                Outcome(f"{path.name}：『{law.title}』は施行前（{law.effective_on}）のため、読み込みませんでした。")
            )
        elif entry.name not in best or _day(law) > _day(best[entry.name][0]):
            best[entry.name] = (law, path)
    for name, (law, path) in best.items():
        outcomes.append(_keep(session, now, name, law, path))
    audit.record(
        session,
        actor,
        now,
        action="statute.import",
        sentence=f"法令の条文を{sum(1 for o in outcomes if o.articles)}件読み込みました。",
    )
    return outcomes


def _day(law: LawText) -> date:
    return law.effective_on or date.min


def _keep(session: Session, now: datetime, name: str, law: LawText, path: Path) -> Outcome:
    source = session.scalar(select(StatuteSource).where(StatuteSource.law == name))
    if source is not None and source.effective_on and law.effective_on and law.effective_on < source.effective_on:
        return Outcome(f"{path.name}：『{name}』は、より新しい条文が読み込み済みです。変えませんでした。")
    if source is None:
        source = StatuteSource(law=name, file_name="", imported_at=now)
        session.add(source)
    source.law_id, source.law_number = law.law_id, law.number[:100]
    source.effective_on, source.file_name, source.imported_at = law.effective_on, path.name[:200], now
    session.flush()
    session.execute(delete(StatuteArticle).where(StatuteArticle.source_id == source.id))
    session.add_all(
        StatuteArticle(
            source_id=source.id, article=a.key[:40], caption=a.caption[:300], title=a.title[:100], text=a.text
        )
        for a in law.articles
    )
    session.flush()
    return Outcome(f"{path.name}：『{name}』の{len(law.articles)}条を読み込みました。", len(law.articles))
