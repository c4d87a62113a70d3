"""Checks of the claim itself: its class, what was demanded, the balance, the limitation, what the packet says."""

from __future__ import annotations

from collections.abc import Iterator

from portal.domain.money import format_yen
from portal.domain.periods import add_months
from portal.domain.wareki import format_wareki
from portal.ledger.kinds import CLASS_LABELS
from portal.ledger.models import Event
from portal.referrals.checklist.model import REFUSED_CLASS, Check, Facts, Fix, event_fix, lacking, note, ok


def claim_class(f: Facts) -> Iterator[Check]:
    title = "債権の区分"
    if f.case.claim_class == "compulsory_public":
        yield lacking("claim_class", title, "強制徴収公債権です。", REFUSED_CLASS, waivable=False)
    elif f.case.state != "open":
        yield lacking("claim_class", title, "終結した案件です。", "終わった債権の委任はできません。", waivable=False)
    else:
        yield ok("claim_class", title, f"{CLASS_LABELS[f.case.claim_class]}です。")


def contents(f: Facts) -> Iterator[Check]:
    wanted = (
        ("law_firm", "法律事務所名"), ("lawyer", "弁護士名"), ("firm_address", "法律事務所の住所"),
        ("document_number", "文書番号"), ("reply_by", "回答期限"), ("contracted_on", "契約日"), ("tasks", "委任する事務"),
        ("policy", "区の希望する方針"), ("assets", "資産・収入・生活の状況"), ("disputes", "争いのある点"),
    )  # fmt: skip
    empty = [label for name, label in wanted if not getattr(f.packet, name)]
    title, fix = "委任の内容", Fix("委任の内容を入力する", anchor="contents")
    if empty:
        yield lacking(
            "contents",
            title,
            f"{'、'.join(empty)}が空です。",
            "委任依頼書と債権概要書に書く事項です。",
            fix,
            waivable=False,
        )
    else:
        yield ok("contents", title, "すべて入力されています。")


def demand(f: Facts) -> Iterator[Check]:
    title, last = "督促", f.last("demand")
    if last is None:
        yield lacking(
            "demand", title, "督促の記録がありません。",
            "督促は、履行しない者に必ずする手続です（私債権は地方自治法施行令171条、公債権は地方自治法231条の3第1項）。"
            "これを経ないと、訴えなどに進めません（同令171条の2）。",
            event_fix("demand", "督促を登録する"),
        )  # fmt: skip
    else:
        yield ok("demand", title, f"{format_wareki(last.happened_on)}に督促しています。")


def reminder(f: Facts) -> Iterator[Check]:
    title, last = "催告・最終催告", f.last("final_reminder", "reminder")
    if last is None:
        yield lacking(
            "reminder", title, "催告の記録がありません。",
            "再三の催告に応じないことが、委任の前提です。応じる意思の有無で弁護士の方針も変わります。",
            event_fix("reminder", "催告を登録する"),
        )  # fmt: skip
    elif f.last("final_reminder") is None:
        yield lacking(
            "reminder", title, f"催告（{format_wareki(last.happened_on)}）はありますが、最終催告がありません。",
            "弁護士に委任することを予告し、最後の納付の機会を与えておきます。",
            event_fix("final_reminder", "最終催告を登録する"),
        )  # fmt: skip
    else:
        yield ok("reminder", title, f"{format_wareki(last.happened_on)}に{_kind(last)}をしています。")


def _kind(event: Event) -> str:
    return "最終催告" if event.kind == "final_reminder" else "催告"


def balance(f: Facts) -> Iterator[Check]:
    title, case_fix = "残高", Fix("納付と債権を確かめる", "ledger.show")
    if f.owed.principal <= 0:
        yield lacking(
            "balance", title, "残りの元金がありません。", "請求するものがありません。", case_fix, waivable=False
        )
        return
    if f.owed.doubts:
        yield lacking(
            "balance", title, " ".join(f.owed.doubts),
            "金額を誤って請求すると、相手の信用も裁判所の信用も失います。", case_fix,
        )  # fmt: skip
    else:
        yield ok(
            "balance", title,
            f"元金{format_yen(f.owed.principal)}、損害金等{format_yen(f.owed.charge)}"
            f"（{format_wareki(f.owed.as_of)}現在）です。",
        )  # fmt: skip
    if any(row.claim.due_date >= f.owed.as_of for row in f.owed.rows):
        yield note("not_due", "期限前の債権", "納期限の来ていない債権を含んでいます。", "期限前の分は請求できません。")


def limitation(f: Facts) -> Iterator[Check]:
    title, case_fix = "時効完成予定日", Fix("経過を確かめる", "ledger.show")
    if f.clock.first is None:
        yield lacking(
            "limitation", title, f.clock.trouble, "期限が分からないと、弁護士が手順を決められません。", case_fix
        )
        return
    day = f.clock.completes_on
    if day is None:
        yield ok("limitation", title, "裁判所の手続が続いている間は完成しません。")
    elif day < f.today:
        yield lacking(
            "limitation", title, f"{format_wareki(day)}に時効期間が過ぎています。",
            "相手が援用すれば請求できません。債権放棄・不納欠損の検討が先です。", case_fix,
        )  # fmt: skip
    elif day < add_months(f.today, 6):
        yield lacking(
            "limitation", title, f"{format_wareki(day)}に完成します（6か月以内）。",
            "委任してから手続を始めるまでに完成するおそれがあります。先に、時効の完成を止める手続をとるか、弁護士と急ぎの手順を決めてください。",
            case_fix,
        )  # fmt: skip
    else:
        yield ok("limitation", title, f"{format_wareki(day)}です。")
    yield from (note("limitation_doubt", "時効の要確認", text) for text in f.clock.first.cautions if "要確認" in text)


def criteria(f: Facts) -> Iterator[Check]:
    oldest = min((row.claim.due_date for row in f.owed.rows), default=None)
    if oldest is not None and add_months(oldest, 12) > f.owed.as_of:
        yield note("age", "滞納の期間", "最も古い納期限から1年たっていません。", "委任の目安は、おおむね1年以上です。")
    if 0 < f.owed.principal < 100_000:
        yield note(
            "size", "金額", f"元金は{format_yen(f.owed.principal)}です。", "委任の目安は、おおむね10万円以上です。"
        )
    if abs((f.today - f.packet.as_of).days) > 31:
        yield note(
            "as_of", "基準日", f"基準日が{format_wareki(f.packet.as_of)}です。", "金額が古くなっていないか確かめてください。",
            Fix("基準日を変える", anchor="contents"),
        )  # fmt: skip
