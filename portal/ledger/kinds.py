"""The kinds of ledger events (経過の種類), their names, and what a form asks for each.

The effect of an event on limitation is law and lives in ``domain.limitation``; this is only the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind: ``asks`` names the extra fields a form shows (reached_on, designated_date, ends_on, outcome, promise)."""

    code: str
    label: str
    group: str
    asks: tuple[str, ...] = ()


_CONTACT, _DEMAND, _PLEDGE, _RELIEF = "接触・交渉", "通知", "承認・約束", "納付緩和"
_DISPOSITION, _COURT, _END = "調査・滞納処分", "裁判所の手続", "終結"

KINDS: tuple[EventKind, ...] = (
    EventKind("assessment", "納入通知", _DEMAND, ("reached_on",)),
    EventKind("demand", "督促", _DEMAND, ("reached_on", "designated_date")),
    EventKind("reminder", "催告", _DEMAND, ("reached_on", "designated_date")),
    EventKind("final_reminder", "最終催告", _DEMAND, ("reached_on", "designated_date")),
    EventKind("returned_mail", "返戻", _DEMAND),
    EventKind("phone", "電話", _CONTACT, ("promise",)),
    EventKind("visit", "訪問", _CONTACT, ("promise",)),
    EventKind("interview", "窓口相談", _CONTACT, ("promise",)),
    EventKind("sms", "SMS", _CONTACT),
    EventKind("note", "記録", _CONTACT),
    EventKind("acknowledgment", "債務の承認", _PLEDGE),
    EventKind("installment_pledge", "分納誓約", _PLEDGE, ("ends_on", "promise")),
    EventKind("partial_payment", "一部納付", _PLEDGE),
    EventKind("principal_paid", "本税（元金）の完納", _PLEDGE),
    EventKind("negotiation_agreement", "協議を行う旨の合意", _PLEDGE, ("ends_on",)),
    EventKind("collection_grace", "徴収猶予", _RELIEF, ("ends_on",)),
    EventKind("disaster_grace", "徴収猶予（災害等）", _RELIEF, ("ends_on",)),
    EventKind("realization_grace", "換価の猶予", _RELIEF, ("ends_on",)),
    EventKind("disposition_suspension", "滞納処分の停止", _RELIEF, ("ends_on",)),
    EventKind("performance_deferral", "履行延期の特約", _RELIEF, ("ends_on",)),
    EventKind("collection_suspension", "徴収停止", _RELIEF, ("ends_on",)),
    EventKind("asset_inquiry", "財産調査", _DISPOSITION),
    EventKind("seizure", "差押え", _DISPOSITION, ("ends_on", "outcome")),
    EventKind("seizure_release", "差押解除", _DISPOSITION),
    EventKind("delivery_demand", "交付要求", _DISPOSITION, ("ends_on", "outcome")),
    EventKind("participating_seizure", "参加差押え", _DISPOSITION, ("ends_on", "outcome")),
    EventKind("payment_order", "支払督促", _COURT, ("reached_on", "ends_on", "outcome")),
    EventKind("provisional_execution", "仮執行宣言の申立て", _COURT, ("reached_on",)),
    EventKind("objection", "督促異議", _COURT),
    EventKind("lawsuit", "訴えの提起", _COURT, ("ends_on", "outcome")),
    EventKind("judgment", "確定判決等", _COURT),
    EventKind("settlement", "和解", _COURT, ("ends_on", "outcome")),
    EventKind("conciliation", "調停", _COURT, ("ends_on", "outcome")),
    EventKind("compulsory_execution", "強制執行", _COURT, ("ends_on", "outcome")),
    EventKind("property_disclosure", "財産開示・情報取得", _COURT, ("ends_on", "outcome")),
    EventKind("provisional_attachment", "仮差押え", _COURT, ("ends_on",)),
    EventKind("bankruptcy_claim", "破産手続参加", _COURT, ("ends_on", "outcome")),
    EventKind("disaster", "天災などの障害", _END, ("ends_on",)),
    EventKind("heirs_unknown", "相続人が不明", _END, ("ends_on",)),
    EventKind("invocation", "時効の援用", _END),
    EventKind("waiver", "債権放棄", _END),
    EventKind("write_off", "不納欠損", _END),
    EventKind("exemption", "免除", _END),
)
BY_CODE = {kind.code: kind for kind in KINDS}
MEANS = ("文書", "電話", "訪問", "窓口", "SMS", "メール", "その他")
COUNTERPARTS = ("本人", "家族", "代理人", "連帯保証人", "相続人", "第三者", "不在")
OUTCOMES = (
    ("", "未定・継続中"),
    ("determined", "確定した（判決・仮執行宣言・和解など）"),
    ("ended", "終わった（取立て・解除・配当など）"),
    ("withdrawn", "取り下げた"),
    ("dismissed", "却下・棄却された"),
    ("cancelled", "取り消された"),
    ("lapsed", "失効した"),
)

CLASS_LABELS = {
    "compulsory_public": "強制徴収公債権",
    "ordinary_public": "非強制徴収公債権",
    "private": "私債権",
}


def label_of(code: str) -> str:
    """The kind's Japanese name (the code itself for one this version does not know)."""
    kind = BY_CODE.get(code)
    return kind.label if kind else code
