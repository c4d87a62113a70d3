"""What goes into and comes out of a limitation clock (消滅時効): claim, events, steps, result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput
from portal.domain.wareki import format_wareki

OUTCOMES: Mapping[str, str] = {
    "determined": "確定",
    "ended": "終了",
    "withdrawn": "取下げ",
    "dismissed": "却下",
    "cancelled": "取消し",
    "lapsed": "失効",
}
KIND_LABELS: Mapping[str, str] = {
    "assessment": "納入通知", "demand": "督促", "reminder": "催告", "final_reminder": "最終催告", "phone": "電話",
    "visit": "訪問", "interview": "窓口相談", "sms": "SMS", "acknowledgment": "承認", "installment_pledge": "分納誓約",
    "partial_payment": "一部納付", "principal_paid": "本税の完納", "collection_grace": "徴収猶予",
    "disaster_grace": "徴収猶予（災害等）", "realization_grace": "換価の猶予",
    "disposition_suspension": "滞納処分の停止", "performance_deferral": "履行延期の特約",
    "collection_suspension": "徴収停止", "asset_inquiry": "財産調査", "seizure": "差押え",
    "seizure_release": "差押解除", "delivery_demand": "交付要求", "participating_seizure": "参加差押え",
    "payment_order": "支払督促", "provisional_execution": "仮執行宣言", "objection": "督促異議", "lawsuit": "訴え提起", "judgment": "確定判決等", "settlement": "和解・調停の成立",
    "conciliation": "和解・調停の申立て", "compulsory_execution": "強制執行",
    "property_disclosure": "財産開示・情報取得", "provisional_attachment": "仮差押え",
    "bankruptcy_claim": "破産手続参加", "negotiation_agreement": "協議を行う旨の合意", "disaster": "天災等", "heirs_unknown": "相続人の不確定",
    "invocation": "時効援用", "waiver": "債権放棄", "write_off": "不納欠損", "exemption": "免除",
    "returned_mail": "返戻", "note": "記録",
}  # fmt: skip

_KINDS = {label: kind for kind, label in KIND_LABELS.items()}
_OUTCOMES = {label: outcome for outcome, label in OUTCOMES.items()}


@dataclass(frozen=True)
class LimitationEvent:
    """One event of the case.

    ``on`` is the day it took effect: the day a reminder or demand arrived (for local tax the day the demand was
    sent), the day of filing, of the seizure, of the acknowledgment. ``ends_on`` with ``outcome`` closes a
    procedure; without them it is still pending. For a grace ``ends_on`` is its last day, for a deferral the new
    due date, for the tax notice (納入通知) the deadline it names. ``agreed_until`` and ``refused_on`` belong to an
    agreement to negotiate (民法151条), ``served_on`` (送達日) to a payment order and its declaration (民事訴訟法391条–396条).
    """

    kind: str
    on: date
    ends_on: date | None = None
    outcome: str | None = None
    agreed_until: date | None = None
    refused_on: date | None = None
    served_on: date | None = None

    @property
    def label(self) -> str:
        """The kind in the officer's words."""
        return KIND_LABELS.get(self.kind, self.kind)


def event_from(row: Mapping[str, Any]) -> LimitationEvent:
    """An event read from JSON or a form: dates as text in any usual way, ``date`` accepted for ``on``, kind and outcome
    as a code or in the officer's words (督促, 取下げ)."""
    known = {"kind", "on", "date", "ends_on", "outcome", "agreed_until", "refused_on", "served_on"}
    unknown = sorted(set(row) - known)
    if unknown:
        raise InvalidInput(
            f"出来事の項目『{'、'.join(unknown)}』は使えません。{'、'.join(sorted(known))}で入力してください。"
        )
    on = row.get("on", row.get("date"))
    if not row.get("kind") or on is None:
        raise InvalidInput("出来事には、種類（kind）と日付（on）を入力してください。", field="出来事")
    kind, outcome = str(row["kind"]), row.get("outcome") or None
    return LimitationEvent(
        _KINDS.get(kind, kind), _day(on, "日付"), _day_or_none(row.get("ends_on"), "終了日"),
        None if outcome is None else _OUTCOMES.get(str(outcome), str(outcome)),
        _day_or_none(row.get("agreed_until"), "協議の期限"), _day_or_none(row.get("refused_on"), "拒絶の通知の日"),
        _day_or_none(row.get("served_on"), "送達日"),
    )  # fmt: skip


def _day(value: object, name: str) -> date:
    return value if isinstance(value, date) else parse_date(str(value), field=name)


def _day_or_none(value: object, name: str) -> date | None:
    return None if value in (None, "") else _day(value, name)


@dataclass(frozen=True)
class LimitationClaim:
    """The claim, or one instalment of it, whose clock is asked for.

    ``due_date`` 納期限 (the period runs from the next day); ``arose_on`` 発生日 and ``cause_on`` 原因である契約の日
    decide between the old and the new Civil Code; ``known_on`` 知った日 where it is later than the due date.
    ``statutory_due_on`` 法定納期限 of a local tax where the notice named a later one; ``evaded`` 偽りその他不正の行為により
    免れた地方税 (地方税法18条の2第3項).
    """

    due_date: date
    arose_on: date | None = None
    cause_on: date | None = None
    known_on: date | None = None
    claim_class: str | None = None
    name: str = ""
    statutory_due_on: date | None = None
    evaded: bool = False


class Step(NamedTuple):
    """One link of the chain: what happened, its effect and article, and the completion date after it."""

    on: date
    event: str
    effect: str
    article: str
    completes_on: date | None
    verified: bool
    reason: str

    @property
    def sentence(self) -> str:
        """The step as the officer reads it."""
        then = (
            "手続が続いている間は完成しません。"
            if self.completes_on is None
            else f"完成予定日は{format_wareki(self.completes_on)}です。"
        )
        basis = f"（{self.article}）" if self.article else ""
        doubt = "" if self.verified else "【要確認】"
        return f"{format_wareki(self.on)}　{self.event}：{self.reason}{basis}。{then}{doubt}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "date": self.on.isoformat(), "event": self.event, "effect": self.effect, "article": self.article,
            "completes_on": self.completes_on.isoformat() if self.completes_on else None,
            "verified": self.verified, "sentence": self.sentence,
        }  # fmt: skip


class Ignored(NamedTuple):
    """An event without effect on the clock, and why."""

    on: date
    event: str
    why: str
    article: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"date": self.on.isoformat(), "event": self.event, "why": self.why, "article": self.article}


@dataclass(frozen=True)
class Option:
    """What can still be done, until when, and what it would bring if it were done on the day asked about."""

    kind: str
    label: str
    by: date | None
    days_left: int | None
    completes_on: date | None
    sentence: str
    article: str
    page: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            **asdict(self),
            "by": self.by.isoformat() if self.by else None,
            "completes_on": self.completes_on.isoformat() if self.completes_on else None,
        }


@dataclass(frozen=True)
class LimitationResult:
    """The clock: ``completes_on`` is the last day of the period (完成予定日), None while a procedure is pending.

    From ``barred_from``, the next day, the claim is time-barred: extinguished where no invocation (援用) is needed,
    otherwise once the debtor invokes it. ``cautious_completes_on`` is the date without the effects marked 要確認;
    ``renewed_completes_on`` the date if the debtor, who acknowledged after completion, may not invoke it any more.
    """

    rule_id: str
    rule_label: str
    period: str
    period_article: str
    completes_on: date | None
    invocation_needed: bool
    invocation_article: str
    steps: tuple[Step, ...]
    ignored: tuple[Ignored, ...]
    cautions: tuple[str, ...]
    as_of: date | None = None
    invoked_on: date | None = None
    still_possible: tuple[Option, ...] = field(default=())
    cautious_completes_on: date | None = None
    renewed_completes_on: date | None = None

    @property
    def barred_from(self) -> date | None:
        """The first day on which the limitation is complete."""
        return None if self.completes_on is None else self.completes_on + timedelta(days=1)

    @property
    def days_left(self) -> int | None:
        """Days from ``as_of`` to the last day; negative once complete; None while pending or without ``as_of``."""
        if self.as_of is None or self.completes_on is None:
            return None
        return (self.completes_on - self.as_of).days

    @property
    def status(self) -> str:
        """One word of the officer's for where the clock stands on ``as_of``."""
        if self.completes_on is None:
            return "手続中（完成しない）"
        if self.as_of is None:
            return ""
        if self.as_of <= self.completes_on:
            return "進行中"
        if not self.invocation_needed:
            return "時効完成（消滅）"
        return "時効完成（援用済み）" if self.invoked_on else "時効完成（援用待ち）"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, with the whole working."""
        return {
            "rule": self.rule_id, "rule_label": self.rule_label, "period": self.period,
            "period_article": self.period_article,
            "completes_on": self.completes_on.isoformat() if self.completes_on else None,
            "cautious_completes_on": self.cautious_completes_on.isoformat() if self.cautious_completes_on else None,
            "renewed_completes_on": self.renewed_completes_on.isoformat() if self.renewed_completes_on else None,
            "barred_from": self.barred_from.isoformat() if self.barred_from else None,
            "as_of": self.as_of.isoformat() if self.as_of else None, "days_left": self.days_left,
            "status": self.status, "pending": self.completes_on is None,
            "invocation_needed": self.invocation_needed, "invocation_article": self.invocation_article,
            "verified": not any(text.startswith("要確認") for text in self.cautions),
            "steps": [step.to_dict() for step in self.steps],
            "ignored": [event.to_dict() for event in self.ignored],
            "cautions": list(self.cautions),
            "still_possible": [option.to_dict() for option in self.still_possible],
        }  # fmt: skip
