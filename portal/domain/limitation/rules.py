"""Periods and effects from ``tables/limitation_rules.toml``: which rule, old or new law, what an event does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.domain.dated_rows import Row, table
from portal.domain.errors import InvalidInput

REGIMES = ("tax", "public", "civil")
THROUGH = {"tax": "地方税法18条3項、", "public": "地方自治法236条3項、", "civil": ""}
Limb = tuple[int, bool]  # years, counted from the day it was known


@dataclass(frozen=True)
class Period:
    """The rule of one claim, settled for old or new law."""

    rule_id: str
    label: str
    regime: str
    limbs: tuple[Limb, ...]
    article: str
    invocation: bool
    invocation_article: str
    caution: str

    @property
    def words(self) -> str:
        """「5年」 or 「知った時から5年、行使できる時から10年の早い方」."""
        if len(self.limbs) == 1:
            return f"{self.limbs[0][0]}年"
        return (
            "、".join(f"{'知った時' if known else '行使できる時'}から{years}年" for years, known in self.limbs)
            + "の早い方"
        )


@dataclass(frozen=True)
class Effect:
    """What a kind of event does under one regime and law."""

    op: str
    label: str
    article: str
    renew_article: str
    verified: bool
    lost_verified: bool
    note: str
    reason: str
    always_note: str
    through: str
    row: Row


def code_change() -> date:
    """The day the new Civil Code took effect (2020-04-01)."""
    day: date = table("limitation_rules")["civil_code_change"]
    return day


@cache
def rule_ids() -> Mapping[str, str]:
    """Every rule by id with its label."""
    return {row["id"]: row["label"] for row in table("limitation_rules")["rule"]}


@cache
def period(rule_id: str, *, old: bool) -> Period:
    """The period of a rule under the old or the new Civil Code (平成29年法律44号附則10条4項)."""
    row = next((row for row in table("limitation_rules")["rule"] if row["id"] == rule_id), None)
    if row is None:
        raise InvalidInput(
            f"時効の定め『{rule_id}』は表にありません。債権の種類を確かめ、所管課で根拠の条文を確認してください。",
            field="債権の種類",
        )
    limbs = row["old_limbs"] if old and "old_limbs" in row else row["limbs"]
    article = row["old_article"] if old and "old_article" in row else row["article"]
    sure = row["verified"] and (not old or row.get("old_verified", True))
    caution = "" if sure else f"要確認：時効期間（{row['label']}）。{row['note']}"
    return Period(
        rule_id, row["label"], row["regime"], tuple((limb["years"], limb["from"] == "known") for limb in limbs),
        article, row["invocation"], row["invocation_article"], caution,
    )  # fmt: skip


@cache
def transition_article(rule_id: str) -> str:
    """The article that gives the new period to older claims not yet barred on the change; empty for most rules."""
    row = next(row for row in table("limitation_rules")["rule"] if row["id"] == rule_id)
    return str(row.get("transition_article", ""))


@cache
def effects(rule_id: str, *, old: bool) -> Mapping[str, Effect]:
    """What each kind of event does to a claim of this rule; ``old`` for events before 2020-04-01."""
    rule = next(row for row in table("limitation_rules")["rule"] if row["id"] == rule_id)
    law, regime = ("old" if old else "new"), rule["regime"]
    found: dict[str, Effect] = {}
    for row in table("limitation_rules")["effect"]:
        if row["law"] not in (law, "any") or regime not in row.get("regimes", REGIMES):
            continue
        effect = _effect(row, rule, THROUGH[regime] if row.get("via") else "")
        found.update(dict.fromkeys(row["kinds"], effect))
    return found


def _effect(row: Row, rule: Row, through: str) -> Effect:
    article = rule[row["article_from_rule"]] if "article_from_rule" in row else row["article"]
    return Effect(
        op=row["op"], label=row["label"], article=through + article,
        renew_article=through + row.get("renew_article", article), verified=row["verified"],
        lost_verified=row.get("lost_verified", row["verified"]), note=row.get("note", ""),
        reason=row.get("reason", ""), always_note=row.get("always_note", ""), through=through, row=row,
    )  # fmt: skip
