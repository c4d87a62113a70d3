"""債権の種類: what each claim is in law — its class, basis, limitation rule, late charge, appeal notice and manual page.

The table gives the usual class (区分). Where municipalities differ the row is ``verified = false`` and says so; an
office may override the class of a case, and then ``limitation_rule_for`` gives the rule of that class or refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from portal.domain.dated_rows import Row, table
from portal.domain.errors import InvalidInput, NotFound

CLAIM_CLASSES: Mapping[str, str] = {
    "compulsory_public": "強制徴収公債権",
    "ordinary_public": "非強制徴収公債権",
    "private": "私債権",
}
APPEALS: Mapping[str, str] = {
    "A": "地方税（審査請求前置）",
    "B": "地方自治法231条の3の督促・処分（審査請求前置）",
    "C": "国民健康保険・介護保険・後期高齢者医療の保険料（審査会）",
    "D": "生活保護（都知事への審査請求）",
    "E": "その他の処分（前置なし）",
    "F": "私債権（教示なし）",
}


@dataclass(frozen=True)
class ClaimType:
    """One row: ``enforcement`` is the article of 滞納処分 (empty when there is none), ``appeal`` a letter A–F."""

    id: str
    name: str
    claim_class: str
    enforcement: str
    limitation_rule: str
    other_class: str | None
    other_limitation_rule: str | None
    late_charge_rule: str
    appeal: str
    manual: str
    aliases: tuple[str, ...]
    source: str
    verified: bool
    note: str

    @property
    def class_label(self) -> str:
        """区分 in the officer's words."""
        return CLAIM_CLASSES[self.claim_class]

    @property
    def charges_delay_damages(self) -> bool:
        """True for private claims, which bear 遅延損害金 instead of 延滞金."""
        return self.claim_class == "private"

    @property
    def caution(self) -> str:
        """「要確認」 with its reason, or empty."""
        return "" if self.verified else f"要確認：{self.name}。{self.note}"

    def limitation_rule_for(self, claim_class: str | None = None) -> str:
        """The limitation rule when the office treats the claim as ``claim_class`` (its usual class by default)."""
        if claim_class is None or claim_class == self.claim_class:
            return self.limitation_rule
        if claim_class == self.other_class and self.other_limitation_rule is not None:
            return self.other_limitation_rule
        label = CLAIM_CLASSES.get(claim_class, claim_class)
        raise InvalidInput(
            f"「{self.name}」を「{label}」として扱う場合の時効の定めが表にありません。"
            f"表の区分は「{self.class_label}」です。区分を確かめるか、根拠の条文を所管課で確認してください。",
            field="債権区分",
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "class_label": self.class_label, "aliases": list(self.aliases)}


@cache
def claim_types() -> Mapping[str, ClaimType]:
    """Every claim type by id, in the order of the table."""
    return {row["id"]: _claim_type(row) for row in table("claim_types")["claim_type"]}


def claim_type(type_id: str) -> ClaimType:
    """The claim type of an id; NotFound with a sentence otherwise."""
    found = claim_types().get(type_id)
    if found is None:
        raise NotFound(f"債権の種類『{type_id}』は表にありません。一覧から選び直してください。", field="債権の種類")
    return found


def find_claim_type(text: str) -> ClaimType | None:
    """The claim type an officer's word means: id, name, name without its bracket, or alias; None when unsure."""
    wanted = text.strip()
    if wanted in claim_types():
        return claim_types()[wanted]
    exact = [kind for kind in claim_types().values() if wanted == kind.name or wanted in kind.aliases]
    matches = exact or [kind for kind in claim_types().values() if wanted == kind.name.split("（")[0]]
    return matches[0] if len(matches) == 1 else None


def _claim_type(row: Row) -> ClaimType:
    other = row.get("other_class", {})
    return ClaimType(
        row["id"], row["name"], row["claim_class"], row["enforcement"], row["limitation_rule"],
        other.get("claim_class"), other.get("limitation_rule"), row["late_charge_rule"], row["appeal"], row["manual"],
        tuple(row["aliases"]), row["source"], row["verified"], row.get("note", ""),
    )  # fmt: skip
