"""Checks of the people: guarantors, an address that can be served, reasons to leave a case out, protection."""

from __future__ import annotations

from collections.abc import Iterator

from portal.domain.periods import add_months
from portal.domain.wareki import format_wareki
from portal.referrals.checklist.model import Check, Facts, Fix, lacking, ok


def guarantor(f: Facts) -> Iterator[Check]:
    title, add = "連帯保証人", Fix("連帯保証人を登録する", "ledger.add_guarantor")
    homeless = [one for one in f.case.guarantors if not one.address]
    if not f.case.guarantors and not f.packet.no_guarantor:
        yield lacking(
            "guarantor", title, "登録がなく、いないことの確認もありません。",
            "連帯保証人がいれば、主債務者と同時に請求できます。いないときは、下の「委任の内容」で確認済みにしてください。", add,
        )  # fmt: skip
    elif homeless:
        yield lacking(
            "guarantor", title, f"住所の分からない連帯保証人が{len(homeless)}人います。",
            "住所がないと、催告も訴えもできません。", add,
        )  # fmt: skip
    else:
        count = len(f.case.guarantors)
        yield ok("guarantor", title, f"{count}人を登録しています。" if count else "いないことを確かめています。")


def address(f: Facts) -> Iterator[Check]:
    title, change = "住所の確認", Fix("住所を変更する", "ledger.change_address")
    why = "送達できる住所でなければ、支払督促も訴えも進みません。住民票などで3か月以内に確かめます。"
    now = f.case.debtor.address
    if now is None:
        yield lacking("address", title, "今の住所が分かりません。", why, change)
        return
    days = [now.confirmed_on, f.packet.address_checked_on, *(one.made_on for one in f.exhibits("residence"))]
    checked = max((day for day in days if day), default=None)
    returned = f.last("returned_mail")
    if now.returned_mail or (returned and (checked is None or returned.happened_on > checked)):
        yield lacking("address", title, "郵便物が返戻されたままです。", why, change)
    elif checked is None or checked < add_months(f.today, -3):
        seen = f"最後の確認は{format_wareki(checked)}です。" if checked else "確かめた日が分かりません。"
        yield lacking("address", title, seen, why, Fix("確かめた日を入れる", anchor="contents"))
    else:
        yield ok("address", title, f"{format_wareki(checked)}に確かめています。")


def exclusions(f: Facts) -> Iterator[Check]:
    debtor, fix = f.case.debtor, Fix("案件を確かめる", "ledger.show")
    plan = next((one for one in f.case.plans if one.state == "active"), None)
    reasons = (
        ("bankruptcy", "破産など", f.last("bankruptcy_claim") is not None, "破産などの手続中か、免責された債権は請求できません。"),
        ("welfare", "生活保護", debtor.on_welfare, "最低限度の生活を送る人からの取立てになります。徴収停止などを先に検討します。"),
        ("installments", "分納", plan is not None, "分納の約束を守っている人は、委任の対象から外します。守られていないときは、計画を終えてください。"),
        ("death", "死亡", debtor.died_on is not None, "相続人を調べ、相続人ごとの債務にしてから委任します。"),
        ("attorney", "受任通知", debtor.lawyer_notified_on is not None, "相手に代理人がいます。交渉の相手は代理人です。"),
        ("dispute", "係争中", _in_court(f), "裁判所の手続が続いています。二重の申立てはできません。"),
        ("relief", "猶予・停止", _relieved(f), "履行延期の特約・徴収停止の期間中は、請求できません。"),
        ("invocation", "時効の援用", f.last("invocation") is not None, "時効が援用されています。"),
        ("ended", "放棄・免除", f.last("waiver", "exemption", "write_off") is not None, "消滅した債権は請求できません。"),
    )  # fmt: skip
    hit = [row for row in reasons if row[2]]
    for code, title, _, why in hit:
        yield lacking(code, f"委任から外す事情：{title}", f"{title}に当たる記録があります。", why, fix)
    if not hit:
        names = "・".join(title for _, title, _, _ in reasons)
        yield ok("exclusions", "委任から外す事情", f"当たる記録はありません（{names}）。")


def _in_court(f: Facts) -> bool:
    ended = f.last("judgment", "settlement")
    return any(
        event.kind in {"payment_order", "lawsuit"}
        and event.ends_on is None
        and (ended is None or ended.happened_on < event.happened_on)
        for event in f.events
    )


def _relieved(f: Facts) -> bool:
    return any(
        event.kind in {"performance_deferral", "collection_suspension"}
        and (event.ends_on is None or event.ends_on >= f.today)
        for event in f.events
    )


def support(f: Facts) -> Iterator[Check]:
    title = "支援措置"
    protected = f.case.debtor.support_measure or any(one.support_measure for one in f.case.guarantors)
    if not protected:
        yield ok("support", title, "対象ではありません。")
        return
    yield lacking(
        "support", title, "支援措置の対象です。資料の住所・電話・勤務先は隠して出力します。",
        "住所が加害者に伝わると、命に関わります。委任してよいか、住所をどう渡すかを、承認者が決めて理由を残してください。"
        "証拠の写しに住所が写っていないかも確かめてください。",
        Fix("証拠を確かめる", anchor="exhibits"),
    )  # fmt: skip
