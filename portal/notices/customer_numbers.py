"""顧客番号 of a 全銀 file → case and claim.

The field holds digits only, so that R8-0003 comes back from the bank as 00000000000000080003: besides 整理番号 and
通知書番号 as they are written, their digits alone are compared. Such a match is ``loose``: the account holder decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.ledger.models import Case, Claim

_Key = tuple[int, int | None]  # case, and the claim when the number is that of one


@dataclass(frozen=True, slots=True)
class Match:
    """What a 顧客番号 stands for. ``several``: more than one case has that number, so none is taken."""

    case_id: int | None = None
    claim_id: int | None = None
    loose: bool = False
    several: bool = False


class CustomerNumbers:
    """The numbers of a department's ledger, read once for a whole file."""

    def __init__(self, session: Session, actor: Actor) -> None:
        mine = Case.department_id == actor.department_id
        cases = [(number, (key, None)) for key, number in session.execute(select(Case.id, Case.number).where(mine))]
        query = select(Claim.case_id, Claim.id, Claim.notice_number).join(Case).where(mine, Claim.notice_number != "")
        claims = [(number, (case, claim)) for case, claim, number in session.execute(query)]
        # In the order they are tried; the last two by their digits alone.
        self._tries = (_index(cases), _index(claims), _index(cases, digits=True), _index(claims, digits=True))

    def find(self, number: str) -> Match:
        """The case (and claim) of a 顧客番号 with or without the zeros before it."""
        wanted = {number, number.lstrip("0")} - {""}
        for at, known in enumerate(self._tries):
            found = set().union(*(known.get(one, set()) for one in wanted))
            if len({case for case, _ in found}) > 1:
                return Match(several=True)
            if found:
                case, claim = min(found, key=lambda key: key[1] or 0)
                return Match(case, claim if len(found) == 1 else None, loose=at > 1)
        return Match()


def _index(pairs: Iterable[tuple[str, _Key]], *, digits: bool = False) -> dict[str, set[_Key]]:
    index: dict[str, set[_Key]] = defaultdict(set)
    for number, key in pairs:
        plain = unicodedata.normalize("NFKC", number)
        shown = re.sub(r"\D", "", plain).lstrip("0") if digits else plain
        if shown:
            index[shown].add(key)
    return index
