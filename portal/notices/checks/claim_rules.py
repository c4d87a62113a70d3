"""Checks of the claim: its class, the demand before the letter, amounts, limitation, relief."""

from __future__ import annotations

from collections.abc import Iterator

from portal.domain.claim_types import CLAIM_CLASSES
from portal.domain.money import format_yen
from portal.domain.relief import seizable_from
from portal.domain.wareki import format_wareki
from portal.notices.checks.facts import NoticeFacts
from portal.notices.checks.findings import Finding, Severity

LIMITATION_SOON_DAYS = 180


def claim_class(facts: NoticeFacts) -> Iterator[Finding]:
    if not facts.claim_class or facts.claim_class in facts.form_classes:
        return
    allowed = "・".join(CLAIM_CLASSES[one] for one in facts.form_classes)
    yield Finding(
        "claim_class",
        Severity.BLOCK,
        f"この債権は{CLAIM_CLASSES[facts.claim_class]}です。「{facts.form_title}」は{allowed}にだけ使えます。",
        "地方自治法231条の3、地方自治法施行令171条",
    )


def demand_exists(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.demand_sent is not None or not facts.in_ledger:
        return
    severity = Severity.BLOCK if facts.disposition else Severity.APPROVE
    lacking = f"（{'、'.join(facts.not_demanded)}）" if facts.not_demanded else ""
    yield Finding(
        "demand_exists",
        severity,
        f"督促状を発した記録がありません{lacking}。先に督促をするか、経過に登録してください。",
        "地方自治法231条の3第1項、同法施行令171条",
    )


def ten_days(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.demand_sent is None:
        return
    term = seizable_from(facts.demand_sent, calendar=facts.calendar)
    if facts.issue_day > term.last_day:
        return
    severity = Severity.BLOCK if facts.disposition else Severity.APPROVE
    yield Finding(
        "ten_days_after_demand",
        severity,
        f"督促状を発した日（{format_wareki(facts.demand_sent)}）から起算して10日を経過していません。"
        f"{format_wareki(term.last_day)}までに完納がないとき、その翌日から差押えができます。",
        term.article,
    )


def first_demand(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.demand_sent is None:
        return
    yield Finding(
        "first_demand",
        Severity.WARN,
        f"この債権には{format_wareki(facts.demand_sent)}に督促をしています。時効の更新は最初の督促に限られます。催告書を使うか、再び督促する理由を書いてください。",
        "地方自治法236条4項",
    )


def amounts(facts: NoticeFacts) -> Iterator[Finding]:
    for one in facts.differences:
        yield Finding(
            "amounts_recomputed",
            Severity.WARN,
            f"『{one.label}』は{format_yen(one.shown)}ですが、台帳と規則による計算では{format_yen(one.computed)}です。",
        )
    if facts.in_ledger and facts.outstanding == 0:
        yield Finding("amounts_recomputed", Severity.APPROVE, "未納の額がありません。納付の消込みを確かめてください。")
    for sentence in facts.charge_cautions:
        yield Finding("amounts_recomputed", Severity.NOTE, sentence)


def limitation(facts: NoticeFacts) -> Iterator[Finding]:
    last = facts.limitation_completes
    if last is None:
        return
    statute = "民法145条、166条" if facts.invocation_needed else "地方自治法236条2項、地方税法18条"
    if facts.issue_day > last:
        if facts.invocation_needed:
            sentence = f"{format_wareki(last)}の満了で消滅時効が完成しています（援用はまだの扱い）。請求するかどうかを決裁で決めてください。"
            yield Finding("limitation", Severity.APPROVE, sentence, statute)
        else:
            yield Finding(
                "limitation",
                Severity.BLOCK,
                f"{format_wareki(last)}の満了で消滅時効が完成し、債権は消滅しています。不納欠損の手続を確かめてください。",
                statute,
            )
    elif (last - facts.issue_day).days <= LIMITATION_SOON_DAYS:
        yield Finding(
            "limitation",
            Severity.NOTE,
            f"時効の完成まであと{(last - facts.issue_day).days}日です（{format_wareki(last)}）。",
            statute,
        )
    if facts.limitation_caution:
        yield Finding("limitation", Severity.NOTE, facts.limitation_caution)


def relief(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.reliefs:
        severity = Severity.BLOCK if facts.disposition and facts.grace else Severity.APPROVE
        yield Finding(
            "relief", severity, f"納付緩和措置の期間中です：{'、'.join(facts.reliefs)}。", "地方税法15条から15条の7まで"
        )
    if facts.plan_active:
        yield Finding("relief", Severity.APPROVE, "分納の計画を履行中です。約束が守られているかを確かめてください。")
