"""What the word forms, the data list and the table of contents of a packet print. Pure: the same facts, the same text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import Department
from portal.domain.limitation import Step
from portal.domain.money import format_yen
from portal.domain.wareki import format_wareki, format_wareki_short
from portal.ledger.kinds import CLASS_LABELS, label_of
from portal.ledger.models import Case, Debtor, Event, JointGuarantor
from portal.referrals.checklist import SECRET_KINDS, Facts
from portal.referrals.models import ReferralExhibit
from portal.referrals.numbering import ExhibitNumber, numbers
from portal.referrals.owed import booked

MASKED = "支援措置のため記載しない（担当課に確認すること。）"
_MASKED_SHORT = "記載しない"


@dataclass(frozen=True)
class Sender:
    """Who sends the packet."""

    office_name: str
    head: str
    head_name: str
    department: Department
    officer: str


def numbered(facts: Facts) -> list[tuple[ExhibitNumber, ReferralExhibit]]:
    """The included exhibits with their numbers, in order."""
    found = numbers(facts.packet.exhibits)
    return [(number, one) for number, one in zip(found, facts.packet.exhibits, strict=True) if number is not None]


def claim_title(case: Case) -> str:
    """The name of the claim as documents say it: that of its claims, else the case's title."""
    return "、".join(dict.fromkeys(claim.name for claim in case.claims)) or case.title


def request(f: Facts, sender: Sender) -> dict[str, Any]:
    """委任依頼書."""
    packet, department = f.packet, sender.department
    return {
        "郵便番号": packet.firm_postal_code, "住所": packet.firm_address, "方書": packet.firm_building,
        "法律事務所名": packet.law_firm, "文書番号": packet.document_number, "発信日": packet.as_of,
        "発信者職名": sender.head, "発信者氏名": sender.head_name, "公印": "（公印省略）", "回答期限": packet.reply_by,
        "委任番号": packet.number, "委任件数": 1, "債権名": claim_title(f.case), "弁護士名": packet.lawyer,
        "債務者氏名": f.case.debtor.name, "総合計": f.owed.total, "計算日": packet.as_of,
        "時効完成日": f.clock.completes_on, "委任事務": lines(packet.tasks), "希望方針": lines(packet.policy),
        "引渡書類": list(_handed_over(f)), "特記事項": remarks(f),
        "担当課": department.name, "担当係": department.section, "担当郵便番号": department.postal_code,
        "担当所在地": department.address, "電話番号": department.phone, "ファクス番号": department.fax,
        "受付時間": department.hours,
    }  # fmt: skip


def _handed_over(f: Facts) -> Iterator[dict[str, Any]]:
    exhibits = numbered(f)
    span = ""
    if exhibits:
        first, last = exhibits[0][0], exhibits[-1][0]
        span = f"（{first.long}から{last.long}まで）" if len(exhibits) > 1 else f"（{first.long}）"
    rows = (
        ("債権概要書", ""), ("経過記録", ""), (f"証拠説明書及び書証の写し{span}", "原本は区が保管"),
        ("債権データ（CSV）", ""), ("損害金計算書", f"{format_wareki(f.packet.as_of)}現在"),
    )  # fmt: skip
    for place, (name, note) in enumerate(rows, start=1):
        yield {"番号": place, "書類名": name, "部数": 1, "媒体": "電子", "備考": note}


def summary(f: Facts, sender: Sender) -> dict[str, Any]:
    """債権概要書."""
    case, packet, debtor = f.case, f.packet, f.case.debtor
    masked = debtor.support_measure
    clock = f.clock.first
    return {
        "委任番号": packet.number, "基準日": packet.as_of, "債権名": claim_title(case),
        "債権区分": CLASS_LABELS[case.claim_class], "整理番号": case.number, "契約日": packet.contracted_on,
        "発生原因": masked_text(f, case.cause), "根拠条文": case.basis,
        "当初金額": sum(claim.principal for claim in case.claims),
        "既払額": sum(one.amount for claim in case.claims for one in booked(claim, packet.as_of)),
        "損害金利率": f.owed.rate or "－", "総合計": f.owed.total,
        "債務者フリガナ": debtor.kana, "債務者氏名": name_of(debtor), "債務者生年月日": debtor.birth_date,
        "債務者住所": MASKED if masked else address_of(debtor), "債務者電話": _hidden(debtor.phone, masked),
        "債務者勤務先": _hidden(debtor.workplace, masked), "保証人": [_guarantor(one) for one in case.guarantors],
        "計算日": packet.as_of, "残額明細": list(_balances(f)), "元金合計": f.owed.principal + f.owed.fee, "利息合計": 0,
        "損害金合計": f.owed.charge, "納付状況": list(_payments(f)),
        "時効起算日": _starts_on(f), "時効期間": clock.period if clock else "",
        "時効完成日": f.clock.completes_on, "時効経過": [_step(one) for one in _moves(f)],
        "財産状況": lines(masked_text(f, packet.assets)), "争点": lines(masked_text(f, packet.disputes)),
        "希望方針": lines(packet.policy), "特記事項": remarks(f),
        "担当課": sender.department.name, "担当係": sender.department.section, "担当者": sender.officer,
        "電話番号": sender.department.phone,
    }  # fmt: skip


def _hidden(text: str, masked: bool) -> str:
    return _MASKED_SHORT if masked and text else text


def name_of(debtor: Debtor) -> str:
    """A body with its representative, who is named in every paper for the court."""
    return f"{debtor.name}　代表者　{debtor.representative}" if debtor.representative else debtor.name


def address_of(debtor: Debtor) -> str:
    now = debtor.address
    return "不明" if now is None else f"{now.address}{'　' if now.building else ''}{now.building}"


def _guarantor(one: JointGuarantor) -> dict[str, Any]:
    limit = format_yen(one.limit_amount) if one.limit_amount is not None else "定めなし"
    address = MASKED if one.support_measure else f"{one.address}{'　' if one.building else ''}{one.building}"
    return {
        "氏名": one.name, "住所": address or "不明", "電話": _hidden(one.phone, one.support_measure),
        "保証契約日": one.contracted_on, "極度額": limit,
    }  # fmt: skip


def _balances(f: Facts) -> Iterator[dict[str, Any]]:
    for row in f.owed.rows:
        claim = row.claim
        yield {
            "債権名": claim.name, "期別": claim.period, "履行期限": claim.due_date, "元金": row.principal, "利息": 0,
            "損害金": row.charge, "計": row.principal + row.charge,
        }  # fmt: skip
        if row.fee:
            yield {
                "債権名": "督促手数料", "期別": claim.period, "履行期限": claim.due_date, "元金": row.fee, "利息": 0,
                "損害金": 0, "計": row.fee,
            }  # fmt: skip


def _payments(f: Facts) -> Iterator[dict[str, Any]]:
    """Payments in the order of the days, with what is left of the whole principal after each."""
    paid = [(one, claim) for claim in f.case.claims for one in booked(claim, f.packet.as_of)]
    left = sum(claim.principal for claim in f.case.claims)
    for one, claim in sorted(paid, key=lambda pair: (pair[0].paid_on, pair[0].id)):
        left -= one.to_principal
        parts = (("元金", one.to_principal), ("損害金", one.to_late_charge), ("費用", one.to_fee))
        used = "・".join(f"{label}{format_yen(amount)}" for label, amount in parts if amount)
        used = used if len([1 for _, amount in parts if amount]) > 1 else next((n for n, a in parts if a), "")
        yield {
            "納付日": one.paid_on,
            "金額": one.amount,
            "充当先": f"{claim.period or claim.name}　{used}",
            "残額": left,
        }


def _starts_on(f: Facts) -> date | None:
    """The day the running period began to count: after the last renewal, else after the due date."""
    steps = f.clock.first.steps if f.clock.first else ()
    return steps[0].on if steps else None


def _moves(f: Facts) -> Sequence[Step]:
    return f.clock.first.steps[1:] if f.clock.first else ()


def _step(one: Step) -> dict[str, Any]:
    return {"日付": one.on, "事由": one.event, "効果": one.effect, "完成予定日": one.completes_on}


def remarks(f: Facts) -> list[str]:
    """What the lawyer must know first: protection of the address, care for the person, the officer's own remarks."""
    found = []
    if f.case.debtor.support_measure or any(one.support_measure for one in f.case.guarantors):
        found.append("支援措置の対象である。住所等は記載していない。住所を推知させる行為をしないこと。")
    if f.case.debtor.attention:
        found.append(f"配慮事項：{masked_text(f, f.case.debtor.attention)}")
    clock = f.clock.first
    if clock and clock.cautious_completes_on not in (None, clock.completes_on) and clock.completes_on:
        late = format_wareki(clock.completes_on)
        found.append(
            f"時効完成予定日は、督促などの効力（要確認）を認めないときの早い日である。認めるときは{late}となる。"
        )
    return [*found, *lines(masked_text(f, f.packet.remarks))]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def masked_text(f: Facts, text: str) -> str:
    """``text`` without protected addresses, phones and workplaces that an officer may have typed into it."""
    for secret in sorted(_secrets(f.case), key=len, reverse=True):
        text = text.replace(secret, "〔省略〕")
    return text


def _secrets(case: Case) -> set[str]:
    debtor, found = case.debtor, set[str]()
    if debtor.support_measure:
        found |= {debtor.phone, debtor.phone_other, debtor.workplace}
        for one in debtor.addresses:
            found |= {one.address, one.building, one.postal_code, one.address.replace("世田谷区", "", 1)}
    for guarantor in case.guarantors:
        if guarantor.support_measure:
            found |= {guarantor.address, guarantor.building, guarantor.phone, guarantor.postal_code}
    return {text for text in found if len(text) >= 3}


def shown_events(f: Facts) -> list[Event]:
    """The events of the chronology: neither cancelled, nor secret, nor left out by the officer, nor after the day."""
    return [
        event
        for event in f.events
        if event.kind not in SECRET_KINDS
        and event.id not in f.packet.left_out_events
        and event.happened_on <= f.packet.as_of
    ]


def chronology(f: Facts) -> dict[str, Any]:
    """経過記録."""
    effects = {(one.on, one.event): one.effect for one in (f.clock.first.steps if f.clock.first else ())}
    by_day = {on: effect for (on, _), effect in effects.items()}
    rows = [
        {
            "番号": place, "日付": event.happened_on, "種別": label_of(event.kind),
            "相手": "・".join(part for part in (event.counterpart, event.means) if part),
            "内容": masked_text(f, _content(event)), "約束": _promise(event),
            "時効": by_day.get(event.reached_on or event.happened_on, "") if event.kind in _MOVING else "",
            "証拠": "、".join(number.short for number, one in numbered(f) if _proves(one, event)),
            "記録者": event.author_name,
        }
        for place, event in enumerate(shown_events(f), start=1)
    ]  # fmt: skip
    return {
        "委任番号": f.packet.number, "債務者氏名": f.case.debtor.name, "整理番号": f.case.number,
        "債権名": claim_title(f.case), "基準日": f.packet.as_of, "経過": rows,
    }  # fmt: skip


_MOVING = frozenset(
    {"demand", "reminder", "final_reminder", "acknowledgment", "installment_pledge", "partial_payment", "payment_order",
     "lawsuit", "judgment", "settlement", "negotiation_agreement", "assessment", "seizure", "compulsory_execution"}
)  # fmt: skip
_PROVING = {
    "demand": ("demand",), "reminder": ("reminder", "final_reminder"), "pledge": ("acknowledgment", "installment_pledge"),
}  # fmt: skip


def _proves(exhibit: ReferralExhibit, event: Event) -> bool:
    return event.kind in _PROVING.get(exhibit.kind, ()) and exhibit.made_on == event.happened_on


def _content(event: Event) -> str:
    parts = [event.result, event.memo]
    for day, label in ((event.designated_date, "指定期限"), (event.reached_on, "到達"), (event.ends_on, "終わりの日")):
        if day:
            parts.append(f"{label}は{format_wareki(day)}")
    if event.document_number:
        parts.append(f"文書番号は{event.document_number}")
    return "。".join(part.rstrip("。") for part in parts if part) + ("。" if any(parts) else "")


def _promise(event: Event) -> str:
    day = f"{format_wareki_short(event.promised_on)}まで" if event.promised_on else ""
    amount = format_yen(event.promised_amount) if event.promised_amount else ""
    return "\n".join(part for part in (day, amount) if part)


def exhibit_list(f: Facts, sender: Sender) -> dict[str, Any]:
    """証拠説明書."""
    rows = [
        {
            "号証": number.short, "標目": one.title or one.file_name, "原本写し": "原本" if one.original else "写し",
            "作成日": made_on_text(one), "作成者": one.maker, "立証趣旨": masked_text(f, one.purpose),
            "備考": masked_text(f, one.note),
        }
        for number, one in numbered(f)
    ]  # fmt: skip
    return {
        "事件番号": "", "事件名": f.packet.case_title or f"{claim_title(f.case)}請求事件", "団体名": sender.office_name,
        "債務者氏名": name_of(f.case.debtor), "発信日": f.packet.as_of, "裁判所名": "", "担当課": sender.department.name,
        "担当者": sender.officer, "号証": rows,
    }  # fmt: skip


def made_on_text(one: ReferralExhibit) -> str:
    return format_wareki(one.made_on) if one.made_on else one.made_on_note
