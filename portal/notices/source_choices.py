"""What the ledger, the office and the law can give a field of a form, in the officer's words: the choices of 「入れるもの」.

A path stands here only when ``sources`` or ``case_sources`` really gives it; a path that nothing gives would print
nothing without a word. The field dictionary (``field_guide``) is about names; this is about where a value comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Source:
    """One choice. ``type`` is what its value is (a field's type follows it); ``columns`` of a table are what it knows."""

    path: str
    group: str
    label: str
    type: str = "text"
    columns: tuple[str, ...] = ()


_GROUPS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "送り先・債務者": (
        ("debtor.postal_code", "郵便番号"),
        ("debtor.address", "住所（町名・番地まで）"),
        ("debtor.address_detail", "方書（建物名・部屋番号）"),
        ("debtor.full_address", "住所の全部（方書を含む）"),
        ("debtor.previous_address", "前の住所"),
        ("debtor.name", "氏名・名称"),
        ("debtor.kana", "フリガナ"),
        ("debtor.representative", "代表者（法人のとき）"),
        ("debtor.kind_label", "個人・法人の別"),
        ("debtor.birth_date", "生年月日", "date"),
        ("debtor.died_on", "死亡の日", "date"),
        ("debtor.phone", "電話番号"),
        ("debtor.employer", "勤務先"),
    ),
    "債権": (
        ("claim.number", "整理番号（案件番号）"),
        ("claim.name", "債権の名称（税目・科目）"),
        ("claim.claim_class_label", "債権区分"),
        ("claim.disposition_statute", "滞納処分の根拠条文"),
        ("claim.cause", "発生の原因"),
        ("claim.fiscal_year", "年度"),
        ("claim.period", "期別"),
        ("claim.notice_number", "通知書番号"),
        ("claim.due_date", "納期限・履行期限", "date"),
        ("claim.arose_on", "発生した日・契約日", "date"),
        ("claim.demanded_on", "督促状を発した日", "date"),
        ("claim.principal", "未納額（この期別の元金）", "yen"),
        ("claim.demand_fee", "督促手数料", "yen"),
        ("claim.interest", "利息", "yen"),
        ("claim.balance", "残額（案件の元金の計）", "yen"),
        ("claim.original_amount", "当初の債権額", "yen"),
        ("claim.paid_total", "既に納付された額", "yen"),
        ("claim.damages_rate", "遅延損害金の利率"),
        ("claim.invocation_label", "時効の援用の要否"),
    ),
    "計算した額・期間": (
        ("computed.late_charge", "延滞金（発信日現在）", "yen"),
        ("computed.delay_damages", "遅延損害金（発信日現在）", "yen"),
        ("computed.total", "合計（元金・延滞金等・手数料）", "yen"),
        ("computed.principal_total", "元金の合計", "yen"),
        ("computed.late_charge_total", "延滞金等の合計", "yen"),
        ("computed.grand_total", "総合計（元金・延滞金等）", "yen"),
        ("heir.amount", "承継した額（相続人あて）", "yen"),
        ("computed.base", "延滞金の計算の基礎となる額", "yen"),
        ("computed.subtotal", "期間ごとの金額の計", "yen"),
        ("computed.paid_on", "計算の終わりの日", "date"),
        ("computed.rule_set", "計算に使った規則・条例"),
        ("computed.notes", "計算についての注意", "lines"),
        ("computed.limitation_starts_on", "時効の起算日", "date"),
        ("computed.limitation_period", "時効期間"),
        ("computed.limitation_completes_on", "時効の完成予定日", "date"),
    ),
    "明細の表": (
        ("claims", "未納の明細", "table", "債権名 年度 期別 通知書番号 納期限 履行期限 元金 利息 延滞金 損害金 計"),
        ("payments", "これまでの納付", "table", "納付日 金額 充当先 残額"),
        ("guarantors", "連帯保証人", "table", "氏名 住所 電話 保証契約日 極度額"),
        ("events", "経過", "table", "番号 日付 種別 相手 内容 約束 時効 証拠 記録者"),
        ("computed.steps", "延滞金の計算（期間ごと）", "table", "始期 終期 日数 割合 式 金額"),
        ("computed.limitation_events", "時効の更新・完成猶予", "table", "日付 事由 効果 完成予定日"),
    ),
    "連帯保証人": (
        ("guarantor.postal_code", "保証人の郵便番号"),
        ("guarantor.address", "保証人の住所"),
        ("guarantor.address_detail", "保証人の方書"),
        ("guarantor.name", "保証人の氏名"),
        ("guarantor.contract_date", "保証契約の日", "date"),
        ("guarantor.limit_amount", "極度額"),
    ),
    "経過（いちばん新しいもの）": (
        ("event.date", "電話・訪問・面談の日", "date"),
        ("event.counterpart", "電話・訪問・面談の相手"),
        ("event.body", "電話・訪問・面談の内容", "lines"),
        ("event.promised_on", "約束の日", "date"),
        ("event.promised_amount", "約束の金額", "yen"),
        ("event.starts_on", "猶予の始まりの日", "date"),
        ("event.ends_on", "猶予の終わりの日", "date"),
        ("event.document_number", "猶予を許可した文書の番号"),
    ),
    "この発行": (
        ("issue.document_number", "文書番号（発行時に付く）"),
        ("issue.date", "発信日", "date"),
        ("issue.designated_date", "指定期限", "date"),
        ("issue.reply_by", "回答期限（指定期限と同じ日）", "date"),
        ("issue.signer_title", "発信者の職名"),
        ("issue.signer_name", "発信者の氏名"),
        ("office.seal_mark", "公印の表示"),
        ("appeal.paragraphs", "教示文（自動で選ばれる）", "lines"),
    ),
    "団体・担当課": (
        ("office.name", "団体名"),
        ("department.name", "担当課"),
        ("department.section", "担当係"),
        ("officer.name", "担当者の氏名"),
        ("officer.title", "担当者の職名"),
        ("department.postal_code", "担当課の郵便番号"),
        ("department.address", "担当課の所在地"),
        ("department.phone", "担当課の電話番号"),
        ("department.fax", "担当課のファクス番号"),
        ("department.hours", "受付時間"),
        ("department.payment_methods", "支払方法の表", "table", "方法 場所 手続 注意"),
        ("office.realization_grace_deadline", "換価の猶予の申請の期限"),
    ),
}


@cache
def sources() -> Mapping[str, Source]:
    """Every choice by its path, in the order they are shown."""
    made = {}
    for group, rows in _GROUPS.items():
        for path, label, *more in rows:
            kind = more[0] if more else "text"
            columns = tuple(more[1].split()) if len(more) > 1 else ()
            made[path] = Source(path, group, label, kind, columns)
    return made


def grouped(*, tables: bool) -> Mapping[str, list[Source]]:
    """The choices by group: those of a table, or those of a single value."""
    made: dict[str, list[Source]] = {}
    for one in sources().values():
        if (one.type == "table") == tables:
            made.setdefault(one.group, []).append(one)
    return made
