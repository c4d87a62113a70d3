"""What a check finds, how grave it is, and which findings ask for what.

``BLOCK`` cannot be issued. ``APPROVE`` needs a reason *and* an approver who did not draft it; ``WARN`` needs a reason;
``NOTE`` is only to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far a finding keeps a notice from being issued."""

    BLOCK = "block"
    APPROVE = "approve"
    WARN = "warn"
    NOTE = "note"

    @property
    def label(self) -> str:
        return {"block": "発行できません", "approve": "理由と承認が必要", "warn": "理由が必要", "note": "確認"}[
            self.value
        ]

    @property
    def rank(self) -> int:
        return ["block", "approve", "warn", "note"].index(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check."""

    code: str
    severity: Severity
    sentence: str
    statute: str = ""

    def to_dict(self) -> dict[str, str]:
        return {"code": self.code, "severity": self.severity.value, "sentence": self.sentence, "statute": self.statute}


def finding_from(row: Mapping[str, str]) -> Finding:
    return Finding(row["code"], Severity(row["severity"]), row["sentence"], row.get("statute", ""))


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity is Severity.BLOCK]


def needing_reason(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity in {Severity.WARN, Severity.APPROVE}]


def needs_approver(findings: Iterable[Finding]) -> bool:
    return any(one.severity is Severity.APPROVE for one in findings)
