"""Checks of the person written to: bankruptcy, attorney, death, welfare, 支援措置, returned mail."""

from __future__ import annotations

from collections.abc import Iterator

from portal.domain.wareki import format_wareki
from portal.notices.checks.facts import NoticeFacts
from portal.notices.checks.findings import Finding, Severity


def bankruptcy(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.bankrupt:
        yield Finding(
            "bankruptcy",
            Severity.APPROVE,
            "破産などの手続中です。破産管財人への交付要求・届出によるかを確かめてください。",
            "破産法42条、43条、100条",
        )


def attorney(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.lawyer_notified_on:
        yield Finding(
            "attorney",
            Severity.APPROVE,
            f"{format_wareki(facts.lawyer_notified_on)}に受任通知を受けています。本人ではなく代理人へ送るかを確かめてください。",
        )


def death(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.died_on:
        severity = Severity.BLOCK if facts.addressee == "debtor" else Severity.NOTE
        yield Finding(
            "death",
            severity,
            f"名宛人は{format_wareki(facts.died_on)}に死亡しています。相続人への通知を使ってください。",
            "地方税法9条、民法896条",
        )


def welfare(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.on_welfare:
        yield Finding(
            "welfare",
            Severity.WARN,
            "生活保護を受けています。福祉事務所と協議した上で、送る理由を書いてください。",
            "生活保護法57条、58条",
        )


def support(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.support_measure:
        yield Finding(
            "support_measures",
            Severity.APPROVE,
            "ＤＶ等支援措置の対象です。送付先と、封筒の差出人の表示を確かめてください。",
            "住民基本台帳事務処理要領（要確認）",
        )


def returned(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.returned_mail:
        yield Finding(
            "returned_mail",
            Severity.APPROVE,
            "前の郵便が返戻されています。所在を調べ、住所を直してから送ってください。",
            "地方税法20条、20条の2",
        )


def unknown_person(facts: NoticeFacts) -> Iterator[Finding]:
    if not facts.in_ledger:
        yield Finding(
            "ledger",
            Severity.NOTE,
            "整理番号が台帳にないため、分納・猶予・時効などは確かめていません。経過も記録されません。",
        )
